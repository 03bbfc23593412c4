/// What the value of a key may be.
public indirect enum ValueType: Sendable {
  case integer(ClosedRange<Int>)
  /// A finite number; integers are numbers too.
  case number(NumberRange)
  /// `true` or `false` and no other spelling.
  case boolean
  /// A text without control characters but line breaks and tabs. What is written plainly is taken
  /// as it is written: `010` is the text "010".
  case text(maximumLength: Int)
  case choice([String])
  /// `2 s`, `500 ms` or `1 min`; the range and the checked value are in seconds.
  case duration(NumberRange)
  /// The name of the directive itself, `[a-z][a-z0-9_-]*`, unique in the lesson.
  case newID
  /// The id of an earlier directive of one of these kinds; of any kind if there are none.
  case reference(to: [String])
  /// `fwd.loss`, `fwd.state[2][0]`: a value of an earlier directive.
  case valuePath
  case vector
  /// Rows of numbers of equal length.
  case matrix
  case list(ValueType, count: ClosedRange<Int>)
  case mapping([KeyDeclaration])
  /// Names that the author chooses, each with a number, a vector or a matrix.
  case namedTensors
  /// A relative path inside the lesson's folder with one of these endings; any ending if there
  /// are none. That no symbolic link leads out of the folder is checked when the file is opened.
  case path(endings: [String])
  /// The first of these that accepts the value.
  case oneOf([ValueType])
}

extension ValueType {
  /// What is allowed, as it stands after "must be": `an integer from 1 to 4096`.
  var phrase: String {
    switch self {
    case .integer(let range): Self.phrase(of: range)
    case .number(let range): "a number\(range.phrase)"
    case .boolean: "true or false"
    case .text(let length): "a text of 1 to \(length) characters"
    case .choice(let words): words.count == 1 ? quoted(words[0]) : "one of \(quotedList(words))"
    case .duration(let range): "a time\(range.phrase(unit: " s")) such as '2 s' or '500 ms'"
    case .newID: "an id: a small letter, then small letters, digits, '_' or '-'"
    case .reference(to: let kinds):
      "the id of an earlier \(kinds.isEmpty ? "step" : quotedList(kinds, last: " or "))"
    case .valuePath: "a value of an earlier step, written like 'fwd.loss' or 'bwd.norm[1]'"
    case .vector: "a list of numbers"
    case .matrix: "a matrix (a list of rows of numbers)"
    case .list(let element, let count):
      "a list of \(Self.phrase(of: count, noun: "item")), each \(element.phrase)"
    case .mapping(let keys): "a mapping of \(quotedList(keys.map(\.name)))"
    case .namedTensors: "a mapping of names to numbers, vectors or matrices"
    case .path(endings: []): "the path of a file in the lesson's folder"
    case .path(let endings):
      "the path of a \(quotedList(endings, last: " or ")) file in the lesson's folder"
    case .oneOf(let types): types.map(\.phrase).joined(separator: ", or ")
    }
  }

  private static func phrase(of range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): "an integer"
    case (let low, .max): "an integer of at least \(low)"
    case (.min, let high): "an integer of at most \(high)"
    case (let low, let high) where low == high: "\(low)"
    case (let low, let high): "an integer from \(low) to \(high)"
    }
  }

  /// `1 to 3 items`, `exactly 1 item`, `at least 2 items`
  private static func phrase(of count: ClosedRange<Int>, noun: String) -> String {
    let low = count.lowerBound
    let high = count.upperBound
    if low == high { return "exactly \(counted(low, noun))" }
    if high == .max { return low == 0 ? "\(noun)s" : "at least \(counted(low, noun))" }
    return low == 0 ? "at most \(counted(high, noun))" : "\(low) to \(counted(high, noun))"
  }
}

/// `1 item`, `2 items`
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// `'fwd'`, shortened and without control characters, so that a message stays one line.
func quoted(_ text: String) -> String { "'\(shortened(text))'" }

/// `'a', 'b', 'c'`, or with `last: " or "` `'a', 'b' or 'c'`.
func quotedList(_ words: [String], last: String = ", ") -> String {
  guard words.count > 1 else { return words.map(quoted).joined() }
  let first = words.dropLast().map(quoted).joined(separator: ", ")
  return first + last + quoted(words[words.count - 1])
}

/// At most 40 characters of a text, its control characters written as `\u{...}`.
func shortened(_ text: String) -> String {
  var result = ""
  for (count, character) in text.enumerated() {
    if count == 40 { return result + "..." }
    for scalar in character.unicodeScalars {
      if isControl(scalar) {
        result += scalar == "\n" ? "\\n" : "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result
}

/// Characters that act on a terminal or count as line breaks for YAML.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}
