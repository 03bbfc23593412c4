import Figures
import Testing

@Suite struct CurveFigureTests {
  func texts(_ figure: some Figure) throws -> [String] {
    try figure.validate()
    return try figure.drawn(theme: .light).0.placed.map(\.label.source)
  }

  @Test func divergedRunsAreMarkedAndExplained() throws {
    let fine = LossCurves(title: "x", losses: [3, 2, 1])
    #expect(try !texts(fine).contains("not finite from here"))
    let diverged = LossCurves(title: "x", losses: [3, .nan, 1])
    #expect(try texts(diverged).contains("not finite from here"))
  }

  @Test func thresholdChanceAndSeedsAreLabelled() throws {
    let panel = LossCurves.Panel(
      title: "clipped", runs: Samples.runs(10, 50), gradientNorms: Samples.norms(10, 50),
      clipThreshold: 1)
    let found = try texts(
      LossCurves(title: "x", panels: [panel], chance: .init("chance, ln 4", 1.386)))
    for text in ["clip at 1", "chance, ln 4", "one seed", "median of 10 seeds", "gradient norm"] {
      #expect(found.contains(text), "'\(text)' is missing from \(found)")
    }
  }

  @Test func stepsClippedByValueAreMarkedWithoutAThreshold() throws {
    let (runs, norms) = (Samples.runs(2, 30), Samples.norms(2, 30))
    let clipped = norms.map { $0.map { _ in true } }
    let panel = LossCurves.Panel(runs: runs, gradientNorms: norms, clipped: clipped)
    #expect(
      try texts(LossCurves(title: "x", panels: [panel]))
        .contains("clipped; the stronger, the more seeds"))
    let short = LossCurves.Panel(runs: runs, gradientNorms: norms, clipped: [[true], [true]])
    #expect(
      throws: FigureError.invalidData(
        figure: "LossCurves",
        reason: "the lists of clipped steps have [1, 1] entries, those of gradient norms [30, 30]")
    ) { _ = try LossCurves(title: "x", panels: [short]).render() }
  }

  @Test func oneCurveNeedsNoLegend() throws {
    let one = LossCurves.Group(label: "first", runs: [[2, 1]])
    let two = LossCurves.Group(label: "second", runs: [[3, 1]])
    #expect(try !texts(LossCurves(title: "x", panels: [.init(groups: [one])])).contains("first"))
    #expect(
      try texts(LossCurves(title: "x", panels: [.init(groups: [one, two])])).contains("first"))
  }

  @Test func panelsShareTheirScale() throws {
    let panels = [1.0, 8].map { LossCurves.Panel(runs: [[$0, $0 / 2]]) }
    let labels = try texts(LossCurves(title: "x", panels: panels))
    // The ticks of one axis stand once, at the left.
    #expect(labels.filter { $0 == "8" }.count == 1)
  }

  @Test func wrongCountsOfRunsAreErrors() {
    let panel = LossCurves.Panel(runs: [[1, 2]], gradientNorms: [[1, 2], [3, 4]])
    #expect(
      throws: FigureError.invalidData(
        figure: "LossCurves", reason: "2 lists of gradient norms for 1 runs")
    ) { _ = try LossCurves(title: "x", panels: [panel]).render() }
    #expect(throws: FigureError.self) { _ = try LossCurves(title: "x", losses: []).render() }
  }

  @Test func theTargetIsNamedAndItsProbabilityWritten() throws {
    let figure = ProbabilityBars(
      title: "x", classes: ["h", "i"],
      steps: [.init(input: "e", probabilities: [0.25, 0.75], target: 0)])
    let found = try texts(figure)
    #expect(found.filter { $0 == "h" }.count == 2)
    #expect(found.contains("0.25") && found.contains("0.75") && found.contains("e"))
    #expect(try figure.render().regions.map(\.step) == [1])
  }

  @Test func probabilitiesOutsideTheirRangeAreErrors() {
    for (values, target) in [([0.5], 0), ([0.5, 1.5], 0), ([0.5, 0.5], 2)] {
      let figure = ProbabilityBars(
        title: "x", classes: ["a", "b"], steps: [.init(probabilities: values, target: target)])
      #expect(throws: FigureError.self) { _ = try figure.render() }
    }
  }

  @Test func pointsWithoutAPlaceOnALogarithmicAxisAreExplained() throws {
    let figure = LinePlot(title: "x", curves: [.init(y: [1, 0, 10])], yScale: .logarithmic)
    #expect(try texts(figure).contains { $0.hasPrefix("triangles: not positive") })
  }

  @Test func everyCurveAndMarkerIsNamedOnce() throws {
    let figure = LinePlot(
      title: "x", curves: [.init(label: "first", y: [1, 2]), .init(label: "second", y: [1, 2])],
      markers: [.init("here", at: Point(1.5, 1.5))], references: [.init("level", value: 1.2)])
    let found = try texts(figure)
    for name in ["first", "second", "here", "level"] {
      #expect(found.filter { $0 == name }.count == 1)
    }
    let wrong = LinePlot(title: "x", curves: [.init(y: [1])], markers: [.init(at: Point(.nan, 0))])
    #expect(throws: FigureError.self) { _ = try wrong.render() }
  }
}
