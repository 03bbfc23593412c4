extension LessonDocument {
  /// FNV-1a with 64 bits of the source in UTF-8, as 16 hexadecimal digits. It tells whether a
  /// report was made from this text; it protects from nothing.
  public var sourceHash: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in source.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Whether this is the Korean edition, `NN-name.ko.md`.
  public var isKorean: Bool { name.hasSuffix(".ko") }
}
