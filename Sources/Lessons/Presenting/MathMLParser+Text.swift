/// Words inside formulas, alphabets and environments.
extension MathMLParser {
  mutating func textual(
    _ command: String, _ text: String, at start: Int
  ) throws(MathML.Problem) -> Node {
    let escaped = HTMLText.escaped(text)
    switch command {
    case "begin": return try environment(text, at: start)
    case "end": throw problem("'\\end{\(text)}' has no '\\begin{\(text)}'", at: start)
    case "operatorname": return Node(xml: Self.word(escaped), isFunction: true)
    case "operatorname*":
      return Node(
        xml: "<mo movablelimits=\"true\" lspace=\"0\" rspace=\"0\">\(escaped)</mo>", limits: true,
        isFunction: true)
    case "mathrm":
      guard !text.contains("\\"), !text.contains("^") else {
        throw problem(
          "'\\mathrm' takes letters and digits; use \\text or close it first", at: start)
      }
      if let script = text.firstIndex(of: "_") {
        let base = HTMLText.escaped(String(text[..<script]))
        let below = HTMLText.escaped(String(text[text.index(after: script)...]))
        return Node(xml: "<msub>\(Self.word(base))\(Self.word(below))</msub>")
      }
      return Node(xml: Self.word(escaped))
    default:
      // MathML drops spaces at the ends of a text.
      let spaced = escaped.replacing(" ", with: "\u{00A0}")
      let style =
        switch command {
        case "textbf": " style=\"font-weight: bold\""
        case "textit": " style=\"font-style: italic\""
        default: ""
        }
      return Node(xml: "<mtext\(style)>\(spaced)</mtext>", isOrdinary: false)
    }
  }

  /// Browsers set an `mi` of one letter in italics, a longer one upright.
  private static func word(_ escaped: String) -> String {
    escaped.count == 1
      ? "<mi mathvariant=\"normal\">\(escaped)</mi>" : "<mi>\(escaped)</mi>"
  }

  mutating func letters(
    of alphabet: MathMLAlphabet, command: String, at start: Int
  ) throws(MathML.Problem) -> String {
    var inside: [MathMLToken] = []
    if peek == .open {
      index += 1
      while let kind = peek, kind != .close {
        inside.append(tokens[index])
        index += 1
      }
      guard peek == .close else { throw problem("the brace is not closed", at: start) }
      index += 1
    } else if peek != nil {
      inside.append(tokens[index])
      index += 1
    }
    guard !inside.isEmpty else {
      throw problem("'\\\(command)' needs an argument, as in {...}", at: start)
    }
    var result = ""
    for token in inside {
      switch token.kind {
      case .character(let character) where character.isASCII && character.isLetter:
        result += "<mi>\(alphabet.styled(character))</mi>"
      case .number(let digits):
        result += "<mn>\(String(digits.map { alphabet.styled($0) }))</mn>"
      case .command(let name):
        guard let letter = MathMLSymbols.letters[name] ?? MathMLSymbols.uprightLetters[name]
        else { fallthrough }
        result += "<mi>\(String(letter.map { alphabet.styled($0) }))</mi>"
      default:
        throw problem("'\\\(command)' takes letters and digits only", at: token.offset)
      }
    }
    return Self.grouped(result, count: inside.count)
  }

  private mutating func environment(
    _ name: String, at start: Int
  ) throws(MathML.Problem) -> Node {
    let fences: (String, String)
    switch name {
    case "matrix", "smallmatrix": fences = ("", "")
    case "pmatrix": fences = ("(", ")")
    case "bmatrix": fences = ("[", "]")
    case "Bmatrix": fences = ("{", "}")
    case "vmatrix": fences = ("|", "|")
    case "Vmatrix": fences = ("\u{2016}", "\u{2016}")
    case "cases": fences = ("{", "")
    case "aligned", "align", "align*", "split", "gathered": fences = ("", "")
    default:
      throw problem(
        "unknown environment '\(name)'; known are matrix, pmatrix, bmatrix, Bmatrix, vmatrix, "
          + "Vmatrix, aligned, gathered, split, align and cases", at: start)
    }
    var rows: [[String]] = [[]]
    while true {
      let cell = try row { _ in false }
      rows[rows.count - 1].append(cell)
      guard let kind = peek else {
        throw problem("'\\begin{\(name)}' has no '\\end{\(name)}'", at: start)
      }
      switch kind {
      case .ampersand: index += 1
      case .command("\\"):
        index += 1
        rows.append([])
      case .text("end", let ended):
        guard ended == name else {
          throw problem("'\\end{\(ended)}' stands where '\\end{\(name)}' was expected")
        }
        index += 1
        // A `\\` behind the last row makes no row.
        if rows.count > 1, rows[rows.count - 1] == [""] { rows.removeLast() }
        return Node(xml: Self.table(rows, name: name, fences: fences))
      default:
        throw problem("'\\begin{\(name)}' has no '\\end{\(name)}'", at: start)
      }
    }
  }

  private static func table(
    _ rows: [[String]], name: String, fences: (String, String)
  ) -> String {
    let isAligned = ["aligned", "align", "align*", "split"].contains(name)
    let body = rows.map { cells in
      let columns = cells.enumerated().map { position, cell in
        let style =
          if isAligned {
            position % 2 == 0
              ? " style=\"text-align: right; padding-right: 0\""
              : " style=\"text-align: left; padding-left: 0\""
          } else if name == "cases" {
            " style=\"text-align: left\""
          } else {
            ""
          }
        // An empty mi makes the space around a relation that starts a cell.
        let lead = isAligned && position % 2 == 1 ? "<mi></mi>" : ""
        return "<mtd\(style)>\(lead)\(cell)</mtd>"
      }
      return "<mtr>\(columns.joined())</mtr>"
    }
    let display = isAligned || name == "gathered" ? " displaystyle=\"true\"" : ""
    let table = "<mtable\(display)>\(body.joined())</mtable>"
    guard fences.0 != "" || fences.1 != "" else { return table }
    let left = fences.0.isEmpty ? "" : "<mo fence=\"true\" stretchy=\"true\">\(fences.0)</mo>"
    let right = fences.1.isEmpty ? "" : "<mo fence=\"true\" stretchy=\"true\">\(fences.1)</mo>"
    return "<mrow>\(left)\(table)\(right)</mrow>"
  }
}
