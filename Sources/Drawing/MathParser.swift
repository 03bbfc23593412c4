/// Reads a label into text and mathematics: a small subset of TeX, where anything outside the
/// subset is an error rather than a wrong picture.
struct MathParser {
  private static let deepest = 24

  private let label: Label
  private let input: [Character]
  private var position = 0
  private var depth = 0

  /// - Throws: `.unknownCommand`, `.malformedLabel`.
  static func parts(of label: Label) throws(DrawingError) -> [LabelPart] {
    if label.isPlain || !label.source.contains(where: { $0 == "$" || $0 == "\\" }) {
      return label.isEmpty ? [] : [.text(label.source)]
    }
    var parser = MathParser(label)
    return try parser.parts()
  }

  private init(_ label: Label) {
    self.label = label
    input = Array(label.source)
  }

  private var next: Character? { position < input.count ? input[position] : nil }

  private func malformed(_ reason: String) -> DrawingError {
    .malformedLabel(label: label.source, reason: reason)
  }

  private mutating func parts() throws(DrawingError) -> [LabelPart] {
    var parts: [LabelPart] = []
    var text = ""
    while let character = next {
      position += 1
      if character == "\\", next == "$" {
        text.append("$")
        position += 1
      } else if character == "$" {
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.math(try list(until: "$")))
      } else {
        text.append(character)
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// Nodes up to the closing character, which is consumed.
  private mutating func list(until end: Character) throws(DrawingError) -> [MathNode] {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw malformed("more than \(Self.deepest) nested groups") }
    var nodes: [MathNode] = []
    while let character = next {
      if character == end {
        position += 1
        return nodes
      }
      if character == "}" { throw malformed("a '}' without its '{'") }
      if character == "$" { throw malformed("a '{' is not closed") }
      if character == "_" || character == "^" || character == "'" {
        let base: [MathNode] = nodes.isEmpty ? [] : [nodes.removeLast()]
        nodes.append(try scripts(on: base))
      } else if let node = try atom() {
        nodes.append(node)
      }
    }
    throw malformed(end == "$" ? "a '$' is not closed" : "a '\(end)' is missing")
  }

  private mutating func scripts(on base: [MathNode]) throws(DrawingError) -> MathNode {
    var sub: [MathNode]?
    var sup: [MathNode]?
    while let mark = next, mark == "_" || mark == "^" || mark == "'" {
      position += 1
      if mark == "'" {
        sup = (sup ?? []) + [.symbol("′", .mathUpright, .ordinary)]
      } else if mark == "_" {
        if sub != nil { throw malformed("two subscripts on one symbol") }
        sub = try argument(of: "_")
      } else {
        sup = (sup ?? []) + (try argument(of: "^"))
      }
    }
    return .scripts(base: base, sub: sub, sup: sup)
  }

  /// A group in braces, or one atom.
  private mutating func argument(of command: String) throws(DrawingError) -> [MathNode] {
    while next == " " { position += 1 }
    guard let character = next, character != "$", character != "}" else {
      throw malformed("'\(command)' has nothing after it")
    }
    if character == "{" {
      position += 1
      return try list(until: "}")
    }
    guard let node = try atom() else { throw malformed("'\(command)' has nothing after it") }
    return [node]
  }

  private mutating func atom() throws(DrawingError) -> MathNode? {
    guard let character = next else { return nil }
    position += 1
    switch character {
    case " ", "\n", "\t": return nil
    case "{": return .group(try list(until: "}"))
    case "\\": return try command()
    case "-": return .symbol("\u{2212}", .mathUpright, .binary)
    case "*": return .symbol("∗", .mathUpright, .binary)
    case "+": return .symbol("+", .mathUpright, .binary)
    case "=", "<", ">", ":": return .symbol(String(character), .mathUpright, .relation)
    case "(", "[": return .symbol(String(character), .mathUpright, .opening)
    case ")", "]": return .symbol(String(character), .mathUpright, .closing)
    case ",", ";": return .symbol(String(character), .mathUpright, .punctuation)
    default:
      let isLatin = character.isASCII && character.isLetter
      return .symbol(String(character), isLatin ? .mathItalic : .mathUpright, .ordinary)
    }
  }

  private mutating func command() throws(DrawingError) -> MathNode? {
    guard let first = next else { throw malformed("a lone '\\'") }
    var name = String(first)
    position += 1
    if first.isLetter {
      while let letter = next, letter.isASCII, letter.isLetter, name.count <= 64 {
        name.append(letter)
        position += 1
      }
    }
    switch name {
    case "frac":
      let top = try argument(of: "\\frac")
      return .fraction(top: top, bottom: try argument(of: "\\frac"))
    case "sqrt": return .root(try argument(of: "\\sqrt"))
    case "left", "right": return nil
    default: break
    }
    if let accent = MathSymbols.accents[name] {
      return .accent(accent, try argument(of: "\\" + name))
    }
    if let face = MathSymbols.fonts[name] { return .symbol(try word(after: name), face, .ordinary) }
    return try symbol(name)
  }

  private func symbol(_ name: String) throws(DrawingError) -> MathNode {
    if let text = MathSymbols.lowerGreek[name] { return .symbol(text, .mathItalic, .ordinary) }
    if let text = MathSymbols.upperGreek[name] { return .symbol(text, .mathUpright, .ordinary) }
    if let text = MathSymbols.ordinary[name] { return .symbol(text, .mathUpright, .ordinary) }
    if let text = MathSymbols.binary[name] { return .symbol(text, .mathUpright, .binary) }
    if let text = MathSymbols.relations[name] { return .symbol(text, .mathUpright, .relation) }
    if let found = MathSymbols.delimiters[name] { return .symbol(found.0, .mathUpright, found.1) }
    if let text = MathSymbols.large[name] { return .large(text) }
    if let width = MathSymbols.spaces[name] { return .space(width) }
    if MathSymbols.functions.contains(name) { return .symbol(name, .mathUpright, .function) }
    throw .unknownCommand(
      "\\" + name, label: label.source, nearest: MathSymbols.nearest(to: name))
  }

  /// The letters of `\mathrm{...}` and its like, spaces kept.
  private mutating func word(after name: String) throws(DrawingError) -> String {
    guard next == "{" else { throw malformed("'\\\(name)' needs its text in braces") }
    position += 1
    var text = ""
    while let character = next, character != "}" {
      if character == "\\" || character == "$" || character == "{" {
        throw malformed("'\\\(name)' takes letters only")
      }
      text.append(character)
      position += 1
    }
    guard next == "}" else { throw malformed("a '}' is missing") }
    position += 1
    return text
  }
}
