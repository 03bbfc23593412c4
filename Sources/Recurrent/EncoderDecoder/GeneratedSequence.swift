/// What a decoder said of its own accord, and where it looked.
public struct GeneratedSequence<Scalar: NetworkScalar>: Sendable, Hashable {
  /// The tokens, without the end.
  public var tokens: [Int]
  /// Whether the end came; otherwise the limit did.
  public var hasEnded: Bool
  /// alpha over the source's tokens, for each token said and then for the end, if it came; empty
  /// without attention.
  public var attentionWeights: [[Scalar]]

  public init(tokens: [Int] = [], hasEnded: Bool = false, attentionWeights: [[Scalar]] = []) {
    self.tokens = tokens
    self.hasEnded = hasEnded
    self.attentionWeights = attentionWeights
  }
}
