/// The text of a file with the start of every line, so that an offset can be told as a place.
///
/// A byte-order mark is taken off, and `\r\n` and a lone `\r` become `\n`: neither changes the
/// line and column that an editor shows.
package struct SourceText: Sendable {
  package let path: String
  package let text: String
  /// `text` in UTF-8.
  package let bytes: [UInt8]
  /// The offset of each line's first byte; the last entry is the end of the text.
  package let lineStarts: [Int]

  package init(
    bytes raw: [UInt8], path: String, longestLine: Int = BoundedFile.longestLine
  ) throws(InvalidLesson) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = raw.starts(with: mark) ? raw[3...] : raw[...]
    var bytes: [UInt8] = []
    bytes.reserveCapacity(body.count)
    var starts = [0]
    var index = body.startIndex
    while index < body.endIndex {
      var byte = body[index]
      if byte == 0x0D {
        byte = 0x0A
        let next = index + 1
        if next < body.endIndex && body[next] == 0x0A { index = next }
      }
      bytes.append(byte)
      if byte == 0x0A { starts.append(bytes.count) }
      index += 1
    }
    if starts.last != bytes.count { starts.append(bytes.count) }
    self.path = path
    self.bytes = bytes
    self.lineStarts = starts
    self.text = String(decoding: bytes, as: UTF8.self)

    let problems = Self.problems(in: bytes, starts: starts, path: path, longestLine: longestLine)
    guard problems.isEmpty else { throw InvalidLesson(problems) }
  }

  /// The number of lines; text behind the last `\n` is a line too.
  package var lineCount: Int { lineStarts.count - 1 }

  /// The offsets of a line (from 1) without its line ending.
  package func line(_ number: Int) -> Range<Int> {
    let start = lineStarts[number - 1]
    var end = lineStarts[number]
    if end > start && bytes[end - 1] == 0x0A { end -= 1 }
    return start..<end
  }

  package func text(of range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  package func location(at offset: Int) -> SourceLocation {
    Self.location(at: offset, bytes: bytes, starts: lineStarts, path: path)
  }

  private static func location(
    at offset: Int, bytes: [UInt8], starts: [Int], path: String
  ) -> SourceLocation {
    var low = 0
    var high = max(1, starts.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    let before = String(decoding: bytes[starts[low]..<offset], as: UTF8.self)
    return SourceLocation(file: path, line: low + 1, column: before.count + 1)
  }

  private static func problems(
    in bytes: [UInt8], starts: [Int], path: String, longestLine: Int
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    func note(_ offset: Int, _ message: String) {
      let place = location(at: offset, bytes: bytes, starts: starts, path: path)
      problems.append(Diagnostic(at: place, message))
    }
    for number in 1..<max(starts.count, 1) where starts[number] - starts[number - 1] > longestLine {
      let place = SourceLocation(file: path, line: number, column: 1)
      let length = grouped(starts[number] - starts[number - 1])
      return [
        Diagnostic(
          at: place, "the line holds \(length) bytes; at most \(grouped(longestLine)) are allowed")
      ]
    }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    // One example of each kind is enough: a binary file would fill the terminal.
    var told: Set<UInt32> = []
    reading: while true {
      switch parser.parseScalar(from: &iterator) {
      case .emptyInput: break reading
      case .error:
        let byte = String(bytes[offset], radix: 16, uppercase: true)
        note(offset, "byte 0x\(byte) is not UTF-8; save the file as UTF-8")
        break reading
      case .valid(let encoded):
        let scalar = Unicode.UTF8.decode(encoded)
        let value = scalar.value
        if scalar.properties.generalCategory == .control && value != 0x0A && value != 0x09,
          told.insert(value).inserted
        {
          let code = String(value, radix: 16, uppercase: true)
          let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
          note(
            offset,
            value == 0
              ? "NUL (U+0000) cannot stand in a text file"
              : "control character \(name); only tabs and line endings are allowed")
        }
        offset += encoded.count
      }
    }
    return problems
  }
}
