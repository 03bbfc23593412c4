import Recurrent

extension ForwardDirective {
  /// Every number of the shown sequence, layer and direction, and the largest difference between
  /// its states and the textbook's.
  func numbers(of run: ForwardRun) -> (steps: [StepNumbers], difference: Double) {
    let textbook = TextbookNetwork(spec, parameters: run.network.parameters.values)
    let pass = textbook.run(run.trace.data.selecting([run.sequence]))[0]
    let here = pass.layers[layer]
    let equations = direction == .forward ? here.forward : here.reverse
    let states = run.rows(
      of: run.trace.states(layer: layer, direction: direction), size: run.size)
    var steps = [StepNumbers("input", "x_t", math: "x_t", rows: pass.inputs)]
    if case .elman = spec.cell {
      steps += products(equations)
      steps.append(
        StepNumbers(
          "preactivation", "a_t", math: "a_t", isIndexed: true,
          rows: run.rows(of: run.trace.gates(layer: layer, direction: direction), size: run.size)))
    } else {
      steps.append(preactivations(equations, size: run.size))
      steps += gates(of: run)
    }
    if spec.cell.hasCellState {
      steps.append(
        StepNumbers(
          "cell_state", "c_t", math: "c_t", isIndexed: true,
          rows: run.rows(
            of: run.trace.cellStates(layer: layer, direction: direction), size: run.size)))
    }
    steps.append(self.states(run, states))
    steps += outputs(of: run)
    let difference = zip(states, equations).reduce(0.0) { worst, step in
      zip(step.0, step.1.state).reduce(worst) { Swift.max($0, ($1.0 - $1.1).magnitude) }
    }
    return (steps, difference)
  }

  /// The state that a step begins with: in the reverse direction, that of the step behind it.
  private var previousState: (plain: String, math: String) {
    direction == .forward ? ("h_t-1", "h_{t-1}") : ("h_t+1", "h_{t+1}")
  }

  private func products(_ equations: [TextbookStep<Double>]) -> [StepNumbers] {
    [
      StepNumbers(
        "input_product", "(W_xh x_t)", math: "(W_{xh} x_t)", rows: equations.map(\.inputProduct)),
      StepNumbers(
        "recurrent_product", "(W_hh \(previousState.plain))",
        math: "(W_{hh} \(previousState.math))",
        rows: equations.map(\.recurrentProduct)),
    ]
  }

  /// What the functions of the gates are applied to; the trace keeps what they make of it.
  private func preactivations(
    _ equations: [TextbookStep<Double>], size: Int
  ) -> StepNumbers {
    StepNumbers(
      "preactivation",
      columns: spec.cell.namedGates.flatMap { gate in
        (0..<size).map {
          Table.Column("a_\(gate.symbol)[\($0)]", math: "a_{\(gate.symbol),t}[\($0)]")
        }
      }, rows: equations.map(\.preactivation))
  }

  /// All gates together, each by its name, and what the reset gate of a GRU acts on.
  private func gates(of run: ForwardRun) -> [StepNumbers] {
    let all = run.trace.gates(layer: layer, direction: direction)
    let gates = spec.cell.namedGates.map { gate in
      StepNumbers(
        gate.name, "\(gate.symbol)_t", math: "\(gate.symbol)_t", isIndexed: true,
        rows: run.rows(of: all, gate: gate))
    }
    var steps = [StepNumbers("gates", joining: gates)] + gates
    guard case .gru(let reset) = spec.cell else { return steps }
    let terms = run.trace.candidateTerms(layer: layer, direction: direction)
    let (plain, math) = previousState
    steps.append(
      StepNumbers(
        "candidate_term", reset == .after ? "(W_hn \(plain) + b_hn)" : "(r_t \(plain))",
        math: reset == .after ? "(W_{hn} \(math) + b_{hn})" : "(r_t \\odot \(math))",
        isIndexed: true, rows: run.rows(of: terms, size: run.size)))
    return steps
  }

  /// h_t from t = 0 on; in the reverse direction, whose first step is the last, from t = 1 on.
  private func states(_ run: ForwardRun, _ states: [[Double]]) -> StepNumbers {
    let isForward = direction == .forward
    return StepNumbers(
      "state", "h_t", math: "h_t", isIndexed: true,
      rows: isForward ? [run.state(0, layer: layer)] + states : states, from: isForward ? 0 : 1)
  }

  private func outputs(of run: ForwardRun) -> [StepNumbers] {
    func rows(_ flat: [Double]) -> [[Double]] {
      run.outputSteps.map { run.output(flat, at: $0) }
    }
    let first = run.outputSteps.lowerBound
    let outputs = StepNumbers("output", "y_t", math: "y_t", rows: rows(run.outputs), from: first)
    guard spec.loss.hasProbabilities else { return [outputs] }
    let probabilities = StepNumbers(
      "probability",
      columns: (0..<spec.outputSize).map {
        // Of a sigmoid, the probability of yes.
        guard spec.loss == .softmaxCrossEntropy || spec.outputSize > 1 else {
          return Table.Column("p_t", math: "p_t")
        }
        let name = run.data.targetName($0)
        return Table.Column("p(\(name))", math: "p(\\text{\(name)})")
      }, rows: rows(run.probabilities), from: first)
    return [outputs, probabilities]
  }
}
