import CFileSwap
import Foundation

/// A folder beside its target, under a name of its own: `.unrolled-07-bptt-4711-x2Fa9c`.
///
/// It is locked as long as its process lives, so that another run can tell a killed run's rest
/// from work in progress.
package struct TemporaryFolder: ~Copyable {
  package static let prefix = ".unrolled-"

  /// Held by each single change of the output, so that an interrupted run can be stopped between
  /// two of them: what is being cleared away must not grow, and must never take a place.
  private static let gate = NSLock()
  // Guarded by the gate.
  private nonisolated(unsafe) static var isOver = false

  /// Makes one change, unless the program is ending.
  static func change<Result>(
    _ body: () throws(OutputError) -> Result
  ) throws(OutputError) -> Result {
    gate.lock()
    defer { gate.unlock() }
    guard !isOver else { throw OutputError("interrupted") }
    return try body()
  }

  /// From now on nothing is written in this process.
  static func endChanges() {
    gate.lock()
    isOver = true
    gate.unlock()
  }

  package let path: String
  private let parent: String
  private let descriptor: CInt

  package init(for name: String, in parent: String) throws(OutputError) {
    self.parent = parent
    // Between making a folder and locking it, it looks like a killed run's: the parent's lock
    // covers that moment. Where locks do not work, nothing is cleaned and nothing is lost.
    let guardian = open(parent, O_RDONLY | O_CLOEXEC)
    let isLocked = guardian >= 0 && Self.lock(guardian, patience: 200)
    defer { if guardian >= 0 { close(guardian) } }
    if isLocked { Self.removeStale(in: parent) }
    let pattern = "\(parent)/\(Self.prefix)\(name)-\(getpid())-XXXXXX"
    var template = Array(pattern.utf8CString)
    try Self.change { () throws(OutputError) in
      guard mkdtemp(&template) != nil else {
        throw Files.error("cannot write in '\(parent)'")
      }
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 { _ = flock(descriptor, LOCK_EX | LOCK_NB) }
    chmod(path, 0o777 & ~Self.creationMask)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Puts this folder in the target's place. What stood there stands here afterwards.
  package func exchange(with target: String) throws(OutputError) {
    try Self.change { () throws(OutputError) in try exchangeNow(with: target) }
  }

  private func exchangeNow(with target: String) throws(OutputError) {
    // Another run may make or take away the target between two calls: then once more.
    for _ in 0..<100 {
      if file_swap(path, target) == 0 { return }
      let swapError = errno
      if swapError != ENOENT {
        guard [ENOTSUP, EOPNOTSUPP, EINVAL, ENOSYS].contains(swapError) else {
          throw Files.error("cannot replace '\(target)'", swapError)
        }
        try exchangeByTwoRenames(with: target)
        return
      }
      if rename(path, target) == 0 { return }
      guard [ENOTEMPTY, EEXIST].contains(errno) else {
        throw Files.error("cannot write '\(target)'")
      }
    }
    throw OutputError("cannot replace '\(target)': other runs keep replacing it")
  }

  /// For file systems without an exchange; a kill between the two leaves the old folder beside.
  package func exchangeByTwoRenames(with target: String) throws(OutputError) {
    let aside = path + ".old"
    let hasOld = rename(target, aside) == 0
    guard hasOld || errno == ENOENT else { throw Files.error("cannot replace '\(target)'") }
    guard rename(path, target) == 0 else {
      let error = Files.error("cannot write '\(target)'")
      if hasOld { _ = rename(aside, target) }
      throw error
    }
    if hasOld { _ = rename(aside, path) }
  }

  package func remove() { Files.removeFolder(path) }

  static func removeOwn(in parent: String) {
    for name in Files.names(in: parent)
    where name.hasPrefix(prefix) && name.contains("-\(getpid())-") {
      Files.removeFolder(parent + "/" + name)
    }
  }

  /// Removes the folders of processes that no longer live: theirs is the only unlocked lock.
  private static func removeStale(in parent: String) {
    for name in Files.names(in: parent) where name.hasPrefix(prefix) {
      let path = parent + "/" + name
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { Files.removeFolder(path) }
    }
  }

  /// - Parameter patience: in steps of 10 ms.
  private static func lock(_ descriptor: CInt, patience: Int) -> Bool {
    for _ in 0..<patience {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(10_000)
    }
    return false
  }

  private static var creationMask: mode_t {
    let mask = umask(0)
    umask(mask)
    return mask
  }
}
