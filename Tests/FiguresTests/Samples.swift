import Figures
import Foundation

/// Figures of every kind, in the sizes of data that the lessons have and beyond.
enum Samples {
  struct Named: Sendable, CustomStringConvertible {
    let description: String
    let figure: any Figure
  }

  static let all: [Named] = unrolled + heatmaps + curves + bars + plots + verdicts

  static func wave(_ count: Int, _ phase: Int, _ amplitude: Double = 1) -> [Double] {
    (0..<count).map { amplitude * sin(Double($0 * 3 + phase * 2)) }
  }

  /// T steps of L layers of H units.
  static func unrolled(
    _ steps: Int, _ units: Int, layers: Int = 1, hasGradient: Bool = false, inputs: Int = 1
  ) -> UnrolledDiagram {
    let made = (0..<steps).map { t in
      let size = pow(0.5, Double(steps - t))
      let states = (0..<layers).map { wave(units, t + $0) }
      let deltas = (0..<layers).map { wave(units, t + $0 + 5, size) }
      let gradient = UnrolledDiagram.Gradient(
        stateNorms: [Double](repeating: size, count: layers), deltas: deltas)
      return UnrolledDiagram.Step(
        input: .init(values: wave(inputs, t)), states: states, output: .init(values: wave(2, t)),
        target: "0.50", loss: 0.3, gradient: hasGradient ? gradient : nil)
    }
    return UnrolledDiagram(
      title: "T = \(steps), H = \(units)", subtitle: "layers: \(layers)", steps: made,
      totalLoss: 0.723, equation: "$h_t = \\tanh(W_{xh}x_t + W_{hh}h_{t-1} + b_h)$")
  }

  static func characters() -> UnrolledDiagram {
    let (given, wanted) = (Array("hihel"), Array("ihell"))
    let steps = (0..<5).map { t in
      UnrolledDiagram.Step(
        input: .init(label: .character(given[t]), values: wave(5, t)), states: [wave(5, t)],
        output: .init(label: .character(wanted[t]), probability: 0.9), target: "i", loss: 0.1)
    }
    return UnrolledDiagram(title: "hihello", steps: steps, initialStates: [wave(5, 9)])
  }

  static let unrolled: [Named] = {
    var list: [Named] = []
    for (steps, units) in [(1, 1), (1, 4), (2, 8), (3, 2), (5, 5), (5, 3), (8, 4), (20, 2)] {
      for hasGradient in [false, true] {
        list.append(
          Named(
            description: "unrolled \(steps) x \(units)\(hasGradient ? " backward" : "")",
            figure: unrolled(steps, units, hasGradient: hasGradient)))
      }
    }
    list.append(
      Named(description: "unrolled 3 layers", figure: unrolled(8, 3, layers: 3, inputs: 3)))
    list.append(
      Named(
        description: "unrolled 2 layers backward",
        figure: unrolled(12, 2, layers: 2, hasGradient: true)))
    list.append(Named(description: "unrolled characters", figure: characters()))
    for (index, frame) in unrolled(3, 2, hasGradient: true).frames().enumerated() {
      list.append(Named(description: "unrolled frame \(index)", figure: frame))
    }
    list.append(
      Named(
        description: "unrolled wiring",
        figure: UnrolledDiagram(title: "x", wiring: .oneToMany(steps: 5), isFedBack: true)))
    list.append(
      Named(
        description: "unrolled two directions",
        figure: UnrolledDiagram(
          title: "x", wiring: .manyToMany(steps: 9), layers: 2, isBidirectional: true)))
    list.append(Named(description: "wiring panels", figure: WiringPanels(title: "Wirings")))
    list.append(Named(description: "pixels", figure: DocumentedFigures.pixels()))
    return list
  }()

  static func triangle() -> Heatmap {
    let panels = (0..<4).map { entry in
      let values: [[Double?]] = (0..<3).map { t in
        (0..<3).map { k in k <= t ? 0.1 * sin(Double(entry + 7 * t + 3 * k)) : nil }
      }
      return Heatmap.Panel(title: "$W_{hh}[\(entry / 2 + 1), \(entry % 2 + 1)]$", values: values)
    }
    return Heatmap(
      title: "Every term", panels: panels, rowTitle: "$t$", columnTitle: "$k$", barTitle: "term",
      columnsAreSteps: false)
  }

  static let heatmaps: [Named] = {
    let large: [[Double?]] = (0..<64).map { wave(200, $0) }
    let text = "the boat is on the water".map { Label.character($0) }
    let gates = ["input $i$", "forget $f$", "output $o$"].enumerated().map { index, title in
      Heatmap.Panel(
        title: Label(title),
        values: (0..<4).map { row in wave(24, row + index).map { ($0 + 1) / 2 } },
        columnLabels: text)
    }
    return [
      Named(description: "heatmap triangle", figure: triangle()),
      Named(
        description: "heatmap 64 x 200",
        figure: Heatmap(
          title: "States", values: large, rowTitle: "unit", columnTitle: "time step $t$",
          barTitle: "$h_t^{(i)}$")),
      Named(
        description: "heatmap gates",
        figure: Heatmap(
          title: "Gates", panels: gates, scale: .unit, rowTitle: "unit", columnTitle: "character",
          barTitle: "gate")),
      Named(
        description: "heatmap faults",
        figure: Heatmap(title: "Faults", values: [[0.5, .nan, -0.2], [.infinity, nil, 0]])),
      Named(description: "heatmap 1 x 1", figure: Heatmap(title: "One", values: [[0.25]])),
    ]
  }()

  static func runs(_ seeds: Int, _ count: Int) -> [[Double]] {
    (0..<seeds).map { seed in
      (0..<count).map { 1.4 * exp(-Double($0 * (seed + 1)) / Double(count)) + 0.01 }
    }
  }

  static func norms(_ seeds: Int, _ count: Int) -> [[Double]] {
    (0..<seeds).map { seed in
      (0..<count).map { pow(10, 2 + 4 * sin(Double($0 * (seed + 1)))) }
    }
  }

  static let curves: [Named] = {
    let titles = ["no clipping", "norm 1", "norm 5", "value 0.1"]
    let four = titles.enumerated().map { index, title in
      LossCurves.Panel(
        title: Label(title), runs: runs(10, 300), gradientNorms: norms(10, 300),
        clipThreshold: index == 0 ? nil : Double(index), note: "10 of 10 learn")
    }
    let groups = [
      LossCurves.Group(label: "tanh RNN", runs: runs(1, 5000)),
      LossCurves.Group(label: "LSTM, $d_h = 64$", runs: runs(2, 5000)),
    ]
    let chance = LossCurves.Reference("chance, ln 4", 1.386)
    return [
      Named(
        description: "curves 4 panels",
        figure: LossCurves(title: "Clipping", panels: four, chance: chance)),
      Named(
        description: "curves 2 panels",
        figure: LossCurves(title: "Clipping", panels: Array(four.prefix(2)), chance: chance)),
      Named(
        description: "curves 3 panels",
        figure: LossCurves(title: "Clipping", panels: Array(four.prefix(3)), scale: .logarithmic)),
      Named(
        description: "curves groups",
        figure: LossCurves(
          title: "Dense", panels: [.init(groups: groups)], scale: .logarithmic, xTitle: "update")),
      Named(
        description: "curves short",
        figure: LossCurves(title: "Short", losses: [1.5, .nan, 1.2, .infinity, -1])),
      Named(
        description: "curves full legend",
        figure: LossCurves(
          title: "Legend",
          panels: [
            .init(
              groups: [
                .init(
                  label: "the first of two methods", runs: [[1, 1e9], [1, .nan]] + runs(8, 90)),
                .init(
                  label: "the second of two methods", runs: runs(10, 90),
                  gradientNorms: norms(10, 90)),
              ], clipThreshold: 1)
          ])),
      Named(description: "curves one point", figure: LossCurves(title: "One", losses: [1.5])),
      Named(
        description: "curves all NaN", figure: LossCurves(title: "NaN", losses: [.nan, .nan])),
    ]
  }()

  static let bars: [Named] = [(5, 5), (8, 8), (1, 2), (12, 6)].map { steps, classes in
    let labels = Array("hieloxyz".prefix(classes)).map { Label.character($0) }
    let made = (0..<steps).map { step in
      let weights = wave(classes, step).map { exp(2 * $0) }
      let sum = weights.reduce(0, +)
      return ProbabilityBars.Step(
        input: "h", probabilities: weights.map { $0 / sum }, target: step % classes)
    }
    return Named(
      description: "bars \(steps) x \(classes)",
      figure: ProbabilityBars(title: "Predictions", classes: labels, steps: made))
  }

  static let plots: [Named] = {
    let x = (0...80).map { -4 + 0.1 * Double($0) }
    let h = (0...10).map { pow(10, Double($0) - 12) }
    let activation = LinePlot(
      title: "tanh and its derivative",
      curves: [
        .init(label: "$\\tanh a$", x: x, y: x.map { tanh($0) }, role: .hiddenState),
        .init(
          label: "$1 - \\tanh^2 a$", x: x, y: x.map { 1 - tanh($0) * tanh($0) }, role: .gradient,
          dash: .dashed),
      ],
      markers: [
        .init("$a_1$", at: Point(0.5, tanh(0.5))), .init("$a_2$", at: Point(0.47, tanh(0.47))),
        .init("$a_3$", at: Point(-0.31, tanh(-0.31))),
      ], references: [.init("saturated", value: 1.8, direction: .vertical)],
      xTitle: "pre-activation $a$", yTitle: "value")
    let error = LinePlot(
      title: "Error",
      curves: [
        .init(label: "Float64", x: h, y: h.map { $0 * $0 + 1e-16 / $0 }, showsPoints: true),
        .init(label: "zero", x: h, y: h.map { $0 < 1e-6 ? 0 : $0 }, dash: .dotted),
      ], references: [.init("limit", value: 1e-6)], xTitle: "step $h$", yTitle: "relative error",
      xScale: .logarithmic, yScale: .logarithmic)
    let many = LinePlot(
      title: "Twelve curves that end together",
      curves: (0..<12).map { .init(label: "curve \($0)", y: [Double($0), 1]) })
    return [
      Named(description: "plot activation", figure: activation),
      Named(description: "plot error", figure: error),
      Named(description: "plot many", figure: many),
    ]
  }()

  static let verdicts: [Named] = {
    func panel(
      _ title: Label, _ rows: Int, _ columns: Int, gates: [Label] = [], marked: Int? = nil
    ) -> VerdictMap.Panel {
      let all = VerdictMap.Verdict.allCases
      let height = rows / max(1, gates.count)
      return VerdictMap.Panel(
        title: title, columns: columns,
        verdicts: (0..<rows * columns).map { $0 % 7 == 0 ? all[$0 % all.count] : .right },
        bands: gates.enumerated().map {
          .init($0.element, rows: $0.offset * height..<($0.offset + 1) * height)
        }, marked: marked)
    }
    let gates: [Label] = ["input", "forget", "candidate", "output"]
    func lstm(_ inputs: Int, _ hidden: Int) -> VerdictMap {
      VerdictMap(
        title: "LSTM, D = \(inputs), H = \(hidden)", subtitle: "by verdict",
        panels: [
          panel("$W_{xh}$", 4 * hidden, inputs, gates: gates, marked: 1),
          panel("$W_{hh}$", 4 * hidden, hidden, gates: gates),
          panel("$b_h$", 4 * hidden, 1, gates: gates), panel("$W_{hy}$", 3, hidden),
          panel("$b_y$", 3, 1),
        ], markedLabel: "worst: W_xh[0, 1], input gate")
    }
    let deep = VerdictMap(
      title: "Three layers, both directions",
      panels: (1...3).flatMap { layer in
        ["", "reverse "].flatMap { direction in
          [
            panel(
              "gru \(layer) \(direction)$W_{xh}$", 12, 4, gates: ["reset", "update", "candidate"]),
            panel(
              "gru \(layer) \(direction)$b_h$", 12, 1, gates: ["reset", "update", "candidate"]),
          ]
        }
      })
    return [
      Named(description: "verdicts 3 x 1", figure: lstm(3, 1)),
      Named(description: "verdicts 3 x 4", figure: lstm(3, 4)),
      Named(description: "verdicts 20 x 16", figure: lstm(20, 16)),
      Named(description: "verdicts 300 x 200", figure: lstm(300, 200)),
      Named(description: "verdicts deep", figure: deep),
    ]
  }()
}
