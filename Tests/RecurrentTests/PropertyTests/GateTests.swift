import Recurrent
import Testing

/// What bounds the numbers of cells with gates, however large their parameters: 1000 random
/// networks each, from gentle to saturated, in both number types.
@Suite struct GateTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  private func draw(_ seed: UInt64, _ cells: [Cell]) -> RandomCase {
    let deviation = [0.5, 3, 20, 300][Int(seed) / 3 % 4]
    return RandomCase(
      seed: seed, .init(cell: cells[Int(seed) % cells.count], deviation: deviation))
  }

  /// s(a) in [0, 1], tanh(a) in [-1, 1], entry by entry.
  @Test func gatesLieBetweenZeroAndOne() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed, [.lstm, .gru(.before), .gru(.after)])
      worst.record(outside(c.network.forward(c.batch, from: c.initial)), at: "\(c)")
      worst.record(outside(narrow(c)), at: "\(c) in Float")
    }
    worst.expect(within: 0, ofAtLeast: 2000, "gates outside their range")
  }

  private func narrow(_ c: RandomCase) -> Trace<Float> {
    var parameters = Parameters<Float>(c.spec.layout)
    parameters.values = c.parameters.map { Float($0) }
    return Network(c.spec, parameters: parameters).forward(
      c.batch.converted(to: Float.self), from: c.initial.converted(to: Float.self))
  }

  /// How many gates are outside [0, 1], and candidates outside [-1, 1].
  private func outside<Scalar: NetworkScalar>(_ trace: Trace<Scalar>) -> Double {
    let candidate = trace.spec.cell.gates.firstIndex(of: "candidate")!
    var count = 0
    for (layer, hidden) in trace.spec.hiddenSizes.enumerated() {
      for direction in trace.spec.directions {
        let gates = trace.gates(layer: layer, direction: direction)
        for (index, value) in gates.enumerated() {
          let band = index / hidden % trace.spec.cell.bands
          if !(value <= 1 && value >= (band == candidate ? -1 : 0)) { count += 1 }
        }
      }
    }
    return Double(count)
  }

  /// |h_t| <= 1 in an LSTM, |c_t| <= |c_{t-1}| + 1; |h_t| <= max(|h_{t-1}|, 1) in a GRU, and all
  /// but for the last bit.
  @Test func statesStayWithinTheirBounds() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed, [.lstm, .gru(.before), .gru(.after)])
      let trace = c.network.forward(c.batch, from: c.initial)
      for (layer, hidden) in c.spec.hiddenSizes.enumerated() {
        let states = trace.states(layer: layer)
        let cells = c.spec.cell.hasCellState ? trace.cellStates(layer: layer) : []
        let place = layer * c.spec.directions.count
        let stride = c.batch.batch * hidden
        var wrong = 0
        for index in states.indices where !c.batch.isPadding(index / hidden) {
          let isFirst = index < stride
          if cells.isEmpty {
            let before = isFirst ? c.initial.hidden[place][index] : states[index - stride]
            if !(states[index].magnitude <= max(before.magnitude, 1) * (1 + 1e-15)) { wrong += 1 }
          } else {
            let before = isFirst ? c.initial.cell[place][index] : cells[index - stride]
            if !(states[index].magnitude <= 1) { wrong += 1 }
            if !(cells[index].magnitude <= (before.magnitude + 1) * (1 + 1e-15)) { wrong += 1 }
          }
        }
        worst.record(Double(wrong), at: "\(c), layer \(layer + 1)")
      }
    }
    worst.expect(within: 0, ofAtLeast: 1000, "states outside their bounds")
  }
}
