/// What a backslash and a name stand for.
extension MathMLParser {
  mutating func command(_ name: String, at start: Int) throws(MathML.Problem) -> Node {
    if let letter = MathMLSymbols.letters[name] {
      return Node(xml: "<mi>\(letter)</mi>")
    }
    if let letter = MathMLSymbols.uprightLetters[name] {
      return Node(xml: "<mi mathvariant=\"normal\">\(letter)</mi>")
    }
    if let sign = MathMLSymbols.operators[name] {
      return Self.operation(sign, isSign: name == "pm" || name == "mp")
    }
    if let sign = MathMLSymbols.plain[name] { return Node(xml: "<mo>\(sign)</mo>") }
    if let fence = MathMLSymbols.fences[name] {
      return Node(
        xml: "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">\(fence)</mo>", isOrdinary: false,
        opensFence: true, awaitsOperand: MathMLSymbols.opening.contains(name))
    }
    if let width = MathMLSymbols.spaces[name] {
      return Node(
        xml: "<mspace width=\"\(width)em\"></mspace>", isOrdinary: false, isSpace: true)
    }
    if MathMLSymbols.functions.contains(name) {
      return Node(xml: "<mi>\(name)</mi>", isFunction: true)
    }
    if let words = MathMLSymbols.limitFunctions[name] {
      return Node(
        xml: "<mo movablelimits=\"true\" lspace=\"0\" rspace=\"0\">\(words)</mo>", limits: true,
        isFunction: true)
    }
    if let sign = MathMLSymbols.bigOperators[name] {
      return Node(
        xml: "<mo largeop=\"true\" movablelimits=\"true\">\(sign)</mo>", limits: true,
        isOrdinary: false, awaitsOperand: true)
    }
    if let sign = MathMLSymbols.integrals[name] {
      return Node(xml: "<mo largeop=\"true\">\(sign)</mo>", isOrdinary: false)
    }
    if let mark = MathMLSymbols.accents[name] {
      let base = try argument(of: "\\\(name)", at: start)
      let stretchy = MathMLSymbols.wideAccents.contains(name) ? "true" : "false"
      return Node(
        xml: "<mover accent=\"true\">\(base)<mo stretchy=\"\(stretchy)\">\(mark)</mo></mover>")
    }
    if let alphabet = MathMLAlphabet(command: name) {
      return Node(xml: try letters(of: alphabet, command: name, at: start))
    }
    switch name {
    case "frac", "dfrac", "tfrac", "binom": return try fraction(name, at: start)
    case "sqrt": return try root(at: start)
    case "underline":
      return Node(xml: "<munder>\(try argument(of: "\\underline", at: start))<mo>_</mo></munder>")
    case "underbrace":
      let base = try argument(of: "\\underbrace", at: start)
      return Node(
        xml: "<munder>\(base)<mo stretchy=\"true\">\u{23DF}</mo></munder>", alwaysLimits: true)
    case "overbrace":
      let base = try argument(of: "\\overbrace", at: start)
      return Node(
        xml: "<mover>\(base)<mo stretchy=\"true\">\u{23DE}</mo></mover>", alwaysLimits: true)
    case "overset", "stackrel", "underset":
      let mark = try argument(of: "\\\(name)", at: start)
      let base = try argument(of: "\\\(name)", at: start)
      let element = name == "underset" ? "munder" : "mover"
      return Node(xml: "<\(element)>\(base)\(mark)</\(element)>", isOrdinary: false)
    case "left": return try fenced(at: start)
    case _ where MathMLSymbols.sizes[name] != nil:
      let size = MathMLSymbols.sizes[name] ?? 1
      let fence = try delimiter(after: "\\\(name)")
      return Node(
        xml: "<mo stretchy=\"true\" symmetric=\"true\" minsize=\"\(size)em\" maxsize=\"\(size)em\">"
          + "\(fence)</mo>", isOrdinary: false, opensFence: true)
    case "not":
      guard peek == .command("in") else {
        guard case .character("=") = peek else {
          throw problem("'\\not' goes with '=' and '\\in' only", at: start)
        }
        index += 1
        return Node(xml: "<mo>\u{2260}</mo>", isOrdinary: false)
      }
      index += 1
      return Node(xml: "<mo>\u{2209}</mo>", isOrdinary: false)
    case "displaystyle", "textstyle":
      return Node(xml: "", isOrdinary: false)
    default:
      throw problem("unknown command '\\\(name)'\(MathMLSymbols.suggestion(for: name))", at: start)
    }
  }

  private mutating func fraction(_ name: String, at start: Int) throws(MathML.Problem) -> Node {
    let top = try argument(of: "\\\(name)", at: start)
    let bottom = try argument(of: "\\\(name)", at: start)
    switch name {
    case "dfrac":
      return Node(xml: "<mfrac displaystyle=\"true\">\(top)\(bottom)</mfrac>")
    case "tfrac":
      return Node(xml: "<mfrac displaystyle=\"false\" scriptlevel=\"+1\">\(top)\(bottom)</mfrac>")
    case "binom":
      return Node(
        xml: "<mrow><mo>(</mo><mfrac linethickness=\"0\">\(top)\(bottom)</mfrac><mo>)</mo></mrow>")
    default:
      return Node(xml: "<mfrac>\(top)\(bottom)</mfrac>")
    }
  }

  private mutating func root(at start: Int) throws(MathML.Problem) -> Node {
    guard peek == .character("[") else {
      return Node(xml: "<msqrt>\(try argument(of: "\\sqrt", at: start))</msqrt>")
    }
    let bracket = offset
    index += 1
    let degree = try row { $0 == .character("]") }
    guard peek == .character("]") else {
      throw problem("the '[' of '\\sqrt' is not closed", at: bracket)
    }
    index += 1
    let body = try argument(of: "\\sqrt", at: start)
    return Node(xml: "<mroot>\(body)<mrow>\(degree)</mrow></mroot>")
  }

  private mutating func fenced(at start: Int) throws(MathML.Problem) -> Node {
    let left = try delimiter(after: "\\left")
    var body = ""
    body = try row { $0 == .command("right") }
    guard peek == .command("right") else {
      throw problem("'\\left' has no '\\right'", at: start)
    }
    index += 1
    let right = try delimiter(after: "\\right")
    func fence(_ text: String) -> String {
      text.isEmpty ? "" : "<mo fence=\"true\" stretchy=\"true\">\(text)</mo>"
    }
    return Node(xml: "<mrow>\(fence(left))\(body)\(fence(right))</mrow>", opensFence: true)
  }

  /// The fence behind `\left`, `\right` or `\big`; empty for the dot.
  private mutating func delimiter(after owner: String) throws(MathML.Problem) -> String {
    defer { index += 1 }
    switch peek {
    case .character("."): return ""
    case .character(let character) where "()[]|/".contains(character): return String(character)
    case .character("<"): return "\u{27E8}"
    case .character(">"): return "\u{27E9}"
    case .command(let name):
      if let fence = MathMLSymbols.fences[name] { return fence }
    default: break
    }
    throw problem(
      "'\(owner)' needs a fence: one of ( ) [ ] | / . \\{ \\} \\| \\langle \\rangle \\lfloor "
        + "\\rfloor \\lceil \\rceil")
  }
}
