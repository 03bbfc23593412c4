import Figures
import Recurrent
import Synchronization

/// The accuracies of several models over several gaps.
struct GapSweep: Sendable {
  struct Case: Sendable {
    let modelID: String
    let label: String
    /// A row for each gap, of one run for each seed.
    let runs: [[GapRun]]
  }

  let gaps: [Int]
  let cases: [Case]
  let chance: Double
}

/// `sweep`: how long a memory reaches. Each model is trained anew for each gap and each seed, on
/// sentences drawn as it goes, and then asked about sentences that it never saw.
struct SweepDirective: Directive {
  private static let cases = [
    KeyDeclaration(
      "model", .reference(to: ["model"]), required: true,
      help: "drawn anew for each run; its values are MODEL_accuracy, MODEL_learned, ..."),
    KeyDeclaration(
      "label", .text(maximumLength: 60), help: "what the table and the figure call it"),
  ]

  static let declaration = DirectiveDeclaration(
    "sweep", summary: "Accuracy against the gap that a memory has to bridge, over several seeds.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "data", .reference(to: ["data"]), required: true,
        help: "data of the kind 'memory', whose gap is varied"),
      KeyDeclaration(
        "gaps", .list(.integer(0...1000), count: 1...12), required: true,
        help: "words between key and answer, ascending"),
      KeyDeclaration(
        "cases", .list(.mapping(cases), count: 1...9), required: true,
        help: "the models that are compared"),
      KeyDeclaration("seeds", .integer(1...1000), default: "5", help: "runs of each model and gap"),
      KeyDeclaration(
        "train", .mapping(TrainingOptions.keys), required: true,
        help: "what all runs share; 'epochs' is the most updates, 'batch' 16 where not given"),
      KeyDeclaration(
        "stop_below", .number(.atLeast(0)), default: "0.05",
        help: "training ends where the mean of the last ten losses is below"),
      KeyDeclaration(
        "tested", .integer(1...10_000), default: "200", help: "held-out sentences in a test"),
      KeyDeclaration(
        "learned_at", .number(.closed(0...1)), default: "0.95",
        help: "the accuracy from which a run counts as learned"),
    ])

  let id: String
  let seed: UInt64
  let seeds: Int
  let gaps: [Int]
  let cases: [(model: ModelDirective, label: String)]
  let task: MemoryTask
  let rules: GapRun.Rules
  let learnedAt: Double

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seed = plan.seed(for: id)
    seeds = fields.integer("seeds")
    gaps = fields.integers("gaps")
    learnedAt = fields.number("learned_at")
    let dataID = fields.text("data")
    guard let data = plan.dataSet(dataID) else { return nil }
    guard let task = data.task else {
      plan.error(
        at: fields.location(of: "data"),
        "'\(dataID)' has no gap to vary; data of the kind 'memory' has one")
      return nil
    }
    self.task = task
    for (index, item) in fields.list("gaps").enumerated() {
      let gap = gaps[index]
      if gap < task.leastGap {
        plan.error(
          at: item.location,
          "a gap of \(gap); the sentence itself has \(counted(task.leastGap, "word")) between KEY "
            + "and the answer")
        return nil
      }
      if index > 0, gap <= gaps[index - 1] {
        plan.error(
          at: item.location, "a gap of \(gap) behind \(gaps[index - 1]); gaps are ascending")
        return nil
      }
    }
    guard let options = TrainingOptions(fields.mapping("train"), sequences: .max, in: &plan) else {
      return nil
    }
    rules = GapRun.Rules(
      options: options, batch: options.batchSize ?? 16, stopBelow: fields.number("stop_below"),
      tested: fields.integer("tested"))
    guard let cases = Self.cases(fields, dataID: dataID, in: &plan) else { return nil }
    self.cases = cases
    let steps = Double(task.steps(gap: gaps[gaps.count - 1]))
    for item in cases {
      // Gates, their deltas and states of each unit; the one-hot words.
      let units = item.model.spec.hiddenSizes.reduce(0, +) * item.model.spec.directions.count
      let numbers =
        steps * Double(max(rules.batch, rules.tested))
        * Double(16 * units + item.model.spec.inputSize)
      guard numbers <= 2e7 else {
        plan.error(
          at: fields.location(of: "gaps"),
          "'\(item.model.id)' needs about \(significant(numbers * 8 / 0x1p30, 3)) GiB for the "
            + "numbers of its steps; at most 0.149 GiB are allowed")
        return nil
      }
    }
  }

  private static func cases(
    _ fields: CheckedMapping, dataID: String, in plan: inout LessonPlan
  ) -> [(model: ModelDirective, label: String)]? {
    var cases: [(model: ModelDirective, label: String)] = []
    for item in fields.mappings("cases") {
      let modelID = item.text("model")
      // The data at its own gap says whether words, answers and head fit.
      guard let model = plan.directive(modelID, ModelDirective.self),
        plan.batch(
          of: dataID, for: modelID, at: item.location(of: "model"), needsTargets: true) != nil
      else { return nil }
      guard model.given == nil else {
        plan.error(
          at: item.location(of: "model"),
          "'\(modelID)' has given weights; a sweep draws the model anew for each run")
        return nil
      }
      guard !cases.contains(where: { $0.model.id == modelID }) else {
        plan.error(at: item.location(of: "model"), "'\(modelID)' stands twice in 'cases'")
        return nil
      }
      cases.append((model, item.textIfGiven("label") ?? modelID))
    }
    return cases
  }

  private static let measures = ["accuracy", "least", "learned", "updates", "diverged"]

  var valueNames: [String] {
    ["seeds", "chance", "gaps"]
      + cases.flatMap { item in Self.measures.map { "\(item.model.id)_\($0)" } }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let count = cases.count * gaps.count * seeds
    let reporter = ProgressReporter(context, total: count, label: "sweep \(id)")
    let runs = runAll(count, reporter)
    let results = cases.enumerated().map { place, item in
      GapSweep.Case(
        modelID: item.model.id, label: item.label,
        runs: gaps.indices.map { gap in
          let start = (place * gaps.count + gap) * seeds
          return Array(runs[start..<start + seeds])
        })
    }
    let sweep = GapSweep(gaps: gaps, cases: results, chance: 1 / Double(task.answers.count))
    context.results[id] = sweep
    step.values = [
      ("seeds", .number(Double(seeds))), ("chance", .number(sweep.chance)),
      ("gaps", .numbers(gaps.map(Double.init), from: 1)),
    ]
    for item in results {
      func numbers(_ measure: ([GapRun]) -> Double) -> Value {
        .numbers(item.runs.map(measure), from: 1)
      }
      step.values += [
        ("\(item.modelID)_accuracy", numbers(Self.meanAccuracy)),
        ("\(item.modelID)_least", numbers { $0.map(\.accuracy).min()! }),
        ("\(item.modelID)_learned", numbers { Double(learned($0)) }),
        ("\(item.modelID)_updates", numbers { median($0.map { Double($0.updates) }) }),
        ("\(item.modelID)_diverged", numbers { Double($0.filter(\.hasDiverged).count) }),
      ]
    }
    step.items += [.table(accuracyTable(results)), .table(learnedTable(results))]
  }

  private func learned(_ runs: [GapRun]) -> Int { runs.filter { $0.accuracy >= learnedAt }.count }

  /// All runs, two or more at a time; each depends on its seed alone, so their order is nothing.
  private func runAll(_ count: Int, _ reporter: ProgressReporter) -> [GapRun] {
    let results = Results(count: count)
    // The longest gaps are the longest runs: begun first, none is left for the end.
    let order = (0..<count).sorted { one, other in
      let (a, b) = (one / seeds % gaps.count, other / seeds % gaps.count)
      return a != b ? a > b : one < other
    }
    concurrently(count) { place in
      let index = order[place]
      let item = cases[index / seeds / gaps.count]
      let gap = gaps[index / seeds % gaps.count]
      let number = index % seeds + 1
      // Every model reads the same sentences; networks of one shape begin as the same network.
      let run = GapRun(
        item.model.network(seed: derivedSeed(seed, "network \(number)")), on: task, gap: gap,
        rules: rules, seed: derivedSeed(seed, "gap \(gap), run \(number)"))
      results.state.withLock {
        $0.runs[index] = run
        $0.done += 1
        reporter.report($0.done, detail: "\(item.label), gap \(gap)")
      }
    }
    return results.state.withLock { $0.runs.map { $0! } }
  }

  private final class Results: Sendable {
    let state: Mutex<(runs: [GapRun?], done: Int)>

    init(count: Int) { state = Mutex((Array(repeating: nil, count: count), 0)) }
  }

  /// Most runs either learn or guess, and a median would jump from one to the other.
  static func meanAccuracy(_ runs: [GapRun]) -> Double {
    runs.map(\.accuracy).reduce(0, +) / Double(runs.count)
  }

  private func accuracyTable(_ results: [GapSweep.Case]) -> Table {
    table("Right answers on held-out sentences, mean over \(counted(seeds, "seed"))", results) {
      fixed(Self.meanAccuracy($0), 2)
    }
  }

  /// `7 of 10 (117)`
  private func learnedTable(_ results: [GapSweep.Case]) -> Table {
    table(
      "Seeds that learned (\(significant(100 * learnedAt, 3)) % right or more), and the median of "
        + "all updates, at most \(rules.options.updates)", results
    ) { runs in
      let updates = median(runs.map { Double($0.updates) })
      return "\(learned(runs)) of \(seeds) (\(fixed(updates, 0)))"
    }
  }

  private func table(
    _ caption: String, _ results: [GapSweep.Case], cell: ([GapRun]) -> String
  ) -> Table {
    Table(
      caption: caption, columns: [.init("model")] + gaps.map { .init("gap \($0)") },
      rows: results.map { item in Table.Row([item.label] + item.runs.map(cell)) })
  }
}

extension FigureDirective {
  /// Accuracy against the gap, the mean over the seeds.
  func accuracy(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let sweep = try context.found(from[0], GapSweep.self)
    let gaps = sweep.gaps.map(Double.init)
    return LinePlot.accuracyAgainstGap(
      title: heading("How long the memory reaches"), subtitle: subheading,
      cells: sweep.cases.map { item in
        LinePlot.Curve(
          label: Label.plain(item.label), x: gaps, y: item.runs.map(SweepDirective.meanAccuracy),
          showsPoints: true)
      }, chance: sweep.chance, chanceLabel: "guessing", xTitle: "words between key and answer")
  }
}
