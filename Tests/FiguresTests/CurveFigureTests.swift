import Figures
import Foundation
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
        .contains("share of seeds clipped"))
    let short = LossCurves.Panel(runs: runs, gradientNorms: norms, clipped: [[true], [true]])
    #expect(
      throws: FigureError.invalidData(
        figure: "LossCurves",
        reason: "the lists of clipped steps have [1, 1] entries, those of gradient norms [30, 30]")
    ) { _ = try LossCurves(title: "x", panels: [short]).render() }
  }

  private func image(_ figure: some Figure) throws -> PNG.Image {
    try PNG.decode(figure.render(scale: 2).bytes)
  }

  /// The pixels of about that colour in the first picture that are not so in the second.
  private func places(
    of color: Color, in image: PNG.Image, butNotIn other: PNG.Image
  ) -> [(x: Int, y: Int)] {
    func isNear(_ image: PNG.Image, _ x: Int, _ y: Int) -> Bool {
      let (a, b) = (image[x, y].bytes, color.bytes)
      return max(
        abs(Int(a.red) - Int(b.red)), abs(Int(a.green) - Int(b.green)),
        abs(Int(a.blue) - Int(b.blue))) <= 24
    }
    var found: [(x: Int, y: Int)] = []
    for y in 0..<image.height {
      for x in 0..<image.width where isNear(image, x, y) && !isNear(other, x, y) {
        found.append((x, y))
      }
    }
    return found
  }

  @Test func theCrossOfALostNormStandsOverTheStripOfClippedSteps() throws {
    func figure(lostAt step: Int) -> LossCurves {
      var norms = [Double](repeating: 2, count: 40)
      norms[step] = .nan
      return LossCurves(
        title: "x",
        panels: [
          .init(
            runs: [(0..<40).map { 1 - Double($0) / 50 }], gradientNorms: [norms],
            clipThreshold: 1)
        ])
    }
    let (image, other) = (try image(figure(lostAt: 20)), try image(figure(lostAt: 9)))
    let found = places(of: Theme.light.ink, in: image, butNotIn: other)
    let (xs, ys) = (found.map(\.x), found.map(\.y))
    let (left, right) = (try #require(xs.min()), try #require(xs.max()))
    let (top, bottom) = (try #require(ys.min()), try #require(ys.max()))
    #expect((12...20).contains(right - left) && (12...20).contains(bottom - top))
    // The strip would hide the middle and leave the ends.
    let middle = ((left + right) / 2, (top + bottom) / 2)
    #expect(found.contains { abs($0.x - middle.0) <= 1 && abs($0.y - middle.1) <= 1 })
    #expect(found.count > 60)
  }

  @Test(arguments: [40, 5000])
  func aSingleFinitePointOfASeedIsSeen(_ count: Int) throws {
    func figure(_ value: Double) -> LossCurves {
      var thin = [Double](repeating: .nan, count: count)
      thin[count * 11 / 20] = value
      // The median is 0 or 1 with and without the thin run; it changes every tenth.
      let others = (0..<count).map { Double($0 * 10 / count % 2) }
      return LossCurves(title: "x", panels: [.init(runs: [thin, others, others])])
    }
    let color = LossCurves.seedColor(Theme.light.color(.loss), .light)
    let found = places(of: color, in: try image(figure(0.37)), butNotIn: try image(figure(.nan)))
    #expect((4...60).contains(found.count))
    let (xs, ys) = (found.map(\.x), found.map(\.y))
    #expect((xs.max() ?? 99) - (xs.min() ?? 0) <= 8 && (ys.max() ?? 99) - (ys.min() ?? 0) <= 8)
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

  @Test func gradientsThatUnderflowAreMarkedAndExplained() throws {
    let back = (0...200).map(Double.init)
    let norms = back.map { Double(Float(pow(0.4, $0))) }
    #expect(norms.last == 0)
    let figure = LinePlot.gradientNorm(
      title: "x", cells: [.init(label: "RNN", x: back, y: norms)], ratios: [0.9, 0.5])
    let found = try texts(figure)
    for text in [
      "$\\rho = 0.9$", "$\\rho = 0.5$", "RNN", "smallest float32, 1.4e\u{2212}45",
      "triangles: 0 or below the smallest float32",
    ] {
      #expect(found.filter { $0 == text }.count == 1, "'\(text)' in \(found)")
    }
    let healthy = LinePlot.gradientNorm(
      title: "x", cells: [.init(label: "LSTM", x: back, y: back.map { pow(0.99, $0) })])
    #expect(try !texts(healthy).contains { $0.contains("float32") })
  }

  @Test func referenceLinesAreThePowersOfRho() throws {
    let figure = LinePlot.gradientNorm(
      title: "x", cells: [.init(x: [0, 10], y: [2, 1])], ratios: [0.5, 1, 1.1])
    let lines = figure.curves.filter(\.isReference)
    #expect(lines.count == 3)
    for (line, ratio) in zip(lines, [0.5, 1, 1.1]) {
      for point in line.points {
        #expect(abs(point.y - 2 * pow(ratio, point.x)) <= 1e-12 * point.y)
      }
      #expect(line.points.map(\.x) == [0, 10])
    }
  }

  @Test func accuraciesAreMediansOverSeedsFromZeroToOne() throws {
    let cell = LinePlot.Curve(
      label: "LSTM", x: [5, 10], runs: [[1, 0.5], [0.9, 0.7], [0.8, .nan]])
    #expect(cell.points == [Point(5, 0.9), Point(10, 0.7)])
    let figure = LinePlot.accuracyAgainstGap(
      title: "x", cells: [cell], chance: 0.5, chanceLabel: "guessing")
    #expect(figure.yRange == 0...1)
    let found = try texts(figure)
    for text in ["guessing", "LSTM", "curve: median; dots: 3 seeds", "0", "1.0"] {
      #expect(found.contains(text), "'\(text)' is missing from \(found)")
    }
  }

  @Test func derivativesAreThoseOfTheirFunctions() {
    for f in [LinePlot.Activation.sigmoid, .tanh, .relu] {
      for a in [-3.1, -0.4, 0.2, 2.7] {
        let difference = (f.value(a + 1e-6) - f.value(a - 1e-6)) / 2e-6
        #expect(abs(difference - f.derivative(a)) < 1e-8)
      }
    }
    let plot = LinePlot.activations(title: "x", [.relu, .tanh])
    #expect(plot.yRange == -1...1.5)
    let jump = plot.panels[0].curves[1].points.filter { abs($0.x) < 1e-9 }
    #expect(jump.map(\.y) == [0, 0, 1])
  }

  @Test func whatLeavesAGivenRangeIsExplained() throws {
    let plot = LinePlot(title: "x", curves: [.init(y: [0, 5, 0.5])], yRange: 0...1)
    #expect(try texts(plot).contains("triangles: beyond the axis"))
    let inside = LinePlot(title: "x", curves: [.init(y: [0, 1, 0.5])], yRange: 0...1)
    #expect(try !texts(inside).contains { $0.hasPrefix("triangles") })
  }

  @Test func aCurveIsDrawnInItsColourAtItsPlace() throws {
    // A level line at the middle of the axis: its pixels fill the row half way up the plot.
    for theme in [Theme.light, .dark] {
      let plot = LinePlot(
        title: "x", curves: [.init(y: [0.5, 0.5], role: .hiddenState)], yRange: 0...1)
      let image = try PNG.decode(plot.render(theme: theme).bytes)
      let color = theme.color(.hiddenState).bytes
      let rows = (0..<image.height).filter { image[800, $0].bytes == color }
      #expect(rows.count >= 3 && rows.count <= 6)
      let ticks = try plot.drawn(theme: theme).0.placed
      let middle = try #require(ticks.first { $0.label.source == "0.4" }).rect.midY
      let upper = try #require(ticks.first { $0.label.source == "0.6" }).rect.midY
      let row = Double(rows.reduce(0, +)) / Double(rows.count) / 2
      #expect(abs(row - (middle + upper) / 2) < 1)
    }
  }

  @Test func curvesWithoutRolesDifferInMoreThanColour() {
    let lines = LinePlot.Panel(curves: (0..<6).map { _ in .init(y: [1, 2]) })
    let points = LinePlot.Panel(curves: (0..<6).map { _ in .init(y: [1, 2], showsPoints: true) })
    let figure = LinePlot(title: "x", panels: [lines, points])
    #expect(Set(figure.cues(of: lines).map(\.dash)).count == 6)
    #expect(Set(figure.cues(of: points).map(\.shape)).count == 6)
  }

  @Test func seedsStandOutFromThePage() {
    for theme in [Theme.light, .dark] {
      for role in Theme.Role.allCases {
        #expect(
          LossCurves.seedColor(theme.color(role), theme).contrast(with: theme.background) >= 3)
      }
    }
  }

  @Test func linePlotsThatDoNotFitAreRefused() {
    func reason(_ plot: LinePlot) -> String? {
      do throws(FigureError) { try plot.validate() } catch {
        if case .invalidData("LinePlot", let reason) = error { return reason }
      }
      return nil
    }
    #expect(reason(LinePlot(title: "x", panels: [])) == "0 panels were given; 1 to 6 are drawn")
    #expect(
      reason(LinePlot(title: "x", curves: [])) == "0 curves were given; 1 to 12 are drawn")
    #expect(
      reason(
        LinePlot(
          title: "x", panels: [.init(curves: [.init(y: [1])]), .init(curves: [.init(y: [])])]))
        == "panel 2: curve 1 has no points")
    #expect(
      reason(LinePlot(title: "x", curves: [.init(y: [1])], yScale: .logarithmic, yRange: 0...1))
        == "the y axis is to run from 0.0 to 1.0; both must be above 0 and the ends must be finite "
        + "and differ")
    #expect(
      reason(LinePlot(title: "x", curves: [.init(y: [1])], floor: .init("f", value: 0)))
        == "the floor is at 0.0; it must be above 0 and finite")
    #expect(
      reason(LinePlot(title: "x", curves: [.init(y: [1])], markers: [.init(at: Point(0, .nan))]))
        == "a marker stands at (0.0, nan); both must be finite")
  }
}
