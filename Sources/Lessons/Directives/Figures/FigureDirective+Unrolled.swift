import Figures
import Recurrent

extension FigureKind {
  static let unrolled = FigureKind(
    "unrolled", help: "the network unrolled", needs: ["forward"], takes: ["backward"],
    make: { try $0.unrolled($1) })
}

extension FigureDirective {
  /// The network unrolled, with its numbers: both directions where there are two, the cell state
  /// of an LSTM, steps that are padding; the backward pass where a step gives it.
  func unrolled(_ context: RunContext) throws(StepFailure) -> UnrolledDiagram {
    var forward: ForwardRun?
    var backward: BackwardRun?
    for id in from {
      forward = context.result(id, ForwardRun.self) ?? forward
      backward = context.result(id, BackwardRun.self) ?? backward
    }
    let run = try context.found(forward, from[0])
    let spec = run.network.spec
    // Without a head of its own and without targets, an output row would repeat the states.
    let hasOutputs = spec.head.kind != .identity || hasLoss(run)
    let rows = spec.directions.map { direction in
      UnrolledRows(run, direction: direction, backward: backward)
    }
    let steps = (1...run.data.steps).map { t in
      let isMasked = t > run.steps
      let isOutput = !isMasked && run.outputSteps.contains(t)
      let symbol = run.data.symbols.isEmpty ? nil : run.data.symbols[run.sequence][t - 1]
      return UnrolledDiagram.Step(
        input: isMasked ? nil : content(symbol, symbol == nil ? run.input(t) : []),
        states: rows[0].states(t),
        output: hasOutputs && isOutput ? output(run, at: t) : nil,
        target: isOutput ? target(run, at: t) : nil, loss: isMasked ? nil : lossAt(t, run),
        gradient: rows[0].gradient(t), cells: rows[0].cells(t),
        reverse: rows.count < 2
          ? nil
          : UnrolledDiagram.Reverse(
            states: rows[1].states(t), cells: rows[1].cells(t), gradient: rows[1].gradient(t)),
        isMasked: isMasked)
    }
    return UnrolledDiagram(
      title: heading("\(run.data.steps) steps with the same weights"), subtitle: subheading,
      steps: steps, initialStates: spec.hiddenSizes.indices.map { run.state(0, layer: $0) },
      totalLoss: hasLoss(run) ? run.trace.loss : nil,
      equation: equation(spec, hasBackward: backward != nil),
      stateLimit: isBounded(spec) ? 1 : largestState(run))
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

/// What one direction of a pass holds, layer by layer, for a sequence of a batch.
private struct UnrolledRows {
  private let run: ForwardRun
  private let direction: NetworkSpec.Direction
  private let sizes: [Int]
  /// Flat [T, B, H] for each layer; empty where there are none.
  private let allStates: [[Double]]
  private let allCells: [[Double]]
  private let allGradients: [[Double]]
  private let allDeltas: [[Double]]

  init(_ run: ForwardRun, direction: NetworkSpec.Direction, backward: BackwardRun?) {
    let spec = run.network.spec
    self.run = run
    self.direction = direction
    sizes = spec.hiddenSizes
    allStates = sizes.indices.map { run.trace.states(layer: $0, direction: direction) }
    allCells =
      spec.cell.hasCellState
      ? sizes.indices.map { run.trace.cellStates(layer: $0, direction: direction) } : []
    allGradients =
      backward.map { pass in
        spec.hiddenSizes.indices.map {
          pass.trace.stateGradients(layer: $0, direction: direction)
        }
      } ?? []
    // The deltas of several gates have no row in the diagram.
    allDeltas =
      backward.map { pass in
        spec.cell.bands > 1
          ? []
          : spec.hiddenSizes.indices.map { pass.trace.deltas(layer: $0, direction: direction) }
      } ?? []
  }

  /// The last state is carried through padding; the direction that reads from the end begins
  /// behind it, with zeros.
  private func rows(_ all: [[Double]], _ t: Int) -> [[Double]] {
    all.indices.map { layer in
      t > run.steps && direction == .reverse
        ? Array(repeating: 0, count: sizes[layer])
        : run.slice(all[layer], min(t, run.steps) - 1, size: sizes[layer])
    }
  }

  func states(_ t: Int) -> [[Double]] { rows(allStates, t) }

  func cells(_ t: Int) -> [[Double]] { rows(allCells, t) }

  /// Nil without a backward pass, and where there is no step to go back through.
  func gradient(_ t: Int) -> UnrolledDiagram.Gradient? {
    guard !allGradients.isEmpty, t <= run.steps else { return nil }
    return UnrolledDiagram.Gradient(
      stateNorms: rows(allGradients, t).map(euclideanNorm), deltas: rows(allDeltas, t))
  }
}
