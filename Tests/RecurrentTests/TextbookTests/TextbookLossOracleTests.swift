import Recurrent
import Testing

/// The textbook's embedding, heads and losses against PyTorch's.
@Suite struct TextbookLossOracleTests {
  static func files(_ kind: String) -> [OracleFile] {
    OracleFile.all.filter { (try? $0.header())?.kind == kind }
  }

  /// Tokens of unequal length -> embedding -> cell -> its last valid state -> sigmoid.
  @Test(arguments: files("classifier"))
  func aClassifierOfTokensIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(ClassifierOracle.self)
    let spec = NetworkSpec(
      input: .embedding(vocabulary: oracle.vocabulary, size: oracle.embeddingSize),
      cell: try #require(
        Cell(oracle: oracle.cell, nonlinearity: oracle.nonlinearity, reset: oracle.reset)),
      hiddenSizes: Array(repeating: oracle.hiddenSize, count: oracle.layers ?? 1),
      head: .init(.dense(outputs: 1), at: .last), loss: .binaryCrossEntropy)
    let tokens = zip(oracle.tokenIds, oracle.lengths).map { Array($0.prefix($1)) }
    let batch = SequenceBatch<Double>(
      tokens: tokens, targets: .values(oracle.labels, size: 1))
    let tensors = TorchParameters(spec: spec, tensors: oracle.parameters)
    let parameters = try tensors.values()

    let network = TextbookNetwork(spec, parameters: parameters)
    let runs = network.run(batch)
    var worst = Worst()
    worst.record(
      deviation(
        network.outputs(of: runs, steps: batch.steps).map { 1 / (1 + Double.exp(-$0)) },
        from: oracle.probabilities.data), at: "probabilities")
    worst.record(deviation([network.loss(batch)], from: [oracle.loss]), at: "loss")
    worst.expect(within: 1e-13, ofAtLeast: 2, "textbook, \(file.testDescription)")

    // One pass an entry: seconds, and not hours.
    let steps = oracle.lengths.reduce(0, +)
    guard parameters.count * parameters.count * steps < 1_000_000_000 else { return }
    let got = tensors.gradients(
      from: TextbookNetwork.gradient(spec, at: parameters, of: batch))
    #expect(Set(got.keys) == Set(oracle.gradients.keys))
    var gradients = Worst()
    for (name, wanted) in oracle.gradients {
      gradients.record(deviation(got[name] ?? [], from: wanted.data), at: name)
    }
    gradients.expect(
      within: 1e-12, ofAtLeast: oracle.parameters.count,
      "textbook gradient, \(file.testDescription)")
  }

  /// A network whose y_t is x_t, so that the file's logits go straight to the loss.
  @Test(arguments: files("weighted_sequence_loss"))
  func aLossWithStepWeightsIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(WeightedLossOracle.self)
    let (steps, batch, size) = (
      oracle.logits.shape[0], oracle.logits.shape[1], oracle.logits.shape[2]
    )
    let spec = NetworkSpec(
      inputSize: size, hiddenSizes: [size], activation: .identity,
      head: .init(.identity, at: .eachStep), loss: .softmaxCrossEntropy)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = (0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }
    let data = SequenceBatch(
      steps: steps, batch: batch, inputSize: size, inputs: oracle.logits.data,
      targets: .classes(oracle.targets.flatMap { $0 }), weights: oracle.weights.data)

    var worst = Worst()
    let loss = TextbookNetwork(spec, parameters: parameters.values).loss(data)
    worst.record(deviation([loss], from: [oracle.loss]), at: "loss")
    let gradient = TextbookNetwork.inputGradient(
      spec, at: parameters.values, of: data, from: .zero(for: spec, batch: batch))
    let wanted = try #require(oracle.gradients["logits"]).data
    worst.record(deviation(gradient, from: wanted), at: "gradient")
    worst.expect(within: 1e-13, ofAtLeast: 2, "textbook, \(file.testDescription)")
  }

  @Test func bothKindsAreAmongTheFiles() {
    #expect(!Self.files("classifier").isEmpty)
    #expect(!Self.files("weighted_sequence_loss").isEmpty)
  }
}
