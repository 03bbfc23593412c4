// Cells between commas or tabs.
//
// Our own reader, because a message must name the line and column of a cell that was read well and
// is of no use ('abc' where a number is needed). SwiftCSV gives no places, CodableCSV the index of
// a row and a field, Swift-CSV 0.1 the line on which a record begins, and the exact place of
// malformed syntax alone.
import Input

/// Reads CSV and TSV by RFC 4180: a cell that holds the delimiter, a quote or a line end stands in
/// quotes, its quotes doubled. `\n`, `\r\n` and `\r` end a row; a byte-order mark is passed over;
/// lines with nothing on them hold no row, but in a table of one column an empty cell.
struct DelimitedReader {
  private let bytes: [UInt8]
  private let file: String
  private let delimiter: UInt8

  init(_ bytes: [UInt8], file: String, delimiter: UInt8) {
    self.bytes = bytes
    self.file = file
    self.delimiter = delimiter
  }

  func table() throws(DataError) -> DataTable {
    var cells = CellStore()
    var columns = 0
    var rows = 0
    var blanks: [Int] = []
    var position = bytes.starts(with: TextBytes.mark) ? TextBytes.mark.count : 0
    try refuseUnlessStart(position)
    while position < bytes.count {
      if TextBytes.isLineEnd(bytes[position]) {
        if columns == 1 { blanks.append(position) }
        position = afterLineEnd(position)
        continue
      }
      // In one column, a line with nothing on it is a missing value, unless nothing follows.
      for blank in blanks {
        cells.append(.empty, at: blank)
        rows += 1
      }
      blanks = []
      let rowStart = position
      let count = try row(from: &position, into: &cells)
      rows += 1
      if columns == 0 { columns = count }
      guard count == columns else { throw unequal(rowStart, count, columns) }
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
  private func refuseUnlessStart(_ position: Int) throws(DataError) {
    let head = Array(bytes.prefix(8))
    if head.starts(with: NPYReader.magic) || head.starts(with: [0xFF, 0xFE])
      || head.starts(with: [0xFE, 0xFF])
    {
      try TextBytes.refuseUnlessText(head, file: file)
    }
  }

  /// Reads one row with its line end; the number of its cells.
  private func row(
    from position: inout Int, into cells: inout CellStore
  ) throws(DataError) -> Int {
    var count = 0
    while true {
      let field = try DelimitedField(at: position, in: bytes, delimiter: delimiter, file: file)
      try append(field, at: position, to: &cells)
      count += 1
      guard count <= DataTable.mostColumns else {
        throw fail(
          position, "a row of more than \(grouped(DataTable.mostColumns)) cells; no more are drawn")
      }
      position = field.next
      if position < bytes.count, bytes[position] == delimiter {
        position += 1
      } else {
        if position < bytes.count { position = afterLineEnd(position) }
        return count
      }
    }
  }

  private func append(
    _ field: DelimitedField, at position: Int, to cells: inout CellStore
  ) throws(DataError) {
    guard cells.count < DataTable.mostCells else {
      throw fail(
        position, "more than \(grouped(DataTable.mostCells)) cells; no more are drawn")
    }
    var content = field.content
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

  private func afterLineEnd(_ position: Int) -> Int {
    let isPair =
      bytes[position] == TextBytes.carriageReturn && position + 1 < bytes.count
      && bytes[position + 1] == TextBytes.newline
    return position + (isPair ? 2 : 1)
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

/// One cell of a delimited file.
struct DelimitedField {
  /// Without its quotes; quotes inside are still doubled.
  let content: Range<Int>
  let isQuoted: Bool
  /// The delimiter or the line end behind it, or the end of the file.
  let next: Int

  init(
    at start: Int, in bytes: [UInt8], delimiter: UInt8, file: String
  ) throws(DataError) {
    func fail(_ offset: Int, _ message: String) -> DataError {
      DataError(file: file, place: .of(offset, in: bytes), message)
    }
    isQuoted = start < bytes.count && bytes[start] == TextBytes.quote
    var index = start + (isQuoted ? 1 : 0)
    let limit = index + TextBytes.longestCell
    while index < bytes.count {
      let byte = bytes[index]
      if isQuoted {
        if byte == TextBytes.quote {
          guard index + 1 < bytes.count, bytes[index + 1] == TextBytes.quote else { break }
          index += 1
        }
      } else if byte == delimiter || TextBytes.isLineEnd(byte) {
        break
      } else if byte == TextBytes.quote {
        throw fail(
          index, "a quote inside a cell; such a cell stands in quotes, and its quotes are doubled")
      }
      index += 1
      guard index <= limit else {
        throw fail(
          start,
          "a cell of more than \(grouped(TextBytes.longestCell)) bytes"
            + (isQuoted ? "; is its quote never closed?" : "; no more are allowed"))
      }
    }
    content = (start + (isQuoted ? 1 : 0))..<min(index, bytes.count)
    guard isQuoted else {
      next = index
      return
    }
    guard index < bytes.count else { throw fail(start, "the quote is never closed") }
    next = index + 1
    if next < bytes.count, bytes[next] != delimiter, !TextBytes.isLineEnd(bytes[next]) {
      let name = delimiter == TextBytes.comma ? "a comma" : "a tab"
      throw fail(next, "text behind a closing quote; \(name) or the line's end is allowed")
    }
  }

  /// The text of a cell that was read before.
  static func text(at start: Int, in bytes: [UInt8], delimiter: UInt8) -> String? {
    guard let field = try? DelimitedField(at: start, in: bytes, delimiter: delimiter, file: "")
    else { return nil }
    let text = String(decoding: bytes[field.content], as: UTF8.self)
    return field.isQuoted ? text.replacing("\"\"", with: "\"") : text
  }
}
