import Foundation
import GradientCheck
import Testing

/// The report is a value: readable in a failing test, and the same after JSON.
@Suite struct ReportTests {
  private func roundTrip(_ report: GradientCheck.Report) throws -> GradientCheck.Report {
    let data = try JSONEncoder().encode(report)
    return try JSONDecoder().decode(GradientCheck.Report.self, from: data)
  }

  @Test func everyReportSurvivesJSON() throws {
    let model = Model.tanhNetwork(seed: 2, scale: 1)
    let reports = [
      model.check(), model.check { g, _ in g[3] = 0 }, model.check(GradientCheck(mode: .quick)),
    ]
    for report in reports {
      let copy = try roundTrip(report)
      #expect(copy == report)
      #expect(copy.description == report.description)
    }
  }

  @Test func whatIsNotFiniteSurvivesJSON() throws {
    // Finite at one point only: no difference quotient exists, and nothing may pass.
    let report = GradientCheck().run(
      parameters: [NamedTensor("x", values: [1])],
      loss: { p in p["x"][0] == 1 ? 2 : .nan },
      gradient: { _ in LossAndGradient(loss: 2, values: [3]) })
    #expect(report.verdict == .inconclusive && report.entries[0].estimate.isNaN)
    let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
    #expect(text.contains(#""estimate":"nan""#) && text.contains(#""error":"inf""#))
    let copy = try roundTrip(report)
    #expect(copy.entries[0].estimate.isNaN && copy.entries[0].error == .infinity)
    let invalid = GradientCheck().run(
      parameters: [NamedTensor("x", values: [1])], loss: { _ in .nan },
      gradient: { _ in LossAndGradient(loss: 2, values: [3]) })
    let invalidCopy = try roundTrip(invalid)
    #expect(invalidCopy.verdict == invalid.verdict && invalidCopy.loss.isNaN)
  }

  @Test func aFailureNamesPlaceValuesErrorAndWhatToDo() {
    let report = GradientCheck(seed: 7).run(
      parameters: [NamedTensor("W", rows: 2, columns: 2, values: [1, 2, 3, 4])],
      loss: { p in p["W"].reduce(0) { $0 + $1 * $1 } },
      gradient: { p in
        LossAndGradient(loss: p["W"].reduce(0) { $0 + $1 * $1 }, ["W": [2, 4, 6.0001, 8]])
      })
    let text = report.description
    #expect(text.hasPrefix("gradient check FAILED: 4 of 4 entries in 1 tensor, 1 wrong\n"))
    #expect(text.contains("W[1, 0]: gradient 6.0001, estimate "))
    #expect(text.contains("off by 0.0001, ") && text.contains(" +- "))
    #expect(text.contains("would have been seen)"))
    #expect(text.contains("next: compare the backward line"))
    #expect(text.contains("seed 7)"))
    #expect(report.worst?.index == [1, 0] && report.worst?.verdict == .mismatch)
  }

  @Test func aDescriptionStaysShort() {
    let model = Model.reluNetwork(seed: 1, scale: 1)
    let text = model.check { g, _ in g = g.map { -$0 + 1 } }.description
    #expect(text.split(separator: "\n").count <= 30)
    #expect(text.contains("more of W_xh"))
  }

  @Test func aPassSaysHowSmallABugItWouldHaveSeen() throws {
    let report = Model.softmax(seed: 1, scale: 1).check()
    let weakest = try #require(report.weakest)
    #expect(weakest.detectable > 0 && weakest.detectable < 1e-9)
    #expect(report.description.contains("would have been seen (weakest: \(weakest.label))"))
    #expect(report.entries.allSatisfy { $0.ratio <= 5 && $0.error > 0 })
    #expect(report.entryCount == 15 && report.checkedCount == 15)
  }

  @Test func tensorsOfAnyRankAreIndexedByEveryAxis() {
    let report = GradientCheck().run(
      parameters: [NamedTensor("K", shape: [2, 3, 4], values: Draw.numbers(24, seed: 9))],
      loss: { p in p["K"].reduce(0) { $0 + $1 * $1 } },
      gradient: { p in
        var g = p["K"].map { 2 * $0 }
        g[17] += 1  // [1, 1, 1]
        return LossAndGradient(loss: p["K"].reduce(0) { $0 + $1 * $1 }, ["K": g])
      })
    #expect(report.worst?.label == "K[1, 1, 1]")
    #expect(report.tensors[0].shape == [2, 3, 4])
  }
}
