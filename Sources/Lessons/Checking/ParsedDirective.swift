/// A directive whose YAML has been read and whose kind has been looked up.
struct ParsedDirective {
  var kind: String
  var kindLocation: SourceLocation
  var content: LocatedNode
  /// The index of the document's block.
  var block: Int
  /// The place among the lesson's directives, from 1.
  var index = 0
  /// Nil for a kind that nobody declared.
  var declaration: DirectiveDeclaration?

  /// The node that names the directive. Of an unknown kind it is what the key `id` holds.
  var id: LocatedNode? {
    content[declaration?.keys.first(where: \.isNewID)?.name ?? "id"]
  }

  /// The name, where it is a scalar.
  var idText: String? {
    if case .scalar(let text, _)? = id?.content { text } else { nil }
  }
}

extension LessonChecker {
  /// The directives of one piece of YAML; none where it cannot be read that far.
  func parse(
    _ source: LessonDocument.YAMLSource, file: String, block: Int, _ count: Count,
    _ report: inout DiagnosticReport
  ) -> [ParsedDirective] {
    var reader = YAMLReader(source, file: file)
    guard let root = reader.read(&report) else { return [] }
    let kinds = declarations.map(\.kind)
    let form = "one key that names its kind, such as '\(kinds.first ?? "kind"): ...'"
    guard case .mapping(let entries) = root.content, let first = entries.first else {
      let found = root.isNothing ? "nothing" : root.found
      report.error(at: root.location, "a directive is \(form); found \(found)")
      return []
    }
    var directives: [ParsedDirective] = []
    for entry in count == .one ? [first] : entries {
      let declaration = declarations.first { $0.kind == entry.key }
      if declaration == nil {
        let near = suggestion(for: entry.key, among: kinds)
        report.error(
          at: entry.keyLocation,
          "unknown directive \(quoted(entry.key))\(near.isEmpty ? ";" : near) "
            + "\(near.isEmpty ? "the" : "The") kinds are \(quotedList(kinds))")
      }
      directives.append(
        ParsedDirective(
          kind: entry.key, kindLocation: entry.keyLocation, content: entry.value, block: block,
          declaration: declaration))
    }
    if count == .one, entries.count > 1 {
      let second = entries[1]
      let isKey = directives[0].declaration?.keys.contains { $0.name == second.key } ?? false
      report.error(
        at: second.keyLocation,
        "a directive is \(form); \(quoted(second.key)) stands beside \(quoted(first.key)); "
          + (isKey || !kinds.contains(second.key)
            ? "indent it if it belongs to \(quoted(first.key))" : "give it a fence of its own"))
    }
    return directives
  }
}
