import Recurrent
import Testing

/// Training that leaves the finite numbers stops, says where, and changes nothing more.
@Suite struct DivergenceTests {
  private func linear(
    _ hidden: Double, _ output: Double
  ) -> (Network<Double>, SequenceBatch<Double>) {
    let spec = NetworkSpec(
      inputSize: 1, hiddenSizes: [1], activation: .identity,
      head: .init(.dense(outputs: 1), at: .last), loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = [hidden]
    parameters["W_hy"] = [output]
    return (
      Network(spec, parameters: parameters),
      SequenceBatch(steps: 1, batch: 1, inputSize: 1, inputs: [1], targets: .values([0], size: 1))
    )
  }

  @Test func anInfiniteLossKeepsTheParameters() {
    let (network, batch) = linear(1e200, 1)
    var trainer = Trainer(network, optimizer: .sgd(rate: 0.1))
    let error = #expect(throws: Divergence.self) { try trainer.step(batch) }
    #expect(error?.description == "the loss is inf")
    #expect(trainer.network.parameters == network.parameters)
  }

  /// The loss is 5e299, but dL/dW_hy = y h = 1e150 x 1e160.
  @Test func anInfiniteGradientIsNamedAndKeepsTheParameters() {
    for clip in [nil, Clip.globalNorm(1), .value(1)] {
      let (network, batch) = linear(1e160, 1e-10)
      var trainer = Trainer(network, optimizer: .sgd(rate: 0.1), clip: clip)
      let error = #expect(throws: Divergence.self) { try trainer.step(batch) }
      #expect(error?.description == "the gradient of W_hy[0, 0] is inf")
      #expect(trainer.network.parameters == network.parameters)
    }
  }

  /// Finite gradients, and a norm beyond the largest number.
  @Test func anInfiniteNormKeepsTheParameters() {
    let spec = NetworkSpec(
      inputSize: 2, hiddenSizes: [1], activation: .identity, head: .init(.identity, at: .last),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["b_h"] = [1]
    let batch = SequenceBatch<Double>(
      steps: 1, batch: 1, inputSize: 2, inputs: [1.5e308, 1.5e308], targets: .values([0], size: 1))
    for clip in [nil, Clip.globalNorm(1), .value(1)] {
      var trainer = Trainer(
        Network(spec, parameters: parameters), optimizer: .sgd(rate: 0.1), clip: clip)
      let error = #expect(throws: Divergence.self) { try trainer.step(batch) }
      #expect(error?.description == "the global norm of the gradient is inf")
      #expect(trainer.network.parameters == parameters)
    }
  }

  @Test func aNaNInputIsALossThatIsNotANumber() {
    let (network, _) = linear(1, 1)
    let batch = SequenceBatch<Double>(
      steps: 1, batch: 1, inputSize: 1, inputs: [.nan], targets: .values([0], size: 1))
    var trainer = Trainer(network, optimizer: .rmsprop(rate: 0.1))
    let error = #expect(throws: Divergence.self) { try trainer.step(batch) }
    #expect(error?.description == "the loss is nan")
    #expect(trainer.network.parameters == network.parameters)
  }

  /// A rate too large: finite updates, then one that stops.
  @Test func runawayTrainingStopsWithTheLastParameters() throws {
    let (network, batch) = linear(2, 2)
    var trainer = Trainer(network, optimizer: .sgd(rate: 10))
    var last = trainer.network.parameters
    var error: Divergence?
    for _ in 0..<100 where error == nil {
      last = trainer.network.parameters
      do { _ = try trainer.step(batch) } catch let caught { error = caught }
    }
    #expect(error != nil)
    #expect(trainer.network.parameters == last)
  }
}
