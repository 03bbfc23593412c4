import Recurrent
import Testing

/// Properties of one forward and one backward pass, over 1000 random networks each.
@Suite struct PassTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  /// pullback(a u + b v) = a pullback(u) + b pullback(v): parameters, inputs, initial states.
  @Test func backwardIsLinearInTheGradientFromAbove() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 3000)
      let trace = c.network.forward(c.batch, from: c.initial)
      let (a, b) = (g.nextNormal(), g.nextNormal())
      let u = g.normals(trace.outputs.count)
      let v = g.normals(trace.outputs.count)
      let uFinal = g.state(for: c.spec, batch: c.batch.batch)
      let vFinal = g.state(for: c.spec, batch: c.batch.batch)
      func mixed(_ u: [Double], _ v: [Double]) -> [Double] { zip(u, v).map { a * $0 + b * $1 } }

      let ofU = c.network.pullback(trace, outputGradients: u, finalStateGradients: uFinal)
      let ofV = c.network.pullback(trace, outputGradients: v, finalStateGradients: vFinal)
      let ofBoth = c.network.pullback(
        trace, outputGradients: mixed(u, v), finalStateGradients: .mix(a, uFinal, b, vFinal))
      let expected = zip(ofU.tensors, ofV.tensors).map {
        NamedNumbers($0.name, mixed($0.values, $1.values))
      }
      worst.record(deviation(ofBoth.tensors, from: expected), at: "\(c)")
    }
    worst.expect(within: 1e-11, ofAtLeast: 1000, "backward is linear")
  }

  /// The loss's own backward pass is the pullback of dL/dy, to the bit; with no gradient of the
  /// final states or with zeros.
  @Test func backwardIsThePullbackOfTheLossesGradient() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      let trace = c.network.forward(c.batch, from: c.initial)
      let backward = c.network.backward(trace)
      let pullback = c.network.pullback(
        trace, outputGradients: backward.outputGradients,
        finalStateGradients: .zero(for: c.spec, batch: c.batch.batch))
      worst.record(pullback.tensors, equals: backward.tensors, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "pullback of dL/dy, passes that differ")
  }

  /// softmax(y + c) = softmax(y): a constant added to every b_y.
  @Test func aShiftOfAllLogitsChangesNeitherLossNorGradient() {
    var losses = Worst()
    var gradients = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(loss: .softmaxCrossEntropy, isDense: true))
      var g = SeededGenerator(seed: seed + 4000)
      let shift = (2 * g.nextUnit() - 1) * 100
      var shifted = c.network
      shifted.parameters["b_y"] = shifted.parameters["b_y"].map { $0 + shift }
      let one = c.network.forward(c.batch)
      let other = shifted.forward(c.batch)
      // A logit near 100 is rounded to 1.4e-14 before any loss sees it.
      losses.record(
        abs(other.loss - one.loss) / max(1, one.loss), at: "\(c), shift \(shift)")
      gradients.record(
        deviationByBlock(
          shifted.backward(other).gradients.values, from: c.network.backward(one).gradients.values,
          in: c.spec.layout), at: "\(c), shift \(shift)")
    }
    losses.expect(within: 1e-13, ofAtLeast: 1000, "shifted logits, loss")
    gradients.expect(within: 1e-10, ofAtLeast: 1000, "shifted logits, gradient")
  }

  /// Shifts and logits that add without rounding: then the loss has no reason to change at all.
  @Test func aShiftThatRoundsNothingKeepsEveryBitOfTheLoss() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(loss: .softmaxCrossEntropy, isDense: true))
      var g = SeededGenerator(seed: seed + 5000)
      var network = c.network
      network.parameters["W_hy"] = network.parameters["W_hy"].map { _ in 0 }
      let logits = network.parameters["b_y"].map { ($0 * 1024).rounded() / 1024 }
      let shift = Double(Int.random(in: -1_000_000...1_000_000, using: &g))
      network.parameters["b_y"] = logits
      let loss = network.forward(c.batch).loss
      network.parameters["b_y"] = logits.map { $0 + shift }
      worst.record(
        deviation([network.forward(c.batch).loss], from: [loss]), at: "\(c), shift \(shift)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "exactly shifted logits, loss")
  }

  @Test func theSameBatchGivesTheSameBitsTwice() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(scale: seed % 20 == 0 ? .large : .small))
      let one = c.network.forward(c.batch, from: c.initial)
      let other = c.network.forward(c.batch, from: c.initial)
      worst.record(other.tensors, equals: one.tensors, at: "\(c)")
      worst.record(
        c.network.backward(other).tensors, equals: c.network.backward(one).tensors, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 2000, "the same batch twice, passes that differ")
  }

  /// Zero states and none are the same.
  @Test func noInitialStateIsTheZeroState() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      let given = c.network.forward(c.batch, from: .zero(for: c.spec, batch: c.batch.batch))
      let none = c.network.forward(c.batch)
      worst.record(given.tensors, equals: none.tensors, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "zero states and none, passes that differ")
  }

  /// What a backward trace keeps decides what can be read, not what is computed.
  @Test func everyDetailGivesTheSameBits() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(scale: seed % 20 == 0 ? .large : .small))
      let trace = c.network.forward(c.batch, from: c.initial)
      let everything = c.network.backward(trace)
      var inputs = BackwardTrace<Double>(c.spec, keeping: .inputs)
      c.network.backward(trace, into: &inputs)
      var parameters = BackwardTrace<Double>(c.spec, keeping: .parameters)
      c.network.backward(trace, into: &parameters)
      worst.record(inputs.kept, equals: everything.kept, at: "\(c), inputs")
      worst.record(parameters.kept, equals: everything.kept, at: "\(c), parameters")
      worst.record(
        inputs.inputGradients == everything.inputGradients ? 0 : 1, at: "\(c), dL/dx")
    }
    worst.expect(within: 0, ofAtLeast: 3000, "details of a backward trace that differ")
  }
}
