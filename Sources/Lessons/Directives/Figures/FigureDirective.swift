import Figures
import Recurrent

/// `figure`: a picture of earlier steps.
struct FigureDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "figure", summary: "A picture of earlier steps, beside the page as ID.png.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the picture's name"),
      KeyDeclaration(
        "kind", .choice(FigureKind.all.map(\.name)), required: true,
        help: FigureKind.all.map { "\($0.name): \($0.help)" }.joined(separator: "; ")),
      KeyDeclaration(
        "from", .list(.reference(to: FigureKind.sources), count: 1...9), required: true,
        help: "the steps that are drawn"),
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
  private let kind: FigureKind
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
  let valueNames: [String]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    let kind = FigureKind.all.first { $0.name == fields.text("kind") }!
    self.kind = kind
    from = fields.texts("from")
    title = fields.textIfGiven("title")
    subtitle = fields.textIfGiven("subtitle")
    caption = fields.textIfGiven("caption")
    alt = fields.text("alt")
    isLogarithmic = fields.text("scale") == "log"
    show = fields.text("show")
    step = fields.integerIfGiven("step")
    focus = fields.textIfGiven("focus")
    valueNames = kind.name == "cell" ? Self.cellValueNames(from: from, in: plan) : []
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
    for item in found where !kind.allowed.contains(item.kind!) {
      plan.error(
        at: fields.location(of: "from"),
        "'\(item.id)' is a '\(item.kind!)'; a figure of the kind '\(kind.name)' is made from "
          + kind.allowed.joined(separator: " and "))
      return nil
    }
    for need in kind.needs where found.filter({ $0.kind == need }).count != 1 {
      plan.error(
        at: fields.location(of: "from"),
        "a figure of the kind '\(kind.name)' is made from one '\(need)'")
      return nil
    }
    guard kind.name == "heatmap" || !fields.isGiven("show") else {
      plan.error(
        at: fields.location(of: "show"),
        "'show' is for figures of the kind 'heatmap'; this one is of the kind '\(kind.name)'")
      return nil
    }
    if let problem = Self.problemWithCell(fields, kind: kind.name, from: from, in: plan) {
      plan.error(at: fields.location(of: problem.key), problem.message)
      return nil
    }
    if let problem = kind.problem(self, plan) {
      plan.error(at: fields.location(of: "from"), problem)
      return nil
    }
  }

  /// The network of the pass that is drawn; nil where none is.
  func spec(in plan: LessonPlan) -> NetworkSpec? {
    from.compactMap { plan.directive($0, ForwardDirective.self)?.spec }.first
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    do {
      if kind.name == "cell" { step.values = try cellValues(context) }
      let figure = try kind.make(self, context)
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

  func heading(_ fallback: String) -> Label { Label(title ?? fallback) }
  var subheading: Label? { subtitle.map { Label($0) } }
}
