import GradientCheck
import Testing

/// A gradient that is wrong must fail, and the message must name the place.
@Suite struct WrongGradientTests {
  @Test(arguments: [0.01, 1.0, 4])
  func oneEntryWrongByAMillionthFailsAndIsNamed(scale: Double) {
    var caught = 0
    for seed in 0..<200 {
      for model in Model.smooth(seed: seed, scale: scale) {
        guard let position = ordinaryEntry(of: model, seed: seed) else { continue }
        let report = model.check(GradientCheck(seed: UInt64(seed))) { g, _ in
          g[position] *= 1 + 1e-6
        }
        #expect(report.verdict == .fail, "\(model.name), seed \(seed): \(report)")
        #expect(report.description.contains(model.label(position)), "\(report)")
        caught += 1
      }
    }
    print("scale \(scale): \(caught) bugs of 1e-6 in one entry caught and named")
    #expect(caught > 700)
  }

  /// A bug that passes must be smaller than the report says it can see.
  @Test(arguments: [1e-4, 1e-7, 1e-9, 1e-11])
  func noBugLargerThanTheReportedSizePassesUnseen(size: Double) {
    var caught = 0
    for seed in 0..<100 {
      for model in Model.smooth(seed: seed, scale: 1) {
        let gradient = model.gradient(model.parameters.flatMap(\.values))
        let position = seed % gradient.count
        let bug = size * gradient[position]
        let report = model.check { g, _ in g[position] += bug }
        let entry = report.entries[position]
        if entry.verdict.isFailure { caught += 1 }
        #expect(
          entry.verdict.isFailure || 2 * entry.detectable > abs(bug), "\(model.name): \(entry)")
      }
    }
    print("\(caught) of 400 bugs of \(size) of the entry caught")
  }

  @Test(arguments: 0..<20)
  func aWrongSignIsDiagnosed(seed: Int) {
    let report = Model.tanhNetwork(seed: seed, scale: 0.8).check { g, _ in
      for i in 0..<6 { g[i] = -g[i] }
    }
    #expect(report.tensors[0].verdict == .fail)
    #expect(report.tensors[0].diagnosis == "the sign is wrong in every entry")
    #expect(report.tensors[1...].allSatisfy { $0.verdict == .pass && $0.diagnosis == nil })
  }

  @Test(arguments: 0..<20)
  func aDoubledGradientIsDiagnosed(seed: Int) {
    let report = Model.softmax(seed: seed, scale: 0.8).check { g, _ in g = g.map { 2 * $0 } }
    #expect(report.verdict == .fail)
    #expect(
      report.tensors.allSatisfy {
        $0.diagnosis?.hasPrefix("twice the estimate in every entry") == true
      })
  }

  @Test(arguments: 0..<20)
  func aMeanForASumIsDiagnosed(seed: Int) {
    let model = Model.softmax(seed: seed, scale: 0.8)
    let sum = model.check { g, _ in g = g.map { 5 * $0 } }
    #expect(sum.tensors[0].diagnosis?.contains("the mean of 5") == true, "\(sum)")
    let mean = model.check { g, _ in g = g.map { $0 / 7 } }
    #expect(mean.tensors[0].diagnosis?.contains("a mean over 7") == true, "\(mean)")
  }

  @Test(arguments: 0..<20)
  func aTransposeIsDiagnosed(seed: Int) {
    let square = Model.tanhNetwork(seed: seed, scale: 0.8).check { g, _ in g.swapAt(7, 8) }
    #expect(square.tensors[1].name == "W_hh" && square.tensors[1].verdict == .fail)
    #expect(square.tensors[1].diagnosis == "it is the transpose of the right gradient")
    let oblong = Model.softmax(seed: seed, scale: 0.8).check { g, _ in
      let right = g
      for row in 0..<3 { for column in 0..<4 { g[column * 3 + row] = right[row * 4 + column] } }
    }
    #expect(oblong.tensors[0].diagnosis == "it is the transpose of the right gradient")
  }

  @Test(arguments: [0.01, 1.0, 4])
  func aTinyPenaltyInTheLossOnlyFailsAndIsDiagnosed(scale: Double) {
    var diagnosed = 0
    for seed in 0..<50 {
      let model = Model.softmax(seed: seed, scale: scale)
      let penalised = Model(
        name: "penalised", parameters: model.parameters,
        loss: { v in model.loss(v) + 0.5e-6 * v.reduce(0) { $0 + $1 * $1 } },
        gradient: model.gradient)
      let report = penalised.check()
      #expect(report.verdict == .fail, "\(report)")
      if report.tensors[0].diagnosis?.hasPrefix("the loss has a term 1e-06/2 |theta|^2") == true {
        diagnosed += 1
      }
    }
    print("scale \(scale): \(diagnosed) of 50 penalties diagnosed")
    #expect(diagnosed >= 45)
  }

  @Test(arguments: 0..<20)
  func aDroppedTermFails(seed: Int) {
    // One of the terms that are added up into b_h[0] is left out.
    let report = Model.tanhNetwork(seed: seed, scale: 0.8).check { g, v in
      g[10] -= 0.01 * v[6]
    }
    #expect(report.worst?.label == "b_h[0]")
    #expect(report.worst?.verdict == .mismatch)
    #expect(report.tensors[2].diagnosis == "a single entry is wrong; the rest is right")
  }

  @Test(arguments: 0..<20)
  func aMissingEntryIsCalledMissing(seed: Int) {
    let report = Model.tanhNetwork(seed: seed, scale: 0.8).check { g, _ in g[7] = 0 }
    #expect(report.worst?.label == "W_hh[0, 1]" && report.worst?.verdict == .missing)
    #expect(report.description.contains("W_hh[0, 1]: gradient is exactly 0"))
  }

  @Test(arguments: 0..<20)
  func aGradientOfWhatTheLossIgnoresIsCalledPhantom(seed: Int) {
    let model = Model.expSine(seed: seed, scale: 1)
    let report = GradientCheck().run(
      parameters: model.parameters + [NamedTensor("idle", values: [0.3])],
      loss: { model.loss($0.values) },
      gradient: { p in
        LossAndGradient(loss: model.loss(p.values), values: model.gradient(p.values) + [1e-6])
      })
    #expect(report.worst?.label == "idle[0]" && report.worst?.verdict == .phantom)
    #expect(report.description.contains("the loss does not depend on it"))
  }

  @Test func aWrongGateIsNamedByItsBand() {
    let bands = [
      NamedTensor.Band("input gate", rows: 0..<2), NamedTensor.Band("forget gate", rows: 2..<4),
    ]
    let values = Draw.numbers(12, seed: 4)
    let report = GradientCheck().run(
      parameters: [NamedTensor("W", rows: 4, columns: 3, values: values, bands: bands)],
      loss: { p in p["W"].reduce(0) { $0 + $1 * $1 * $1 } },
      gradient: { p in
        var g = p["W"].map { 3 * $0 * $0 }
        for i in 6..<12 { g[i] = -g[i] }
        return LossAndGradient(loss: p["W"].reduce(0) { $0 + $1 * $1 * $1 }, ["W": g])
      })
    #expect(report.description.contains(", forget gate: gradient "))
    #expect(
      report.tensors[0].diagnosis
        == "every wrong entry lies in the forget gate; there, the sign is wrong in every entry")
  }

  /// An entry whose gradient is not tiny beside the others of its tensor.
  private func ordinaryEntry(of model: Model, seed: Int) -> Int? {
    let gradient = model.gradient(model.parameters.flatMap(\.values))
    let largest = gradient.reduce(0) { max($0, abs($1)) }
    let candidates = gradient.indices.filter { abs(gradient[$0]) > 1e-3 * largest }
    return candidates.isEmpty ? nil : candidates[seed % candidates.count]
  }
}
