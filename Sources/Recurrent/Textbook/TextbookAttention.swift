/// Dot-product attention of one decoder state over the encoder's states, in the six steps of
/// lesson 19.
///
///     1  h (decoder) and s_1 ... s_N (encoder) are given
///     2  e_i = h . s_i                  scores
///     3  alpha = softmax(e)             weights, which add up to 1
///     4  alpha_i s_i                    each state times its weight
///     5  context = sum_i alpha_i s_i
///     6  y = W_hy [h; context] + b_y    by the decoder, `TextbookEncoderDecoder`
///
/// Source: Luong et al. (2015), the score "dot".
public struct TextbookAttention<Number: TextbookNumber>: Sendable {
  /// e, one for each encoder state.
  public let scores: [Number]
  /// alpha
  public let weights: [Number]
  /// alpha_i s_i
  public let weightedStates: [[Number]]
  public let context: [Number]

  /// - Parameter states: s_i of the valid steps alone: padding gets no weight.
  /// - Precondition: At least one state, each of as many numbers as h.
  public init(of state: [Number], over states: [[Number]]) {
    precondition(!states.isEmpty, "attention over no state")
    let h = TextbookVector(state)
    let s = states.map { TextbookVector($0) }

    let e = TextbookVector(s.map { dot(h, $0) })
    let alpha = softmax(e)
    let weighted = s.indices.map { i in s[i].map { alpha.entries[i] * $0 } }
    let context = weighted.dropFirst().reduce(weighted[0], +)

    scores = e.entries
    weights = alpha.entries
    weightedStates = weighted.map(\.entries)
    self.context = context.entries
  }
}
