import Foundation
import Lessons
import Synchronization

/// One line on standard error, on a terminal only: how far, how fast, how long still.
enum ProgressBar {
  private struct State {
    var label = ""
    var began = ContinuousClock.now
    var drawn = ContinuousClock.now - .seconds(1)
    var isShown = false
  }
  private static let state = Mutex(State())

  static func show(_ progress: RunObserver.Progress) {
    guard Terminal.errorIsTerminal else { return }
    state.withLock { state in
      let now = ContinuousClock.now
      if state.label != progress.label {
        state = State(label: progress.label, began: now)
      }
      // Short work needs no bar, and a bar needs no more than 20 pictures a second.
      let elapsed = seconds(now - state.began)
      guard elapsed > 0.15, seconds(now - state.drawn) > 0.05 else { return }
      state.drawn = now
      state.isShown = true
      let share = Double(progress.done) / Double(max(1, progress.total))
      let rate = Double(progress.done) / elapsed
      let left = Double(progress.total - progress.done) / max(rate, 1e-9)
      let percent = String(format: "%3.0f %%", share * 100)
      let speed = String(format: "  %.3g/s", rate)
      let rest = String(format: "  %.1f s left  ", left) + progress.detail
      // One line, whatever the terminal's width: first the speed goes, then most of the bar.
      let room = Terminal.errorColumns - 1 - progress.label.count - 4 - percent.count - rest.count
      let shown = room >= 24 + speed.count ? percent + speed + rest : percent + rest
      let width = max(6, min(24, room))
      let filled = Int(share * Double(width))
      let bar =
        String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
      let line = "\(progress.label) [\(bar)] \(shown)"
      Terminal.error("\r\u{1B}[K\(line.prefix(Terminal.errorColumns - 1))")
    }
  }

  static func erase() {
    state.withLock { state in
      if state.isShown { Terminal.error("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  private static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}
