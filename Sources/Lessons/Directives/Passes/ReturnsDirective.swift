import Recurrent

/// `returns`: what a library's call gives back of a pass: the outputs of every step, padding
/// included, and the state of each layer and direction where its sequence ends.
struct ReturnsDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "returns", summary: "All outputs of a pass and its final states, with their shapes.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration("of", .reference(to: ["forward"]), required: true, help: "the pass"),
      KeyDeclaration(
        "show", .list(.choice(["shapes", "outputs", "states"]), count: 0...3),
        default: "[shapes, outputs, states]", help: "the tables"),
      KeyDeclaration("decimals", .integer(0...17), default: "4", help: "digits behind the point"),
    ])

  /// Longer tables are cut there; the values have all rows.
  private static let mostRows = 64
  private static let mostColumns = 12

  let id: String
  private let forward: String
  private let show: [String]
  private let decimals: Int
  private let spec: NetworkSpec

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    forward = fields.text("of")
    show = fields.texts("show")
    decimals = fields.integer("decimals")
    guard let pass = plan.directive(forward, ForwardDirective.self) else { return nil }
    spec = pass.spec
  }

  var valueNames: [String] {
    ["input_shape", "output_shape", "state_shape"]
      + spec.directions.flatMap { direction in
        ["outputs", "h"].map { Self.name($0, direction) }
          + (spec.cell.hasCellState ? [Self.name("c", direction)] : [])
      }
  }

  /// `outputs`, `outputs_reverse`
  private static func name(_ name: String, _ direction: NetworkSpec.Direction) -> String {
    direction == .forward ? name : name + "_reverse"
  }

  /// The state of one layer and direction where its sequences end.
  private struct FinalState {
    let layer: Int
    let direction: NetworkSpec.Direction
    /// `c` or `h`
    let symbol: String
    /// [B][H]
    let rows: [[Double]]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let run = try context.found(forward, ForwardRun.self)
    let trace = run.trace
    let top = spec.hiddenSizes.count - 1
    let size = spec.hiddenSizes[top]
    // [B][T][H] of each direction.
    let outputs = spec.directions.map { direction in
      let flat = trace.states(layer: top, direction: direction)
      return (0..<trace.batch).map { row in
        (0..<trace.steps).map { t in
          Array(flat[(t * trace.batch + row) * size..<(t * trace.batch + row + 1) * size])
        }
      }
    }
    let states = finalStates(trace)
    step.values = [
      ("input_shape", shape(trace.batch, trace.steps, spec.inputSize)),
      ("output_shape", shape(trace.batch, trace.steps, size)),
      ("state_shape", shape(trace.batch, size)),
    ]
    for (direction, all) in zip(spec.directions, outputs) {
      let rows = all.map { sequence in
        Value.list(sequence.map { .numbers($0, from: 0) }, from: 1)
      }
      step.values.append((Self.name("outputs", direction), .list(rows, from: 1)))
      for symbol in spec.cell.hasCellState ? ["h", "c"] : ["h"] {
        let layers = states.filter { $0.direction == direction && $0.symbol == symbol }
        let values = layers.map { state in
          Value.list(state.rows.map { .numbers($0, from: 0) }, from: 1)
        }
        step.values.append((Self.name(symbol, direction), .list(values, from: 1)))
      }
    }
    if show.contains("shapes") { step.items.append(.table(shapes(trace, states))) }
    if show.contains("outputs") { step.items.append(.table(table(of: outputs, run))) }
    if show.contains("states") { step.items.append(.table(table(of: states))) }
  }

  private func shape(_ sizes: Int...) -> Value { .numbers(sizes.map { Double($0) }, from: 0) }

  /// Layer outermost, forward before reverse, c before h: the order of the notebook's tuples.
  private func finalStates(_ trace: Trace<Double>) -> [FinalState] {
    let final = trace.finalState
    return spec.hiddenSizes.indices.flatMap { layer in
      spec.directions.flatMap { direction in
        let place = layer * spec.directions.count + direction.rawValue
        let size = spec.hiddenSizes[layer]
        let parts = (final.cell.isEmpty ? [] : [("c", final.cell)]) + [("h", final.hidden)]
        return parts.map { symbol, all in
          FinalState(
            layer: layer, direction: direction, symbol: symbol,
            rows: (0..<trace.batch).map { Array(all[place][$0 * size..<($0 + 1) * size]) })
        }
      }
    }
  }

  private func shapes(_ trace: Trace<Double>, _ states: [FinalState]) -> Table {
    let (b, t) = (trace.batch, trace.steps)
    var rows = [
      Table.Row(["x", "(\(b), \(t), \(spec.inputSize))", "batch, steps, numbers in x_t"])
    ]
    for direction in spec.directions {
      rows.append(
        Table.Row([
          "outputs" + suffix(direction), "(\(b), \(t), \(spec.hiddenSizes.last!))",
          "batch, steps, units of the highest layer",
        ]))
    }
    for state in states {
      rows.append(
        Table.Row([
          place(state) + " " + state.symbol, "(\(b), \(spec.hiddenSizes[state.layer]))",
          "batch, units, after "
            + (state.direction == .forward ? "the last step" : "step 1, where this direction ends"),
        ]))
    }
    return Table(columns: [.init("what"), .init("shape"), .init("which is")], rows: rows)
  }

  private func suffix(_ direction: NetworkSpec.Direction) -> String {
    spec.isBidirectional ? ", \(direction)" : ""
  }

  /// `state, layer 2, reverse:`
  private func place(_ state: FinalState) -> String {
    "state" + (spec.hiddenSizes.count > 1 ? ", layer \(state.layer + 1)" : "")
      + suffix(state.direction) + ":"
  }

  private func table(of outputs: [[[[Double]]]], _ run: ForwardRun) -> Table {
    let several = run.trace.batch > 1
    let hasSymbols = !run.data.symbols.isEmpty
    let shown = min(spec.hiddenSizes.last!, Self.mostColumns)
    var rows: [Table.Row] = []
    for sequence in 0..<run.trace.batch {
      for t in 0..<run.trace.steps where rows.count < Self.mostRows {
        var cells = (several ? ["\(sequence + 1)"] : []) + ["\(t + 1)"]
        if hasSymbols {
          cells.append(
            t < run.trace.data.length(of: sequence) ? run.data.symbols[sequence][t] : "padding")
        }
        cells += outputs.flatMap { $0[sequence][t].prefix(shown).map { fixed($0, decimals) } }
        rows.append(Table.Row(cells, step: several ? nil : t + 1))
      }
    }
    let all = run.trace.batch * run.trace.steps
    return Table(
      caption: all > rows.count ? "Outputs, the first \(rows.count) of \(all) steps" : "Outputs",
      columns: (several ? [.init("sequence")] : []) + [.init("t")]
        + (hasSymbols ? [.init("x_t", math: "x_t")] : [])
        + spec.directions.flatMap { direction in
          (0..<shown).map { unit in
            spec.isBidirectional
              ? Table.Column("\(direction)[\(unit)]")
              : Table.Column("h_t[\(unit)]", math: "h_t[\(unit)]")
          }
        },
      rows: rows)
  }

  private func table(of states: [FinalState]) -> Table {
    let shown = min(spec.hiddenSizes.max()!, Self.mostColumns)
    let rows = states.flatMap { state in
      state.rows.enumerated().map { sequence, row in
        Table.Row(
          ["\(state.layer + 1)", "\(state.direction)", state.symbol, "\(sequence + 1)"]
            + row.prefix(shown).map { fixed($0, decimals) })
      }
    }
    return Table(
      caption: rows.count > Self.mostRows
        ? "Final states, the first \(Self.mostRows)" : "Final states",
      columns: ["layer", "direction", "state", "sequence"].map { .init($0) }
        + (0..<shown).map { .init("[\($0)]") },
      rows: Array(rows.prefix(Self.mostRows)))
  }
}
