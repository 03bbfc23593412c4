import Yams

extension YAMLReader {
  /// What libYAML found wrong, in words for the author of a lesson, and where.
  func sentence(for error: any Error) -> (mark: Mark?, message: String) {
    guard let error = error as? YamlError else { return (nil, "this is not YAML: \(error)") }
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return sentence(context: context, problem: problem, mark: mark)
    case .reader(let problem, _, _, _): return (nil, "this is not YAML: \(problem)")
    case .memory: return (nil, "nested too deep")
    default: return (nil, "this is not YAML: \(error)")
    }
  }

  private func sentence(
    context: YamlError.Context?, problem: String, mark: Mark
  ) -> (mark: Mark?, message: String) {
    let begin = context?.mark
    let doing = context?.text ?? ""
    switch (doing, problem) {
    case ("while scanning a quoted scalar", "found unexpected end of stream"):
      return (begin, "the quote that opens here is never closed")
    case ("while scanning a quoted scalar", "found unexpected document indicator"):
      return (begin, "the quote that opens here is not closed before the document ends")
    case ("while parsing a quoted scalar", "found unknown escape character"):
      return (mark, "unknown escape after '\\'; in '...' a backslash is only a backslash")
    case ("while parsing a quoted scalar", _):
      return (mark, "wrong escape after '\\': \(problem)")
    case ("while parsing a flow mapping", _):
      return unclosed("mapping", from: "{", to: "}", begin: begin, mark)
    case ("while parsing a flow sequence", _):
      return unclosed("list", from: "[", to: "]", begin: begin, mark)
    case ("while parsing a block mapping", _), ("while parsing a block collection", _):
      if !isFirstOnLine(mark) {
        return (mark, "unexpected behind a value; put a text with such marks in quotes")
      }
      return doing == "while parsing a block mapping"
        ? (mark, "expected a key at the indentation of the keys above, written 'key: value'")
        : (mark, "expected '- ' at the indentation of the list's items above")
    case ("while scanning a simple key", _):
      return (begin ?? mark, "expected ':' and a space behind this key")
    case (_, "mapping values are not allowed in this context"):
      return (
        mark, "a ':' is not allowed here; check the indentation, or put a text with ':' in quotes"
      )
    case (_, "block sequence entries are not allowed in this context"):
      return (mark, "a list item '- ' is not allowed here; begin the list on a new line")
    case (_, "did not find expected node content"):
      return (mark, "expected a value here")
    case ("while scanning for the next token", "found character that cannot start any token"):
      let character = rest(line: mark.line, column: mark.column).first ?? " "
      return character == "\t"
        ? (mark, "a tab cannot indent YAML; use spaces")
        : (mark, "no value can begin with '\(character)'; put a text in quotes")
    case (_, "found a tab character that violates indentation"),
      (_, "found a tab character where an indentation space is expected"):
      return (mark, "a tab cannot indent YAML; use spaces")
    case (_, "but found another document"):
      return (mark, "a second document begins here; only one is accepted")
    case (_, "did not find expected <document start>"):
      return (mark, "the YAML ended above, and something follows it; check the indentation")
    case (_, "found undefined alias"), ("while scanning an alias", _):
      return (mark, "'*' begins an alias, which is not accepted; put a text in quotes")
    case ("while scanning an anchor", _):
      return (mark, "'&' begins an anchor, which is not accepted; put a text in quotes")
    case ("while scanning a block scalar", _):
      return (mark, "after '|' or '>' only an indentation and '+' or '-' may stand on the line")
    default:
      let activity = doing.isEmpty ? "" : " (\(doing))"
      return (mark, "this is not YAML: \(problem)\(activity)")
    }
  }

  private func unclosed(
    _ what: String, from open: String, to close: String, begin: Mark?, _ mark: Mark
  ) -> (mark: Mark?, message: String) {
    let rest = rest(line: mark.line, column: mark.column)
    if let begin, rest.allSatisfy(\.isWhitespace) {
      return (begin, "the '\(open)' that opens here is never closed by '\(close)'")
    }
    var message = "expected ',' or '\(close)' in the \(what) that '\(open)' opens"
    if let begin, begin.line != mark.line, let line = line(of: begin) {
      message += " at line \(line)"
    }
    if rest.first == "[" || rest.first == "{" {
      message += "; a text with '\(rest.prefix(1))' needs quotes"
    }
    return (mark, message)
  }

  private func isFirstOnLine(_ mark: Mark) -> Bool {
    let line = rest(line: mark.line, column: 1)
    return line.unicodeScalars.prefix(mark.column - 1).allSatisfy { $0 == " " }
  }
}
