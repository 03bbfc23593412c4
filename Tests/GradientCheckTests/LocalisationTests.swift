import GradientCheck
import Testing

/// A wrong entry of a large tensor is named without looking at all the others.
@Suite struct LocalisationTests {
  private static let bands = ["input gate", "forget gate", "cell", "output gate"]
  private let quick = GradientCheck(mode: .quick)

  /// sum_i a_i sin(x_i) + (sum_i b_i x_i)^2 / 2 over rows of four gates.
  private func check(
    _ check: GradientCheck, rows: Int = 362, columns: Int = 257, seed: Int = 1,
    rounded: Bool = false, spoil: (inout [Double]) -> Void
  ) -> GradientCheck.Report {
    let model = Model.waves(count: rows * columns, seed: seed)
    let quarter = rows / 4
    let bands = Self.bands.enumerated().map {
      NamedTensor.Band($0.element, rows: $0.offset * quarter..<($0.offset + 1) * quarter)
    }
    let loss: ([Double]) -> Double = {
      let loss = model.loss($0)
      return rounded ? Double(Float(loss)) : loss
    }
    return check.run(
      parameters: [
        NamedTensor(
          "W", rows: rows, columns: columns, values: model.parameters[0].values, bands: bands)
      ],
      loss: { loss($0.values) },
      gradient: { p in
        var gradient = model.gradient(p.values)
        spoil(&gradient)
        return LossAndGradient(loss: loss(p.values), values: gradient)
      })
  }

  @Test func oneWrongEntryAmong93034IsNamedInAbout200Evaluations() throws {
    let right = check(quick) { _ in }
    #expect(right.passed, "\(right)")
    var draw = Draw(3)
    for _ in 0..<8 {
      let position = Int.random(in: 0..<93_034, using: &draw)
      let report = check(quick) { g in g[position] += 0.01 }
      let worst = try #require(report.worst)
      #expect(worst.index == [position / 257, position % 257], "\(report)")
      #expect(report.tensors[0].extent?.hasPrefix("1 entry in 1 row") == true, "\(report)")
      #expect(report.diagnosis == "a single entry is wrong; the rest is right", "\(report)")
      let gate = position / 257 / 90
      if gate < 4 {
        let text = "wrong in 1 of 4 bands (\(Self.bands[gate]))"
        #expect(report.tensors[0].extent?.contains(text) == true, "\(report)")
      }
      let more = report.lossEvaluations - right.lossEvaluations
      print("one of 93,034 named in \(more) more evaluations")
      #expect(more <= 260)
    }
  }

  @Test func severalWrongEntriesAreCountedByBands() {
    // Rows 20 and 200: the input and the cell gate.
    let report = check(quick) { g in
      for column in [3, 50, 200] { g[20 * 257 + column] += 0.5 }
      g[200 * 257 + 9] -= 1
    }
    let wrong = report.entries.filter { $0.direction == nil && $0.verdict.isFailure }
    #expect(wrong.count == 3, "\(report)")
    #expect(wrong.allSatisfy { $0.index[0] == 20 || $0.index[0] == 200 })
    #expect(
      report.tensors[0].extent?.hasSuffix("wrong in 2 of 4 bands (input gate, cell)") == true,
      "\(report)")
    #expect(report.tensors[0].extent?.hasPrefix("at least 3 entries") == true, "\(report)")
  }

  @Test func aGradientWrongEverywhereIsNotSearchedForLong() {
    let right = check(GradientCheck()) { _ in }
    let report = check(GradientCheck()) { g in g = g.map { -$0 } }
    #expect(report.verdict == .fail && report.diagnosis == "the sign is wrong in every entry")
    #expect(report.lossEvaluations < 2 * right.lossEvaluations + 500)
  }

  /// With a loss of Float precision much is hidden, but what is named is wrong.
  @Test func noRightEntryIsEverNamed() {
    var (named, failed) = (0, 0)
    for seed in 0..<40 {
      for rounded in [false, true] {
        var draw = Draw(seed)
        let position = Int.random(in: 0..<20 * 31, using: &draw)
        let report = check(
          GradientCheck(mode: .quick, seed: UInt64(seed), minimumDetectable: 1), rows: 20,
          columns: 31, seed: seed, rounded: rounded
        ) { g in g[position] += 0.05 }
        let wrong = report.entries.filter { $0.direction == nil && $0.verdict.isFailure }
        #expect(wrong.allSatisfy { $0.index == [position / 31, position % 31] }, "\(report)")
        named += wrong.isEmpty ? 0 : 1
        failed += report.verdict == .fail ? 1 : 0
      }
    }
    print("entry named in \(named) of \(failed) failures")
    #expect(failed >= 70 && named >= failed - 4)
  }

  @Test func oneEntryWrongByTheHundredThousandthPartOfTheMedianIsCaughtAndNamed() throws {
    // 100,000 entries, standard mode.
    let gradient = Model.waves(count: 100_000, seed: 2).gradient(
      Model.waves(count: 100_000, seed: 2).parameters[0].values)
    let median = gradient.map { abs($0) }.sorted()[50_000]
    let right = check(GradientCheck(), rows: 400, columns: 250, seed: 2) { _ in }
    let guarantee = try #require(right.tensors[0].guarantee)
    #expect(right.passed && guarantee < 1e-5 * median, "\(right)")
    #expect(right.description.contains("W[400, 250]: any single entry wrong by "))
    for position in [0, 54_321, 99_999] {
      let report = check(GradientCheck(), rows: 400, columns: 250, seed: 2) { g in
        g[position] += 1e-5 * median
      }
      #expect(report.worst?.index == [position / 250, position % 250], "\(report)")
      #expect(report.verdict == .fail)
    }
    print("100,000 entries: guaranteed \(guarantee), median gradient \(median)")
  }

  @Test func moreDirectionsAreTakenWhereTheWholeIsTooCoarse() throws {
    // The quantum of the loss hides a single entry from directions through the whole tensor.
    func run(_ mode: GradientCheck.Mode, spoil: (inout [Double]) -> Void) -> GradientCheck.Report {
      let model = Model.waves(count: 4000, seed: 4)
      return GradientCheck(mode: mode).run(
        parameters: [NamedTensor("W", rows: 40, columns: 100, values: model.parameters[0].values)],
        loss: { (model.loss($0.values) * 0x1p28).rounded() * 0x1p-28 },
        gradient: { p in
          var gradient = model.gradient(p.values)
          spoil(&gradient)
          return LossAndGradient(
            loss: (model.loss(p.values) * 0x1p28).rounded() * 0x1p-28, values: gradient)
        })
    }
    let coarse = run(.quick) { _ in }
    let fine = run(.standard) { _ in }
    let before = try #require(coarse.tensors[0].guarantee)
    let after = try #require(fine.tensors[0].guarantee)
    let parts = fine.entries.filter { $0.part != nil }
    #expect(coarse.entries.allSatisfy { $0.part == nil })
    #expect(parts.count > 1 && parts.count <= 64 && after < before, "\(fine)")
    #expect(parts.first?.label.contains("through entries 0 to ") == true)
    print("a direction through 4000: \(before); \(parts.count) parts: \(after)")
    let report = run(.standard) { g in g[2345] += 2.1 * after }
    #expect(report.verdict == .fail, "\(report)")
  }
}
