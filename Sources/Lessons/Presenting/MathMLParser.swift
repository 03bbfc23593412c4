/// One pass over the tokens; each method returns finished MathML.
struct MathMLParser {
  /// A finished piece and how its neighbours treat it.
  struct Node {
    var xml: String
    /// Scripts stand above and below in a displayed formula: `\sum`, `\max`.
    var limits = false
    /// Scripts stand above and below everywhere: `\underbrace`.
    var alwaysLimits = false
    /// A thin space keeps `\tanh x` apart.
    var isFunction = false
    /// Takes part in that spacing: not an operator, a fence or a space.
    var isOrdinary = true
    var opensFence = false
    /// An operand has to follow, so that a minus behind it is a sign: `=`, `(`, `,`.
    var awaitsOperand = false
    /// A plus or minus, which may be a sign.
    var isSign = false
    var isSpace = false
  }

  let tokens: [MathMLToken]
  let end: Int
  var index = 0
  var depth = 0

  init(tokens: [MathMLToken], end: Int) {
    self.tokens = tokens
    self.end = end
  }

  var peek: MathMLToken.Kind? { index < tokens.count ? tokens[index].kind : nil }
  var offset: Int { index < tokens.count ? tokens[index].offset : end }

  func problem(_ message: String, at offset: Int? = nil) -> MathML.Problem {
    MathML.Problem(offset: offset ?? self.offset, message: message)
  }

  mutating func formula() throws(MathML.Problem) -> String {
    let body = try row { _ in false }
    guard peek == nil else { throw unexpected() }
    guard !body.isEmpty else { throw problem("the formula is empty") }
    return body
  }

  private func unexpected() -> MathML.Problem {
    switch peek {
    case .close: problem("'}' closes nothing")
    case .ampersand: problem("'&' stands only in a matrix, 'aligned' or 'cases'")
    case .command("\\"): problem("'\\\\' stands only in a matrix, 'aligned' or 'cases'")
    case .command("right"): problem("'\\right' has no '\\left'")
    case .text("end", let name): problem("'\\end{\(name)}' has no '\\begin{\(name)}'")
    default: problem("unexpected end of the formula")
    }
  }

  /// Every way down leads through `atom`, which therefore counts for all of them.
  private mutating func descend() throws(MathML.Problem) {
    guard depth < 40 else { throw problem("the formula is nested more than 40 deep") }
    depth += 1
  }

  /// Nodes up to a token that ends the row (which is left where it is), joined.
  mutating func row(
    until ends: (MathMLToken.Kind) -> Bool
  ) throws(MathML.Problem) -> String {
    var nodes: [Node] = []
    while let kind = peek, !ends(kind) {
      switch kind {
      case .close, .ampersand, .command("\\"), .command("right"), .text("end", _):
        return Self.joined(nodes)
      default: nodes.append(try scripted())
      }
    }
    return Self.joined(nodes)
  }

  private static func joined(_ nodes: [Node]) -> String {
    var result = ""
    var awaitsOperand = true
    for (position, node) in nodes.enumerated() {
      if node.isSign, awaitsOperand {
        result += node.xml.replacing("<mo>", with: "<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">")
        continue
      }
      if !node.isSpace { awaitsOperand = node.awaitsOperand }
      let thin = "<mspace width=\"0.167em\"></mspace>"
      if node.isFunction, position > 0, nodes[position - 1].isOrdinary { result += thin }
      result += node.xml
      if node.isFunction, position + 1 < nodes.count {
        let next = nodes[position + 1]
        if next.isOrdinary && !next.opensFence && !next.isFunction { result += thin }
      }
    }
    return result
  }

  /// In scripts operators stand close, as in TeX: `h_{t-1}`.
  private static func tight(_ xml: String) -> String {
    xml.replacing("<mo>", with: "<mo lspace=\"0\" rspace=\"0\">")
  }

  /// One element around any number of them.
  static func grouped(_ xml: String, count: Int = 2) -> String {
    count == 1 ? xml : "<mrow>\(xml)</mrow>"
  }

  /// An atom with its primes, subscript and superscript, in whichever order they are written.
  mutating func scripted() throws(MathML.Problem) -> Node {
    var base: Node
    switch peek {
    case .subscript, .superscript, .primes: base = Node(xml: "<mrow></mrow>")
    default: base = try atom()
    }
    var below: String?
    var above: [String] = []
    var hasSuperscript = false
    while let kind = peek {
      if case .primes(let count) = kind {
        index += 1
        above.append("<mo>\(String(repeating: "\u{2032}", count: count))</mo>")
      } else if kind == .subscript {
        guard below == nil else { throw problem("a second subscript; write one '_{...}'") }
        let start = offset
        index += 1
        below = Self.tight(try argument(of: "_", at: start))
      } else if kind == .superscript {
        guard !hasSuperscript else { throw problem("a second superscript; write one '^{...}'") }
        hasSuperscript = true
        let start = offset
        index += 1
        above.append(Self.tight(try argument(of: "^", at: start)))
      } else if kind == .command("limits") || kind == .command("nolimits") {
        index += 1
        base.limits = kind == .command("limits")
        base.alwaysLimits = base.limits
      } else {
        break
      }
    }
    let superscript: String? =
      switch above.count {
      case 0: nil
      case 1: above[0]
      default: "<mrow>\(above.joined())</mrow>"
      }
    if base.limits || base.alwaysLimits {
      base.xml = Self.element(
        base.xml, below, superscript, names: ("munder", "mover", "munderover"))
    } else {
      base.xml = Self.element(base.xml, below, superscript, names: ("msub", "msup", "msubsup"))
    }
    return base
  }

  private static func element(
    _ base: String, _ below: String?, _ above: String?, names: (String, String, String)
  ) -> String {
    switch (below, above) {
    case (nil, nil): base
    case (let below?, nil): "<\(names.0)>\(base)\(below)</\(names.0)>"
    case (nil, let above?): "<\(names.1)>\(base)\(above)</\(names.1)>"
    case (let below?, let above?): "<\(names.2)>\(base)\(below)\(above)</\(names.2)>"
    }
  }

  /// A group in braces, or one token: what `^`, `\frac` and `\hat` take.
  mutating func argument(of owner: String, at start: Int) throws(MathML.Problem) -> String {
    switch peek {
    case nil, .close, .ampersand, .subscript, .superscript, .command("\\"), .command("right"):
      throw problem("'\(owner)' needs an argument, as in {...}", at: start)
    case .open:
      let from = offset
      index += 1
      let first = index
      let body = try row { $0 == .close }
      guard peek == .close else { throw problem("the brace is not closed", at: from) }
      let isSingle = index == first + 1
      index += 1
      return Self.grouped(body, count: isSingle ? 1 : 2)
    case .number(let digits) where digits.count > 1:
      // In TeX `x^10` raises only the 1: said here rather than shown wrong.
      throw problem("'\(owner)\(digits)' takes only the first digit; write '\(owner){\(digits)}'")
    default:
      return try atom().xml
    }
  }

  mutating func atom() throws(MathML.Problem) -> Node {
    let start = offset
    guard let kind = peek else { throw problem("unexpected end of the formula") }
    try descend()
    defer { depth -= 1 }
    switch kind {
    case .open:
      return Node(xml: try argument(of: "{", at: start))
    case .number(let digits):
      index += 1
      return Node(xml: "<mn>\(digits)</mn>")
    case .character(let character):
      index += 1
      return try symbol(character, at: start)
    case .text(let command, let text):
      index += 1
      return try textual(command, text, at: start)
    case .command(let name):
      index += 1
      return try command(name, at: start)
    default:
      throw unexpected()
    }
  }

  /// An operator or relation between two operands.
  static func operation(_ sign: String, isSign: Bool = false) -> Node {
    Node(xml: "<mo>\(sign)</mo>", isOrdinary: false, awaitsOperand: true, isSign: isSign)
  }

  private func symbol(_ character: Character, at start: Int) throws(MathML.Problem) -> Node {
    if character.isLetter {
      let upright = character.isASCII ? "" : " mathvariant=\"normal\""
      return Node(xml: "<mi\(upright)>\(character)</mi>")
    }
    switch character {
    case "(", "[":
      return Node(
        xml: "<mo stretchy=\"false\">\(character)</mo>", isOrdinary: false, opensFence: true,
        awaitsOperand: true)
    case ")", "]":
      return Node(xml: "<mo stretchy=\"false\">\(character)</mo>")
    case "|":
      return Node(xml: "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">|</mo>", isOrdinary: false)
    case "-": return Self.operation("\u{2212}", isSign: true)
    case "+": return Self.operation("+", isSign: true)
    case "*": return Self.operation("\u{2217}")
    case "<": return Self.operation("&lt;")
    case ">": return Self.operation("&gt;")
    case "=", ",", ";": return Self.operation(String(character))
    case "/":
      return Node(
        xml: "<mo lspace=\"0\" rspace=\"0\">/</mo>", isOrdinary: false, awaitsOperand: true)
    case "~":
      return Node(
        xml: "<mspace width=\"0.333em\"></mspace>", isOrdinary: false, isSpace: true)
    case ":":
      return Node(
        xml: "<mo lspace=\"0.278em\" rspace=\"0.278em\">:</mo>", isOrdinary: false,
        awaitsOperand: true)
    case "!", "?", ".": return Node(xml: "<mo>\(character)</mo>", isOrdinary: false)
    default:
      throw problem(
        "'\(character)' is not known in a formula; write a TeX command or \\text{...}", at: start)
    }
  }
}
