import Figures
import Foundation

/// The figures that are held against references: a line each. Their numbers are computed, by
/// `TinyRNN` or by what the figure is about.
enum GoldenSamples {
  static let all: [GoldenSample] =
    [
      GoldenSample("unrolled-backward", unrolled(), themes: [.light, .dark]),
      GoldenSample("unrolled-two-layers", twoLayers()),
      GoldenSample("unrolled-long", unrolledLong()),
      GoldenSample("heatmap-states", states(), themes: [.light, .dark]),
      GoldenSample("heatmap-terms", terms()),
      GoldenSample("heatmap-attention", attention()),
      GoldenSample("curves-seeds", curves(), themes: [.light, .dark]),
      GoldenSample("curves-dense", denseCurves()),
      GoldenSample("plot-activation", activation(), themes: [.light, .dark]),
      GoldenSample("plot-difference", differences()),
      GoldenSample("bars-predictions", predictions()),
      GoldenSample("verdicts", verdicts()),
    ] + DocumentedFigures.all.map { GoldenSample("documented-" + $0.name, $0.figure) }

  // MARK: - Unrolled

  /// - Parameters:
  ///   - late: how many steps too late the states are drawn.
  ///   - digit: what stands at step 2's target.
  static func unrolled(late: Int = 0, digit: Label = "0.10") -> UnrolledDiagram {
    let (inputs, targets) = (TinyRNN.smallInputs, TinyRNN.smallTargets)
    let pass = TinyRNN.small.pass(inputs, targets)
    let steps = inputs.indices.map { t in
      UnrolledDiagram.Step(
        input: .init(values: inputs[t]), states: [pass.states[max(0, t - late)]],
        output: .init(values: pass.outputs[t]),
        target: t == 1 ? digit : Label(String(format: "%.2f", targets[t][0])),
        loss: pass.losses[t],
        gradient: .init(stateNorms: [pass.stateNorms[t]], deltas: [pass.deltas[t]]))
    }
    return UnrolledDiagram(
      title: "Four steps of a tanh RNN", subtitle: "$D = 1$, $H = 2$, $L = \\sum_t L_t$",
      steps: steps, totalLoss: pass.loss,
      equation: "$h_t = \\tanh(W_{xh}x_t + W_{hh}h_{t-1} + b_h)$")
  }

  static func twoLayers() -> UnrolledDiagram {
    let first = TinyRNN.random(inputs: 2, units: 3, outputs: 1, scale: 1, seed: 3)
    let second = TinyRNN.random(inputs: 3, units: 3, outputs: 1, scale: 1, seed: 4)
    let inputs = (0..<6).map { [sin(Double($0)), cos(Double($0))] }
    let below = first.states(inputs)
    let above = second.states(below)
    return UnrolledDiagram(
      title: "Two layers",
      steps: inputs.indices.map { t in
        .init(
          input: .init(values: inputs[t]), states: [below[t], above[t]],
          output: .init(values: TinyRNN.product(second.outputWeights, above[t])))
      })
  }

  static func unrolledLong() -> UnrolledDiagram {
    let network = TinyRNN.random(inputs: 1, units: 8, outputs: 1, scale: 0.6, seed: 5)
    let inputs = (0..<20).map { [sin(Double($0) / 2)] }
    return UnrolledDiagram(
      title: "Twenty steps of eight units",
      steps: zip(inputs, network.states(inputs)).map {
        .init(input: .init(values: $0), states: [$1])
      })
  }

  // MARK: - Heatmaps

  static func states(
    late: Int = 0, isTransposed: Bool = false, isNegated: Bool = false
  ) -> Heatmap {
    let network = TinyRNN.random(inputs: 1, units: 24, outputs: 1, scale: 0.7, seed: 6)
    let inputs = (0..<24).map { [sin(Double($0) * 0.7)] }
    let states = network.states(inputs)
    let values = (0..<24).map { unit in
      (0..<24).map { t -> Double? in
        let value = isTransposed ? states[unit][t] : states[max(0, t - late)][unit]
        return isNegated ? -value : value
      }
    }
    return Heatmap(
      title: "Hidden states", values: values, scale: .signed(limit: 1), rowTitle: "unit $i$",
      columnTitle: "time step $t$", barTitle: "$h_t^{(i)}$", decimals: nil)
  }

  /// Every term of dL/dW_hh: loss at t, state at k.
  static func terms() -> Heatmap {
    let (network, inputs, targets) = (
      TinyRNN.small, TinyRNN.smallInputs, TinyRNN.smallTargets
    )
    let pass = network.pass(inputs, targets)
    var terms = [[[[Double?]]]](
      repeating: [[[Double?]]](
        repeating: [[Double?]](repeating: [Double?](repeating: nil, count: 4), count: 4), count: 2),
      count: 2)
    for t in inputs.indices {
      var upper = TinyRNN.transposed(
        network.outputWeights, zip(pass.outputs[t], targets[t]).map { $0 - $1 })
      for k in (0...t).reversed() {
        let delta = zip(upper, pass.states[k]).map { $0 * (1 - $1 * $1) }
        let before = k > 0 ? pass.states[k - 1] : [0, 0]
        for i in 0..<2 { for j in 0..<2 { terms[i][j][t][k] = delta[i] * before[j] } }
        upper = TinyRNN.transposed(network.stateWeights, delta)
      }
    }
    let panels = (0..<2).flatMap { i in
      (0..<2).map { j in
        Heatmap.Panel(title: Label("$W_{hh}[\(i + 1), \(j + 1)]$"), values: terms[i][j])
      }
    }
    return Heatmap(
      title: "Every term of $\\partial L/\\partial W_{hh}$", panels: panels,
      rowTitle: "loss at $t$", columnTitle: "state at $k$", barTitle: "term", decimals: 3,
      columnsAreSteps: false)
  }

  /// A softmax over the products of states.
  static func attention() -> Heatmap {
    let network = TinyRNN.random(inputs: 1, units: 6, outputs: 1, scale: 1, seed: 7)
    let words = "the river runs past the old bank of the town".split(separator: " ")
    let states = network.states(words.map { [Double($0.count) - 3] })
    let values = states.map { query in
      let weights = TinyRNN.product(states, query).map { exp($0) }
      let sum = weights.reduce(0, +)
      return weights.map { Optional($0 / sum) }
    }
    let labels = words.map { Label.plain(String($0)) }
    return Heatmap(
      title: "Attention", subtitle: "softmax of $h_t^{\\top} h_k$", values: values,
      rowLabels: labels, columnLabels: labels, scale: .unit, barTitle: "weight", decimals: 2,
      columnsAreSteps: false)
  }

  // MARK: - Curves

  static func training(
    _ seed: UInt64, updates: Int, rate: Double, clip: Double = 1
  ) -> (losses: [Double], norms: [Double]) {
    var network = TinyRNN.random(inputs: 1, units: 4, outputs: 1, scale: 0.8, seed: seed)
    return network.train(
      TinyRNN.smallInputs, TinyRNN.smallTargets, updates: updates, rate: rate, clip: clip)
  }

  /// - Parameter late: how many points too late the curves are drawn.
  static func curves(late: Int = 0, isSwapped: Bool = false) -> LossCurves {
    func group(_ label: Label, _ rate: Double) -> LossCurves.Group {
      let runs = (11...15).map { training($0, updates: 60, rate: rate, clip: 0.2) }
      return .init(
        label: label,
        runs: runs.map { run in run.losses.indices.map { run.losses[max(0, $0 - late)] } },
        gradientNorms: runs.map(\.norms))
    }
    let (slow, fast) = (0.05, 0.3)
    return LossCurves(
      title: "Two rates", subtitle: "five seeds each, clipped at a norm of 0.2",
      panels: [
        .init(
          groups: [
            group("$\\eta = 0.05$", isSwapped ? fast : slow),
            group("$\\eta = 0.3$", isSwapped ? slow : fast),
          ], clipThreshold: 0.2)
      ], xTitle: "update", chance: .init("output 0", 0.255))
  }

  static func denseCurves() -> LossCurves {
    let run = training(21, updates: 2500, rate: 0.02)
    var generator = SplitMix(state: 22)
    // What a batch's loss scatters by.
    let losses = run.losses.map { $0 * (1 + generator.next(0.4)) }
    return LossCurves(
      title: "A dense line", losses: losses, scale: .logarithmic, xTitle: "update")
  }

  static func activation(
    axesSwapped: Bool = false, seriesSwapped: Bool = false, isDashed: Bool = true
  ) -> LinePlot {
    let x = (0...80).map { -4 + 0.1 * Double($0) }
    let curve = x.map { Point($0, tanh($0)) }
    let slope = x.map { Point($0, 1 - tanh($0) * tanh($0)) }
    func turned(_ points: [Point]) -> [Point] {
      axesSwapped ? points.map { Point($0.y, $0.x) } : points
    }
    let pass = TinyRNN.small.pass(TinyRNN.smallInputs, TinyRNN.smallTargets)
    let markers = pass.states.prefix(3).enumerated().map { t, state in
      LinePlot.Marker(Label("$t = \(t + 1)$"), at: turned([Point(atanh(state[0]), state[0])])[0])
    }
    return LinePlot(
      title: "tanh and its derivative",
      curves: [
        .init(
          label: "$\\tanh a$", points: turned(seriesSwapped ? slope : curve), role: .hiddenState),
        .init(
          label: "$1 - \\tanh^2 a$", points: turned(seriesSwapped ? curve : slope),
          role: .gradient, dash: isDashed ? .dashed : .solid),
      ], markers: markers, xTitle: "pre-activation $a$", yTitle: "value")
  }

  /// The error of differences of tanh at 0.5 against its derivative.
  static func differences() -> LinePlot {
    let exact = 1 - tanh(0.5) * tanh(0.5)
    // Above the sizes where rounding decides, which differs between C libraries.
    let steps = (0...10).map { pow(10, -4 + 0.3 * Double($0)) }
    func error(_ difference: (Double) -> Double) -> [Double] {
      steps.map { abs(difference($0) / exact - 1) }
    }
    return LinePlot(
      title: "The error of a difference",
      curves: [
        .init(
          label: "one-sided", x: steps, y: error { (tanh(0.5 + $0) - tanh(0.5)) / $0 },
          showsPoints: true),
        .init(
          label: "central", x: steps, y: error { (tanh(0.5 + $0) - tanh(0.5 - $0)) / (2 * $0) },
          showsPoints: true),
      ], references: [.init("tolerance", value: 1e-5)], xTitle: "step $\\epsilon$",
      yTitle: "relative error", xScale: .logarithmic, yScale: .logarithmic)
  }

  // MARK: - Others

  static func predictions() -> ProbabilityBars {
    let network = TinyRNN.random(inputs: 5, units: 6, outputs: 5, scale: 1.2, seed: 31)
    let (alphabet, text) = (Array("ehilo"), Array("hihello"))
    let inputs = text.dropLast().map { letter in alphabet.map { $0 == letter ? 1.0 : 0 } }
    let steps = network.states(inputs).enumerated().map { t, state in
      let weights = TinyRNN.product(network.outputWeights, state).map { exp($0) }
      let sum = weights.reduce(0, +)
      return ProbabilityBars.Step(
        input: .character(text[t]), probabilities: weights.map { $0 / sum },
        target: alphabet.firstIndex(of: text[t + 1]))
    }
    return ProbabilityBars(
      title: "An untrained network's predictions", classes: alphabet.map { .character($0) },
      steps: steps)
  }

  /// A gradient with one transposed matrix, by central differences.
  static func verdicts() -> VerdictMap {
    let network = TinyRNN.random(inputs: 1, units: 4, outputs: 1, scale: 0.8, seed: 41)
    let (inputs, targets) = (TinyRNN.smallInputs, TinyRNN.smallTargets)
    var given = network.gradient(inputs, targets, network.pass(inputs, targets))
    let right = given.stateWeights
    given.stateWeights = (0..<4).map { i in (0..<4).map { right[$0][i] } }
    let verdicts = given.values.enumerated().map { index, value -> VerdictMap.Verdict in
      func loss(_ shift: Double) -> Double {
        var moved = network
        var values = moved.values
        values[index] += shift
        moved.values = values
        return moved.pass(inputs, targets).loss
      }
      let estimate = (loss(1e-5) - loss(-1e-5)) / 2e-5
      return abs(estimate - value) < 1e-6 ? .right : .wrong
    }
    func panel(_ title: Label, _ columns: Int, _ range: Range<Int>) -> VerdictMap.Panel {
      .init(title: title, columns: columns, verdicts: Array(verdicts[range]))
    }
    return VerdictMap(
      title: "A transposed gradient",
      panels: [
        panel("$W_{xh}$", 1, 0..<4), panel("$W_{hh}$", 4, 4..<20), panel("$b_h$", 1, 20..<24),
        panel("$W_{hy}$", 4, 24..<28),
      ])
  }
}
