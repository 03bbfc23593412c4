/// Bytes that mean something in a text file.
public enum TextBytes {
  public static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  @inlinable public static var newline: UInt8 { 0x0A }
  @inlinable public static var carriageReturn: UInt8 { 0x0D }
  @inlinable public static var comma: UInt8 { 0x2C }
  @inlinable public static var semicolon: UInt8 { 0x3B }
  @inlinable public static var tab: UInt8 { 0x09 }
  @inlinable public static var space: UInt8 { 0x20 }
  @inlinable public static var quote: UInt8 { 0x22 }
  @inlinable public static var backslash: UInt8 { 0x5C }

  @inlinable
  public static func isLineEnd(_ byte: UInt8) -> Bool { byte == newline || byte == carriageReturn }

  /// Whether the file is UTF-16, which begins with a mark of its own.
  public static func isUTF16(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  /// A byte that no text has, and what it is, in words.
  public struct Fault: Sendable {
    public let offset: Int
    public let reason: String
  }

  /// The first byte of a range that is not UTF-8, or a control character other than a tab or a
  /// line end; nil where all of it is text.
  ///
  /// - Complexity: O(length of the range).
  public static func firstFault(in bytes: [UInt8], _ range: Range<Int>) -> Fault? {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte < 0x80 {
        guard byte >= 0x20 ? byte != 0x7F : byte == tab || isLineEnd(byte) else {
          let code = String(byte, radix: 16, uppercase: true)
          return Fault(
            offset: index,
            reason: "control character U+\(String(repeating: "0", count: 4 - code.count))\(code); "
              + "only tabs and line ends are allowed")
        }
        index += 1
        continue
      }
      let length = sequenceLength(bytes, at: index)
      guard length > 0 else {
        let code = String(byte, radix: 16, uppercase: true)
        return Fault(offset: index, reason: "byte 0x\(code) is not UTF-8; save the file as UTF-8")
      }
      index += length
    }
    return nil
  }

  /// The bytes of the well-formed sequence that begins here, 0 where there is none (Unicode 16,
  /// table 3-7).
  private static func sequenceLength(_ bytes: [UInt8], at index: Int) -> Int {
    let first = bytes[index]
    let (length, second): (Int, ClosedRange<UInt8>)
    switch first {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
    for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
