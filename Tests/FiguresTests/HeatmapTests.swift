import Figures
import Testing

@Suite struct HeatmapTests {
  @Test func aCellHasTheColourOfItsValue() throws {
    let values: [[Double?]] = [[1, -1, 0.5], [0, nil, -0.25]]
    for theme in [Theme.light, .dark] {
      let figure = Heatmap(title: "x", values: values, scale: .signed(limit: 1), decimals: nil)
      let rendered = try figure.render(theme: theme)
      let image = try PNG.decode(rendered.bytes)
      #expect(image.width == 1600 && image.height == Int(rendered.height * 2))
      for (row, line) in values.enumerated() {
        for (column, value) in line.enumerated() {
          let cell = rendered.regions[column].rect
          let x = Int(cell.midX * 2)
          let y = Int((cell.y + cell.height * (Double(row) + 0.5) / 2) * 2)
          let expected = value.map { theme.signedMap.color(at: ($0 + 1) / 2) } ?? theme.panel
          #expect(image[x, y].bytes == expected.bytes, "row \(row), column \(column)")
        }
      }
    }
  }

  @Test func theAutomaticLimitIsTheLargestFiniteMagnitude() {
    let scale = ColorScale(.automatic, holding: [0.5, -2, .nan, .infinity, 1])
    #expect(scale.kind == .signed(limit: 2))
    #expect(ColorScale(.automatic, holding: [0, .nan]).kind == .signed(limit: 1))
  }

  @Test func aColumnIsARegionOnlyWhenItIsAStep() throws {
    var figure = Heatmap(title: "x", values: [[1, 2, 3, 4]])
    #expect(try figure.render().regions.map(\.step) == [1, 2, 3, 4])
    figure.columnsAreSteps = false
    #expect(try figure.render().regions.isEmpty)
  }

  @Test func cellsThatAreNotFiniteAreNamedAndCounted() throws {
    let figure = Heatmap(title: "x", values: [[.nan, 1], [-.infinity, 0]])
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    #expect(texts.contains("NaN") && texts.contains("\u{2212}∞"))
    #expect(texts.contains("2 cells are not finite"))
  }

  @Test func theColourBarNamesItsEndsAndZero() throws {
    let figure = Heatmap(title: "x", values: [[0.3]], scale: .signed(limit: 0.75))
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    for end in ["0.75", "0", "\u{2212}0.75"] { #expect(texts.contains(end)) }
  }

  @Test func raggedRowsAndWrongLabelCountsAreErrors() {
    #expect(
      throws: FigureError.invalidData(
        figure: "Heatmap", reason: "row 2 has 1 values, row 1 has 2")
    ) { _ = try Heatmap(title: "x", values: [[1, 2], [3]]).render() }
    #expect(
      throws: FigureError.invalidData(
        figure: "Heatmap", reason: "1 column labels for 2 columns")
    ) { _ = try Heatmap(title: "x", values: [[1, 2]], columnLabels: ["a"]).render() }
    #expect(throws: FigureError.self) { _ = try Heatmap(title: "x", values: [[]]).render() }
    #expect(throws: FigureError.self) {
      _ = try Heatmap(title: "x", values: [[1]], scale: .signed(limit: 0)).render()
    }
  }
}
