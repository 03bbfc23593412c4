/// Collects what is wrong, each thing once and not more than a person will read.
struct DiagnosticReport: Sendable {
  static let most = 100

  private(set) var diagnostics: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []

  /// True where a further error would not be shown: what is left need not be checked.
  var isFull: Bool { diagnostics.count >= Self.most }

  mutating func error(at location: SourceLocation, _ message: String) {
    add(Diagnostic(at: location, message))
  }

  mutating func add(_ diagnostic: Diagnostic) {
    if !isFull, seen.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
  }

  mutating func add(_ other: DiagnosticReport) {
    for diagnostic in other.diagnostics { add(diagnostic) }
  }

  /// In the order of the file; the last says where there may be more.
  var inOrder: [Diagnostic] {
    var result = diagnostics.enumerated().sorted {
      ($0.element.location.line, $0.element.location.column, $0.offset)
        < ($1.element.location.line, $1.element.location.column, $1.offset)
    }.map(\.element)
    if isFull, let last = result.last {
      result.append(
        Diagnostic(at: last.location, "checking ends here, after \(Self.most) errors"))
    }
    return result
  }
}
