import Foundation

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
    let top = SourceLocation(file: path, line: 1, column: 1)
    guard !path.utf8.contains(0) else { throw Diagnostic(at: top, "a path cannot hold a NUL") }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Diagnostic(
        at: top, errno == ENOENT ? "no such file" : "cannot read the file: \(systemMessage())")
    }
    try refuseUnlessRegular(status, at: top)
    // Between `stat` and `open` the file may have become a FIFO: O_NONBLOCK does not wait for one.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Diagnostic(at: top, "cannot read the file: \(systemMessage())")
    }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else {
      throw Diagnostic(at: top, "cannot read the file: \(systemMessage())")
    }
    try refuseUnlessRegular(status, at: top)
    let tooLarge = Diagnostic(
      at: top, "the file holds more than the \(grouped(limit)) bytes that are allowed here")
    guard status.st_size <= limit else { throw tooLarge }
    // The stated size may be wrong (it is 0 in /proc), so one byte past the limit is asked for.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(status.st_size))
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, min(buffer.count, limit + 1 - bytes.count))
      if count < 0 {
        if errno == EINTR { continue }
        throw Diagnostic(at: top, "cannot read the file: \(systemMessage())")
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[0..<count])
      guard bytes.count <= limit else { throw tooLarge }
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

  private static func refuseUnlessRegular(
    _ status: stat, at top: SourceLocation
  ) throws(Diagnostic) {
    let found: String
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: found = "a folder"
    case S_IFIFO: found = "a FIFO"
    case S_IFSOCK: found = "a socket"
    default: found = "a device"
    }
    throw Diagnostic(at: top, "this is \(found); a regular file is needed")
  }

  private static func systemMessage() -> String { String(cString: strerror(errno)) }
}

/// 1000000 as `1,000,000`.
package func grouped(_ number: Int) -> String {
  var digits = ""
  for (position, digit) in String(number.magnitude).reversed().enumerated() {
    if position > 0 && position % 3 == 0 { digits.append(",") }
    digits.append(digit)
  }
  return (number < 0 ? "-" : "") + String(digits.reversed())
}
