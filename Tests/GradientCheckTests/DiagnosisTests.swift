import Foundation
import GradientCheck
import Testing

/// A network's worth of tensors with gates, whose gradient is spoilt in known and unknown ways.
private struct Gates {
  static let labels = ["input gate", "forget gate", "cell", "output gate"]
  static let sizes = [("W_x", 4 * 2 * 3), ("W_h", 4 * 2 * 2), ("b", 4 * 2), ("V", 3 * 2)]
  static let count = 24 + 16 + 8 + 6

  let model: Model
  let tensors: [NamedTensor]

  init(seed: Int) {
    let waves = Model.waves(count: Self.count, seed: seed)
    model = waves
    let values = waves.parameters[0].values
    let bands = Self.labels.enumerated().map {
      NamedTensor.Band($0.element, rows: 2 * $0.offset..<2 * $0.offset + 2)
    }
    tensors = [
      NamedTensor(
        "W_x", rows: 8, columns: 3, values: Array(values[0..<24]), bands: bands, role: .input),
      NamedTensor(
        "W_h", rows: 8, columns: 2, values: Array(values[24..<40]), bands: bands, role: .recurrent),
      NamedTensor("b", values: Array(values[40..<48]), bands: bands, role: .bias),
      NamedTensor("V", rows: 3, columns: 2, values: Array(values[48..<54]), role: .head),
    ]
  }

  func check(
    penalty: Double = 0, spoil: (inout [Double], [Double]) -> Void
  ) -> GradientCheck.Report {
    func loss(_ v: [Double]) -> Double {
      model.loss(v) + penalty / 2 * v.reduce(0) { $0 + $1 * $1 }
    }
    return GradientCheck().run(
      parameters: tensors, loss: { loss($0.values) },
      gradient: { p in
        var gradient = model.gradient(p.values)
        spoil(&gradient, p.values)
        return LossAndGradient(loss: loss(p.values), values: gradient)
      })
  }
}

/// Swaps or copies rows of bands in a flat part of the gradient.
private func moveBand(_ g: inout [Double], _ range: Range<Int>, _ from: Int, to: Int) {
  let size = range.count / 4
  for i in 0..<size {
    g[range.lowerBound + to * size + i] = g[range.lowerBound + from * size + i]
  }
}

private func swapBands(_ g: inout [Double], _ range: Range<Int>, _ one: Int, _ other: Int) {
  let size = range.count / 4
  for i in 0..<size {
    g.swapAt(range.lowerBound + one * size + i, range.lowerBound + other * size + i)
  }
}

/// Each mistake has a signature that is named; what has none is called unknown.
@Suite struct DiagnosisTests {
  @Test(arguments: 0..<20)
  func factorsOfTheWholeGradientAreNamed(seed: Int) {
    let gates = Gates(seed: seed)
    let cases: [(Double, String)] = [
      (-1, "the sign of the whole gradient is wrong"), (2, "the whole gradient is twice "),
      (0.5, "the whole gradient is half "), (12, "the whole gradient is 12 times "),
      (1.0 / 9, "the whole gradient is 1/9 of "),
    ]
    for (factor, text) in cases {
      let report = gates.check { g, _ in g = g.map { factor * $0 } }
      #expect(report.diagnosis?.hasPrefix(text) == true, "\(report)")
      #expect(report.description.contains("all tensors together: \(text)"))
    }
  }

  @Test(arguments: 0..<20)
  func clippingIsNamed(seed: Int) {
    let gates = Gates(seed: seed)
    let byValue = gates.check { g, _ in g = g.map { min(max($0, -0.4), 0.4) } }
    #expect(
      byValue.diagnosis == "the gradient is clipped to +-0.4 before the check; the rest is right",
      "\(byValue)")
    let byNorm = gates.check { g, _ in
      let norm = g.reduce(0) { $0 + $1 * $1 }.squareRoot()
      g = g.map { $0 / norm }
    }
    #expect(byNorm.diagnosis?.contains("clipped by its global norm") == true, "\(byNorm)")
    #expect(byNorm.diagnosis?.hasSuffix("(its norm now is 1)") == true, "\(byNorm)")
  }

  @Test(arguments: 0..<20)
  func aPenaltyOnOneSideIsNamed(seed: Int) {
    let gates = Gates(seed: seed)
    let lacking = gates.check(penalty: 1e-6) { _, _ in }
    #expect(
      lacking.diagnosis
        == "in W_x, W_h, b and V, the loss has a term 1e-06/2 |theta|^2 that the gradient lacks",
      "\(lacking)")
    let weights = gates.check { g, v in for i in 0..<40 { g[i] += 0.01 * v[i] } }
    #expect(
      weights.diagnosis
        == "in W_x and W_h, the gradient has the derivative of a term 0.01/2 |theta|^2 that the "
        + "loss lacks", "\(weights)")
  }

  /// The place stands beside it, as the worst entry.
  @Test(arguments: 0..<54)
  func aSingleWrongEntryIsCalledOne(position: Int) throws {
    let gates = Gates(seed: 7)
    let found = zip(gates.tensors, [24, 40, 48, 54]).first { position < $0.1 }
    let name = try #require(found).0.name
    let report = gates.check { g, _ in g[position] += 1e-3 }
    #expect(
      report.diagnosis == "in \(name): a single entry is wrong; the rest is right", "\(report)")
    #expect(report.worst?.tensor == name)
    let two = gates.check { g, _ in
      g[position] += 1e-3
      g[(position + 1) % 54] += 1e-3
    }
    #expect(two.diagnosis?.hasPrefix("in \(name): a single") != true, "\(two)")
    let sign = gates.check { g, _ in g[position] = -g[position] }
    #expect(
      sign.diagnosis == "in \(name): the sign of a single entry is wrong; the rest is right",
      "\(sign)")
  }

  @Test(arguments: 0..<20)
  func zerosInSeveralTensorsAreCounted(seed: Int) {
    let report = Gates(seed: seed).check { g, _ in for i in [1, 5, 30, 50] { g[i] = 0 } }
    #expect(
      report.diagnosis
        == "4 entries are zero that should not be, in W_x, W_h and V; the rest is right",
      "\(report)")
  }

  @Test(arguments: 0..<20)
  func exchangedGatesAreNamed(seed: Int) {
    let gates = Gates(seed: seed)
    let ranges = [0..<24, 24..<40, 40..<48]
    let text = "the rows of input gate and forget gate are exchanged"
    let all = gates.check { g, _ in for range in ranges { swapBands(&g, range, 0, 1) } }
    #expect(all.diagnosis == "in W_x, W_h and b: \(text)", "\(all)")
    let one = gates.check { g, _ in swapBands(&g, 24..<40, 0, 1) }
    #expect(one.tensors[1].diagnosis == text && one.diagnosis == "in W_h: \(text)", "\(one)")
    let turned = gates.check { g, _ in
      swapBands(&g, 0..<24, 0, 1)
      swapBands(&g, 0..<24, 1, 2)
    }
    #expect(
      turned.tensors[0].diagnosis
        == "the bands stand in the order forget gate, cell, input gate, output gate instead of "
        + "input gate, forget gate, cell, output gate", "\(turned)")
  }

  @Test(arguments: 0..<20)
  func aCopiedGateIsNamed(seed: Int) {
    let report = Gates(seed: seed).check { g, _ in moveBand(&g, 24..<40, 2, to: 1) }
    #expect(
      report.diagnosis == "in W_h: the rows of forget gate hold the gradient of cell", "\(report)")
  }

  @Test(arguments: 0..<20)
  func theRowsOfOneGateAreNamed(seed: Int) {
    var draw = Draw(seed)
    let noise = draw.normal(54)
    let report = Gates(seed: seed).check { g, _ in
      for (start, size) in [(0, 6), (24, 4), (40, 2)] {
        for i in start + size..<start + 2 * size { g[i] += noise[i] }
      }
    }
    #expect(
      report.diagnosis == "only the rows of the forget gate are wrong, in W_x, W_h and b",
      "\(report)")
  }

  @Test(arguments: 0..<20)
  func theRoleOfWhatIsWrongIsNamed(seed: Int) {
    let gates = Gates(seed: seed)
    var draw = Draw(seed)
    let noise = draw.normal(54)
    let recurrent = gates.check { g, _ in for i in 24..<40 { g[i] += noise[i] } }
    #expect(
      recurrent.diagnosis?.hasPrefix(
        "only W_h is wrong, while input weights, biases, head are right") == true, "\(recurrent)")
    // One wrong entry says nothing of the matrix as a whole.
    let entry = gates.check { g, _ in g[30] += noise[30] }
    #expect(entry.verdict == .fail && entry.diagnosis?.contains("only W_h") != true, "\(entry)")
    let carry = gates.check { g, _ in for i in 0..<48 { g[i] += noise[i] } }
    #expect(
      carry.diagnosis?.hasPrefix("everything recurrent is wrong and the head is right") == true,
      "\(carry)")
  }

  @Test(arguments: 0..<20)
  func zeroedEntriesAreNamed(seed: Int) {
    let gates = Gates(seed: seed)
    let some = gates.check { g, _ in for i in [1, 5, 9] { g[i] = 0 } }
    #expect(
      some.diagnosis == "in W_x: 3 entries are zero that should not be; the rest is right",
      "\(some)")
    let row = gates.check { g, _ in for i in 26..<28 { g[i] = 0 } }
    #expect(row.diagnosis == "in W_h: row 1 is zero; the rest is right", "\(row)")
    let whole = gates.check { g, _ in for i in 40..<48 { g[i] = 0 } }
    #expect(
      whole.diagnosis == "in b: every entry is zero: this gradient is never added up", "\(whole)")
  }

  /// A wrong diagnosis costs more than none.
  @Test func aGradientWrongWithoutAPatternHasNoDiagnosis() {
    var reports = 0
    for seed in 0..<200 {
      let gates = Gates(seed: seed)
      var draw = Draw(seed + 1000)
      let noise = draw.normal(54)
      let size = [1.0, 1e-2, 1e-4][seed % 3]
      let spoils: [(inout [Double], [Double]) -> Void] = [
        { g, _ in for i in 0..<54 { g[i] += size * noise[i] } },
        { g, _ in for i in 0..<54 { g[i] *= 1 + size * noise[i] } },
        { g, _ in for i in 0..<54 { g[i] += size * abs(noise[i]) } },
        { g, v in for i in 0..<54 { g[i] += size * v[i] * v[i] } },
        { g, _ in for i in stride(from: 0, to: 54, by: 3) { g[i] += size * noise[i] } },
        { g, _ in
          for i in [3, 8, 50, 53] { g[i] += size * noise[i] }
        },
      ]
      for (number, spoil) in spoils.enumerated() {
        let report = gates.check(spoil: spoil)
        #expect(report.verdict == .fail, "seed \(seed), \(number): \(report)")
        #expect(report.diagnosis == "no known pattern", "seed \(seed), \(number): \(report)")
        #expect(
          report.tensors.allSatisfy { $0.diagnosis ?? "no known pattern" == "no known pattern" },
          "seed \(seed), \(number): \(report)")
        reports += 1
      }
    }
    print("no diagnosis for \(reports) gradients wrong without a pattern")
  }

  @Test func withoutRolesNoneIsGuessed() {
    let gates = Gates(seed: 3)
    let report = GradientCheck().run(
      parameters: gates.tensors.map {
        NamedTensor($0.name, shape: $0.shape, values: $0.values, bands: $0.bands)
      },
      loss: { gates.model.loss($0.values) },
      gradient: { p in
        var g = gates.model.gradient(p.values)
        for i in 24..<40 { g[i] += Double(i) }
        return LossAndGradient(loss: gates.model.loss(p.values), values: g)
      })
    #expect(report.diagnosis == "no known pattern", "\(report)")
  }

  @Test func aRightGradientHasNoDiagnosis() {
    let report = Gates(seed: 1).check { _, _ in }
    #expect(report.passed && report.diagnosis == nil)
  }
}
