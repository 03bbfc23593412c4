import Recurrent
import Testing

/// Blocks that a trainer leaves as they are, and the memory that passes take.
@Suite struct FrozenBlockTests {
  private static func task() -> (network: Network<Double>, batch: SequenceBatch<Double>) {
    let spec = NetworkSpec(
      inputSize: 3, hiddenSizes: [5], head: .init(.dense(outputs: 4), at: .eachStep),
      loss: .softmaxCrossEntropy)
    var generator = SeededGenerator(seed: 4)
    let network = Network<Double>(spec, using: &generator)
    let inputs = (0..<6 * 2 * 3).map { _ in generator.nextNormal() }
    let classes = (0..<6 * 2).map { _ in Int.random(in: 0..<4, using: &generator) }
    return (
      network,
      SequenceBatch(steps: 6, batch: 2, inputSize: 3, inputs: inputs, targets: .classes(classes))
    )
  }

  @Test(arguments: [OptimizerSpec.sgd(rate: 0.1), .adam(rate: 0.1), .rmsprop(rate: 0.1)])
  func frozenBlocksStayAndTheOthersMove(_ optimizer: OptimizerSpec) throws {
    let (network, batch) = Self.task()
    var trainer = Trainer(network, optimizer: optimizer, frozen: ["W_hh", "b_h"])
    for _ in 0..<5 { _ = try trainer.step(batch) }
    let (before, after) = (network.parameters, trainer.network.parameters)
    for name in ["W_hh", "b_h"] { #expect(before[name] == after[name]) }
    for name in ["W_xh", "W_hy", "b_y"] { #expect(before[name] != after[name]) }
  }

  @Test func frozenBlocksDoNotCountInTheNorm() throws {
    let (network, batch) = Self.task()
    var gradients = network.backward(network.forward(batch)).gradients
    gradients["W_hh"] = gradients["W_hh"].map { _ in 0 }
    var trainer = Trainer(network, optimizer: .sgd(rate: 0.1), frozen: ["W_hh"])
    let update = try trainer.step(batch)
    #expect(abs(update.gradientNorm - gradients.globalNorm) < 1e-15)
  }

  @Test func aPassKeepsAtLeastItsStatesAndGrowsWithItsSteps() {
    let (network, batch) = Self.task()
    let half = network.forward(batch.window(0..<3))
    let whole = network.forward(batch)
    // a_t and h_t of every step, h_0, and y_t.
    #expect(whole.byteCount >= (2 * 6 * 2 * 5 + 2 * 5 + 6 * 2 * 4) * 8)
    #expect(half.byteCount < whole.byteCount)
    #expect(network.backward(whole).byteCount >= (2 * 6 * 2 * 5) * 8)
    // dL/dx, dL/dh, delta, dL/dy, the gradients and copies of the weights; no room for more steps.
    #expect(network.backward(whole).byteCount < 16_384)
    #expect(Trace<Double>(network.spec).byteCount == 0)
  }
}
