import Drawing
import Figures
import Foundation
import Testing

/// Plots and landscapes of ordinary and of extreme data.
enum CurveSamples {
  static let all: [Samples.Named] = plots + landscapes

  static let long = Label(
    "a name that is much longer than any name should be, 그리고 한국어 이름 $\\sigma(W h_{t-1})$")

  static func bowl(_ x: Double, _ y: Double) -> Double { x * x + 10 * y * y + 1e-3 }

  static let plots: [Samples.Named] = {
    let back = (0..<200).map(Double.init)
    func decay(_ ratio: Double) -> [Double] { back.map { Double(Float(pow(ratio, $0))) } }
    let gaps: [Double] = [5, 10, 20, 40]
    let noise = (0..<20_000).map { sin(Double($0) / 900) + 0.3 * sin(Double($0 * $0)) }
    let figures: [(String, LinePlot)] = [
      (
        "activations",
        .activations(
          title: "활성화 함수 and derivatives", [.sigmoid.marking([1, -2]), .tanh, .relu.marking([1])])
      ),
      ("one activation", .activations(title: "tanh", [.tanh.marking([0.5, 0.47, -0.31])])),
      (
        "gradient norm",
        .gradientNorm(
          title: "How far",
          cells: [
            .init(label: "LSTM", x: back, y: decay(0.97)),
            .init(label: "tanh RNN", x: back, y: decay(0.4)),
          ], ratios: [0.99, 0.9, 0.7])
      ),
      (
        "accuracy",
        .accuracyAgainstGap(
          title: "Recall",
          cells: [
            .init(label: "RNN", x: gaps, runs: [[1, 1, 0.6, 0.5], [1, 0.9, 0.5, 0.5]]),
            .init(label: long, x: gaps, runs: [[1, 1, 1, 0.6], [1, 1, 1, 1], [1, 1, 0.9, 1]]),
          ], chance: 0.5)
      ),
      ("dense", LinePlot(title: "Dense", curves: [.init(label: "noise", y: noise)])),
      (
        "six panels",
        LinePlot(
          title: "Six",
          panels: (1...6).map {
            .init(title: "panel \($0)", curves: [.init(label: "curve", y: [0, Double($0), 1])])
          }, xTitle: "x", yTitle: "y")
      ),
      (
        "faults",
        LinePlot(
          title: "Faults",
          curves: [
            .init(label: "a", y: [1, 0, 10, .nan, 3, 1e300, 2]),
            .init(label: long, y: [2, -1, 5, 7, .infinity, 2, 4], showsPoints: true),
          ], xTitle: "x", yScale: .logarithmic, yRange: 0.5...100)
      ),
      ("one point", LinePlot(title: "One", curves: [.init(label: "point", y: [3])])),
      ("huge", LinePlot(title: "Huge", curves: [.init(label: "h", y: [-1e300, 1e300, 1e-300])])),
      ("all NaN", LinePlot(title: "NaN", curves: [.init(label: "n", y: [.nan, .infinity])])),
    ]
    return figures.map { Samples.Named(description: "plot " + $0.0, figure: $0.1) }
  }()

  static let landscapes: [Samples.Named] = {
    let path = Landscape.Path(
      label: "without clipping",
      points: [Point(1.5, 0.8), Point(1, -0.5), Point(9, 4), Point(0.5, 0.5), Point(-99, 1e300)])
    let other = Landscape.Path(
      label: "clipped",
      points: (0..<40).map { Point(1.5 - 0.04 * Double($0), 0.8 / Double($0 + 1)) })
    func bowl(
      _ title: Label, paths: [Landscape.Path] = [], slice: Landscape.Slice? = nil,
      samples: Int = 41, value: (Double, Double) -> Double = CurveSamples.bowl
    ) -> Landscape {
      Landscape(
        title: title, x: -2...2, y: -1...1, samples: samples, value: value, paths: paths,
        slice: slice, xTitle: "$w$", yTitle: "$b$")
    }
    var named = bowl(
      "Long names", paths: [path, other], slice: .line(from: Point(-1, -1), to: Point(2, 1)))
    named.valueTitle = "손실 값 with a long name $E$"
    named.xTitle = long
    named.yTitle = long
    var linear = bowl("Linear", slice: .alongY(x: 0.5))
    linear.scale = .linear
    let figures: [(String, Landscape)] = [
      ("paths", bowl("Paths", paths: [path, other], slice: .alongX(y: 0.8))),
      ("long names", named), ("linear", linear),
      ("two by two", bowl("Small", samples: 2)),
      (
        "holes",
        bowl("Holes", paths: [other], slice: .alongX(y: 0)) { $0 > 1 ? .nan : $0 * $0 + $1 }
      ),
      ("all NaN", bowl("NaN", slice: .alongX(y: 0)) { _, _ in .nan }),
      ("constant", bowl("Constant", slice: .alongX(y: 0)) { _, _ in 3 }),
      ("zero", bowl("Zero", slice: .alongX(y: 0)) { _, _ in 0 }),
      ("huge", bowl("Huge", slice: .alongX(y: 0)) { pow(10, 150 * $0) + 0 * $1 }),
      ("infinite path", bowl("Lost", paths: [.init(points: [Point(0, 0), Point(.nan, 1)])])),
    ]
    return figures.map { Samples.Named(description: "landscape " + $0.0, figure: $0.1) }
  }()
}

@Suite struct CurveLayoutTests {
  @Test(arguments: CurveSamples.all)
  func noTwoLabelsOverlapAndAllStandOnThePage(sample: Samples.Named) throws {
    try sample.figure.validate()
    for theme in [Theme.light, .dark] {
      let (canvas, _) = try sample.figure.drawn(theme: theme)
      #expect(canvas.problem == nil)
      let page = Rect(x: 0, y: 0, width: canvas.size.width, height: canvas.size.height)
      #expect(page.width == 800 && !canvas.placed.isEmpty)
      for (index, text) in canvas.placed.enumerated() {
        #expect(page.contains(text.rect, slack: 0.5), "'\(text.label)' leaves the page")
        #expect(text.size >= 11, "'\(text.label)' at \(text.size)")
        for other in canvas.placed[(index + 1)...] {
          #expect(
            !text.rect.overlaps(other.rect, slack: 0.8),
            "'\(text.label)' and '\(other.label)' overlap: \(text.rect), \(other.rect)")
        }
      }
    }
  }

  @Test(arguments: CurveSamples.all)
  func twoRendersAreTheSameBytes(sample: Samples.Named) throws {
    #expect(try sample.figure.render(scale: 1) == sample.figure.render(scale: 1))
  }
}
