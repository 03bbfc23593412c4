import GradientCheck
import Testing

/// What looks like a bug and is none, and what only a close look finds.
@Suite struct NotABugTests {
  @Test func aModelMadeAnewInEachCallIsInvalid() {
    var seed = 0
    let report = GradientCheck().run(
      parameters: [NamedTensor("w", values: [0.5])],
      loss: { p in
        seed += 1
        let model = Model.softmax(seed: seed, scale: 1)
        return p["w"][0] * model.loss(model.parameters.flatMap(\.values))
      },
      gradient: { _ in LossAndGradient(loss: 1, values: [1]) })
    #expect(report.verdict.name == "invalid")
    #expect(report.description.contains("a new model at every call"))
  }

  @Test func aLossInFloatNeverFailsOn300RightGradients() {
    var counts: [String: Int] = [:]
    for seed in 0..<300 {
      let model = Model.tanhNetwork(seed: seed, scale: 0.7)
      let inFloat = Model(
        name: "Float", parameters: model.parameters,
        loss: { Double(Float(model.loss($0))) }, gradient: model.gradient)
      let report = inFloat.check(
        GradientCheck(
          mode: GradientCheck.Mode.allCases[seed % 3], seed: UInt64(seed),
          minimumDetectable: seed % 2 == 0 ? 1e-5 : 0.1))
      #expect(!report.entries.contains { $0.verdict.isFailure }, "seed \(seed): \(report)")
      counts[report.verdict.name, default: 0] += 1
      let pass = report.entries.filter { $0.verdict == .pass && $0.direction == nil }
      #expect(pass.allSatisfy { $0.detectable > 1e-8 })
    }
    print("loss in Float: \(counts)")
  }

  @Test func aTokenThatIsAbsentIsNotTestedAndSaidToBe() {
    // An embedding of five tokens, of which the sequence has 0, 1 and 3.
    let values = Draw.numbers(10, seed: 2)
    func loss(_ p: ParameterTensors) -> Double {
      var sum = 0.0
      for token in [0, 3, 1, 3] {
        let (x, y) = (p["E"][2 * token], p["E"][2 * token + 1])
        sum += x * x * y
      }
      return sum
    }
    let report = GradientCheck().run(
      parameters: [NamedTensor("E", rows: 5, columns: 2, values: values)], loss: loss,
      gradient: { p in
        var g = [Double](repeating: 0, count: 10)
        for token in [0, 3, 1, 3] {
          let (x, y) = (p["E"][2 * token], p["E"][2 * token + 1])
          g[2 * token] += 2 * x * y
          g[2 * token + 1] += x * x
        }
        return LossAndGradient(loss: loss(p), values: g)
      })
    #expect(report.passed, "\(report)")
    #expect(report.tensors[0].counts == [.pass: 6, .unused: 4])
    #expect(report.description.contains("zero here, so not tested: E[2, 0]; E[2, 1]; E[4, 0]"))
  }

  @Test func tenSmallEntriesSetToZeroAreCaught() {
    for seed in 0..<10 {
      let model = Model.waves(count: 200, seed: seed)
      let gradient = model.gradient(model.parameters[0].values)
      let smallest = gradient.indices.sorted { abs(gradient[$0]) < abs(gradient[$1]) }.prefix(10)
      let report = model.check { g, _ in for i in smallest { g[i] = 0 } }
      let missing = report.entries.filter { $0.verdict == .missing }
      #expect(report.verdict == .fail && missing.count == 10, "\(report)")
      #expect(report.diagnosis?.hasPrefix("10 entries are zero that should not be") == true)
    }
  }

  @Test func tenSmallEntriesOfALargeTensorSetToZeroAreCaught() {
    // The zeros of a sampled tensor are looked at first.
    for seed in 0..<5 {
      let model = Model.waves(count: 5000, seed: seed)
      let gradient = model.gradient(model.parameters[0].values)
      let smallest = gradient.indices.sorted { abs(gradient[$0]) < abs(gradient[$1]) }
      let report = model.check { g, _ in for i in smallest.prefix(10) { g[i] = 0 } }
      #expect(report.verdict == .fail && (report.tensors[0].counts[.missing] ?? 0) >= 4)
    }
  }

  @Test func aGradientClippedBeforeTheCheckSaysSo() {
    let report = Model.waves(count: 100, seed: 3).check { g, _ in
      g = g.map { min(max($0, -0.25), 0.25) }
    }
    #expect(report.diagnosis?.hasPrefix("clipped to +-0.25 before the check") == true)
  }

  @Test func aSingleStepLeavesTheRecurrentMatrixUntested() {
    // T = 1 from a zero state: W_hh multiplies zeros.
    func loss(_ p: ParameterTensors) -> Double {
      let z = p["W_xh"][0] * 0.7 + p["W_hh"][0] * 0
      return z * z
    }
    let report = GradientCheck().run(
      parameters: [NamedTensor("W_xh", values: [0.4]), NamedTensor("W_hh", values: [0.9])],
      loss: loss,
      gradient: { p in
        LossAndGradient(loss: loss(p), ["W_xh": [2 * p["W_xh"][0] * 0.49], "W_hh": [0]])
      })
    #expect(report.verdict == .fail && report.tensors[1].isVacuous)
    #expect(report.description.contains("W_hh[1]: no probe of it moves the loss"))
    #expect(report.description.contains("use a longer or richer input"))
  }
}
