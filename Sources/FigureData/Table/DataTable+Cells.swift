import Figures
import Input

extension DataTable {
  /// Whether the cell holds nothing.
  public func isEmpty(_ row: Int, _ column: Int, panel: Int = 0) -> Bool {
    kind(row, column, panel: panel) == .empty
  }

  /// Whether the cell holds a word.
  public func isText(_ row: Int, _ column: Int, panel: Int = 0) -> Bool {
    kind(row, column, panel: panel) == .text
  }

  func kind(_ row: Int, _ column: Int, panel: Int = 0) -> CellStore.Kind {
    cells.kinds[index(row, column, panel: panel)]
  }

  /// What the cell holds, as it is written in the file.
  public func text(_ row: Int, _ column: Int, panel: Int = 0) -> String {
    let index = index(row, column, panel: panel)
    if cells.kinds[index] == .empty { return "" }
    return source.text(at: Int(cells.offsets[index])) ?? shortest(cells.numbers[index])
  }

  /// The cell's number; nil where it is empty.
  ///
  /// - Throws: where it holds a word.
  public func number(
    _ row: Int, _ column: Int, panel: Int = 0
  ) throws(DataError) -> Double? {
    let index = index(row, column, panel: panel)
    switch cells.kinds[index] {
    case .empty: return nil
    case .number: return cells.numbers[index]
    case .text:
      let text = text(row, column, panel: panel)
      if trimmed(text).isEmpty { return nil }
      throw error(
        at: row, column, panel: panel,
        "'\(shown(text))'\(inColumn(column)) \(Self.complaint(of: text, in: source))")
    }
  }

  /// The cell's number.
  ///
  /// - Throws: where it holds a word or nothing.
  public func requiredNumber(_ row: Int, _ column: Int) throws(DataError) -> Double {
    guard let number = try number(row, column) else {
      throw error(at: row, column, "no value\(inColumn(column)); a number is needed")
    }
    return number
  }

  /// The cell's number as a count or an index.
  ///
  /// - Throws: where it is not a whole number of the range.
  public func wholeNumber(
    _ row: Int, _ column: Int, in range: ClosedRange<Int>
  ) throws(DataError) -> Int {
    let number = try requiredNumber(row, column)
    guard let whole = Int(exactly: number), range.contains(whole) else {
      throw error(
        at: row, column,
        "\(shown(text(row, column)))\(inColumn(column)) is no whole number from "
          + "\(range.lowerBound) to \(grouped(range.upperBound))")
    }
    return whole
  }

  /// The cell as a label: text as it is, or mathematics where all of it stands between dollars.
  /// A line end, a tab or a single space is shown by a sign.
  public func label(_ row: Int, _ column: Int, panel: Int = 0) -> Label {
    Label(data: text(row, column, panel: panel))
  }

  /// An error at a cell.
  public func error(
    at row: Int, _ column: Int, panel: Int = 0, _ message: String
  ) -> DataError {
    let offset = Int(cells.offsets[index(row, column, panel: panel)])
    return DataError(file: file, place: source.place(of: offset), message)
  }

  /// An error of the table as a whole.
  public func error(_ message: String) -> DataError {
    DataError(file: file, place: source.isText ? .text(line: 1, column: 1) : .byte(0), message)
  }

  /// ` in column 'loss'`, or its number from 1.
  func inColumn(_ column: Int) -> String {
    guard column < columnNames.count, !columnNames[column].isEmpty else {
      return " in column \(column + 1)"
    }
    return " in column '\(shown(columnNames[column]))'"
  }

  private static func complaint(of text: String, in source: CellSource) -> String {
    let word = trimmed(text)
    switch NumberGrammar.read(Array(word.utf8)[...]) {
    case .tooLarge:
      return "is too large for a number; the largest is 1.797e308, and inf has no size"
    case .number where source.isJSON:
      return "is a number in quotes; a cell is a number, \"nan\", \"inf\" or null"
    case .number, .none: break
    }
    let parts = word.split(separator: ",", omittingEmptySubsequences: false)
    if parts.count == 2, !parts[1].isEmpty, parts[1].allSatisfy({ $0.isASCII && $0.isNumber }),
      case .number = NumberGrammar.read(Array("\(parts[0]).\(parts[1])".utf8)[...])
    {
      return "is not a number; write it with a point, \(parts[0]).\(parts[1])"
    }
    if case .delimited(_, let delimiter) = source, word.contains(";"), delimiter == TextBytes.comma
    {
      return "is not a number; cells are separated by commas here, not by semicolons"
    }
    if source.isJSON { return "is not a number; a cell is a number, \"nan\", \"inf\" or null" }
    return "is not a number; a cell is a number, nan, inf or empty"
  }
}

extension CellSource {
  var isText: Bool { if case .npy = self { false } else { true } }
  var isJSON: Bool { if case .json = self { true } else { false } }
}

extension Label {
  /// Text from a file: mathematics where all of it stands between dollars and can be set, plain
  /// otherwise.
  init(data text: String) {
    let word = trimmed(text)
    if word.count > 2, word.first == "$", word.last == "$",
      !word.dropFirst().dropLast().contains("$")
    {
      let label = Label(word)
      if (try? label.validate()) != nil {
        self = label
        return
      }
    }
    var plain = word.isEmpty ? text : word
    if case .number = NumberGrammar.read(Array(plain.utf8)[...]) {
      // As figures write numbers.
      plain = plain.replacing("-", with: "\u{2212}")
    }
    self = .plain(
      plain.count == 1 || plain.contains(where: { $0.isNewline || $0 == "\t" })
        ? plain.map { Label.character($0).source }.joined() : plain)
  }
}

/// `0.5`, `3`: the fewest digits that read back as the same number.
func shortest(_ value: Double) -> String {
  let text = "\(value)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
