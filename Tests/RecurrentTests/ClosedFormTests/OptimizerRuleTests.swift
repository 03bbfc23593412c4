import Recurrent
import Testing

/// Optimizer steps against their equations, written once more for a single number, and against
/// known mistakes in them.
@Suite struct OptimizerRuleTests {
  /// A published mistake, or none.
  enum Mistake: CaseIterable {
    case none
    case noCorrection, correctionOfTheFirstStep, correctionOneStepLate
    case epsilonMoved, epsilonBeforeTheCorrection
    case meanOfTheGradientSquared, memoryLost, rateForgotten, signOfTheVelocity
  }

  /// One parameter and what is remembered of it.
  struct Rule {
    let spec: OptimizerSpec
    var mistake = Mistake.none
    var w: Double
    var m = 0.0
    var v = 0.0
    var t = 0.0

    mutating func step(_ g: Double) {
      t += 1
      if mistake == .memoryLost { (m, v) = (0, 0) }
      switch spec {
      case .sgd(let rate): w -= rate * g
      case .momentum(let rate, let momentum):
        m = momentum * m - (mistake == .rateForgotten ? g : rate * g)
        w += mistake == .signOfTheVelocity ? -m : m
      case .rmsprop(let rate, let rho, let epsilon):
        v = rho * v + (1 - rho) * g * g
        w -=
          mistake == .epsilonMoved
          ? rate * g / (v.squareRoot() + epsilon) : rate * g / (v + epsilon).squareRoot()
      case .adam(let rate, let beta1, let beta2, let epsilon):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (mistake == .meanOfTheGradientSquared ? m * m : g * g)
        let power: Double =
          switch mistake {
          case .correctionOfTheFirstStep: 1
          case .correctionOneStepLate: t + 1
          default: t
          }
        let first = mistake == .noCorrection ? m : m / (1 - .pow(beta1, power))
        let second = mistake == .noCorrection ? v : v / (1 - .pow(beta2, power))
        let root: Double =
          switch mistake {
          case .epsilonMoved: (second + epsilon).squareRoot()
          case .epsilonBeforeTheCorrection:
            (v.squareRoot() + epsilon) / (1 - .pow(beta2, power)).squareRoot()
          default: second.squareRoot() + epsilon
          }
        w -= rate * first / root
      }
    }
  }

  private static func spec(_ kind: Int, using g: inout SeededGenerator) -> OptimizerSpec {
    let rate = 0.01 + g.nextUnit()
    let decay = { (g: inout SeededGenerator) in 0.3 + 0.69 * g.nextUnit() }
    return switch kind % 4 {
    case 0: .sgd(rate: rate)
    case 1: .momentum(rate: rate, momentum: decay(&g))
    case 2: .rmsprop(rate: rate, rho: decay(&g), epsilon: 0.01 + g.nextUnit())
    default: .adam(rate: rate, beta1: decay(&g), beta2: decay(&g), epsilon: 0.01 + g.nextUnit())
    }
  }

  /// The largest deviation of an optimizer's parameters from the rule's over all steps.
  private static func difference<Scalar: NetworkScalar>(
    _ seed: UInt64, mistake: Mistake = .none, of type: Scalar.Type, count: Int, steps: Int
  ) -> Double {
    var g = SeededGenerator(seed: seed)
    let spec = spec(Int(seed), using: &g)
    var layout = ParameterLayout()
    layout.append("w", shape: count)
    var w = Parameters<Scalar>(layout)
    w.values = g.normals(count).map { Scalar($0) }
    var rules = w.values.map { Rule(spec: spec, mistake: mistake, w: Double($0)) }
    var optimizer = Optimizer<Scalar>(spec, for: layout)
    var gradients = w
    var worst = 0.0
    for _ in 0..<steps {
      gradients.values = g.normals(count).map { Scalar($0) }
      optimizer.step(&w, along: gradients)
      for index in rules.indices { rules[index].step(Double(gradients.values[index])) }
      worst = max(worst, deviation(w.values.map { Double($0) }, from: rules.map(\.w)))
    }
    return worst
  }

  /// Counts that fill vectors of the processor, and counts that do not.
  @Test func everyEntryOfEveryStepFollowsTheRule() {
    var double = Worst()
    var float = Worst()
    for seed: UInt64 in 1...1200 {
      let count = Int(seed * seed % 71) + 1
      double.record(
        Self.difference(seed, of: Double.self, count: count, steps: 5), at: "seed \(seed)")
      float.record(
        Self.difference(seed, of: Float.self, count: count, steps: 5), at: "seed \(seed)")
    }
    double.expect(within: 1e-13, ofAtLeast: 1200, "optimizer steps, Double")
    float.expect(within: 2e-5, ofAtLeast: 1200, "optimizer steps, Float")
  }

  /// Each mistake must show in the rules that it can be made in; two steps are enough.
  @Test func everyKnownMistakeIsSeenWithinTwoSteps() {
    let places: [(Mistake, kinds: [UInt64])] = [
      (.noCorrection, [3]), (.correctionOfTheFirstStep, [3]), (.correctionOneStepLate, [3]),
      (.epsilonMoved, [2, 3]), (.epsilonBeforeTheCorrection, [3]),
      (.meanOfTheGradientSquared, [3]), (.memoryLost, [1, 2, 3]), (.rateForgotten, [1]),
      (.signOfTheVelocity, [1]),
    ]
    #expect(places.count == Mistake.allCases.count - 1)
    var seen = 0
    var planted = 0
    for (mistake, kinds) in places {
      for kind in kinds {
        for round: UInt64 in 1...10 {
          planted += 1
          let difference = Self.difference(
            4 * round + kind, mistake: mistake, of: Double.self, count: 3, steps: 2)
          if difference > 1e-6 { seen += 1 }
          #expect(difference > 1e-6, "\(mistake), seed \(4 * round + kind)")
        }
      }
    }
    print("optimizer mistakes seen: \(seen) of \(planted)")
  }
}
