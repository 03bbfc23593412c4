import Foundation

/// A lesson in which everything that can be checked before a run has been checked.
public struct PreparedLesson: Sendable {
  public let document: LessonDocument
  public let title: String
  public let seed: UInt64
  /// The time that the lesson says it takes at most, in seconds.
  public let budget: Double
  public let variations: [String]
  public let next: Int?
  public let warnings: [Diagnostic]
  public let mainFigure: String?

  private let directives: [(checked: CheckedDirective, directive: any Directive)]
  private let plan: LessonPlan

  /// Checks the lesson.
  ///
  /// - Parameters:
  ///   - overrides: `key=value` texts of `--set`.
  ///   - seed: Replaces the lesson's own.
  ///   - data: A file in the place of the lesson's corpus, from `--data`.
  /// - Throws: Everything that is wrong, together.
  public init(
    _ document: LessonDocument, overrides: [String] = [], seed: UInt64? = nil, data: String? = nil
  ) throws(InvalidLesson) {
    let checker = LessonChecker(allDirectives.map { $0.declaration })
    let checked = checker.check(document, overrides: overrides)
    let front = checked.frontMatter
    let seedUsed = seed ?? UInt64(front?.integerIfGiven("seed") ?? 0)
    let folder = (document.path as NSString).deletingLastPathComponent
    var plan = LessonPlan(
      path: document.path, folder: folder.isEmpty ? "." : folder, seed: seedUsed)
    plan.corpusFile = data
    var directives: [(CheckedDirective, any Directive)] = []
    for item in checked.directives {
      let type = allDirectives.first { $0.declaration.kind == item.kind }!
      if let directive = type.init(item, in: &plan) {
        plan.define(directive, id: item.id)
        directives.append((item, directive))
      } else if !(checked.diagnostics + plan.diagnostics).contains(where: { $0.severity == .error })
      {
        // A directive is dropped only with a reason; without one, this is the reason.
        plan.error(at: item.location, "'\(item.kind)' cannot be run, and does not say why")
      }
    }
    for case .prose(let prose) in document.blocks {
      for span in prose.spans {
        if let path = ValuePath(span.path) { plan.checkName(of: path, at: span.location) }
      }
    }
    let corpora = checked.directives.filter { $0.fields.textIfGiven("kind") == "corpus" }
    if let data, !corpora.contains(where: { $0.fields.booleanIfGiven("fixed") != true }) {
      plan.error(
        at: SourceLocation(file: "--data \(shortened(data))", line: 0, column: 0),
        "'\(document.name)' has no data of the kind 'corpus' that the file could stand for")
    }
    // A setting that reaches several steps is wrong once.
    var seen: Set<Diagnostic> = []
    let all = (checked.diagnostics + plan.diagnostics).filter { seen.insert($0).inserted }
    guard !all.contains(where: { $0.severity == .error }), let front else {
      throw InvalidLesson(all)
    }
    self.document = document
    self.title = front.text("title")
    self.seed = seedUsed
    self.budget = front.number("budget")
    self.next = front.integerIfGiven("next")
    self.mainFigure = front.textIfGiven("figure")
    self.variations =
      (data.map { ["data=\($0)"] } ?? []) + overrides + (seed.map { ["seed=\($0)"] } ?? [])
    self.warnings = all
    self.directives = directives.map { (checked: $0.0, directive: $0.1) }
    self.plan = plan
  }

  /// Runs every directive in turn. A step that fails does not stop those that do not need it.
  public func run(
    theme: FigureTheme = .light, next: Int? = nil, observer: RunObserver = RunObserver()
  ) -> LessonResult {
    var context = RunContext(
      plan: plan, observer: observer, sourceLabel: "\(document.name), seed \(seed)", theme: theme)
    var steps: [StepResult] = []
    var blocks: [LessonResult.Block] = []
    for block in document.blocks {
      // What an interrupted lesson has is shown; it is not written.
      if observer.interruption?.isAsked == true { break }
      switch block {
      case .directive:
        let (checked, directive) = directives[steps.count]
        var step = StepResult(
          index: steps.count + 1, kind: checked.kind, id: checked.id,
          location: checked.location)
        context.current = (steps.count + 1, directives.count, checked.kind, checked.id)
        do {
          try directive.run(in: &context, step: &step)
        } catch {
          step.verdict = .error
          step.items.append(.failure(error.description))
        }
        if let id = checked.id, step.verdict != .error {
          context.values[id] = Dictionary(step.values.map { ($0.name, $0.value) }) { $1 }
        }
        step.values.removeAll { $0.value.count > Self.reportedValues }
        blocks.append(.step(steps.count))
        steps.append(step)
        observer.stepFinished(step, directives.count)
      case .prose(let prose):
        blocks.append(.prose(prose.filled(with: prose.spans.map { text(of: $0, in: context) })))
      }
    }
    let failed = steps.contains { $0.verdict != .done && $0.verdict != .pass }
    return LessonResult(
      document: document, title: title, seed: seed, variations: variations, steps: steps,
      blocks: blocks, verdict: failed ? .fail : .pass, next: self.next ?? next,
      mainFigure: mainFigure)
  }

  /// Larger values can be named in prose and claims, but are left out of report.json.
  private static let reportedValues = 20_000

  /// The number that stands for a value span; `?` where its step failed.
  private func text(of span: LessonDocument.ValueSpan, in context: RunContext) -> String {
    guard let path = ValuePath(span.path), let value = try? context.value(at: path) else {
      return "?"
    }
    let format = span.format.flatMap { try? ValueFormat($0) } ?? .plain
    return format.text(value) ?? "?"
  }
}
