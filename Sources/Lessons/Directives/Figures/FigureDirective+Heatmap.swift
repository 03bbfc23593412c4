import Figures
import Recurrent

extension FigureKind {
  static let heatmap = FigureKind(
    "heatmap", help: "states or gates over time", needs: ["forward"],
    problem: { figure, plan in figure.spec(in: plan).flatMap(figure.problemWithShow) },
    make: { try $0.heatmap($1) })

  static let terms = FigureKind(
    "terms", help: "the (t, k) terms of dL/dW_hh", needs: ["backward"],
    problem: { figure, plan in
      plan.directive(figure.from[0], BackwardDirective.self)?.show.contains("terms") == true
        ? nil : "'\(figure.from[0])' keeps no terms; write 'terms' in its 'show'"
    }, make: { try $0.terms($1) })
}

extension FigureDirective {
  /// What a heatmap of a pass may show.
  static let heatmapShows = ["state", "cell_state", "gates", "candidate", "all"]

  /// Why a model has no such numbers; nil where it has.
  func problemWithShow(of spec: NetworkSpec) -> String? {
    switch show {
    case "cell_state" where !spec.cell.hasCellState:
      "'cell_state' is for the cell 'lstm'; the model's is '\(spec.cell.name)'"
    case "gates" where spec.cell.gates.isEmpty, "candidate" where spec.cell.gates.isEmpty,
      "all" where spec.cell.gates.isEmpty:
      "'\(show)' is for the cells 'lstm' and 'gru'; the model's is '\(spec.cell.name)'"
    default: nil
    }
  }

  /// A row for each unit and a column for each time step: a panel for each layer and direction, or
  /// for each gate of the layer and direction that the pass shows.
  func heatmap(_ context: RunContext) throws(StepFailure) -> Heatmap {
    let run = try context.found(from[0], ForwardRun.self)
    let spec = run.network.spec
    let content: (panels: [Heatmap.Panel], scale: Heatmap.Scale, title: String, bar: Label)
    switch show {
    case "gates":
      // The candidate is no share between 0 and 1.
      let gates = spec.cell.namedGates.filter { $0.name != "candidate" }
      content = (gates.map { panel(run, $0) }, .unit, "The gates over time", "gate")
    case "all":
      content = (gatesAndStates(run), .unit, "Gates and states over time", "gate")
    case "candidate":
      let gates = spec.cell.namedGates.filter { $0.name == "candidate" }
      content = (
        gates.map { panel(run, $0) }, .signed(limit: 1), "The candidate over time",
        Label("$\(gates[0].symbol)_t$")
      )
    case "cell_state":
      content = (
        panels(run) { run.trace.cellStates(layer: $0, direction: $1) }, .automatic,
        "The cell state over time", "$c_t$"
      )
    default:
      content = (
        panels(run) { run.trace.states(layer: $0, direction: $1) },
        isBounded(spec) ? .signed(limit: 1) : .automatic, "The hidden state over time", "$h_t$"
      )
    }
    return Heatmap(
      title: heading(content.title), subtitle: subheading, panels: content.panels,
      scale: content.scale, rowTitle: "unit $i$",
      columnTitle: run.data.symbols.isEmpty ? "time step $t$" : "input $x_t$",
      barTitle: content.bar, decimals: 2)
  }

  /// One for each layer and direction of what a trace says of them, [T, B, H].
  private func panels(
    _ run: ForwardRun, _ numbers: (Int, NetworkSpec.Direction) -> [Double]
  ) -> [Heatmap.Panel] {
    let spec = run.network.spec
    return spec.hiddenSizes.enumerated().flatMap { layer, size in
      spec.directions.map { direction in
        let parts =
          (spec.hiddenSizes.count == 1 ? [] : ["layer \(layer + 1)"])
          + (spec.isBidirectional ? ["\(direction)"] : [])
        return panel(
          run, title: parts.isEmpty ? nil : parts.joined(separator: ", "),
          run.rows(of: numbers(layer, direction), size: size))
      }
    }
  }

  /// Every gate on the scale of gates, and the candidate and the states on one with a sign.
  private func gatesAndStates(_ run: ForwardRun) -> [Heatmap.Panel] {
    let (layer, direction) = (run.layer, run.direction)
    let gates = run.network.spec.cell.namedGates.map { panel(run, $0) }
    var signed = [gates[2]]
    if run.network.spec.cell.hasCellState {
      signed.append(
        panel(
          run, title: "cell state",
          run.rows(of: run.trace.cellStates(layer: layer, direction: direction), size: run.size)))
    }
    signed.append(
      panel(
        run, title: "hidden state",
        run.rows(of: run.trace.states(layer: layer, direction: direction), size: run.size)))
    let largest = signed.flatMap(\.values).joined().reduce(1) { max($0, $1?.magnitude ?? 0) }
    for index in signed.indices {
      signed[index].scale = .signed(limit: largest)
      signed[index].barTitle = "state"
    }
    return gates.enumerated().filter { $0.offset != 2 }.map(\.element) + signed
  }

  private func panel(_ run: ForwardRun, _ gate: CellGate) -> Heatmap.Panel {
    panel(
      run, title: gate.name.replacing("_", with: " "),
      run.rows(of: run.trace.gates(layer: run.layer, direction: run.direction), gate: gate))
  }

  /// - Parameter rows: A row for each step.
  private func panel(_ run: ForwardRun, title: String?, _ rows: [[Double]]) -> Heatmap.Panel {
    Heatmap.Panel(
      title: title.map { Label.plain($0) },
      values: rows[0].indices.map { unit in rows.map { $0[unit] } },
      rowLabels: rows[0].indices.map { Label.plain("\($0)") },
      columnLabels: run.data.symbols.isEmpty
        ? [] : run.data.symbols[run.sequence].prefix(run.steps).map { Label.plain($0) })
  }

  /// Every (t, k) term of dL/dW_hh, a panel for each entry of the matrix.
  func terms(_ context: RunContext) throws(StepFailure) -> Heatmap {
    let run = try context.found(from[0], BackwardRun.self)
    let terms = try context.found(run.terms, from[0])
    let labels = (1...terms.steps).map { Label.plain("\($0)") }
    let panels = (0..<min(terms.size * terms.size, 12)).map { entry in
      Heatmap.Panel(
        title: "$W_{hh}$[\(entry / terms.size), \(entry % terms.size)]",
        values: terms.matrices.map { row in row.map { $0.isEmpty ? nil : $0[entry] } },
        rowLabels: labels, columnLabels: labels)
    }
    return Heatmap(
      title: heading("Every term of $\\partial L/\\partial W_{hh}$"), subtitle: subheading,
      panels: panels, scale: .automatic, rowTitle: "loss at step $t$",
      columnTitle: "use at step $k$", barTitle: "term", decimals: 3, columnsAreSteps: false)
  }
}
