import Recurrent

/// What a backward step leaves for the steps after it.
struct BackwardRun: Sendable {
  let forward: ForwardRun
  let trace: BackwardTrace<Double>
  /// Every (t, k) term of dL/dW_hh where the step shows them.
  let terms: RecurrentTerms?
}

/// `backward`: backpropagation through time with every number.
struct BackwardDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "backward", summary: "Backpropagation through time over a forward pass, every number kept.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "of", .reference(to: ["forward"]), required: true,
        help: "the forward pass, whose sequence, layer and direction are shown"),
      KeyDeclaration(
        "show",
        .list(
          .choice([
            "norms", "state_gradient", "cell_state_gradient", "delta", "gradients", "terms",
          ]), count: 0...6),
        default: "[norms, delta]",
        help:
          "|dL/dh_t| over the whole batch; dL/dh_t, dL/dc_t (lstm) and delta_t = dL/da_t, gate by "
          + "gate, of the shown sequence; dL/dW for each W; each (t, k) term of dL/dW_hh (rnn)"),
      KeyDeclaration(
        "clip", .mapping(ClipKeys.keys), help: "also clip the gradient, and say what that did"),
    ])

  let id: String
  let forwardID: String
  let show: [String]
  let clip: Clip?
  let spec: NetworkSpec

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    forwardID = fields.text("of")
    show = fields.texts("show")
    guard let forward = plan.directive(forwardID, ForwardDirective.self) else { return nil }
    spec = forward.spec
    if case .none = forward.batch.targets {
      plan.error(
        at: fields.location(of: "of"), "'\(forwardID)' has no targets, so there is no loss")
      return nil
    }
    if show.contains("cell_state_gradient") && !spec.cell.hasCellState {
      plan.error(
        at: fields.location(of: "show"),
        "'cell_state_gradient' is for the cell 'lstm'; the model's cell '\(spec.cell.name)' has no "
          + "cell state")
      return nil
    }
    if show.contains("terms"), let problem = Self.problemWithTerms(of: forward) {
      plan.error(at: fields.location(of: "show"), problem)
      return nil
    }
    switch ClipKeys.clip(fields.mappingIfGiven("clip"), in: &plan) {
    case .some(let clip): self.clip = clip
    case .none: return nil
    }
  }

  /// Why the terms of a pass cannot be shown; nil where they can.
  private static func problemWithTerms(of forward: ForwardDirective) -> String? {
    let spec = forward.spec
    guard case .elman = spec.cell else {
      return "'terms' are shown for the cell 'rnn'; the model's is '\(spec.cell.name)'"
    }
    if spec.hiddenSizes.count > 1 || forward.batch.batch > 1 || spec.isBidirectional {
      return "'terms' needs one layer, one direction and one sequence"
    }
    let (steps, units) = (forward.batch.steps, spec.hiddenSizes[0])
    if steps > 50 || units > 4 {
      return "'terms' of \(steps) steps and \(units) units; at most 50 steps and 4 units are shown"
    }
    return nil
  }

  var valueNames: [String] {
    ["norm", "delta", "state_gradient", "gradient_norm"]
      + (spec.cell.hasCellState ? ["cell_state_gradient"] : [])
      + spec.cell.namedGates.map { "\($0.name)_delta" }
      + spec.layout.blocks.map { "d\($0.name)" }
      + (clip == nil ? [] : ["clipped_norm", "cosine", "was_clipped"])
      + (show.contains("terms") ? ["terms", "terms_difference"] : [])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let forward = try context.found(forwardID, ForwardRun.self)
    let trace = forward.network.backward(forward.trace)
    let terms = show.contains("terms") ? RecurrentTerms(forward) : nil
    context.results[id] = BackwardRun(forward: forward, trace: trace, terms: terms)
    let norms = trace.stateGradientNorms(layer: forward.layer, direction: forward.direction)
    let numbers = numbers(of: trace, forward)
    step.values = [
      ("norm", .numbers(norms, from: 1)),
      ("gradient_norm", .number(trace.gradients.globalNorm)),
    ]
    step.values += numbers.map { ($0.name, $0.value) }
    for block in spec.layout.blocks {
      step.values.append(
        ("d\(block.name)", ModelDirective.value(of: block, in: trace.gradients.values)))
    }
    if !Set(show).isDisjoint(with: ["norms", "delta", "state_gradient", "cell_state_gradient"]) {
      step.items.append(.table(table(norms: norms, numbers, steps: forward.steps)))
    }
    if show.contains("gradients") { step.items.append(.table(gradientTable(trace.gradients))) }
    if let terms {
      step.items.append(.table(terms.table(sum: trace.gradients)))
      step.values.append(("terms", terms.value))
      step.values.append(("terms_difference", .number(terms.difference(from: trace.gradients))))
    }
    if let clip { try self.report(clip, on: trace.gradients, step: &step) }
  }

  private func report(
    _ clip: Clip, on gradients: Parameters<Double>, step: inout StepResult
  ) throws(StepFailure) {
    var clipped = gradients
    do {
      let report = try clipped.clip(clip)
      step.values += [
        ("clipped_norm", .number(report.clippedNorm)), ("cosine", .number(report.cosine)),
        ("was_clipped", flag(report.wasClipped)),
      ]
      step.items.append(
        .line(
          "|g| = \(significant(report.norm, 6)), after clipping by \(ClipKeys.text(clip)): "
            + "\(significant(report.clippedNorm, 6))   cosine(raw, clipped) = "
            + fixed(report.cosine, 6)))
    } catch {
      throw StepFailure("the gradient cannot be clipped: \(error)")
    }
  }

  /// The numbers of the shown sequence, layer and direction.
  private func numbers(
    of trace: BackwardTrace<Double>, _ forward: ForwardRun
  ) -> [StepNumbers] {
    let (layer, direction, size) = (forward.layer, forward.direction, forward.size)
    let deltas = trace.deltas(layer: layer, direction: direction)
    let gates = spec.cell.namedGates.map { gate in
      StepNumbers(
        "\(gate.name)_delta", "delta_\(gate.symbol)", math: "\\delta_{\(gate.symbol),t}",
        isIndexed: true, rows: forward.rows(of: deltas, gate: gate))
    }
    let all =
      gates.isEmpty
      ? StepNumbers(
        "delta", "delta", math: "\\delta_t", isIndexed: true,
        rows: forward.rows(of: deltas, size: size))
      : StepNumbers("delta", joining: gates)
    var numbers = [
      StepNumbers(
        "state_gradient", "dL/dh_t", math: "(\\partial L/\\partial h_t)", isIndexed: true,
        rows: forward.rows(
          of: trace.stateGradients(layer: layer, direction: direction), size: size))
    ]
    if spec.cell.hasCellState {
      numbers.append(
        StepNumbers(
          "cell_state_gradient", "dL/dc_t", math: "(\\partial L/\\partial c_t)", isIndexed: true,
          rows: forward.rows(
            of: trace.cellStateGradients(layer: layer, direction: direction), size: size)))
    }
    return numbers + [all] + gates
  }

  private func table(norms: [Double], _ numbers: [StepNumbers], steps: Int) -> Table {
    var columns = [Table.Column("t")]
    if show.contains("norms") {
      columns.append(.init("|dL/dh_t|", math: "|\\partial L/\\partial h_t|"))
    }
    let shown = numbers.filter { show.contains($0.name) }
    columns += shown.flatMap(\.columns)
    let rows = (1...steps).reversed().map { t in
      var cells = ["\(t)"]
      if show.contains("norms") { cells.append(fixed(norms[t - 1])) }
      cells += shown.flatMap { $0.cells(at: t, most: .max) }
      return Table.Row(cells, step: t)
    }
    return Table(columns: columns, rows: rows, walk: .backward)
  }

  /// One row for each row of each gradient.
  private func gradientTable(_ gradients: Parameters<Double>) -> Table {
    let width = spec.layout.blocks.map(\.columns).max() ?? 1
    let rows = spec.layout.blocks.flatMap { block in
      (0..<block.rows).map { row in
        let start = block.offset + row * block.columns
        let cells = gradients.values[start..<start + block.columns].map { fixed($0, 6) }
        return Table.Row(
          ["dL/d\(block.name)[\(row)]"] + cells
            + Array(repeating: "", count: width - block.columns))
      }
    }
    return Table(
      caption: "The gradient of every parameter, row by row",
      columns: [.init("row")] + (0..<width).map { .init("[\($0)]") }, rows: rows)
  }
}
