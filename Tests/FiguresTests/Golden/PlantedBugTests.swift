import Drawing
import Figures
import Testing

/// Faults that the comparison of pixels must see, and smoothing that it must not mind.
@Suite struct PlantedBugTests {
  struct Planted {
    var name: String
    var good: any Figure
    var bad: any Figure
    var badTheme: Theme?

    init(_ name: String, _ good: any Figure, _ bad: any Figure, badTheme: Theme? = nil) {
      (self.name, self.good, self.bad, self.badTheme) = (name, good, bad, badTheme)
    }
  }

  static let inFigures: [Planted] = {
    typealias S = GoldenSamples
    var reversed = Theme.light
    reversed.signedMap = ColorMap(anchors: [
      0x8C1D20, 0xCC4B41, 0xEE9079, 0xFAD3C6, 0xF7F7F7, 0xC5DDF3, 0x7DB0E2, 0x2F78BC, 0x0B4A86,
    ])
    return [
      Planted("plot: axes swapped", S.activation(), S.activation(axesSwapped: true)),
      Planted("heatmap: axes swapped", S.states(), S.states(isTransposed: true)),
      Planted("plot: series swapped", S.activation(), S.activation(seriesSwapped: true)),
      Planted("curves: series swapped", S.curves(), S.curves(isSwapped: true)),
      Planted("curves: one step off", S.curves(), S.curves(late: 1)),
      Planted("heatmap: one step off", S.states(), S.states(late: 1)),
      Planted("unrolled: one step off", S.unrolled(), S.unrolled(late: 1)),
      Planted("unrolled: 0.10 became 0.40", S.unrolled(), S.unrolled(digit: "0.40")),
      Planted("unrolled: 0.10 became -0.10", S.unrolled(), S.unrolled(digit: "−0.10")),
      Planted("heatmap: negated", S.states(), S.states(isNegated: true)),
      Planted("heatmap: map reversed", S.states(), S.states(), badTheme: reversed),
      Planted("plot: dash dropped", S.activation(), S.activation(isDashed: false)),
    ]
  }()

  static let drawn: [Planted] = DrawnPlot.Fault.allCases.map {
    Planted("drawn: \($0.rawValue)", DrawnPlot(), DrawnPlot(fault: $0))
  }

  @Test(arguments: [Theme.light.name, Theme.dark.name])
  func everyPlantedFaultIsCaught(themeName: String) throws {
    let theme = themeName == Theme.dark.name ? Theme.dark : .light
    // A reversed map is planted in the light theme alone.
    let all = (Self.inFigures + Self.drawn).filter { $0.badTheme == nil || theme.name == "light" }
    var caught = 0
    for planted in all {
      let good = try planted.good.picture(theme: theme)
      let bad = try planted.bad.picture(theme: planted.badTheme ?? theme)
      let comparison = PictureComparison(good, bad)
      let isSeen = !comparison.agrees
      #expect(isSeen, "\(planted.name) is not seen")
      caught += isSeen ? 1 : 0
      print("  \(planted.name), \(themeName): worst tile \(comparison.worst?.disagreeing ?? 0)")
    }
    print("planted faults, \(themeName): \(caught) of \(all.count) caught")
  }

  @Test func whatIsWrongInTheDataIsNamedBeforeAnyPixel() throws {
    for planted in Self.inFigures where planted.badTheme == nil {
      let (good, bad) = (FigureText.describe(planted.good), FigureText.describe(planted.bad))
      #expect(FigureText.firstDifference(good, bad) != nil, "\(planted.name)")
    }
  }

  // MARK: - Edits of pixels

  @Test(arguments: [Theme.light.name, Theme.dark.name])
  func aMissingGridLineOfAFigureIsCaught(themeName: String) throws {
    let theme = themeName == "dark" ? Theme.dark : .light
    let grid = Self.word(theme.grid)
    for figure in [GoldenSamples.activation(), GoldenSamples.differences()] {
      let good = try figure.picture(theme: theme)
      let counts = (0..<good.height).map { y in
        (0..<good.width).count { good[$0, y] == grid }
      }
      let most = try #require(counts.max())
      try #require(most > 300, "no grid line was found")
      let first = try #require(counts.firstIndex(of: most))
      var bad = good
      // The line is two pixels thick, and a curve may hide more of one row than of the other.
      for y in first - 1...first + 1 {
        for x in 0..<good.width where good[x, y] == grid { bad[x, y] = Self.word(theme.background) }
      }
      let comparison = PictureComparison(good, bad)
      let isSeen = !comparison.agrees
      #expect(isSeen, "\(type(of: figure)): \(comparison)")
    }
  }

  private static func word(_ color: Color) -> UInt32 {
    let (red, green, blue) = color.bytes
    return 0xFF00_0000 | UInt32(blue) << 16 | UInt32(green) << 8 | UInt32(red)
  }

  /// Every label that stands on the plain page, moved by 3 pixels in both directions.
  @Test func everyLabelThatMovesIsCaught() throws {
    var (caught, count) = (0, 0)
    for sample in GoldenSamples.all {
      let canvas = try sample.figure.drawn(theme: .light, scale: 2).0
      let good = try Picture(png: canvas.png())
      let page = Self.word(Theme.light.background)
      for label in canvas.placed {
        let area = PixelArea(around: label.rect, scale: 2)
        guard good.stands(area, alone: 4, on: page) else { continue }
        for (dx, dy) in [(3, 0), (0, 3)] {
          let bad = good.moving(area, dx, dy, page: page)
          count += 1
          let isSeen = !PictureComparison(good, bad).agrees
          caught += isSeen ? 1 : 0
          #expect(isSeen, "\(sample): '\(label.label)' moved by (\(dx), \(dy)) is not seen")
        }
      }
    }
    print("labels moved by 3 px: \(caught) of \(count) caught")
    #expect(count > 200)
  }

  /// Each pair of digits, as a tick has them.
  @Test func everyExchangedDigitIsCaught() throws {
    let caught = try exchangedDigits(scale: 2)
    let coarse = try exchangedDigits(scale: 1)
    print("exchanged digits: \(caught) of 45 caught; with 1 pixel a point \(coarse)")
    #expect(caught == 45)
  }

  private func exchangedDigits(scale: Double) throws -> Int {
    let pictures = try (0...9).map { digit in
      let canvas = try Canvas(size: Size(60, 30), scale: scale)
      canvas.text(.plain("0.\(digit)4"), at: Point(10.3, 20.2), TextStyle(11, tabular: true))
      return try Picture(png: canvas.png())
    }
    return (0...9).reduce(0) { sum, first in
      sum + (first + 1..<10).count { !PictureComparison(pictures[first], pictures[$0]).agrees }
    }
  }

  // MARK: - Smoothing

  /// Letters, curves and arrows shifted by a part of a pixel: every edge is smoothed differently.
  @Test(arguments: [0.1, 0.25])
  func aShiftByAPartOfAPixelAgrees(pixels: Double) throws {
    let good = try DrawnPlot().picture()
    for sign in [-0.5, 0.5] {
      let comparison = PictureComparison(good, try DrawnPlot(shift: pixels * sign).picture())
      print("  shifted by \(2 * pixels * sign) px: \(comparison)")
      let agrees = comparison.agrees
      #expect(agrees, "\(comparison)")
    }
  }

  /// Coverage c becomes c + w (c - c c): all stems and edges heavier, as by another gamma. With
  /// w = 0.5 a tile of five pixels is over the limit.
  @Test func heavierEdgesAgree() throws {
    let weight = 0.25
    func picture(_ figure: any Figure, times: Int) throws -> Picture {
      let canvas = try Canvas(size: figure.size, scale: 2)
      for _ in 0..<times { _ = figure.draw(on: canvas) }
      return try Picture(png: canvas.png())
    }
    for figure in [DrawnPlot(), GoldenSamples.states(), GoldenSamples.unrolled()] as [any Figure] {
      let good = try picture(figure, times: 1)
      // Drawn twice, an edge's coverage c becomes 2 c - c c.
      var heavy = try picture(figure, times: 2)
      for at in heavy.pixels.indices {
        let (once, twice) = (Double(good.pixels[at]), Double(heavy.pixels[at]))
        heavy.pixels[at] = UInt8((once + (twice - once) * weight).rounded())
      }
      let comparison = PictureComparison(good, heavy)
      print("  heavier by \(weight): worst tile \(comparison.worst?.disagreeing ?? 0)")
      let agrees = comparison.agrees
      #expect(agrees, "\(type(of: figure)): \(comparison)")
    }
  }
}
