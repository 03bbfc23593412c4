import Figures
import Testing

@Suite struct HeatmapScaleTests {
  private func ticks(_ scale: Heatmap.Scale, _ values: [Double]) -> [String] {
    ColorScale(scale, holding: values).ticks.map(\.label.source)
  }

  private func power(_ exponent: String) -> String {
    "$\\text{10}^{\\text{\(exponent)}}$"
  }

  @Test func logarithmicEndsAreThePowersOfTenAroundTheData() {
    let scale = ColorScale(.logarithmic(), holding: [-0.003, 0.2, 0, .nan, .infinity])
    #expect(scale.kind == .logarithmic(low: 0.001, high: 1))
    #expect(scale.hasZero && !scale.isPassedAbove && !scale.isPassedBelow)
    #expect(scale.fraction(0) == nil)
    #expect(abs((scale.fraction(-0.1) ?? 0) - 2.0 / 3) < 1e-12)
    #expect(
      scale.ticks.map(\.label.source)
        == [power("\u{2212}3"), power("\u{2212}2"), power("\u{2212}1"), power("0")])
  }

  @Test func aLogarithmicScaleHoldsTheLargestAndSmallestNumbers() {
    for values in [[5e-324, 1.7e308], [1e300], [0], [], [5e-324], [1e308, 1.1e308]] {
      let scale = ColorScale(.logarithmic(), holding: values)
      for value in values where value != 0 {
        let place = scale.fraction(value)
        #expect(place.map { (0...1).contains($0) } ?? false, "\(value)")
      }
      let fractions = scale.ticks.map(\.fraction)
      #expect(fractions.first == 0 && fractions.last == 1)
      #expect(fractions == fractions.sorted() && fractions.count <= 9)
    }
  }

  @Test func valuesBeyondAnEndAreSaidToBe() {
    #expect(ticks(.signed(limit: 1), [0.5, -1]).first == "\u{2212}1")
    #expect(ticks(.signed(limit: 1), [7, -1]).last == "≥ 1")
    #expect(ticks(.signed(limit: 1), [0, -3]).first == "≤ \u{2212}1")
    #expect(ticks(.unit, [1 + 1e-12]).last == "1")
    #expect(ticks(.linear(low: 2, high: 4), [5]) == ["2", "3", "≥ 4"])
    #expect(
      ticks(.logarithmic(low: 1e-3, high: 1), [1e-9]).first == "≤ " + power("\u{2212}3"))
    #expect(ColorScale(.logarithmic(low: 1e-3, high: 1), holding: [1e-9]).isPassedBelow)
  }

  @Test func smallLimitsAreWrittenInOneNotation() {
    #expect(
      ticks(.automatic, [9.8e-4])
        == [
          "\u{2212}9.8e\u{2212}4", "\u{2212}4.9e\u{2212}4", "0", "4.9e\u{2212}4", "9.8e\u{2212}4",
        ])
  }

  @Test func panelsOfOtherMeaningHaveABarOfTheirOwn() throws {
    let share = Heatmap.Panel(title: "gate", values: [[0.2, 0.9]])
    let signed = Heatmap.Panel(
      title: "state", values: [[-0.2, 0.9]], scale: .signed(limit: 1), barTitle: "state bar")
    let one = Heatmap(title: "x", panels: [share, share], scale: .unit, barTitle: "gate bar")
    let two = Heatmap(title: "x", panels: [share, signed], scale: .unit, barTitle: "gate bar")
    #expect(try labels(one).filter { $0 == "gate bar" }.count == 1)
    let found = try labels(two)
    #expect(found.contains("gate bar") && found.contains("state bar"))
    #expect(found.contains("0.5") && found.contains("\u{2212}1"))
    // A gate of 0.9 is viridis, a state of 0.9 red.
    let rendered = try two.render()
    let image = try PNG.decode(rendered.bytes)
    func pixel(_ region: Int) -> (UInt8, UInt8, UInt8) {
      let rect = rendered.regions[region].rect
      let color = image[Int((rect.x + 6) * 2), Int((rect.y + 6) * 2)].bytes
      return (color.red, color.green, color.blue)
    }
    let viridis = Theme.light.unitMap.color(at: 0.9).bytes
    let red = Theme.light.signedMap.color(at: 0.95).bytes
    #expect(pixel(1) == (viridis.red, viridis.green, viridis.blue))
    #expect(pixel(3) == (red.red, red.green, red.blue))
  }

  @Test func scalesWithoutOrderAreRefused() {
    func expectFault(_ scale: Heatmap.Scale, _ reason: String) {
      #expect(throws: FigureError.invalidData(figure: "Heatmap", reason: reason)) {
        try Heatmap(title: "x", values: [[1]], scale: scale).validate()
      }
    }
    expectFault(.signed(limit: -1), "the limit is -1.0; it must be above 0")
    expectFault(
      .linear(low: 2, high: 2), "the scale goes from 2.0 to 2.0; the first must be below the second"
    )
    expectFault(
      .logarithmic(low: 0), "a logarithmic scale ends at 0.0; it must be above 0")
    expectFault(
      .logarithmic(low: 1, high: 0.1),
      "the scale goes from 1.0 to 0.1; the first must be below the second")
  }
}
