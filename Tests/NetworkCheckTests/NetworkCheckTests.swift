import Foundation
import GradientCheck
import NetworkCheck
import Recurrent
import Testing

/// Both estimates of a network's gradient, in one call.
@Suite struct NetworkCheckTests {
  @Test(arguments: Case.cells) func aRightNetworkPasses(cell: Cell) {
    let one = Case(cell, layers: 2, isBidirectional: true, lengths: [4, 2], seed: 21)
    let report = NetworkCheck().run(one.network, on: one.batch, from: one.state)
    #expect(report.passed, "\(report)")
    #expect(report.exactDifference < 1e-14)
    #expect(report.differences.checkedCount == one.network.parameters.values.count)
  }

  @Test func theReportDoesNotDependOnTheThreads() {
    let one = Case(.lstm, layers: 2, seed: 22)
    let alone = NetworkCheck(threads: 1).run(one.network, on: one.batch)
    let together = NetworkCheck(threads: 3).run(one.network, on: one.batch)
    #expect(alone == together)
  }

  /// W_hh reads only zeros where there is a single step from zero states.
  @Test func aTensorWithoutInfluenceDoesNotPass() {
    let one = Case(.elman(.tanh), steps: 1, seed: 23)
    let report = NetworkCheck().run(one.network, on: one.batch)
    #expect(report.differences.verdict == .fail && !report.passed)
    #expect(report.isExact)
    #expect(report.differences.tensors.first { $0.name == "W_hh" }?.isVacuous == true)
    var lenient = NetworkCheck()
    lenient.check.allowUnused = ["W_hh"]
    #expect(lenient.run(one.network, on: one.batch).passed)
  }

  @Test func aReportSurvivesJSON() throws {
    let one = Case(.gru(.before), seed: 24)
    let report = NetworkCheck().run(one.network, on: one.batch)
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(NetworkCheck.Report.self, from: data) == report)
    #expect("\(report)".contains("forward tangents: agree"))
  }
}
