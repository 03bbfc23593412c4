/// JSON with sorted keys and one layout, so that the same result always gives the same bytes.
///
/// Foundation's encoder writes one number a line when it writes readably; a report holds lists of
/// a thousand losses, which stay on one line here.
enum JSONText {
  case string(String)
  case number(Double)
  case integer(Int)
  case unsigned(UInt64)
  case boolean(Bool)
  case list([JSONText])
  case object([String: JSONText])

  /// The document with a newline at its end.
  var document: String { written(indent: 0) + "\n" }

  private func written(indent: Int) -> String {
    let inner = String(repeating: " ", count: indent + 2)
    let outer = String(repeating: " ", count: indent)
    switch self {
    case .string(let text): return Self.quoted(text)
    case .number(let number): return Self.text(of: number)
    case .integer(let number): return String(number)
    case .unsigned(let number): return String(number)
    case .boolean(let truth): return truth ? "true" : "false"
    case .list(let elements):
      if elements.allSatisfy(\.isScalar) {
        return "[" + elements.map { $0.written(indent: 0) }.joined(separator: ", ") + "]"
      }
      let lines = elements.map { inner + $0.written(indent: indent + 2) }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.sorted { $0.key < $1.key }.map { key, value in
        "\(inner)\(Self.quoted(key)): \(value.written(indent: indent + 2))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .list, .object: false
    default: true
    }
  }

  /// The shortest text that reads back as the same number. JSON has no NaN and no infinity:
  /// they are strings.
  private static func text(of number: Double) -> String {
    guard number.isFinite else { return quoted("\(number)") }
    if number == number.rounded(), abs(number) < 1e15, number.sign == .plus || number != 0 {
      return String(Int64(number))
    }
    return "\(number)"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let code = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - code.count) + code
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
