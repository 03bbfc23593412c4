import ComplexModule
import Foundation
import Recurrent
import Testing

/// The textbook's encoder-decoder against PyTorch's, and its generation against itself.
@Suite struct TextbookEncoderDecoderTests {
  static let files = EncoderDecoderOracle.files

  @Test func bothFormsAreAmongTheFiles() throws {
    let oracles = try Self.files.map { try $0.read(EncoderDecoderOracle.self) }
    #expect(Set(oracles.map(\.hasAttention)) == [true, false])
    #expect(Set(oracles.map(\.cell)) == ["rnn", "lstm", "gru"])
    #expect(oracles.contains { $0.weights != nil })
  }

  @Test(arguments: files)
  func everyForwardPassIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(EncoderDecoderOracle.self)
    let network = TextbookEncoderDecoder(oracle.spec, parameters: try oracle.values())
    let runs = network.run(oracle.batch)
    var worst = Worst()
    func record(_ tensor: OracleTensor, _ what: String, _ numbers: (Int, Int) -> [Double]?) {
      var wanted: [Double] = []
      var got: [Double] = []
      for (row, target) in oracle.targetTokens.enumerated() {
        for step in target.indices {
          let size = tensor.shape[2]
          let all = tensor.data[((step * runs.count + row) * size)...].prefix(size)
          let ours = numbers(row, step) ?? []
          // Attention of a shorter source stops where the file goes on with zeros.
          wanted += all.prefix(ours.count)
          got += ours
          #expect(all.dropFirst(ours.count).allSatisfy { $0 == 0 })
        }
      }
      worst.record(deviation(got, from: wanted), at: what)
    }
    record(oracle.logits, "logits") { runs[$0].outputs[$1] }
    if let attention = oracle.attention {
      record(attention, "attention") { runs[$0].attention[$1].weights }
    }
    #expect(runs.allSatisfy { $0.attention.isEmpty == !oracle.hasAttention })
    worst.record(deviation([network.loss(oracle.batch)], from: [oracle.loss]), at: "loss")
    worst.expect(within: 1e-13, ofAtLeast: 2, "textbook, \(file.testDescription)")
  }

  @Test(arguments: files)
  func everyGradientIsTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(EncoderDecoderOracle.self)
    let got = oracle.gradients(
      from: TextbookEncoderDecoder.gradient(
        oracle.spec, at: try oracle.values(), of: oracle.batch))
    #expect(Set(got.keys) == Set(oracle.gradients.keys))
    var worst = Worst()
    for (name, wanted) in oracle.gradients {
      worst.record(deviation(got[name] ?? [], from: wanted.data), at: name)
    }
    worst.expect(
      within: 1e-12, ofAtLeast: oracle.parameters.count,
      "textbook gradient, \(file.testDescription)")
  }

  /// All parameters along one random direction.
  @Test(arguments: files)
  func theDualDerivativeIsTheComplexSteps(file: OracleFile) throws {
    let oracle = try file.read(EncoderDecoderOracle.self)
    let values = try oracle.values()
    let dual = TextbookEncoderDecoder.gradient(oracle.spec, at: values, of: oracle.batch)
    var g = SeededGenerator(seed: 11)
    let direction = values.map { _ in g.nextNormal() }
    let moved = zip(values, direction).map { Complex($0, 1e-150 * $1) }
    let complex = TextbookEncoderDecoder(oracle.spec, parameters: moved).loss(oracle.batch)
    let product = zip(dual, direction).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(
      abs(product - complex.imaginary / 1e-150)
        <= 1e-13 * euclideanNorm(dual) * euclideanNorm(direction))
  }

  /// What is generated is what teacher forcing with those very tokens finds likeliest.
  @Test(arguments: files)
  func generationFollowsItsOwnLikeliestTokens(file: OracleFile) throws {
    let oracle = try file.read(EncoderDecoderOracle.self)
    let network = TextbookEncoderDecoder(oracle.spec, parameters: try oracle.values())
    for source in oracle.sourceTokens {
      let said = network.generate(from: source, start: 0, end: nil, limit: 6)
      #expect(said.count == 6)
      let forced = network.run(
        EncoderDecoderBatch(sources: [source], targets: [said], start: 0))
      let likeliest = forced[0].outputs.map { y in y.indices.max { y[$0] < y[$1] }! }
      #expect(likeliest == said)
      // The first token said, as the end, leaves nothing.
      #expect(network.generate(from: source, start: 0, end: said[0], limit: 6) == [])
    }
  }

  @Test func theLayoutNamesEncoderDecoderAndHead() throws {
    let spec = EncoderDecoderSpec(
      source: .embedding(vocabulary: 9, size: 2), target: .vectors(size: 5), cell: .gru(.after),
      hiddenSizes: [3, 4], outputSize: 5, hasAttention: true)
    let layout = spec.layout
    #expect(
      layout.blocks.map(\.name) == [
        "encoder.embedding",
        "encoder.gru.1.W_xh", "encoder.gru.1.W_hh", "encoder.gru.1.b_h", "encoder.gru.1.b_hn",
        "encoder.gru.2.W_xh", "encoder.gru.2.W_hh", "encoder.gru.2.b_h", "encoder.gru.2.b_hn",
        "decoder.gru.1.W_xh", "decoder.gru.1.W_hh", "decoder.gru.1.b_h", "decoder.gru.1.b_hn",
        "decoder.gru.2.W_xh", "decoder.gru.2.W_hh", "decoder.gru.2.b_h", "decoder.gru.2.b_hn",
        "W_hy", "b_y",
      ])
    #expect(layout["W_hy"]?.shape == [5, 8])
    #expect(layout["decoder.gru.1.W_xh"]?.offset == spec.decoderRange.lowerBound)
    #expect(layout["W_hy"]?.offset == spec.decoderRange.upperBound)
    #expect(layout["encoder.gru.2.W_hh"]?.bands.map(\.label) == Cell.gru(.after).gates)
    let data = try JSONEncoder().encode(spec)
    #expect(try JSONDecoder().decode(EncoderDecoderSpec.self, from: data) == spec)
  }

  @Test func teacherForcingIsTheTargetOneStepLate() {
    let batch = EncoderDecoderBatch<Double>(
      sources: [[4, 5], [6]], targets: [[1, 2, 3], [2]], start: 9)
    #expect(batch.target.tokens == [9, 9, 1, 0, 2, 0])
    #expect(batch.target.targets == .classes([1, 2, 2, 0, 3, 0]))
    #expect(batch.target.lengths == [3, 1])
    #expect(batch.source.lengths == [2, 1])
  }
}
