import Figures
import Testing

@Suite struct FigureTextTests {
  @Test func everyFieldHasItsPath() {
    let figure = Heatmap(
      title: "States $h_t$", values: [[0.5, nil, 1.0 / 3]], rowLabels: [.plain("$")],
      scale: .signed(limit: 2), decimals: 3)
    let text = FigureText.describe(figure)
    for line in [
      "Heatmap", "title: \"States $h_t$\"", "subtitle: nil",
      "panels[0].values[0]: 0.5, nil, 0.3333333", "panels[0].rowLabels: plain \"$\"",
      "scale: signed(limit: 2)", "decimals: 3", "columnsAreSteps: true",
    ] {
      #expect(text.split(separator: "\n").contains { $0 == line }, "no line '\(line)' in \(text)")
    }
  }

  @Test func longListsAreBrokenWithTheirPlaces() {
    let figure = LossCurves(title: "x", losses: (0..<25).map { Double($0) })
    let text = FigureText.describe(figure)
    #expect(text.contains("runs[0][20...24]: 20, 21, 22, 23, 24\n"))
  }

  @Test func pointsAndNumbersThatAreNotFiniteAreWritten() {
    let figure = LinePlot(
      title: "x", curves: [.init(points: [Point(1, .nan), Point(2, -.infinity)], role: .output)])
    let text = FigureText.describe(figure)
    #expect(text.contains("points: (1, nan), (2, -inf)\n"))
    #expect(text.contains("role: output\n"))
  }

  @Test func theFirstDifferenceIsNamed() {
    #expect(FigureText.firstDifference("a\nb\nc", "a\nb\nc") == nil)
    #expect(
      FigureText.firstDifference("a\nb\nc", "a\nx\ny") == "line 2 is 'x', the reference has 'b'")
    #expect(
      FigureText.firstDifference("a", "a\nb") == "line 2 is 'b', the reference has nothing")
  }
}
