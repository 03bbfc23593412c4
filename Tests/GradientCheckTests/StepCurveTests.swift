import Foundation
import GradientCheck
import Testing

/// The V of a central difference, against its closed form.
@Suite struct StepCurveTests {
  /// exp(x) at x = 1: D(h) - e = e h^2 / 6 + ... and noise of about eps e / h.
  private func curve(rounded: Bool = false) -> StepCurve {
    GradientCheck().stepCurve(
      parameters: [NamedTensor("y", values: [0.5]), NamedTensor("x", values: [1])], entry: 1,
      loss: { p in
        let value = exp(p["x"][0]) + p["y"][0]
        return rounded ? Double(Float(value)) : value
      }, reference: exp(1))
  }

  @Test func theErrorIsLeastNearTheCubeRootOfTheNoise() throws {
    let best = try #require(curve().best)
    #expect(best.step > 1e-7 && best.step < 1e-4, "\(best)")
    #expect(best.error < 1e-9)
    // (3 eta / e)^(1/3) with eta = eps f.
    let inFloat = try #require(curve(rounded: true).best)
    #expect(inFloat.step > 1e-4 && inFloat.step < 0.1, "\(inFloat)")
  }

  @Test func truncationFollowsTheClosedForm() {
    for point in curve().points where point.step > 1e-3 && point.step < 0.05 {
      let exact = exp(1) * (sinh(point.step) / point.step - 1)
      #expect(abs(point.error - exact) < 1e-3 * exact)
      #expect(point.truncation > 0.9 * exact && point.truncation < 1.1 * exact)
    }
  }

  @Test(arguments: [false, true])
  func thePredictedFloorIsWithinATenthAndTenTimesWhatIsSeen(rounded: Bool) {
    let curve = curve(rounded: rounded)
    let noisy = curve.points.filter { $0.noise > 100 * $0.truncation && $0.error < 1 }
    // Single errors scatter down to zero: typical ones are compared, six neighbours at a time.
    #expect(noisy.count >= 12)
    for start in stride(from: 0, to: noisy.count - 6, by: 3) {
      let part = noisy[start..<start + 6]
      let seen = (part.reduce(0) { $0 + pow($1.error / $1.noise, 2) } / 6).squareRoot()
      #expect(seen > 0.1 && seen < 10, "\(part.map(\.step)): \(seen)")
    }
  }

  @Test(arguments: [false, true])
  func theSettledEstimateIsBetterThanAnySingleStepOrClose(rounded: Bool) throws {
    let curve = curve(rounded: rounded)
    let best = try #require(curve.best)
    #expect(curve.settledError <= 5 * curve.claimedError)
    #expect(curve.settledError <= 30 * best.noise, "\(curve.settledError) \(best)")
    #expect(curve.label == "x[0]" && curve.points.count >= 45)
  }

  @Test func aCurveSurvivesJSON() throws {
    let curve = curve()
    let data = try JSONEncoder().encode(curve)
    #expect(try JSONDecoder().decode(StepCurve.self, from: data) == curve)
  }
}
