import Recurrent
import Testing

/// One forward and backward pass of a simple recurrent network, by another framework.
struct RecurrentOracle: Decodable {
  var nonlinearity: String
  var layers: Int
  var inputSize: Int
  var hiddenSize: Int
  var steps: Int
  var batch: Int
  var parameters: [String: OracleTensor]
  var input: OracleTensor
  var h0: OracleTensor
  var cotangentOutput: OracleTensor
  var cotangentHN: OracleTensor
  var output: OracleTensor
  var hN: OracleTensor
  var loss: Double
  var gradients: [String: OracleTensor]

  /// Outputs, final states, loss and every gradient agree to 1e-12 of their largest entry.
  func check(_ name: String) throws {
    let spec = NetworkSpec(
      inputSize: inputSize, hiddenSizes: Array(repeating: hiddenSize, count: layers),
      activation: try #require(Activation(rawValue: nonlinearity)),
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
    let network = Network(spec, parameters: try TorchNames.parameters(parameters, for: spec))
    try #require(input.shape == [steps, batch, inputSize])
    let inputs = SequenceBatch(
      steps: steps, batch: batch, inputSize: inputSize, inputs: input.data)

    let trace = network.forward(inputs, from: (0..<layers).map(h0.layer))
    let backward = network.pullback(
      trace, outputGradients: cotangentOutput.data,
      finalStateGradients: (0..<layers).map(cotangentHN.layer))

    var worst = Worst()
    worst.record(deviation(trace.outputs, from: output.data), at: "output")
    let finalStates = (0..<layers).flatMap { trace.finalState(layer: $0) }
    worst.record(deviation(finalStates, from: hN.data), at: "hN")
    let terms =
      zip(trace.outputs, cotangentOutput.data).map(*)
      + zip(finalStates, cotangentHN.data).map(*)
    // A sum whose terms cancel is only as exact as its largest term.
    let scale = terms.reduce(loss.magnitude) { max($0, $1.magnitude) }
    let difference = (terms.reduce(0, +) - loss).magnitude
    worst.record(difference == 0 ? 0 : difference / scale, at: "loss")

    TorchNames.compare(backward.gradients, with: gradients, into: &worst)
    worst.record(
      deviation(backward.inputGradients, from: try #require(gradients["input"]).data),
      at: "gradient of input")
    let initial = backward.layers.flatMap(\.initialStateGradient)
    worst.record(
      deviation(initial, from: try #require(gradients["h0"]).data), at: "gradient of h0")
    // Three results, and one gradient each of every parameter, the input and h0.
    worst.expect(within: 1e-12, ofAtLeast: 3 + parameters.count + 2, "oracle \(name)")
    #expect(gradients.count == parameters.count + 2)
  }
}
