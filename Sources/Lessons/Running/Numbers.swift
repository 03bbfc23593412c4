import Foundation

/// A number with that many decimals, never `-0.0000`.
func fixed(_ value: Double, _ decimals: Int = 4) -> String {
  guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
  let text = String(format: "%.\(decimals)f", value)
  return text.hasPrefix("-") && !text.contains(where: { ("1"..."9").contains($0) })
    ? String(text.dropFirst()) : text
}

/// A number with that many significant digits, with an exponent where it is very large or small.
func significant(_ value: Double, _ digits: Int = 4) -> String {
  value.isFinite ? String(format: "%.\(digits)g", value) : fixed(value)
}

/// 1 for a claim that holds, 0 for one that does not: prose and `expect` speak of numbers.
func flag(_ condition: Bool) -> Value { .number(condition ? 1 : 0) }
