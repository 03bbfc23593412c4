/// Which copies run together, and on which thread.
///
/// Copies that move the same part of the network first run side by side, 32 at a time; how a copy
/// runs depends on its own moves alone.
struct ProbeSchedule: Sendable {
  /// What one thread does at a time.
  private enum Job: Sendable {
    /// Probes side by side, from a level on.
    case together([Int], level: Int)
    /// A probe that moves so much that its parameters are really moved.
    case alone(Int, level: Int)
  }

  private enum Probes: Sendable {
    case losses([[(index: Int, delta: Double)]])
    case tangents([Int])
  }

  /// For each part of the batch; what it gives is added up in this order.
  private let bases: [ProbeBase]
  private let probes: Probes
  private let count: Int
  private var jobs: [Job] = []

  private var isTangent: Bool { if case .tangents = probes { true } else { false } }

  init(_ bases: [ProbeBase], probes: [[(index: Int, delta: Double)]]) {
    self.bases = bases
    self.probes = .losses(probes)
    count = probes.count
    let most = max(16, bases[0].call.parameterCount / 32)
    var levels: [Int?] = []
    levels.reserveCapacity(count)
    for (probe, moves) in probes.enumerated() {
      let level = level(of: moves)
      if let level, moves.count > most {
        jobs.append(.alone(probe, level: level))
        levels.append(nil)
      } else {
        levels.append(level)
      }
    }
    appendJobs(levels)
  }

  init(_ bases: [ProbeBase], entries: [Int]) {
    self.bases = bases
    probes = .tangents(entries)
    count = entries.count
    appendJobs(
      entries.map { level(of: $0, at: bases[0].call.sites.site(of: $0)) })
  }

  /// The lowest part that an entry acts in; nil where it acts nowhere: a token that does not come.
  private func level(of index: Int, at site: ProbeSites.Site) -> Int? {
    let token = (index - site.start) / site.columns
    if site.kind == .embedding, bases.allSatisfy({ $0.call.tokenRows[token].isEmpty }) {
      return nil
    }
    return bases[0].call.sites.level(of: site)
  }

  /// The lowest part that any of the moves acts in.
  private func level(of moves: [(index: Int, delta: Double)]) -> Int? {
    let sites = bases[0].call.sites
    guard var site = moves.first.map({ sites.site(of: $0.index) }) else { return nil }
    var lowest: Int?
    for move in moves {
      // Long lists stay in a tensor for long.
      if move.index < site.start || move.index >= site.end {
        site = sites.site(of: move.index)
      }
      if lowest == nil || site.kind == .embedding || sites.level(of: site) < lowest! {
        if let level = level(of: move.index, at: site) {
          lowest = Swift.min(lowest ?? level, level)
        }
      }
    }
    return lowest
  }

  /// The longest first, so that the threads end together.
  private mutating func appendJobs(_ levels: [Int?]) {
    var groups = [[Int]](repeating: [], count: bases[0].call.spec.hiddenSizes.count + 2)
    for (probe, level) in levels.enumerated() {
      if let level { groups[level].append(probe) }
    }
    for (level, group) in groups.enumerated() {
      for first in stride(from: 0, to: group.count, by: probePanel) {
        let end = Swift.min(first + probePanel, group.count)
        jobs.append(.together(Array(group[first..<end]), level: level))
      }
    }
  }

  /// - Returns: A loss for each probe, or a derivative for each entry.
  func run(threads: Int) -> [Double] {
    let threads = Swift.max(1, Swift.min(threads, jobs.count))
    let results = AlignedBuffer<Double>(capacity: count)
    // Without influence: the loss of the network itself, or a derivative of 0.
    let unmoved = isTangent ? 0 : bases.dropFirst().reduce(bases[0].loss) { $0 + $1.loss }
    results.base.update(repeating: unmoved, count: count)
    onThreads(threads) { thread in
      let worker = ProbeWorker(bases, isTangent: isTangent)
      for index in stride(from: thread, to: jobs.count, by: threads) {
        run(jobs[index], by: worker, into: results.base)
      }
    }
    return Array(UnsafeBufferPointer(start: results.base, count: count))
  }

  private func run(_ job: Job, by worker: ProbeWorker, into results: UnsafeMutablePointer<Double>) {
    switch job {
    case .together(let members, let level):
      let sums = worker.run(level: level) { moves, call in
        for (copy, probe) in members.enumerated() {
          switch probes {
          case .losses(let probes):
            for move in probes[probe] {
              moves.append(move.index, by: move.delta, copy: copy, in: call)
            }
          case .tangents(let entries):
            moves.append(entries[probe], by: 1, copy: copy, in: call)
          }
        }
      }
      for (copy, probe) in members.enumerated() { results[probe] = sums[copy] }
    case .alone(let probe, let level):
      guard case .losses(let probes) = probes else { return }
      results[probe] = worker.runAlone(level: level, moves: probes[probe])
    }
  }
}
