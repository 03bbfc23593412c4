import Recurrent
import Testing

/// The fast forward pass against the textbook's equations: every number that a trace has, over 1000
/// random networks.
@Suite struct ForwardTests {
  @Test func everyNumberOfAForwardPassIsTheTextbooks() {
    var worst = Worst()
    var losses = Worst()
    for seed: UInt64 in 1...1000 {
      let c = RandomCase(seed: seed)
      let textbook = TextbookNetwork(c.spec, parameters: c.parameters)
      let runs = textbook.run(c.batch, from: TextbookState(c.initial))
      let trace = c.network.forward(c.batch, from: c.initial)
      compare(trace, with: runs, of: textbook, at: "\(c)", into: &worst)
      losses.record(
        deviation([trace.loss], from: [textbook.loss(of: runs, on: c.batch)]), at: "\(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 5000, "textbook, gates, states and outputs")
    losses.expect(within: 1e-13, ofAtLeast: 1000, "textbook, loss")
  }
}

/// Records how far a trace is from the textbook's runs, tensor by tensor.
func compare(
  _ trace: Trace<Double>, with runs: [TextbookRun<Double>], of textbook: TextbookNetwork<Double>,
  at place: String, into worst: inout Worst
) {
  let spec = trace.spec
  for (layer, hidden) in spec.hiddenSizes.enumerated() {
    for direction in spec.directions {
      func side(_ run: TextbookRun<Double>) -> [TextbookStep<Double>] {
        direction == .forward ? run.layers[layer].forward : run.layers[layer].reverse
      }
      /// [T, B, width], with 0 beyond the end of a sequence.
      func padded(_ width: Int, _ value: (TextbookStep<Double>) -> [Double]) -> [Double] {
        (0..<trace.steps).flatMap { step in
          runs.flatMap { run in
            step < side(run).count
              ? value(side(run)[step]) : [Double](repeating: 0, count: width)
          }
        }
      }
      let name = "\(place), layer \(layer + 1), \(direction)"
      let gates = trace.gates(layer: layer, direction: direction)
      worst.record(
        deviation(
          gates,
          from: padded(spec.cell.bands * hidden) {
            spec.cell.gates.isEmpty ? $0.preactivation : $0.gates
          }), at: "gates of \(name)")
      worst.record(
        deviation(
          trace.states(layer: layer, direction: direction), from: padded(hidden) { $0.state }),
        at: "h of \(name)")
      if spec.cell.hasCellState {
        worst.record(
          deviation(
            trace.cellStates(layer: layer, direction: direction),
            from: padded(hidden) { $0.cellState }), at: "c of \(name)")
      }
      if case .gru(let reset) = spec.cell {
        let symbol = reset == .after ? "W_hn h' + b_hn" : "r h'"
        worst.record(
          deviation(
            trace.candidateTerms(layer: layer, direction: direction),
            from: padded(hidden) { $0[symbol] }), at: "\(symbol) of \(name)")
      }
    }
  }
  worst.record(
    deviation(trace.outputs, from: textbook.outputs(of: runs, steps: trace.steps)),
    at: "\(place), y")
  let final = TextbookState.rows(runs.map(\.finalState))
  worst.record(
    deviation(
      trace.finalState.tensors("final"),
      from: NetworkState(hidden: final.hidden, cell: final.cell).tensors("final")),
    at: "\(place), final states")
}
