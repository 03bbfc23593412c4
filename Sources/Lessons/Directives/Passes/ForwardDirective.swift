import Recurrent

/// `forward`: a forward pass with every number.
struct ForwardDirective: Directive {
  /// In the order of the values; which of them there are depends on the cell and the loss.
  private static let shown = [
    "input", "input_product", "recurrent_product", "preactivation", "gates", "input_gate",
    "forget_gate", "candidate", "output_gate", "reset_gate", "update_gate", "candidate_term",
    "cell_state", "state", "output", "probability",
  ]

  static let declaration = DirectiveDeclaration(
    "forward", summary: "One forward pass, every number kept.",
    keys: PassKeys.keys + [
      KeyDeclaration(
        "show", .list(.choice(shown), count: 1...16), default: "[state, output]",
        help: "the columns of the table: W_xh x_t is input_product, W_hh h_{t-1} "
          + "recurrent_product; gates are i f g o of an lstm, r z n of a gru, or name each"),
      KeyDeclaration(
        "layer", .integer(1...100), help: "the layer that is shown; without it, the highest"),
      KeyDeclaration(
        "direction", .choice(["forward", "reverse"]), default: "forward",
        help: "the direction that is shown of a bidirectional model"),
      KeyDeclaration(
        "decimals", .integer(0...17), default: "4", help: "digits behind the point in the table"),
    ])

  /// Of wider vectors a table shows the first numbers; the values have all of them.
  static let mostColumns = 24

  let id: String
  let show: [String]
  /// The layer and the direction that are shown.
  let layer: Int
  let direction: NetworkSpec.Direction
  private let decimals: Int
  private let pass: PassKeys
  var spec: NetworkSpec { pass.spec }
  var batch: SequenceBatch<Double> { pass.batch }
  private var sequence: Int { pass.sequence }

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    show = fields.texts("show")
    decimals = fields.integer("decimals")
    direction = fields.text("direction") == "reverse" ? .reverse : .forward
    guard let pass = PassKeys(fields, in: &plan) else { return nil }
    self.pass = pass
    layer = fields.integerIfGiven("layer").map { $0 - 1 } ?? pass.spec.hiddenSizes.count - 1
    guard pass.hasSequence(fields, in: &plan) else { return nil }
    guard layer < spec.hiddenSizes.count else {
      plan.error(
        at: fields.location(of: "layer"),
        "layer \(layer + 1); '\(pass.modelID)' has \(counted(spec.hiddenSizes.count, "layer"))")
      return nil
    }
    guard direction == .forward || spec.isBidirectional else {
      plan.error(
        at: fields.location(of: "direction"),
        "'\(pass.modelID)' reads forward only; 'bidirectional: true' gives it a reverse direction")
      return nil
    }
    if show.contains("probability") && !spec.loss.hasProbabilities {
      plan.error(
        at: fields.location(of: "show"),
        "'probability' needs a cross-entropy loss; the model has half_squared_error")
      return nil
    }
    let available = Self.available(spec)
    for item in fields.list("show") where !available.contains(item.text ?? "") {
      let name = item.text ?? ""
      plan.error(
        at: item.location,
        "the cell '\(spec.cell.name)' has no \(quoted(name))"
          + suggestion(for: name, among: available) + " (it has \(quotedList(available)))")
      return nil
    }
  }

  /// What can be shown of a model.
  private static func available(_ spec: NetworkSpec) -> [String] {
    var names: Set<String> = ["input", "preactivation", "state", "output"]
    switch spec.cell {
    case .elman: names.formUnion(["input_product", "recurrent_product"])
    case .lstm: names.formUnion(["gates", "cell_state"])
    case .gru: names.formUnion(["gates", "candidate_term"])
    }
    names.formUnion(spec.cell.namedGates.map(\.name))
    if spec.loss.hasProbabilities { names.insert("probability") }
    return shown.filter { names.contains($0) }
  }

  var valueNames: [String] {
    ["loss", "losses"] + Self.available(spec).filter { $0 != "gates" } + ["textbook_difference"]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let run = try pass.run(in: context, layer: layer, direction: direction)
    context.results[id] = run
    let numbers = numbers(of: run)
    step.values = values(of: run, numbers.steps)
    step.values.append(("textbook_difference", .number(numbers.difference)))
    let table = table(of: run, numbers.steps)
    // Of a head at the last step alone there may be nothing to show step by step.
    if table.columns.count > 1 { step.items.append(.table(table)) }
    step.items.append(.line(closingLine(of: run)))
  }

  private func values(
    of run: ForwardRun, _ numbers: [StepNumbers]
  ) -> [(name: String, value: Value)] {
    let outputs = run.outputSteps
    let losses = outputs.map { run.positionLosses[run.position(at: $0)] }
    return [
      ("loss", .number(run.trace.loss)),
      ("losses", .numbers(losses, from: outputs.lowerBound)),
    ]
      + numbers.filter { $0.name != "gates" }.map { ($0.name, $0.value) }
  }

  private func table(of run: ForwardRun, _ numbers: [StepNumbers]) -> Table {
    var columns = [Table.Column("t")]
    var cells: [[String]] = (1...run.steps).map { ["\($0)"] }
    for name in show {
      // With a head at the last step alone, the line below the table says what comes out.
      if ["output", "probability"].contains(name), spec.head.place == .last { continue }
      if name == "input", !run.data.symbols.isEmpty {
        columns.append(Table.Column("x_t", math: "x_t"))
        for t in 1...run.steps { cells[t - 1].append(run.data.symbols[sequence][t - 1]) }
        continue
      }
      guard let shown = numbers.first(where: { $0.name == name }) else { continue }
      let most = name == "probability" ? .max : Self.mostColumns
      columns += shown.columns.prefix(most)
      for t in 1...run.steps { cells[t - 1] += shown.cells(at: t, most: most, decimals: decimals) }
    }
    return Table(
      caption: caption(of: run), columns: columns,
      rows: cells.enumerated().map { Table.Row($1, step: $0 + 1) }, walk: .forward)
  }

  /// What of a larger whole is shown; nil where it is all.
  private func caption(of run: ForwardRun) -> String? {
    var parts: [String] = []
    if run.trace.batch > 1 { parts.append("Sequence \(sequence + 1) of \(run.trace.batch)") }
    if run.steps < run.trace.steps {
      parts.append("\(run.steps) of \(run.trace.steps) steps, the rest is padding")
    }
    if spec.hiddenSizes.count > 1 {
      parts.append("layer \(layer + 1) of \(spec.hiddenSizes.count)")
    }
    if spec.isBidirectional { parts.append("\(direction) direction") }
    guard let first = parts.first else { return nil }
    return ([first.prefix(1).uppercased() + first.dropFirst()] + parts.dropFirst())
      .joined(separator: ", ")
  }

  /// `y = -0.7025   target = 0.5000   loss = 0.722994`
  private func closingLine(of run: ForwardRun) -> String {
    var parts: [String] = []
    if spec.head.place == .last {
      let y = run.output(run.outputs, at: run.steps)
      parts.append("y = " + y.map { fixed($0) }.joined(separator: " "))
      if spec.loss.hasProbabilities {
        let p = run.output(run.probabilities, at: run.steps)
        parts.append("p = " + p.map { fixed($0) }.joined(separator: " "))
      }
      if let target = run.target(at: run.steps) { parts.append("target = " + target) }
    }
    switch run.trace.targets {
    case .none: parts.append("no targets, no loss")
    default: parts.append("loss = " + fixed(run.trace.loss, 6))
    }
    return parts.joined(separator: "   ")
  }
}
