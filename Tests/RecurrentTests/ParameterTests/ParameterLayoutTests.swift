import Recurrent
import Testing

@Suite struct ParameterLayoutTests {
  static let single = NetworkSpec(
    inputSize: 3, hiddenSizes: [2], head: .init(.dense(outputs: 4), at: .last),
    loss: .softmaxCrossEntropy)
  static let stack = NetworkSpec(
    inputSize: 3, hiddenSizes: [2, 5], head: .init(.identity, at: .eachStep),
    loss: .halfSquaredError)

  @Test func blocksFollowOneAnotherWithoutGaps() {
    #expect(Self.single.layout.blocks.map(\.name) == ["W_xh", "W_hh", "b_h", "W_hy", "b_y"])
    #expect(Self.single.layout.blocks.map(\.shape) == [[2, 3], [2, 2], [2], [4, 2], [4]])
    #expect(Self.single.layout.blocks.map(\.offset) == [0, 6, 10, 12, 20])
    #expect(Self.single.layout.count == 24)
  }

  @Test func aStackNumbersItsLayersFromOne() {
    let names = [
      "rnn.1.W_xh", "rnn.1.W_hh", "rnn.1.b_h", "rnn.2.W_xh", "rnn.2.W_hh", "rnn.2.b_h",
    ]
    #expect(Self.stack.layout.blocks.map(\.name) == names)
    #expect(Self.stack.layout["rnn.2.W_xh"]?.shape == [5, 2])
    #expect(Self.stack.layout["W_xh"] == nil)
  }

  @Test func everyEntryHasAName() {
    let layout = Self.single.layout
    #expect(layout.name(ofIndex: 0) == "W_xh[0, 0]")
    #expect(layout.name(ofIndex: 5) == "W_xh[1, 2]")
    #expect(layout.name(ofIndex: 8) == "W_hh[1, 0]")
    #expect(layout.name(ofIndex: 11) == "b_h[1]")
    #expect(layout.name(ofIndex: 19) == "W_hy[3, 1]")
    #expect(layout.name(ofIndex: 23) == "b_y[3]")
    #expect(layout.name(ofIndex: 24) == "parameter 24")
    #expect(Self.stack.layout.name(ofIndex: 12) == "rnn.2.W_xh[0, 0]")
    #expect(Set((0..<24).map(layout.name(ofIndex:))).count == 24)
  }

  @Test func bandsNameTheRowsOfAGate() {
    var layout = ParameterLayout()
    layout.append("b_h", shape: 1)
    layout.append(
      "lstm.W_hh", shape: 4, 2,
      bands: [.init("input gate", rows: 0..<2), .init("forget gate", rows: 2..<4)])
    #expect(layout.name(ofIndex: 0) == "b_h[0]")
    #expect(layout.name(ofIndex: 4) == "lstm.W_hh[1, 1], input gate")
    #expect(layout.name(ofIndex: 5) == "lstm.W_hh[2, 0], forget gate")
  }

  @Test func aBlockIsReadAndWrittenByName() {
    var parameters = Parameters<Double>(Self.single.layout)
    parameters["W_hh"] = [1, 2, 3, 4]
    #expect(parameters.values[6..<10] == [1, 2, 3, 4])
    #expect(parameters.values.count { $0 != 0 } == 4)
    #expect(parameters["W_hh"] == [1, 2, 3, 4])
    #expect(parameters.firstNonFinite == nil)
    parameters.values[8] = -.infinity
    #expect(parameters.firstNonFinite?.name == "W_hh[1, 0]")
    #expect(parameters.firstNonFinite?.value == -.infinity)
  }

  static func spec(_ cell: Cell, layers: Int, isBidirectional: Bool = false) -> NetworkSpec {
    NetworkSpec(
      input: .embedding(vocabulary: 7, size: 3), cell: cell,
      hiddenSizes: Array([2, 4].prefix(layers)), isBidirectional: isBidirectional,
      head: .init(.dense(outputs: 5), at: .last), loss: .softmaxCrossEntropy)
  }

  @Test func gatesAreBandsOfRowsInTheirOrder() {
    let lstm = Self.spec(.lstm, layers: 1).layout
    #expect(lstm.blocks.map(\.name) == ["embedding", "W_xh", "W_hh", "b_h", "W_hy", "b_y"])
    #expect(lstm.blocks.map(\.shape) == [[7, 3], [8, 3], [8, 2], [8], [5, 2], [5]])
    #expect(
      lstm["b_h"]?.bands.map(\.label) == ["input gate", "forget gate", "candidate", "output gate"])
    #expect(lstm["W_hh"]?.bands.map(\.rows) == [0..<2, 2..<4, 4..<6, 6..<8])
    #expect(lstm.name(ofIndex: lstm["W_hh"]!.offset + 5) == "W_hh[2, 1], forget gate")
    let gru = Self.spec(.gru(.after), layers: 1).layout
    #expect(gru.blocks.map(\.name) == ["embedding", "W_xh", "W_hh", "b_h", "b_hn", "W_hy", "b_y"])
    #expect(gru["b_h"]?.bands.map(\.label) == ["reset gate", "update gate", "candidate"])
    #expect(gru["b_hn"]?.shape == [2])
    #expect(Self.spec(.gru(.before), layers: 1).layout["b_hn"] == nil)
  }

  /// A layer above two directions reads both, and so does the head.
  @Test func theReverseDirectionHasBlocksOfItsOwn() {
    let layout = Self.spec(.lstm, layers: 2, isBidirectional: true).layout
    #expect(
      layout.blocks.map(\.name) == [
        "embedding", "lstm.1.W_xh", "lstm.1.W_hh", "lstm.1.b_h", "lstm.1.reverse.W_xh",
        "lstm.1.reverse.W_hh", "lstm.1.reverse.b_h", "lstm.2.W_xh", "lstm.2.W_hh", "lstm.2.b_h",
        "lstm.2.reverse.W_xh", "lstm.2.reverse.W_hh", "lstm.2.reverse.b_h", "W_hy", "b_y",
      ])
    #expect(layout["lstm.2.reverse.W_xh"]?.shape == [16, 4])
    #expect(layout["W_hy"]?.shape == [5, 8])
    #expect(
      Self.spec(.gru(.after), layers: 1, isBidirectional: true).layout["reverse.b_hn"]?.shape == [2]
    )
  }

  @Test func aCellHasABandForEachGateAndOneWithoutGates() {
    let gated = [Cell.lstm, .gru(.before), .gru(.after)]
    #expect(gated.allSatisfy { $0.bands == $0.gates.count })
    #expect(Cell.elman(.tanh).bands == 1 && Cell.elman(.tanh).gates.isEmpty)
  }

  /// 4H (D + H + 1) of an LSTM, 3H (D + H + 1) and H of a GRU that resets after.
  @Test func theNumberOfParametersIsTheFormulas() {
    // embedding 7 x 3, W_hy 5 x 2 and b_y 5; D 3, H 2
    let around = 36
    #expect(Self.spec(.lstm, layers: 1).layout.count == around + 48)
    #expect(Self.spec(.gru(.before), layers: 1).layout.count == around + 36)
    #expect(Self.spec(.gru(.after), layers: 1).layout.count == around + 38)
    // Two directions of 2 (3 + 2 + 1), two of 4 (4 + 4 + 1); W_hy 5 x 8
    let stack = Self.spec(.elman(.tanh), layers: 2, isBidirectional: true).layout.count
    #expect(stack == 21 + 24 + 72 + 45)
  }

  /// In every layer and direction, and in no other row.
  @Test(arguments: [false, true]) func theForgetBiasIsInEveryLayer(isBidirectional: Bool) {
    var g = SeededGenerator(seed: 1)
    let spec = Self.spec(.lstm, layers: 2, isBidirectional: isBidirectional)
    let network = Network<Double>(spec, forgetBias: 1.5, using: &g)
    var biases = 0
    for block in spec.layout.blocks where block.name.hasSuffix("b_h") {
      let forget = block.bands[1].rows
      let wanted = (0..<block.rows).map { forget.contains($0) ? 1.5 : 0 }
      #expect(network.parameters[block.name] == wanted, "\(block.name)")
      biases += 1
    }
    #expect(biases == (isBidirectional ? 4 : 2))
    #expect(network.parameters["b_y"] == [0, 0, 0, 0, 0])
    #expect(network.parameters["embedding"].allSatisfy { $0 != 0 && $0.magnitude <= 0.05 })
  }
}
