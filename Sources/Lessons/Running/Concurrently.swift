import Foundation
import Recurrent
import Synchronization

/// Calls the body with 0 ..< iterations, on as many threads as there are cores, and returns when
/// all calls have.
///
/// Dispatch's `concurrentPerform` was seen to stay on one of two cores on Linux while another
/// program was busy; these threads do not ask.
func concurrently(_ iterations: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let next = Box()
  onThreads(min(iterations, ProcessInfo.processInfo.activeProcessorCount)) { _ in
    while true {
      let index = next.value.add(1, ordering: .relaxed).oldValue
      guard index < iterations else { return }
      body(index)
    }
  }
}

/// A counter that several threads share.
private final class Box: Sendable {
  let value = Atomic(0)
}
