import Foundation
import GradientCheck
import Testing

/// Checks that share nothing with differences of the loss at one point.
@Suite struct OracleTests {
  private func integrate(
    _ model: Model, _ check: LineIntegralCheck = LineIntegralCheck(),
    spoil: (inout [Double], [Double]) -> Void = { _, _ in }
  ) -> GradientCheck.OracleReport {
    check.run(
      parameters: model.parameters, loss: { model.loss($0.values) },
      gradient: { p in
        var gradient = model.gradient(p.values)
        spoil(&gradient, p.values)
        return LossAndGradient(loss: model.loss(p.values), values: gradient)
      })
  }

  private func differentiate(
    _ model: Model, _ check: SecondOrderCheck = SecondOrderCheck(),
    spoil: (inout [Double], [Double]) -> Void = { _, _ in }
  ) -> GradientCheck.OracleReport {
    check.run(
      parameters: model.parameters,
      gradient: { p in
        var gradient = model.gradient(p.values)
        spoil(&gradient, p.values)
        return LossAndGradient(loss: 0, values: gradient)
      })
  }

  @Test func rightGradientsIntegrateToTheLoss() {
    var passed = 0
    for seed in 0..<200 {
      for model in Model.smooth(seed: seed, scale: 1) {
        let report = integrate(model, LineIntegralCheck(seed: UInt64(seed)))
        #expect(report.verdict != .fail, "\(model.name), seed \(seed): \(report)")
        passed += report.passed ? 1 : 0
      }
    }
    print("line integral: \(passed) of 800 right gradients pass, none fails")
    #expect(passed >= 790)
  }

  @Test func aWrongGradientDoesNotIntegrateToTheLoss() {
    for seed in 0..<100 {
      for model in Model.smooth(seed: seed, scale: 1) {
        let gradient = model.gradient(model.parameters.flatMap(\.values))
        let largest = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) } ?? 0
        let report = integrate(model) { g, _ in g[largest] *= 1.001 }
        #expect(!report.passed, "\(model.name), seed \(seed): \(report)")
      }
    }
  }

  @Test func aGradientThatIsRightAtOnePointOnlyIsCaughtByTheIntegralAlone() {
    // A constant: the gradient at these parameters, returned whatever the parameters are.
    let model = Model.softmax(seed: 4, scale: 1)
    let constant = model.gradient(model.parameters.flatMap(\.values))
    #expect(model.check { g, _ in g = constant }.passed)
    let report = integrate(model) { g, _ in g = constant }
    #expect(report.verdict == .fail, "\(report)")
    #expect(report.description.contains("integral of the gradient: "))
  }

  @Test func aLossInFloatNeverFailsTheIntegral() {
    for seed in 0..<100 {
      let model = Model.softmax(seed: seed, scale: 1)
      let rounded = Model(
        name: "Float", parameters: model.parameters,
        loss: { Double(Float(model.loss($0))) }, gradient: model.gradient)
      let report = integrate(rounded, LineIntegralCheck(seed: UInt64(seed)))
      #expect(report.verdict != .fail, "\(report)")
    }
  }

  @Test func rightGradientsHaveSymmetricDerivatives() {
    var passed = 0
    for seed in 0..<200 {
      for model in Model.smooth(seed: seed, scale: 1) {
        let report = differentiate(model, SecondOrderCheck(seed: UInt64(seed)))
        #expect(report.verdict != .fail, "\(model.name), seed \(seed): \(report)")
        passed += report.passed ? 1 : 0
      }
    }
    print("second order: \(passed) of 800 right gradients pass, none fails")
    #expect(passed >= 790)
  }

  @Test func whatIsTheGradientOfNothingIsCaught() {
    for seed in 0..<100 {
      // A term of a rotation: its derivative is antisymmetric.
      let report = differentiate(.quadratic(seed: seed, scale: 1)) { g, x in
        g[0] += 0.01 * x[1]
        g[1] -= 0.01 * x[0]
      }
      #expect(report.verdict == .fail, "seed \(seed): \(report)")
      let network = differentiate(.tanhNetwork(seed: seed, scale: 0.7)) { g, _ in
        for i in 6..<10 { g[i] *= 1.01 }
      }
      #expect(!network.passed, "seed \(seed): \(network)")
    }
  }

  @Test func productsWithTheSecondDerivativeAreHeldAgainstTheGradient() throws {
    for seed in 0..<100 {
      let model = Model.quadratic(seed: seed, scale: 1)
      let zero = model.gradient([0, 0, 0, 0, 0])
      func check(_ factor: Double) -> GradientCheck.OracleReport {
        SecondOrderCheck(seed: UInt64(seed)).run(
          parameters: model.parameters,
          gradient: { LossAndGradient(loss: 0, values: model.gradient($0.values)) },
          product: { _, v in
            zip(model.gradient(v), zero).enumerated().map { place, pair in
              (pair.0 - pair.1) * (place == 2 ? factor : 1)
            }
          })
      }
      #expect(check(1).passed && check(1).comparisons.count == 6, "\(check(1))")
      #expect(check(1.001).verdict == .fail, "\(check(1.001))")
    }
  }

  @Test func whatCannotBeComparedIsInvalid() {
    let tensors = [NamedTensor("x", values: [0.2, 0.4])]
    var calls = 0.0
    let changing = LineIntegralCheck().run(
      parameters: tensors,
      loss: { _ in
        calls += 1
        return calls
      }, gradient: { _ in LossAndGradient(loss: 1, values: [0, 0]) })
    #expect(changing.verdict.name == "invalid" && changing.description.contains("draws"))
    let short = LineIntegralCheck().run(
      parameters: tensors, loss: { _ in 1 },
      gradient: { _ in LossAndGradient(loss: 1, values: [0]) }
    )
    #expect(short.verdict.name == "invalid" && short.description.contains("has 1 entries"))
    let product = SecondOrderCheck().run(
      parameters: tensors, gradient: { LossAndGradient(loss: 1, values: $0.values) },
      product: { _, _ in [1] })
    #expect(product.description.contains("the product has 1 entries; the parameters have 2"))
  }

  @Test func oracleReportsSurviveJSON() throws {
    let model = Model.expSine(seed: 1, scale: 1)
    for report in [
      integrate(model), differentiate(model), integrate(model) { g, _ in g[0] = .nan },
    ] {
      let data = try JSONEncoder().encode(report)
      let copy = try JSONDecoder().decode(GradientCheck.OracleReport.self, from: data)
      #expect(copy.description == report.description && copy.verdict == report.verdict)
      #expect(copy.passed == !report.description.contains("nan"))
    }
  }
}
