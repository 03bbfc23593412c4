import Foundation

/// A terminal without a window: what is written to `side` can be read here, and the reverse.
final class PseudoTerminal {
  private let main: CInt
  /// The end that a program takes for its terminal.
  let side: CInt

  init() throws {
    var ends: (main: CInt, side: CInt) = (-1, -1)
    guard openpty(&ends.main, &ends.side, nil, nil, nil) == 0 else { throw POSIXError(.ENOTTY) }
    main = ends.main
    side = ends.side
    // Neither end may stay open in programs that other tests start meanwhile.
    _ = fcntl(main, F_SETFD, FD_CLOEXEC)
    _ = fcntl(side, F_SETFD, FD_CLOEXEC)
    _ = fcntl(main, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(main)
    close(side)
  }

  private var received: [UInt8] = []

  /// All that was written so far. A terminal holds only a few kilobytes: read it often.
  var text: String {
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(main, &buffer, buffer.count)
      guard count > 0 else { break }
      received += buffer[..<count]
    }
    return String(decoding: received, as: UTF8.self)
  }

  func type(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = write(main, bytes, bytes.count)
  }
}
