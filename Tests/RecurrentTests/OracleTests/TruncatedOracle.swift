import Recurrent
import Testing

/// Truncated backpropagation through time by another framework: windows of `chunk` steps, the
/// state carried from one to the next and the gradient cut between them.
struct TruncatedOracle: Decodable {
  var cell: String
  var nonlinearity: String?
  var reset: String?
  var layers: Int
  var directions: Int
  var inputSize: Int
  var hiddenSize: Int
  var steps: Int
  var batch: Int
  var chunk: Int
  var parameters: [String: OracleTensor]
  var input: OracleTensor
  var cotangentOutput: OracleTensor
  var chunkLosses: [Double]
  var gradientsFull: [String: OracleTensor]
  var gradientsTruncatedSum: [String: OracleTensor]

  private func spec() throws -> NetworkSpec {
    NetworkSpec(
      input: .vectors(size: inputSize),
      cell: try #require(Cell(oracle: cell, nonlinearity: nonlinearity, reset: reset)),
      hiddenSizes: Array(repeating: hiddenSize, count: layers), isBidirectional: directions == 2,
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
  }

  /// The losses of the windows, the sum of their gradients and the gradient without windows agree.
  func check(_ name: String) throws {
    let spec = try spec()
    let tensors = TorchParameters(spec: spec, tensors: parameters)
    #expect(chunkLosses.count == (steps + chunk - 1) / chunk)
    #expect(Set(gradientsFull.keys) == Set(parameters.keys))
    #expect(Set(gradientsTruncatedSum.keys) == Set(parameters.keys))
    var agreement = OracleAgreement(name: name)
    agreement.want("full gradient", gradientsFull)
    agreement.want("windows' gradient", gradientsTruncatedSum)
    // Relative to the largest of them and to 1, which the terms of a sum are about.
    agreement.wanted["losses"] = chunkLosses + [1]

    try agreement.expect(batch: batch) { threads, moved in
      let network = try Network(spec, oracle: parameters, moved: moved)
      let data = SequenceBatch(
        steps: steps, batch: batch, inputSize: inputSize, inputs: moved(input.data))
      var trace = Trace<Double>(spec)
      network.forward(data, threads: threads, into: &trace)
      let full = network.pullback(trace, outputGradients: cotangentOutput.data).gradients
      let windows = windows(of: data, network, threads: threads)
      return tensors.named("full gradient", full)
        .merging(tensors.named("windows' gradient", windows.gradients)) { $1 }
        .merging(["losses": windows.losses + [1]]) { $1 }
    }
  }

  /// The sum of the windows' gradients, and each window's loss.
  private func windows(
    of data: SequenceBatch<Double>, _ network: Network<Double>, threads: Int
  ) -> (gradients: Parameters<Double>, losses: [Double]) {
    var sum = Parameters<Double>(network.spec.layout)
    var losses: [Double] = []
    var state = NetworkState<Double>.zero(for: network.spec, batch: batch)
    let width = cotangentOutput.data.count / steps
    for start in stride(from: 0, to: steps, by: chunk) {
      let end = min(start + chunk, steps)
      let cotangent = Array(cotangentOutput.data[start * width..<end * width])
      var trace = Trace<Double>(network.spec)
      network.forward(data.window(start..<end), from: state, threads: threads, into: &trace)
      state = trace.finalState
      losses.append(zip(trace.outputs, cotangent).map(*).reduce(0, +))
      let gradients = network.pullback(trace, outputGradients: cotangent).gradients
      for entry in sum.values.indices { sum.values[entry] += gradients.values[entry] }
    }
    return (sum, losses)
  }
}
