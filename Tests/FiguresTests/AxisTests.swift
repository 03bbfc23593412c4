import Figures
import Foundation
import Testing

@Suite struct AxisTests {
  @Test(arguments: [
    [0.0, 1], [0.013, 0.94], [-3, 7.2], [1e-9, 3e-9], [-5e6, 8e6], [4, 4], [0, 0], [0.1, 0.7],
    [-1e308, 1e308],
  ])
  func aLinearAxisHoldsItsDataBetweenRoundTicks(values: [Double]) {
    let axis = Axis(holding: values)
    for value in values where abs(value) < 1e300 {
      let at = axis.fraction(value) ?? -1
      #expect(at >= -1e-6 && at <= 1 + 1e-6)
    }
    #expect((3...14).contains(axis.ticks.count))
    #expect(axis.ticks.allSatisfy { $0.label != nil })
    let labels = axis.ticks.compactMap(\.label)
    #expect(Set(labels).count == labels.count)
  }

  @Test(arguments: [[1e-2, 1e6], [0.31, 4.2], [1e-12, 1e-2], [3, 3], [0, -1], [0.9, 1.1]])
  func aLogarithmicAxisHoldsWhatIsPositive(values: [Double]) {
    let axis = Axis(holding: values, scale: .logarithmic)
    for value in values where value > 0 {
      let at = axis.fraction(value) ?? -1
      #expect(at >= -1e-6 && at <= 1 + 1e-6)
    }
    #expect(axis.fraction(0) == nil)
    #expect(axis.fraction(-1) == nil)
    let named = axis.ticks.filter { $0.label != nil }
    #expect(named.count >= 2 && named.count <= 12)
  }

  @Test func decadesAreNamedInOneNotation() {
    let axis = Axis(holding: [1e-2, 1e6], scale: .logarithmic, mostTicks: 5)
    let labels = axis.ticks.compactMap(\.label)
    #expect(labels.allSatisfy { $0.hasPrefix("$\\text{10}^") })
    #expect(axis.ticks.filter { $0.label != nil }.map(\.value) == [1e-2, 1, 1e2, 1e4, 1e6])
  }

  @Test func numbersThatAreNotFiniteHaveNoPlaceAndDoNotMoveTheEnds() {
    let axis = Axis(holding: [0.2, .nan, .infinity, 0.8])
    #expect(axis.upper <= 1)
    #expect(axis.fraction(.nan) == nil)
    #expect(axis.fraction(.infinity) == nil)
  }

  @Test func epochsHaveWholeTicks() {
    let axis = Axis(holding: [1, 3], isTight: true, mostTicks: 8, isWhole: true)
    #expect(axis.ticks.map(\.label) == ["1", "2", "3"])
  }

  @Test func theFirstEpochHasATick() {
    let axis = Axis(holding: [1, 1000], isTight: true, mostTicks: 6, isWhole: true)
    #expect(axis.ticks.compactMap(\.label) == ["1", "200", "400", "600", "800", "1000"])
    let late = Axis(holding: [190, 1000], isTight: true, mostTicks: 6, isWhole: true)
    #expect(late.ticks.first?.label == "200")
  }

  @Test func namesThatAreShortArePlainNumbers() {
    let axis = Axis(holding: [2e-4, 20], scale: .logarithmic, mostTicks: 5)
    #expect(axis.ticks.compactMap(\.label) == ["0.01", "1"])
  }

  @Test func stepsAreNice() {
    #expect(Axis.niceStep(0.13) == 0.2)
    #expect(Axis.niceStep(0.21) == 0.25)
    #expect(Axis.niceStep(3) == 5)
    #expect(Axis.niceStep(7) == 10)
  }

  @Test func manyDecadesAreNamedAtRoundDistances() {
    let axis = Axis(holding: [1e-45, 1], scale: .logarithmic, mostTicks: 7)
    let named = axis.ticks.filter { $0.label != nil }.map { log10($0.value).rounded() }
    #expect(named == [-40, -30, -20, -10, 0])
    let some = Axis(holding: [1e-12, 1], scale: .logarithmic, mostTicks: 6)
    #expect(
      some.ticks.filter { $0.label != nil }.map { log10($0.value).rounded() } == [
        -12, -9, -6, -3, 0,
      ])
  }

  @Test func onlyNamesThatAreShownDecideTheNotation() {
    let axis = Axis(holding: [2e-6, 10], scale: .logarithmic, mostTicks: 5)
    #expect(axis.ticks.compactMap(\.label) == ["0.0001", "0.01", "1"])
  }

  @Test func sixHundredDecadesHavePlaces() {
    let axis = Axis(holding: [1e-300, 1e300], scale: .logarithmic)
    #expect(abs((axis.fraction(1) ?? 0) - 0.5) < 0.01)
  }

  @Test func powersOfTenHaveOneDigitBefore() {
    #expect(Axis.powerName(1e-5) == NumberText.power(ofTen: -5))
    #expect(Axis.powerName(2e7) == "2·" + NumberText.power(ofTen: 7))
  }
}
