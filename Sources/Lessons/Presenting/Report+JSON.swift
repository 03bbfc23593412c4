import Foundation

extension Report {
  /// The file's text: sorted keys, two spaces, a newline at the end.
  public var text: String {
    var members: [String: JSONText] = [
      "schema": .integer(schema), "lesson": .string(lesson), "title": .string(title),
      "summary": .string(summary), "seed": .unsigned(seed), "verdict": .string(verdict.rawValue),
      "variations": .list(variations.map(JSONText.string)),
      "source": .object([
        "algorithm": .string(source.algorithm), "hash": .string(source.hash),
      ]),
      "steps": .list(steps.map(Self.json)),
    ]
    if let number { members["number"] = .integer(number) }
    if let thumbnail { members["thumbnail"] = Self.json(thumbnail) }
    return JSONText.object(members).document
  }

  /// Reads the report of an earlier run.
  ///
  /// - Throws: a diagnostic when the file cannot be read, is not a report, or has another schema.
  public static func read(path: String) throws(Diagnostic) -> Report {
    let bytes = try BoundedFile.bytes(path: path, limit: 8_000_000)
    let top = SourceLocation(file: path, line: 1, column: 1)
    struct Schema: Decodable { var schema: Int }
    let data = Data(bytes)
    let decoder = JSONDecoder()
    let found: Int
    do {
      found = try decoder.decode(Schema.self, from: data).schema
    } catch {
      throw Diagnostic(at: top, "this is not a report: no JSON with a 'schema'")
    }
    guard found == currentSchema else {
      throw Diagnostic(
        at: top, "the report has schema \(found); this program reads schema \(currentSchema)")
    }
    do {
      return try decoder.decode(Report.self, from: data)
    } catch let error as DecodingError {
      throw Diagnostic(at: top, "the report is damaged\(Self.place(of: error))")
    } catch {
      throw Diagnostic(at: top, "the report is damaged")
    }
  }

  private static func place(of error: DecodingError) -> String {
    let context: DecodingError.Context
    switch error {
    case .keyNotFound(let key, let inside):
      return " at '\((inside.codingPath + [key]).map(\.stringValue).joined(separator: "."))'"
    case .typeMismatch(_, let inside), .valueNotFound(_, let inside), .dataCorrupted(let inside):
      context = inside
    @unknown default: return ""
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "" : " at '\(path)'"
  }

  private static func json(_ step: Step) -> JSONText {
    var members: [String: JSONText] = [
      "index": .integer(step.index), "kind": .string(step.kind), "line": .integer(step.line),
      "verdict": .string(step.verdict.rawValue),
      "values": .object(step.values.mapValues(json)),
    ]
    if let id = step.id { members["id"] = .string(id) }
    // Decoding asks for every list, so that a cut file is not taken for a step without claims.
    members["claims"] = .list(
      step.claims.map {
        .object([
          "statement": .string($0.statement), "found": .string($0.found),
          "holds": .boolean($0.holds), "line": .integer($0.line),
        ])
      })
    members["failures"] = .list(step.failures.map(JSONText.string))
    members["figures"] = .list(step.figures.map(json))
    return .object(members)
  }

  private static func json(_ figure: Figure) -> JSONText {
    .object([
      "file": .string(figure.file), "title": .string(figure.title), "alt": .string(figure.alt),
      "width": .number(figure.width), "height": .number(figure.height),
    ])
  }

  private static func json(_ value: Value) -> JSONText {
    switch value {
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .list(let list):
      .object(["from": .integer(list.firstIndex), "list": .list(list.elements.map(json))])
    }
  }
}

/// The form that `Report.text` writes: a number, a string, or a list with its first index. A
/// number that is not finite is a string and is read back as a text: JSON has no other way.
extension Value: Decodable {
  private enum Key: String, CodingKey { case from, list }

  public init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      self = .list(
        try container.decode([Value].self, forKey: .list),
        from: try container.decode(Int.self, forKey: .from))
      return
    }
    let single = try decoder.singleValueContainer()
    if let number = try? single.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try single.decode(String.self))
    }
  }
}
