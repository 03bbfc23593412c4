import Dispatch
import Foundation
import Lessons
import Synchronization

/// Ctrl-C and a polite kill: half-written output is removed, what was there before stays.
enum Interrupts {
  private static let folders = Mutex<[OutputFolder]>([])
  // Kept alive here; set once, before there is a second thread.
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  /// Held while a file is written.
  private static let writing = Mutex(())

  /// Work that an interrupt waits for: a single file that is written whole in a moment.
  static func afterwards<Failure: Error>(_ work: () throws(Failure) -> Void) throws(Failure) {
    try writing.withLock { _ throws(Failure) in try work() }
  }

  /// Whether an interrupt is ending the program.
  private static let isEnding = Atomic(false)

  /// How a step that can end early is asked to.
  static let interruption = Interruption()

  /// An error that comes of clearing away is not the one to report: the handler ends the program.
  static func waitForTheEnd() {
    while isEnding.load(ordering: .acquiring) { usleep(10_000) }
  }

  static func install() {
    Terminal.prepare()
    // A closed pipe and a limit on file sizes are errors of a write, not the end of the program.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let queue = DispatchQueue(label: "interrupts")
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if number == SIGINT, interruption.ask() {
          ProgressBar.erase()
          Terminal.note("ending after this update; Ctrl-C again leaves at once")
          return
        }
        isEnding.store(true, ordering: .releasing)
        OutputFolder.endWriting()
        cleanUp()
        writing.withLock { _ in
          ProgressBar.erase()
          Terminal.note("interrupted; earlier output is as it was")
          _exit(130)
        }
      }
      source.activate()
      sources.append(source)
    }
  }

  /// Output that is being written, to be cleaned up if the program is interrupted.
  static func watch(_ folder: OutputFolder) { folders.withLock { $0.append(folder) } }

  static func cleanUp() {
    for folder in folders.withLock({ $0 }) { folder.removeOwnTemporaries() }
  }
}
