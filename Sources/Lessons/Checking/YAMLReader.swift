import Yams

/// Reads YAML text into nodes that know their places in the lesson's file.
///
/// Yams composes the tree; its resolver is switched off, because a value is read by what its
/// declaration asks for, not by what it looks like.
struct YAMLReader {
  /// Duplicate keys that are set right so that the rest can still be checked.
  private static let mostDuplicates = 10
  /// Text beyond which a duplicate key ends the reading.
  private static let largestReread = 20_000

  private let text: String
  private var places: TextPlaces
  /// What all nodes are said to come from, where they do not come from a file.
  private var origin: SourceLocation?
  /// Keys that stand twice, by the mark of the one that was renamed.
  private var renamed: [Place: String] = [:]

  private struct Place: Hashable {
    var line: Int
    var column: Int
  }

  init(_ source: LessonDocument.YAMLSource, file: String) {
    text = source.text
    places = TextPlaces(source, file: file)
  }

  /// Reads text that stands in no file: a default, or a value of `--set`.
  init(_ text: String, origin: SourceLocation) {
    self.text = text
    places = TextPlaces(.init(text: text, firstLine: 1), file: origin.file)
    self.origin = origin
  }

  /// The tree, or nil after an error that leaves none. Text without content is an empty scalar.
  mutating func read(_ report: inout DiagnosticReport) -> LocatedNode? {
    do throws(YAMLGuard.Problem) {
      try YAMLGuard.check(text)
    } catch {
      report.error(at: origin ?? places.location(offset: error.offset), error.message)
      return nil
    }
    var text = text
    while true {
      do {
        let root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        guard let root else {
          return LocatedNode(location: place(nil), content: .scalar("", isPlain: true))
        }
        return located(root, &report)
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        if rename(in: &text, line: context.mark.line, column: context.mark.column, keys[0]) {
          continue
        }
        report.error(
          at: place(context.mark), "the key \(quoted(keys.first ?? "")) is given twice")
      } catch {
        let sentence = sentence(for: error)
        report.error(at: sentence.mark.map { place($0) } ?? place(nil), sentence.message)
      }
      return nil
    }
  }

  // MARK: Duplicate keys

  /// Changes the first letter of a key to one that nobody writes, so that libYAML's columns stay
  /// and the next reading gets past it. False where that cannot be done.
  private mutating func rename(
    in text: inout String, line: Int, column: Int, _ key: String
  ) -> Bool {
    guard renamed.count < Self.mostDuplicates, text.utf8.count <= Self.largestReread,
      let offset = TextPlaces(.init(text: text, firstLine: 1), file: "")
        .offset(line: line, column: column)
    else { return false }
    let scalars = text.unicodeScalars
    var index = text.utf8.index(text.utf8.startIndex, offsetBy: offset)
    if index < scalars.endIndex, scalars[index] == "\"" || scalars[index] == "'" {
      index = scalars.index(after: index)
    }
    guard index < scalars.endIndex, scalars[index].properties.isAlphabetic || scalars[index] == "_"
    else { return false }
    let stranger = Unicode.Scalar(0xE000 + UInt32(renamed.count)) ?? "\u{E000}"
    text.unicodeScalars.replaceSubrange(
      index..<scalars.index(after: index), with: CollectionOfOne(stranger))
    renamed[Place(line: line, column: column)] = key
    return true
  }

  // MARK: Places

  private mutating func place(_ mark: Mark?) -> SourceLocation {
    if let origin { return origin }
    guard let mark else { return places.location(offset: 0) }
    return places.location(line: mark.line, column: mark.column)
  }

  /// The file's line of a mark, where the text stands in a file.
  func line(of mark: Mark) -> Int? {
    var places = places
    return origin == nil ? places.location(line: mark.line, column: mark.column).line : nil
  }

  /// The text from a place to its end.
  func rest(line: Int, column: Int) -> Substring {
    guard let offset = places.offset(line: line, column: column) else { return "" }
    return text[text.utf8.index(text.startIndex, offsetBy: offset)...]
  }

  private mutating func located(
    _ node: Node, _ report: inout DiagnosticReport
  ) -> LocatedNode {
    let location = place(node.mark)
    switch node {
    case .scalar(let scalar):
      return LocatedNode(
        location: location, content: .scalar(scalar.string, isPlain: scalar.style == .plain))
    case .sequence(let sequence):
      var elements: [LocatedNode] = []
      elements.reserveCapacity(sequence.count)
      for element in sequence { elements.append(located(element, &report)) }
      return LocatedNode(location: location, content: .sequence(elements))
    case .mapping(let mapping):
      return LocatedNode(location: location, content: .mapping(entries(mapping, &report)))
    case .alias:
      // The guard refuses aliases; what it may have missed is a value like no other.
      report.error(at: location, "'*' begins an alias, which is not accepted")
      return LocatedNode(location: location, content: .scalar("", isPlain: true))
    }
  }

  private mutating func entries(
    _ mapping: Node.Mapping, _ report: inout DiagnosticReport
  ) -> [LocatedNode.Entry] {
    var entries: [LocatedNode.Entry] = []
    var seen: [String: SourceLocation] = [:]
    for (key, value) in mapping {
      let location = place(key.mark)
      guard case .scalar(let scalar) = key else {
        report.error(at: location, "a key must be a word; found \(located(key, &report).found)")
        continue
      }
      let mark = key.mark.map { Place(line: $0.line, column: $0.column) }
      let name = mark.flatMap { renamed[$0] } ?? scalar.string
      if let first = seen[name] {
        let line = origin == nil ? "; the first is at line \(first.line)" : ""
        report.error(at: location, "the key \(quoted(name)) is given twice\(line)")
        continue
      }
      seen[name] = location
      entries.append(.init(key: name, keyLocation: location, value: located(value, &report)))
    }
    return entries
  }
}
