import Input

/// The rows of a corpus file, one after the other, blank lines passed over.
struct CorpusRows {
  /// A longer cell is no review.
  static let longestCell = 1_000_000
  static let mostColumns = 1000
  /// So many rows decide what stands between the columns.
  private static let tried = 50

  let text: DelimitedText
  /// The cells of the row that was read last, and where it begins.
  private(set) var cells: [DelimitedCell] = []
  private(set) var start: Int
  /// How many the first row has; 0 where there is none.
  private(set) var columns = 0
  private var position: Int

  /// - Parameter bytes: Columns between tabs, commas or semicolons, whichever cut more rows alike.
  init(_ bytes: [UInt8]) {
    let candidates = [TextBytes.tab, TextBytes.comma, TextBytes.semicolon].map {
      CorpusRows(bytes, delimiter: $0)
    }
    let scores = candidates.map { candidate in
      var rows = candidate
      return candidate.columns < 2
        ? 0 : (0..<Self.tried).count { _ in rows.next() == .row && rows.isWhole }
    }
    self = candidates[scores.firstIndex(of: scores.max()!)!]
  }

  private init(_ bytes: [UInt8], delimiter: UInt8) {
    text = DelimitedText(
      bytes, delimiter: delimiter, quotes: .loose, longestCell: Self.longestCell)
    position = text.start
    start = position
    var first = self
    if first.next() == .row { columns = first.cells.count }
  }

  enum Next: Equatable {
    case row
    /// A row that cannot be read; reading goes on behind its first line.
    case problem(offset: Int, reason: String)
    case end
  }

  mutating func next() -> Next {
    let bytes = text.bytes
    while position < bytes.count, TextBytes.isLineEnd(bytes[position]) {
      position = text.afterLineEnd(position)
    }
    guard position < bytes.count else { return .end }
    start = position
    do throws(DelimitedProblem) {
      try text.row(
        from: &position, columns: columns > 0 ? columns : nil, most: Self.mostColumns, into: &cells)
      return .row
    } catch {
      cells = []
      position = text.afterLine(start)
      return .problem(offset: error.offset, reason: error.reason)
    }
  }

  /// Whether the row has as many cells as the first.
  var isWhole: Bool { cells.count == columns }

  /// The cell in this column without spaces at its ends.
  func trimmed(_ column: Int) -> String { text.trimmed(cells[column]) }
}
