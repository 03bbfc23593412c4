import GradientCheck
import Testing

/// Corners of the loss are told from bugs.
@Suite struct KinkTests {
  /// |x| + y^2 at x = 0 with the given derivative of |x|.
  private func atTheCorner(_ g: Double, at x: Double = 0) -> GradientCheck.Report {
    GradientCheck().run(
      parameters: [NamedTensor("x", values: [x]), NamedTensor("y", values: [0.7])],
      loss: { p in abs(p["x"][0]) + p["y"][0] * p["y"][0] },
      gradient: { p in
        LossAndGradient(
          loss: abs(p["x"][0]) + p["y"][0] * p["y"][0], ["x": [g], "y": [2 * p["y"][0]]])
      })
  }

  @Test(arguments: [-1, -0.5, 0, 0.3, 1])
  func aSlopeBetweenThoseOfACornerIsUndecided(g: Double) throws {
    let report = atTheCorner(g)
    #expect(report.verdict == .inconclusive && !report.passed)
    let entry = try #require(report.entries.first)
    #expect(entry.verdict == .kink)
    let slopes = try #require(entry.kinkSlopes)
    #expect(abs(slopes.lowerBound + 1) < 1e-6 && abs(slopes.upperBound - 1) < 1e-6)
    #expect(report.tensors[1].verdict == .pass)
    #expect(report.description.contains("x[0]: gradient"))
    #expect(report.description.contains("at a kink, slopes -1"))
  }

  @Test(arguments: [-1.01, -2, 1.0001, 7])
  func aSlopeOutsideThoseOfACornerFails(g: Double) {
    let report = atTheCorner(g)
    #expect(report.verdict == .fail)
    #expect(report.worst?.verdict == .outsideKink)
    #expect(report.description.contains("outside the slopes of a kink"))
  }

  @Test(arguments: [1e-1, 1e-2, 3e-3, 1e-3, 1e-4, 1e-5, 1e-6])
  func aCornerNearbyNeitherFailsARightNorPassesAWrongGradient(x: Double) {
    #expect(atTheCorner(1, at: x).passed, "\(atTheCorner(1, at: x))")
    #expect(atTheCorner(-1, at: -x).passed, "\(atTheCorner(-1, at: -x))")
    #expect(atTheCorner(0.999, at: x).verdict == .fail)
    #expect(atTheCorner(-1, at: x).verdict == .fail)
  }

  @Test(arguments: [0.01, 0.1, 1])
  func networksOfRectifiersNeverFailOnARightGradient(scale: Double) {
    var counts: [GradientCheck.EntryVerdict: Int] = [:]
    var evaluations = 0
    for seed in 0..<400 {
      let report = Model.reluNetwork(seed: seed, scale: scale)
        .check(GradientCheck(seed: UInt64(seed)))
      for entry in report.entries {
        counts[entry.verdict, default: 0] += 1
        #expect(!entry.verdict.isFailure, "seed \(seed): \(entry)")
      }
      evaluations += report.lossEvaluations
    }
    let kinds = counts.map { "\($0.key.rawValue) \($0.value)" }.sorted()
    print("ReLU at scale \(scale): \(kinds), \(evaluations) losses")
  }

  @Test func networksOfRectifiersFailOnAWrongGradient() {
    for seed in 0..<100 {
      let model = Model.reluNetwork(seed: seed, scale: 0.3)
      let gradient = model.gradient(model.parameters.flatMap(\.values))
      let largest = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) } ?? 0
      let report = model.check { g, _ in g[largest] *= 1 + 1e-5 }
      #expect(report.description.contains(model.label(largest)), "seed \(seed): \(report)")
      #expect(report.verdict == .fail)
    }
  }

  @Test func aStepInTheLossIsNotPassed() {
    // Between steps the loss is flat, so 0 is its derivative there, but on a step it has none.
    let report = GradientCheck().run(
      parameters: [NamedTensor("x", values: [1])],
      loss: { p in p["x"][0] >= 1 ? 1 : 0 },
      gradient: { p in LossAndGradient(loss: p["x"][0] >= 1 ? 1 : 0, values: [3]) })
    #expect(!report.passed, "\(report)")
  }
}
