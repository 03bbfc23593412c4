import Drawing
import Figures
import Testing

/// Titles of vertical axes.
@Suite struct AxisTitleTests {
  private static func figures(_ title: Label) -> [any Figure] {
    [
      LinePlot(
        title: "a", curves: [.init(label: "f", x: [0, 1], y: [1, 2])], xTitle: "x", yTitle: title),
      LossCurves(title: "a", losses: [3, 2, 1], yTitle: title),
      Heatmap(title: "a", values: [[0.5, 0.25], [1, 0]], rowTitle: title),
      Landscape(title: "a", x: [0, 1], y: [0, 1], values: [[1, 2], [3, 4]], yTitle: title),
      ProbabilityBars(
        title: "a", classes: ["h", "i"], steps: [.init(input: "h", probabilities: [0.25, 0.75])],
        yTitle: title),
    ]
  }

  /// Whether each figure's title runs from left to right.
  private func areUpright(_ title: Label) throws -> [Bool] {
    try Self.figures(title).map { figure in
      try figure.validate()
      let placed = try figure.drawn(theme: .light).0.placed
      let found = try #require(placed.last { $0.label == title })
      return abs(found.corners[0].y - found.corners[1].y) < 1e-9
    }
  }

  @Test(arguments: ["q", "$b$", "$W$", "$h_t$"])
  func aLetterOrAShortSymbolStandsUpright(_ text: String) throws {
    #expect(try areUpright(Label(text)) == [Bool](repeating: true, count: 5))
  }

  @Test(arguments: ["error", "loss $L$", "값의 크기"])
  func wordsRunAlongTheAxis(_ text: String) throws {
    #expect(try areUpright(Label(text)) == [Bool](repeating: false, count: 5))
  }

  @Test(arguments: ["q", "$h_t$", "error"])
  func noTitleTouchesTheTicks(_ text: String) throws {
    for figure in Self.figures(Label(text)) { try expectReadable(figure) }
  }
}
