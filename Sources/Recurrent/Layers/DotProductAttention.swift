/// Dot-product attention of decoder states over encoder states, without their numbers. The
/// equations stand in `AttentionPart.swift`.
///
/// Shapes: T encoder steps, S decoder steps, B sequences, H hidden units; time comes first:
/// encoder states [T, B, H], decoder states and context [S, B, H], scores and weights [S, B, T].
/// What stands beyond a length is never read, and what would be computed there is 0.
///
///     let attention = DotProductAttention(
///       encoderSteps: 5, decoderSteps: 1, batch: 3, hiddenSize: 4)
///     let trace = attention.forward(encoderStates: s, decoderStates: h)
///     let gradients = attention.backward(trace, contextGradients: dcontext)
public struct DotProductAttention: Sendable, Hashable {
  /// T
  public let encoderSteps: Int
  /// S
  public let decoderSteps: Int
  /// B
  public let batch: Int
  /// H
  public let hiddenSize: Int
  /// The valid encoder steps of each sequence, 1 ... T; nil where all have T.
  public let lengths: [Int]?
  /// The valid decoder steps of each sequence, 0 ... S; nil where all have S.
  public let decoderLengths: [Int]?

  /// - Precondition: Every size is at least 1, and there is a length in its range for each
  ///   sequence.
  public init(
    encoderSteps: Int, decoderSteps: Int, batch: Int, hiddenSize: Int, lengths: [Int]? = nil,
    decoderLengths: [Int]? = nil
  ) {
    precondition(
      min(encoderSteps, decoderSteps, batch, hiddenSize) >= 1,
      "attention of \(decoderSteps) decoder steps over \(encoderSteps) encoder steps, \(batch) "
        + "sequences, \(hiddenSize) hidden units; each is at least 1")
    if let lengths {
      precondition(
        lengths.count == batch && lengths.allSatisfy { (1...encoderSteps).contains($0) },
        "encoder lengths \(lengths); \(batch) of 1 ... \(encoderSteps) are needed")
    }
    if let decoderLengths {
      precondition(
        decoderLengths.count == batch
          && decoderLengths.allSatisfy { (0...decoderSteps).contains($0) },
        "decoder lengths \(decoderLengths); \(batch) of 0 ... \(decoderSteps) are needed")
    }
    self.encoderSteps = encoderSteps
    self.decoderSteps = decoderSteps
    self.batch = batch
    self.hiddenSize = hiddenSize
    self.lengths = lengths
    self.decoderLengths = decoderLengths
  }

  /// Every number of a forward pass.
  public struct Trace<Scalar: NetworkScalar>: Sendable, Hashable {
    public let attention: DotProductAttention
    /// s, [T, B, H]
    public let encoderStates: [Scalar]
    /// h, [S, B, H]
    public let decoderStates: [Scalar]
    /// e, [S, B, T]
    public fileprivate(set) var scores: [Scalar]
    /// alpha, [S, B, T]: those of a decoder step add up to 1.
    public fileprivate(set) var weights: [Scalar]
    /// [S, B, H]
    public fileprivate(set) var context: [Scalar]
  }

  /// What a backward pass computes.
  public struct Gradients<Scalar: NetworkScalar>: Sendable, Hashable {
    /// dL/de, [S, B, T]
    public fileprivate(set) var scores: [Scalar]
    /// dL/ds, [T, B, H]
    public fileprivate(set) var encoderStates: [Scalar]
    /// dL/dh by way of the context alone, [S, B, H]; the head adds its own.
    public fileprivate(set) var decoderStates: [Scalar]
  }

  /// Scores, weights and context of every decoder step.
  ///
  /// - Precondition: T x B x H encoder states, S x B x H decoder states.
  /// - Complexity: O(S B T H).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward<Scalar: NetworkScalar>(
    encoderStates: [Scalar], decoderStates: [Scalar]
  ) -> Trace<Scalar> {
    check(encoderStates.count, steps: encoderSteps, "encoder states")
    check(decoderStates.count, steps: decoderSteps, "decoder states")
    let weightCount = decoderSteps * batch * encoderSteps
    var trace = Trace(
      attention: self, encoderStates: encoderStates, decoderStates: decoderStates,
      scores: [Scalar](repeating: 0, count: weightCount),
      weights: [Scalar](repeating: 0, count: weightCount),
      context: [Scalar](repeating: 0, count: decoderStates.count))
    for sequence in 0..<batch {
      part(sequence).forward(
        encoder: encoderStates, decoder: decoderStates, scores: &trace.scores,
        weights: &trace.weights, context: &trace.context)
    }
    return trace
  }

  /// dL/ds and dL/dh from dL/dcontext.
  ///
  /// - Precondition: The trace is one of this attention; S x B x H context gradients.
  /// - Complexity: O(S B T H).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward<Scalar: NetworkScalar>(
    _ trace: Trace<Scalar>, contextGradients: [Scalar]
  ) -> Gradients<Scalar> {
    precondition(trace.attention == self, "the trace is one of \(trace.attention), not of \(self)")
    check(contextGradients.count, steps: decoderSteps, "context gradients")
    var gradients = Gradients(
      scores: [Scalar](repeating: 0, count: trace.weights.count),
      encoderStates: [Scalar](repeating: 0, count: trace.encoderStates.count),
      decoderStates: [Scalar](repeating: 0, count: trace.decoderStates.count))
    for sequence in 0..<batch {
      part(sequence).backward(
        encoder: trace.encoderStates, decoder: trace.decoderStates, weights: trace.weights,
        contextGradients: contextGradients, scoreGradients: &gradients.scores,
        encoderGradients: &gradients.encoderStates, decoderGradients: &gradients.decoderStates)
    }
    return gradients
  }

  /// One sequence in arrays of the whole batch.
  private func part(_ sequence: Int) -> AttentionPart {
    let row = AttentionPart.Rows(start: sequence * hiddenSize, stride: batch * hiddenSize)
    return AttentionPart(
      decoderSteps: decoderLengths?[sequence] ?? decoderSteps,
      encoderSteps: lengths?[sequence] ?? encoderSteps, hiddenSize: hiddenSize,
      encoder: row, decoder: row, context: row,
      weights: .init(start: sequence * encoderSteps, stride: batch * encoderSteps))
  }

  private func check(_ count: Int, steps: Int, _ what: String) {
    precondition(
      count == steps * batch * hiddenSize,
      "\(count) \(what); \(steps) steps x \(batch) sequences x \(hiddenSize) are needed")
  }
}
