import Figures
import RealModule
import Recurrent

/// The numbers on the wires of a cell at one step of the shown sequence, and dL/d of each.
struct CellWires: Sendable {
  private typealias Wire = CellDiagram.Wire

  let step: Int
  let cell: Cell
  let values: [CellDiagram.Wire: [Double]]
  /// Empty without a backward pass.
  private(set) var gradients: [CellDiagram.Wire: [Double]] = [:]
  private let run: ForwardRun

  init(_ run: ForwardRun, _ backward: BackwardRun?, step: Int) {
    self.run = run
    self.step = step
    let trace = run.trace
    let (cell, layer) = (run.network.spec.cell, run.layer)
    self.cell = cell
    let gates = trace.gates(layer: layer)
    func gate(_ band: Int) -> [Double] {
      let all = run.slice(gates, step - 1, size: cell.bands * run.size)
      return Array(all[band * run.size..<(band + 1) * run.size])
    }
    var values: [Wire: [Double]] = [
      .previousHidden: run.state(step - 1, layer: layer),
      .hiddenState: run.state(step, layer: layer),
      .input: layer == 0
        ? run.slice(trace.layerInputs, step - 1, size: run.network.spec.inputSize)
        : run.state(step, layer: layer - 1),
    ]
    switch cell {
    case .elman: values[.preActivation] = Self.preactivation(run, step: step)
    case .lstm:
      let cells = trace.cellStates(layer: layer)
      let c = run.slice(cells, step - 1, size: run.size)
      // A pass of a lesson begins at zeros.
      values[.previousCell] =
        step == 1
        ? [Double](repeating: 0, count: run.size) : run.slice(cells, step - 2, size: run.size)
      values[.cellState] = c
      values[.cellTanh] = c.map { Double.tanh($0) }
      for (band, wire) in [Wire.inputGate, .forgetGate, .candidate, .outputGate].enumerated() {
        values[wire] = gate(band)
      }
    case .gru:
      for (band, wire) in [Wire.reset, .update, .candidate].enumerated() {
        values[wire] = gate(band)
      }
    }
    self.values = values
    if let backward { gradients = gradients(backward) }
  }

  /// dL/d of each wire: everything that reaches it, also by ways outside the cell.
  private func gradients(_ backward: BackwardRun) -> [CellDiagram.Wire: [Double]] {
    let (trace, layer, size) = (backward.trace, run.layer, run.size)
    let states = trace.stateGradients(layer: layer)
    let initial = trace.initialStateGradient
    func own(_ flat: [Double]) -> [Double] {
      Array(flat[run.sequence * size..<(run.sequence + 1) * size])
    }
    let dh = run.slice(states, step - 1, size: size)
    var gradients: [Wire: [Double]] = [
      .hiddenState: dh,
      .previousHidden: step == 1
        ? own(initial.hidden[layer]) : run.slice(states, step - 2, size: size),
    ]
    if layer == 0 {
      gradients[.input] = run.slice(
        trace.inputGradients, step - 1, size: run.network.spec.inputSize)
    }
    switch cell {
    case .elman:
      gradients[.preActivation] = run.slice(trace.deltas(layer: layer), step - 1, size: size)
    case .lstm:
      let cells = trace.cellStateGradients(layer: layer)
      let dc = run.slice(cells, step - 1, size: size)
      gradients[.cellState] = dc
      gradients[.previousCell] =
        step == 1 ? own(initial.cell[layer]) : run.slice(cells, step - 2, size: size)
      // c = f c' + i g, h = o tanh(c)
      gradients[.inputGate] = product(dc, .candidate)
      gradients[.forgetGate] = product(dc, .previousCell)
      gradients[.candidate] = product(dc, .inputGate)
      gradients[.outputGate] = product(dh, .cellTanh)
      gradients[.cellTanh] = product(dh, .outputGate)
    case .gru(let reset):
      // h = (1 - z) n + z h'
      let (z, n, before) = (values[.update]!, values[.candidate]!, values[.previousHidden]!)
      gradients[.update] = dh.indices.map { dh[$0] * (before[$0] - n[$0]) }
      gradients[.candidate] = dh.indices.map { dh[$0] * (1 - z[$0]) }
      gradients[.reset] = resetGradient(backward, reset)
    }
    return gradients
  }

  private func product(_ gradient: [Double], _ wire: CellDiagram.Wire) -> [Double] {
    zip(gradient, values[wire]!).map { $0 * $1 }
  }

  /// after: delta_n * (W_hn h' + b_hn); before: (W_hn' delta_n) * h'
  private func resetGradient(_ backward: BackwardRun, _ reset: Cell.Reset) -> [Double] {
    let (layer, size) = (run.layer, run.size)
    let deltas = run.slice(backward.trace.deltas(layer: layer), step - 1, size: 3 * size)
    let candidate = deltas[(2 * size)...]
    switch reset {
    case .after:
      let terms = run.slice(run.trace.candidateTerms(layer: layer), step - 1, size: size)
      return zip(candidate, terms).map { $0 * $1 }
    case .before:
      let name = run.network.spec.blockName("W_hh", layer: layer)
      let weights: [Double] = run.network.parameters[name]
      var gradient = values[.previousHidden]!
      for unit in 0..<size {
        var sum = 0.0
        for (row, delta) in candidate.enumerated() {
          sum += delta * weights[(2 * size + row) * size + unit]
        }
        gradient[unit] *= sum
      }
      return gradient
    }
  }

  /// a_t of a simple cell, which is what its trace keeps as gates.
  private static func preactivation(_ run: ForwardRun, step: Int) -> [Double] {
    run.slice(run.trace.gates(layer: run.layer), step - 1, size: run.size)
  }
}
