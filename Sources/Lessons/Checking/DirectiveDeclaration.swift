/// What a directive may hold. Its checks, its error messages and its page of
/// `unrolled help directives` all come from here.
public struct DirectiveDeclaration: Sendable {
  /// The key that names the directive: `forward`.
  public var kind: String
  /// One line of help.
  public var summary: String
  public var content: Content

  public enum Content: Sendable {
    /// `forward: { id: fwd, model: rnn }`
    case mapping([KeyDeclaration])
    /// `expect:`, and then a list of mappings that all have these keys.
    case list(of: [KeyDeclaration])
  }

  public init(_ kind: String, summary: String, keys: [KeyDeclaration]) {
    self.kind = kind
    self.summary = summary
    self.content = .mapping(keys)
  }

  public init(_ kind: String, summary: String, listOf keys: [KeyDeclaration]) {
    self.kind = kind
    self.summary = summary
    self.content = .list(of: keys)
  }

  /// The keys of the mapping, or of each mapping in the list.
  public var keys: [KeyDeclaration] {
    switch content {
    case .mapping(let keys), .list(of: let keys): keys
    }
  }

  /// What stands between the two `---` lines at the top of a lesson.
  public static let frontMatter = DirectiveDeclaration(
    "front matter", summary: "What a lesson says about itself, between two lines of ---.",
    keys: [
      KeyDeclaration(
        "title", .text(maximumLength: 200), required: true, help: "the lesson's title"),
      KeyDeclaration(
        "seed", .integer(0...Int.max), default: "0", help: "the seed of every random number"),
      KeyDeclaration(
        "budget", .duration(.above(0, atMost: 3600)), default: "10 s",
        help: "the time that a run may take"),
      KeyDeclaration(
        "figure", .reference(to: ["figure"]), help: "the figure that stands for the lesson"),
      KeyDeclaration(
        "next", .integer(1...9999), help: "the number of the lesson to read after this one"),
    ])
}

/// One key of a directive.
public struct KeyDeclaration: Sendable {
  public var name: String
  public var type: ValueType
  public var isRequired: Bool
  /// YAML text that stands for the value where the key is not written. It is checked as input is.
  public var defaultText: String?
  /// One line of help.
  public var help: String

  public init(
    _ name: String, _ type: ValueType, required: Bool = false, default defaultText: String? = nil,
    help: String
  ) {
    self.name = name
    self.type = type
    self.isRequired = required
    self.defaultText = defaultText
    self.help = help
  }
}
