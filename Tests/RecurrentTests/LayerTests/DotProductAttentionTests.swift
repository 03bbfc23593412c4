import Recurrent
import Testing

/// Dot-product attention where the answer is known. `OracleTests` has PyTorch's numbers.
@Suite struct DotProductAttentionTests {
  private let single = DotProductAttention(
    encoderSteps: 3, decoderSteps: 1, batch: 1, hiddenSize: 2)

  /// Scores 0, ln 2 and ln 5: weights 1/8, 2/8 and 5/8.
  @Test func scoresWeightsAndContextByHand() {
    let trace = single.forward(
      encoderStates: [0, 8, Double.log(2), 4, .log(5), 16], decoderStates: [1, 0])
    #expect(deviation(trace.scores, from: [0, .log(2), .log(5)]) == 0)
    #expect(deviation(trace.weights, from: [0.125, 0.25, 0.625]) <= 1e-15)
    #expect(
      deviation(trace.context, from: [0.25 * .log(2) + 0.625 * .log(5), 12]) <= 1e-15)
  }

  /// The same states, and dL/dcontext = (0, 1): dalpha = 8, 4, 16 with mean 12, so that
  /// de = -1/2, -2, 5/2.
  @Test func gradientsByHand() {
    let (a, b) = (Double.log(2), Double.log(5))
    let trace = single.forward(encoderStates: [0, 8, a, 4, b, 16], decoderStates: [1, 3])
    // The second number of h makes the scores 24, a + 12 and b + 48: taken off again.
    let same = single.forward(encoderStates: [0, 8, a, 4, b, 16], decoderStates: [1, 0])
    #expect(trace.scores == [24, a + 12, b + 48])
    let gradients = single.backward(same, contextGradients: [0, 1])
    #expect(deviation(gradients.scores, from: [-0.5, -2, 2.5]) <= 1e-14)
    #expect(
      deviation(gradients.decoderStates, from: [-2 * a + 2.5 * b, -4 - 8 + 40]) <= 1e-14)
    #expect(
      deviation(gradients.encoderStates, from: [-0.5, 0.125, -2, 0.25, 2.5, 0.625]) <= 1e-14)
  }

  /// Without the largest score taken off, e^1000 is infinite and e^-1000 is 0 / 0.
  @Test func scoresFarBeyondTheExponentialStayFinite() {
    let high = single.forward(
      encoderStates: [1000, 1, -1000, 2, 1000, 4], decoderStates: [1, 0.0])
    #expect(high.scores == [1000, -1000, 1000])
    #expect(high.weights == [0.5, 0, 0.5])
    #expect(high.context == [1000, 2.5])
    let low = single.forward(
      encoderStates: [-1000, 1, -1000, 3, -1000, 8], decoderStates: [1, 0.0])
    #expect(deviation(low.weights, from: [1 / 3.0, 1 / 3, 1 / 3]) <= 1e-15)
    #expect(deviation(low.context, from: [-1000, 4]) <= 1e-15)
    let gradients = single.backward(high, contextGradients: [0, 1])
    #expect(gradients.scores == [-0.75, 0, 0.75])
    let float = single.forward(
      encoderStates: [1000, 1, -1000, 2, 1000, 4], decoderStates: [1, 0] as [Float])
    #expect(float.weights == [0.5, 0, 0.5])
  }

  @Test func aScoreThatIsNotANumberIsNotHidden() {
    let trace = single.forward(encoderStates: [1, 1, .nan, 2, 1, 4], decoderStates: [1, 0.0])
    #expect(trace.weights.allSatisfy { $0.isNaN })
    #expect(trace.context.allSatisfy { $0.isNaN })
  }

  @Test func oneStateGetsAllTheWeight() {
    let attention = DotProductAttention(
      encoderSteps: 2, decoderSteps: 2, batch: 1, hiddenSize: 2, lengths: [1])
    let trace = attention.forward(
      encoderStates: [0.5, 7, .nan, .infinity], decoderStates: [3, -2, 0, 1.0])
    #expect(trace.scores == [-12.5, 0, 7, 0])
    #expect(trace.weights == [1, 0, 1, 0])
    #expect(trace.context == [0.5, 7, 0.5, 7])
    let gradients = attention.backward(trace, contextGradients: [1, 2, 10, 20])
    #expect(gradients.encoderStates == [11, 22, 0, 0])
    #expect(gradients.decoderStates == [0, 0, 0, 0])
  }
}
