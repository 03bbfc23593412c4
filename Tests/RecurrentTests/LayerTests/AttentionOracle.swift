import Recurrent
import Testing

/// Dot-product attention of one decoder state for each sequence, by another framework.
struct AttentionOracle: Decodable {
  var encoderStates: OracleTensor
  var decoderState: OracleTensor
  var lengths: [Int]
  var scores: OracleTensor
  var weights: OracleTensor
  var context: OracleTensor
  var cotangentContext: OracleTensor
  var loss: Double
  var gradients: [String: OracleTensor]

  func check(_ name: String) throws {
    let (steps, batch) = (encoderStates.shape[0], encoderStates.shape[1])
    let attention = DotProductAttention(
      encoderSteps: steps, decoderSteps: 1, batch: batch, hiddenSize: encoderStates.shape[2],
      lengths: lengths)
    let trace = attention.forward(
      encoderStates: encoderStates.data, decoderStates: decoderState.data)
    let backward = attention.backward(trace, contextGradients: cotangentContext.data)
    // The file has scores beyond the lengths, where we compute none.
    let wanted = scores.data.enumerated().map { index, score in
      index % steps < lengths[index / steps] ? score : 0
    }
    let loss = zip(trace.context, cotangentContext.data).reduce(0) { $0 + $1.0 * $1.1 }
    var worst = Worst()
    worst.record(deviation(trace.scores, from: wanted), at: "scores")
    worst.record(deviation(trace.weights, from: weights.data), at: "weights")
    worst.record(deviation(trace.context, from: context.data), at: "context")
    worst.record(abs(loss - self.loss) / abs(self.loss), at: "loss")
    worst.record(
      deviation(
        backward.encoderStates, from: try #require(gradients["encoder_states"]).data),
      at: "gradient of the encoder states")
    worst.record(
      deviation(backward.decoderStates, from: try #require(gradients["decoder_state"]).data),
      at: "gradient of the decoder states")
    worst.expect(within: 1e-12, ofAtLeast: 6, "oracle \(name)")
  }
}
