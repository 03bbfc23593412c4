import Figures

/// `figure`: a picture of earlier steps.
struct FigureDirective: Directive {
  /// What each kind is made from: the kinds of steps that must be there, and those that may.
  private static let kinds: [(name: String, needs: [String], takes: [String])] = [
    ("unrolled", ["forward"], ["backward"]),
    ("heatmap", ["forward"], []),
    ("terms", ["backward"], []),
    ("activation", ["forward"], []),
    ("loss", [], ["train", "compare", "translators", "fit"]),
    ("probabilities", ["predict"], []),
    ("gradcheck", ["gradcheck"], []),
    ("differences", ["differences"], []),
    ("attention", ["translate"], []),
    ("by_length", ["translators"], []),
    ("cell", ["forward"], ["backward"]),
    ("gradient_flow", ["flow"], []),
    ("accuracy", [], ["sweep", "fit"]),
    ("activations", ["activations"], []),
    ("carry", ["carry"], []),
    ("landscape", ["landscape"], []),
    ("truncation", ["truncation"], []),
    ("reading", ["read"], []),
  ]

  static let declaration = DirectiveDeclaration(
    "figure", summary: "A picture of earlier steps, beside the page as ID.png.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the picture's name"),
      KeyDeclaration(
        "kind", .choice(kinds.map(\.name)), required: true,
        help: "the network unrolled; states over time; the terms of dL/dW_hh; f with the "
          + "step's points; loss curves; bars of probabilities; parameters by verdict; the error "
          + "of differences over their step; what each word looked at; right sentences by their "
          + "length; one step of a cell; gradients through time over several seeds; accuracy "
          + "against the gap or by epoch; functions and their slopes; gradients carried back; a "
          + "loss over two parameters; gradients of cut sequences; a text that is read"),
      KeyDeclaration(
        "from",
        .list(
          .reference(
            to: [
              "forward", "backward", "train", "compare", "predict", "gradcheck", "differences",
              "translators", "translate",
              "flow", "sweep",
              "activations", "carry", "landscape", "truncation",
              "fit", "read",
            ]), count: 1...9),
        required: true, help: "the steps that are drawn"),
      KeyDeclaration("title", .text(maximumLength: 120), help: "above the picture"),
      KeyDeclaration("subtitle", .text(maximumLength: 200), help: "below the title"),
      KeyDeclaration("caption", .text(maximumLength: 500), help: "below the picture on the page"),
      KeyDeclaration(
        "alt", .text(maximumLength: 500), required: true, help: "what is seen, in words"),
      KeyDeclaration(
        "scale", .choice(["linear", "log"]), default: "linear", help: "loss: the axis of the loss"),
      KeyDeclaration(
        "show", .choice(heatmapShows), default: "state",
        help: "heatmap: h_t, or of an lstm or gru c_t, the gates or the candidate, or all"),
    ] + cellKeys)

  let id: String
  let kind: String
  let from: [String]
  let title: String?
  let subtitle: String?
  let caption: String?
  let alt: String
  let isLogarithmic: Bool
  let show: String
  /// cell: the step that is drawn, and the equation that stands out.
  let step: Int?
  let focus: String?

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    kind = fields.text("kind")
    from = fields.texts("from")
    title = fields.textIfGiven("title")
    subtitle = fields.textIfGiven("subtitle")
    caption = fields.textIfGiven("caption")
    alt = fields.text("alt")
    isLogarithmic = fields.text("scale") == "log"
    show = fields.text("show")
    step = fields.integerIfGiven("step")
    focus = fields.textIfGiven("focus")
    let form = Self.kinds.first { $0.name == kind }!
    let found = from.map { (id: $0, kind: plan.kind(of: $0)) }
    guard found.allSatisfy({ $0.kind != nil }) else { return nil }
    for key in ["title", "subtitle"] {
      do {
        if let text = fields.textIfGiven(key) { try Label(text).validate() }
      } catch {
        plan.error(at: fields.location(of: key), "'\(key)' in 'figure': \(error)")
        return nil
      }
    }
    let allowed = form.needs + form.takes
    for item in found where !allowed.contains(item.kind!) {
      plan.error(
        at: fields.location(of: "from"),
        "'\(item.id)' is a '\(item.kind!)'; a figure of the kind '\(kind)' is made from "
          + allowed.joined(separator: " and "))
      return nil
    }
    for need in form.needs where found.filter({ $0.kind == need }).count != 1 {
      plan.error(
        at: fields.location(of: "from"),
        "a figure of the kind '\(kind)' is made from one '\(need)'")
      return nil
    }
    guard kind == "heatmap" || !fields.isGiven("show") else {
      plan.error(
        at: fields.location(of: "show"),
        "'show' is for figures of the kind 'heatmap'; this one is of the kind '\(kind)'")
      return nil
    }
    if let problem = Self.problemWithCell(fields, kind: kind, from: from, in: plan) {
      plan.error(at: fields.location(of: problem.key), problem.message)
      return nil
    }
    if let problem = problemWithModel(in: plan) {
      plan.error(at: fields.location(of: "from"), problem)
      return nil
    }
    if kind == "attention", plan.translations[from[0]]?.hasAttention == false {
      plan.error(
        at: fields.location(of: "from"),
        "'\(from[0])' translates without attention, and so has no weights to draw")
      return nil
    }
    if kind == "terms", plan.backwards[from[0]]?.show.contains("terms") != true {
      plan.error(
        at: fields.location(of: "from"), "'\(from[0])' keeps no terms; write 'terms' in its 'show'")
      return nil
    }
  }

  /// Why a model cannot be drawn as this kind; nil where it can, or where no model is.
  private func problemWithModel(in plan: LessonPlan) -> String? {
    guard let spec = from.compactMap({ plan.forwards[$0]?.spec }).first else { return nil }
    switch (kind, spec.cell) {
    case ("activation", .lstm), ("activation", .gru):
      return "a figure of the kind 'activation' is drawn for the cell 'rnn'; the model's is "
        + "'\(spec.cell.name)'"
    case ("unrolled", _) where spec.isBidirectional:
      return "a figure of the kind 'unrolled' is drawn for one direction; the model has two (a "
        + "'heatmap' shows both)"
    case ("heatmap", _): return problemWithShow(of: spec)
    default: return nil
    }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    do {
      let figure = try figure(in: context)
      let rendered = try figure.render(
        theme: context.theme == .dark ? .dark : .light,
        metadata: FigureMetadata(source: context.sourceLabel))
      step.items.append(
        .figure(
          FigureResult(
            fileName: "\(id).png", title: title ?? id, alt: alt, caption: caption,
            png: rendered.bytes, width: rendered.width, height: rendered.height,
            regions: rendered.regions.map {
              FigureResult.Region(
                step: $0.step, x: $0.rect.x / rendered.width, y: $0.rect.y / rendered.height,
                width: $0.rect.width / rendered.width, height: $0.rect.height / rendered.height)
            })))
    } catch let error as FigureError {
      throw StepFailure("the figure cannot be drawn: \(error)")
    } catch let error as StepFailure {
      throw error
    } catch {
      throw StepFailure("the figure cannot be drawn: \(error)")
    }
  }

  private func figure(in context: RunContext) throws -> any Figure {
    switch kind {
    case "unrolled": try unrolled(context)
    case "heatmap": try heatmap(context)
    case "terms": try terms(context)
    case "activation": try activation(context)
    case "probabilities": try probabilities(context)
    case "gradcheck": try verdicts(context)
    case "differences": try differences(context)
    case "attention": try attention(context)
    case "by_length": try byLength(context)
    case "cell": try cell(context)
    case "gradient_flow": try gradientFlow(context)
    case "accuracy":
      try context.fits[from[0]] == nil ? accuracy(context) : accuracies(context)
    case "activations": try activations(context)
    case "carry": try carry(context)
    case "landscape": try landscape(context)
    case "truncation": try truncation(context)
    case "reading": try reading(context)
    default: try losses(context)
    }
  }

  func heading(_ fallback: String) -> Label { Label(title ?? fallback) }
  var subheading: Label? { subtitle.map { Label($0) } }
}
