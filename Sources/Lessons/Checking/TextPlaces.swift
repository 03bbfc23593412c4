/// Turns the places of libYAML, which counts lines and Unicode scalars of the text it was given,
/// into lines and characters of the lesson's file.
struct TextPlaces {
  private let file: String
  private let firstLine: Int
  private let indent: Int
  private let text: [UInt8]
  /// The offset of each line's first byte.
  private let lineStarts: [Int]
  /// The last line asked for, with the number of characters in front of each scalar; nil where the
  /// line is ASCII, and scalars are characters.
  private var lastLine: (index: Int, bytes: Range<Int>, charactersBefore: [Int]?)?

  init(_ source: LessonDocument.YAMLSource, file: String) {
    self.file = file
    firstLine = source.firstLine
    indent = source.indent
    text = Array(source.text.utf8)
    var starts = [0]
    for (offset, byte) in text.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    // What ends with a line break has no further line.
    if starts.count > 1, starts.last == text.count { starts.removeLast() }
    lineStarts = starts
  }

  /// The place of a byte of the text.
  func location(offset: Int) -> SourceLocation {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let line = bytes(of: low)
    let end = min(max(offset, line.lowerBound), line.upperBound)
    let before = String(decoding: text[line.lowerBound..<end], as: UTF8.self)
    return place(line: low, column: before.count)
  }

  /// The place of a mark, whose line and column count from 1. A mark behind the text becomes the
  /// end of the last line.
  mutating func location(line: Int, column: Int) -> SourceLocation {
    let index = line - 1
    guard lineStarts.indices.contains(index) else { return location(offset: text.count) }
    let line: (index: Int, bytes: Range<Int>, charactersBefore: [Int]?)
    if let lastLine, lastLine.index == index {
      line = lastLine
    } else {
      let bytes = bytes(of: index)
      line = (index, bytes, charactersBefore(scalarsOf: bytes))
      lastLine = line
    }
    guard let before = line.charactersBefore else {
      return place(line: index, column: min(column - 1, line.bytes.count))
    }
    return place(line: index, column: before[min(max(column - 1, 0), before.count - 1)])
  }

  /// One count for each scalar and one for the end; nil for ASCII.
  private func charactersBefore(scalarsOf bytes: Range<Int>) -> [Int]? {
    if text[bytes].allSatisfy({ $0 < 0x80 }) { return nil }
    var before: [Int] = []
    for (count, character) in String(decoding: text[bytes], as: UTF8.self).enumerated() {
      for _ in character.unicodeScalars { before.append(count) }
    }
    return before + [(before.last ?? -1) + 1]
  }

  /// The offset of a mark, or nil where there is no such place.
  func offset(line: Int, column: Int) -> Int? {
    guard lineStarts.indices.contains(line - 1), column >= 1 else { return nil }
    let bytes = bytes(of: line - 1)
    var scalars = 0
    for offset in bytes {
      // A scalar begins at every byte that does not continue one.
      if text[offset] & 0xC0 != 0x80 {
        if scalars == column - 1 { return offset }
        scalars += 1
      }
    }
    return scalars == column - 1 ? bytes.upperBound : nil
  }

  /// The bytes of a line without its line break.
  private func bytes(of line: Int) -> Range<Int> {
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : text.count
    while end > start, text[end - 1] == UInt8(ascii: "\n") || text[end - 1] == UInt8(ascii: "\r") {
      end -= 1
    }
    return start..<end
  }

  private func place(line: Int, column: Int) -> SourceLocation {
    SourceLocation(file: file, line: firstLine + line, column: indent + column + 1)
  }
}
