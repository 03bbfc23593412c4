/// Trains a network: forward, backward, clip, step, and keeps what happened.
///
///     var trainer = Trainer(network, optimizer: .sgd(rate: 0.1), clip: .globalNorm(1))
///     for _ in 0..<1000 { print(try trainer.step(batch).loss) }
public struct Trainer<Scalar: NetworkScalar>: Sendable {
  public private(set) var network: Network<Scalar>
  public let clip: Clip?
  private var optimizer: Optimizer<Scalar>
  // Made at the first step and used again while the batch keeps its size.
  private var trace: Trace<Scalar>?
  private var backward: BackwardTrace<Scalar>?
  private var initialStates: [[Scalar]] = []

  public init(_ network: Network<Scalar>, optimizer: OptimizerSpec, clip: Clip? = nil) {
    self.network = network
    self.clip = clip
    self.optimizer = Optimizer(optimizer, for: network.parameters.layout)
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

  /// One update on one batch, from zero states.
  ///
  /// - Throws: `Divergence` where the loss or a gradient is not finite; the network then keeps the
  ///   parameters from before the update.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func step(_ batch: SequenceBatch<Scalar>) throws(Divergence) -> Update {
    prepare(for: batch)
    network.forward(batch, from: initialStates, into: &trace!)
    let loss = trace!.loss
    guard loss.isFinite else { throw Divergence(what: "the loss", value: Double(loss)) }
    network.backward(trace!, into: &backward!)
    var update = Update(loss: loss, gradientNorm: 0, wasClipped: false, cosine: 1)
    do {
      if let clip {
        let report = try backward!.gradients.clip(clip)
        update.gradientNorm = report.norm
        update.wasClipped = report.wasClipped
        update.cosine = report.cosine
      } else {
        update.gradientNorm = try backward!.gradients.finiteNorm()
      }
    } catch {
      let what =
        error.name == NonFiniteEntry.globalNorm
        ? "\(error.name) of the gradient" : "the gradient of \(error.name)"
      throw Divergence(what: what, value: error.value)
    }
    optimizer.step(&network.parameters, along: backward!.gradients)
    return update
  }

  private mutating func prepare(for batch: SequenceBatch<Scalar>) {
    if let trace, trace.steps == batch.steps, trace.batch == batch.batch { return }
    trace = Trace(network.spec, steps: batch.steps, batch: batch.batch)
    backward = BackwardTrace(network.spec, steps: batch.steps, batch: batch.batch)
    initialStates = batch.zeroState(for: network.spec)
  }
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
