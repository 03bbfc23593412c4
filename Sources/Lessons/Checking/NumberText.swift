/// How a plainly written scalar reads as a number, and why it does not.
///
/// Numbers are those of YAML 1.2: decimal digits with an optional sign, point and exponent.
/// Spellings that YAML 1.1 or other languages would read as some other number are named with what
/// to write instead, never guessed.
struct NumberText {
  enum Reading: Equatable {
    case integer(Int)
    /// `isTooSmall`: the text is not zero, but the nearest Double is.
    case decimal(Double, isTooSmall: Bool)
    /// `nan`, `inf`, `.inf`
    case notFinite
    /// No Int, or no finite Double.
    case tooLarge
    /// Something like a number, with what to write.
    case misspelt(String)
    /// Nothing like a number.
    case word
  }

  static let longest = 400
  let text: String

  init(_ text: String) { self.text = text }

  var reading: Reading {
    guard text.utf8.count <= Self.longest else { return .word }
    let negative = text.hasPrefix("-")
    let unsigned = negative || text.hasPrefix("+") ? String(text.dropFirst()) : text
    let sign = negative ? "-" : ""
    if ["nan", "inf", "infinity"].contains(unsigned.lowercased().drop { $0 == "." }) {
      return .notFinite
    }
    guard let first = unsigned.utf8.first, isDigit(first) || first == UInt8(ascii: ".") else {
      return .word
    }
    if let hint = hint(forUnsigned: unsigned) { return .misspelt(hint(sign)) }
    guard let parts = decimalParts(unsigned) else { return .word }
    if parts.digits.count > 1, parts.digits.first == "0" {
      let rest = unsigned.drop { $0 == "0" }
      let kept = rest.first?.isNumber == true ? String(rest) : "0" + rest
      return .misspelt("a number has no leading zero; write \(sign)\(kept)")
    }
    if parts.isInteger { return Int(text).map(Reading.integer) ?? .tooLarge }
    // Swift's parser wants a digit on both sides of the point.
    let digits = (parts.digits.isEmpty ? "0" : parts.digits)
    let fraction = parts.fraction.isEmpty ? "0" : parts.fraction
    let exponent = parts.exponent.isEmpty ? "" : "e" + parts.exponent
    guard let value = Double("\(sign)\(digits).\(fraction)\(exponent)") else { return .tooLarge }
    guard value.isFinite else { return .tooLarge }
    let isZero = (digits + fraction).allSatisfy { $0 == "0" }
    return .decimal(value, isTooSmall: value == 0 && !isZero)
  }

  /// The number, where the text is one: integers too large for Int included.
  var double: Double? {
    switch reading {
    case .integer(let value): Double(value)
    case .decimal(let value, _): value
    case .tooLarge: Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }

  private func hint(forUnsigned text: String) -> ((String) -> String)? {
    let lower = text.lowercased()
    for (prefix, radix) in [("0o", 8), ("0b", 2)] where lower.hasPrefix(prefix) {
      guard let value = Int(lower.dropFirst(2), radix: radix) else { continue }
      return { "write it in decimal: \($0)\(value)" }
    }
    if lower.hasPrefix("0x"), let value = Double(lower), value.isFinite {
      return { "write it in decimal: \($0)\(written(value))" }
    }
    let groups = text.split(omittingEmptySubsequences: false) { $0 == "_" || $0 == "," }
    if groups.count > 1, let value = NumberText(groups.joined()).plain {
      return { "write it without separators: \($0)\(value)" }
    }
    if text.contains(":"), text.utf8.allSatisfy({ isDigit($0) || $0 == 0x3A || $0 == 0x2E }) {
      return { _ in "a number has no ':'; write one decimal number, or quotes around a text" }
    }
    if text.hasSuffix("%"), let value = NumberText(String(text.dropLast())).double {
      return { "write it as a fraction: \($0)\(value / 100)" }
    }
    return nil
  }

  /// The text itself where it is a number.
  private var plain: String? {
    switch reading {
    case .integer, .decimal: text
    default: nil
    }
  }

  private struct DecimalParts {
    var digits = ""
    var fraction = ""
    var exponent = ""
    var isInteger = true
  }

  private func decimalParts(_ text: String) -> DecimalParts? {
    var parts = DecimalParts()
    var rest = text[...]
    func takeDigits() -> String {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest[digits.endIndex...]
      return String(digits)
    }
    parts.digits = takeDigits()
    if rest.first == "." {
      parts.isInteger = false
      rest.removeFirst()
      parts.fraction = takeDigits()
    }
    guard !parts.digits.isEmpty || !parts.fraction.isEmpty else { return nil }
    if rest.first == "e" || rest.first == "E" {
      parts.isInteger = false
      rest.removeFirst()
      if let sign = rest.first, sign == "+" || sign == "-" {
        parts.exponent = String(sign)
        rest.removeFirst()
      }
      let digits = takeDigits()
      guard !digits.isEmpty else { return nil }
      parts.exponent += digits
    }
    return rest.isEmpty ? parts : nil
  }

  private func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
