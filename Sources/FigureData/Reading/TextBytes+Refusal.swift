import Input

extension TextBytes {
  /// The longest cell of a table, in bytes.
  static let longestCell = 10_000

  /// Refuses what is no text: another encoding, bytes that are not UTF-8, control characters.
  static func refuseUnlessText(_ bytes: [UInt8], file: String) throws(DataError) {
    if isUTF16(bytes) {
      throw DataError(
        file: file, place: .text(line: 1, column: 1), "the file is UTF-16; save it as UTF-8")
    }
    if bytes.starts(with: NPYReader.magic) {
      throw DataError(
        file: file, place: .text(line: 1, column: 1),
        "the file is NumPy's; its name ends in .npy, or its format is given as npy")
    }
    if let fault = firstFault(in: bytes, 0..<bytes.count) {
      throw DataError(file: file, place: .of(fault.offset, in: bytes), fault.reason)
    }
  }
}
