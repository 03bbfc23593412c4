/// Pairs of sequences: what an encoder reads, and what a decoder reads and should say.
public struct EncoderDecoderBatch<Scalar: NetworkScalar>: Sendable, Hashable {
  /// What the encoder reads; its targets and weights are not used.
  public let source: SequenceBatch<Scalar>
  /// What the decoder reads, with the classes that it should say, their lengths and weights.
  public let target: SequenceBatch<Scalar>
  // What the two networks read: their own loss has no targets.
  let encoderInputs: SequenceBatch<Scalar>
  let decoderInputs: SequenceBatch<Scalar>

  /// - Precondition: As many sources as targets.
  public init(source: SequenceBatch<Scalar>, target: SequenceBatch<Scalar>) {
    precondition(
      source.batch == target.batch,
      "\(source.batch) source sequences and \(target.batch) target sequences")
    self.source = source
    self.target = target
    encoderInputs = source.inputsAlone
    decoderInputs = target.inputsAlone
  }

  /// Tokens with teacher forcing: where the decoder should say `targets[b]`, it reads `start` and
  /// then each of those tokens but the last.
  ///
  /// - Parameters:
  ///   - sources: Source tokens, each sequence of its own length.
  ///   - targets: Target tokens, each sequence of its own length and with its end token, if there
  ///     is one.
  ///   - start: The token that the decoder reads first.
  ///   - weights: What each target position counts for, [S, B].
  /// - Precondition: No sequence is empty.
  public init(
    sources: [[Int]], targets: [[Int]], start: Int, weights: [Scalar]? = nil
  ) {
    precondition(
      targets.allSatisfy { !$0.isEmpty },
      "targets of \(targets.map(\.count)) tokens; each has at least 1")
    let steps = targets.map(\.count).max() ?? 0
    var classes = [Int](repeating: 0, count: steps * targets.count)
    for (row, sequence) in targets.enumerated() {
      for (step, token) in sequence.enumerated() { classes[step * targets.count + row] = token }
    }
    self.init(
      source: SequenceBatch(tokens: sources),
      target: SequenceBatch(
        tokens: targets.map { [start] + $0.dropLast() }, targets: .classes(classes),
        weights: weights))
  }

  /// B, the number of pairs.
  public var batch: Int { source.batch }

  /// The pairs with these places in the batch, in that order.
  ///
  /// - Precondition: Every place is in 0 ..< batch.
  public func selecting(_ rows: [Int]) -> EncoderDecoderBatch {
    EncoderDecoderBatch(source: source.selecting(rows), target: target.selecting(rows))
  }
}

extension SequenceBatch {
  /// The same inputs without targets and weights.
  fileprivate var inputsAlone: SequenceBatch {
    if targets == .none && weights == nil { return self }
    guard tokens.isEmpty else {
      let rows = (0..<batch).map { row in
        (0..<length(of: row)).map { tokens[$0 * batch + row] }
      }
      return SequenceBatch(tokens: rows, steps: steps)
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: inputSize, inputs: inputs, lengths: lengths)
  }
}
