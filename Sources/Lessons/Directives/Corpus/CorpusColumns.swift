import Foundation

/// Which columns of a file hold the text and the label: by their names, by their numbers, or by
/// what stands in them.
struct CorpusColumns: Sendable {
  let text: Int
  let label: Int
  /// A column that chooses lines, and the value it must have.
  var condition: (column: Int, value: String)?
  let hasHeader: Bool
  /// How many columns a line has.
  let count: Int
  let names: [String]

  /// What a lesson or the command line says of them.
  struct Wish: Sendable {
    /// The id of the data, for messages.
    var id: String
    var text: String?
    var label: String?
    var condition: (column: String, value: String)?
  }

  struct Problem: Error { var message: String }

  static let textNames = [
    "text", "document", "review", "sentence", "content", "comment", "body", "리뷰", "문장", "내용",
  ]
  static let labelNames = [
    "label", "sentiment", "polarity", "class", "target", "category", "라벨", "감정", "감성",
  ]

  /// - Parameters:
  ///   - lines: The first lines of the file, the very first among them.
  init(_ lines: [[String]], wish: Wish, separator: String) throws(Problem) {
    guard let first = lines.first, first.count >= 2 else {
      throw Problem(
        message: "the first line has one column between \(separator); a text and a label are needed"
      )
    }
    let words = first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let body = lines.dropFirst().filter { $0.count == first.count }
    func named(_ wish: String?, _ known: [String], _ what: String) throws(Problem) -> Int? {
      guard let wish else { return known.lazy.compactMap { words.firstIndex(of: $0) }.first }
      if let place = words.firstIndex(of: wish.lowercased()) { return place }
      if let number = Int(wish), (1...first.count).contains(number) { return number - 1 }
      throw Problem(
        message: "there is no \(what) column \(quoted(wish))\(suggestion(for: wish, among: words)) "
          + "(the first line has \(Self.list(first)); a number from 1 to \(first.count) is a "
          + "column too)")
    }
    var text = try named(wish.text, Self.textNames, "text")
    var label = try named(wish.label, Self.labelNames, "label")
    if label == nil, let text, first.count == 2 { label = 1 - text }
    if label == nil || label == text {
      // The last column with two values is the label's.
      label = first.indices.reversed().first { column in
        column != text && Set(body.map { $0[column] }).count == 2
      }
    }
    if text == nil {
      text = first.indices.filter { $0 != label }.max { one, other in
        Self.size(body, one) < Self.size(body, other)
      }
    }
    guard let text, let label, text != label else {
      throw Problem(
        message: "which columns are text and label? The first line has \(Self.list(first)); say it "
          + "with --set \(wish.id).columns.text=NAME and --set \(wish.id).columns.label=NAME")
    }
    self.text = text
    self.label = label
    if let condition = wish.condition {
      guard let column = try named(condition.column, [], "") else { preconditionFailure() }
      self.condition = (column, condition.value)
    } else {
      condition = nil
    }
    // A first line whose label stands nowhere else is a line of names.
    let isNamed = Self.textNames.contains(words[text]) || Self.labelNames.contains(words[label])
    let isUnique = !body.isEmpty && !body.contains { $0[label] == first[label] }
    hasHeader = isNamed || isUnique || wish.text.map { words[text] == $0.lowercased() } ?? false
    count = first.count
    names = hasHeader ? first : first.indices.map { "column \($0 + 1)" }
  }

  private static func size(_ lines: [[String]], _ column: Int) -> Int {
    lines.reduce(0) { $0 + $1[column].utf8.count }
  }

  private static func list(_ fields: [String]) -> String {
    let shown = quotedList(Array(fields.prefix(8)))
    return fields.count > 8 ? "\(shown) and \(fields.count - 8) more" : shown
  }
}
