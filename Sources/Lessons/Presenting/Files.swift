import Foundation

/// The few file operations that writing needs, each checked, with one-line messages.
package enum Files {
  enum Kind: Sendable { case nothing, folder, link, other }

  static func error(_ what: String, _ number: CInt = errno) -> OutputError {
    OutputError("\(what): \(String(cString: strerror(number)))")
  }

  static func kind(of path: String) -> Kind {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }

  static func exists(_ path: String) -> Bool { kind(of: path) != .nothing }

  /// The names in a folder, without `.` and `..`; none when it cannot be read.
  static func names(in path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  static func makeFolder(_ path: String) throws(OutputError) {
    if mkdir(path, 0o777) == 0 { return }
    let number = errno
    var status = stat()
    if number == EEXIST {
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw OutputError("the output '\(path)' is a file; name a folder")
      }
      return
    }
    if number == ENOENT {
      throw OutputError("the folder that '\(path)' should stand in does not exist; make it first")
    }
    throw error("cannot make the output folder '\(path)'", number)
  }

  /// Writes a new file: every write checked, then forced to the disk.
  static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw error("cannot write '\(path)'") }
    do throws(OutputError) {
      try write(bytes, to: descriptor, path)
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
    guard close(descriptor) == 0 else { throw error("cannot write '\(path)'") }
  }

  /// The checked writes and the fsync; `path` stands in the message.
  package static func write(
    _ bytes: [UInt8], to descriptor: CInt, _ path: String
  ) throws(OutputError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw error("cannot write '\(path)'") }
      written += count
    }
    // Pipes and devices have nothing to force.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw error("cannot write '\(path)'")
    }
  }

  /// Puts a file in the place of an older one, whole.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(OutputError) {
    switch kind(of: path) {
    case .folder: throw OutputError("'\(path)' is a folder; a file is needed there")
    case .nothing, .link, .other: break
    }
    let slash = path.lastIndex(of: "/")
    let parent = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let temporary = try TemporaryFolder(for: name, in: parent)
    do throws(OutputError) {
      let file = temporary.path + "/" + name
      try write(bytes, to: file)
      guard rename(file, path) == 0 else { throw error("cannot write '\(path)'") }
    } catch {
      temporary.remove()
      throw error
    }
    temporary.remove()
    try synchronize(parent)
  }

  /// Forces a folder's entries to the disk.
  static func synchronize(_ folder: String) throws(OutputError) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error("cannot write '\(folder)'") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw error("cannot write '\(folder)'")
    }
  }

  /// Removes a folder of plain files, or a link; what is gone already is no error.
  static func removeFolder(_ path: String) {
    guard kind(of: path) == .folder else {
      unlink(path)
      return
    }
    for name in names(in: path) { removeFolder(path + "/" + name) }
    rmdir(path)
  }
}
