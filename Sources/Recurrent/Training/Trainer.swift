/// Trains a network: forward, backward, clip, step, and keeps what happened.
///
///     var trainer = Trainer(network, optimizer: .sgd(rate: 0.1), clip: .globalNorm(1))
///     for _ in 0..<1000 { print(try trainer.step(batch).loss) }
public struct Trainer<Scalar: NetworkScalar>: Sendable {
  public private(set) var network: Network<Scalar>
  public let clip: Clip?
  /// Among how many threads the sequences of a batch are split.
  public let threads: Int
  /// Where the frozen blocks stand among the parameters.
  private let frozen: [Range<Int>]
  private var optimizer: Optimizer<Scalar>
  private var dropout: SeededGenerator
  // They take the shape of each batch and keep their memory.
  private(set) var trace: Trace<Scalar>
  private var backward: BackwardTrace<Scalar>

  /// - Parameters:
  ///   - frozen: The blocks that stay as they are: their gradients count as 0, in the norm as well.
  ///   - seed: Decides what dropout drops in each update.
  /// - Precondition: The network has the frozen blocks.
  public init(
    _ network: Network<Scalar>, optimizer: OptimizerSpec, clip: Clip? = nil, threads: Int = 1,
    frozen: [String] = [], seed: UInt64 = 0
  ) {
    let layout = network.parameters.layout
    self.frozen = frozen.map { name in
      guard let block = layout[name] else {
        preconditionFailure("no parameter block \(name) to freeze")
      }
      return block.range
    }
    self.network = network
    self.clip = clip
    self.threads = threads
    self.optimizer = Optimizer(optimizer, for: network.parameters.layout)
    dropout = SeededGenerator(seed: seed)
    trace = Trace(network.spec)
    backward = BackwardTrace(network.spec, keeping: .parameters)
  }

  /// One update.
  public struct Update: Sendable, Hashable {
    /// The loss before the update.
    public var loss: Scalar
    /// |g| before clipping, over all parameters.
    public var gradientNorm: Scalar
    public var wasClipped: Bool
    /// The cosine of the gradients before and after clipping.
    public var cosine: Scalar
  }

  /// One update on one batch.
  ///
  /// - Parameter initialState: Where the sequences begin; nil means zeros.
  /// - Throws: `Divergence` where the loss or a gradient is not finite; the network then keeps the
  ///   parameters from before the update.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func step(
    _ batch: SequenceBatch<Scalar>, from initialState: NetworkState<Scalar>? = nil
  ) throws(Divergence) -> Update {
    try update(batch, from: initialState)
  }

  // Apart from `step`, whose unspecialised form would ask for the types of all that stands here
  // before it finds the specialised one.
  @inline(never)
  private mutating func update(
    _ batch: SequenceBatch<Scalar>, from initialState: NetworkState<Scalar>?
  ) throws(Divergence) -> Update {
    network.forward(
      batch, from: initialState, dropoutSeed: network.spec.dropout > 0 ? dropout.next() : nil,
      threads: threads, into: &trace)
    let loss = trace.loss
    guard loss.isFinite else { throw Divergence(what: "the loss", value: Double(loss)) }
    network.backward(trace, into: &backward)
    for range in frozen {
      for index in range { backward.gradients.values[index] = 0 }
    }
    return try optimizer.update(
      &network.parameters, along: &backward.gradients, clip: clip, loss: loss)
  }

  /// y of the last update, [S, B, O], from before its step.
  public var outputs: [Scalar] { trace.outputs }

  /// The states in which the sequences of the last update ended.
  public var finalState: NetworkState<Scalar> { trace.finalState }
}

/// Training that left the finite numbers.
public struct Divergence: Error, Sendable, Hashable, CustomStringConvertible {
  /// `the loss`, `the gradient of W_hh[0, 1]`
  public var what: String
  public var value: Double

  public init(what: String, value: Double) {
    self.what = what
    self.value = value
  }

  // The sign of a NaN is the platform's, so it is not shown.
  public var description: String { "\(what) is \(value.isNaN ? "nan" : "\(value)")" }
}
