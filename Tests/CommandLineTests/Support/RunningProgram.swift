import Foundation

/// A started program: spawned with default signals, its output caught in files.
final class RunningProgram {
  let identifier: pid_t
  private let folder: String
  /// The place it runs in must outlive it.
  private let owner: AnyObject?
  private var ending: Program.Ending?
  private var usage = rusage()
  /// The most memory seen. The kernel's own figure would count the test runner that it came from.
  private var peak = 0

  /// - Throws: `Program.Missing`, or the error of the system call.
  init(
    _ arguments: [String], in surroundings: Program.Surroundings, owner: AnyObject? = nil
  ) throws {
    self.owner = owner
    try Program.mustExist()
    folder = try TemporaryFolder.make("run")
    // The shell sets the folder and the limits, and then becomes the program.
    let script =
      "cd \"$1\" && shift && \(surroundings.prefix) exec \"$@\" \(surroundings.redirections)"
    let words =
      ["/bin/sh", "-c", script, "sh", surroundings.folder, Program.path] + arguments
    identifier = try Self.spawn(words, in: surroundings, files: folder)
  }

  deinit {
    if ending == nil {
      kill(identifier, SIGKILL)
      var status: CInt = 0
      waitpid(identifier, &status, 0)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What it has printed so far.
  var output: String { text("output") }
  var error: String { text("error") }

  var hasEnded: Bool { reap() }

  func send(_ signal: CInt) { kill(identifier, signal) }

  /// Waits until the condition holds; false when the program ended or the time was up before.
  func wait(upTo seconds: Double = 20, until condition: () -> Bool) -> Bool {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .seconds(seconds) {
      if condition() { return true }
      if reap() { return condition() }
      usleep(500)
    }
    return false
  }

  /// Waits for the end; kills the program when it takes longer than that many seconds.
  func finish(within seconds: Double = 30) -> Program.Outcome {
    let start = ContinuousClock.now
    while !reap() {
      if ContinuousClock.now - start > .seconds(seconds) {
        kill(identifier, SIGKILL)
        var status: CInt = 0
        wait4(identifier, &status, 0, &usage)
        ending = .timeout
        break
      }
      usleep(1000)
    }
    return Program.Outcome(
      ending: ending!, output: output, error: error,
      processorTime: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime),
      memory: peak)
  }

  private func reap() -> Bool {
    if ending != nil { return true }
    observeMemory()
    var status: CInt = 0
    guard wait4(identifier, &status, WNOHANG, &usage) == identifier else { return false }
    // WIFEXITED and its kin are macros that Swift does not import.
    let signal = status & 0x7F
    ending = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
    return true
  }

  /// Linux only: the high-water mark of the program that the process has become.
  private func observeMemory() {
    let status = (try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)) ?? ""
    // Until it has become the program, the process shows the memory of what it was forked from.
    guard status.hasPrefix("Name:\t\((Program.path as NSString).lastPathComponent)\n"),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let size = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first,
      let kilobytes = Int(size)
    else { return }
    peak = max(peak, kilobytes * 1024)
  }

  private func text(_ name: String) -> String {
    let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }

  private static func spawn(
    _ words: [String], in surroundings: Program.Surroundings, files: String
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    func connect(_ stream: CInt, to own: CInt?, else path: String, _ flags: CInt) {
      if let own {
        posix_spawn_file_actions_adddup2(&actions, own, stream)
      } else {
        posix_spawn_file_actions_addopen(&actions, stream, path, flags, 0o600)
      }
    }
    connect(0, to: surroundings.input, else: "/dev/null", O_RDONLY)
    connect(1, to: surroundings.output, else: files + "/output", O_WRONLY | O_CREAT | O_TRUNC)
    connect(2, to: surroundings.error, else: files + "/error", O_WRONLY | O_CREAT | O_TRUNC)
    // A test runner in the background may ignore interrupts; the program must not inherit that.
    var signals = sigset_t()
    sigfillset(&signals)
    sigdelset(&signals, SIGKILL)
    sigdelset(&signals, SIGSTOP)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] =
      surroundings.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var identifier: pid_t = 0
    let code = posix_spawn(&identifier, words[0], &actions, &attributes, &arguments, &environment)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EINVAL) }
    return identifier
  }
}
