import GradientCheck
import Testing

/// Closures that break a rule get a reason instead of a comparison.
@Suite struct PreconditionTests {
  private let tensor = [NamedTensor("w", values: [0.3, -1.2])]

  private func square(_ p: ParameterTensors) -> Double { p["w"].reduce(0) { $0 + $1 * $1 } }

  private func kind(_ report: GradientCheck.Report) -> GradientCheck.InvalidReason.Kind? {
    #expect(!report.passed)
    #expect(report.tensors.isEmpty)
    guard case .invalid(let reason) = report.verdict else { return nil }
    #expect(report.description.hasPrefix("gradient check invalid: \(reason.message)"))
    return reason.kind
  }

  @Test func aLossThatDrawsAnewIsInvalid() {
    var draw = Draw(1)
    let report = GradientCheck().run(
      parameters: tensor,
      loss: { p in square(p) * Double.random(in: 0.9..<1.1, using: &draw) },
      gradient: { p in LossAndGradient(loss: square(p), ["w": p["w"].map { 2 * $0 }]) })
    #expect(kind(report) == .changingLoss)
    #expect(report.description.contains("dropout masks"))
  }

  @Test func aGradientThatIsNeverZeroedIsCalledAccumulated() {
    var total = [0.0, 0]
    let report = GradientCheck().run(
      parameters: tensor, loss: { square($0) },
      gradient: { p in
        for i in 0..<2 { total[i] += 2 * p["w"][i] }
        return LossAndGradient(loss: square(p), values: total)
      })
    #expect(kind(report) == .accumulatedGradient)
    #expect(report.description.contains("exactly twice the first"))
  }

  @Test func aGradientThatChangesIsInvalid() {
    var calls = 0.0
    let report = GradientCheck().run(
      parameters: tensor, loss: { square($0) },
      gradient: { p in
        calls += 1
        return LossAndGradient(loss: square(p), values: p.values.map { 2 * $0 + calls })
      })
    #expect(kind(report) == .changingGradient)
    #expect(report.description.contains("w[0]"))
  }

  @Test func aWrongShapeIsInvalid() {
    let answers: [(LossAndGradient, String)] = [
      (LossAndGradient(loss: 1.53, values: [1, 2, 3]), "has 3 entries; the parameters have 2"),
      (LossAndGradient(loss: 1.53, ["w": [1]]), "of 'w' has 1 entries; the shape [2] has 2"),
      (LossAndGradient(loss: 1.53, [:]), "has no 'w'"),
      (LossAndGradient(loss: 1.53, ["w": [1, 2], "v": [1]]), "names 'v'; the parameters are w"),
    ]
    for (answer, text) in answers {
      let report = GradientCheck().run(
        parameters: tensor, loss: { square($0) }, gradient: { _ in answer })
      #expect(kind(report) == .wrongShape)
      #expect(report.description.contains(text), "\(report)")
    }
  }

  @Test func whatIsNotFiniteIsInvalid() {
    let gradient: (ParameterTensors) -> LossAndGradient = { p in
      LossAndGradient(loss: square(p), ["w": p["w"].map { 2 * $0 }])
    }
    for value in [Double.nan, .infinity, -.infinity] {
      let loss = GradientCheck().run(
        parameters: tensor, loss: { _ in value }, gradient: gradient)
      #expect(kind(loss) == .notFinite)
      let entry = GradientCheck().run(
        parameters: tensor, loss: { square($0) },
        gradient: { p in LossAndGradient(loss: square(p), ["w": [0.6, value]]) })
      #expect(kind(entry) == .notFinite)
      #expect(entry.description.contains("w[1] is \(value)"))
      let parameter = GradientCheck().run(
        parameters: [NamedTensor("w", values: [0.1, value])], loss: { _ in 0 },
        gradient: gradient)
      #expect(kind(parameter) == .notFinite)
      let other = GradientCheck().run(
        parameters: tensor, loss: { square($0) },
        gradient: { p in LossAndGradient(loss: value, ["w": p["w"].map { 2 * $0 }]) })
      #expect(kind(other) == .differentLoss)
    }
  }

  @Test func aGradientOfAnotherLossIsInvalid() {
    let report = GradientCheck().run(
      parameters: tensor, loss: { square($0) },
      gradient: { p in LossAndGradient(loss: square(p) / 2, ["w": p["w"]]) })
    #expect(kind(report) == .differentLoss)
    #expect(report.description.contains("1.53") && report.description.contains("0.765"))
  }

  @Test func aLossAddedUpInAnotherOrderIsTheSameLoss() {
    let values = Draw.numbers(200, seed: 2)
    let report = GradientCheck().run(
      parameters: [NamedTensor("w", values: values)], loss: { square($0) },
      gradient: { p in
        let backwards = p.values.reversed().reduce(0) { $0 + $1 * $1 }
        return LossAndGradient(loss: backwards, values: p.values.map { 2 * $0 })
      })
    #expect(report.passed, "\(report)")
  }

  @Test func aGradientThatChangesTheLossIsInvalid() {
    var offset = 0.0
    let report = GradientCheck().run(
      parameters: tensor, loss: { square($0) + offset },
      gradient: { p in
        offset += 1
        return LossAndGradient(loss: square(p), ["w": p["w"].map { 2 * $0 }])
      })
    #expect(kind(report) == .changedState)
    #expect(report.description.contains("gradient closure changes"))
  }

  @Test func aStateThatDriftsDuringTheCheckIsInvalid() {
    var calls = 0
    let report = GradientCheck().run(
      parameters: tensor,
      loss: { p in
        calls += 1
        return calls < 90 ? square(p) : square(p) + 1e-9
      },
      gradient: { p in LossAndGradient(loss: square(p), ["w": p["w"].map { 2 * $0 }]) })
    #expect(kind(report) == .changedState)
    #expect(report.description.contains("keeps state between calls"))
  }

  @Test func noParametersAreInvalid() {
    for parameters in [[], [NamedTensor("empty", values: [])]] {
      let report = GradientCheck().run(
        parameters: parameters, loss: { _ in 1 },
        gradient: { _ in LossAndGradient(loss: 1, values: []) })
      #expect(kind(report) == .noParameters)
    }
  }
}
