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
        "of", .reference(to: ["forward"]), required: true, help: "the forward pass"),
      KeyDeclaration(
        "show",
        .list(.choice(["norms", "state_gradient", "delta", "gradients", "terms"]), count: 0...5),
        default: "[norms, delta]",
        help:
          "|dL/dh_t| over the whole batch; dL/dh_t and delta_t = dL/da_t of the shown sequence; "
          + "dL/dW for each W; each (t, k) term of dL/dW_hh"),
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
    guard let forward = plan.forwards[forwardID] else { return nil }
    spec = forward.spec
    if case .none = forward.batch.targets {
      plan.error(
        at: fields.location(of: "of"), "'\(forwardID)' has no targets, so there is no loss")
      return nil
    }
    if show.contains("terms") && (spec.hiddenSizes.count > 1 || forward.batch.batch > 1) {
      plan.error(
        at: fields.location(of: "show"), "'terms' needs one layer and one sequence")
      return nil
    }
    let (steps, units) = (forward.batch.steps, spec.hiddenSizes[0])
    if show.contains("terms") && (steps > 50 || units > 4) {
      plan.error(
        at: fields.location(of: "show"),
        "'terms' of \(steps) steps and \(units) units; at most 50 steps and 4 units are shown")
      return nil
    }
    switch ClipKeys.clip(fields.mappingIfGiven("clip"), in: &plan) {
    case .some(let clip): self.clip = clip
    case .none: return nil
    }
  }

  var valueNames: [String] {
    ["norm", "delta", "state_gradient", "gradient_norm"]
      + spec.layout.blocks.map { "d\($0.name)" }
      + (clip == nil ? [] : ["clipped_norm", "cosine", "was_clipped"])
      + (show.contains("terms") ? ["terms", "terms_difference"] : [])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let forward = try context.found(context.forwards[forwardID], forwardID)
    let trace = forward.network.backward(forward.trace)
    let terms = show.contains("terms") ? RecurrentTerms(forward) : nil
    context.backwards[id] = BackwardRun(forward: forward, trace: trace, terms: terms)
    let top = forward.topLayer
    let size = spec.hiddenSizes[top]
    let deltas = trace.deltas(layer: top)
    let stateGradients = trace.stateGradients(layer: top)
    let steps = forward.trace.steps
    func perStep(_ flat: [Double]) -> Value {
      .list((0..<steps).map { .numbers(forward.slice(flat, $0, size: size), from: 0) }, from: 1)
    }
    let norms = trace.stateGradientNorms(layer: top)
    step.values = [
      ("norm", .numbers(norms, from: 1)), ("delta", perStep(deltas)),
      ("state_gradient", perStep(stateGradients)),
      ("gradient_norm", .number(trace.gradients.globalNorm)),
    ]
    for block in spec.layout.blocks {
      step.values.append(
        ("d\(block.name)", ModelDirective.value(of: block, in: trace.gradients.values)))
    }
    if !Set(show).isDisjoint(with: ["norms", "delta", "state_gradient"]) {
      step.items.append(.table(
          table(
            norms: norms, forward: forward, stateGradients: stateGradients, deltas: deltas,
            size: size)))
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

  private func table(
    norms: [Double], forward: ForwardRun, stateGradients: [Double], deltas: [Double], size: Int
  ) -> Table {
    var columns = [Table.Column("t")]
    if show.contains("norms") {
      columns.append(
        .init("|dL/dh_t|", math: "|\\partial L/\\partial h_t|"))
    }
    if show.contains("state_gradient") {
      columns += (0..<size).map {
        .init("dL/dh_t[\($0)]", math: "(\\partial L/\\partial h_t)[\($0)]")
      }
    }
    if show.contains("delta") {
      columns += (0..<size).map { .init("delta[\($0)]", math: "\\delta_t[\($0)]") }
    }
    let rows = (1...norms.count).reversed().map { t in
      var cells = ["\(t)"]
      if show.contains("norms") { cells.append(fixed(norms[t - 1])) }
      if show.contains("state_gradient") {
        cells += forward.slice(stateGradients, t - 1, size: size).map { fixed($0) }
      }
      if show.contains("delta") {
        cells += forward.slice(deltas, t - 1, size: size).map { fixed($0) }
      }
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
