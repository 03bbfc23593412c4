/// What `--set key=value` changes in the directives of a lesson, before they are checked.
///
/// `hidden=2` sets the key wherever a directive states it, at its top level or in a mapping there;
/// `train.epochs=100` only in directives of that id or kind; `clip.norm=1` in the mapping `clip`.
/// A key that none states goes to the one directive that may have it.
struct Overrides {
  static let longest = 65_536

  /// Names from the outside in: `["train", "clip", "norm"]`.
  private let path: [String]
  private let value: LocatedNode
  private let location: SourceLocation
  /// `train.clip.norm`
  private var name: String { path.joined(separator: ".") }

  static func apply(
    _ texts: [String], to directives: inout [ParsedDirective], _ report: inout DiagnosticReport
  ) {
    for text in texts {
      if let override = Overrides(text, &report) { override.apply(to: &directives, &report) }
    }
  }

  /// An error of an option has no line and no column: they are 0.
  private init?(_ text: String, _ report: inout DiagnosticReport) {
    location = SourceLocation(file: "--set \(shortened(text))", line: 0, column: 0)
    guard text.utf8.count <= Self.longest else {
      report.error(
        at: location, "\(text.utf8.count) bytes; at most \(Self.longest) are accepted")
      return nil
    }
    guard let equals = text.firstIndex(of: "=") else {
      report.error(at: location, "write it as key=value, such as hidden=2")
      return nil
    }
    path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.count <= 3, path.allSatisfy({ !$0.isEmpty && $0.count <= 100 }) else {
      report.error(
        at: location, "write the key as key, step.key, mapping.key or step.mapping.key")
      return nil
    }
    var reader = YAMLReader(
      String(text[text.index(after: equals)...]), origin: location)
    guard let value = reader.read(&report) else { return nil }
    self.value = value
  }

  private func apply(
    to directives: inout [ParsedDirective], _ report: inout DiagnosticReport
  ) {
    var stated: [(directive: Int, path: [String])] = []
    var declared: [(directive: Int, path: [String])] = []
    for (index, directive) in directives.enumerated() {
      for path in relativePaths(in: directive) {
        let found = directive.statedPaths(path)
        if !found.isEmpty {
          stated += found.map { (index, $0) }
          break
        }
        if directive.declares(path) {
          declared.append((index, path))
          break
        }
      }
    }
    if stated.isEmpty, declared.count != 1 {
      let owners = declared.map { directives[$0.directive] }
      report.error(
        at: location, owners.isEmpty ? unknown(in: directives) : ambiguous(owners))
      return
    }
    for (index, path) in stated.isEmpty ? declared : stated {
      let keys = directives[index].declaration?.keys ?? []
      if path.count == 1, keys.contains(where: { $0.name == path[0] && $0.isNewID }) {
        report.error(at: location, "the id of a step cannot be set")
        return
      }
      directives[index].content.set(path[...], to: value, at: location)
    }
  }

  /// The path as seen from a directive, without its id or kind; none where it means another.
  private func relativePaths(in directive: ParsedDirective) -> [[String]] {
    var paths: [[String]] = path.count <= 2 ? [path] : []
    if path.count > 1, path[0] == directive.idText || path[0] == directive.kind {
      paths.append(Array(path.dropFirst()))
    }
    return paths
  }

  // MARK: Errors

  private func unknown(in directives: [ParsedDirective]) -> String {
    var owners = directives.filter { $0.idText == path[0] || $0.kind == path[0] }
    let isQualified = path.count > 1 && !owners.isEmpty
    if !isQualified { owners = directives }
    let keys = owners.flatMap { owner in
      (owner.declaration?.settablePaths ?? []).map { $0.joined(separator: ".") }
    }
    let key = isQualified ? path.dropFirst().joined(separator: ".") : name
    let names = directives.compactMap(\.idText) + directives.map(\.kind)
    if path.count > 1, !isQualified, let near = nearest(to: path[0], among: names) {
      return "no step of this lesson is named \(quoted(path[0])); did you mean '\(near)'?"
    }
    let whose = isQualified ? quoted(path[0]) : "a step of this lesson"
    // `value` for `clip.value` is not a misspelling, and still means that key.
    let meant = keys.first { $0.hasSuffix(".\(key)") } ?? nearest(to: key, among: keys)
    return "\(quoted(key)) is no key of \(whose)" + (meant.map { "; did you mean '\($0)'?" } ?? "")
  }

  private func ambiguous(_ owners: [ParsedDirective]) -> String {
    let key = path.last ?? ""
    let forms = owners.map { "\($0.idText ?? $0.kind).\(path.count == 1 ? name : key)=..." }
    return "several steps may have the key \(quoted(name)) and none states it; write "
      + quotedList(forms, last: " or ")
  }
}

extension ParsedDirective {
  /// Where a key is stated: itself at the top level, or else in the mappings there.
  fileprivate func statedPaths(_ path: [String]) -> [[String]] {
    guard declaration.map(\.isMapping) ?? false, case .mapping(let entries) = content.content else {
      return []
    }
    if path.count == 2 { return content[path[0]]?[path[1]] == nil ? [] : [path] }
    if content[path[0]] != nil { return [path] }
    return entries.filter { $0.value[path[0]] != nil }.map { [$0.key, path[0]] }
  }

  fileprivate func declares(_ path: [String]) -> Bool {
    declaration?.settablePaths.contains(path) ?? false
  }
}

extension DirectiveDeclaration {
  fileprivate var isMapping: Bool { if case .mapping = content { true } else { false } }

  /// The keys at the top level and those of mappings there: `["clip"]`, `["clip", "norm"]`.
  fileprivate var settablePaths: [[String]] {
    guard isMapping else { return [] }
    return keys.filter { !$0.isNewID }.flatMap { key in
      [[key.name]] + key.type.mappingKeys.map { [key.name, $0.name] }
    }
  }
}

extension ValueType {
  /// The keys of the mapping that a value may be.
  var mappingKeys: [KeyDeclaration] {
    switch self {
    case .mapping(let keys): keys
    case .oneOf(let types): types.flatMap(\.mappingKeys)
    default: []
    }
  }
}

extension LocatedNode {
  /// Puts a value under a path of keys and makes the mappings that are missing on the way.
  fileprivate mutating func set(
    _ path: ArraySlice<String>, to value: LocatedNode, at location: SourceLocation
  ) {
    guard let key = path.first else {
      self = value
      return
    }
    var entries: [Entry] = []
    if case .mapping(let given) = content { entries = given }
    let index = entries.firstIndex { $0.key == key } ?? entries.count
    if index == entries.count {
      let nothing = LocatedNode(location: location, content: .scalar("", isPlain: true))
      entries.append(Entry(key: key, keyLocation: location, value: nothing))
    }
    entries[index].value.set(path.dropFirst(), to: value, at: location)
    content = .mapping(entries)
  }
}
