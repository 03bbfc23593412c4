import Recurrent
import Testing

/// Losses of many moved copies at once, against networks whose parameters were really moved.
@Suite struct ProbeLossTests {
  @Test func everyLossIsThatOfTheReallyMovedNetwork() {
    var worst = Worst()
    for c in ProbeCases.all {
      var g = SeededGenerator(seed: c.seed)
      let probes = c.probes(using: &g)
      for (probe, loss) in zip(probes, c.losses(moving: probes)) {
        let wanted = c.loss(moving: probe)
        worst.record(abs(loss - wanted) / abs(wanted), at: "\(probe.count) moves, \(c)")
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 5000, "losses of moved copies")
  }

  /// Products of a size that the library would take, in probes of both kinds.
  @Test func wideLayersGiveTheSameLosses() {
    var worst = Worst()
    for seed: UInt64 in 1...12 {
      let c = RandomCase(seed: 41_000 + seed, .init(dropout: 0.2, scale: .large))
      var g = SeededGenerator(seed: c.seed)
      let probes = c.probes(using: &g)
      for (probe, loss) in zip(probes, c.losses(moving: probes, threads: 2)) {
        let wanted = c.loss(moving: probe)
        worst.record(abs(loss - wanted) / abs(wanted), at: "\(probe.count) moves, \(c)")
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 200, "losses of wide moved copies")
  }

  /// One position after another in calls of 1, 31, 32, 33 and all probes, in another order, and on
  /// three threads.
  @Test func noLossDependsOnItsCompanyOrOnThreads() {
    for c in ProbeCases.all where c.seed % 4 == 1 {
      var g = SeededGenerator(seed: c.seed)
      var probes = c.probes(using: &g)
      while probes.count < 80 { probes += c.probes(using: &g) }
      let losses = c.losses(moving: probes)
      #expect(c.losses(moving: probes, threads: 3) == losses, "threads, \(c)")
      #expect(c.losses(moving: probes.reversed()) == losses.reversed(), "order, \(c)")
      for size in [1, 31, 32, 33] {
        let parts = stride(from: 0, to: probes.count, by: size).flatMap {
          c.losses(moving: Array(probes[$0..<min($0 + size, probes.count)]))
        }
        #expect(parts == losses, "\(size) at a time, \(c)")
      }
    }
  }

  @Test func anEmptyProbeIsTheNetworkItself() {
    var worst = Worst()
    for c in ProbeCases.all {
      let losses = c.losses(moving: [[], [(0, 0.25)], []])
      #expect(losses[0] == losses[2])
      let wanted = c.loss(moving: [])
      worst.record(abs(losses[0] - wanted) / abs(wanted), at: "\(c)")
    }
    worst.expect(within: 1e-14, ofAtLeast: 300, "empty probes")
  }

  /// A batch of which 32 copies would take so much room that they go through it part by part.
  @Test func aLargeBatchIsTheSumOfItsParts() {
    var worst = Worst()
    for (index, cell) in RandomCase.cells.enumerated() {
      var g = SeededGenerator(seed: UInt64(44_000 + index))
      let spec = NetworkSpec(
        input: .embedding(vocabulary: 30, size: 3), cell: cell, hiddenSizes: [17, 20],
        isBidirectional: true, dropout: 0.1,
        head: .init(.dense(outputs: 2), at: index % 2 == 0 ? .last : .eachStep),
        loss: .halfSquaredError)
      var parameters = Parameters<Double>(spec.layout)
      parameters.values = g.normals(parameters.values.count, deviation: 0.2)
      let network = Network(spec, parameters: parameters)
      let batch = g.batch(for: spec, steps: 40, batch: 60, hasLengths: true)
      var trace = Trace<Double>(spec)
      network.forward(batch, dropoutSeed: 3, into: &trace)
      let gradient = network.backward(trace).gradients.values
      let entries = spec.layout.blocks.map { Int.random(in: $0.range, using: &g) }
      let tangents = network.tangents(batch, dropoutSeed: 3, entries: entries, threads: 2)
      worst.record(deviation(tangents, from: entries.map { gradient[$0] }) / 10, at: "\(cell)")
      let all: Probe = parameters.values.indices.map { ($0, 0.01) }
      let probes: [Probe] = [[], all, [(entries[0], 0.1)], [(entries[3], 0.1)]]
      let losses = network.losses(batch, dropoutSeed: 3, moving: probes)
      for (probe, loss) in zip(probes, losses) {
        var moved = network
        for move in probe { moved.parameters.values[move.index] += move.delta }
        moved.forward(batch, dropoutSeed: 3, into: &trace)
        worst.record(abs(loss - trace.loss) / trace.loss, at: "\(probe.count) moves, \(cell)")
      }
      let single = probes.flatMap { network.losses(batch, dropoutSeed: 3, moving: [$0]) }
      #expect(losses == single, "\(cell)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 40, "large batches")
  }

  @Test func noProbesHaveNoLosses() {
    let c = ProbeCases.all[0]
    #expect(c.losses(moving: []).isEmpty)
  }
}
