import Recurrent

/// What a forward step leaves for the steps after it.
struct ForwardRun: Sendable {
  let network: Network<Double>
  let trace: Trace<Double>
  let data: DataSet
  /// The sequence that tables and figures show.
  let sequence: Int
  // Read once: each is copied out of the trace.
  /// y, [S, B, O]
  let outputs: [Double]
  /// p, [S, B, O]; empty with a loss that has none.
  let probabilities: [Double]
  /// [S, B]
  let positionLosses: [Double]

  init(network: Network<Double>, trace: Trace<Double>, data: DataSet, sequence: Int) {
    self.network = network
    self.trace = trace
    self.data = data
    self.sequence = sequence
    outputs = trace.outputs
    probabilities = trace.probabilities
    positionLosses = trace.positionLosses
  }

  var topLayer: Int { network.spec.hiddenSizes.count - 1 }

  /// x_t of the shown sequence, t from 1.
  func input(_ step: Int) -> [Double] { data.inputs[sequence][step - 1] }

  /// h_t of the highest layer for the shown sequence, t from 0.
  func state(_ step: Int, layer: Int? = nil) -> [Double] {
    trace.state(layer: layer ?? topLayer, step: step, sequence: sequence)
  }

  /// A slice [O] or [H] of a flat [steps, B, size].
  func slice(_ flat: [Double], _ step: Int, size: Int) -> [Double] {
    let start = (step * trace.batch + sequence) * size
    return Array(flat[start..<start + size])
  }

  /// The steps that have an output, t from 1.
  var outputSteps: ClosedRange<Int> { trace.steps - trace.outputSteps + 1...trace.steps }

  /// y_t or p_t of the shown sequence at a step that has an output.
  func output(_ flat: [Double], at step: Int) -> [Double] {
    slice(flat, step - outputSteps.lowerBound, size: network.spec.outputSize)
  }

  /// The place of a sequence's step among the positions that have an output.
  func position(at step: Int, of row: Int? = nil) -> Int {
    (step - outputSteps.lowerBound) * trace.batch + (row ?? sequence)
  }

  /// The target of the shown sequence at a step, as text; nil without targets.
  func target(at step: Int, of row: Int? = nil) -> String? {
    let position = position(at: step, of: row)
    switch trace.targets {
    case .none: return nil
    case .classes(let classes): return data.targetName(classes[position])
    case .values(let values, let size):
      return values[position * size..<(position + 1) * size].map { fixed($0) }
        .joined(separator: " ")
    }
  }
}

/// `forward`: a forward pass with every number.
struct ForwardDirective: Directive {
  static let shown = [
    "input", "input_product", "recurrent_product", "preactivation", "state", "output",
    "probability",
  ]

  static let declaration = DirectiveDeclaration(
    "forward", summary: "One forward pass, every number kept.",
    keys: PassKeys.keys + [
      KeyDeclaration(
        "show", .list(.choice(shown), count: 1...7), default: "[state, output]",
        help: "the columns of the table: W_xh x_t is input_product, W_hh h_{t-1} recurrent_product")
    ])

  /// Of wider vectors a table shows the first numbers; the values have all of them.
  static let mostColumns = 24

  let id: String
  let show: [String]
  private let pass: PassKeys
  var spec: NetworkSpec { pass.spec }
  var batch: SequenceBatch<Double> { pass.batch }
  private var sequence: Int { pass.sequence }

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    show = fields.texts("show")
    guard let pass = PassKeys(fields, in: &plan) else { return nil }
    self.pass = pass
    guard pass.hasSequence(fields, in: &plan) else { return nil }
    if show.contains("probability") && !spec.loss.hasProbabilities {
      plan.error(
        at: fields.location(of: "show"),
        "'probability' needs a cross-entropy loss; the model has half_squared_error")
      return nil
    }
  }

  var valueNames: [String] {
    [
      "loss", "losses", "input", "input_product", "recurrent_product", "preactivation", "state",
      "output",
    ]
      + ["textbook_difference"] + (spec.loss.hasProbabilities ? ["probability"] : [])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let run = try pass.run(in: context)
    context.forwards[id] = run
    let textbook = TextbookNetwork(spec, parameters: run.network.parameters.values)
      .run(run.data.inputs[sequence])
    let top = textbook.layers[textbook.layers.count - 1].forward
    step.values = values(of: run, textbook: top)
    step.items.append(.table(table(of: run, textbook: top)))
    step.items.append(.line(closingLine(of: run)))
  }

  private func values(
    of run: ForwardRun, textbook: [TextbookStep<Double>]
  ) -> [(name: String, value: Value)] {
    let trace = run.trace
    let preactivations = run.trace.gates(layer: run.topLayer)
    let size = spec.hiddenSizes[run.topLayer]
    func perStep(_ steps: ClosedRange<Int>, _ numbers: (Int) -> [Double]) -> Value {
      .list(steps.map { .numbers(numbers($0), from: 0) }, from: steps.lowerBound)
    }
    let outputs = run.outputSteps
    var values: [(name: String, value: Value)] = [
      ("loss", .number(trace.loss)),
      (
        "losses",
        .numbers(
          outputs.map { run.positionLosses[run.position(at: $0)] },
          from: outputs.lowerBound)
      ),
      ("input", perStep(1...trace.steps) { run.input($0) }),
      ("input_product", perStep(1...trace.steps) { textbook[$0 - 1].inputProduct }),
      ("recurrent_product", perStep(1...trace.steps) { textbook[$0 - 1].recurrentProduct }),
      (
        "preactivation",
        perStep(1...trace.steps) {
          run.slice(preactivations, $0 - 1, size: size)
        }
      ),
      ("state", perStep(0...trace.steps) { run.state($0) }),
      ("output", perStep(outputs) { run.output(run.outputs, at: $0) }),
      (
        "textbook_difference",
        .number(
          (1...trace.steps).reduce(0) { worst, t in
            zip(run.state(t), textbook[t - 1].state).reduce(worst) {
              Swift.max($0, ($1.0 - $1.1).magnitude)
            }
          })
      ),
    ]
    if spec.loss.hasProbabilities {
      values.append(
        ("probability", perStep(outputs) { run.output(run.probabilities, at: $0) }))
    }
    return values
  }

  private func table(of run: ForwardRun, textbook: [TextbookStep<Double>]) -> Table {
    let trace = run.trace
    let preactivations = run.trace.gates(layer: run.topLayer)
    let size = spec.hiddenSizes[run.topLayer]
    var columns = [Table.Column("t")]
    var cells: [[String]] = (1...trace.steps).map { ["\($0)"] }
    func add(_ plain: String, _ math: String, size: Int, _ numbers: (Int) -> [Double]?) {
      let shown = min(size, Self.mostColumns)
      for index in 0..<shown {
        let suffix =
          size == 1 && !plain.hasPrefix("a_") && !plain.hasPrefix("h_") ? "" : "[\(index)]"
        columns.append(
          Table.Column(plain + suffix, math: suffix.isEmpty ? math : "\(math)[\(index)]"))
      }
      for t in 1...trace.steps {
        cells[t - 1] +=
          numbers(t).map { $0.prefix(shown).map { fixed($0) } }
          ?? Array(repeating: "", count: shown)
      }
    }
    for name in show {
      switch name {
      case "input":
        if run.data.symbols.isEmpty {
          add("x_t", "x_t", size: run.data.inputSize) { run.input($0) }
        } else {
          columns.append(Table.Column("x_t", math: "x_t"))
          for t in 1...trace.steps { cells[t - 1].append(run.data.symbols[sequence][t - 1]) }
        }
      case "input_product":
        add("(W_xh x_t)", "(W_{xh} x_t)", size: size) { textbook[$0 - 1].inputProduct }
      case "recurrent_product":
        add("(W_hh h_t-1)", "(W_{hh} h_{t-1})", size: size) {
          textbook[$0 - 1].recurrentProduct
        }
      case "preactivation":
        add("a_t", "a_t", size: size) {
          run.slice(preactivations, $0 - 1, size: size)
        }
      case "state":
        add("h_t", "h_t", size: size) { run.state($0) }
      // With a head at the last step alone, the line below the table says what comes out.
      case "output" where spec.head.place == .eachStep:
        add("y_t", "y_t", size: spec.outputSize) { run.output(run.outputs, at: $0) }
      case "probability" where spec.head.place == .eachStep:
        for index in 0..<spec.outputSize {
          let name = run.data.targetName(index)
          columns.append(Table.Column("p(\(name))", math: "p(\\text{\(name)})"))
        }
        for t in 1...trace.steps {
          cells[t - 1] += run.output(run.probabilities, at: t).map { fixed($0) }
        }
      default: break
      }
    }
    return Table(
      caption: trace.batch == 1 ? nil : "Sequence \(sequence + 1) of \(trace.batch)",
      columns: columns, rows: cells.enumerated().map { Table.Row($1, step: $0 + 1) },
      walk: .forward)
  }

  /// `y = -0.7025   target = 0.5000   loss = 0.722994`
  private func closingLine(of run: ForwardRun) -> String {
    var parts: [String] = []
    if spec.head.place == .last {
      let y = run.output(run.outputs, at: run.trace.steps)
      parts.append("y = " + y.map { fixed($0) }.joined(separator: " "))
      if spec.loss.hasProbabilities {
        let p = run.output(run.probabilities, at: run.trace.steps)
        parts.append("p = " + p.map { fixed($0) }.joined(separator: " "))
      }
      if let target = run.target(at: run.trace.steps) { parts.append("target = " + target) }
    }
    switch run.trace.targets {
    case .none: parts.append("no targets, no loss")
    default: parts.append("loss = " + fixed(run.trace.loss, 6))
    }
    return parts.joined(separator: "   ")
  }
}
