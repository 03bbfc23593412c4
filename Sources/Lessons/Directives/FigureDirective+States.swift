import Figures
import Recurrent

extension FigureDirective {
  /// The network unrolled, with its numbers; the backward pass where a step gives it.
  func unrolled(_ context: RunContext) throws(StepFailure) -> UnrolledDiagram {
    var forward: ForwardRun?
    var backward: BackwardRun?
    for id in from {
      forward = context.forwards[id] ?? forward
      backward = context.backwards[id] ?? backward
    }
    let run = try context.found(forward, from[0])
    let spec = run.network.spec
    let gradients = backward.map { self.gradients($0) }
    // Without a head of its own and without targets, an output row would repeat the states.
    let hasOutputs = spec.head.kind != .identity || hasLoss(run)
    let steps = (1...run.steps).map { t in
      UnrolledDiagram.Step(
        input: content(
          run.data.symbols.isEmpty ? nil : run.data.symbols[run.sequence][t - 1],
          run.data.symbols.isEmpty ? run.input(t) : []),
        states: spec.hiddenSizes.indices.map { run.state(t, layer: $0) },
        output: hasOutputs && run.outputSteps.contains(t) ? output(run, at: t) : nil,
        target: run.outputSteps.contains(t) ? target(run, at: t) : nil,
        loss: lossAt(t, run),
        gradient: gradients?[t - 1])
    }
    return UnrolledDiagram(
      title: heading("\(run.steps) steps with the same weights"), subtitle: subheading,
      steps: steps, initialStates: spec.hiddenSizes.indices.map { run.state(0, layer: $0) },
      totalLoss: hasLoss(run) ? run.trace.loss : nil,
      equation: equation(spec, hasBackward: backward != nil),
      stateLimit: isBounded(spec) ? 1 : largestState(run))
  }

  /// The activation function and its derivative, with the pre-activations of the run marked.
  func activation(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let run = try context.found(context.forwards[from[0]], from[0])
    guard case .elman(let f) = run.network.spec.cell else {
      throw StepFailure("'\(from[0])' is a pass of gates; the cell 'rnn' has an activation")
    }
    let preactivations = run.rows(
      of: run.trace.gates(layer: run.layer, direction: run.direction), size: run.size)
    let points = preactivations.enumerated().flatMap { step, row in
      row.enumerated().map { (label: "$a_\(step + 1)[\($0.offset)]$", a: $0.element) }
    }
    let reach = max(3, points.reduce(0) { max($0, $1.a.magnitude) } * 1.1)
    let grid = (0...200).map { -reach + 2 * reach * Double($0) / 200 }
    return LinePlot(
      title: heading("\(f.rawValue) and its derivative"), subtitle: subheading,
      curves: [
        LinePlot.Curve(
          label: formula(f), x: grid, y: grid.map { f.value($0) }, role: .hiddenState
        ),
        LinePlot.Curve(
          label: "$f'(a)$", x: grid, y: grid.map { f.derivative(atValue: f.value($0)) },
          role: .gradient, dash: .dashed),
      ],
      markers: points.map {
        LinePlot.Marker(Label($0.label), at: Point($0.a, f.value($0.a)), role: .hiddenState)
      }, xTitle: "pre-activation $a$", yTitle: nil)
  }

  private func formula(_ f: Activation) -> Label {
    switch f {
    case .tanh: "$f(a) = \\tanh(a)$"
    case .relu: "$f(a) = \\mathrm{max}(0, a)$"
    case .sigmoid: "$f(a) = \\sigma(a)$"
    case .identity: "$f(a) = a$"
    }
  }

  private func content(_ symbol: String?, _ values: [Double]) -> UnrolledDiagram.Content {
    UnrolledDiagram.Content(label: symbol.map { Label.plain($0) }, values: values)
  }

  /// The class with its probability where there are classes, the numbers otherwise.
  private func output(_ run: ForwardRun, at t: Int) -> UnrolledDiagram.Content {
    guard run.network.spec.loss == .softmaxCrossEntropy, !run.data.targetAlphabet.isEmpty else {
      return UnrolledDiagram.Content(values: run.output(run.outputs, at: t))
    }
    let p = run.output(run.probabilities, at: t)
    let best = p.indices.max { p[$0] < p[$1] }!
    return UnrolledDiagram.Content(
      label: Label.plain(run.data.targetName(best)), probability: p[best])
  }

  /// The class, or numbers without needless zeros.
  private func target(_ run: ForwardRun, at t: Int) -> Label? {
    let position = run.position(at: t)
    guard run.counts(position) else { return nil }
    switch run.trace.targets {
    case .none: return nil
    case .classes(let classes): return Label.plain(run.data.targetName(classes[position]))
    case .values(let values, let size):
      let numbers = values[position * size..<(position + 1) * size]
      return Label.plain(
        numbers.map { significant($0, 3).replacing("-", with: "\u{2212}") }.joined(separator: " "))
    }
  }

  private func hasLoss(_ run: ForwardRun) -> Bool {
    if case .none = run.trace.targets { false } else { true }
  }

  private func lossAt(_ t: Int, _ run: ForwardRun) -> Double? {
    guard hasLoss(run), run.outputSteps.count > 1, run.outputSteps.contains(t),
      run.counts(run.position(at: t))
    else { return nil }
    return run.positionLosses[run.position(at: t)]
  }

  /// For t = 1 ... T.
  private func gradients(_ run: BackwardRun) -> [UnrolledDiagram.Gradient] {
    let sizes = run.forward.network.spec.hiddenSizes
    let stateGradients = sizes.indices.map { run.trace.stateGradients(layer: $0) }
    // The deltas of several gates have no row in the diagram.
    let hasGates = run.forward.network.spec.cell.bands > 1
    let deltas = hasGates ? [] : sizes.indices.map { run.trace.deltas(layer: $0) }
    return (0..<run.forward.steps).map { step in
      UnrolledDiagram.Gradient(
        stateNorms: sizes.indices.map {
          euclideanNorm(run.forward.slice(stateGradients[$0], step, size: sizes[$0]))
        },
        deltas: deltas.indices.map { run.forward.slice(deltas[$0], step, size: sizes[$0]) })
    }
  }

  /// Whether the states lie in -1 ... 1.
  func isBounded(_ spec: NetworkSpec) -> Bool {
    spec.cell != .elman(.relu) && spec.cell != .elman(.identity)
  }

  private func largestState(_ run: ForwardRun) -> Double {
    let sizes = run.network.spec.hiddenSizes
    let largest = sizes.indices.flatMap { run.trace.states(layer: $0) }
      .reduce(0) { max($0, $1.magnitude) }
    return largest > 0 && largest.isFinite ? largest : 1
  }

  private func equation(_ spec: NetworkSpec, hasBackward: Bool) -> Label {
    guard case .elman(let activation) = spec.cell else {
      let name = "\\mathrm{\(spec.cell.name.uppercased())}"
      return Label(
        spec.cell.hasCellState
          ? "$(h_t, c_t) = \(name)(x_t, h_{t-1}, c_{t-1})$" : "$h_t = \(name)(x_t, h_{t-1})$")
    }
    let f =
      switch activation {
      case .tanh: "\\tanh"
      case .relu: "\\mathrm{ReLU}"
      case .sigmoid: "\\sigma"
      case .identity: ""
      }
    let forward = "$h_t = \(f)(W_{xh} x_t + W_{hh} h_{t-1} + b_h)$"
    guard hasBackward else { return Label(forward) }
    let derivative = activation == .tanh ? "(1 - h_t^2)" : "f'(a_t)"
    return Label(
      "\(forward)        $\\delta_t = \\frac{\\partial L}{\\partial h_t} \\odot \(derivative)$")
  }
}
