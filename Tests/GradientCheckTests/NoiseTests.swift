import GradientCheck
import Testing

/// Noise of the loss widens what is called agreement, and is never called a bug.
@Suite struct NoiseTests {
  private func rounded(_ model: Model) -> Model {
    Model(
      name: model.name + " in Float", parameters: model.parameters,
      loss: { Double(Float(model.loss($0))) }, gradient: model.gradient)
  }

  private func quantised(_ model: Model) -> Model {
    Model(
      name: model.name + " quantised", parameters: model.parameters,
      loss: { (model.loss($0) * 1e5).rounded() / 1e5 }, gradient: model.gradient)
  }

  /// A loss whose parameters are rounded to Float before it is computed.
  private func narrowed(_ model: Model) -> Model {
    Model(
      name: model.name + " of Floats", parameters: model.parameters,
      loss: { Double(Float(model.loss($0.map { Double(Float($0)) }))) },
      gradient: model.gradient)
  }

  @Test(arguments: [0.01, 1.0, 4])
  func aRightGradientOfANoisyLossNeverFails(scale: Double) {
    var counts: [String: Int] = [:]
    for seed in 0..<100 {
      for model in Model.smooth(seed: seed, scale: scale) {
        for noisy in [rounded(model), quantised(model), narrowed(model)] {
          let report = noisy.check(
            GradientCheck(seed: UInt64(seed), minimumDetectable: seed % 2 == 0 ? 1e-5 : 1e-2))
          for entry in report.entries {
            #expect(!entry.verdict.isFailure, "\(noisy.name), seed \(seed): \(entry)")
          }
          counts[report.verdict.name, default: 0] += 1
        }
      }
    }
    print("noisy at scale \(scale): \(counts)")
  }

  @Test func aNoisyPassSaysThatItSeesLess() throws {
    let model = Model.softmax(seed: 3, scale: 1)
    let exact = try #require(model.check().weakest)
    let report = rounded(model).check(GradientCheck(minimumDetectable: 100))
    let noisy = try #require(report.weakest)
    #expect(report.passed, "\(report)")
    #expect(noisy.detectable > 1e5 * exact.detectable)
    #expect(report.noiseFloor > 1e-9 && report.noiseFloor < 1e-6)
  }

  @Test func aBugAboveTheNoiseIsStillSeen() {
    for seed in 0..<50 {
      let model = rounded(.softmax(seed: seed, scale: 1))
      let gradient = model.gradient(model.parameters.flatMap(\.values))
      let largest = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) } ?? 0
      let report = model.check { g, _ in g[largest] *= 1.05 }
      #expect(report.worst?.label == model.label(largest) && report.verdict == .fail, "\(report)")
    }
  }

  @Test func aNoisyLossThatHidesEverythingIsNotPassed() {
    let model = Model.softmax(seed: 3, scale: 1)
    let coarse = Model(
      name: "coarse", parameters: model.parameters,
      loss: { (model.loss($0) * 50).rounded() / 50 }, gradient: model.gradient)
    let report = coarse.check()
    #expect(report.verdict == .inconclusive, "\(report)")
    #expect(report.description.contains("minimumDetectable"))
  }
}
