import Figures

/// `text`: characters or words, coloured by numbers.
public enum TextKind: DrawnKind {
  public static let name = "text"
  public static let summary = "A text coloured by what a unit does when it reads it."
  public static let columns = [
    DrawnColumn(
      "token", required: true,
      "a character or a word a row, in the order of reading; a line end stands in quotes"),
    DrawnColumn(
      "value, ...",
      "a unit each, called by its name; nan and inf are framed, an empty cell has "
        + "no colour"),
    DrawnColumn("next1, next2, next3", "what is expected next"),
    DrawnColumn("p1, p2, p3", "and how probable it is, 0 to 1"),
  ]
  public static let options = [
    DrawnOption(.limit, "The colours run from minus this to this (default: the largest value)."),
    DrawnOption(.unit, "The colours run from 0 to 1."),
    DrawnOption(.barTitle, "What the colours are."),
  ]
  public static let example = DrawnExample(
    file: "tokens.csv",
    """
    token,value
    f,0.000
    (,0.762
    a,0.685
    " ",0.637
    ),-0.291
    """, arguments: ["--limit", "1", "--bar-title", "$h_t$"])
  public static let knownNames = [
    "token", "value", "next1", "next2", "next3", "p1", "p2", "p3",
  ]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    guard table.hasWords else {
      throw table.error("'text' needs a column of words; a .npy file holds numbers alone")
    }
    guard table.rows <= 4000 else {
      throw table.error("\(table.rows) tokens; 1 to 4000 are drawn")
    }
    let token = try table.column("token") ?? 0
    let guesses = try guessColumns(table)
    let taken = [token] + guesses.flatMap { [$0.word, $0.probability] }
    let values = (0..<table.columns).filter { !taken.contains($0) }
    guard values.count <= TextMap.mostRows else {
      throw table.error("\(values.count) columns of values; at most \(TextMap.mostRows) are drawn")
    }
    guard !values.isEmpty || !guesses.isEmpty else {
      throw table.error("tokens alone; a column of values or of guesses is needed beside them")
    }
    var tokens: [String] = []
    for row in 0..<table.rows {
      let text = table.text(row, token)
      guard !text.isEmpty else {
        throw table.error(at: row, token, "an empty token; a space or a line end stands in quotes")
      }
      tokens.append(text)
    }
    return TextMap(
      title: options.title(for: table), subtitle: options.subtitle, tokens: tokens,
      rows: try rows(table, values), predictions: try predictions(table, guesses),
      scale: options.isUnit ? .unit : options.limit.map { .signed(limit: $0) } ?? .automatic,
      barTitle: options.barTitle)
  }

  private static func rows(
    _ table: DataTable, _ columns: [Int]
  ) throws(DataError) -> [TextMap.Row] {
    var rows: [TextMap.Row] = []
    for column in columns {
      var values: [Double?] = []
      for row in 0..<table.rows { values.append(try table.number(row, column)) }
      let name = table.columnNames.isEmpty ? "" : table.columnNames[column]
      let isUnnamed = name.isEmpty || (columns.count == 1 && DataTable.isSame(name, "value"))
      rows.append(TextMap.Row(isUnnamed ? nil : Label(data: name), values: values))
    }
    return rows
  }

  private static func guessColumns(
    _ table: DataTable
  ) throws(DataError) -> [(word: Int, probability: Int)] {
    var columns: [(word: Int, probability: Int)] = []
    for number in 1...TextMap.mostPredictions {
      guard let word = try table.column("next\(number)") else { continue }
      columns.append((word, try table.requiredColumn("p\(number)")))
    }
    return columns
  }

  private static func predictions(
    _ table: DataTable, _ columns: [(word: Int, probability: Int)]
  ) throws(DataError) -> [[TextMap.Prediction]] {
    if columns.isEmpty { return [] }
    var predictions: [[TextMap.Prediction]] = []
    for row in 0..<table.rows {
      var list: [TextMap.Prediction] = []
      for (word, probability) in columns where !table.isEmpty(row, word) {
        let value = try table.requiredNumber(row, probability)
        guard (0...1).contains(value) else {
          throw table.error(
            at: row, probability,
            "\(shown(table.text(row, probability)))\(table.inColumn(probability)) is no "
              + "probability; 0 to 1 is")
        }
        list.append(TextMap.Prediction(table.text(row, word), value))
      }
      predictions.append(list)
    }
    return predictions
  }
}

extension TextMap {
  static let mostRows = 8
}

extension DataTable {
  /// Whether the file can hold words at all.
  var hasWords: Bool { source.isText }
}
