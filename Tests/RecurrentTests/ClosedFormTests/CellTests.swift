import Recurrent
import Testing

/// Cells whose weights are zero, or whose gates are shut: the states are known without a sum.
@Suite struct CellTests {
  private func network(
    _ cell: Cell, biases: [Double], _ change: (inout Parameters<Double>) -> Void = { _ in }
  ) -> Network<Double> {
    let spec = NetworkSpec(
      input: .vectors(size: 1), cell: cell, hiddenSizes: [1], head: .init(.identity, at: .eachStep),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["b_h"] = biases
    change(&parameters)
    return Network(spec, parameters: parameters)
  }

  private func steps(_ count: Int) -> SequenceBatch<Double> {
    SequenceBatch(
      steps: count, batch: 1, inputSize: 1, inputs: (1...count).map { Double($0) })
  }

  /// Zero parameters: every gate is 1/2 and the candidate 0, so c halves at each step, and
  /// h = tanh(c) / 2.
  @Test func anLSTMWithoutWeightsHalvesItsCell() {
    let trace = network(.lstm, biases: [0, 0, 0, 0])
      .forward(steps(3), from: NetworkState(hidden: [[9]], cell: [[1]]))
    #expect(trace.cellStates(layer: 0) == [0.5, 0.25, 0.125])
    #expect(trace.gates(layer: 0) == [0.5, 0.5, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0, 0.5])
    let wanted = [0.5, 0.25, 0.125].map { Double.tanh($0) / 2 }
    #expect(deviation(trace.outputs, from: wanted) <= 4e-16)
  }

  /// A forget gate of 1 and an input gate of 0: the constant error carousel. dL/dc_0 is dL/dc_n.
  @Test func anOpenForgetGateCarriesCellAndGradientUnchanged() {
    let network = network(.lstm, biases: [-800, 800, 0, -800])
    let trace = network.forward(steps(50), from: NetworkState(hidden: [[0]], cell: [[-3]]))
    #expect(trace.finalState.cell == [[-3]])
    let backward = network.pullback(
      trace, outputGradients: [Double](repeating: 0, count: 50),
      finalStateGradients: NetworkState(hidden: [[0]], cell: [[7]]))
    #expect(backward.initialStateGradient.cell == [[7]])
    #expect(backward.cellStateGradients(layer: 0) == Array(repeating: 7, count: 50))
  }

  /// An input gate of 1, a forget gate of 0 and a saturated candidate: c = 1, h = tanh 1.
  @Test func anOpenInputGateTakesTheCandidate() {
    let trace = network(.lstm, biases: [800, -800, 800, 800])
      .forward(steps(2), from: NetworkState(hidden: [[5]], cell: [[5]]))
    #expect(trace.cellStates(layer: 0) == [1, 1])
    #expect(deviation(trace.outputs, from: [Double.tanh(1), Double.tanh(1)]) <= 4e-16)
  }

  /// Zero parameters: z = 1/2 and n = 0, so h halves at each step.
  @Test(arguments: Cell.Reset.allCases)
  func aGRUWithoutWeightsHalvesItsState(reset: Cell.Reset) {
    let trace = network(.gru(reset), biases: [0, 0, 0])
      .forward(steps(3), from: NetworkState(hidden: [[1]]))
    #expect(trace.outputs == [0.5, 0.25, 0.125])
  }

  /// h = (1 - z) n + z h': an update gate of 1 keeps the state, one of 0 takes the candidate.
  @Test(arguments: Cell.Reset.allCases)
  func anOpenUpdateGateKeepsTheState(reset: Cell.Reset) {
    let start = NetworkState<Double>(hidden: [[0.3]])
    #expect(
      network(.gru(reset), biases: [0, 800, 800]).forward(steps(4), from: start).outputs
        == [0.3, 0.3, 0.3, 0.3])
    #expect(
      network(.gru(reset), biases: [0, -800, 800]).forward(steps(2), from: start).outputs == [1, 1])
  }

  /// A reset gate of 0: after the product it takes b_hn away, too; before it, h' alone.
  @Test func theTwoResetsDifferInTheBiasOfTheProduct() {
    let start = NetworkState<Double>(hidden: [[0.5]])
    let after = network(.gru(.after), biases: [-800, -800, 0.25]) {
      $0["W_hh"] = [0, 0, 3]
      $0["b_hn"] = [2]
    }
    #expect(
      deviation(after.forward(steps(1), from: start).outputs, from: [Double.tanh(0.25)]) <= 4e-16)
    let open = network(.gru(.after), biases: [800, -800, 0.25]) {
      $0["W_hh"] = [0, 0, 3]
      $0["b_hn"] = [2]
    }
    #expect(
      deviation(open.forward(steps(1), from: start).outputs, from: [Double.tanh(3.75)]) <= 4e-16)
    // r = 1/2 acts on h' before the product: tanh(1/4 + 3 * 1/4).
    let before = network(.gru(.before), biases: [0, -800, 0.25]) { $0["W_hh"] = [0, 0, 3] }
    #expect(
      deviation(before.forward(steps(1), from: start).outputs, from: [Double.tanh(1)]) <= 4e-16)
  }

  /// Identity cells: forward h_t is the sum of the inputs up to t, in the reverse direction that of
  /// the inputs from t on; both stand side by side at their true steps.
  @Test func twoDirectionsSumFromBothEnds() {
    let spec = NetworkSpec(
      input: .vectors(size: 1), cell: .elman(.identity), hiddenSizes: [1], isBidirectional: true,
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    for name in ["W_xh", "W_hh", "reverse.W_xh", "reverse.W_hh"] { parameters[name] = [1] }
    let batch = SequenceBatch<Double>(
      steps: 3, batch: 2, inputSize: 1, inputs: [1, 10, 2, 20, 4, 40], lengths: [3, 2])
    let trace = Network(spec, parameters: parameters).forward(batch)
    #expect(trace.outputs == [1, 7, 10, 30, 3, 6, 30, 20, 7, 4, 0, 0])
    #expect(trace.finalState.hidden == [[7, 30], [7, 30]])
  }
}
