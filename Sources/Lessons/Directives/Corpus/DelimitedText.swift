/// Lines of columns, as bytes: tabs, commas or semicolons between them.
///
/// Between commas and semicolons a column may stand in quotation marks, and then hold separators,
/// line ends and doubled quotation marks (RFC 4180). Between tabs a column ends with the line; one
/// that stands whole in quotation marks is taken out of them, and any other quotation mark is text.
struct DelimitedText {
  struct Record {
    /// The line on which it begins, from 1.
    let line: Int
    let fields: [Field]
  }

  struct Field {
    let bytes: Range<Int>
    /// Whether doubled quotation marks stand for single ones.
    let isQuoted: Bool
  }

  enum Item {
    case record(Record)
    case bad(line: Int, reason: String)
  }

  /// Beyond it a quotation mark was never closed.
  static let longestField = 1_000_000

  let bytes: [UInt8]
  let separator: UInt8
  private var place: Int
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    place = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[place...].prefix { $0 != Self.newline }
    let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")]
    separator = candidates.first { first.contains($0) } ?? candidates[0]
  }

  var separatorName: String {
    switch separator {
    case UInt8(ascii: ","): "commas"
    case UInt8(ascii: ";"): "semicolons"
    default: "tabs"
    }
  }

  /// The next line that is not blank; nil at the end.
  mutating func next() -> Item? {
    while place < bytes.count, isLineEnd(place) { skipLine() }
    guard place < bytes.count else { return nil }
    return separator == UInt8(ascii: "\t") ? .record(tabbed()) : quoted()
  }

  /// Whether a line ends here, or a lone carriage return in front of its end.
  private func isLineEnd(_ index: Int) -> Bool {
    bytes[index] == Self.newline || (bytes[index] == 0x0D && isAtEnd(index + 1))
  }

  private func isAtEnd(_ index: Int) -> Bool {
    index >= bytes.count || bytes[index] == Self.newline
  }

  private mutating func skipLine() {
    while place < bytes.count, bytes[place] != Self.newline { place += 1 }
    place += 1
    line += 1
  }

  private mutating func tabbed() -> Record {
    let first = line
    var end = place
    while end < bytes.count, bytes[end] != Self.newline { end += 1 }
    let stop = end > place && bytes[end - 1] == 0x0D ? end - 1 : end
    var fields: [Field] = []
    var start = place
    for index in place...stop where index == stop || bytes[index] == separator {
      fields.append(unwrapped(start..<index))
      start = index + 1
    }
    place = end + 1
    line += 1
    return Record(line: first, fields: fields)
  }

  /// `"a ""b"" c"` without its outer marks; anything else as it stands.
  private func unwrapped(_ range: Range<Int>) -> Field {
    guard range.count >= 2, bytes[range.lowerBound] == Self.quote,
      bytes[range.upperBound - 1] == Self.quote
    else { return Field(bytes: range, isQuoted: false) }
    let inner = range.lowerBound + 1..<range.upperBound - 1
    var index = inner.lowerBound
    while index < inner.upperBound {
      if bytes[index] == Self.quote {
        guard index + 1 < inner.upperBound, bytes[index + 1] == Self.quote else {
          return Field(bytes: range, isQuoted: false)
        }
        index += 1
      }
      index += 1
    }
    return Field(bytes: inner, isQuoted: true)
  }

  private mutating func quoted() -> Item {
    let (firstPlace, firstLine) = (place, line)
    func bad(_ reason: String) -> Item {
      // Reading goes on behind the line on which the trouble began.
      (place, line) = (firstPlace, firstLine)
      skipLine()
      return .bad(line: firstLine, reason: reason)
    }
    var fields: [Field] = []
    while true {
      if place < bytes.count, bytes[place] == Self.quote {
        let start = place + 1
        var index = start
        var closed = false
        while index < bytes.count, index - start <= Self.longestField {
          if bytes[index] == Self.quote {
            if index + 1 < bytes.count, bytes[index + 1] == Self.quote {
              index += 1
            } else {
              closed = true
              break
            }
          } else if bytes[index] == Self.newline {
            line += 1
          }
          index += 1
        }
        guard closed else { return bad("a quotation mark is opened and never closed") }
        fields.append(Field(bytes: start..<index, isQuoted: true))
        place = index + 1
        guard place >= bytes.count || isLineEnd(place) || bytes[place] == separator else {
          return bad("text behind a closing quotation mark; double the marks inside a column")
        }
      } else {
        let start = place
        while place < bytes.count, !isLineEnd(place), bytes[place] != separator { place += 1 }
        fields.append(Field(bytes: start..<place, isQuoted: false))
      }
      if place < bytes.count, bytes[place] == separator {
        place += 1
        continue
      }
      skipLine()
      return .record(Record(line: firstLine, fields: fields))
    }
  }

  /// The text of a column; nil where its bytes are not UTF-8.
  func text(_ field: Field) -> String? {
    let slice = bytes[field.bytes]
    let text = String(decoding: slice, as: UTF8.self)
    guard text.utf8.elementsEqual(slice) else { return nil }
    return field.isQuoted ? text.replacing("\"\"", with: "\"") : text
  }
}
