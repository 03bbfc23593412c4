import Recurrent
import Testing

/// Forward-mode derivatives against backpropagation and against the textbook's dual numbers.
@Suite struct TangentTests {
  @Test func everyTangentMatchesBackpropagation() {
    var worst = Worst()
    for c in ProbeCases.all {
      var trace = Trace<Double>(c.spec)
      c.network.forward(
        c.batch, from: c.initial, dropoutSeed: ProbeCases.dropoutSeed, into: &trace)
      let gradient = c.network.backward(trace).gradients.values
      worst.record(deviation(c.tangents(), from: gradient), at: "\(c)")
    }
    worst.expect(within: 1e-12, ofAtLeast: 300, "tangents, backpropagation")
  }

  @Test func wideLayersGiveTheSameTangents() {
    var worst = Worst()
    for seed: UInt64 in 1...6 {
      let c = RandomCase(seed: 43_000 + seed, .init(layers: 2, dropout: 0.2, scale: .large))
      var trace = Trace<Double>(c.spec)
      c.network.forward(
        c.batch, from: c.initial, dropoutSeed: ProbeCases.dropoutSeed, into: &trace)
      let gradient = c.network.backward(trace).gradients.values
      var g = SeededGenerator(seed: c.seed)
      let entries = c.spec.layout.blocks.flatMap { $0.range.shuffled(using: &g).prefix(40) }
      worst.record(
        deviation(c.tangents(entries: entries, threads: 2), from: entries.map { gradient[$0] }),
        at: "\(c)")
    }
    worst.expect(within: 1e-12, ofAtLeast: 6, "tangents of wide layers")
  }

  /// Without dropout, which the textbook has not.
  @Test func everyTangentMatchesTheTextbookOverDualNumbers() {
    var worst = Worst()
    for c in BackpropagationTests.kinds {
      let exact = TextbookNetwork<DualNumber>.gradient(
        c.spec, at: c.parameters, of: c.batch, from: c.initial)
      let tangents = c.network.tangents(c.batch, from: c.initial)
      worst.record(deviation(tangents, from: exact), at: "\(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 160, "tangents, dual numbers")
  }

  @Test func everyKindOfBlockHasATangentThatIsNotZero() {
    var largest: [String: Double] = [:]
    for c in ProbeCases.all {
      let tangents = c.tangents()
      for block in c.spec.layout.blocks {
        let kind = "\(c.spec.cell) \(block.name)"
        largest[kind] = max(
          largest[kind] ?? 0, tangents[block.range].reduce(0) { max($0, abs($1)) })
      }
    }
    #expect(largest.count > 100)
    for (kind, value) in largest { #expect(value > 1e-3, "\(kind)") }
  }

  @Test func noTangentDependsOnItsCompanyOrOnThreads() {
    for c in ProbeCases.all where c.seed % 4 == 2 {
      let tangents = c.tangents()
      #expect(c.tangents(threads: 3) == tangents, "threads, \(c)")
      var g = SeededGenerator(seed: c.seed)
      let entries = (0..<41).map { _ in Int.random(in: tangents.indices, using: &g) }
      #expect(c.tangents(entries: entries) == entries.map { tangents[$0] }, "\(c)")
      #expect(c.tangents(entries: [entries[0]]) == [tangents[entries[0]]], "\(c)")
    }
    #expect(ProbeCases.all[0].tangents(entries: []).isEmpty)
  }

  /// Central differences of the moved copies, with an error of h^2: neither knows of the other's
  /// derivatives.
  @Test func centralDifferencesOfMovedCopiesTendToTheTangents() {
    var worst = Worst()
    let h = 1e-4
    // A ReLU may have a kink within the step.
    for c in ProbeCases.all where c.seed % 4 == 3 && c.spec.cell != .elman(.relu) {
      let tangents = c.tangents()
      let losses = c.losses(moving: c.parameters.indices.flatMap { [[($0, h)], [($0, -h)]] })
      let differences = c.parameters.indices.map {
        (losses[2 * $0] - losses[2 * $0 + 1]) / (2 * h)
      }
      worst.record(deviation(differences, from: tangents), at: "\(c)")
    }
    worst.expect(within: 1e-6, ofAtLeast: 60, "central differences of moved copies")
  }
}

extension RandomCase {
  fileprivate func tangents(entries: [Int]? = nil, threads: Int = 1) -> [Double] {
    network.tangents(
      batch, from: initial, dropoutSeed: ProbeCases.dropoutSeed, entries: entries,
      threads: threads)
  }
}
