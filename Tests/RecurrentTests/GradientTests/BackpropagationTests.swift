import ComplexModule
import Recurrent
import Testing

/// Backpropagation through time against two derivatives that know nothing of it.
@Suite struct BackpropagationTests {
  /// Every activation, loss, head, place and depth: 4 x 3 x 2 x 2 x 3 = 144 kinds of network.
  static let kinds: [RandomCase] = {
    var kinds: [RandomCase] = []
    for activation in Activation.allCases {
      for loss in Loss.allCases {
        for dense in [true, false] {
          for place in [NetworkSpec.Head.Place.eachStep, .last] {
            for layers in 1...3 {
              for repeated in 0..<2 {
                kinds.append(
                  RandomCase(
                    seed: UInt64(100 + 2 * kinds.count + repeated), layers: layers,
                    activation: activation, loss: loss, dense: dense, place: place, short: true))
              }
            }
          }
        }
      }
    }
    return kinds
  }()

  @Test func everyGradientMatchesTheTextbookOverDualNumbers() {
    var worst = Worst()
    var largest: [String: Double] = [:]
    for c in Self.kinds {
      let gradient = c.network.backward(c.network.forward(c.batch)).gradients
      let exact = TextbookRNN.gradient(c.spec, at: c.parameters, of: c.batch)
      for block in c.spec.layout.blocks {
        worst.record(
          deviation(gradient[block.name], from: exact[block.range]), at: "\(block.name), \(c)")
        let magnitude = gradient[block.name].reduce(0) { max($0, $1.magnitude) }
        largest[block.name] = max(largest[block.name] ?? 0, magnitude)
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 200, "gradient, dual numbers")
    // A block whose gradient is always zero has not been checked.
    let names = ["W_xh", "W_hh", "b_h"]
    let layered = (1...3).flatMap { layer in names.map { "rnn.\(layer).\($0)" } }
    for name in names + layered + ["W_hy", "b_y"] {
      #expect(largest[name] ?? 0 > 0.01, "\(name)")
    }
    print("blocks with a gradient: \(largest.keys.sorted().joined(separator: ", "))")
  }

  /// f(w + i h d) = f(w) + i h f'(w) d, for a random direction d within each block.
  @Test func everyBlockMatchesTheComplexStep() {
    let step = 1e-150
    var worst = Worst()
    for c in Self.kinds {
      let gradient = c.network.backward(c.network.forward(c.batch)).gradients
      var g = SeededGenerator(seed: c.seed)
      for block in c.spec.layout.blocks {
        let direction = g.normals(block.count)
        var complex = c.parameters.map { Complex($0, 0) }
        for (index, d) in zip(block.range, direction) { complex[index].imaginary = step * d }
        let exact = TextbookRNN(c.spec, parameters: complex).loss(c.batch).imaginary / step
        worst.record(
          distance(gradient[block.name], along: direction, from: exact), at: "\(block.name), \(c)")
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 200, "gradient, complex step")
  }

  /// A plain sum of the outputs would hide transposed rows and columns; random weights do not.
  /// Parameters, inputs and initial states, each along a random direction.
  @Test func thePullbackOfARandomProjectionMatchesTheTextbook() {
    var worst = Worst()
    for seed: UInt64 in 1...200 {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 7000)
      let states = g.states(for: c.spec, batch: c.batch.batch)
      let trace = c.network.forward(c.batch, from: states)
      let projection = Projection(
        spec: c.spec, steps: c.batch.steps, batch: c.batch.batch,
        outputs: g.normals(trace.outputs.count),
        finalStates: g.states(for: c.spec, batch: c.batch.batch))
      let backward = c.network.pullback(
        trace, outputGradients: projection.outputs, finalStateGradients: projection.finalStates)
      let tensors =
        c.spec.layout.blocks.map { ($0.name, backward.gradients[$0.name]) }
        + [("inputs", backward.inputGradients)]
        + backward.layers.map { ("h_0", $0.initialStateGradient) }
      var variables = (c.parameters + c.batch.inputs + states.flatMap { $0 }).map { DualNumber($0) }
      var start = 0
      for (name, gradient) in tensors {
        let direction = g.normals(gradient.count)
        for (index, d) in direction.enumerated() { variables[start + index].derivative = d }
        worst.record(
          distance(gradient, along: direction, from: projection.value(variables).derivative),
          at: "\(name), \(c)")
        for index in direction.indices { variables[start + index].derivative = 0 }
        start += gradient.count
      }
      #expect(start == variables.count)
    }
    // The bias of a layer of one unit: a sum over all steps and sequences that may nearly cancel.
    worst.expect(within: 1e-12, ofAtLeast: 200, "pullback of a random projection")
  }

  /// |g d - exact|, relative to |g| |d|: the product itself may cancel.
  private func distance(
    _ gradient: [Double], along direction: [Double], from exact: Double
  ) -> Double {
    let product = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    let difference = abs(product - exact)
    return difference == 0
      ? 0 : difference / (euclideanNorm(gradient) * euclideanNorm(direction))
  }

  /// At a = 0 exactly a ReLU has no derivative; both passes take 0, as other frameworks do. It
  /// happens: zero biases above a layer whose units are all off.
  @Test func bothPassesTakeTheSameSideOfAKink() {
    let spec = NetworkSpec(
      inputSize: 2, hiddenSizes: [3], activation: .relu, head: .init(.dense(outputs: 1), at: .last),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_hy"] = [1, 2, 3]
    let batch = SequenceBatch<Double>(
      steps: 1, batch: 1, inputSize: 2, inputs: [1, -2], targets: .values([1], size: 1))
    let network = Network(spec, parameters: parameters)
    let gradient = network.backward(network.forward(batch)).gradients
    #expect(gradient["b_h"] == [0, 0, 0])
    #expect(gradient.values == TextbookRNN.gradient(spec, at: parameters.values, of: batch))
  }
}
