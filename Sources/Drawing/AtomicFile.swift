import Foundation

/// Writes a file whole or not at all: a temporary beside the target, every write checked, fsync,
/// rename. Readers see the old file or the new one.
public enum AtomicFile {
  /// - Throws: `.write` with the step that failed; the temporary is removed and an old file stays.
  public static func write(_ bytes: [UInt8], to path: String) throws(DrawingError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).partial"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path, "create") }
    do throws(DrawingError) {
      try writeAll(bytes, to: file, path: path)
      if fsync(file) != 0 { throw failure(path, "fsync") }
    } catch {
      close(file)
      unlink(temporary)
      throw error
    }
    if close(file) != 0 {
      let error = failure(path, "close")
      unlink(temporary)
      throw error
    }
    if rename(temporary, path) != 0 {
      let error = failure(path, "rename")
      unlink(temporary)
      throw error
    }
  }

  private static func writeAll(
    _ bytes: [UInt8], to file: Int32, path: String
  ) throws(DrawingError) {
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          Darwin.write(file, buffer.baseAddress! + done, buffer.count - done)
        #else
          Glibc.write(file, buffer.baseAddress! + done, buffer.count - done)
        #endif
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw failure(path, "write")
      }
      done += written
    }
  }

  private static func failure(_ path: String, _ operation: String) -> DrawingError {
    .write(path: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}
