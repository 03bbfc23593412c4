import Recurrent
import Testing

/// What a loss and a gradient must not depend on, or depend on in a known way, when sequences
/// change places or company. 1000 random networks each.
@Suite struct BatchTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  /// A row and a column mixed up would show here.
  @Test func permutingTheBatchChangesNeitherLossNorGradient() {
    var outputs = Worst()
    var losses = Worst()
    var gradients = Worst()
    var states = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 1000)
      let order = Array(0..<c.batch.batch).shuffled(using: &g)
      let permutedStart = c.initial.selecting(order, of: c.batch.batch)
      let one = c.network.forward(c.batch, from: c.initial)
      let other = c.network.forward(c.batch.selecting(order), from: permutedStart)
      let size = c.spec.outputSize
      let ofOne = one.outputs
      let expected = (0..<one.outputSteps).flatMap { step in
        order.flatMap { ofOne[((step * c.batch.batch + $0) * size)...].prefix(size) }
      }
      outputs.record(deviation(other.outputs, from: expected), at: "\(c)")
      losses.record(deviation([other.loss], from: [one.loss]), at: "\(c)")
      let backward = (c.network.backward(one), c.network.backward(other))
      gradients.record(
        deviationByBlock(
          backward.1.gradients.values, from: backward.0.gradients.values, in: c.spec.layout),
        at: "\(c)")
      let initial = backward.0.initialStateGradient.selecting(order, of: c.batch.batch)
      states.record(
        deviation(
          backward.1.initialStateGradient.tensors("dL/d0"), from: initial.tensors("dL/d0")),
        at: "\(c)")
    }
    outputs.expect(within: 1e-13, ofAtLeast: 1000, "permuted batch, outputs")
    losses.expect(within: 1e-13, ofAtLeast: 1000, "permuted batch, loss")
    gradients.expect(within: 1e-11, ofAtLeast: 1000, "permuted batch, gradient")
    states.expect(within: 1e-11, ofAtLeast: 1000, "permuted batch, initial state gradient")
  }

  /// The mean over a batch is the mean over its parts, weighted by what their positions weigh.
  @Test func splittingTheBatchAddsUp() {
    var losses = Worst()
    var gradients = Worst()
    for seed in Self.seeds {
      // Large products take different ways for few rows and for many.
      let isLarge = seed % 20 == 0
      let c = RandomCase(seed: seed, .init(scale: isLarge ? .large : .small))
      var g = SeededGenerator(seed: seed + 2000)
      let cut = Int.random(in: 1..<(isLarge ? 4 : c.batch.batch), using: &g)
      let total = c.batch.totalWeight(of: c.spec)
      var loss = 0.0
      var gradient = [Double](repeating: 0, count: c.parameters.count)
      for range in [0..<cut, cut..<c.batch.batch] {
        let part = c.batch.selecting(Array(range))
        let share = part.totalWeight(of: c.spec) / total
        guard share > 0 else { continue }
        let start = c.initial.selecting(Array(range), of: c.batch.batch)
        let trace = c.network.forward(part, from: start)
        loss += share * trace.loss
        for (index, value) in c.network.backward(trace).gradients.values.enumerated() {
          gradient[index] += share * value
        }
      }
      let whole = c.network.forward(c.batch, from: c.initial)
      losses.record(deviation([loss], from: [whole.loss]), at: "\(c)")
      gradients.record(
        deviationByBlock(
          gradient, from: c.network.backward(whole).gradients.values, in: c.spec.layout),
        at: "\(c)")
    }
    losses.expect(within: 1e-13, ofAtLeast: 1000, "split batch, loss")
    gradients.expect(within: 1e-11, ofAtLeast: 1000, "split batch, gradient")
  }

  /// In products below the library's size: every row is summed in the same order, whatever the
  /// batch.
  @Test func aSequenceGivesTheSameBitsAloneAndInItsBatch() {
    var worst = Worst()
    for seed in 1...1300 as ClosedRange<UInt64> {
      let c = RandomCase(seed: seed, .init(hasWeights: false))
      guard c.usesLoopsAlone else { continue }
      let outputs = c.network.forward(c.batch, from: c.initial).outputs
      let row = Int(seed) % c.batch.batch
      let alone = c.network.forward(
        c.batch.selecting([row]), from: c.initial.selecting([row], of: c.batch.batch)
      ).outputs
      let together = c.batch.column(row, of: outputs, width: c.spec.outputSize)
      worst.record(deviation(together, from: alone), at: "\(c), row \(row)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "a sequence alone and in its batch, outputs")
  }

  @Test func selectingEveryRowInOrderChangesNothing() {
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      #expect(c.batch.selecting(Array(0..<c.batch.batch)) == c.batch, "\(c)")
    }
  }
}
