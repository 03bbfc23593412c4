import Recurrent
import Testing

/// Truncated backpropagation through time as a trainer runs it.
@Suite struct TruncatedBPTTTests {
  private static let cells: [Cell] = [.elman(.tanh), .lstm, .gru(.after), .gru(.before)]

  /// A network and a batch whose D, H, O, B and T all differ.
  private static func task(
    _ cell: Cell, seed: UInt64, steps: Int = 12
  ) -> (network: Network<Double>, batch: SequenceBatch<Double>) {
    let spec = NetworkSpec(
      input: .vectors(size: 3), cell: cell, hiddenSizes: [5, 4],
      head: .init(.dense(outputs: 6), at: .eachStep), loss: .softmaxCrossEntropy)
    var generator = SeededGenerator(seed: seed)
    let network = Network<Double>(spec, using: &generator)
    let inputs = (0..<steps * 2 * 3).map { _ in generator.nextNormal() }
    let classes = (0..<steps * 2).map { _ in Int.random(in: 0..<6, using: &generator) }
    return (
      network,
      SequenceBatch(
        steps: steps, batch: 2, inputSize: 3, inputs: inputs, targets: .classes(classes))
    )
  }

  /// What an update by gradient descent at this rate moved the parameters by, over the rate: its
  /// gradient, to about ten digits.
  private static let rate = 0x1p-20

  @Test(arguments: cells)
  func oneWindowOverEverythingIsOneUpdate(_ cell: Cell) throws {
    let (network, batch) = Self.task(cell, seed: 1)
    var whole = Trainer(network, optimizer: .sgd(rate: 0.1))
    let update = try whole.step(batch)
    var windowed = Trainer(network, optimizer: .sgd(rate: 0.1))
    var updates: [Trainer<Double>.Update] = []
    try windowed.step(through: batch, truncation: Truncation(every: 12)) { made, steps in
      updates.append(made)
      #expect(steps == 0..<12)
    }
    #expect(updates == [update])
    #expect(windowed.network.parameters == whole.network.parameters)
  }

  /// Windows that touch, with the parameters held still, see what the whole sequence sees.
  @Test(arguments: cells, [1, 2, 3, 5, 7])
  func windowsChainedAreTheWholeForwardPass(_ cell: Cell, every: Int) throws {
    let (network, batch) = Self.task(cell, seed: 2)
    var trainer = Trainer(network, optimizer: .sgd(rate: 0))
    var total = 0.0
    var covered = 0
    let end = try trainer.step(through: batch, truncation: Truncation(every: every)) {
      update, steps in
      #expect(steps.lowerBound == covered)
      covered = steps.upperBound
      total += update.loss * Double(steps.count)
    }
    let whole = network.forward(batch)
    #expect(covered == 12)
    #expect(abs(total / 12 - whole.loss) < 1e-14)
    for (a, b) in zip(end.hidden.joined(), whole.finalState.hidden.joined()) {
      #expect(abs(a - b) < 1e-14)
    }
    for (a, b) in zip(end.cell.joined(), whole.finalState.cell.joined()) {
      #expect(abs(a - b) < 1e-14)
    }
  }

  /// Where each update goes back to the start, the gradients of the steps add up to the full one;
  /// where it does not, something is missing.
  @Test(arguments: cells, [1, 2, 4])
  func goingBackToTheStartAddsUpToTheFullGradient(_ cell: Cell, every: Int) throws {
    let (network, batch) = Self.task(cell, seed: 3)
    let full = network.backward(network.forward(batch)).gradients.values
    func sum(back: Int) throws -> [Double] {
      var trainer = Trainer(network, optimizer: .sgd(rate: Self.rate))
      try trainer.step(through: batch, truncation: Truncation(every: every, back: back))
      return zip(network.parameters.values, trainer.network.parameters.values).map {
        ($0 - $1) / Self.rate * Double(every) / 12
      }
    }
    let largest = full.map(abs).max()!
    // The parameters move a little from update to update; so do the gradients.
    #expect(zip(try sum(back: 12), full).allSatisfy { abs($0 - $1) < 1e-4 * largest })
    #expect(zip(try sum(back: every), full).contains { abs($0 - $1) > 1e-2 * largest })
  }

  /// What an echo of `lag` steps needs: a gradient that goes back as far.
  @Test func theGradientGoesBackAsFarAsItIsTold() throws {
    let spec = NetworkSpec(
      inputSize: 1, hiddenSizes: [1], activation: .identity,
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
    // h_t = x_t + h_{t-1}: dL/dW_xh is the sum of the inputs that the window holds.
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = [1]
    parameters["W_hh"] = [1]
    let inputs: [Double] = [1, 10, 100, 1000, 10_000, 100_000]
    let network = Network(spec, parameters: parameters)
    // dL/dh_t = 1 at every step: the target is one less than the state.
    let states = network.forward(
      SequenceBatch(steps: 6, batch: 1, inputSize: 1, inputs: inputs)
    ).outputs
    let batch = SequenceBatch(
      steps: 6, batch: 1, inputSize: 1, inputs: inputs,
      targets: .values(states.map { $0 - 1 }, size: 1))
    var trainer = Trainer(network, optimizer: .sgd(rate: 0))
    var norms: [[Double]] = []
    var seen: [Range<Int>] = []
    try trainer.step(through: batch, truncation: Truncation(every: 1, back: 3)) { update, steps in
      seen.append(steps)
      norms.append([update.gradientNorm])
    }
    #expect(seen == (0..<6).map { $0..<$0 + 1 })
    // The last update: x_4 + x_5 + x_6 to W_xh, h_3 + h_4 + h_5 to W_hh, 3 to b_h.
    let (w, u) = (111_000.0, 111.0 + 1111 + 11_111)
    #expect(abs(norms[5][0] - (w * w + u * u + 9).squareRoot()) < 1e-9 * w)
  }

  @Test func withoutCarriedStatesEachWindowBeginsAnew() throws {
    let (network, batch) = Self.task(.lstm, seed: 4)
    var trainer = Trainer(network, optimizer: .sgd(rate: 0))
    var losses: [Double] = []
    try trainer.step(through: batch, truncation: Truncation(every: 4), carriesState: false) {
      update, _ in losses.append(update.loss)
    }
    let alone = [0..<4, 4..<8, 8..<12].map { network.forward(batch.window($0)).loss }
    #expect(losses == alone)
  }
}
