/// A place in a file that a person wrote: lines and columns count from 1, columns in characters.
public struct SourceLocation: Sendable, Hashable, Codable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The file alone where there is no line: an option of the command line.
  public var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

/// One thing that is wrong with a lesson, in the form that editors and terminals make clickable:
/// `Lessons/07-bptt.md:40:3: error: unknown key 'epsilonn' in 'gradcheck'; did you mean 'epsilon'?`
public struct Diagnostic: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Severity: String, Sendable { case error, warning }

  public var severity: Severity
  public var location: SourceLocation
  public var message: String

  public init(_ severity: Severity = .error, at location: SourceLocation, _ message: String) {
    self.severity = severity
    self.location = location
    self.message = message
  }

  public var description: String { "\(location): \(severity.rawValue): \(message)" }
}

/// Everything that is wrong with a lesson, reported together and in the order of the file.
public struct InvalidLesson: Error, Sendable, CustomStringConvertible {
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.sorted {
      ($0.location.file, $0.location.line, $0.location.column)
        < ($1.location.file, $1.location.line, $1.location.column)
    }
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
