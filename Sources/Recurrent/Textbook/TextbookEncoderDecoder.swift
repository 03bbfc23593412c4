/// The forward pass of an encoder-decoder, one pair of sequences at a time.
///
///     s_1 ... s_N = encoder(source)
///     h_1 ... h_T = decoder(target), h_0 and c_0 the encoder's final states
///     context_t   = sum_i softmax(h_t . s)_i s_i
///     y_t         = W_hy [h_t; context_t] + b_y, or W_hy h_t + b_y without attention
public struct TextbookEncoderDecoder<Number: TextbookNumber>: Sendable {
  public let spec: EncoderDecoderSpec
  public let encoder: TextbookNetwork<Number>
  public let decoder: TextbookNetwork<Number>
  private let headWeights: TextbookMatrix<Number>
  private let headBias: TextbookVector<Number>

  /// - Parameter parameters: Entries in the order of `spec.layout`.
  /// - Precondition: As many parameters as the layout has.
  public init(_ spec: EncoderDecoderSpec, parameters: [Number]) {
    let layout = spec.layout
    precondition(
      parameters.count == layout.count,
      "\(parameters.count) parameters; the encoder-decoder has \(layout.count)")
    self.spec = spec
    encoder = TextbookNetwork(spec.encoder, parameters: Array(parameters[spec.encoderRange]))
    decoder = TextbookNetwork(spec.decoder, parameters: Array(parameters[spec.decoderRange]))
    headWeights = TextbookMatrix(
      parameters: parameters, offset: layout["W_hy"]!.offset, rows: spec.outputSize,
      columns: spec.headInputSize)
    headBias = TextbookVector(parameters[layout["b_y"]!.range])
  }

  /// Every number of the pass over one pair of sequences.
  public struct Run: Sendable {
    public var encoder: TextbookRun<Number>
    public var decoder: TextbookRun<Number>
    /// One for each step of the decoder; empty without attention.
    public var attention: [TextbookAttention<Number>]
    /// y_1 ... y_T
    public var outputs: [[Number]]
  }

  /// Encodes the source, then decodes with x_1 ... x_T given.
  public func run(source: [[Number]], target: [[Number]]) -> Run {
    let read = encoder.run(source)
    let written = decoder.run(target, from: read.finalState)
    let h = written.outputs
    let attention =
      spec.hasAttention ? h.map { TextbookAttention(of: $0, over: read.outputs) } : []
    let y = h.indices.map { t in output(spec.hasAttention ? h[t] + attention[t].context : h[t]) }
    return Run(encoder: read, decoder: written, attention: attention, outputs: y)
  }

  /// y = W_hy u + b_y, where u is [h; context], or h without attention.
  public func output(_ u: [Number]) -> [Number] {
    (headWeights * TextbookVector(u) + headBias).entries
  }

  /// A run for each pair of a batch, over its valid steps.
  public func run(_ batch: EncoderDecoderBatch<Double>) -> [Run] {
    let sourceInputs = batch.source.inputs.map { Number($0) }
    let targetInputs = batch.target.inputs.map { Number($0) }
    return (0..<batch.source.batch).map { row in
      run(
        source: encoder.sequence(row, of: batch.source, inputs: sourceInputs),
        target: decoder.sequence(row, of: batch.target, inputs: targetInputs))
    }
  }

  /// sum(w l) / sum(w) over all valid target positions, where w is 1 if the batch has no weights.
  public func loss(_ batch: EncoderDecoderBatch<Double>) -> Number {
    loss(of: run(batch), on: batch)
  }

  /// The loss of runs that were made before.
  public func loss(of runs: [Run], on batch: EncoderDecoderBatch<Double>) -> Number {
    let target = batch.target
    var mean = TextbookMean<Number>()
    for (row, run) in runs.enumerated() {
      for (step, y) in run.outputs.enumerated() {
        let position = step * target.batch + row
        mean.add(
          TextbookLoss.value(.softmaxCrossEntropy, of: y, for: target.targets, at: position),
          weight: target.weights?[position] ?? 1)
      }
    }
    return mean.value
  }
}

extension TextbookEncoderDecoder where Number == DualNumber {
  /// dL/d(parameter), each by one forward pass that carries the derivative: exact to rounding.
  ///
  /// - Parameter entries: The parameters whose derivatives are wanted; nil means all of them.
  /// - Complexity: one textbook forward pass an entry.
  public static func gradient(
    _ spec: EncoderDecoderSpec, at parameters: [Double], of batch: EncoderDecoderBatch<Double>,
    entries: [Int]? = nil
  ) -> [Double] {
    DualNumber.gradient(at: parameters, entries: entries) {
      TextbookEncoderDecoder(spec, parameters: $0).loss(batch)
    }
  }
}

extension TextbookEncoderDecoder where Number == Double {
  /// What the decoder says when it reads its own likeliest token of the step before.
  ///
  /// - Parameters:
  ///   - source: The source's tokens.
  ///   - start: The token that the decoder reads first.
  ///   - end: The token after which it stops; it is not part of the result.
  ///   - limit: The most tokens that it may say.
  /// - Precondition: Both sides read tokens, and every output class is a token of the target.
  public func generate(from source: [Int], start: Int, end: Int?, limit: Int) -> [Int] {
    let read = encoder.run(source.map(encoder.vector(ofToken:)))
    var state = read.finalState
    var token = start
    var said: [Int] = []
    while said.count < limit {
      let step = decoder.run([decoder.vector(ofToken: token)], from: state)
      state = step.finalState
      let h = step.outputs[0]
      let y = output(
        spec.hasAttention ? h + TextbookAttention(of: h, over: read.outputs).context : h)
      token = y.indices.max { y[$0] < y[$1] }!
      if token == end { break }
      said.append(token)
    }
    return said
  }
}
