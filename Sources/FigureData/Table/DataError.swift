import Input

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
  /// The place of an offset in a text.
  static func of(_ offset: Int, in bytes: [UInt8]) -> DataPlace {
    let place = TextPlace(of: offset, in: bytes)
    return .text(line: place.line, column: place.column)
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
