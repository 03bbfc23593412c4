import Dispatch
import GradientCheck
import Museum
import Recurrent
import Synchronization

/// What the check says of every mistake in every cell that it fits, on every seed, by the strong
/// probe; made once for all tests.
struct StrongReports {
  static let seeds: ClosedRange<UInt64> = 1...10

  let exhibit: Exhibit
  /// One for each seed.
  let reports: [GradientCheck.Report]

  static let all: [StrongReports] = {
    let exhibits = Exhibit.all
    let found = Mutex<[Int: StrongReports]>([:])
    DispatchQueue.concurrentPerform(iterations: exhibits.count) { index in
      let exhibit = exhibits[index]
      let reports = seeds.map { seed in
        let probe = Probe.strong(exhibit.cell, for: exhibit.mistake, seed: seed)
        return CheckedModel(probe).check(exhibit.mistake)
      }
      found.withLock { $0[index] = StrongReports(exhibit: exhibit, reports: reports) }
    }
    return found.withLock { found in exhibits.indices.map { found[$0]! } }
  }()
}
