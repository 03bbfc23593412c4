/// Trains an encoder-decoder with teacher forcing: forward, backward, clip, step.
///
///     var trainer = EncoderDecoderTrainer(
///       network, optimizer: .adam(rate: 0.01), clip: .globalNorm(1))
///     for _ in 0..<1000 { print(try trainer.step(batch).loss) }
public struct EncoderDecoderTrainer<Scalar: NetworkScalar>: Sendable {
  public private(set) var network: EncoderDecoder<Scalar>
  public let clip: Clip?
  /// Among how many threads the pairs of a batch are split.
  public let threads: Int
  private var optimizer: Optimizer<Scalar>
  private var dropout: SeededGenerator
  // They take the shape of each batch and keep their memory.
  private var trace: EncoderDecoderTrace<Scalar>
  private var backward: EncoderDecoderBackwardTrace<Scalar>

  /// - Parameter seed: Decides what dropout drops in each update.
  public init(
    _ network: EncoderDecoder<Scalar>, optimizer: OptimizerSpec, clip: Clip? = nil,
    threads: Int = 1, seed: UInt64 = 0
  ) {
    self.network = network
    self.clip = clip
    self.threads = threads
    self.optimizer = Optimizer(optimizer, for: network.parameters.layout)
    dropout = SeededGenerator(seed: seed)
    trace = EncoderDecoderTrace(network.spec)
    backward = EncoderDecoderBackwardTrace(network.spec, keeping: .parameters)
  }

  /// One update on one batch.
  ///
  /// - Throws: `Divergence` where the loss or a gradient is not finite; the network then keeps the
  ///   parameters from before the update.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func step(
    _ batch: EncoderDecoderBatch<Scalar>
  ) throws(Divergence) -> Trainer<Scalar>.Update {
    network.forward(
      batch, dropoutSeed: network.spec.dropout > 0 ? dropout.next() : nil, threads: threads,
      into: &trace)
    let loss = trace.loss
    guard loss.isFinite else { throw Divergence(what: "the loss", value: Double(loss)) }
    network.backward(trace, into: &backward)
    return try optimizer.update(
      &network.parameters, along: &backward.gradients, clip: clip, loss: loss)
  }
}
