import Recurrent
import Testing

/// Sequences shorter than the batch: what stands beyond a length does not exist. 1000 random
/// networks each.
@Suite struct LengthTests {
  static let seeds: ClosedRange<UInt64> = 1...1000

  /// NaN inputs and targets, other classes and huge weights, all of them beyond the lengths.
  @Test func whatPaddingHoldsChangesNoBitOfLossOrGradient() {
    var worst = Worst()
    var padded = 0
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(hasLengths: true, isEmbedding: false))
      let other = filled(c)
      if c.batch.lengths!.contains(where: { $0 < c.batch.steps }) { padded += 1 }
      let one = c.network.forward(c.batch, from: c.initial)
      let two = c.network.forward(other, from: c.initial)
      worst.record(two.tensors, equals: one.tensors, at: "\(c)")
      worst.record(
        c.network.backward(two).tensors, equals: c.network.backward(one).tensors, at: "\(c)")
    }
    #expect(padded >= 800, "networks whose batch has padding")
    worst.expect(within: 0, ofAtLeast: 2000, "other padding, passes that differ in a bit")
  }

  /// The batch with everything beyond its lengths replaced.
  private func filled(_ c: RandomCase) -> SequenceBatch<Double> {
    let batch = c.batch
    func fill<Element>(
      _ flat: [Element], width: Int, _ garbage: (Element) -> Element
    ) -> [Element] {
      guard flat.count == batch.steps * batch.batch * width else { return flat }
      return flat.indices.map { batch.isPadding($0 / width) ? garbage(flat[$0]) : flat[$0] }
    }
    let atLast = c.spec.head.place == .last
    let targets: SequenceBatch<Double>.Targets =
      switch batch.targets {
      case .none: .none
      case .classes(let classes):
        .classes(atLast ? classes : fill(classes, width: 1) { ($0 + 1) % c.spec.outputSize })
      case .values(let values, let size):
        .values(atLast ? values : fill(values, width: size) { _ in .nan }, size: size)
      }
    return batch.with(
      inputs: fill(batch.inputs, width: batch.inputSize) { _ in .nan }, targets: targets,
      weights: batch.weights.map { atLast ? $0 : fill($0, width: 1) { _ in 1e300 } })
  }

  /// A batch with three more steps, beyond every length.
  @Test func morePaddingChangesNoBitOfLossOrGradient() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(hasLengths: true))
      let batch = c.batch
      let steps = batch.steps + 3
      let isEachStep = c.spec.head.place == .eachStep
      func longer<Element>(_ flat: [Element], width: Int, with filler: Element) -> [Element] {
        isEachStep ? flat + Array(repeating: filler, count: 3 * batch.batch * width) : flat
      }
      let targets: SequenceBatch<Double>.Targets =
        switch batch.targets {
        case .none: .none
        case .classes(let classes): .classes(longer(classes, width: 1, with: 0))
        case .values(let values, let size):
          .values(longer(values, width: size, with: 9), size: size)
        }
      let weights = batch.weights.map { longer($0, width: 1, with: 2) }
      let extended =
        batch.tokens.isEmpty
        ? SequenceBatch(
          steps: steps, batch: batch.batch, inputSize: batch.inputSize,
          inputs: batch.inputs + Array(repeating: 7, count: 3 * batch.batch * batch.inputSize),
          targets: targets, lengths: batch.lengths, weights: weights)
        : SequenceBatch(tokens: batch.tokenRows, steps: steps, targets: targets, weights: weights)
      let one = c.network.forward(batch, from: c.initial)
      let two = c.network.forward(extended, from: c.initial)
      worst.record(
        two.loss == one.loss && two.finalState == one.finalState
          && c.network.backward(two).gradients == c.network.backward(one).gradients ? 0 : 1,
        at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "more padding, passes that differ in a bit")
  }

  /// h_n is h of the last valid step, in the reverse direction of the first; everything beyond a
  /// length reads as 0, and the gradient with respect to it is 0.
  @Test func statesEndAtTheLengthsAndReadAsZeroBeyond() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(hasLengths: true))
      let trace = c.network.forward(c.batch, from: c.initial)
      let inputGradients = c.network.backward(trace).inputGradients
      let final = trace.finalState
      var wrong = 0.0
      for (layer, size) in c.spec.hiddenSizes.enumerated() {
        for direction in c.spec.directions {
          let place = layer * c.spec.directions.count + direction.rawValue
          let states = trace.states(layer: layer, direction: direction)
          let cells =
            c.spec.cell.hasCellState ? trace.cellStates(layer: layer, direction: direction) : []
          for row in 0..<c.batch.batch {
            let last = direction == .forward ? c.batch.length(of: row) - 1 : 0
            let at = (last * c.batch.batch + row) * size
            let here = row * size..<(row + 1) * size
            if final.hidden[place][here] != states[at..<at + size] { wrong += 1 }
            if !cells.isEmpty, final.cell[place][here] != cells[at..<at + size] { wrong += 1 }
          }
          wrong += Double(nonZeroPadding(of: states, width: size, in: c.batch))
        }
      }
      wrong += Double(nonZeroPadding(of: inputGradients, width: c.spec.inputSize, in: c.batch))
      if c.spec.head.place == .eachStep {
        wrong += Double(nonZeroPadding(of: trace.outputs, width: c.spec.outputSize, in: c.batch))
        wrong += Double(nonZeroPadding(of: trace.positionLosses, width: 1, in: c.batch))
      }
      worst.record(wrong, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 1000, "wrong final states and numbers in padding")
  }

  private func nonZeroPadding(
    of values: [Double], width: Int, in batch: SequenceBatch<Double>
  ) -> Int {
    values.indices.count { batch.isPadding($0 / width) && values[$0] != 0 }
  }

  /// A head at the last step says, in one direction, what a head at each step says at the last
  /// valid one.
  @Test func theLastOutputIsThatOfTheLastValidStep() {
    var worst = Worst()
    for seed in Self.seeds {
      let c = RandomCase(seed: seed, .init(isBidirectional: false, place: .eachStep))
      var spec = c.spec
      spec.head.place = .last
      let last = Network(spec, parameters: c.network.parameters)
      let bare = c.batch.with(targets: .none)
      let each = c.network.forward(bare, from: c.initial).outputs
      let size = spec.outputSize
      let expected = (0..<c.batch.batch).flatMap { row in
        each[(((c.batch.length(of: row) - 1) * c.batch.batch + row) * size)...].prefix(size)
      }
      worst.record(
        deviation(last.forward(bare, from: c.initial).outputs, from: expected), at: "\(c)")
    }
    worst.expect(within: 1e-14, ofAtLeast: 1000, "the last output among all")
  }
}
