import Foundation

/// Why a file was not read: what was found and what is allowed, without its name.
public struct FileRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  public let reason: String

  public init(_ reason: String) { self.reason = reason }

  public var description: String { reason }
}

/// Reading files that other people wrote: regular files only, never more than a stated number of
/// bytes, and no call that can wait for ever on a FIFO or a device.
public enum RegularFile {
  /// The bytes of the regular file at `path`.
  ///
  /// - Throws: when there is no such file, when it is not a regular file, when it cannot be read,
  ///   or when it holds more than `limit` bytes.
  public static func bytes(path: String, limit: Int) throws(FileRefusal) -> [UInt8] {
    guard !path.utf8.contains(0) else { throw FileRefusal("a path cannot hold a NUL") }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw errno == ENOENT ? FileRefusal("no such file") : unreadable()
    }
    try refuseUnlessRegular(status)
    // Between `stat` and `open` the file may have become a FIFO: O_NONBLOCK does not wait for one.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else { throw unreadable() }
    try refuseUnlessRegular(status)
    guard status.st_size <= limit else { throw tooLarge(limit) }
    return try bytes(descriptor: descriptor, limit: limit, expected: Int(status.st_size))
  }

  /// Everything that an open stream holds, of whatever sort it is: standard input.
  ///
  /// - Throws: when it cannot be read, or when it holds more than `limit` bytes.
  public static func bytes(
    descriptor: Int32, limit: Int, expected: Int = 0
  ) throws(FileRefusal) -> [UInt8] {
    // The expected size may be wrong (it is 0 in /proc), so one byte past the limit is asked for.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(expected)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, min(buffer.count, limit + 1 - bytes.count))
      if count < 0 {
        if errno == EINTR { continue }
        throw unreadable()
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[0..<count])
      guard bytes.count <= limit else { throw tooLarge(limit) }
    }
  }

  private static func refuseUnlessRegular(_ status: stat) throws(FileRefusal) {
    let found: String
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: found = "a folder"
    case S_IFIFO: found = "a FIFO"
    case S_IFSOCK: found = "a socket"
    default: found = "a device"
    }
    throw FileRefusal("this is \(found); a regular file is needed")
  }

  private static func tooLarge(_ limit: Int) -> FileRefusal {
    FileRefusal("the file holds more than the \(grouped(limit)) bytes that are allowed here")
  }

  private static func unreadable() -> FileRefusal {
    FileRefusal("cannot read the file: \(String(cString: strerror(errno)))")
  }
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
