/// The numbers that a cell may hold: `-1`, `+.5`, `2.`, `1e-7`, and `nan`, `inf`, `infinity` in any
/// capitals and with a sign. Hexadecimal is refused, and so is what overflows to infinity.
enum NumberGrammar {
  enum Reading: Equatable {
    case number(Double)
    case tooLarge
    case none
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  static func read(_ bytes: ArraySlice<UInt8>) -> Reading {
    var index = bytes.startIndex
    let end = bytes.endIndex
    var isNegative = false
    if index < end, bytes[index] == 0x2B || bytes[index] == 0x2D {
      isNegative = bytes[index] == 0x2D
      index += 1
    }
    guard index < end else { return .none }
    if bytes[index] > 0x39 { return special(bytes[index...], isNegative) }

    var digits: UInt64 = 0
    var significant = 0
    var count = 0
    var fraction = 0
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    func take(_ byte: UInt8) {
      count += 1
      if significant == 0 && byte == 0x30 { return }
      significant += 1
      if significant <= 18 { digits = digits * 10 + UInt64(byte - 0x30) }
    }
    while index < end, isDigit(bytes[index]) {
      take(bytes[index])
      index += 1
    }
    if index < end, bytes[index] == 0x2E {
      index += 1
      while index < end, isDigit(bytes[index]) {
        take(bytes[index])
        fraction += 1
        index += 1
      }
    }
    guard count > 0 else { return .none }
    var exponent = 0
    if index < end, bytes[index] == 0x65 || bytes[index] == 0x45 {
      index += 1
      var isDown = false
      if index < end, bytes[index] == 0x2B || bytes[index] == 0x2D {
        isDown = bytes[index] == 0x2D
        index += 1
      }
      guard index < end else { return .none }
      while index < end, isDigit(bytes[index]) {
        exponent = min(exponent * 10 + Int(bytes[index] - 0x30), 100_000)
        index += 1
      }
      if isDown { exponent = -exponent }
      guard isDigit(bytes[end - 1]) else { return .none }
    }
    guard index == end else { return .none }
    // Both factors are exact, so their product or quotient is rounded once (Clinger 1990).
    let power = exponent - fraction
    if significant <= 15, abs(power) <= 22 {
      let whole = Double(digits)
      let value = power < 0 ? whole / powers[-power] : whole * powers[power]
      return .number(isNegative ? -value : value)
    }
    guard let value = Double(String(decoding: bytes, as: UTF8.self)) else { return .none }
    return value.isFinite ? .number(value) : .tooLarge
  }

  private static func special(_ bytes: ArraySlice<UInt8>, _ isNegative: Bool) -> Reading {
    guard bytes.count <= 8 else { return .none }
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case "nan": return .number(.nan)
    case "inf", "infinity": return .number(isNegative ? -.infinity : .infinity)
    default: return .none
    }
  }
}
