import Foundation

/// The built program, run as a user runs it.
struct Program {
  /// UNROLLED_PROGRAM, or the release build of the checkout that holds this file.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["UNROLLED_PROGRAM"], !path.isEmpty {
      return path
    }
    return checkout + "/.build/release/unrolled"
  }()

  /// The checkout: Tests/CommandLineTests/Support/Program.swift without its last four names.
  static let checkout: String = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder.path
  }()

  /// Thrown, not skipped: without the program there is nothing to test.
  struct Missing: Error, CustomStringConvertible {
    var description: String {
      """
      there is no program at '\(Program.path)'; build it first:
        swift build -c release --product unrolled
      or name another one in the environment variable UNROLLED_PROGRAM
      """
    }
  }

  static func mustExist() throws {
    guard access(path, X_OK) == 0 else { throw Missing() }
  }

  /// What the program sees of its surroundings, besides its arguments.
  struct Surroundings {
    var folder: String
    var environment: [String: String]
    /// A shell prefix before `exec`: `ulimit -f 8;`. Redirections may follow `exec "$@"`.
    var prefix = ""
    var redirections = ""
    /// Descriptors for the three standard streams where a test has its own, such as a terminal.
    var input: CInt?
    var output: CInt?
    var error: CInt?
  }

  /// How a run ended.
  enum Ending: Equatable, CustomStringConvertible {
    case exit(CInt)
    case signal(CInt)
    case timeout

    var description: String {
      switch self {
      case .exit(let code): "exit \(code)"
      case .signal(let number): "killed by signal \(number) (\(String(cString: strsignal(number))))"
      case .timeout: "still running when the test gave up"
      }
    }
  }

  /// What a run left.
  struct Outcome {
    var ending: Ending
    var output: String
    var error: String
    /// User and system time in seconds: unlike the time on the wall, it bears a busy machine.
    var processorTime: Double
    /// The largest resident set in bytes.
    var memory: Int

    var lines: [String] {
      output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    var errorLines: [String] { error.split(separator: "\n").map(String.init) }
  }
}
