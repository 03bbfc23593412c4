/// Looks over YAML text before libYAML reads it, and refuses what lessons do not use and what
/// would cost a parser its stack or its time: deep nesting, anchors, aliases, tags, complex keys,
/// several documents, YAML directives and control characters.
///
/// It follows quotes, comments and block text closely enough to tell marks from text. Where text
/// is not YAML at all it may lose its way; libYAML then reports the mistake, and has a limit of
/// nesting of its own (1000).
/// - Complexity: O(bytes).
struct YAMLGuard {
  struct Problem: Error {
    var offset: Int
    var message: String
  }

  static let deepest = 32
  static let largest = 1 << 20
  /// Values; a key with its ':' counts as two more. libYAML and what follows take about 10
  /// microseconds for each.
  static let most = 50_000

  private let bytes: [UInt8]
  private var position = 0
  private var lineStart = 0
  /// Open brackets and braces.
  private var flowDepth = 0
  /// The columns at which open block collections, or lines of text, begin.
  private var indents: [Int] = []
  private var sawContent = false
  private var count = 0

  static func check(_ text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    if bytes.count > largest {
      throw Problem(
        offset: 0,
        message: "\(bytes.count) bytes of YAML, at most \(largest) are accepted; "
          + "larger data belongs in a file of its own")
    }
    try refuseControlCharacters(bytes)
    var scanner = YAMLGuard(bytes: bytes)
    try scanner.scan()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Refuses all that YAML cannot hold, and the characters that libYAML takes for line breaks
  /// where editors do not.
  private static func refuseControlCharacters(_ bytes: [UInt8]) throws(Problem) {
    func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }
    for (offset, first) in bytes.enumerated() {
      let code: Int
      switch first {
      case 0x09, 0x0A: continue
      case 0x0D where byte(offset + 1) == 0x0A: continue
      case 0..<0x20, 0x7F: code = Int(first)
      case 0xC2 where byte(offset + 1) < 0xA0: code = Int(byte(offset + 1))
      case 0xE2 where byte(offset + 1) == 0x80 && (0xA8...0xA9).contains(byte(offset + 2)):
        code = 0x2000 + Int(byte(offset + 2)) - 0x80
      case 0xEF where byte(offset + 1) == 0xBB && byte(offset + 2) == 0xBF: code = 0xFEFF
      case 0xEF where byte(offset + 1) == 0xBF && byte(offset + 2) >= 0xBE:
        code = 0xFFC0 + Int(byte(offset + 2)) - 0x80
      default: continue
      }
      let digits = String(code, radix: 16, uppercase: true)
      let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      throw Problem(offset: offset, message: "the control character \(name) is not accepted here")
    }
  }

  // MARK: Scanning

  private mutating func scan() throws(Problem) {
    /// True at the first mark of a line and behind `- `: a block collection may begin here.
    var mayOpenBlock = true
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\n"):
        newLine()
        mayOpenBlock = true
        continue
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
        continue
      case UInt8(ascii: "#") where position == lineStart || isBlank(at: position - 1):
        skipLine()
        continue
      default: break
      }
      if flowDepth == 0, position == lineStart, try skipDocumentMark() { continue }
      sawContent = true
      if byte != UInt8(ascii: ",") { count += 1 }
      if count > Self.most {
        throw Problem(
          offset: position,
          message: "too much for one directive, which may hold \(Self.most) values; "
            + "larger data belongs in a file of its own")
      }
      if flowDepth == 0, mayOpenBlock, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ">") {
        try openBlock(isFirstOnLine: isFirstOnLine)
      }
      let opened = flowDepth == 0 && mayOpenBlock
      mayOpenBlock = false
      switch byte {
      case UInt8(ascii: "-") where flowDepth == 0 && isBlank(at: position + 1):
        position += 1
        mayOpenBlock = true
      case UInt8(ascii: "?") where isBlank(at: position + 1):
        throw Problem(offset: position, message: "a key that begins with '?' is not accepted")
      case UInt8(ascii: ":") where isBlank(at: position + 1) || flowDepth > 0,
        UInt8(ascii: ","):
        position += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        flowDepth += 1
        try checkDepth()
        position += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        flowDepth = max(0, flowDepth - 1)
        position += 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuoted(byte)
      case UInt8(ascii: "&"): throw refusal("'&' begins an anchor")
      case UInt8(ascii: "*"): throw refusal("'*' begins an alias")
      case UInt8(ascii: "!"): throw refusal("'!' begins a tag")
      case UInt8(ascii: "|") where flowDepth == 0, UInt8(ascii: ">") where flowDepth == 0:
        skipBlockText()
        mayOpenBlock = true
      default:
        skipPlain(parent: opened ? indents.dropLast().last ?? -1 : indents.last ?? -1)
      }
    }
  }

  private func refusal(_ reason: String) -> Problem {
    Problem(
      offset: position, message: "\(reason), which is not accepted; put a text in quotes")
  }

  private var isFirstOnLine: Bool {
    bytes[lineStart..<position].allSatisfy { $0 == UInt8(ascii: " ") }
  }

  private mutating func openBlock(isFirstOnLine: Bool) throws(Problem) {
    let column = position - lineStart
    if isFirstOnLine {
      while let last = indents.last, last > column { indents.removeLast() }
    }
    if column > indents.last ?? -1 { indents.append(column) }
    try checkDepth()
  }

  private func checkDepth() throws(Problem) {
    if indents.count + flowDepth > Self.deepest {
      throw Problem(offset: position, message: "nested more than \(Self.deepest) levels deep")
    }
  }

  /// `---` and `...` in the first column, and `%` before a document.
  private mutating func skipDocumentMark() throws(Problem) -> Bool {
    if bytes[position] == UInt8(ascii: "%") {
      throw Problem(
        offset: position, message: "a line that begins with '%' is not accepted")
    }
    guard position + 3 <= bytes.count, isBlank(at: position + 3) else { return false }
    let mark = bytes[position..<position + 3]
    let isStart = mark.allSatisfy { $0 == UInt8(ascii: "-") }
    guard isStart || mark.allSatisfy({ $0 == UInt8(ascii: ".") }) else { return false }
    if sawContent {
      throw Problem(
        offset: position,
        message: "'\(isStart ? "---" : "...")' ends the document; only one is accepted")
    }
    position += 3
    sawContent = sawContent || isStart
    return true
  }

  // MARK: Texts

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  /// Steps over the line break at `position`.
  private mutating func newLine() {
    position += 1
    lineStart = position
  }

  private mutating func skipQuoted(_ quote: UInt8) {
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"): newLine()
      case UInt8(ascii: "\\")
      where quote == UInt8(ascii: "\"") && position + 1 < bytes.count
        && bytes[position + 1] != UInt8(ascii: "\n"):
        position += 2
      case quote
      where quote == UInt8(ascii: "'") && position + 1 < bytes.count
        && bytes[position + 1] == quote:
        position += 2
      case quote:
        position += 1
        return
      default: position += 1
      }
    }
  }

  /// Steps over text without quotes, which goes on over lines that are indented further than
  /// `parent`.
  private mutating func skipPlain(parent: Int) {
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ":")
      where isBlank(at: position + 1) || flowDepth > 0 && isFlowMark(at: position + 1): return
      case UInt8(ascii: "#") where isBlank(at: position - 1): return
      case UInt8(ascii: "\n"):
        var next = position
        while next < bytes.count, isBlank(at: next) {
          if bytes[next] == UInt8(ascii: "\n") {
            position = next
            newLine()
          }
          next += 1
        }
        // The main loop may take the line break again: it has been counted.
        guard next < bytes.count, bytes[next] != UInt8(ascii: "#"),
          flowDepth > 0 || next - lineStart > parent
        else {
          position = lineStart - 1
          return
        }
        position = next
      case _ where flowDepth > 0 && isFlowMark(at: position): return
      default: position += 1
      }
    }
  }

  /// Steps over the text behind `|` or `>`.
  private mutating func skipBlockText() {
    let parent = indents.last ?? -1
    skipLine()
    var textIndent: Int?
    while position < bytes.count {
      let start = position + 1
      var first = start
      while first < bytes.count, bytes[first] == UInt8(ascii: " ") { first += 1 }
      let isBlankLine = first >= bytes.count || isBlank(at: first)
      if !isBlankLine {
        let indent = first - start
        if indent < textIndent ?? (parent + 1) { return }
        textIndent = textIndent ?? indent
      }
      newLine()
      skipLine()
    }
  }

  /// True for white space, a line break and the end of the text.
  private func isBlank(at offset: Int) -> Bool {
    guard offset < bytes.count else { return true }
    switch bytes[offset] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): return true
    default: return false
    }
  }

  private func isFlowMark(at offset: Int) -> Bool {
    guard offset < bytes.count else { return false }
    switch bytes[offset] {
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"):
      return true
    default: return false
    }
  }
}
