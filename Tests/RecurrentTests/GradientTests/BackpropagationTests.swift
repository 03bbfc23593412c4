import ComplexModule
import Recurrent
import Testing

/// Backpropagation through time against two derivatives that know nothing of it.
@Suite struct BackpropagationTests {
  /// Every cell, depth and direction, with lengths and without, twice: 7 x 3 x 2 x 2 x 2 = 168
  /// networks of any input, head, place, loss and weights.
  static let kinds: [RandomCase] = {
    var kinds: [RandomCase] = []
    let cells: [Cell] =
      Activation.allCases.map { .elman($0) }
      + [.lstm, .gru(.before), .gru(.after)]
    for cell in cells {
      for layers in 1...3 {
        for isBidirectional in [false, true] {
          for hasLengths in [false, true] {
            for _ in 0..<2 {
              kinds.append(
                RandomCase(
                  seed: UInt64(100 + kinds.count),
                  .init(
                    cell: cell, layers: layers, isBidirectional: isBidirectional,
                    hasLengths: hasLengths, scale: .tiny)))
            }
          }
        }
      }
    }
    return kinds
  }()

  /// Up to eight entries of each block, drawn at random, each by a pass of its own.
  @Test func everyGradientMatchesTheTextbookOverDualNumbers() {
    var worst = Worst()
    for c in Self.kinds {
      let trace = c.network.forward(c.batch, from: c.initial)
      let gradient = c.network.backward(trace).gradients
      var g = SeededGenerator(seed: c.seed)
      for block in c.spec.layout.blocks {
        let entries = Array(block.range.shuffled(using: &g).prefix(8))
        let exact = TextbookNetwork.gradient(
          c.spec, at: c.parameters, of: c.batch, from: c.initial, entries: entries)
        let largest = gradient[block.name].reduce(0) { max($0, $1.magnitude) }
        for (entry, exact) in zip(entries, exact) {
          let difference = abs(gradient.values[entry] - exact)
          worst.record(difference == 0 ? 0 : difference / largest, at: "\(block.name), \(c)")
        }
      }
    }
    worst.expect(within: 1e-12, ofAtLeast: 5000, "gradient, dual numbers")
  }

  /// A block whose gradient is always zero has not been checked.
  @Test func everyKindOfBlockHasAGradientThatIsNotZero() {
    var largest: [String: Double] = [:]
    for c in Self.kinds {
      let gradient = c.network.backward(c.network.forward(c.batch, from: c.initial)).gradients
      for block in c.spec.layout.blocks {
        let name = c.spec.cell == .gru(.before) ? "before \(block.name)" : block.name
        let magnitude = gradient[block.name].reduce(0) { max($0, $1.magnitude) }
        largest[name] = max(largest[name] ?? 0, magnitude)
        // And no gate's rows alone are without one.
        for band in block.bands {
          let rows = band.rows.lowerBound * block.columns..<band.rows.upperBound * block.columns
          let inBand = gradient[block.name][rows].reduce(0) { max($0, $1.magnitude) }
          let key = "\(name), \(band.label)"
          largest[key] = max(largest[key] ?? 0, inBand)
        }
      }
    }
    var names = ["W_hy", "b_y", "embedding", "W_xh", "W_hh", "b_h", "b_hn"]
    for cell in ["rnn", "lstm", "gru", "before gru"] {
      for layer in 1...3 {
        for direction in ["", "reverse."] {
          for block in ["W_xh", "W_hh", "b_h"] + (cell == "gru" ? ["b_hn"] : []) {
            names.append("\(cell).\(layer).\(direction)\(block)")
          }
        }
      }
    }
    // One layer's blocks are without number: only those of stacks name their cell.
    names.removeAll { $0.contains(".1.") && largest[$0] == nil }
    for name in names { #expect(largest[name] ?? 0 > 1e-3, "\(name)") }
    for (name, value) in largest { #expect(value > 1e-4, "\(name)") }
    print("blocks and gates with a gradient: \(largest.count)")
    #expect(largest.count >= 150)
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
        let exact = TextbookNetwork(c.spec, parameters: complex).loss(c.batch).imaginary / step
        worst.record(
          distance(gradient[block.name], along: direction, from: exact), at: "\(block.name), \(c)")
      }
    }
    worst.expect(within: 1e-12, ofAtLeast: 1000, "gradient, complex step")
  }

  /// A plain sum of the outputs would hide transposed rows and columns; random weights do not.
  /// Parameters, inputs and initial states, each along a random direction, for outputs and final
  /// states weighted at random.
  @Test func thePullbackOfARandomProjectionMatchesTheTextbook() {
    var worst = Worst()
    for seed: UInt64 in 1...300 {
      let c = RandomCase(seed: seed)
      var g = SeededGenerator(seed: seed + 7000)
      let trace = c.network.forward(c.batch, from: c.initial)
      let projection = Projection(
        spec: c.spec, batch: c.batch, outputs: g.normals(trace.outputs.count),
        finalStates: g.state(for: c.spec, batch: c.batch.batch))
      let backward = c.network.pullback(
        trace, outputGradients: projection.outputs, finalStateGradients: projection.finalStates)
      let initial = backward.initialStateGradient
      let tensors =
        c.spec.layout.blocks.map { ($0.name, backward.gradients[$0.name]) }
        + [("inputs", c.batch.tokens.isEmpty ? backward.inputGradients : [])]
        + (initial.hidden.map { ("h_0", $0) } + initial.cell.map { ("c_0", $0) })
      let start = (c.initial.hidden + c.initial.cell).flatMap { $0 }
      var variables = (c.parameters + c.batch.inputs + start).map { DualNumber($0) }
      var place = 0
      for (name, gradient) in tensors where !gradient.isEmpty {
        let direction = g.normals(gradient.count)
        for (index, d) in direction.enumerated() { variables[place + index].derivative = d }
        worst.record(
          distance(gradient, along: direction, from: projection.value(variables).derivative),
          at: "\(name), \(c)")
        for index in direction.indices { variables[place + index].derivative = 0 }
        place += gradient.count
      }
      #expect(place == variables.count)
    }
    // The bias of a layer of one unit: a sum over all steps and sequences that may nearly cancel.
    worst.expect(within: 1e-11, ofAtLeast: 3000, "pullback of a random projection")
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
    #expect(gradient.values == TextbookNetwork.gradient(spec, at: parameters.values, of: batch))
  }
}
