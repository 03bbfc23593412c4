import Recurrent
import Testing

/// The fast encoder-decoder against PyTorch's; Oracles/EncoderDecoder has the script.
@Suite struct EncoderDecoderOracleTests {
  @Test(arguments: EncoderDecoderOracle.files)
  func everyPassIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(EncoderDecoderOracle.self)
    var parameters = Parameters<Double>(oracle.spec.layout)
    parameters.values = try oracle.values()
    let network = EncoderDecoder(oracle.spec, parameters: parameters)
    let trace = network.forward(oracle.batch)
    var worst = Worst()
    worst.record(deviation([trace.loss], from: [oracle.loss]), at: "loss")
    let target = oracle.batch.target
    func valid(_ values: [Double], width: Int) -> [Double] {
      values.indices.filter { !target.isPadding($0 / width) }.map { values[$0] }
    }
    let size = oracle.spec.outputSize
    worst.record(
      deviation(
        valid(trace.outputs, width: size), from: valid(oracle.logits.data, width: size)),
      at: "logits")
    #expect((oracle.attention == nil) == (trace.attention == nil))
    if let wanted = oracle.attention, let looked = trace.attention {
      let width = trace.sourceSteps
      worst.record(
        deviation(valid(looked.weights, width: width), from: valid(wanted.data, width: width)),
        at: "attention")
    }
    let gradients = oracle.gradients(from: network.backward(trace).gradients.values)
    #expect(Set(gradients.keys) == Set(oracle.gradients.keys))
    for (name, wanted) in oracle.gradients {
      worst.record(deviation(gradients[name] ?? [], from: wanted.data), at: name)
    }
    worst.expect(
      within: 1e-12, ofAtLeast: oracle.gradients.count + 2,
      "encoder-decoder, \(file.testDescription)")
  }
}
