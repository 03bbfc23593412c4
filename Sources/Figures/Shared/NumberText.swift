import Foundation

/// Numbers as figures write them: a true minus sign, no negative zero, the same in every locale.
package enum NumberText {
  /// With a fixed number of decimals: `0.46`, `−0.20`; NaN and infinities by name.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    if let name = special(value) { return name }
    if abs(value) >= 1e6 { return power(value) }
    return signed(String(format: "%.\(decimals)f", value))
  }

  /// As ``fixed``, but a number that would read as zero and is not keeps one digit: `9e−7`.
  package static func cell(_ value: Double, _ decimals: Int) -> String {
    guard value != 0, value.isFinite else { return fixed(value, decimals) }
    let text = fixed(value, decimals)
    if text.contains(where: { ("1"..."9").contains($0) }) { return text }
    return signed(String(format: "%.0e", value)).compact
  }

  /// As ``fixed``, but a positive number that would read as zero is said to be less than the last
  /// decimal: `<0.01`.
  package static func share(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    if value <= 0 || text.contains(where: { ("1"..."9").contains($0) }) || !value.isFinite {
      return text
    }
    return "<" + fixed(pow(10, -Double(decimals)), decimals)
  }

  /// In powers of ten, whatever the size: `−8.1e−5`.
  package static func scientific(_ value: Double, digits: Int) -> String {
    if let name = special(value) { return name }
    return value == 0 ? "0" : signed(String(format: "%.\(digits)e", value)).compact
  }

  /// With three significant digits, in powers of ten where that is shorter: `0.217`, `1.3e−5`.
  package static func short(_ value: Double) -> String {
    if let name = special(value) { return name }
    if value == 0 { return "0" }
    let size = abs(value)
    if size >= 99_999.5 || size < 0.000_095 { return signed(String(format: "%.1e", value)).compact }
    if size >= 100 { return signed(String(format: "%.0f", value)) }
    let decimals =
      size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.0095 ? 3 : size >= 0.000_95 ? 4 : 5
    return signed(String(format: "%.\(decimals)f", value))
  }

  /// As ``short``, without zeros at the end: `0.5`, `1`.
  package static func trimmed(_ value: Double) -> String {
    var text = short(value)
    guard text.contains("."), !text.contains("e") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  /// As short as it can be read without loss at `step`, for ticks of an axis with that step.
  package static func tick(_ value: Double, step: Double) -> String {
    if let name = special(value) { return name }
    if abs(value) < step * 1e-9 { return "0" }
    if abs(value) >= 1e5 || step < 1e-4 {
      return signed(String(format: "%.6g", value)).compact
    }
    var decimals = 0
    var unit = step
    while decimals < 6, abs(unit - unit.rounded()) > 1e-6 * max(unit, 1) {
      unit *= 10
      decimals += 1
    }
    return signed(String(format: "%.\(decimals)f", value))
  }

  /// A power of ten in the face of the other ticks: 10 with a raised exponent.
  package static func power(ofTen exponent: Int) -> String {
    "$\\text{10}^{\\text{\(signed(String(exponent)))}}$"
  }

  private static func power(_ value: Double) -> String {
    signed(String(format: "%.1e", value)).compact
  }

  private static func special(_ value: Double) -> String? {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "\u{2212}∞" : "∞" }
    return nil
  }

  private static func signed(_ text: String) -> String {
    let isZero = !text.contains { ("1"..."9").contains($0) }
    let bare = isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    return bare.replacingOccurrences(of: "-", with: "\u{2212}")
  }
}

extension String {
  /// `1.3e+05` as `1.3e5`, `2.0e−05` as `2.0e−5`.
  fileprivate var compact: String {
    guard let mark = firstIndex(of: "e") else { return self }
    var exponent = self[index(after: mark)...]
    let isNegative = exponent.first == "\u{2212}"
    exponent = exponent.dropFirst(
      exponent.first.map { $0 == "+" || $0 == "\u{2212}" } == true ? 1 : 0)
    let digits = exponent.drop { $0 == "0" }
    return self[..<mark] + "e" + (isNegative ? "\u{2212}" : "") + (digits.isEmpty ? "0" : digits)
  }
}
