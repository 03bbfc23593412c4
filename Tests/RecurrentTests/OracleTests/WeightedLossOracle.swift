import Recurrent
import Testing

/// Softmax cross-entropy with a weight for each step, sum(w l) / sum(w), by another framework.
struct WeightedLossOracle: Decodable {
  var logits: OracleTensor
  var targets: [[Int]]
  var weights: OracleTensor
  var loss: Double
  var gradients: [String: OracleTensor]

  /// The loss and its gradient agree to 1e-12 of the largest entry: the loss alone, and behind a
  /// network whose y_t is x_t, on one thread and on two.
  func check(_ name: String) throws {
    let wanted = try #require(gradients["logits"]).data
    let (steps, batch, size) = (logits.shape[0], logits.shape[1], logits.shape[2])
    let classes = SequenceBatch<Double>.Targets.classes(targets.flatMap { $0 })
    let alone = Loss.softmaxCrossEntropy.value(
      outputs: logits.data, size: size, targets: classes, weights: weights.data)
    var worst = Worst()
    worst.record(deviation([alone.loss], from: [loss]), at: "loss")
    worst.record(deviation(alone.outputGradients, from: wanted), at: "gradient")

    let spec = NetworkSpec(
      inputSize: size, hiddenSizes: [size], activation: .identity,
      head: .init(.identity, at: .eachStep), loss: .softmaxCrossEntropy)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = (0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }
    let network = Network(spec, parameters: parameters)
    let data = SequenceBatch(
      steps: steps, batch: batch, inputSize: size, inputs: logits.data, targets: classes,
      weights: weights.data)
    for threads in 1...min(2, batch) {
      var trace = Trace<Double>(spec)
      network.forward(data, threads: threads, into: &trace)
      worst.record(deviation([trace.loss], from: [loss]), at: "loss, threads \(threads)")
      worst.record(
        deviation(network.backward(trace).inputGradients, from: wanted),
        at: "gradient, threads \(threads)")
    }
    worst.expect(within: 1e-12, ofAtLeast: 4, "oracle \(name)")
    #expect(gradients.count == 1)
  }
}
