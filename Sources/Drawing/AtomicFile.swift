import Foundation

/// Writes a file whole or not at all: a temporary beside the target, every write checked, fsync,
/// rename. Readers see the old file or the new one.
///
/// A link stays a link, and its file is replaced. What is no file (a terminal, a pipe,
/// `/dev/stdout`) is written to and never replaced.
public enum AtomicFile {
  /// - Throws: `.write` with the step that failed; the temporary is removed and an old file stays.
  public static func write(_ bytes: [UInt8], to path: String) throws(DrawingError) {
    var status = stat()
    var target = path
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR { throw failure(path, "create", EISDIR) }
      if kind != S_IFREG { return try writeThrough(bytes, to: path) }
      if let real = realpath(path, nil) {
        target = String(cString: real)
        free(real)
      }
    }
    let folder = target.lastIndex(of: "/").map { target[...$0] } ?? ""
    // Not made from the target's name, which may be as long as a name can be.
    let temporary = "\(folder).\(getpid()).\(UInt32.random(in: 0 ... .max)).partial"
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
    if rename(temporary, target) != 0 {
      let error = failure(path, "rename")
      unlink(temporary)
      throw error
    }
  }

  /// Into a device or a pipe.
  private static func writeThrough(_ bytes: [UInt8], to path: String) throws(DrawingError) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, "open") }
    do throws(DrawingError) { try writeAll(bytes, to: file, path: path) } catch {
      close(file)
      throw error
    }
    if close(file) != 0 { throw failure(path, "close") }
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

  private static func failure(
    _ path: String, _ operation: String, _ code: Int32 = errno
  ) -> DrawingError {
    .write(path: path, operation: operation, reason: String(cString: strerror(code)))
  }
}
