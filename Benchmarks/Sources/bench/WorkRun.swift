import Foundation

/// One work on both sides, in turn: ours, each peer, ours, each peer, ...
struct WorkRun {
  struct Pair {
    var peer: String
    var variant: String
    var comparison: Comparison
    var times: [Double] = []
    /// Why there are no times.
    var failure: String?
  }

  /// Seconds that a time is taken over, on either side: what takes less is repeated, so that the
  /// cold start after a pause is not most of it.
  private static let span = 0.05

  let description: WorkDescription
  let threads: Int
  var ours: [Double] = []
  var pairs: [Pair] = []
  var operations = 0.0
  /// How far our estimates are from the results.
  var ownError: Double?
  /// The faster library's large product in each round, operations a second, for a work that wants a
  /// share of the peak.
  var products: [Double] = []
  /// Resident memory after so many steps.
  var memory: [(steps: Int, mebibytes: Double)] = []

  /// - Parameters:
  ///   - json: The work's entry, for the peers.
  ///   - scratch: A folder for tensors on their way.
  init(
    _ description: WorkDescription, json: Any, threads: Int, rounds: Int, lessons: LessonFiles,
    scratch: URL, peers: [PeerProcess], note: (String) -> Void
  ) throws {
    self.description = description
    self.threads = threads
    let work = try makeWork(description, threads: threads, lessons: lessons)
    operations = work.operations
    note("\(description.work): ours")
    _ = try timed(work)
    let results = work.results
    ownError = work.ownError
    let given = scratch.appending(path: "given")
    if !peers.isEmpty { try TensorFile.write(work.tensors, to: given) }
    // Results come before times.
    var asked: [PeerProcess] = []
    for name in description.peers {
      let processes = peers.filter { $0.name == name }
      guard !processes.isEmpty else { continue }
      note("\(description.work): \(name) prepares")
      let trials = processes.map {
        (process: $0, trial: prepared($0, json, given: given, scratch: scratch, ours: results))
      }
      let best = trials.min { $0.trial.seconds < $1.trial.seconds }!
      asked.append(best.process)
      pairs.append(best.trial.pair)
    }
    let rounds = min(rounds, description.rounds ?? rounds)
    for round in 1...rounds {
      note("\(description.work): round \(round) of \(rounds)")
      // By then every peer's threads are asleep.
      if !asked.isEmpty { Thread.sleep(forTimeInterval: 0.1) }
      ours.append(try timed(work))
      if description.targets["peak"] != nil {
        let torch = try? asked.first { $0.name == "pytorch" }?.peak(description.scalar)
        products.append(
          max(Peak.measure(description.scalar, threads: threads, best: 2), torch ?? 0))
      }
      for (index, peer) in asked.enumerated() where pairs[index].failure == nil {
        do {
          let answer = try peer.ask(["do": "run", "span": Self.span])
          guard let seconds = answer["seconds"] as? Double else {
            throw BenchmarkError("\(peer.name): no time in its answer")
          }
          pairs[index].times.append(seconds)
        } catch {
          pairs[index].failure = "\(error)"
        }
      }
    }
    for peer in peers { _ = try? peer.ask(["do": "forget"]) }
    if description.targets["memory_mib"] != nil {
      note("\(description.work): memory")
      memory = try ResidentMemory.measure(description.work, threads: threads)
    }
  }

  /// The mean of as many runs as fill the span, of one at least.
  private func timed(_ work: any Work) throws -> Double {
    var total = 0.0
    var runs = 0
    repeat {
      work.setUp()
      let start = ContinuousClock.now
      try work.run()
      total += seconds(since: start)
      runs += 1
    } while total < Self.span
    return total / Double(runs)
  }

  /// A peer's results against ours, and its best trial; infinite where it failed.
  private func prepared(
    _ peer: PeerProcess, _ json: Any, given: URL, scratch: URL, ours: [Tensor]
  ) -> (pair: Pair, seconds: Double) {
    let found = scratch.appending(path: "found")
    do {
      let answer = try peer.ask([
        "do": "prepare", "work": json, "tensors": given.path, "results": found.path,
      ])
      var variant = answer["variant"] as? String ?? ""
      if PeerProcess.waitings(peer.name, threads: peer.threads).count > 1 {
        variant += ", threads waiting \(peer.waiting)"
      }
      let tried = answer["tried"] as? [String: Double] ?? [:]
      let pair = Pair(
        peer: peer.name, variant: variant,
        comparison: Comparison(ours: ours, peer: try TensorFile.read(found)))
      return (pair, tried.values.min() ?? .infinity)
    } catch {
      let pair = Pair(
        peer: peer.name, variant: "", comparison: Comparison(ours: [], peer: []),
        failure: "\(error)")
      return (pair, .infinity)
    }
  }

  /// The pairs whose results agree.
  var agreeing: [Pair] {
    pairs.filter {
      $0.failure == nil && $0.comparison.agrees(within: description.tolerance)
    }
  }

  /// A peer that answered something else.
  var disagrees: Bool {
    pairs.contains {
      $0.failure == nil && !$0.comparison.agrees(within: description.tolerance)
    }
  }

  /// Median peer / median ours.
  func ratio(_ pair: Pair) -> Double { Sample(pair.times).median / Sample(ours).median }

  /// The agreeing peer with the shortest median.
  var fastest: Pair? {
    agreeing.min { Sample($0.times).median < Sample($1.times).median }
  }
}
