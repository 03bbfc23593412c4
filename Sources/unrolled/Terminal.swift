import Foundation

/// What is known of the streams that the program writes to.
enum Terminal {
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  static let inputIsTerminal = isatty(STDIN_FILENO) == 1

  /// How wide a page is: the terminal's own width, 100 where there is none.
  static let columns: Int = {
    var size = winsize()
    guard outputIsTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40
    else { return 100 }
    return Int(size.ws_col)
  }()

  /// How wide a line on standard error may be.
  static var errorColumns: Int {
    var size = winsize()
    guard errorIsTerminal, ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40
    else { return 100 }
    return Int(size.ws_col)
  }

  /// A line on standard error.
  static func note(_ text: String) { error(text + "\n") }

  /// Text on standard error. Where that is closed or full there is nobody to tell.
  static func error(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Occupies streams that the caller closed, so that no page becomes one of them.
  static func prepare() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
      // Read-only for output: what is written there fails, and is reported, as on a closed stream.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_RDWR : O_RDONLY)
    }
  }

  /// A line on standard output. A reader that has gone away (`| head`) ends the program quietly;
  /// a full disk ends it with a message.
  static func line(_ text: String = "") {
    let bytes = Array((text + "\n").utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        let code = errno
        Interrupts.cleanUp()
        if code == EPIPE { _exit(0) }
        note("error: standard output cannot be written: \(String(cString: strerror(code)))")
        _exit(2)
      }
    }
  }

  /// The number of columns that a text takes: Hangul and other wide characters take two.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: width
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
        width + 2
      default: width + 1
      }
    }
  }
}

/// Colours, on a terminal only and never under NO_COLOR.
struct Style {
  let isColoured: Bool

  static let standard = Style(
    isColoured: Terminal.outputIsTerminal
      && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
      && ProcessInfo.processInfo.environment["TERM"] != "dumb")

  func bold(_ text: String) -> String { wrap(text, "1") }
  func faint(_ text: String) -> String { wrap(text, "2") }
  func red(_ text: String) -> String { wrap(text, "31") }
  func green(_ text: String) -> String { wrap(text, "32") }
  func yellow(_ text: String) -> String { wrap(text, "33") }

  /// The colour of a verdict.
  func verdict(_ word: String) -> String {
    switch word.lowercased() {
    case "pass", "held": green(word)
    case "fail", "failed", "error", "invalid": red(word)
    case "stale", "inconclusive": yellow(word)
    default: faint(word)
    }
  }

  private func wrap(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
