/// A piece of TeX with its place.
struct MathMLToken: Sendable {
  enum Kind: Sendable, Hashable {
    /// `\alpha`, `\,`, `\\`: the name without the backslash.
    case command(String)
    /// `0.25`
    case number(String)
    case character(Character)
    case open
    case close
    case superscript
    case `subscript`
    case ampersand
    case primes(Int)
    /// The text of `\text{...}` and of environment names, white space kept.
    case text(command: String, String)
  }

  var kind: Kind
  /// In UTF-8 bytes of the TeX.
  var offset: Int

  /// Commands whose argument is taken as it stands, not as mathematics.
  private static let verbatim: Set<String> = [
    "text", "textrm", "textbf", "textit", "mathrm", "operatorname", "begin", "end",
  ]

  static func tokens(of tex: String) throws(MathML.Problem) -> [MathMLToken] {
    var scanner = Scanner(characters: Array(tex))
    var tokens: [MathMLToken] = []
    while let token = try scanner.next() { tokens.append(token) }
    return tokens
  }

  private struct Scanner {
    let characters: [Character]
    var index = 0
    var offset = 0

    init(characters: [Character]) { self.characters = characters }

    var peek: Character? { index < characters.count ? characters[index] : nil }

    mutating func take() -> Character {
      let character = characters[index]
      index += 1
      offset += character.utf8.count
      return character
    }

    mutating func next() throws(MathML.Problem) -> MathMLToken? {
      while let character = peek, character.isWhitespace { _ = take() }
      let start = offset
      guard let character = peek else { return nil }
      let kind: Kind
      switch character {
      case "\\": kind = try command()
      case "{":
        _ = take()
        kind = .open
      case "}":
        _ = take()
        kind = .close
      case "^":
        _ = take()
        kind = .superscript
      case "_":
        _ = take()
        kind = .subscript
      case "&":
        _ = take()
        kind = .ampersand
      case "'":
        var count = 0
        while peek == "'" {
          _ = take()
          count += 1
        }
        kind = .primes(count)
      case "%", "#", "$":
        throw MathML.Problem(
          offset: start,
          message: "'\(character)' has a meaning of its own in TeX; write '\\\(character)'")
      case _ where character.isASCII && character.isNumber:
        kind = .number(number())
      default:
        kind = .character(take())
      }
      return MathMLToken(kind: kind, offset: start)
    }

    private mutating func number() -> String {
      var text = String(take())
      while let character = peek {
        let isPoint =
          character == "." && index + 1 < characters.count && characters[index + 1].isASCII
          && characters[index + 1].isNumber && !text.contains(".")
        guard isPoint || (character.isASCII && character.isNumber) else { break }
        text.append(take())
      }
      return text
    }

    private mutating func command() throws(MathML.Problem) -> Kind {
      let start = offset
      _ = take()
      guard let first = peek else {
        throw MathML.Problem(offset: start, message: "a formula cannot end in a backslash")
      }
      guard first.isASCII && first.isLetter else { return .command(String(take())) }
      var name = ""
      while let character = peek, character.isASCII && character.isLetter { name.append(take()) }
      if name == "operatorname", peek == "*" {
        _ = take()
        return .text(command: "operatorname*", try argument(of: name, at: start))
      }
      guard MathMLToken.verbatim.contains(name) else { return .command(name) }
      return .text(command: name, try argument(of: name, at: start))
    }

    /// `{...}` as it stands; braces inside must match.
    private mutating func argument(
      of name: String, at start: Int
    ) throws(MathML.Problem) -> String {
      while let character = peek, character.isWhitespace { _ = take() }
      guard peek == "{" else {
        throw MathML.Problem(offset: start, message: "'\\\(name)' needs its text in braces: {...}")
      }
      _ = take()
      var text = ""
      var depth = 1
      while peek != nil {
        let character = take()
        if character == "\\", let escaped = peek, "_%$#&{} ,".contains(escaped) {
          text.append(escaped == "," ? "\u{2009}" : take())
          if escaped == "," { _ = take() }
          continue
        }
        if character == "{" {
          depth += 1
          continue
        }
        if character == "}" {
          depth -= 1
          if depth == 0 { return text }
          continue
        }
        text.append(character)
      }
      throw MathML.Problem(offset: start, message: "the brace of '\\\(name)' is not closed")
    }
  }
}
