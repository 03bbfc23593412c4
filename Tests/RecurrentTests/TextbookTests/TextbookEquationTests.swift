import Recurrent
import Testing

/// What the equations say where it can be said without computing them.
@Suite struct TextbookEquationTests {
  private func spec(_ cell: Cell, bidirectional: Bool = false) -> NetworkSpec {
    NetworkSpec(
      input: .vectors(size: 3), cell: cell, hiddenSizes: [2], isBidirectional: bidirectional,
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
  }

  private func random(_ spec: NetworkSpec, seed: UInt64) -> Parameters<Double> {
    var g = SeededGenerator(seed: seed)
    var parameters = Parameters<Double>(spec.layout)
    for index in parameters.values.indices { parameters.values[index] = g.nextNormal() }
    return parameters
  }

  /// Every pre-activation is 0: the gates are 1/2, the candidate is 0.
  @Test func aCellWithoutWeightsForgetsHalf() {
    let lstm = spec(.lstm)
    let step = TextbookNetwork(lstm, parameters: Parameters<Double>(lstm.layout).values).step(
      layer: 0, input: [1, 2, 3], previousState: [5, 6], previousCellState: [2, -4])
    for gate in ["i", "f", "o"] { #expect(step[gate] == [0.5, 0.5]) }
    #expect(step["g"] == [0, 0])
    #expect(step.cellState == [1, -2])
    #expect(step["tanh c"] == [Double.tanh(1), Double.tanh(-2)])
    #expect(step.state == [0.5 * Double.tanh(1), 0.5 * Double.tanh(-2)])

    for reset in Cell.Reset.allCases {
      let gru = spec(.gru(reset))
      let step = TextbookNetwork(gru, parameters: Parameters<Double>(gru.layout).values).step(
        layer: 0, input: [1, 2, 3], previousState: [5, 6])
      #expect(step["r"] == [0.5, 0.5])
      #expect(step["z"] == [0.5, 0.5])
      #expect(step["n"] == [0, 0])
      #expect(step.state == [2.5, 3])
    }
  }

  /// f = 1 and i = 0 to rounding: what gradients travel along.
  @Test func anOpenForgetGateCarriesTheCellState() {
    let lstm = spec(.lstm)
    var parameters = random(lstm, seed: 1)
    parameters["b_h"] = [-100, -100, 100, 100, 0, 0, 0, 0]
    let run = TextbookNetwork(lstm, parameters: parameters.values).run(
      [[1, -1, 0.5], [0.3, 2, 1], [-1, 0, 1]],
      from: TextbookState(hidden: [[0.1, -0.2]], cell: [[0.75, -3]]))
    #expect(run.finalState.cell == [[0.75, -3]])
  }

  /// z = 1 keeps h; z = 0 takes the candidate.
  @Test func theUpdateGateChoosesBetweenOldAndNew() {
    for reset in Cell.Reset.allCases {
      let gru = spec(.gru(reset))
      var parameters = random(gru, seed: 2)
      parameters["b_h"] = [0, 0, 100, -1000, 0.1, 0.2]
      let step = TextbookNetwork(gru, parameters: parameters.values).step(
        layer: 0, input: [1, -1, 0.5], previousState: [0.25, 0.5])
      #expect(step.state == [0.25, step["n"][1]])
    }
  }

  /// Without a recurrent part in the candidate it does not matter where the reset gate stands; with
  /// one, it does.
  @Test func theTwoResetsDifferOnlyInTheCandidatesRecurrentPart() {
    let (before, after) = (spec(.gru(.before)), spec(.gru(.after)))
    var parameters = random(before, seed: 3)
    var others = Parameters<Double>(after.layout)
    func states(_ spec: NetworkSpec, _ parameters: Parameters<Double>) -> [Double] {
      TextbookNetwork(spec, parameters: parameters.values).step(
        layer: 0, input: [0.5, -1, 2], previousState: [0.25, -0.5]
      ).state
    }
    for name in ["W_xh", "W_hh", "b_h"] { others[name] = parameters[name] }
    #expect(states(before, parameters) != states(after, others))
    parameters["W_hh"].replaceSubrange(8..<12, with: [0, 0, 0, 0])
    others["W_hh"] = parameters["W_hh"]
    #expect(states(before, parameters) == states(after, others))
  }

  @Test func aStepHasEveryNumberOfItsEquations() {
    let symbols: [(Cell, String)] = [
      (.elman(.relu), "W_xh x, W_hh h', a, h"),
      (.lstm, "a_i, a_f, a_g, a_o, i, f, g, o, c, tanh c, h"),
      (.gru(.after), "a_r, a_z, r, z, W_hn h' + b_hn, a_n, n, h"),
      (.gru(.before), "a_r, a_z, r, z, r h', a_n, n, h"),
    ]
    for (cell, wanted) in symbols {
      let spec = spec(cell)
      let network = TextbookNetwork(spec, parameters: random(spec, seed: 4).values)
      let step = network.step(
        layer: 0, input: [0.5, -1, 2], previousState: [0.25, -0.5], previousCellState: [1, 2])
      #expect(step.values.map(\.symbol).joined(separator: ", ") == wanted)
      #expect(step.values.allSatisfy { $0.numbers.count == 2 })
      #expect(step.preactivation.count == 2 * cell.bands)
      #expect(step.gates.count == 2 * cell.gates.count)
      #expect(step.cellState.isEmpty == !cell.hasCellState)
      #expect(network.inputProduct(layer: 0, of: [0.5, -1, 2]).count == 2 * cell.bands)
    }
  }

  /// Reading backwards is reading the sequence turned round, at each true step.
  @Test func theReverseDirectionReadsFromTheEnd() {
    for cell in TextbookCase.cells {
      let both = spec(cell, bidirectional: true)
      let one = spec(cell)
      let parameters = random(both, seed: 5)
      var turned = Parameters<Double>(one.layout)
      for block in one.layout.blocks { turned[block.name] = parameters["reverse.\(block.name)"] }
      let sequence = [[1, -1, 0.5], [0.3, 2, 1], [-1, 0, 1], [0.2, 0.1, -0.7]]
      let run = TextbookNetwork(both, parameters: parameters.values).run(sequence)
      let backwards = TextbookNetwork(one, parameters: turned.values).run(sequence.reversed())
      #expect(run.outputs.map { Array($0.suffix(2)) } == backwards.outputs.reversed())
      #expect(run.layers[0].reverse.map(\.state) == run.outputs.map { Array($0.suffix(2)) })
      #expect(run.finalState.hidden[1] == backwards.outputs.last!)
      #expect(run.finalState.hidden[1] == Array(run.outputs[0].suffix(2)))
    }
  }
}
