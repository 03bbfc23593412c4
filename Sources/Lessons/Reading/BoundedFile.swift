import Input

/// Reading files that other people wrote: regular files only, never more than a stated number of
/// bytes, and no call that can wait for ever on a FIFO or a device.
public enum BoundedFile {
  /// The most that a lesson file may hold, in bytes.
  public static let lessonLimit = 1_000_000
  /// The longest line of a text file, in bytes.
  public static let longestLine = 100_000

  /// The bytes of the regular file at `path`.
  ///
  /// - Throws: a diagnostic at line 1, column 1, when there is no such file, when it is not a
  ///   regular file, when it cannot be read, or when it holds more than `limit` bytes.
  public static func bytes(
    path: String, limit: Int = lessonLimit
  ) throws(Diagnostic) -> [UInt8] {
    do {
      return try RegularFile.bytes(path: path, limit: limit)
    } catch {
      throw Diagnostic(at: SourceLocation(file: path, line: 1, column: 1), error.reason)
    }
  }

  /// The text of the regular file at `path`: UTF-8, without a byte-order mark, `\n` as the only
  /// line ending.
  ///
  /// - Throws: what `bytes` throws, and a diagnostic at the place of the first byte that is not
  ///   UTF-8, of the first control character, or of the first line that is too long.
  public static func text(
    path: String, limit: Int = lessonLimit, longestLine: Int = longestLine
  ) throws(Diagnostic) -> String {
    let bytes = try bytes(path: path, limit: limit)
    do {
      return try SourceText(bytes: bytes, path: path, longestLine: longestLine).text
    } catch {
      throw error.diagnostics[0]
    }
  }
}

/// 1000000 as `1,000,000`.
package func grouped(_ number: Int) -> String { Input.grouped(number) }
