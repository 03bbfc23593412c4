import Recurrent
import Testing

/// Properties of one forward and one backward pass, over 240 random networks each.
@Suite struct PassTests {
  static let seeds: ClosedRange<UInt64> = 1...240

  /// pullback(a u + b v) = a pullback(u) + b pullback(v), for parameters, inputs and h_0.
  @Test func backwardIsLinearInTheGradientFromAbove() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 3000)
      let trace = c.network.forward(c.batch, from: g.states(for: c.spec, batch: c.batch.batch))
      let (a, b) = (g.nextNormal(), g.nextNormal())
      let u = g.normals(trace.outputs.count)
      let v = g.normals(trace.outputs.count)
      let uFinal = g.states(for: c.spec, batch: c.batch.batch)
      let vFinal = g.states(for: c.spec, batch: c.batch.batch)
      func mixed(_ u: [Double], _ v: [Double]) -> [Double] { zip(u, v).map { a * $0 + b * $1 } }

      let ofU = c.network.pullback(trace, outputGradients: u, finalStateGradients: uFinal)
      let ofV = c.network.pullback(trace, outputGradients: v, finalStateGradients: vFinal)
      let ofBoth = c.network.pullback(
        trace, outputGradients: mixed(u, v), finalStateGradients: zip(uFinal, vFinal).map(mixed))
      for (index, both) in ofBoth.tensors.enumerated() {
        worst.record(
          deviation(both, from: mixed(ofU.tensors[index], ofV.tensors[index])), at: "\(c)")
      }
    }
    worst.expect(within: 1e-12, ofAtLeast: 200, "backward is linear")
  }

  /// softmax(y + c) = softmax(y): a constant added to every b_y.
  @Test func aShiftOfAllLogitsChangesNeitherLossNorGradient() {
    var losses = Worst()
    var gradients = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, loss: .softmaxCrossEntropy, dense: true)
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
    losses.expect(within: 1e-13, ofAtLeast: 200, "shifted logits, loss")
    gradients.expect(within: 1e-12, ofAtLeast: 200, "shifted logits, gradient")
  }

  /// Shifts and logits that add without rounding: then the loss has no reason to change at all.
  @Test func aShiftThatRoundsNothingKeepsEveryBitOfTheLoss() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, loss: .softmaxCrossEntropy, dense: true)
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
    worst.expect(within: 0, ofAtLeast: 200, "exactly shifted logits, loss")
  }

  @Test func theSameBatchGivesTheSameBitsTwice() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      let one = c.network.forward(c.batch)
      let other = c.network.forward(c.batch)
      let backward = (c.network.backward(one), c.network.backward(other))
      worst.record(
        one.tensors == other.tensors && backward.0.tensors == backward.1.tensors ? 0 : 1,
        at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 200, "the same batch twice, passes that differ")
  }

  /// What an earlier, different batch left behind must not show.
  @Test func aTraceUsedAgainHoldsTheBitsOfAFreshOne() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 6000)
      let earlier = g.batch(for: c.spec, steps: c.batch.steps, batch: c.batch.batch)
      let states = g.states(for: c.spec, batch: c.batch.batch)
      var trace = c.network.forward(earlier, from: states)
      var backward = c.network.pullback(
        trace, outputGradients: g.normals(trace.outputs.count), finalStateGradients: states)
      c.network.forward(c.batch, from: c.batch.zeroState(for: c.spec), into: &trace)
      c.network.backward(trace, into: &backward)
      let fresh = c.network.forward(c.batch)
      let freshBackward = c.network.backward(fresh)
      worst.record(
        trace.tensors == fresh.tensors && backward.tensors == freshBackward.tensors ? 0 : 1,
        at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 200, "a trace used again, passes that differ")
  }

  /// The same where the later batch has no targets: no losses of the earlier one may stay.
  @Test func aTraceUsedAgainWithoutTargetsForgetsTheLosses() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed)
      let bare = SequenceBatch(
        steps: c.batch.steps, batch: c.batch.batch, inputSize: c.batch.inputSize,
        inputs: c.batch.inputs)
      var trace = c.network.forward(c.batch)
      c.network.forward(bare, from: bare.zeroState(for: c.spec), into: &trace)
      worst.record(trace.tensors == c.network.forward(bare).tensors ? 0 : 1, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 200, "a trace used again without targets, that differ")
  }
}

extension Trace<Double> {
  /// Everything that a forward pass computes.
  var tensors: [[Double]] {
    layers.flatMap { [$0.preactivations, $0.states] }
      + [inputs, outputs, probabilities, positionLosses, [loss]]
  }
}

extension BackwardTrace<Double> {
  /// Everything that a backward pass computes.
  var tensors: [[Double]] {
    layers.flatMap { [$0.stateGradients, $0.deltas, $0.initialStateGradient] }
      + [gradients.values, inputGradients]
  }
}
