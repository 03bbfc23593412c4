import GradientCheck
import Museum
import Recurrent
import Testing

/// The probe decides what a gradient check sees: with a strong one it calls every mistake wrong,
/// with a weak one those that need
/// time to show pass unseen.
@Suite struct KillTests {
  static let seeds = StrongReports.seeds

  @Test func everyMistakeIsCaughtOnEverySeedByTheStrongProbe() {
    var caught = 0
    for group in StrongReports.all {
      let kills = group.reports.count { $0.verdict == .fail && $0.hasWrongEntry }
      print("strong probe, \(group.exhibit): caught \(kills) of \(group.reports.count)")
      #expect(kills == Self.seeds.count, "\(group.exhibit)")
      caught += kills
    }
    print("strong probe: caught \(caught) of \(Exhibit.all.count * Self.seeds.count)")
    #expect(Exhibit.all.count >= 80)
    #expect(Set(Exhibit.all.map(\.mistake)).count == Mistake.allCases.count)
  }

  @Test func theStrongProbePassesTheRightCopy() {
    for cell in Exhibit.cells {
      for mistake in [nil, .wrongLayerInput, .reverseNotAdded] as [Mistake?] {
        for seed in Self.seeds {
          let report = CheckedModel(.strong(cell, for: mistake, seed: seed)).check(nil)
          #expect(report.passed, "\(cell.label), seed \(seed): \(report)")
        }
      }
    }
  }

  /// With states that are not zero, one step shows what is wrong in a step, and nothing of how the
  /// steps are joined.
  @Test func mistakesBetweenStepsPassASingleStep() {
    let between: [Mistake] = [
      .oneStepOnly, .onlyOneStepKept, .meanOverSteps, .finalGradientAtEndOfBatch,
      .reverseOrderKept,
    ]
    var caught = 0
    for exhibit in Exhibit.all {
      let kills = Self.seeds.count { seed in
        let model = CheckedModel(.oneStep(exhibit.cell, for: exhibit.mistake, seed: seed))
        return model.check(exhibit.mistake).hasWrongEntry
      }
      if kills < Self.seeds.count {
        print("one step, \(exhibit): caught \(kills) of \(Self.seeds.count)")
      }
      if between.contains(exhibit.mistake) { #expect(kills == 0, "\(exhibit)") }
      caught += kills
    }
    print("one step from states: caught \(caught) of \(Exhibit.all.count * Self.seeds.count)")
  }

  /// After one step from zero states W_hh has no gradient, which the check would not pass either;
  /// so it is told that this is known, as somebody who looks no further would.
  @Test func mistakesThatNeedTimePassTheWeakProbe() {
    var unseen: [(exhibit: Exhibit, count: Int)] = []
    for exhibit in Exhibit.all {
      let count = Self.seeds.count { seed in
        let model = CheckedModel(.weak(exhibit.cell, for: exhibit.mistake, seed: seed))
        let check = GradientCheck(allowUnused: Set(model.tensors.map(\.name)))
        return !model.check(exhibit.mistake, check).hasWrongEntry
      }
      print("weak probe, \(exhibit): passes unseen on \(count) of \(Self.seeds.count)")
      unseen.append((exhibit, count))
    }
    let listed = unseen.filter { $0.exhibit.mistake.rawValue <= 100 }
    let total = unseen.reduce(0) { $0 + $1.count }
    let never = unseen.count { $0.count == Self.seeds.count }
    print(
      "weak probe: \(total) of \(unseen.count * Self.seeds.count) pass unseen; \(never) of "
        + "\(unseen.count) on every seed; of the mistakes up to 17, "
        + "\(listed.reduce(0) { $0 + $1.count }) of \(listed.count * Self.seeds.count)")
    // What needs a second step cannot show in the first.
    let throughTime: [Mistake] = [
      .noLearningThroughTime, .nextStepDropped, .oneStepOnly, .meanOverSteps, .carryTransposed,
      .finalGradientAtEndOfBatch, .reverseOrderKept, .initialStateOneStepLate,
    ]
    for (exhibit, count) in unseen where throughTime.contains(exhibit.mistake) {
      #expect(count == Self.seeds.count, "\(exhibit)")
    }
    #expect(total > 0)
  }
}
