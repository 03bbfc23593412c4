import GradientCheck
import Testing

/// Zeros are not agreement: the report tells which kind they are.
@Suite struct ZeroTests {
  /// (a b - 1)^2 + c^2, with a tensor `idle` that it never reads.
  private func run(a: Double, _ check: GradientCheck = GradientCheck()) -> GradientCheck.Report {
    let loss: (ParameterTensors) -> Double = { p in
      let product = p["a"][0] * p["b"][0] - 1
      return product * product + p["c"][0] * p["c"][0]
    }
    return check.run(
      parameters: [
        NamedTensor("a", values: [a]), NamedTensor("b", values: [0.4]),
        NamedTensor("c", values: [0.9]), NamedTensor("idle", values: [0.1, 0.2]),
      ],
      loss: loss,
      gradient: { p in
        let (a, b) = (p["a"][0], p["b"][0])
        return LossAndGradient(
          loss: loss(p),
          [
            "a": [2 * (a * b - 1) * b], "b": [2 * (a * b - 1) * a], "c": [2 * p["c"][0]],
            "idle": [0, 0],
          ])
      })
  }

  @Test func anUnusedTensorFailsUnlessAllowed() {
    let report = run(a: 0.5)
    #expect(report.verdict == .fail)
    #expect(report.tensors[3].counts == [.unused: 2] && report.tensors[3].isVacuous)
    #expect(report.tensors[..<3].allSatisfy { $0.verdict == .pass })
    #expect(report.description.contains("idle[2]: no probe of it moves the loss"))
    #expect(report.description.contains("allowUnused"))
    let allowed = run(a: 0.5, GradientCheck(allowUnused: ["idle"]))
    #expect(allowed.passed, "\(allowed)")
    #expect(allowed.description.contains("idle: no influence on the loss, as allowed"))
  }

  @Test func aFactorThatMeetsZeroIsZeroHereAndNotUnused() {
    // Like W_hh in a single step from a zero state: b matters only where a is not zero.
    let report = run(a: 0, GradientCheck(allowUnused: ["idle"]))
    #expect(report.verdict == .fail)
    #expect(report.tensors[1].counts == [.zeroHere: 1])
    #expect(report.description.contains("b[1]: its gradient is zero at this point"))
    #expect(run(a: 0, GradientCheck(allowUnused: ["idle", "b"])).passed)
  }

  @Test func aDeadUnitIsReportedBesideTheLivingOne() {
    // Unit 1 has a bias of -0.9 and an input of 0.5: its rectifier is off at every small step.
    let loss: (ParameterTensors) -> Double = { p in
      let on = p["b"].map { max(0, 0.5 + $0) }
      return p["w"][0] * on[0] * on[0] + p["w"][1] * on[1] * on[1]
    }
    let report = GradientCheck().run(
      parameters: [NamedTensor("b", values: [0.2, -0.9]), NamedTensor("w", values: [0.7, 0.8])],
      loss: loss,
      gradient: { p in
        let on = p["b"].map { max(0, 0.5 + $0) }
        return LossAndGradient(
          loss: loss(p),
          ["b": [2 * p["w"][0] * on[0], 2 * p["w"][1] * on[1]], "w": on.map { $0 * $0 }])
      })
    #expect(report.passed, "\(report)")
    #expect(report.entries.map(\.verdict) == [.pass, .zeroHere, .pass, .zeroHere])
    #expect(report.description.contains("zero here, so not tested: b[1]"))
  }

  @Test func aStationaryPointIsZeroHere() {
    let report = GradientCheck(allowUnused: ["x"]).run(
      parameters: [NamedTensor("x", values: [0])],
      loss: { p in p["x"][0] * p["x"][0] },
      gradient: { p in LossAndGradient(loss: p["x"][0] * p["x"][0], values: [2 * p["x"][0]]) })
    #expect(report.entries.map(\.verdict) == [.zeroHere], "\(report)")
    #expect(report.passed)
  }

  @Test func aWholeTensorLeftOutOfTheGradientIsMissing() {
    for seed in 0..<20 {
      let report = Model.tanhNetwork(seed: seed, scale: 0.7).check { g, _ in
        for i in 6..<10 { g[i] = 0 }
      }
      #expect(report.tensors[1].name == "W_hh" && report.tensors[1].counts == [.missing: 4])
    }
  }

  @Test func quickModeSeesUnusedAndMissingTensors() {
    let quick = GradientCheck(mode: .quick)
    #expect(run(a: 0.5, quick).tensors[3].counts == [.unused: 4])
    let missing = Model.tanhNetwork(seed: 1, scale: 0.7).check(quick) { g, _ in
      for i in 6..<10 { g[i] = 0 }
    }
    #expect(missing.tensors[1].counts == [.missing: 4])
  }
}
