/// Every number of a backward pass.
///
/// Shapes: T steps, B sequences, D inputs, H hidden units, O outputs, S steps with an output; what
/// lies beyond a sequence's length reads as 0. A backward trace is made empty and takes the shape
/// of the trace that goes through; used again, it keeps its memory.
public struct BackwardTrace<Scalar: NetworkScalar>: Sendable {
  /// What is kept beside the gradients of parameters and initial states.
  public enum Detail: Sendable, Hashable {
    /// Every number: dL/dh_t, dL/dc_t, delta_t and dL/dx_t of every step.
    case everything
    /// dL/dx_t.
    case inputs
    /// Nothing: what training needs.
    case parameters
  }

  public let spec: NetworkSpec
  public let detail: Detail
  /// dL/d(parameters), in the layout of the parameters.
  public internal(set) var gradients: Parameters<Scalar>
  /// One for each thread, as in the trace.
  var shards: [Shard] = []
  /// The network whose spec was seen to be this one's.
  private var network: Network<Scalar>.Offsets?
  /// T and B.
  var steps = 0
  var batch = 0

  struct Shard: Sendable {
    let forward: ForwardPlan
    let plan: BackwardPlan
    let memory: PlanMemory
    var room: Room<Scalar>
  }

  /// An empty backward trace, for `Network.backward(_:into:)`.
  public init(_ spec: NetworkSpec, keeping detail: Detail = .everything) {
    self.spec = spec
    self.detail = detail
    gradients = Parameters(spec.layout)
  }

  /// Takes the shape of the trace. Keeps plans and memory that fit.
  @inline(__always)
  mutating func prepare(for trace: Trace<Scalar>, in network: Network<Scalar>) {
    precondition(
      trace.belongs(to: network) && (isSame(self.network, network.offsets) || spec == network.spec)
        && !trace.shards.isEmpty,
      "a trace of another network, or one that nothing went through")
    if !isSame(self.network, network.offsets) { self.network = network.offsets }
    let hasShape =
      shards.count == trace.shards.count
      && shards.indices.allSatisfy { shards[$0].forward.isSame(as: trace.shards[$0].plan) }
    if !hasShape {
      var rooms = shards.map(\.room)
      shards = trace.shards.enumerated().map { index, shard in
        let plan = BackwardPlan(
          spec, forward: shard.plan, detail: detail, parameters: gradients.values.count,
          of: Scalar.self)
        return Shard(
          forward: shard.plan, plan: plan,
          memory: PlanMemory(owning: plan.stack.layers, keeping: shard.memory),
          room: index < rooms.count ? rooms[index] : Room(capacity: plan.count))
      }
      rooms = []
    }
    for index in shards.indices { shards[index].room.fit(shards[index].plan.count) }
    steps = trace.steps
    batch = trace.batch
  }
}

/// Where the pieces of one thread's backward pass stand in its buffer, as plain as `ForwardPlan`.
struct BackwardPlan: Sendable {
  let stack: StackBackwardPlan
  /// dL/dy, [P, O]
  let outputs: Int
  /// dL/d(head input) of a head at the last step, [B, H]; -1 with a head at each.
  let headInput: Int
  /// This thread's share of dL/d(parameters).
  let gradients: Int
  /// The size of the buffer.
  let count: Int

  init<Scalar: NetworkScalar>(
    _ spec: NetworkSpec, forward: ForwardPlan, detail: BackwardTrace<Scalar>.Detail,
    parameters: Int, of type: Scalar.Type
  ) {
    var buffer = BufferPlan()
    var wantsInput = detail != .parameters
    if case .embedding = spec.input { wantsInput = true }
    stack = StackBackwardPlan(
      spec, packing: forward.packing, keepsSteps: detail == .everything,
      wantsInput: wantsInput, of: type, in: &buffer)
    let isLast = spec.head.place == .last
    headInput = isLast ? buffer.place(forward.positions * spec.topSize) : -1
    // dL/dy of y = h is what reaches h from above; where steps are kept, it is kept beside the sum.
    outputs =
      spec.head.kind == .identity && detail != .everything
      ? (isLast ? headInput : stack.layers[stack.layers.count - 1].output)
      : buffer.place(forward.positions * spec.outputSize)
    gradients = buffer.place(parameters)
    count = buffer.count
  }
}
