/// A piece of YAML with its place in the file.
struct LocatedNode: Sendable {
  var location: SourceLocation
  var content: Content

  enum Content: Sendable {
    /// `isPlain` is false for text in quotes and for block text.
    case scalar(String, isPlain: Bool)
    case sequence([LocatedNode])
    /// No key stands twice.
    case mapping([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var keyLocation: SourceLocation
    var value: LocatedNode
  }

  /// The value of a key; nil where the node is no mapping or has no such key.
  subscript(key: String) -> LocatedNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// True for `key:` with nothing after it, and for `~` and `null`.
  var isNothing: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  var isSequence: Bool { if case .sequence = content { true } else { false } }

  /// What a message says after "found".
  var found: String {
    switch content {
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .scalar where isNothing: "nothing"
    case .scalar(let text, isPlain: false): "the text \(quoted(text)) in quotes"
    case .scalar(let text, isPlain: true): looksLikeText(text) ? "the text \(quoted(text))" : text
    }
  }

  private func looksLikeText(_ text: String) -> Bool {
    if text == "true" || text == "false" { return false }
    if text.utf8.count > 40 { return true }
    switch NumberText(text).reading {
    case .word: return true
    default: return false
    }
  }
}
