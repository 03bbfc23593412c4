/// An encoder-decoder: what it is made of, and its numbers. The equations stand in
/// `EncoderDecoderSpec`.
///
///     let spec = EncoderDecoderSpec(
///       source: .embedding(vocabulary: 12, size: 8), target: .embedding(vocabulary: 12, size: 8),
///       cell: .lstm, hiddenSizes: [16], outputSize: 12, hasAttention: true)
///     var generator = SeededGenerator(seed: 1)
///     let network = EncoderDecoder<Double>(spec, using: &generator)
///     let batch = EncoderDecoderBatch<Double>(sources: [[2, 3]], targets: [[3, 2, 1]], start: 0)
///     let trace = network.forward(batch)
///     let gradients = network.backward(trace).gradients
///     let said = network.generate(from: [2, 3], start: 0, end: 1, limit: 10).tokens
public struct EncoderDecoder<Scalar: NetworkScalar>: Sendable {
  public let spec: EncoderDecoderSpec
  /// All parameters, in the order of `spec.layout`.
  public var parameters: Parameters<Scalar> {
    didSet { shareParameters() }
  }
  /// The encoder alone, with its share of the parameters.
  public private(set) var encoder: Network<Scalar>
  /// The decoder alone, with its share of the parameters.
  public private(set) var decoder: Network<Scalar>
  let head: DenseHead

  /// - Precondition: `parameters` has the layout of `spec`.
  public init(_ spec: EncoderDecoderSpec, parameters: Parameters<Scalar>) {
    let layout = spec.layout
    precondition(
      parameters.layout == layout, "the parameters have another layout than the encoder-decoder")
    self.spec = spec
    self.parameters = parameters
    encoder = Network(spec.encoder, parameters: Parameters(spec.encoder.layout))
    decoder = Network(spec.decoder, parameters: Parameters(spec.decoder.layout))
    head = DenseHead(
      inputSize: spec.headInputSize, outputSize: spec.outputSize,
      weights: layout["W_hy"]!.offset, bias: layout["b_y"]!.offset)
    shareParameters()
  }

  /// Draws the matrices of the encoder, then those of the decoder, then W_hy; biases are 0, but for
  /// the forget gates'.
  ///
  /// - Parameters:
  ///   - weights: For each W_xh, and W_hy.
  ///   - recurrent: For each W_hh.
  ///   - embedding: For the tables of embeddings.
  ///   - forgetBias: For b_h in the rows of each LSTM's forget gate, as in `Network`.
  public init<Generator: RandomNumberGenerator>(
    _ spec: EncoderDecoderSpec, weights: Initializer = .glorot,
    recurrent: Initializer = .orthogonal(gain: 1), embedding: Initializer = .uniform(bound: 0.05),
    forgetBias: Double = 1, using generator: inout Generator
  ) {
    var parameters = Parameters<Scalar>(spec.layout)
    for (part, range) in [(spec.encoder, spec.encoderRange), (spec.decoder, spec.decoderRange)] {
      let network = Network<Scalar>(
        part, weights: weights, recurrent: recurrent, embedding: embedding,
        forgetBias: forgetBias, using: &generator)
      parameters.values.replaceSubrange(range, with: network.parameters.values)
    }
    parameters["W_hy"] = weights.values(
      rows: spec.outputSize, columns: spec.headInputSize, using: &generator
    ).map { Scalar($0) }
    self.init(spec, parameters: parameters)
  }

  /// Gives encoder and decoder their shares of the parameters.
  private mutating func shareParameters() {
    let (encoderCount, decoderCount) = (
      encoder.parameters.values.count, decoder.parameters.values.count
    )
    precondition(
      parameters.values.count == encoderCount + decoderCount + head.parameterCount,
      "\(parameters.values.count) parameters; the encoder-decoder has "
        + "\(encoderCount + decoderCount + head.parameterCount)")
    parameters.values.withUnsafeBufferPointer { all in
      let all = all.baseAddress!
      encoder.parameters.values.withUnsafeMutableBufferPointer {
        $0.baseAddress!.update(from: all, count: encoderCount)
      }
      decoder.parameters.values.withUnsafeMutableBufferPointer {
        $0.baseAddress!.update(from: all + encoderCount, count: decoderCount)
      }
    }
  }
}
