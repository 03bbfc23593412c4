import Foundation
import GradientCheck
import Museum
import NetworkCheck
import Recurrent

/// What the checker says of the right gradients of many random networks.
struct FalseAlarms: Sendable {
  var models = 0
  var entries = 0
  var evaluations = 0
  /// Models by what is said of the whole gradient.
  var verdicts: [String: Int] = [:]
  /// Entries by what is said of each.
  var entryVerdicts: [GradientCheck.EntryVerdict: Int] = [:]
  /// The seeds of networks whose gradient is called wrong, and what is said.
  var alarms: [(seed: UInt64, message: String)] = []

  var alarmCount: Int { alarms.count }

  /// Checks one network's gradient, entry by entry, and adds what is said of it.
  mutating func add(seed: UInt64) {
    let model = RandomModel(seed: seed)
    let report = NetworkCheck(GradientCheck(mode: .exhaustive, seed: seed))
      .differences(model.network, on: model.batch, from: model.initial)
    models += 1
    entries += report.checkedCount
    evaluations += report.lossEvaluations
    for entry in report.entries { entryVerdicts[entry.verdict, default: 0] += 1 }
    let hasFailure = report.entries.contains(where: \.verdict.isFailure)
    let name: String =
      switch report.verdict {
      case .pass: "pass"
      case .inconclusive: "inconclusive"
      case .invalid: "invalid"
      // A layer that is switched off altogether: the checker asks for another point, rightly.
      case .fail: hasFailure ? "fail" : "nothing to see in a tensor"
      }
    verdicts[name, default: 0] += 1
    if name == "fail" || name == "invalid" {
      alarms.append((seed, "\(model)\n    \(report)"))
    }
  }

  mutating func add(_ other: FalseAlarms) {
    models += other.models
    entries += other.entries
    evaluations += other.evaluations
    verdicts.merge(other.verdicts, uniquingKeysWith: +)
    entryVerdicts.merge(other.entryVerdicts, uniquingKeysWith: +)
    alarms += other.alarms
  }

  /// - Parameter progress: Is told every second or so how many are done, and how many alarms there
  ///   were.
  static func count(
    models: Int, from seed: UInt64, threads: Int, progress: (_ done: Int, _ alarms: Int) -> Void
  ) -> FalseAlarms {
    var total = FalseAlarms()
    var said = ContinuousClock.now
    while total.models < models {
      // Few enough that progress is told, enough that no thread waits long for another.
      let count = min(models - total.models, 64 * threads)
      let first = seed &+ UInt64(total.models)
      let parts = Parts(threads)
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        var part = FalseAlarms()
        for place in stride(from: thread, to: count, by: threads) {
          part.add(seed: first &+ UInt64(place))
        }
        parts.set(thread, part)
      }
      for part in parts.all { total.add(part) }
      if seconds(since: said) > 2 || total.models == models {
        progress(total.models, total.alarmCount)
        said = .now
      }
    }
    return total
  }

  /// What each thread found.
  private final class Parts: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [FalseAlarms]

    init(_ count: Int) { found = Array(repeating: FalseAlarms(), count: count) }

    func set(_ index: Int, _ part: FalseAlarms) { lock.withLock { found[index] = part } }
    var all: [FalseAlarms] { lock.withLock { found } }
  }

  func text(seconds: Double) -> String {
    var lines = [
      "\(models) random networks, every gradient right; "
        + String(format: "%.1f s, %d losses.", seconds, evaluations)
    ]
    lines.append("Networks:")
    for (name, count) in verdicts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("  \(padded(name)) \(count)")
    }
    lines.append("Entries, \(entries) in all:")
    for verdict in GradientCheck.EntryVerdict.allCases {
      guard let count = entryVerdicts[verdict] else { continue }
      lines.append("  \(padded(verdict.rawValue)) \(count)")
    }
    lines.append("False alarms: \(alarmCount); wanted 0: \(alarmCount == 0 ? "yes" : "NO")")
    lines += alarms.prefix(10).map { "  \($0.message)" }
    return lines.joined(separator: "\n")
  }

  func jsonLine(seed: UInt64, seconds: Double) -> String {
    struct Line: Encodable {
      var models: Int
      var seed: UInt64
      var entries: Int
      var losses: Int
      var falseAlarms: Int
      var alarmSeeds: [UInt64]
      var networks: [String: Int]
      var verdicts: [String: Int]
      var seconds: Double
    }
    let line = Line(
      models: models, seed: seed, entries: entries, losses: evaluations, falseAlarms: alarmCount,
      alarmSeeds: alarms.map(\.seed), networks: verdicts,
      verdicts: Dictionary(uniqueKeysWithValues: entryVerdicts.map { ($0.rawValue, $1) }),
      seconds: seconds)
    return JSONLine.text(line)
  }

  private func padded(_ name: String) -> String {
    name.padding(toLength: 28, withPad: " ", startingAt: 0)
  }
}
