import Dispatch

/// A loss that may be called from several threads at once, answering for many points.
///
/// Thread k takes the points k, k + threads, ... and walks with parameters of its own. Every loss
/// depends on its point alone, so that the number of threads changes no bit of any answer.
final class ThreadedLoss {
  private let loss: @Sendable (ParameterTensors) -> Double
  private var walkers: [Walker]

  init(
    _ parameters: ParameterTensors, threads: Int,
    loss: @Sendable @escaping (ParameterTensors) -> Double
  ) {
    precondition(threads >= 1, "threads is \(threads); it must be at least 1")
    self.loss = loss
    walkers = Array(repeating: Walker(parameters), count: threads)
  }

  func losses(_ points: [[ParameterMove]]) -> [Double] {
    let threads = min(walkers.count, points.count)
    guard threads > 1 else { return walkers[0].losses(points, loss) }
    var answers = [Double](repeating: 0, count: points.count)
    answers.withUnsafeMutableBufferPointer { answers in
      walkers.withUnsafeMutableBufferPointer { walkers in
        // Each thread writes the walker and the answers of its own number only.
        nonisolated(unsafe) let (answers, walkers) = (answers, walkers)
        let loss = loss
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          for number in stride(from: thread, to: points.count, by: threads) {
            answers[number] = walkers[thread].loss(at: points[number], loss)
          }
        }
      }
    }
    return answers
  }
}
