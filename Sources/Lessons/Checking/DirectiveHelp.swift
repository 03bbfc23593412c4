/// The page of `unrolled help directives`, made from the declarations: each kind with its summary,
/// and each key with what it means, what it may be, and its default.
///
/// ```
/// forward   one pass over the data
///
///   model    the model to run. The id of an earlier 'model'; required.
/// ```
public func directiveHelp(for declarations: [DirectiveDeclaration], width: Int = 90) -> String {
  declarations.map { declaration in
    var lines = hanging(declaration.kind, declaration.summary, indent: 0, width: width)
    if case .list = declaration.content { lines.append("  A list; each item has these keys.") }
    lines.append("")
    let rows = declaration.keys.flatMap { helpRows($0, prefix: "") }
    let indent = 4 + min(rows.map(\.name.count).max() ?? 0, 24)
    for row in rows {
      lines += hanging("  " + row.name, row.text, indent: indent, width: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }.joined(separator: "\n")
}

/// A key and, below it, the keys of the mappings that it may hold: `clip`, `clip.norm`.
private func helpRows(_ key: KeyDeclaration, prefix: String) -> [(name: String, text: String)] {
  let name = prefix + key.name
  let requirement =
    if let text = key.defaultText {
      "default \(text)"
    } else {
      key.isRequired ? "required" : "optional"
    }
  let phrase = key.type.phrase
  let help = key.help.hasSuffix(".") ? String(key.help.dropLast()) : key.help
  let text =
    "\(help). \(phrase.prefix(1).uppercased())\(phrase.dropFirst()); \(requirement)."
  return [(name, text)]
    + key.type.nestedKeys.flatMap { helpRows($0.key, prefix: "\(name)\($0.isItem ? "[]." : ".")") }
}

extension ValueType {
  /// The keys of the mappings that a value may be or may list.
  fileprivate var nestedKeys: [(key: KeyDeclaration, isItem: Bool)] {
    switch self {
    case .mapping(let keys): keys.map { ($0, false) }
    case .list(let element, _): element.nestedKeys.map { ($0.key, true) }
    case .oneOf(let types): types.flatMap(\.nestedKeys)
    default: []
    }
  }
}

/// A name with a wrapped text beside it, from column `indent` on or, where the name reaches further,
/// from two spaces behind it.
private func hanging(_ name: String, _ text: String, indent: Int, width: Int) -> [String] {
  let column = max(indent, name.count + 2)
  let margin = String(repeating: " ", count: column)
  let lead = name + String(repeating: " ", count: column - name.count)
  return wrapped(text, width: width - column).enumerated().map {
    ($0.offset == 0 ? lead : margin) + $0.element
  }
}

/// The words of a text in lines of at most `width` characters; a longer word stands alone.
private func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return lines + [line]
}
