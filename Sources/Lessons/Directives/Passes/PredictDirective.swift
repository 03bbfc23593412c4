import Recurrent

/// What a prediction leaves for figures.
struct PredictionRun: Sendable {
  let forward: ForwardRun
  /// The classes said, one for each output step.
  let classes: [Int]
}

/// `predict`: what a network says, class by class, with its probabilities.
struct PredictDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "predict", summary: "What a network says of each step, and how often it is right.",
    keys: PassKeys.keys)

  let id: String
  private let pass: PassKeys
  private var spec: NetworkSpec { pass.spec }
  private var batch: SequenceBatch<Double> { pass.batch }
  private var sequence: Int { pass.sequence }

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    guard let pass = PassKeys(fields, in: &plan) else { return nil }
    self.pass = pass
    guard spec.loss == .softmaxCrossEntropy else {
      plan.error(
        at: fields.location(of: "model"),
        "'predict' names classes; '\(pass.modelID)' has a loss that knows none (cross_entropy does)"
      )
      return nil
    }
    guard pass.hasSequence(fields, in: &plan) else { return nil }
  }

  var valueNames: [String] { ["text", "accuracy", "correct", "positions", "probability", "loss"] }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let run = try pass.run(in: context)
    let steps = Array(run.outputSteps)
    let distributions = steps.map { run.output(run.probabilities, at: $0) }
    let classes = distributions.map(largest)
    context.results[id] = PredictionRun(forward: run, classes: classes)
    let names = zip(steps, classes).filter { run.counts(run.position(at: $0.0)) }
      .map { run.data.targetName($0.1) }
    let text = names.joined(separator: names.allSatisfy { $0.count == 1 } ? "" : " ")
    let (correct, positions) = score(run)
    step.values = [
      ("text", .text(text)), ("loss", .number(run.trace.loss)),
      ("accuracy", .number(positions == 0 ? .nan : Double(correct) / Double(positions))),
      ("correct", .number(Double(correct))), ("positions", .number(Double(positions))),
      (
        "probability",
        .list(distributions.map { .numbers($0, from: 0) }, from: run.outputSteps.lowerBound)
      ),
    ]
    step.items.append(.table(table(run, steps: steps)))
    let shown = batch.batch == 1 ? "" : "sequence \(sequence + 1) of \(batch.batch): "
    let right =
      positions == 0 ? "" : "   \(batch.batch == 1 ? "" : "all: ")\(correct) of \(positions) right"
    step.items.append(.line("\(shown)says '\(text)'\(right)"))
  }

  private func table(_ run: ForwardRun, steps: [Int]) -> Table {
    let names = (0..<spec.outputSize).map(run.data.targetName)
    // Sequences of one step are shown together, as the rows of one table.
    let isolated = batch.steps == 1 && batch.batch > 1
    let shown = isolated ? Array(0..<min(batch.batch, 100)) : [sequence]
    let rows = shown.flatMap { row in
      steps.indices.map { place in
        let t = steps[place]
        let start = (place * batch.batch + row) * spec.outputSize
        let p = Array(run.probabilities[start..<start + spec.outputSize])
        let symbol = run.data.symbols.isEmpty ? "" : run.data.symbols[row][t - 1]
        return Table.Row(
          [
            "\(isolated ? row + 1 : t)", symbol, names[largest(p)],
            run.target(at: t, of: row) ?? "",
          ]
            + p.map { fixed($0) }, step: isolated ? nil : t)
      }
    }
    return Table(
      columns: [isolated ? "sequence" : "t", "input", "says", "target"].map { .init($0) }
        + names.map { .init("p(\($0))", math: "p(\\text{\($0)})") },
      rows: rows, walk: isolated ? nil : .forward)
  }

  /// How many positions of the whole batch are right, padding left out.
  private func score(_ run: ForwardRun) -> (correct: Int, positions: Int) {
    guard case .classes(let targets) = run.trace.targets else { return (0, 0) }
    let size = spec.outputSize
    let atLast = spec.head.place == .last
    let positions = targets.indices.filter {
      (atLast || $0 / batch.batch < batch.length(of: $0 % batch.batch)) && run.counts($0)
    }
    let correct = positions.filter {
      largest(Array(run.outputs[$0 * size..<($0 + 1) * size])) == targets[$0]
    }
    return (correct.count, positions.count)
  }

  private func largest(_ values: [Double]) -> Int {
    values.indices.max { values[$0] < values[$1] }!
  }
}
