extension EncoderDecoder {
  /// What the decoder says when it reads its own likeliest token of the step before.
  ///
  /// - Parameters:
  ///   - source: The source's tokens.
  ///   - start: The token that the decoder reads first.
  ///   - end: The token after which it stops; nil where there is none.
  ///   - limit: The most tokens that it may say, the end not counted.
  /// - Precondition: Both sides read tokens, and every output class is a token of the target.
  public func generate(
    from source: [Int], start: Int, end: Int?, limit: Int
  ) -> GeneratedSequence<Scalar> {
    generate(from: [source], start: start, end: end, limit: limit)[0]
  }

  /// The same for many sources, side by side.
  ///
  /// - Complexity: As many decoder steps as the longest of them takes.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func generate(
    from sources: [[Int]], start: Int, end: Int?, limit: Int
  ) -> [GeneratedSequence<Scalar>] {
    guard case .embedding(let vocabulary, _) = spec.target, spec.outputSize <= vocabulary else {
      preconditionFailure(
        "generation with target inputs \(spec.target) and \(spec.outputSize) output classes; each "
          + "class is to be a token that the decoder reads")
    }
    precondition(limit >= 0, "a limit of \(limit) tokens; it is at least 0")
    let source = SequenceBatch<Scalar>(tokens: sources)
    let read = encoder.forward(source)
    let encoderStates = spec.hasAttention ? read.outputs : []
    let attention = attention(over: source, targetSteps: 1, nil)

    var said = sources.map { _ in GeneratedSequence<Scalar>() }
    var tokens = sources.map { _ in start }
    var state = read.finalState
    var trace = Trace<Scalar>(spec.decoder)
    var inputs = [Scalar](repeating: 0, count: sources.count * spec.headInputSize)
    var outputs = [Scalar](repeating: 0, count: sources.count * spec.outputSize)
    for _ in 0..<limit {
      guard said.contains(where: { !$0.hasEnded }) else { break }
      decoder.forward(SequenceBatch(tokens: tokens.map { [$0] }), from: state, into: &trace)
      state = trace.finalState
      let looked =
        spec.hasAttention
        ? attention.forward(encoderStates: encoderStates, decoderStates: trace.outputs) : nil
      fillHeadInputs(
        &inputs, places: Array(sources.indices), states: trace.outputs, context: looked?.context)
      head.forward(inputs, parameters: parameters.values, into: &outputs)
      for row in sources.indices where !said[row].hasEnded {
        if let looked {
          let weights = looked.weights[(row * source.steps)...].prefix(sources[row].count)
          said[row].attentionWeights.append(Array(weights))
        }
        let token = outputs[row * spec.outputSize..<(row + 1) * spec.outputSize].placeOfLargest
        tokens[row] = token
        if token == end { said[row].hasEnded = true } else { said[row].tokens.append(token) }
      }
    }
    return said
  }
}
