import Recurrent
import Testing

/// Dot-product attention against PyTorch's, and what it says of itself.
@Suite struct TextbookAttentionTests {
  static let files = OracleFile.all.filter {
    (try? $0.header())?.kind == "dot_product_attention"
  }

  @Test func thereIsAFile() { #expect(!Self.files.isEmpty) }

  @Test(arguments: files)
  func scoresWeightsAndContextAreTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(AttentionOracle.self)
    let results = oracle.attend(oracle.encoderStates.data, oracle.decoderState.data)
    var worst = Worst()
    for (row, result) in results.enumerated() {
      let weights = oracle.row(oracle.weights, row)
      let length = oracle.lengths[row]
      worst.record(
        deviation(result.scores, from: oracle.row(oracle.scores, row).prefix(length)),
        at: "scores of \(row)")
      worst.record(
        deviation(result.weights, from: weights.prefix(length)), at: "weights of \(row)")
      // The file's weights go on, with zeros.
      #expect(weights.dropFirst(length).allSatisfy { $0 == 0 })
      worst.record(
        deviation(result.context, from: oracle.row(oracle.context, row)), at: "context of \(row)")
    }
    worst.record(deviation([oracle.projection(of: results)], from: [oracle.loss]), at: "loss")
    worst.expect(within: 1e-13, ofAtLeast: 4, "textbook, \(file.testDescription)")
  }

  @Test(arguments: files)
  func gradientsAreTheOtherFrameworks(file: OracleFile) throws {
    let oracle = try file.read(AttentionOracle.self)
    let states = oracle.encoderStates.data
    let gradient = DualNumber.gradient(at: states + oracle.decoderState.data) {
      oracle.projection(
        of: oracle.attend(Array($0.prefix(states.count)), Array($0.dropFirst(states.count))))
    }
    var worst = Worst()
    worst.record(
      deviation(
        gradient.prefix(states.count), from: try #require(oracle.gradients["encoder_states"]).data),
      at: "encoder states")
    worst.record(
      deviation(
        gradient.dropFirst(states.count),
        from: try #require(oracle.gradients["decoder_state"]).data), at: "decoder state")
    worst.expect(within: 1e-12, ofAtLeast: 2, "textbook gradient, \(file.testDescription)")
  }

  @Test func oneStateGetsAllTheWeight() {
    let one = TextbookAttention(of: [3.0, -2], over: [[0.5, 7]])
    #expect(one.scores == [-12.5])
    #expect(one.weights == [1])
    #expect(one.context == [0.5, 7])
  }

  @Test func equalScoresShareTheWeight() {
    let shared = TextbookAttention(of: [1.0, 0], over: [[2, 1], [2, -3], [2, 8], [2, 0]])
    #expect(shared.weights == [0.25, 0.25, 0.25, 0.25])
    #expect(shared.weightedStates[2] == [0.5, 2])
    #expect(shared.context == [2, 1.5])
  }

  @Test func scoresBeyondTheExponentialsRangeStayFinite() {
    let far = TextbookAttention(of: [1e3], over: [[1.0], [-1], [1]])
    #expect(far.weights == [0.5, 0, 0.5])
    #expect(far.context == [1])
  }
}

extension AttentionOracle {
  fileprivate func row(_ tensor: OracleTensor, _ index: Int) -> ArraySlice<Double> {
    tensor.data[(index * tensor.shape[1])...].prefix(tensor.shape[1])
  }

  /// Attention of each sequence's decoder state, [B, H], over its valid encoder states,
  /// [T, B, H].
  fileprivate func attend<Number: TextbookNumber>(
    _ encoder: [Number], _ decoder: [Number]
  ) -> [TextbookAttention<Number>] {
    let (batch, hidden) = (decoderState.shape[0], decoderState.shape[1])
    return (0..<batch).map { row in
      let states = (0..<lengths[row]).map { step in
        Array(encoder[((step * batch + row) * hidden)...].prefix(hidden))
      }
      return TextbookAttention(
        of: Array(decoder[(row * hidden)...].prefix(hidden)), over: states)
    }
  }

  /// sum(context * cotangent)
  fileprivate func projection<Number: TextbookNumber>(
    of results: [TextbookAttention<Number>]
  ) -> Number {
    zip(results.flatMap(\.context), cotangentContext.data).reduce(Number(0)) {
      $0 + $1.0 * Number($1.1)
    }
  }
}
