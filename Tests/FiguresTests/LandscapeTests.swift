import Figures
import Foundation
import Testing

@Suite struct LandscapeTests {
  private func texts(_ figure: some Figure) throws -> [String] {
    try figure.validate()
    return try figure.drawn(theme: .light).0.placed.map(\.label.source)
  }

  private func area(_ polygons: [[Point]]) -> Double {
    polygons.reduce(0) { sum, polygon in
      let next = polygon.dropFirst() + polygon.prefix(1)
      return sum
        + abs(zip(polygon, next).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }) / 2
    }
  }

  private func contours(
    _ count: Int, _ value: (Double, Double) -> Double
  ) -> Contours {
    let places = (0..<count).map { -1 + 2 * Double($0) / Double(count - 1) }
    return Contours(
      x: places, y: places, values: places.flatMap { y in places.map { value($0, y) } })
  }

  // MARK: - Contours

  @Test(arguments: [-0.9, -0.31, 0.0, 0.5, 0.77])
  func overAPlaneTheRegionIsExact(level: Double) {
    let plane = contours(7) { x, _ in x }
    #expect(abs(area(plane.region(over: level)) - 2 * (1 - level)) < 1e-12)
    #expect(plane.lines(at: level).flatMap { $0 }.allSatisfy { abs($0.x - level) < 1e-12 })
    // x + y >= level cuts a triangle off the square of side 2.
    let slanted = contours(9) { $0 + $1 }
    let triangle = level >= 0 ? pow(2 - level, 2) / 2 : 4 - pow(2 + level, 2) / 2
    #expect(abs(area(slanted.region(over: level)) - triangle) < 1e-12)
  }

  @Test func aCircleIsOneClosedLine() throws {
    let bowl = contours(81) { $0 * $0 + $1 * $1 }
    let lines = bowl.lines(at: 0.49)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.first == line.last && line.count > 200)
    #expect(line.allSatisfy { abs(hypot($0.x, $0.y) - 0.7) < 1e-3 })
    #expect(abs(area(bowl.region(over: 0.49)) - (4 - 0.49 * Double.pi)) < 2e-3)
  }

  /// The mean of four corners would string 3 to 9 beads along it.
  @Test(arguments: [-0.25, -0.5, -0.75, -1.0, -1.25, -1.5])
  func aNarrowValleyAcrossTheCellsOfACoarseGridStaysWhole(level: Double) throws {
    for sign in [1.0, -1] {
      let valley = contours(25) { x, y in
        log10(0.01 + 30 * pow(y - sign * x, 2) + 0.3 * pow(y + sign * x, 2))
      }
      let lines = valley.lines(at: level)
      #expect(lines.count == 1 && lines[0].first == lines[0].last)
      // Longer than wide, along the valley.
      let along = lines[0].map { ($0.y + sign * $0.x) / 2.squareRoot() }
      let across = lines[0].map { ($0.y - sign * $0.x) / 2.squareRoot() }
      let extents = [along, across].map { ($0.max() ?? 0) - ($0.min() ?? 0) }
      #expect(extents[0] > 4 * extents[1])
    }
  }

  @Test func theMiddleOfACellLiesBetweenItsCorners() {
    let rough = contours(30) { x, y in 1e200 * sin(40 * x * x + 9 * y) + (x > y ? 1e200 : 0) }
    let (low, high) = (rough.values.min() ?? 0, rough.values.max() ?? 0)
    for level in [low * 1.001, high * 1.001] {
      // Beyond all corners there is nothing, or everything.
      #expect(rough.lines(at: level).isEmpty)
    }
    #expect(rough.middles.count == 29 * 29)
    for j in 0..<29 {
      for i in 0..<29 {
        let corners = [0, 1, 30, 31].map { rough.values[j * 30 + i + $0] }
        #expect((corners.min()!...corners.max()!).contains(rough.middles[j * 29 + i]))
      }
    }
  }

  @Test func aSaddleIsNotTorn() {
    // Four corners of alternating sign in each cell would be ambiguous without its middle.
    let saddle = contours(2) { $0 * $1 }
    #expect(abs(area(saddle.region(over: 1e-12)) - 2) < 1e-6)
    #expect(saddle.lines(at: 0.5).count == 2)
  }

  @Test func cellsBesideWhatIsNotFiniteAreHoles() {
    let torn = contours(5) { $0 > 0.9 && $1 > 0.9 ? .nan : 1 }
    #expect(torn.holes == [Rect(x: 0.5, y: 0.5, width: 0.5, height: 0.5)])
    #expect(abs(area(torn.region(over: 0)) - 3.75) < 1e-12)
  }

  // MARK: - Levels

  @Test(arguments: [
    (1e-3, 1.0), (0.02, 0.5), (0.3, 0.4), (1e-12, 1e3), (1e-200, 1e200), (0.05, 0.47),
  ])
  func logarithmicLevelsAreRoundAndHoldTheData(low: Double, high: Double) {
    let values = (0...200).map {
      pow(10, log10(low) + (log10(high) - log10(low)) * Double($0) / 200)
    }
    let levels = ContourLevels.levels(values, scale: .logarithmic)
    #expect((4...15).contains(levels.count), "\(levels)")
    #expect(levels == levels.sorted() && Set(levels).count == levels.count)
    #expect(levels[0] <= values[2] * (1 + 1e-9) && levels[levels.count - 1] >= high * (1 - 1e-9))
    for level in levels {
      let digits = level / pow(10, floor(log10(level) + 1e-9))
      #expect(abs(digits * 10 - (digits * 10).rounded()) < 1e-5, "\(level) is not round")
    }
  }

  @Test func aDozenLevelsCoverThreeDecades() {
    let values = (0...300).map { pow(10, -3 + Double($0) / 100) }
    let levels = ContourLevels.levels(values, scale: .logarithmic)
    #expect(levels == [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
    #expect(ContourLevels.levels([0, 0.42], scale: .linear).count == 10)
    #expect(ContourLevels.levels([.nan, 0, -1], scale: .logarithmic) == [0.1, 1])
  }

  // MARK: - Picture

  /// Up to the rounding of a channel.
  private func isNear(_ a: Color, _ b: Color) -> Bool {
    max(abs(a.red - b.red), abs(a.green - b.green), abs(a.blue - b.blue)) < 1.2 / 255
  }

  /// From left to right the bands of a plane are those of the colour bar, each in its turn.
  @Test(arguments: [false, true])
  func aPlaneShowsEveryBandInOrder(isDark: Bool) throws {
    let theme = isDark ? Theme.dark : .light
    let figure = Landscape(
      title: "Plane", x: 0...1, y: 0...1, samples: 9, value: { x, _ in x }, scale: .linear,
      levels: [0, 0.25, 0.5, 0.75, 1], showsLines: false)
    let image = try PNG.decode(figure.render(theme: theme).bytes)
    let bands = (0..<4).map { theme.unitMap.color(at: (Double($0) + 0.5) / 4) }
    var seen: [Int] = []
    for x in 0..<1300 {
      let pixel = image[x, image.height / 2]
      guard let band = bands.firstIndex(where: { isNear($0, pixel) }) else { continue }
      if seen.last != band { seen.append(band) }
    }
    #expect(seen == [0, 1, 2, 3])
  }

  /// Between the polygons of one band no edge shines through.
  @Test func aBandHasNoSeams() throws {
    let figure = Landscape(
      title: "Seams", x: 0...1, y: 0...1, samples: 60,
      value: { x, y in 1 + 0.1 * sin(40 * x) * sin(40 * y) }, scale: .linear,
      levels: [0.2, 0.5, 2], showsLines: false)
    let rendered = try figure.render()
    let image = try PNG.decode(rendered.bytes)
    let band = Theme.light.unitMap.color(at: 0.75)
    let inside = (300..<1200).flatMap { x in (300..<800).map { (x, $0) } }
    #expect(inside.allSatisfy { isNear(image[$0.0, $0.1], band) })
  }

  @Test func jumpsOutOfTheFrameSayHowFar() throws {
    func landscape(_ points: [Point]) -> Landscape {
      Landscape(
        title: "x", x: 0...1, y: 0...1, samples: 5, value: { $0 + $1 + 1 },
        paths: [.init(label: "path", points: points)])
    }
    let start = Point(0.5, 0.5)
    #expect(try texts(landscape([start, Point(3.5, 4.5)])).contains("jump of 5, never back"))
    #expect(try texts(landscape([start, Point(3.5, 4.5), start])).contains("jump of 5"))
    #expect(try texts(landscape([start, Point(.nan, 0)])).contains("step 1: not finite"))
    #expect(try !texts(landscape([start, Point(0.6, 0.4)])).contains { $0.hasPrefix("jump") })
  }

  @Test func stepsAreNumberedAndASharedStartOnce() throws {
    let (a, b) = (
      (0...6).map { Point(0.1 + 0.1 * Double($0), 0.2) },
      (0...6).map { Point(0.1, 0.2 + 0.1 * Double($0)) }
    )
    let figure = Landscape(
      title: "x", x: 0...1, y: 0...1, samples: 5, value: { $0 + $1 + 1 },
      paths: [.init(points: a), .init(points: b)], levels: [1, 1.5, 2.25, 3.25])
    let found = try texts(figure)
    #expect(found.filter { $0 == "6" }.count == 2)
    #expect(found.filter { $0 == "5" }.count == 2)
    #expect(found.filter { $0 == "0" }.count == 3, "start, x axis and y axis: \(found)")
  }

  @Test func theSliceHasTheColourBarsAxisAndNamesItsPlace() throws {
    var figure = Landscape(
      title: "x", x: 0...1, y: 0...1, samples: 5, value: { $0 + $1 + 0.5 },
      slice: .alongX(y: 0.25), xTitle: "$w$", yTitle: "$b$")
    #expect(try texts(figure).contains("slice at $b$ = 0.25"))
    figure.slice = .alongY(x: 0.5)
    #expect(try texts(figure).contains("slice at $w$ = 0.5"))
    figure.slice = .line(from: Point(0, 0), to: Point(1, 1))
    #expect(try texts(figure).contains("distance"))
  }

  @Test func whatIsNotFiniteIsHatchedAndExplained() throws {
    let fine = Landscape(title: "x", x: [0, 1, 2], y: [0, 1], values: [[1, 2, 3], [2, 3, 4]])
    #expect(try !texts(fine).contains("not finite"))
    var torn = fine
    torn.values[1][2] = .infinity
    #expect(try texts(torn).contains("not finite"))
  }

  @Test func whatDoesNotFitIsRefused() {
    func reason(_ change: (inout Landscape) -> Void) -> String? {
      var figure = Landscape(
        title: "x", x: [0, 1, 2], y: [0, 1], values: [[1, 2, 3], [2, 3, 4]])
      change(&figure)
      do throws(FigureError) { try figure.validate() } catch {
        if case .invalidData("Landscape", let reason) = error { return reason }
      }
      return nil
    }
    #expect(reason { _ in } == nil)
    #expect(reason { $0.x = [0] } == "1 places of x were given; 2 to 2048 are drawn")
    #expect(reason { $0.y = [1, 0] } == "the places of y must be finite and rise")
    #expect(reason { $0.y = [0, 1, 2] } == "2 rows of values for 3 places of y")
    #expect(reason { $0.values[1] = [1] } == "row 2 has 1 values for 3 places of x")
    #expect(reason { $0.paths = [.init(points: [])] } == "path 1 has no points")
    #expect(
      reason { $0.slice = .alongX(y: 3) }
        == "the slice runs from (0.0, 3.0) to (2.0, 3.0); both must lie in the landscape and differ"
    )
    #expect(reason { $0.levels = [0, 1] } == "the levels must be finite, above 0 and rise")
    #expect(reason { $0.levels = [1] } == "1 levels were given; 2 to 40 are drawn")
    #expect(
      reason { $0.paths = Array(repeating: .init(points: [Point(0, 0)]), count: 5) }
        == "5 paths were given; at most 4 are drawn")
  }
}
