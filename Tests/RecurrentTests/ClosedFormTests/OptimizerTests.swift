import Foundation
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

  /// v = -1 -> w = 0; v = -0.5 + 2 = 1.5; v = 0.75 - 0.5 = 0.25. The second entry goes on with
  /// its own velocity where its gradient is 0.
  @Test func threeStepsOfMomentum() {
    var w = Self.pair(1, -2)
    var optimizer = Optimizer<Double>(.momentum(rate: 0.5, momentum: 0.5), for: w.layout)
    optimizer.step(&w, along: Self.pair(2, -1))
    #expect(w.values == [0, -1.5])
    optimizer.step(&w, along: Self.pair(-4, 0))
    #expect(w.values == [1.5, -1.25])
    optimizer.step(&w, along: Self.pair(1, 3))
    #expect(w.values == [1.75, -2.625])
    #expect(optimizer.stepsTaken == 3)
  }

  @Test func momentumOfZeroIsGradientDescent() {
    var w = Self.pair(1, -2)
    var same = w
    var momentum = Optimizer<Double>(.momentum(rate: 0.5, momentum: 0), for: w.layout)
    var descent = Optimizer<Double>(.sgd(rate: 0.5), for: w.layout)
    for g in [Self.pair(2, -1), Self.pair(0.1, 0.7)] {
      momentum.step(&w, along: g)
      descent.step(&same, along: g)
    }
    #expect(w == same)
  }

  /// beta1 = 1/2, beta2 = 3/4, epsilon = 2, rate 1/2, g = 2, -4, 1.
  ///
  ///     t  m      v      m corrected  v corrected
  ///     1  1      1      2            4             step 0.5 * 2 / (2 + 2) = 1/4
  ///     2  -3/2   19/4   -2           76/7
  ///     3  -1/4   61/16  -2/7         244/37
  @Test func threeStepsOfAdamWithALargeEpsilonOutsideTheRoot() {
    var w = Self.pair(1, 1)
    var optimizer = Optimizer<Double>(
      .adam(rate: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 2), for: w.layout)
    var wanted = 0.75
    // The second entry gets the opposite gradients, and no memory of the first.
    optimizer.step(&w, along: Self.pair(2, -2))
    #expect(deviation(w.values, from: [wanted, 2 - wanted]) <= 1e-15)
    wanted += 1 / ((76.0 / 7).squareRoot() + 2)
    optimizer.step(&w, along: Self.pair(-4, 4))
    #expect(deviation(w.values, from: [wanted, 2 - wanted]) <= 1e-15)
    wanted += 1 / 7.0 / ((244.0 / 37).squareRoot() + 2)
    optimizer.step(&w, along: Self.pair(1, -1))
    #expect(deviation(w.values, from: [wanted, 2 - wanted]) <= 1e-15)
  }

  /// m / (1 - beta1^t) = g and v / (1 - beta2^t) = g^2 at the first step, whatever the betas and
  /// the precision: the step is the rate, in the direction of -g.
  @Test func theFirstStepOfAdamIsTheRate() {
    var layout = ParameterLayout()
    layout.append("w", shape: 3)
    var w = Parameters<Float>(layout)
    var g = w
    g.values = [1e-3, -5, 1e4]
    var optimizer = Optimizer<Float>(.adam(rate: 0.25, epsilon: 0), for: layout)
    optimizer.step(&w, along: g)
    #expect(deviation(w.values, from: [-0.25, 0.25, -0.25]) <= 3e-7)
  }

  @Test func optimizersHaveTheDefaultsOfTheirSources() throws {
    #expect(OptimizerSpec.rmsprop(rate: 0.1) == .rmsprop(rate: 0.1, rho: 0.9, epsilon: 1e-7))
    #expect(OptimizerSpec.momentum(rate: 0.1) == .momentum(rate: 0.1, momentum: 0.9))
    #expect(
      OptimizerSpec.adam() == .adam(rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8))
  }

  @Test func aSpecIsReadAsItWasWritten() throws {
    for spec in Self.specs {
      let data = try JSONEncoder().encode(spec)
      #expect(try JSONDecoder().decode(OptimizerSpec.self, from: data) == spec)
    }
  }

  private static let specs: [OptimizerSpec] = [
    .sgd(rate: 0.3), .momentum(rate: 0.2, momentum: 0.7),
    .rmsprop(rate: 0.01, rho: 0.8, epsilon: 0.1),
    .adam(rate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 0.1),
  ]

  @Test func aGradientOfZeroMovesNothing() {
    for spec in Self.specs {
      var w = Self.pair(1, -2)
      var optimizer = Optimizer<Double>(spec, for: w.layout)
      optimizer.step(&w, along: Self.pair(0, 0))
      #expect(w.values == [1, -2])
    }
  }

  /// The trainer's step is forward, backward, clip, step; no gradient of the step before is left.
  @Test func twoStepsOfTheTrainerAreTwoStepsByHand() throws {
    for clip in [nil, Clip.globalNorm(0.1), .value(0.05)] {
      for spec in Self.specs {
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
