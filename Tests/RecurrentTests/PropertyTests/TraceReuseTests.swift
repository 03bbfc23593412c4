import Recurrent
import Testing

/// A trace keeps its memory from batch to batch, and nothing else. 1000 random networks each.
@Suite struct TraceReuseTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  /// Batches of other sizes, lengths and targets than the case's, the last of them without targets.
  private func others(_ c: RandomCase) -> [SequenceBatch<Double>] {
    var g = SeededGenerator(seed: c.seed + 6000)
    let sizes = (0..<3).map { _ in
      (steps: Int.random(in: 1...9, using: &g), batch: Int.random(in: 1...9, using: &g))
    }
    var batches = sizes.map { size in
      let hasLengths = Bool.random(using: &g)
      return g.batch(
        for: c.spec, steps: size.steps, batch: size.batch, hasLengths: hasLengths,
        hasWeights: false)
    }
    batches.append(c.batch.with(targets: .none))
    return batches
  }

  /// What earlier batches of other shapes left behind must not show, whatever the threads.
  @Test func aTraceUsedAgainHoldsTheBitsOfAFreshOne() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var trace = Trace<Double>(c.spec)
      var backward = BackwardTrace<Double>(c.spec)
      for (index, batch) in (others(c) + [c.batch, c.batch]).enumerated() {
        let threads = (index + Int(seed)) % 8 == 0 ? 2 : 1
        let start = batch.batch == c.batch.batch ? c.initial : nil
        c.network.forward(batch, from: start, threads: threads, into: &trace)
        var fresh = Trace<Double>(c.spec)
        c.network.forward(batch, from: start, threads: threads, into: &fresh)
        worst.record(trace.tensors, equals: fresh.tensors, at: "\(c), batch \(index)")
        if index % 3 == 0 {
          let above = fresh.outputs.map { $0 + 1 }
          let final = start ?? .zero(for: c.spec, batch: batch.batch)
          c.network.pullback(
            trace, outputGradients: above, finalStateGradients: final, into: &backward)
          let wanted = c.network.pullback(
            fresh, outputGradients: above, finalStateGradients: final)
          worst.record(backward.tensors, equals: wanted.tensors, at: "\(c), pullback \(index)")
        } else {
          c.network.backward(trace, into: &backward)
          worst.record(
            backward.tensors, equals: c.network.backward(fresh).tensors, at: "\(c), batch \(index)")
        }
      }
    }
    worst.expect(within: 0, ofAtLeast: 12_000, "a trace used again, passes that differ")
  }

  /// The memory is shared until one of the two is used again.
  @Test func copiesKeepTheirNumbersWhenTheOriginalIsUsedAgain() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var trace = c.network.forward(c.batch, from: c.initial)
      var backward = c.network.backward(trace)
      let (forwardCopy, backwardCopy) = (trace, backward)
      let (forwardNumbers, backwardNumbers) = (trace.tensors, backward.tensors)
      // The same shape first: nothing but the numbers then changes.
      let sameShape = c.batch.with(inputs: c.batch.inputs.map { $0 + 1 }, targets: .none)
      for batch in [sameShape] + others(c) {
        c.network.forward(batch, into: &trace)
        c.network.backward(trace, into: &backward)
        worst.record(forwardCopy.tensors, equals: forwardNumbers, at: "\(c), trace")
        worst.record(backwardCopy.tensors, equals: backwardNumbers, at: "\(c), backward trace")
      }
      worst.record(
        c.network.backward(forwardCopy).tensors, equals: backwardNumbers, at: "\(c), again")
    }
    worst.expect(within: 0, ofAtLeast: 11_000, "copies of traces that changed")
  }

  @Test func aTrainersStepsAreThoseOfFreshTraces() throws {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var trainer = Trainer(c.network, optimizer: .sgd(rate: 1e-6))
      var network = c.network
      for batch in [c.batch] + others(c).dropLast() {
        let trace = network.forward(batch)
        // Some networks without a bound on their states run away; a trainer says so.
        guard trace.loss.isFinite, network.backward(trace).gradients.firstNonFinite == nil else {
          #expect(throws: Divergence.self) { _ = try trainer.step(batch) }
          break
        }
        let update = try trainer.step(batch)
        worst.record(
          update.loss == trace.loss && trainer.finalState == trace.finalState ? 0 : 1, at: "\(c)")
        let gradients = network.backward(trace).gradients.values
        for index in gradients.indices {
          network.parameters.values[index] -= 1e-6 * gradients[index]
        }
        worst.record(trainer.network.parameters == network.parameters ? 0 : 1, at: "\(c)")
      }
    }
    worst.expect(within: 0, ofAtLeast: 7500, "a trainer's steps that differ")
  }
}
