/// Every number of a forward pass: backward reads it, the terminal prints it, figures draw it,
/// and nothing is stored twice.
///
/// Shapes: T steps, B sequences, H hidden units, O outputs, S steps with an output; what lies
/// beyond a sequence's length reads as 0. A trace is made empty and takes the shape of the batch
/// that goes through; used again, it keeps its memory.
public struct Trace<Scalar: NetworkScalar>: Sendable {
  public let spec: NetworkSpec
  /// What went through.
  public internal(set) var data: SequenceBatch<Scalar>
  /// The mean of the position losses; 0 without targets.
  public internal(set) var loss: Scalar = 0
  /// The sum of the weights of all valid positions, their number without weights.
  var totalWeight: Scalar = 0
  var dropoutSeed: UInt64?
  /// The network whose spec was seen to be this one's.
  private var network: Network<Scalar>.Offsets?
  /// One for each thread.
  var shards: [Shard] = []

  /// The sequences of one thread: their plan, and their numbers.
  struct Shard: Sendable {
    let plan: ForwardPlan
    let memory: PlanMemory
    var room: Room<Scalar>
  }

  /// An empty trace, for `Network.forward(_:from:into:)`.
  public init(_ spec: NetworkSpec) {
    self.spec = spec
    data = SequenceBatch(steps: 1, batch: 1, inputSize: 1, inputs: [0])
  }

  /// T
  public var steps: Int { data.steps }
  /// B
  public var batch: Int { data.batch }
  /// S
  public var outputSteps: Int { spec.outputSteps(of: steps) }
  public var targets: SequenceBatch<Scalar>.Targets { data.targets }

  /// Whether a network of this spec made, or will make, the trace.
  @inline(__always)
  func belongs(to other: Network<Scalar>) -> Bool {
    isSame(network, other.offsets) || spec == other.spec
  }

  /// Takes the shape of the batch. Keeps plans and memory that fit.
  ///
  /// - Precondition: The batch fits the network's inputs, head and loss.
  @inline(__always)
  mutating func prepare(
    for batch: SequenceBatch<Scalar>, in network: Network<Scalar>, threads: Int,
    dropoutSeed: UInt64?
  ) {
    precondition(belongs(to: network), "the trace was made for another network")
    if !isSame(self.network, network.offsets) { self.network = network.offsets }
    let isKnown = !shards.isEmpty && isSame(data.storage, batch.storage)
    if !isKnown {
      network.check(batch)
      totalWeight = batch.totalWeight(atLast: spec.head.place == .last)
    }
    let hasShape =
      !shards.isEmpty && shards.count == max(1, min(threads, batch.batch))
      && (self.dropoutSeed == nil) == (dropoutSeed == nil)
      && (isKnown
        || (data.steps == batch.steps && data.batch == batch.batch
          && data.lengths == batch.lengths))
    if !hasShape {
      let packings = Packing.split(
        steps: batch.steps, batch: batch.batch, lengths: batch.lengths, parts: threads,
        needsReversal: spec.isBidirectional)
      var rooms = shards.map(\.room)
      shards = packings.enumerated().map { index, packing in
        let plan = ForwardPlan(
          spec, packing: packing.rows, offsets: network.offsets.layers,
          isTraining: dropoutSeed != nil, of: Scalar.self)
        return Shard(
          plan: plan, memory: PlanMemory(owning: plan.stack.layers, keeping: packing),
          room: index < rooms.count ? rooms[index] : Room(capacity: plan.count))
      }
      rooms = []
    }
    for index in shards.indices { shards[index].room.fit(shards[index].plan.count) }
    if !isKnown { data = batch }
    self.dropoutSeed = dropoutSeed
  }
}

/// Where the pieces of one thread's forward pass stand in its buffer. All values are plain, so that
/// the passes count no references; a `PlanMemory` owns what they point to.
struct ForwardPlan: Sendable {
  let packing: PackedRows
  let stack: StackPlan
  /// P: the packed rows with a head at each step, the sequences with one at the last.
  let positions: Int
  /// What the head reads, [P, H]: the highest layer's output, or room for the final states.
  let headInput: Int
  /// y, [P, O]
  let outputs: Int
  /// [P, O]; -1 with a loss that has none.
  let probabilities: Int
  /// [P]
  let positionLosses: Int
  /// The size of the buffer.
  let count: Int

  init<Scalar: NetworkScalar>(
    _ spec: NetworkSpec, packing: PackedRows, offsets: [[LayerOffsets]], isTraining: Bool,
    of type: Scalar.Type
  ) {
    var buffer = BufferPlan()
    self.packing = packing
    stack = StackPlan(
      spec, packing: packing, offsets: offsets, isTraining: isTraining, of: type, in: &buffer)
    let isLast = spec.head.place == .last
    positions = isLast ? packing.count : packing.rows
    headInput =
      isLast
      ? buffer.place(positions * spec.topSize)
      : stack.layers[stack.layers.count - 1].output
    // y = h needs no room of its own.
    outputs =
      spec.head.kind == .identity ? headInput : buffer.place(positions * spec.outputSize)
    probabilities = spec.loss.hasProbabilities ? buffer.place(positions * spec.outputSize) : -1
    positionLosses = buffer.place(positions)
    count = buffer.count
  }

  /// Whether both are one plan, while its memory lives.
  @inline(__always)
  func isSame(as other: ForwardPlan) -> Bool {
    stack.layers.baseAddress == other.stack.layers.baseAddress
  }

  /// Where the target of a position stands: t x B + the sequence, or the sequence.
  @inline(__always)
  func place(of position: Int, atLast: Bool) -> Int {
    atLast ? packing.order[position] : packing.places[position]
  }
}
