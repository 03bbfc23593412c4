import Recurrent
import Testing

/// Tokens of unequal length -> embedding -> recurrent layers -> their last valid state -> dense ->
/// sigmoid, by another framework.
struct ClassifierOracle: Decodable {
  var cell: String
  var nonlinearity: String?
  var reset: String?
  var layers: Int?
  var vocabulary: Int
  var embeddingSize: Int
  var hiddenSize: Int
  var tokenIds: [[Int]]
  var lengths: [Int]
  var labels: [Double]
  var parameters: [String: OracleTensor]
  var probabilities: OracleTensor
  var loss: Double
  var gradients: [String: OracleTensor]

  /// Probabilities, loss and every gradient agree. A repeated token's gradients add up; padding's
  /// row gets none.
  func check(_ name: String) throws {
    let spec = NetworkSpec(
      input: .embedding(vocabulary: vocabulary, size: embeddingSize),
      cell: try #require(Cell(oracle: cell, nonlinearity: nonlinearity, reset: reset)),
      hiddenSizes: Array(repeating: hiddenSize, count: layers ?? 1),
      head: .init(.dense(outputs: 1), at: .last), loss: .binaryCrossEntropy)
    let tensors = TorchParameters(spec: spec, tensors: parameters)
    let data = SequenceBatch<Double>(
      tokens: zip(tokenIds, lengths).map { Array($0.prefix($1)) }, steps: tokenIds[0].count,
      targets: .values(labels, size: 1))
    #expect(Set(gradients.keys) == Set(parameters.keys))
    var agreement = OracleAgreement(name: name)
    agreement.want("gradient", gradients)
    agreement.wanted["probabilities"] = probabilities.data
    agreement.wanted["loss"] = [loss]

    try agreement.expect(batch: data.batch) { threads, moved in
      let network = try Network(spec, oracle: parameters, moved: moved)
      var trace = Trace<Double>(spec)
      network.forward(data, threads: threads, into: &trace)
      var result = tensors.named("gradient", network.backward(trace).gradients)
      result["probabilities"] = trace.probabilities
      result["loss"] = [trace.loss]
      return result
    }
  }
}
