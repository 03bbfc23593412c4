import Recurrent
import Testing

/// Reading from the end. 1000 random networks of two directions each.
@Suite struct DirectionTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  private func draw(_ seed: UInt64) -> RandomCase {
    RandomCase(seed: seed, .init(isBidirectional: true, scale: seed % 20 == 0 ? .large : .small))
  }

  @Test func reversingTwiceIsTheIdentity() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      let twice = c.batch.reversed().reversed()
      let mirrored = mirror(mirror(c.network.parameters, c.spec), c.spec)
      worst.record(twice == c.batch && mirrored == c.network.parameters ? 0 : 1, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "batches and networks reversed twice that differ")
  }

  /// The directions change places and each sequence is read from its end: the same outputs, from
  /// their end, and the same gradients.
  @Test func aMirroredNetworkReadsReversedSequencesAlike() {
    var outputs = Worst()
    var gradients = Worst()
    var inputs = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      var g = SeededGenerator(seed: seed + 10_000)
      let bare = c.batch.with(targets: .none)
      let mirrored = Network(c.spec, parameters: mirror(c.network.parameters, c.spec))
      let one = c.network.forward(bare, from: c.initial)
      let other = mirrored.forward(bare.reversed(), from: swapped(c.initial))
      outputs.record(
        deviation(mirror(outputs: other.outputs, of: bare, c.spec), from: one.outputs), at: "\(c)")
      let above = g.normals(one.outputs.count)
      let wanted = c.network.pullback(one, outputGradients: above)
      let got = mirrored.pullback(
        other, outputGradients: mirror(outputs: above, of: bare, c.spec))
      gradients.record(
        deviationByBlock(
          mirror(got.gradients, c.spec).values, from: wanted.gradients.values, in: c.spec.layout),
        at: "\(c)")
      inputs.record(
        deviation(
          bare.atReversedSteps(got.inputGradients, width: c.spec.inputSize),
          from: wanted.inputGradients), at: "\(c)")
    }
    outputs.expect(within: 1e-13, ofAtLeast: 1000, "mirrored, outputs")
    gradients.expect(within: 1e-11, ofAtLeast: 1000, "mirrored, gradient")
    inputs.expect(within: 1e-11, ofAtLeast: 1000, "mirrored, input gradient")
  }

  /// Outputs in the order of the steps from the end; those that are states change halves.
  private func mirror(
    outputs: [Double], of batch: SequenceBatch<Double>, _ spec: NetworkSpec
  ) -> [Double] {
    let size = spec.outputSize
    let ordered =
      spec.head.place == .eachStep ? batch.atReversedSteps(outputs, width: size) : outputs
    return spec.head.kind == .identity ? halvesSwapped(ordered, columns: size) : ordered
  }

  private func halvesSwapped(_ matrix: [Double], columns: Int) -> [Double] {
    matrix.indices.map { index in
      let column = index % columns
      return matrix[index - column + (column + columns / 2) % columns]
    }
  }

  /// The reverse direction of the lowest layer is a forward layer on reversed sequences, to the
  /// bit.
  @Test func theReverseDirectionIsAForwardLayerOnReversedSequences() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = draw(seed)
      let single = NetworkSpec(
        input: c.spec.input, cell: c.spec.cell, hiddenSizes: [c.spec.hiddenSizes[0]],
        head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
      var parameters = Parameters<Double>(single.layout)
      for name in ["embedding", "W_xh", "W_hh", "b_h", "b_hn"] where single.layout[name] != nil {
        let block =
          name == "embedding" ? name : c.spec.blockName(name, layer: 0, direction: .reverse)
        parameters[name] = c.network.parameters[block]
      }
      let start = NetworkState(
        hidden: [c.initial.hidden[1]], cell: c.initial.cell.isEmpty ? [] : [c.initial.cell[1]])
      let bare = c.batch.with(targets: .none)
      let forward = Network(single, parameters: parameters).forward(bare.reversed(), from: start)
      let states = bare.atReversedSteps(forward.states(layer: 0), width: single.hiddenSizes[0])
      let reverse = c.network.forward(bare, from: c.initial).states(layer: 0, direction: .reverse)
      worst.record(deviation(states, from: reverse), at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "reverse direction, states")
  }

  /// The parameters with the directions of every layer exchanged, and with them the halves of what
  /// the layer above and the head read.
  private func mirror(_ parameters: Parameters<Double>, _ spec: NetworkSpec) -> Parameters<Double> {
    var result = parameters
    for layer in spec.hiddenSizes.indices {
      for name in ["W_xh", "W_hh", "b_h", "b_hn"] {
        let forward = spec.blockName(name, layer: layer)
        let reverse = spec.blockName(name, layer: layer, direction: .reverse)
        guard let block = spec.layout[forward] else { continue }
        let isAbove = name == "W_xh" && layer > 0
        for (target, source) in [(forward, reverse), (reverse, forward)] {
          result[target] =
            isAbove
            ? halvesSwapped(parameters[source], columns: block.columns) : parameters[source]
        }
      }
    }
    if let head = spec.layout["W_hy"] {
      result["W_hy"] = halvesSwapped(parameters["W_hy"], columns: head.columns)
    }
    return result
  }

  private func swapped(_ state: NetworkState<Double>) -> NetworkState<Double> {
    func swap(_ places: [[Double]]) -> [[Double]] { places.indices.map { places[$0 ^ 1] } }
    return NetworkState(hidden: swap(state.hidden), cell: swap(state.cell))
  }
}
