import Recurrent
import Testing

/// What a loss and a gradient must not depend on, or depend on in a known way. 240 random
/// networks each; D, H, O, T and B all differ.
@Suite struct BatchTests {
  static let seeds: ClosedRange<UInt64> = 1...240

  /// A row and a column mixed up would show here.
  @Test func permutingTheBatchChangesNeitherLossNorGradient() {
    var outputs = Worst()
    var losses = Worst()
    var gradients = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 1000)
      let order = Array(0..<c.batch.batch).shuffled(using: &g)
      let permuted = c.batch.selecting(order)
      let one = c.network.forward(c.batch)
      let other = c.network.forward(permuted)
      let size = c.spec.outputSize
      let expected = (0..<one.outputSteps).flatMap { step in
        order.flatMap { one.outputs[((step * c.batch.batch + $0) * size)...].prefix(size) }
      }
      outputs.record(deviation(other.outputs, from: expected), at: "\(c)")
      losses.record(deviation([other.loss], from: [one.loss]), at: "\(c)")
      gradients.record(
        deviationByBlock(
          c.network.backward(other).gradients.values,
          from: c.network.backward(one).gradients.values, in: c.spec.layout), at: "\(c)")
    }
    outputs.expect(within: 1e-14, ofAtLeast: 200, "permuted batch, outputs")
    losses.expect(within: 1e-14, ofAtLeast: 200, "permuted batch, loss")
    gradients.expect(within: 1e-12, ofAtLeast: 200, "permuted batch, gradient")
  }

  /// The mean over a batch is the mean over its parts, weighted by their sizes.
  @Test func splittingTheBatchAddsUp() {
    var losses = Worst()
    var gradients = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 2000)
      let cut = Int.random(in: 1..<c.batch.batch, using: &g)
      var loss = 0.0
      var gradient = [Double](repeating: 0, count: c.parameters.count)
      for rows in [0..<cut, cut..<c.batch.batch] {
        let share = Double(rows.count) / Double(c.batch.batch)
        let trace = c.network.forward(c.batch.selecting(Array(rows)))
        loss += share * trace.loss
        for (index, value) in c.network.backward(trace).gradients.values.enumerated() {
          gradient[index] += share * value
        }
      }
      let whole = c.network.forward(c.batch)
      losses.record(deviation([loss], from: [whole.loss]), at: "\(c)")
      gradients.record(
        deviationByBlock(
          gradient, from: c.network.backward(whole).gradients.values, in: c.spec.layout),
        at: "\(c)")
    }
    losses.expect(within: 1e-14, ofAtLeast: 200, "split batch, loss")
    gradients.expect(within: 1e-12, ofAtLeast: 200, "split batch, gradient")
  }

  /// In products below the library's size: every row is summed in the same order, whatever the
  /// batch.
  @Test func aSequenceGivesTheSameBitsAloneAndInItsBatch() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      let trace = c.network.forward(c.batch)
      let size = c.spec.outputSize
      for row in 0..<c.batch.batch {
        let together = (0..<trace.outputSteps).flatMap { step in
          trace.outputs[((step * c.batch.batch + row) * size)...].prefix(size)
        }
        let alone = c.network.forward(c.batch.selecting([row])).outputs
        worst.record(deviation(together, from: alone), at: "\(c), row \(row)")
      }
    }
    worst.expect(within: 0, ofAtLeast: 200, "a sequence alone and in its batch, outputs")
  }

  @Test func selectingEveryRowInOrderChangesNothing() {
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      #expect(c.batch.selecting(Array(0..<c.batch.batch)) == c.batch, "\(c)")
    }
  }
}
