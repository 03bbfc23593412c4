/// Checks the front matter and the directives of a lesson against their declarations.
public struct LessonChecker: Sendable {
  /// How many directives a piece of YAML holds.
  public enum Count: Sendable {
    /// One, as in a fence of a lesson.
    case one
    /// One for each top-level key, as in a file that describes a model and its data.
    case many
  }

  let declarations: [DirectiveDeclaration]
  private let frontMatter: DirectiveDeclaration?

  /// - Parameter frontMatter: nil for a file that has none.
  public init(
    _ declarations: [DirectiveDeclaration], frontMatter: DirectiveDeclaration? = .frontMatter
  ) {
    self.declarations = declarations
    self.frontMatter = frontMatter
  }

  /// Checks all that the document holds and reports all that is wrong with it together.
  ///
  /// A directive with an error keeps its id, so that references to it are no errors.
  /// - Parameter overrides: what `--set` was given, such as `hidden=2` or `train.epochs=100`.
  public func check(
    _ document: LessonDocument, overrides: [String] = [], directivesPerSource count: Count = .one
  ) -> CheckedLesson {
    var report = DiagnosticReport()
    var steps = StepTable()
    var directives: [ParsedDirective] = []
    var prose: [(prose: LessonDocument.Prose, index: Int)] = []
    var index = 0
    for (block, content) in document.blocks.enumerated() {
      switch content {
      case .prose(let text): prose.append((text, index))
      case .directive(let source):
        let parsed = parse(source, file: document.path, block: block, count, &report)
        if parsed.isEmpty {
          index += 1
          salvageID(source, index: index, into: &steps)
        }
        for var directive in parsed {
          index += 1
          directive.index = index
          register(directive, in: &steps)
          directives.append(directive)
        }
      }
    }
    Overrides.apply(overrides, to: &directives, &report)

    let checked = directives.compactMap { check($0, steps, &report) }
    for (text, index) in prose { check(text, index, steps, &report) }
    let fields = checkFrontMatter(document, steps, &report)
    return CheckedLesson(frontMatter: fields, directives: checked, diagnostics: report.inOrder)
  }

  // MARK: Ids

  private func register(_ directive: ParsedDirective, in steps: inout StepTable) {
    guard case .scalar(let id, _)? = directive.id?.content else { return }
    steps.add(
      .init(
        id: id, kind: directive.declaration?.kind, index: directive.index,
        line: directive.kindLocation.line))
  }

  /// Finds the id of a directive that is not YAML, so that what names it is no further error.
  private func salvageID(
    _ source: LessonDocument.YAMLSource, index: Int, into steps: inout StepTable
  ) {
    let text = source.text.prefix(10_000)
    let words = text.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == ":") }
    guard let key = words.firstIndex(of: "id:"), key + 1 < words.endIndex else { return }
    let kind = words.first.map { String($0.prefix { $0 != ":" }) }
    let isKnown = declarations.contains { $0.kind == kind }
    steps.add(
      .init(
        id: String(words[key + 1]), kind: isKnown ? kind : nil, index: index,
        line: source.firstLine))
  }

  // MARK: Checking

  private func check(
    _ directive: ParsedDirective, _ steps: StepTable, _ report: inout DiagnosticReport
  ) -> CheckedDirective? {
    guard let declaration = directive.declaration else { return nil }
    var checker = ValueChecker(steps: steps, index: directive.index)
    defer { report.add(checker.report) }
    let subject = ValueChecker.Subject.directive(directive.kind)
    var result = CheckedDirective(
      kind: directive.kind, id: nil, index: directive.index, block: directive.block,
      location: directive.kindLocation,
      fields: CheckedMapping(location: directive.kindLocation, keys: [], values: [:]), entries: [])
    switch declaration.content {
    case .mapping(let keys):
      guard
        let fields = checker.mapping(
          directive.content, keys, subject, missingAt: directive.kindLocation)
      else { return nil }
      result.fields = fields
      result.id = keys.first(where: \.isNewID).flatMap { fields.textIfGiven($0.name) }
    case .list(of: let keys):
      let list = ValueType.list(.mapping(keys), count: 1...Int.max)
      guard let entries = checker.check(directive.content, list, subject)?.list else { return nil }
      result.entries = entries.compactMap(\.mapping)
    }
    return result
  }

  /// - Parameter index: the place of the last directive in front of the prose; 0 if there is none.
  private func check(
    _ prose: LessonDocument.Prose, _ index: Int, _ steps: StepTable,
    _ report: inout DiagnosticReport
  ) {
    for span in prose.spans {
      let subject = "the span \(quoted("= " + span.path))"
      guard let path = ValuePath(span.path) else {
        report.error(at: span.location, "\(subject) must name \(ValueType.valuePath.phrase)")
        continue
      }
      let problem = steps.problem(
        naming: path.id, as: span.path, before: index + 1, kinds: [])
      if let problem { report.error(at: span.location, "\(subject) \(problem)") }
    }
  }

  private func checkFrontMatter(
    _ document: LessonDocument, _ steps: StepTable, _ report: inout DiagnosticReport
  ) -> CheckedMapping? {
    guard let frontMatter else { return nil }
    let top = SourceLocation(file: document.path, line: 1, column: 1)
    guard let source = document.frontMatter else {
      let keys = frontMatter.keys.filter(\.isRequired).map { "'\($0.name): ...'" }
      report.error(
        at: top,
        "missing front matter; a lesson begins with '---', \(keys.joined(separator: ", ")), '---'")
      return nil
    }
    var reader = YAMLReader(source, file: document.path)
    guard let node = reader.read(&report) else { return nil }
    var checker = ValueChecker(steps: steps, index: .max)
    defer { report.add(checker.report) }
    return checker.mapping(
      node, frontMatter.keys, .directive(frontMatter.kind), missingAt: node.location)
  }
}

extension KeyDeclaration {
  /// True for the key that names its directive.
  var isNewID: Bool { if case .newID = type { true } else { false } }
}
