import Input

/// The words of a JSON text, one after the other, with their places. It never calls itself, so that
/// no depth of nesting can exhaust the stack.
struct JSONScanner {
  let bytes: [UInt8]
  let file: String
  private(set) var position: Int

  /// A value that is no array and no object.
  struct Scalar {
    var kind: CellStore.Kind
    var number = 0.0
    var offset: Int
  }

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    position = bytes.starts(with: TextBytes.mark) ? TextBytes.mark.count : 0
  }

  /// The next byte that is no space; nil at the end.
  mutating func peek() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return bytes[position]
      }
    }
    return nil
  }

  /// Passes over `byte` if it comes next.
  mutating func skip(_ byte: Character) -> Bool {
    guard peek() == byte.asciiValue else { return false }
    position += 1
    return true
  }

  /// Whether the list goes on: passes over a comma, or over the closing bracket.
  mutating func goesOn(until closing: Character) throws(DataError) -> Bool {
    if skip(closing) { return false }
    guard skip(",") else { throw unexpected("',' or '\(closing)'") }
    if peek() == closing.asciiValue {
      throw fail(position, "'\(closing)' behind a comma; another value is needed")
    }
    return true
  }

  /// `"name":`
  mutating func key() throws(DataError) -> (name: String, offset: Int) {
    guard peek() == TextBytes.quote else { throw unexpected("a name in quotes") }
    let start = position
    let end = try stringEnd(start)
    position = end
    let name = Self.decoded(bytes, start, end)
    guard skip(":") else { throw unexpected("':'") }
    return (name, start)
  }

  mutating func scalar() throws(DataError) -> Scalar {
    guard let first = peek() else { throw unexpected("a value") }
    let start = position
    switch first {
    case TextBytes.quote:
      let end = try stringEnd(start)
      position = end
      guard end - start <= TextBytes.longestCell + 2 else {
        throw fail(
          start, "a text of more than \(grouped(TextBytes.longestCell)) bytes; no more are allowed")
      }
      // JSON has no number that is not finite, so programs write their names.
      if end - start <= 12, !(0x30...0x39).contains(bytes[start + 1]),
        case .number(let value) = NumberGrammar.read(bytes[(start + 1)..<(end - 1)]),
        !value.isFinite
      {
        return Scalar(kind: .number, number: value, offset: start)
      }
      return Scalar(kind: end - start == 2 ? .empty : .text, offset: start)
    case 0x5B: throw fail(start, "an array here; a number, a text or null is allowed")
    case 0x7B: throw fail(start, "an object here; a number, a text or null is allowed")
    default:
      var end = start
      while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
      position = end
      return try word(start, end)
    }
  }

  mutating func refuseMore() throws(DataError) {
    if peek() != nil { throw fail(position, "more behind the end of the value") }
  }

  func fail(_ offset: Int, _ message: String) -> DataError {
    DataError(file: file, place: .of(offset, in: bytes), message)
  }

  mutating func unexpected(_ allowed: String) -> DataError {
    guard let byte = peek() else {
      return fail(position, "the file ends here; \(allowed) is needed")
    }
    let rest = String(decoding: bytes[position..<min(position + 40, bytes.count)], as: UTF8.self)
    let found = byte == TextBytes.quote ? "a text" : "'\(shown(String(rest.prefix(1))))'"
    return fail(position, "\(found) here; \(allowed) is needed")
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  private mutating func word(_ start: Int, _ end: Int) throws(DataError) -> Scalar {
    let word = bytes[start..<end]
    guard !word.isEmpty else {
      position = start
      throw unexpected("a value")
    }
    if bytes[start] >= 0x61 {
      switch word.count <= 5 ? String(decoding: word, as: UTF8.self) : "" {
      case "null": return Scalar(kind: .empty, offset: start)
      case "true": return Scalar(kind: .number, number: 1, offset: start)
      case "false": return Scalar(kind: .number, number: 0, offset: start)
      default: break
      }
    }
    func text() -> String { shown(String(decoding: word.prefix(200), as: UTF8.self)) }
    guard word.count <= TextBytes.longestCell else {
      throw fail(
        start, "a number of more than \(grouped(TextBytes.longestCell)) digits; no more are allowed"
      )
    }
    // JSON's grammar is narrower: no plus, no leading zero, digits on both sides of the point.
    let digits = word.first == 0x2D ? word.dropFirst() : word
    let isStrict =
      digits.first.map { (0x30...0x39).contains($0) } == true
      && !(digits.first == 0x30
        && digits.dropFirst().first.map { (0x30...0x39).contains($0) } == true)
      && !Self.hasBarePoint(digits)
    switch NumberGrammar.read(word) {
    case .number(let value) where isStrict || !value.isFinite:
      return Scalar(kind: .number, number: value, offset: start)
    case .tooLarge:
      throw fail(start, "'\(text())' is too large for a number; the largest is 1.797e308")
    default:
      throw fail(start, "'\(text())' is no value of JSON; a number, a text in quotes or null is")
    }
  }

  private static func hasBarePoint(_ digits: ArraySlice<UInt8>) -> Bool {
    guard let point = digits.firstIndex(of: 0x2E) else { return false }
    let next = point + 1
    return next >= digits.endIndex || !(0x30...0x39).contains(digits[next])
  }

  /// Behind the closing quote of the string that begins at `start`; its escapes are checked.
  private func stringEnd(_ start: Int) throws(DataError) -> Int {
    var index = start + 1
    while index < bytes.count {
      switch bytes[index] {
      case TextBytes.quote: return index + 1
      case TextBytes.backslash:
        guard let length = Self.escapeLength(bytes, index) else {
          throw fail(
            index,
            "an escape that JSON does not have; \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX are")
        }
        index += length
      case TextBytes.newline, TextBytes.carriageReturn:
        throw fail(start, "the quote is not closed on its line")
      default: index += 1
      }
    }
    throw fail(start, "the quote is never closed")
  }

  private static func escapeLength(_ bytes: [UInt8], _ index: Int) -> Int? {
    guard index + 1 < bytes.count else { return nil }
    switch bytes[index + 1] {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return 2
    case 0x75: return unit(bytes, index) == nil ? nil : 6
    default: return nil
    }
  }

  /// The number of `\uXXXX`.
  private static func unit(_ bytes: [UInt8], _ index: Int) -> UInt16? {
    guard index + 5 < bytes.count, bytes[index] == TextBytes.backslash, bytes[index + 1] == 0x75
    else { return nil }
    var value: UInt16 = 0
    for byte in bytes[(index + 2)...(index + 5)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  /// The text of a string or the word that begins at an offset and was read before.
  static func text(at start: Int, in bytes: [UInt8]) -> String? {
    guard start < bytes.count else { return nil }
    guard bytes[start] == TextBytes.quote else {
      let word = bytes[start...].prefix { isWord($0) }
      return String(decoding: word, as: UTF8.self)
    }
    guard let end = try? JSONScanner(bytes, file: "").stringEnd(start) else { return nil }
    return decoded(bytes, start, end)
  }

  private static func decoded(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String {
    let body = bytes[(start + 1)..<(end - 1)]
    guard body.contains(TextBytes.backslash) else { return String(decoding: body, as: UTF8.self) }
    var units: [UInt8] = []
    var index = body.startIndex
    while index < body.endIndex {
      guard bytes[index] == TextBytes.backslash else {
        units.append(bytes[index])
        index += 1
        continue
      }
      switch bytes[index + 1] {
      case 0x62: units.append(0x08)
      case 0x66: units.append(0x0C)
      case 0x6E: units.append(0x0A)
      case 0x72: units.append(0x0D)
      case 0x74: units.append(0x09)
      case 0x75:
        var pair: [UInt16] = []
        while pair.count < 2, let unit = unit(bytes, index), index < body.endIndex {
          // A low surrogate belongs to the high one before it.
          if pair.count == 1, !(0xDC00...0xDFFF).contains(unit) { break }
          pair.append(unit)
          index += 6
          guard (0xD800...0xDBFF).contains(unit) else { break }
        }
        units += Array(String(decoding: pair, as: UTF16.self).utf8)
        continue
      default: units.append(bytes[index + 1])
      }
      index += 2
    }
    return String(decoding: units, as: UTF8.self)
  }
}
