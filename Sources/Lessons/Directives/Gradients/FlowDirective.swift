import Figures
import Recurrent
import Synchronization

/// The norms of one model's gradients through time, for several seeds.
struct FlowCase: Sendable {
  let modelID: String
  let label: String
  /// |dL/dh_t| for t = 1 ... T, a row for each seed.
  let states: [[Double]]
  /// |dL/dc_t| of an LSTM; no rows for other cells.
  let cells: [[Double]]
}

/// What a flow leaves for figures.
struct FlowRun: Sendable {
  let cases: [FlowCase]
  let steps: Int
}

/// `flow`: how much of a gradient is left, step by step back through time.
///
/// Untrained networks, drawn anew for each seed, and one backward pass each:
///
///     kept = |dL/dh_1| / |dL/dh_T|, and of an LSTM also |dL/dc_1| / |dL/dc_T|
///
/// Norms are over the highest layer's units and all sequences.
struct FlowDirective: Directive {
  private static let cases = [
    KeyDeclaration(
      "model", .reference(to: ["model"]), required: true,
      help: "drawn anew for each seed; its values are MODEL_state, MODEL_cell, ..."),
    KeyDeclaration(
      "label", .text(maximumLength: 60), help: "what the table and the figure call it"),
  ]

  static let declaration = DirectiveDeclaration(
    "flow", summary: "Norms of gradients through time, of several models over the same seeds.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "the sequences"),
      KeyDeclaration(
        "cases", .list(.mapping(cases), count: 1...6), required: true,
        help: "the models that are compared"),
      KeyDeclaration("seeds", .integer(1...1000), default: "10", help: "networks of each model"),
    ])

  let id: String
  let seed: UInt64
  let seeds: Int
  let cases: [(model: ModelDirective, label: String, batch: SequenceBatch<Double>)]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seed = plan.seed(for: id)
    seeds = fields.integer("seeds")
    var cases: [(model: ModelDirective, label: String, batch: SequenceBatch<Double>)] = []
    for item in fields.mappings("cases") {
      let modelID = item.text("model")
      guard let model = plan.directive(modelID, ModelDirective.self),
        let batch = plan.batch(
          of: fields.text("data"), for: modelID, at: item.location(of: "model"),
          needsTargets: true)
      else { return nil }
      guard model.given == nil else {
        plan.error(
          at: item.location(of: "model"),
          "'\(modelID)' has given weights; a flow draws the model anew for each seed")
        return nil
      }
      guard !model.spec.isBidirectional else {
        plan.error(
          at: item.location(of: "model"),
          "'\(modelID)' reads both ways; a flow follows the gradient of one direction")
        return nil
      }
      guard !cases.contains(where: { $0.model.id == modelID }) else {
        plan.error(at: item.location(of: "model"), "'\(modelID)' stands twice in 'cases'")
        return nil
      }
      cases.append((model, item.textIfGiven("label") ?? modelID, batch))
    }
    self.cases = cases
  }

  private static func measures(_ spec: NetworkSpec) -> [String] {
    spec.cell.hasCellState ? ["state", "cell"] : ["state"]
  }

  var valueNames: [String] {
    ["seeds"]
      + cases.flatMap { item in
        Self.measures(item.model.spec).flatMap { measure in
          ["", "_kept", "_least", "_most"].map { "\(item.model.id)_\(measure)\($0)" }
        }
      }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let reporter = ProgressReporter(context, total: cases.count * seeds, label: "flow \(id)")
    let norms = allNorms(reporter)
    let results = cases.enumerated().map { place, item in
      let own = norms[place * seeds..<(place + 1) * seeds]
      return FlowCase(
        modelID: item.model.id, label: item.label, states: own.map(\.states),
        cells: item.model.spec.cell.hasCellState ? own.map(\.cells) : [])
    }
    let steps = cases[0].batch.steps
    context.results[id] = FlowRun(cases: results, steps: steps)
    step.values = [("seeds", .number(Double(seeds)))]
    var rows: [Table.Row] = []
    for item in results {
      for (name, symbol, runs) in [("state", "dL/dh", item.states), ("cell", "dL/dc", item.cells)]
      where !runs.isEmpty {
        let middle = (0..<steps).map { t in median(runs.map { $0[t] }) }
        let kept = runs.map { $0[0] / $0[steps - 1] }
        let prefix = "\(item.modelID)_\(name)"
        step.values += [
          (prefix, .numbers(middle, from: 1)), ("\(prefix)_kept", .number(median(kept))),
          ("\(prefix)_least", .number(Self.extreme(kept, <))),
          ("\(prefix)_most", .number(Self.extreme(kept, >))),
        ]
        rows.append(
          Table.Row(
            [item.label, "|\(symbol)_t|"]
              + [steps, (steps + 1) / 2, 1].map { significant(middle[$0 - 1], 3) }
              + [median(kept), Self.extreme(kept, <), Self.extreme(kept, >)].map {
                significant($0, 3)
              }))
      }
    }
    step.items.append(
      .table(
        Table(
          caption: "Medians over \(counted(seeds, "seed")); kept: the norm at t = 1 over that at "
            + "t = \(steps)",
          columns: [
            "model", "norm", "t = \(steps)", "t = \((steps + 1) / 2)", "t = 1", "kept", "least",
            "most",
          ].map { .init($0) }, rows: rows)))
  }

  /// NaN where there is one: a network that left the finite numbers must not look well.
  private static func extreme(_ values: [Double], _ isBefore: (Double, Double) -> Bool) -> Double {
    values.reduce(values[0]) { best, value in
      best.isNaN || value.isNaN ? .nan : isBefore(value, best) ? value : best
    }
  }

  private func allNorms(
    _ reporter: ProgressReporter
  ) -> [(states: [Double], cells: [Double])] {
    let results = Results(count: cases.count * seeds)
    concurrently(cases.count * seeds) { index in
      let item = cases[index / seeds]
      // The same seed for every model: networks of one shape are then the same.
      let network = item.model.network(
        seed: derivedSeed(seed, "network \(index % seeds + 1)"))
      let layer = network.spec.hiddenSizes.count - 1
      let backward = network.backward(network.forward(item.batch))
      let size = item.batch.batch * network.spec.hiddenSizes[layer]
      let cells =
        network.spec.cell.hasCellState
        ? Self.norms(backward.cellStateGradients(layer: layer), size: size) : []
      let norms = (states: backward.stateGradientNorms(layer: layer), cells: cells)
      results.state.withLock {
        $0.norms[index] = norms
        $0.done += 1
        reporter.report($0.done, detail: item.label)
      }
    }
    return results.state.withLock { $0.norms.map { $0! } }
  }

  /// Of each step of [T, B, H].
  private static func norms(_ flat: [Double], size: Int) -> [Double] {
    stride(from: 0, to: flat.count, by: size).map {
      euclideanNorm(Array(flat[$0..<$0 + size]))
    }
  }

  private final class Results: Sendable {
    let state: Mutex<(norms: [(states: [Double], cells: [Double])?], done: Int)>

    init(count: Int) { state = Mutex((Array(repeating: nil, count: count), 0)) }
  }
}

extension FigureKind {
  static let gradientFlow = FigureKind(
    "gradient_flow", help: "gradients through time, over several seeds", needs: ["flow"],
    make: { try $0.gradientFlow($1) })
}

extension FigureDirective {
  /// Gradients through time on a logarithmic axis, the seeds pale behind their median.
  func gradientFlow(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let run = try context.found(from[0], FlowRun.self)
    let back = (0..<run.steps).map(Double.init)
    func curve(_ label: String, _ runs: [[Double]], _ dash: LinePlot.Dash) -> LinePlot.Curve {
      // x counts steps back, so the last step comes first.
      var curve = LinePlot.Curve(
        label: Label(label), x: back, runs: runs.map { $0.reversed() }, dash: dash)
      curve.showsPoints = false
      return curve
    }
    let curves = run.cases.flatMap { item in
      (item.cells.isEmpty
        ? [] : [curve("\(item.label): $\\partial L/\\partial c$", item.cells, .solid)])
        + [curve("\(item.label): $\\partial L/\\partial h$", item.states, .dashed)]
    }
    return LinePlot.gradientNorm(
      title: heading("Gradients through time"), subtitle: subheading, cells: curves, floor: nil,
      yTitle: "norm of the gradient")
  }
}
