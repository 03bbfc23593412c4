import Recurrent
import Testing

/// One forward and backward pass of recurrent layers, by another framework.
struct RecurrentOracle: Decodable {
  var cell: String
  var nonlinearity: String?
  var reset: String?
  var layers: Int
  var directions: Int
  var inputSize: Int
  var hiddenSize: Int
  var steps: Int
  var batch: Int
  var lengths: [Int]?
  var parameters: [String: OracleTensor]
  var input: OracleTensor
  var h0: OracleTensor
  var c0: OracleTensor?
  var cotangentOutput: OracleTensor
  var cotangentHN: OracleTensor
  var cotangentCN: OracleTensor?
  var output: OracleTensor
  var hN: OracleTensor
  var cN: OracleTensor?
  var loss: Double
  var gradients: [String: OracleTensor]

  func spec() throws -> NetworkSpec {
    NetworkSpec(
      input: .vectors(size: inputSize),
      cell: try #require(Cell(oracle: cell, nonlinearity: nonlinearity, reset: reset)),
      hiddenSizes: Array(repeating: hiddenSize, count: layers), isBidirectional: directions == 2,
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
  }

  /// Outputs, final states, loss and every gradient agree.
  func check(_ name: String) throws {
    let spec = try spec()
    try #require(input.shape == [steps, batch, inputSize])
    #expect(Set(gradients.keys).isSuperset(of: parameters.keys))
    #expect(gradients.count == parameters.count + (c0 == nil ? 2 : 3))
    var agreement = OracleAgreement(name: name)
    agreement.want("gradient", gradients)
    agreement.wanted["output"] = output.data
    agreement.wanted["h_n"] = hN.data
    agreement.wanted["c_n"] = cN?.data
    let cotangents = cotangentOutput.data + cotangentHN.data + (cotangentCN?.data ?? [])
    let terms = zip(output.data + hN.data + (cN?.data ?? []), cotangents).map(*)
    agreement.wanted["loss"] = OracleAgreement.sum(loss, of: terms)

    try agreement.expect(batch: batch) { threads, moved in
      let network = try Network(spec, oracle: parameters, moved: moved)
      let data = SequenceBatch(
        steps: steps, batch: batch, inputSize: inputSize, inputs: moved(input.data),
        lengths: lengths)
      var trace = Trace<Double>(spec)
      network.forward(
        data, from: NetworkState(h0, c0, moved: moved), threads: threads, into: &trace)
      let backward = pullback(network, trace)
      let (initial, final) = (backward.initialStateGradient, trace.finalState)
      let (hidden, cell) = (final.hidden.flatMap { $0 }, final.cell.flatMap { $0 })
      var result = TorchParameters(spec: spec, tensors: parameters)
        .named("gradient", backward.gradients)
      result["gradient of input"] = backward.inputGradients
      result["gradient of h0"] = initial.hidden.flatMap { $0 }
      result["output"] = trace.outputs
      result["h_n"] = hidden
      if c0 != nil {
        result["gradient of c0"] = initial.cell.flatMap { $0 }
        result["c_n"] = cell
      }
      let ours = zip(trace.outputs + hidden + cell, cotangents).map(*)
      // The scale is the file's own, so that the sums alone are compared.
      result["loss"] = [ours.reduce(0, +), OracleAgreement.sum(loss, of: terms)[1]]
      return result
    }
  }

  /// The gradients, which are the same to the bit whatever is kept beside them.
  private func pullback(
    _ network: Network<Double>, _ trace: Trace<Double>
  ) -> BackwardTrace<Double> {
    let final = NetworkState(cotangentHN, cotangentCN)
    let backward = network.pullback(
      trace, outputGradients: cotangentOutput.data, finalStateGradients: final)
    for detail in [BackwardTrace<Double>.Detail.inputs, .parameters] {
      var brief = BackwardTrace<Double>(network.spec, keeping: detail)
      network.pullback(
        trace, outputGradients: cotangentOutput.data, finalStateGradients: final, into: &brief)
      #expect(brief.gradients == backward.gradients, "keeping \(detail)")
      #expect(brief.initialStateGradient == backward.initialStateGradient, "keeping \(detail)")
    }
    return backward
  }
}
