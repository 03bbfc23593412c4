import Foundation

/// How long something takes, by the clock and in processor time of all threads.
struct Stopwatch {
  private let began = ContinuousClock.now
  private let used = clock()

  func read() -> (seconds: Double, processor: Double) {
    (
      (ContinuousClock.now - began) / .seconds(1),
      Double(clock() - used) / Double(CLOCKS_PER_SEC)
    )
  }
}
