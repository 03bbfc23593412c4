import Input

/// Makes a table of CSV and TSV. A byte-order mark is passed over; lines with nothing on them hold
/// no row, but in a table of one column an empty cell.
struct DelimitedReader {
  private let text: DelimitedText
  private let file: String

  private var bytes: [UInt8] { text.bytes }
  private var delimiter: UInt8 { text.delimiter }

  init(_ bytes: [UInt8], file: String, delimiter: UInt8) {
    text = DelimitedText(
      bytes, delimiter: delimiter, quotes: .strict, longestCell: TextBytes.longestCell)
    self.file = file
  }

  func table() throws(DataError) -> DataTable {
    var cells = CellStore()
    var columns = 0
    var rows = 0
    var blanks: [Int] = []
    var row: [DelimitedCell] = []
    var position = text.start
    try refuseUnlessStart()
    while position < bytes.count {
      if TextBytes.isLineEnd(bytes[position]) {
        if columns == 1 { blanks.append(position) }
        position = text.afterLineEnd(position)
        continue
      }
      // In one column, a line with nothing on it is a missing value, unless nothing follows.
      for blank in blanks {
        cells.append(.empty, at: blank)
        rows += 1
      }
      blanks = []
      let rowStart = position
      try read(&row, from: &position)
      for cell in row { try append(cell, to: &cells) }
      rows += 1
      if columns == 0 { columns = row.count }
      guard row.count == columns else { throw unequal(rowStart, row.count, columns) }
    }
    guard rows > 0 else {
      throw fail(0, "the file holds no values; at least 1 row is needed")
    }
    // Bytes outside cells are delimiters, quotes and line ends; so this asks about the cells.
    try TextBytes.refuseUnlessText(bytes, file: file)
    return DataTable(
      file: file, cells: cells, source: .delimited(bytes, delimiter: delimiter), columns: columns)
  }

  /// What is another format in its first bytes would give a message of little help later.
  private func refuseUnlessStart() throws(DataError) {
    let head = Array(bytes.prefix(8))
    if head.starts(with: NPYReader.magic) || TextBytes.isUTF16(head) {
      try TextBytes.refuseUnlessText(head, file: file)
    }
  }

  private func read(
    _ row: inout [DelimitedCell], from position: inout Int
  ) throws(DataError) {
    do throws(DelimitedProblem) {
      try text.row(from: &position, most: DataTable.mostColumns, into: &row)
    } catch {
      throw fail(
        error.offset,
        error.kind == .tooManyCells
          ? "a row of more than \(grouped(DataTable.mostColumns)) cells; no more are drawn"
          : error.reason)
    }
  }

  private func append(_ cell: DelimitedCell, to cells: inout CellStore) throws(DataError) {
    let position = cell.start
    guard cells.count < DataTable.mostCells else {
      throw fail(
        position, "more than \(grouped(DataTable.mostCells)) cells; no more are drawn")
    }
    var content = cell.content
    if content.isEmpty {
      cells.append(.empty, at: position)
      return
    }
    func isBlank(_ index: Int) -> Bool {
      bytes[index] == TextBytes.space || bytes[index] == TextBytes.tab
    }
    while let first = content.first, isBlank(first) { content = content.dropFirst() }
    while let last = content.last, isBlank(last) { content = content.dropLast() }
    if case .number(let value) = NumberGrammar.read(bytes[content]) {
      cells.append(.number, value, at: position)
    } else {
      cells.append(.text, at: position)
    }
  }

  /// The text of a cell that was read before.
  static func text(at start: Int, in bytes: [UInt8], delimiter: UInt8) -> String? {
    let text = DelimitedText(
      bytes, delimiter: delimiter, quotes: .strict, longestCell: TextBytes.longestCell)
    return (try? text.cell(at: start)).map(text.text)
  }

  private func unequal(_ position: Int, _ count: Int, _ columns: Int) -> DataError {
    var message =
      "\(count) cell\(count == 1 ? "" : "s") in this row, \(columns) in the first; every row has "
      + "as many"
    if delimiter == TextBytes.comma, bytes.prefix(10_000).contains(0x3B) {
      message += "; cells are separated by commas here, not by semicolons"
    } else if delimiter == TextBytes.comma, columns == 1 || count == 1,
      bytes.prefix(10_000).contains(TextBytes.tab)
    {
      message += "; for cells between tabs the format is tsv"
    }
    return fail(position, message)
  }

  private func fail(_ offset: Int, _ message: String) -> DataError {
    DataError(file: file, place: .of(offset, in: bytes), message)
  }
}
