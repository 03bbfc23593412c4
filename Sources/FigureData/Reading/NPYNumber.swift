/// A number of an array: its kind, its bytes and their order.
struct NPYNumber {
  enum Kind { case float, signed, unsigned, truth }

  static let allowed =
    "'<f2', '<f4', '<f8', '|i1', '<i2', '<i4', '<i8', '|u1', '<u2', '<u4', '<u8', '|b1'"

  let kind: Kind
  let size: Int
  let isBigEndian: Bool

  /// - Parameter name: `<f8`
  init(_ name: String, at offset: Int, file: String) throws(DataError) {
    let parts = Array(name)
    let orders: [Character] = ["<", ">", "|", "="]
    let sizes: [Character: (Kind, [Int])] = [
      "f": (.float, [2, 4, 8]), "i": (.signed, [1, 2, 4, 8]), "u": (.unsigned, [1, 2, 4, 8]),
      "b": (.truth, [1]),
    ]
    guard parts.count == 3, orders.contains(parts[0]), let (kind, allowed) = sizes[parts[1]],
      let size = parts[2].wholeNumberValue, allowed.contains(size), parts[0] != "|" || size == 1
    else {
      throw DataError(
        file: file, place: .byte(offset),
        "numbers of the type '\(shown(name))'; allowed are \(Self.allowed) and their big-endian "
          + "forms ('>')")
    }
    self.kind = kind
    self.size = size
    isBigEndian = parts[0] == ">"
  }

  /// The number whose bytes begin at an offset.
  func value(_ bytes: [UInt8], _ offset: Int) -> Double {
    var bits: UInt64 = 0
    for index in 0..<size {
      bits = bits << 8 | UInt64(bytes[offset + (isBigEndian ? index : size - 1 - index)])
    }
    switch (kind, size) {
    case (.float, 2): return Self.half(UInt16(bits))
    case (.float, 4): return Double(Float(bitPattern: UInt32(bits)))
    case (.float, _): return Double(bitPattern: bits)
    case (.signed, _):
      let unused = 64 - 8 * size
      return Double(Int64(bitPattern: bits << unused) >> unused)
    case (.unsigned, _): return Double(bits)
    case (.truth, _): return bits == 0 ? 0 : 1
    }
  }

  /// IEEE 754 binary16; Swift's own Float16 is not on every processor.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10) & 0x1F
    let fraction = Double(bits & 0x3FF)
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction / 1024)
        * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
