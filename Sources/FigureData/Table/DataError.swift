/// A place in a data file.
public enum DataPlace: Sendable, Hashable {
  /// The file as a whole.
  case file
  /// Line and column of a text file, from 1; columns count characters.
  case text(line: Int, column: Int)
  /// A byte of a binary file, from 0.
  case byte(Int)
}

/// What is wrong with a data file, in one line: where, what was found, what is allowed.
///
/// `states.csv:3:7: 'abc' in column 'loss' is not a number; a cell is a number, nan, inf or empty`
public struct DataError: Error, Sendable, Hashable, CustomStringConvertible {
  public var file: String
  public var place: DataPlace
  public var message: String

  public init(file: String, place: DataPlace = .file, _ message: String) {
    self.file = file
    self.place = place
    self.message = message
  }

  public var description: String {
    switch place {
    case .file: "\(file): \(message)"
    case .text(let line, let column): "\(file):\(line):\(column): \(message)"
    case .byte(let offset): "\(file):byte \(offset): \(message)"
    }
  }
}

extension DataPlace {
  /// The line and column of an offset in a text; a byte-order mark has no column, and `\n`, `\r\n`
  /// and a lone `\r` end a line.
  static func of(_ offset: Int, in bytes: [UInt8]) -> DataPlace {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var start = bytes.starts(with: TextBytes.mark) ? TextBytes.mark.count : 0
    var index = start
    while index < end {
      let byte = bytes[index]
      index += 1
      guard byte == TextBytes.newline || byte == TextBytes.carriageReturn else { continue }
      if byte == TextBytes.carriageReturn, index < bytes.count, bytes[index] == TextBytes.newline {
        // The offset of the second byte of a line ending is still on its line.
        if index >= end { break }
        index += 1
      }
      line += 1
      start = index
    }
    guard start < end else { return .text(line: line, column: 1) }
    let before = bytes[start..<end]
    // To find the characters of a very long line would take longer than to read it.
    let column =
      before.count <= 100_000
      ? String(decoding: before, as: UTF8.self).count : before.count { $0 & 0xC0 != 0x80 }
    return .text(line: line, column: column + 1)
  }
}

/// What a message shows of a text from a file: never more than 40 characters, all of them visible.
func shown(_ text: String) -> String {
  let visible = text.prefix(41).map { character -> String in
    switch character {
    case "\n", "\r\n", "\r": return "\u{23CE}"
    case "\t": return "\u{21E5}"
    default: return String(character)
    }
  }
  return visible.count > 40 ? visible.prefix(39).joined() + "…" : visible.joined()
}
