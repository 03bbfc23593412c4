import Figures
import Foundation
import Testing

@Suite struct CurveDataTests {
  @Test func theMedianCountsDivergedRunsAsLargest() {
    let median = CurveData.median(of: [[1, 5, .nan], [2, .infinity, .nan], [3, 4, 0]])
    #expect(median == [2, 5, .infinity])
    #expect(CurveData.median(of: [[1], [3]]) == [2])
    #expect(CurveData.median(of: [[1, 9], [3]]) == [2, 9])
  }

  @Test func binsKeepEveryPeakAndBreakAtGaps() {
    var values = [Double](repeating: 1, count: 100)
    values[37] = 50
    values[61] = -3
    values[80] = .nan
    let pieces = CurveData.bins(values, size: 7)
    #expect(pieces.count == 2)
    #expect(pieces.flatMap { $0 }.map(\.high).max() == 50)
    #expect(pieces.flatMap { $0 }.map(\.low).min() == -3)
    let indices = pieces.flatMap { $0 }.map(\.index)
    #expect(indices == indices.sorted())
  }

  @Test func theCentredMeanDoesNotShiftAndKeepsALine() {
    let line = (0..<50).map(Double.init)
    let means = CurveData.centeredMean(line, half: 4)
    #expect(abs(means[20] - 20) < 1e-12)
    #expect(CurveData.centeredMean([1, .nan, 3], half: 1).map(\.isNaN) == [false, true, false])
    #expect(CurveData.centeredMean([1, .nan, 3], half: 1)[0] == 1)
  }

  /// A running sum would keep the rounding errors of what has left it.
  @Test(arguments: [1, 3, 20])
  func theCentredMeanFollowsALossThatFallsByManyPowersOfTen(half: Int) {
    var values = (0..<2500).map { pow(10, -Double($0) / 80) }
    values[700] = 1e12
    values[900] = .nan
    let means = CurveData.centeredMean(values, half: half)
    for index in values.indices where values[index].isFinite {
      let near = values[max(0, index - half)...min(values.count - 1, index + half)]
        .filter(\.isFinite)
      let mean = near.reversed().reduce(0, +) / Double(near.count)
      #expect(abs(means[index] - mean) <= 1e-14 * mean)
    }
    #expect(means[900].isNaN && means.count == 2500)
  }

  @Test func aFewExtremeValuesDoNotFlattenTheRest() {
    let values = [Double](repeating: 1, count: 1000) + [1e6]
    #expect(CurveData.upperLimit(values) == 1.25)
    #expect(CurveData.upperLimit([0.5, 1.5]) == 1.5)
    #expect(CurveData.upperLimit([.nan]) == nil)
  }

  @Test func everyRankIsFoundAsBySorting() {
    for (count, levels) in [(1, 1), (2, 2), (7, 3), (100, 100), (257, 5), (1000, 1_000_000)] {
      let values = noise(count, count).map { ($0 * Double(levels)).rounded() }
      let sorted = values.sorted()
      for rank in Swift.stride(from: 0, to: count, by: max(1, count / 50)) {
        var given = values
        #expect(CurveData.smallest(rank, of: &given) == sorted[rank])
        #expect(given.sorted() == sorted)
      }
    }
  }
}
