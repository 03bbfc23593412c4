/// A line and a column of a text, from 1; columns count characters.
public struct TextPlace: Sendable, Hashable {
  public let line: Int
  public let column: Int

  /// The place of an offset in a text; a byte-order mark has no column, and `\n`, `\r\n` and a
  /// lone `\r` end a line.
  ///
  /// - Complexity: O(offset).
  public init(of offset: Int, in bytes: [UInt8]) {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var start = bytes.starts(with: TextBytes.mark) ? TextBytes.mark.count : 0
    var index = start
    while index < end {
      let byte = bytes[index]
      index += 1
      guard TextBytes.isLineEnd(byte) else { continue }
      if byte == TextBytes.carriageReturn, index < bytes.count, bytes[index] == TextBytes.newline {
        // The offset of the second byte of a line ending is still on its line.
        if index >= end { break }
        index += 1
      }
      line += 1
      start = index
    }
    self.line = line
    guard start < end else {
      column = 1
      return
    }
    let before = bytes[start..<end]
    // To find the characters of a very long line would take longer than to read it.
    column =
      1
      + (before.count <= 100_000
        ? String(decoding: before, as: UTF8.self).count : before.count { $0 & 0xC0 != 0x80 })
  }
}
