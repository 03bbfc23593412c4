/// A lesson whose front matter and directives have been checked.
public struct CheckedLesson: Sendable {
  /// Nil where there is none or where it has errors.
  public var frontMatter: CheckedMapping?
  /// The directives without errors, in the order of the file.
  public var directives: [CheckedDirective]
  /// Errors and warnings, in the order of the file.
  public var diagnostics: [Diagnostic]

  /// True where there are no errors; there may be warnings.
  public var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

  /// The lesson itself.
  /// - Throws: all errors and warnings together if there is an error.
  public func validated() throws(InvalidLesson) -> CheckedLesson {
    if !isValid { throw InvalidLesson(diagnostics) }
    return self
  }
}

/// A directive that is what its declaration asks for.
public struct CheckedDirective: Sendable {
  public var kind: String
  public var id: String?
  /// The place among the lesson's directives, from 1.
  public var index: Int
  /// The index of the block among the document's blocks that holds the directive.
  public var block: Int
  /// The place of the key that names the kind.
  public var location: SourceLocation
  /// The keys of a directive that holds a mapping; empty for a list.
  public var fields: CheckedMapping
  /// The mappings of a directive that holds a list; empty for a mapping.
  public var entries: [CheckedMapping]
}
