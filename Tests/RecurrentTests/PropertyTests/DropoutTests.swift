import Recurrent
import Testing

/// Inverted dropout of each layer's inputs, decided by a seed.
@Suite struct DropoutTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  private func draw(
    _ seed: UInt64, layers: Int? = nil, activation: Bool = false, rate: Double? = nil
  ) -> RandomCase {
    var fixed = RandomCase.Fixed(layers: layers)
    fixed.dropout = rate ?? Double(seed % 9 + 1) / 10
    if activation {
      fixed.cell = [.elman(.tanh), .lstm, .gru(.before), .gru(.after)][Int(seed) % 4]
    }
    return RandomCase(seed: seed, fixed)
  }

  private func pass(
    _ c: RandomCase, seed: UInt64?, threads: Int = 1
  ) -> (forward: Trace<Double>, backward: BackwardTrace<Double>) {
    var trace = Trace<Double>(c.spec)
    c.network.forward(
      c.batch, from: c.initial, dropoutSeed: seed, threads: threads, into: &trace)
    return (trace, c.network.backward(trace))
  }

  @Test func theSameSeedDropsTheSameAndAnotherSeedDoesNot() {
    var worst = Worst()
    var changed = 0
    for seed in Self.seeds {
      let c = draw(seed)
      let one = pass(c, seed: seed)
      let again = pass(c, seed: seed)
      worst.record(again.forward.tensors, equals: one.forward.tensors, at: "\(c)")
      worst.record(again.backward.tensors, equals: one.backward.tensors, at: "\(c)")
      let other = pass(c, seed: seed + 1)
      if other.forward.layerInputs != one.forward.layerInputs { changed += 1 }
    }
    worst.expect(within: 0, ofAtLeast: 2000, "the same dropout seed twice, passes that differ")
    // A few inputs at a rate near 0 or 1 may well be dropped alike.
    #expect(changed > 850)
  }

  @Test func whatIsDroppedDoesNotDependOnTheThreads() {
    var inputs = Worst()
    var outputs = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      let one = pass(c, seed: seed)
      let two = pass(c, seed: seed, threads: 2 + Int(seed) % 2)
      inputs.record(two.forward.layerInputs == one.forward.layerInputs ? 0 : 1, at: "\(c)")
      outputs.record(deviation(two.forward.tensors, from: one.forward.tensors), at: "\(c)")
      outputs.record(deviation(two.backward.tensors, from: one.backward.tensors), at: "\(c)")
    }
    inputs.expect(within: 0, ofAtLeast: 1000, "dropout on threads, inputs that differ")
    outputs.expect(within: 1e-11, ofAtLeast: 2000, "dropout on threads, passes")
  }

  /// Of a million ones, each is 0 or 1 / (1 - p), and their mean is 1.
  @Test(arguments: [0.1, 0.5, 0.8]) func theMeanStays(rate: Double) {
    let size = 100
    let spec = NetworkSpec(
      input: .vectors(size: size), cell: .elman(.identity), hiddenSizes: [1], dropout: rate,
      head: .init(.identity, at: .last), loss: .halfSquaredError)
    let network = Network(spec, parameters: Parameters<Double>(spec.layout))
    let (steps, batch) = (250, 40)
    let ones = SequenceBatch<Double>(
      steps: steps, batch: batch, inputSize: size,
      inputs: Array(repeating: 1, count: steps * batch * size))
    var trace = Trace<Double>(spec)
    network.forward(ones, dropoutSeed: 11, into: &trace)
    let dropped = trace.layerInputs
    let kept = 1 / (1 - rate)
    #expect(dropped.allSatisfy { $0 == 0 || $0 == kept })
    // The mean of a million has the standard deviation sqrt(p / (1 - p)) / 1000.
    let deviation = (rate / (1 - rate)).squareRoot() / 1000
    let mean = dropped.reduce(0, +) / 1e6
    print("dropout \(rate): mean \(mean), standard deviation \(deviation.short)")
    #expect(abs(mean - 1) <= 4 * deviation)
    // No unit, step or sequence is dropped more often than others: neighbours are independent.
    for stride in [1, size, size * batch] {
      let pairs = (0..<dropped.count - stride).count {
        dropped[$0] == 0 && dropped[$0 + stride] == 0
      }
      let share = Double(pairs) / Double(dropped.count - stride)
      #expect(abs(share - rate * rate) <= 0.003, "neighbours \(stride) apart")
    }
  }

  /// A layer with dropout is the layer without it on the inputs that were left: neither h nor c
  /// nor the gates are dropped.
  @Test func nothingButTheInputsIsDropped() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed, layers: 1)
      let (trace, backward) = pass(c, seed: seed)
      var plain = c.spec
      plain.dropout = 0
      plain.input = .vectors(size: c.spec.inputSize)
      var parameters = Parameters<Double>(plain.layout)
      for block in plain.layout.blocks {
        parameters[block.name] = c.network.parameters[block.name]
      }
      let left = SequenceBatch(
        steps: c.batch.steps, batch: c.batch.batch, inputSize: plain.inputSize,
        inputs: trace.layerInputs, targets: c.batch.targets, lengths: c.batch.lengths,
        weights: c.batch.weights)
      let network = Network(plain, parameters: parameters)
      let wanted = network.forward(left, from: c.initial)
      worst.record(trace.tensors, equals: wanted.tensors, at: "\(c)")
      let gradients = network.backward(wanted).gradients
      for block in plain.layout.blocks {
        worst.record(
          backward.gradients[block.name] == gradients[block.name] ? 0 : 1,
          at: "\(block.name), \(c)")
      }
    }
    worst.expect(within: 0, ofAtLeast: 5000, "dropout and the inputs it left, passes that differ")
  }

  /// With f = 1, i = 0 and o = 1/2, c_t is c_0 however many steps and however much is dropped: a
  /// dropout of the state would have scaled it at every step.
  @Test func theCellStateIsCarriedUnscaled() {
    let spec = NetworkSpec(
      input: .vectors(size: 3), cell: .lstm, hiddenSizes: [2], dropout: 0.5,
      head: .init(.identity, at: .last), loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["b_h"] = [-800, -800, 800, 800, 0, 0, 0, 0]
    let batch = SequenceBatch<Double>(
      steps: 100, batch: 1, inputSize: 3, inputs: Array(repeating: 1, count: 300))
    var trace = Trace<Double>(spec)
    Network(spec, parameters: parameters).forward(
      batch, from: NetworkState(hidden: [[0, 0]], cell: [[0.75, -2]]), dropoutSeed: 3, into: &trace)
    #expect(trace.finalState.cell == [[0.75, -2]])
  }

  /// Without a seed nothing is dropped, and with the rate 0 a seed changes nothing.
  @Test func withoutASeedNothingIsDropped() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      var spec = c.spec
      spec.dropout = 0
      let plain = Network(spec, parameters: c.network.parameters)
      let wanted = plain.forward(c.batch, from: c.initial).tensors
      worst.record(pass(c, seed: nil).forward.tensors, equals: wanted, at: "\(c)")
      var seeded = Trace<Double>(spec)
      plain.forward(c.batch, from: c.initial, dropoutSeed: seed, into: &seeded)
      worst.record(seeded.tensors, equals: wanted, at: "\(c), rate 0")
    }
    worst.expect(within: 0, ofAtLeast: 2000, "no dropout, passes that differ")
  }

  /// (L(w + h d) - L(w - h d)) / 2h at two steps h, extrapolated, along a random direction d of all
  /// parameters; the seed stays, so that the same inputs are dropped.
  @Test func theGradientWithDropoutIsTheSlopeOfTheLoss() {
    var worst = Worst()
    var deep = 0
    for seed in Self.seeds {
      let c = draw(seed, activation: true, rate: 0.3)
      if c.spec.hiddenSizes.count > 1 { deep += 1 }
      var g = SeededGenerator(seed: seed + 11_000)
      let direction = g.normals(c.parameters.count)
      let gradient = pass(c, seed: seed).backward.gradients.values
      var trace = Trace<Double>(c.spec)
      func slope(_ h: Double) -> Double {
        func loss(_ step: Double) -> Double {
          var moved = c.network
          for index in direction.indices {
            moved.parameters.values[index] += step * direction[index]
          }
          moved.forward(c.batch, from: c.initial, dropoutSeed: seed, into: &trace)
          return trace.loss
        }
        return (loss(h) - loss(-h)) / (2 * h)
      }
      let exact = (4 * slope(2e-4) - slope(4e-4)) / 3
      let product = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      let size = max(euclideanNorm(gradient) * euclideanNorm(direction), 1e-3)
      worst.record(abs(product - exact) / size, at: "\(c)")
    }
    #expect(deep >= 500, "networks of several layers")
    worst.expect(within: 1e-6, ofAtLeast: 1000, "gradient with dropout, central differences")
  }

  /// A trainer draws a seed for each update from its own: the same run twice, another with another
  /// seed, and the same but for rounding on two threads.
  @Test func aSeededTrainingWithDropoutIsRepeatable() throws {
    let c = draw(4, layers: 2, activation: true, rate: 0.4)
    func losses(seed: UInt64, threads: Int = 1) throws -> [Double] {
      var trainer = Trainer(c.network, optimizer: .sgd(rate: 0.05), threads: threads, seed: seed)
      return try (0..<20).map { _ in try trainer.step(c.batch, from: c.initial).loss }
    }
    let first = try losses(seed: 1)
    #expect(try losses(seed: 1) == first)
    #expect(try losses(seed: 2) != first)
    #expect(Set(first).count == first.count, "every update drops anew")
    #expect(deviation(try losses(seed: 1, threads: 2), from: first) <= 1e-10)
  }
}
