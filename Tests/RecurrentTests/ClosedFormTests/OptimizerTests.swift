import Recurrent
import Testing

/// Optimizer steps against the formulas, worked by hand.
@Suite struct OptimizerTests {
  private static func pair(_ a: Double, _ b: Double) -> Parameters<Double> {
    var layout = ParameterLayout()
    layout.append("w", shape: 2)
    var result = Parameters<Double>(layout)
    result.values = [a, b]
    return result
  }

  @Test func threeStepsOfGradientDescent() {
    var w = Self.pair(1, -2)
    var optimizer = Optimizer<Double>(.sgd(rate: 0.5), for: w.layout)
    optimizer.step(&w, along: Self.pair(2, -1))
    #expect(w.values == [0, -1.5])
    optimizer.step(&w, along: Self.pair(-4, 0))
    #expect(w.values == [2, -1.5])
    optimizer.step(&w, along: Self.pair(0.5, 8))
    #expect(w.values == [1.75, -5.5])
  }

  /// A large epsilon tells apart sqrt(v + epsilon) and sqrt(v) + epsilon. With rho = 1/2:
  /// first g = 2, v = 2, sqrt(2 + 7) = 3; then g = 0, v = 1, sqrt 8; then g = sqrt 17, v = 9, 4.
  @Test func threeStepsOfRMSPropWithALargeEpsilonInsideTheRoot() {
    var w = Self.pair(1, 1)
    var optimizer = Optimizer<Double>(.rmsprop(rate: 3, rho: 0.5, epsilon: 7), for: w.layout)
    optimizer.step(&w, along: Self.pair(2, 0))
    #expect(w.values == [-1, 1])
    optimizer.step(&w, along: Self.pair(0, 2))
    // The second entry remembers its own squares only.
    #expect(w.values == [-1, -1])
    let g = 17.0.squareRoot()
    optimizer.step(&w, along: Self.pair(g, 0))
    #expect(deviation(w.values, from: [-1 - 3 * g / 4, -1]) <= 1e-15)
  }

  @Test func rmspropHasTheDefaultsOfKeras() {
    #expect(OptimizerSpec.rmsprop(rate: 0.1) == .rmsprop(rate: 0.1, rho: 0.9, epsilon: 1e-7))
  }

  @Test func aGradientOfZeroMovesNothing() {
    for spec in [OptimizerSpec.sgd(rate: 0.5), .rmsprop(rate: 0.5)] {
      var w = Self.pair(1, -2)
      var optimizer = Optimizer<Double>(spec, for: w.layout)
      optimizer.step(&w, along: Self.pair(0, 0))
      #expect(w.values == [1, -2])
    }
  }

  /// The trainer's step is forward, backward, clip, step; no gradient of the step before is left.
  @Test func twoStepsOfTheTrainerAreTwoStepsByHand() throws {
    for clip in [nil, Clip.globalNorm(0.1), .value(0.05)] {
      for spec in [OptimizerSpec.sgd(rate: 0.3), .rmsprop(rate: 0.01)] {
        var network = WorkedExampleTests.network
        var trainer = Trainer(network, optimizer: spec, clip: clip)
        var optimizer = Optimizer<Double>(spec, for: network.parameters.layout)
        for _ in 0..<2 {
          let trace = network.forward(WorkedExampleTests.batch)
          var gradients = network.backward(trace).gradients
          let norm = gradients.globalNorm
          let report = try clip.map { try gradients.clip($0) }
          optimizer.step(&network.parameters, along: gradients)
          let update = try trainer.step(WorkedExampleTests.batch)
          #expect(update.loss == trace.loss)
          #expect(update.gradientNorm == norm)
          #expect(update.wasClipped == (report?.wasClipped ?? false))
          #expect(update.cosine == (report?.cosine ?? 1))
        }
        #expect(trainer.network.parameters == network.parameters)
        #expect(trainer.network.parameters != WorkedExampleTests.network.parameters)
      }
    }
  }

  /// A batch of another size between two others must not change what those do.
  @Test func batchesMayChangeTheirSizeDuringTraining() throws {
    let c = RandomCase(seed: 5)
    var trainer = Trainer(c.network, optimizer: .sgd(rate: 0.1))
    var network = c.network
    for rows in [Array(0..<c.batch.batch), [0], Array(0..<c.batch.batch)] {
      let batch = c.batch.selecting(rows)
      let trace = network.forward(batch)
      let gradients = network.backward(trace).gradients
      for index in gradients.values.indices {
        network.parameters.values[index] -= 0.1 * gradients.values[index]
      }
      #expect(try trainer.step(batch).loss == trace.loss)
    }
    #expect(trainer.network.parameters == network.parameters)
  }
}
