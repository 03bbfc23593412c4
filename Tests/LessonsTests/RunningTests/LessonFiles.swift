import Foundation
import Lessons
import Testing

/// The lessons of this checkout, and lessons written in a test.
enum LessonFiles {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Every lesson file in `Lessons/`.
  static let all: [String] = {
    let folder = root.appendingPathComponent("Lessons").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted()
  }()

  static func path(_ name: String) -> String {
    root.appendingPathComponent("Lessons").appendingPathComponent(name).path
  }

  static func run(_ name: String, overrides: [String] = [], seed: UInt64? = nil) throws
    -> LessonResult
  {
    try PreparedLesson(LessonReader.read(path: path(name)), overrides: overrides, seed: seed).run()
  }

  /// A lesson of these directives, one fence each, under a front matter of five lines.
  static func document(_ directives: [String], prose: String = "") throws -> LessonDocument {
    let fences = directives.map { "```yaml run\n\($0)\n```\n" }.joined()
    let text = "---\ntitle: A test\nseed: 3\n---\n\n\(fences)\n\(prose)\n"
    return try LessonReader.read(text: text, path: "Lessons/99-test.md")
  }

  static func result(_ directives: [String], prose: String = "") throws -> LessonResult {
    try PreparedLesson(document(directives, prose: prose)).run()
  }

  /// Everything that is wrong with a lesson, one line each.
  static func complaints(_ directives: [String], prose: String = "") -> [String] {
    do {
      _ = try PreparedLesson(document(directives, prose: prose))
      return []
    } catch let error as InvalidLesson {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }
}

extension LessonResult {
  /// The value that a step with this id yields under this name.
  func value(_ id: String, _ name: String) -> Value? {
    steps.first { $0.id == id }?.values.first { $0.name == name }?.value
  }

  func number(_ id: String, _ name: String) -> Double? {
    guard case .number(let number) = value(id, name) else { return nil }
    return number
  }

  func numbers(_ id: String, _ name: String) -> [Double] {
    guard case .list(let list) = value(id, name) else { return [] }
    return list.elements.compactMap { if case .number(let number) = $0 { number } else { nil } }
  }

  /// A list of lists: `fwd.state`, from its first index on.
  func rows(_ id: String, _ name: String) -> [[Double]] {
    guard case .list(let list) = value(id, name) else { return [] }
    return list.elements.map { row in
      guard case .list(let row) = row else { return [] }
      return row.elements.compactMap { if case .number(let number) = $0 { number } else { nil } }
    }
  }

  /// The first table of a step.
  func table(_ id: String) -> Table? {
    steps.first { $0.id == id }?.items.lazy.compactMap {
      if case .table(let table) = $0 { table } else { nil }
    }.first
  }

  var figures: [FigureResult] {
    steps.flatMap(\.items).compactMap { if case .figure(let figure) = $0 { figure } else { nil } }
  }

  var claims: [Claim] {
    steps.flatMap(\.items).compactMap { if case .claim(let claim) = $0 { claim } else { nil } }
  }
}

/// Exactly one thing was found wrong, and its line ends with that.
func expectOne(
  _ found: [String], endingWith message: String,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  #expect(found.count == 1, sourceLocation: sourceLocation)
  #expect(
    found.first?.hasSuffix(message) == true, "\(found)", sourceLocation: sourceLocation)
}
