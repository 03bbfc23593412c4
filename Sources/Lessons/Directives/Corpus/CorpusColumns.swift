import Input

/// Which columns of a file hold the text and the label: by their names, by their numbers, or by
/// what stands in them.
struct CorpusColumns: Sendable {
  let text: Int
  let label: Int
  /// A column that chooses lines, and the value it must have.
  var condition: (column: Int, value: String)?
  let hasHeader: Bool
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
    "text", "document", "review", "reviews", "sentence", "content", "comment", "body", "tweet",
    "message", "review_text", "review_body", "리뷰", "문장", "내용",
  ]
  static let labelNames = [
    "label", "labels", "sentiment", "polarity", "class", "target", "category", "rating", "ratings",
    "stars", "score", "라벨", "감정", "감성", "평점", "별점",
  ]

  /// What stands in a column below the first row.
  struct Survey {
    /// In bytes; what is longer is no label.
    private static let longest = 200
    private var values: Set<String> = []
    private var isLong = false
    private(set) var bytes = 0
    /// Whether the first row's value stands there again.
    private(set) var repeatsFirst = false

    var isEmpty: Bool { values.isEmpty && !isLong }
    var hasTwoValues: Bool { values.count == 2 && !isLong }

    private mutating func add(_ cell: DelimitedCell, of text: DelimitedText, first: [UInt8]) {
      bytes += cell.content.count
      if !repeatsFirst, cell.content.count == first.count {
        repeatsFirst = text.bytes[cell.content].elementsEqual(first)
      }
      if cell.content.count > Self.longest {
        isLong = true
      } else if values.count < 3, !cell.content.isEmpty {
        values.insert(text.trimmed(cell))
      }
    }

    /// Of all whole rows but the first, as far as texts are read.
    static func columns(_ rows: CorpusRows) -> [Survey] {
      var rows = rows
      guard rows.next() == .row else { return [] }
      let first = rows.cells.map { Array(rows.text.bytes[$0.content]) }
      var surveys = first.map { _ in Survey() }
      for _ in 0...CorpusFile.mostTexts {
        let next = rows.next()
        if next == .end { break }
        guard next == .row, rows.isWhole else { continue }
        for (column, cell) in rows.cells.enumerated() {
          surveys[column].add(cell, of: rows.text, first: first[column])
        }
      }
      return surveys
    }
  }

  /// - Parameters:
  ///   - first: The first row.
  ///   - surveys: What stands below it, column by column.
  init(_ first: [String], _ surveys: [Survey], wish: Wish) throws(Problem) {
    let words = first.map { $0.lowercased() }
    func named(_ wish: String?, _ known: [String], _ what: String) throws(Problem) -> Int? {
      guard let wish else { return known.lazy.compactMap { words.firstIndex(of: $0) }.first }
      if let place = words.firstIndex(of: wish.lowercased()) { return place }
      if let number = Int(wish), first.indices.contains(number - 1) { return number - 1 }
      throw Problem(
        message: "there is no \(what)column \(quoted(wish))\(suggestion(for: wish, among: words)) "
          + "(the first line has \(Self.list(first)); a number from 1 to \(first.count) is a "
          + "column too)")
    }
    var text = try named(wish.text, Self.textNames, "text ")
    var label = try named(wish.label, Self.labelNames, "label ")
    if label == nil, let text, first.count == 2 { label = 1 - text }
    if text == nil, let label, first.count == 2 { text = 1 - label }
    // The last column with two values is the label's.
    label = label ?? first.indices.last { $0 != text && surveys[$0].hasTwoValues }
    // Of two columns without names the text is the longer one.
    text =
      text
      ?? (label == nil && first.count > 2
        ? nil
        : first.indices.filter { $0 != label }.max { surveys[$0].bytes < surveys[$1].bytes })
    if label == nil, let text, first.count == 2 { label = 1 - text }
    guard let text, let label, text != label else {
      throw Problem(
        message: "which columns are text and label? The first line has \(Self.list(first)); say it "
          + "with --set \(wish.id).columns.text=NAME and --set \(wish.id).columns.label=NAME")
    }
    self.text = text
    self.label = label
    if let condition = wish.condition, let column = try named(condition.column, [], "") {
      self.condition = (column, condition.value)
    }
    // A first line whose label stands nowhere else is a line of names.
    let isNamed = Self.textNames.contains(words[text]) || Self.labelNames.contains(words[label])
    let isUnique = !surveys[label].isEmpty && !surveys[label].repeatsFirst
    hasHeader = isNamed || isUnique || wish.text.map { words[text] == $0.lowercased() } ?? false
    names = hasHeader ? first : first.indices.map { "column \($0 + 1)" }
  }

  private static func list(_ fields: [String]) -> String {
    let shown = quotedList(Array(fields.prefix(8)))
    return fields.count > 8 ? "\(shown) and \(fields.count - 8) more" : shown
  }
}
