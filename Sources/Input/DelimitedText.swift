// Cells between commas, tabs or semicolons: the one reader of such files.
//
// Our own, because a message must name the line and column of a cell that was read well and is of
// no use ('abc' where a number is needed). SwiftCSV gives no places, CodableCSV the index of a row
// and a field, Swift-CSV 0.1 the line on which a record begins, and the exact place of malformed
// syntax alone.

/// A cell of a delimited text.
public struct DelimitedCell: Sendable {
  /// Without its quotes; quotes inside are still doubled.
  public let content: Range<Int>
  public let isQuoted: Bool
  /// The delimiter or the line end behind it, or the end of the text.
  public let next: Int

  /// Where it begins, its quote among it.
  public var start: Int { content.lowerBound - (isQuoted ? 1 : 0) }
}

/// Why a row cannot be read, and where.
public struct DelimitedProblem: Error, Sendable {
  public enum Kind: Sendable { case syntax, tooLong, tooManyCells }

  public let offset: Int
  public var kind = Kind.syntax
  public let reason: String
}

/// The rows of a delimited text, by RFC 4180: a cell that holds the delimiter, a quote or a line
/// end stands in quotes, its quotes doubled; `\n`, `\r\n` and `\r` end a row.
public struct DelimitedText: Sendable {
  /// What a quote is where RFC 4180 allows none.
  public enum Quotes: Sendable {
    /// A problem: for tables, where nobody means one.
    case strict
    /// A character like others: for prose, which has many.
    case loose
  }

  public let bytes: [UInt8]
  public let delimiter: UInt8
  public let quotes: Quotes
  /// In bytes.
  public let longestCell: Int

  public init(_ bytes: [UInt8], delimiter: UInt8, quotes: Quotes, longestCell: Int) {
    self.bytes = bytes
    self.delimiter = delimiter
    self.quotes = quotes
    self.longestCell = longestCell
  }

  /// Where the first row begins: behind a byte-order mark.
  public var start: Int { bytes.starts(with: TextBytes.mark) ? TextBytes.mark.count : 0 }

  /// Behind the line end that stands here.
  public func afterLineEnd(_ position: Int) -> Int {
    let isPair =
      bytes[position] == TextBytes.carriageReturn && position + 1 < bytes.count
      && bytes[position + 1] == TextBytes.newline
    return position + (isPair ? 2 : 1)
  }

  /// Behind the line on which this offset stands.
  public func afterLine(_ position: Int) -> Int {
    var index = position
    while index < bytes.count, !TextBytes.isLineEnd(bytes[index]) { index += 1 }
    return index < bytes.count ? afterLineEnd(index) : index
  }

  /// What a cell holds, its doubled quotes as single ones.
  public func text(_ cell: DelimitedCell) -> String { text(bytes[cell.content], cell.isQuoted) }

  /// The same without spaces, tabs and line ends around it.
  public func trimmed(_ cell: DelimitedCell) -> String {
    func isBlank(_ byte: UInt8) -> Bool {
      byte == TextBytes.space || byte == TextBytes.tab || TextBytes.isLineEnd(byte)
    }
    var content = bytes[cell.content]
    while let last = content.last, isBlank(last) { content.removeLast() }
    return text(content.drop(while: isBlank), cell.isQuoted)
  }

  private func text(_ content: ArraySlice<UInt8>, _ isQuoted: Bool) -> String {
    let text = String(decoding: content, as: UTF8.self)
    return isQuoted && content.contains(TextBytes.quote) ? text.replacing("\"\"", with: "\"") : text
  }
}

// MARK: Cells

extension DelimitedText {
  /// The cell that begins at an offset.
  public func cell(at start: Int) throws(DelimitedProblem) -> DelimitedCell {
    guard start < bytes.count, bytes[start] == TextBytes.quote else { return try plain(at: start) }
    switch quotes {
    case .strict: return try quoted(at: start)
    case .loose:
      guard let cell = try? quoted(at: start) else { return try plain(at: start) }
      return cell
    }
  }

  /// To the next delimiter or line end.
  private func plain(at start: Int) throws(DelimitedProblem) -> DelimitedCell {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == delimiter || TextBytes.isLineEnd(byte) { break }
      if byte == TextBytes.quote, quotes == .strict {
        throw DelimitedProblem(
          offset: index,
          reason: "a quote inside a cell; such a cell stands in quotes, and its quotes are doubled")
      }
      index += 1
      guard index - start <= longestCell else {
        throw tooLong(start, "no more are allowed")
      }
    }
    return DelimitedCell(content: start..<index, isQuoted: false, next: index)
  }

  /// From the quote at `start` to the one that closes it.
  private func quoted(at start: Int) throws(DelimitedProblem) -> DelimitedCell {
    var index = start + 1
    while true {
      guard index < bytes.count else {
        throw DelimitedProblem(offset: start, reason: "the quote is never closed")
      }
      if bytes[index] == TextBytes.quote {
        guard index + 1 < bytes.count, bytes[index + 1] == TextBytes.quote else { break }
        index += 1
      }
      index += 1
      guard index - start - 1 <= longestCell else {
        throw tooLong(start, "is its quote never closed?")
      }
    }
    let next = index + 1
    guard next >= bytes.count || bytes[next] == delimiter || TextBytes.isLineEnd(bytes[next])
    else {
      throw DelimitedProblem(
        offset: next,
        reason: "text behind a closing quote; \(delimiterName) or the line's end is allowed")
    }
    return DelimitedCell(content: start + 1..<index, isQuoted: true, next: next)
  }

  private func tooLong(_ start: Int, _ ending: String) -> DelimitedProblem {
    DelimitedProblem(
      offset: start, kind: .tooLong,
      reason: "a cell of more than \(grouped(longestCell)) bytes; \(ending)")
  }

  /// `a comma`.
  public var delimiterName: String {
    switch delimiter {
    case TextBytes.comma: "a comma"
    case TextBytes.semicolon: "a semicolon"
    default: "a tab"
    }
  }
}

// MARK: Rows

extension DelimitedText {
  /// Reads the row that begins at `position`, which is then behind its line end.
  ///
  /// - Parameters:
  ///   - columns: How many cells the row should have. Where quotes are loose, it settles what a
  ///     quote means: between tabs a row ends with its line if that gives it so many cells, and
  ///     between commas it does so where reading quotes gives another number.
  ///   - most: The most cells of a row.
  ///   - cells: Takes the cells; what it held is gone.
  public func row(
    from position: inout Int, columns: Int? = nil, most: Int, into cells: inout [DelimitedCell]
  ) throws(DelimitedProblem) {
    let start = position
    let isLineFirst = quotes == .loose && delimiter == TextBytes.tab
    try read(from: &position, byLine: isLineFirst, most, &cells)
    guard quotes == .loose, let columns, cells.count != columns else { return }
    var other: [DelimitedCell] = []
    var end = start
    try read(from: &end, byLine: !isLineFirst, most, &other)
    guard other.count == columns else { return }
    (position, cells) = (end, other)
  }

  /// - Parameter byLine: Whether the row is one line, and a quote counts only where it stands
  ///   around a whole cell.
  private func read(
    from position: inout Int, byLine: Bool, _ most: Int, _ cells: inout [DelimitedCell]
  ) throws(DelimitedProblem) {
    cells.removeAll(keepingCapacity: true)
    while true {
      let cell = try byLine ? unwrapped(plain(at: position)) : cell(at: position)
      guard cells.count < most else {
        throw DelimitedProblem(
          offset: position, kind: .tooManyCells,
          reason: "a row of more than \(grouped(most)) cells; no more are allowed")
      }
      cells.append(cell)
      position = cell.next
      guard position < bytes.count else { return }
      guard bytes[position] == delimiter else {
        position = afterLineEnd(position)
        return
      }
      position += 1
    }
  }

  /// `"a ""b"" c"` without its outer quotes; anything else as it stands.
  private func unwrapped(_ cell: DelimitedCell) -> DelimitedCell {
    guard cell.content.count >= 2, bytes[cell.content.lowerBound] == TextBytes.quote,
      let quoted = try? quoted(at: cell.content.lowerBound), quoted.next == cell.next
    else { return cell }
    return quoted
  }
}
