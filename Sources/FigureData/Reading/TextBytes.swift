/// Bytes that mean something in a text file.
enum TextBytes {
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  static let newline: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let comma: UInt8 = 0x2C
  static let tab: UInt8 = 0x09
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let backslash: UInt8 = 0x5C

  /// The longest cell, in bytes.
  static let longestCell = 10_000

  static func isLineEnd(_ byte: UInt8) -> Bool { byte == newline || byte == carriageReturn }

  /// Refuses what is no text: another encoding, bytes that are not UTF-8, control characters.
  static func refuseUnlessText(_ bytes: [UInt8], file: String) throws(DataError) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw DataError(
        file: file, place: .text(line: 1, column: 1), "the file is UTF-16; save it as UTF-8")
    }
    if bytes.starts(with: NPYReader.magic) {
      throw DataError(
        file: file, place: .text(line: 1, column: 1),
        "the file is NumPy's; its name ends in .npy, or its format is given as npy")
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        let isAllowed = byte >= 0x20 ? byte != 0x7F : byte == tab || isLineEnd(byte)
        guard isAllowed else {
          let code = String(byte, radix: 16, uppercase: true)
          throw DataError(
            file: file, place: .of(index, in: bytes),
            "control character U+\(String(repeating: "0", count: 4 - code.count))\(code); only "
              + "tabs and line ends are allowed")
        }
        index += 1
        continue
      }
      let length = sequenceLength(bytes, at: index)
      guard length > 0 else {
        throw DataError(
          file: file, place: .of(index, in: bytes),
          "byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8; save the file as UTF-8")
      }
      index += length
    }
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
