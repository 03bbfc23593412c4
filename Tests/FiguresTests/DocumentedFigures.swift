import Figures
import Foundation

/// The examples of `Documentation/Figures.md`, word for word.
enum DocumentedFigures {
  static let all: [(name: String, figure: any Figure)] = [
    ("heatmap", heatmap()), ("gates", gates()), ("attention", attention()), ("terms", terms()),
    ("text", text()), ("bars", bars()), ("unrolled", unrolled()), ("wirings", wirings()),
    ("pixels", pixels()),
    ("cell", cell()), ("curves", curves()), ("loss", loss()), ("activations", activations()),
    ("gradient-norm", gradientNorm()), ("gap", gap()), ("landscape", landscape()),
    ("verdicts", verdicts()),
  ]

  static func heatmap() -> any Figure {
    let states = (0..<6).map { unit in
      (0..<12).map { t in tanh(1.5 * sin(Double((unit + 2) * (t + 1)) / 4)) }
    }
    let figure = Heatmap(
      title: "Six units over twelve steps", values: states, scale: .signed(limit: 1),
      rowTitle: "unit", columnTitle: "time step $t$", barTitle: "$h_t$")
    return figure
  }

  static func gates() -> any Figure {
    let steps: [Label] = ["h", "e", "l", "l", "o"]
    let figure = Heatmap(
      title: "A gate and the state behind it",
      panels: [
        Heatmap.Panel(
          title: "forget gate", values: [[0.9, 0.8, 0.2, 0.7, 0.9], [0.4, 0.6, 0.9, 0.9, 0.1]],
          columnLabels: steps, scale: .unit, barTitle: "$f_t$"),
        Heatmap.Panel(
          title: "cell state", values: [[0.3, 1.1, -0.4, -0.9, 0.2], [-0.6, 0.1, 0.8, 1.3, 0.4]],
          columnLabels: steps, scale: .signed(limit: 1.5), barTitle: "$c_t$"),
      ], rowTitle: "unit", columnTitle: "input $x_t$")
    return figure
  }

  static func attention() -> any Figure {
    let figure = Heatmap.attention(
      title: "What each word looked at",
      weights: [[0.90, 0.07, 0.03], [0.06, 0.14, 0.80], [0.05, 0.88, 0.07]],
      outputs: ["나는", "사과를", "먹는다"], inputs: ["I", "eat", "apples"])
    return figure
  }

  static func terms() -> any Figure {
    let figure = Heatmap.terms(
      title: "Where the gradient comes from",
      [[0.31], [0.12, 0.27], [0.05, 0.10, -0.22], [-0.02, 0.04, -0.09, 0.19]])
    return figure
  }

  static func text() -> any Figure {
    let quotation = "He said \"it is late\" and left."
    var isInside = false
    let unit = quotation.map { character -> Double in
      if character == "\"" { isInside.toggle() }
      return isInside ? 0.9 : -0.7
    }
    let figure = TextMap(
      title: "A unit that knows a quotation", text: quotation, values: unit,
      scale: .signed(limit: 1), barTitle: "$h_t^{(3)}$")
    return figure
  }

  static func bars() -> any Figure {
    let figure = ProbabilityBars(
      title: "What comes after h and i", classes: ["h", "i", "e", "l", "o"],
      steps: [
        .init(input: "h", probabilities: [0.02, 0.55, 0.41, 0.01, 0.01], target: 1),
        .init(input: "i", probabilities: [0.93, 0.01, 0.02, 0.03, 0.01], target: 0),
      ])
    return figure
  }

  static func unrolled() -> any Figure {
    let figure = UnrolledDiagram(
      title: "Three tanh steps",
      steps: [
        .init(input: .init(values: [1.0]), states: [[0.46, -0.20]]),
        .init(input: .init(values: [0.5]), states: [[0.44, -0.06]]),
        .init(
          input: .init(values: [-1.0]), states: [[-0.30, 0.40]],
          output: .init(values: [-0.70]), target: "0.50", loss: 0.723),
      ])
    return figure
  }

  static func wirings() -> any Figure {
    let figure = WiringPanels(title: "What goes in, and what comes out")
    return figure
  }

  static func pixels() -> any Figure {
    let rows = ["........", ".##..##.", "########", "########", ".######.", "..####..", "...##..."]
    let heart = rows.map { row in row.map { $0 == "#" ? 1.0 : 0.0 } }
    let weights = heart.enumerated().map { y, row in
      row.enumerated().map { x, ink in ink * cos(Double(x)) - (1 - ink) * sin(Double(y)) / 4 }
    }
    let figure = PixelPanels(
      title: "A picture and what speaks for it",
      panels: [.init(title: "seen", pixels: heart), .init(title: "weighed", weights: weights)],
      barTitle: "weight")
    return figure
  }

  static func cell() -> any Figure {
    let figure = CellDiagram(
      title: "What the forget gate keeps", cell: .lstm,
      values: [
        .input: [1.0, -0.5, 0.3], .previousHidden: [0.2, -0.4], .forgetGate: [0.62, 0.48],
      ], focus: .forgetGate)
    return figure
  }

  static func curves() -> any Figure {
    let steps = (4...28).map { pow(10, -Double($0) / 2) }
    let figure = LinePlot(
      title: "The error of a difference",
      curves: [.init(label: "float64", x: steps, y: steps.map { $0 * $0 / 6 + 1e-16 / $0 })],
      xTitle: "step $h$", yTitle: "error", xScale: .logarithmic, yScale: .logarithmic)
    return figure
  }

  static func loss() -> any Figure {
    let seeds = (1...5).map { seed in
      (1...200).map { 1.4 * exp(-Double($0 * seed) / 150) + 0.02 * sin(Double($0 * seed)) + 0.05 }
    }
    let figure = LossCurves(
      title: "Five seeds and their median", panels: [.init(runs: seeds)],
      chance: .init("guessing, $\\ln 4$", log(4)))
    return figure
  }

  static func activations() -> any Figure {
    let figure = LinePlot.activations(
      title: "Three activations", [.sigmoid, .tanh.marking([0.5, -1.2]), .relu])
    return figure
  }

  static func gradientNorm() -> any Figure {
    let back = (0...60).map(Double.init)
    let figure = LinePlot.gradientNorm(
      title: "How far the gradient reaches",
      cells: [.init(label: "tanh RNN", x: back, y: back.map { pow(0.8, $0) })], ratios: [0.9])
    return figure
  }

  static func gap() -> any Figure {
    let figure = LinePlot.accuracyAgainstGap(
      title: "How long a memory reaches",
      cells: [
        .init(label: "LSTM", x: [5, 10, 20, 40], runs: [[1, 1, 1, 0.9], [1, 1, 0.97, 0.8]]),
        .init(
          label: "tanh", x: [5, 10, 20, 40], runs: [[1, 0.7, 0.5, 0.5], [1, 0.9, 0.6, 0.5]]),
      ], chance: 0.5)
    return figure
  }

  static func landscape() -> any Figure {
    let figure = Landscape(
      title: "A valley", x: 0...2, y: -1...1, value: { w, b in w * w + 20 * b * b + 0.01 },
      paths: [
        .init(label: "descent", points: [Point(1.8, 0.9), Point(1.5, -0.4), Point(1.2, 0.1)])
      ],
      slice: .alongX(y: 0.5), xTitle: "$w$", yTitle: "$b$")
    return figure
  }

  static func verdicts() -> any Figure {
    var found = [VerdictMap.Verdict](repeating: .right, count: 24)
    found[13] = .wrong
    let figure = VerdictMap(
      title: "One wrong entry",
      panels: [
        .init(
          title: "$W_{hh}$", columns: 3, verdicts: found,
          bands: [.init("input", rows: 0..<4), .init("forget", rows: 4..<8)], marked: 13)
      ], markedLabel: "the worst: row 4, column 1")
    return figure
  }
}
