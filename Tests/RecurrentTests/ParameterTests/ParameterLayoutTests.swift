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
}
