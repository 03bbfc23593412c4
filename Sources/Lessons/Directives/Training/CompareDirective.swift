import RealModule
import Recurrent
import Synchronization

/// One case of a comparison with the runs of all seeds.
struct ComparedCase: Sendable {
  let name: String
  let options: TrainingOptions
  let runs: [TrainingRun]
  let learned: Int
}

/// `compare`: one training, one thing varied, over several seeds.
struct CompareDirective: Directive {
  private static let cases =
    [
      KeyDeclaration(
        "name", .text(maximumLength: 40), required: true,
        help: "letters, digits and _; its values are NAME_learned, NAME_loss, ...")
    ]
    + TrainingOptions.keys.map {
      KeyDeclaration($0.name, $0.type, help: $0.help)
    }

  static let declaration = DirectiveDeclaration(
    "compare", summary: "One training with one thing varied, each case over the same seeds.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model"]), required: true,
        help: "drawn anew for each seed"),
      KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "the sequences"),
      KeyDeclaration("seeds", .integer(1...1000), default: "10", help: "runs of each case"),
      KeyDeclaration(
        "train", .mapping(TrainingOptions.keys), required: true, help: "what all cases share"),
      KeyDeclaration(
        "cases", .list(.mapping(cases), count: 1...9), required: true,
        help: "each case: its name, and the one key of 'train' that it changes"),
      KeyDeclaration(
        "learned",
        .mapping([
          KeyDeclaration(
            "loss_below", .number(.positive), required: true, help: "the loss that counts"),
          KeyDeclaration(
            "over_last", .integer(1...10_000), default: "20", help: "mean over so many epochs"),
        ]), required: true, help: "when a run counts as learned"),
    ])

  let id: String
  let model: ModelDirective
  let batch: SequenceBatch<Double>
  let seeds: Int
  let seed: UInt64
  let cases: [(name: String, options: TrainingOptions)]
  let lossBelow: Double
  let overLast: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seeds = fields.integer("seeds")
    seed = plan.seed(for: id)
    let learned = fields.mapping("learned")
    lossBelow = learned.number("loss_below")
    overLast = learned.integer("over_last")
    let modelID = fields.text("model")
    guard
      let model = plan.directive(modelID, ModelDirective.self),
      let batch = plan.batch(
        of: fields.text("data"), for: modelID, at: fields.location(of: "data"),
        needsTargets: true, rows: fields.mapping("train").integerIfGiven("batch")),
      let shared = TrainingOptions(
        fields.mapping("train"), isShared: true, sequences: batch.batch, in: &plan)
    else { return nil }
    guard model.given == nil else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(modelID)' has given weights; a comparison draws the model anew for each seed")
      return nil
    }
    self.model = model
    self.batch = batch
    var cases: [(name: String, options: TrainingOptions)] = []
    var varied: Set<String> = []
    for item in fields.mappings("cases") {
      let name = item.text("name")
      let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard isName, !name.isEmpty, !cases.contains(where: { $0.name == name }) else {
        plan.error(
          at: item.location(of: "name"),
          "the case name '\(name)'; a name has letters, digits and _, and stands once")
        return nil
      }
      varied.formUnion(item.keys.filter { $0 != "name" })
      guard
        let options = TrainingOptions(
          item, over: shared, sequences: batch.batch, in: &plan),
        options.fit(model.spec, batch, fields.mapping("train"), in: &plan)
      else { return nil }
      cases.append((name, options))
    }
    guard
      OptimizerKeys.accept(
        fields.mapping("train"), for: cases.map(\.options.optimizerKeys), in: &plan)
    else { return nil }
    guard varied.count <= 1 else {
      plan.error(
        at: fields.location(of: "cases"),
        "the cases vary \(varied.sorted().map { "'\($0)'" }.joined(separator: ", ")); one thing "
          + "is varied, or nobody knows which of them mattered")
      return nil
    }
    self.cases = cases
  }

  private static let measures = [
    "learned", "loss", "clipped", "cosine", "largest_norm", "diverged",
  ]

  var valueNames: [String] {
    ["seeds", "chance"] + cases.flatMap { item in Self.measures.map { "\(item.name)_\($0)" } }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let reporter = ProgressReporter(context, total: cases.count * seeds, label: "compare \(id)")
    let runs = runAll(reporter)
    let compared = cases.enumerated().map { place, item in
      let own = Array(runs[place * seeds..<(place + 1) * seeds])
      return ComparedCase(
        name: item.name, options: item.options, runs: own, learned: own.filter(hasLearned).count)
    }
    context.results[id] = compared
    step.values = [
      ("seeds", .number(Double(seeds))),
      ("chance", .number(Double.log(Double(model.spec.outputSize)))),
    ]
    for item in compared {
      let cosines = item.runs.flatMap(\.clippedCosines)
      step.values += [
        ("\(item.name)_learned", .number(Double(item.learned))),
        ("\(item.name)_loss", .number(median(item.runs.map { $0.finalLoss(over: overLast) }))),
        ("\(item.name)_clipped", .number(clippedShare(item))),
        ("\(item.name)_cosine", .number(cosines.min() ?? 1)),
        ("\(item.name)_largest_norm", .number(item.runs.flatMap(\.norms).max() ?? .nan)),
        (
          "\(item.name)_diverged",
          .number(Double(item.runs.filter { $0.divergence != nil }.count))
        ),
      ]
    }
    step.items.append(.table(table(compared)))
  }

  private func hasLearned(_ run: TrainingRun) -> Bool {
    run.divergence == nil && run.finalLoss(over: overLast) < lossBelow
  }

  /// All runs, two or more at a time; each depends on its seed alone, so their order is nothing.
  private func runAll(_ reporter: ProgressReporter) -> [TrainingRun] {
    let results = Results(count: cases.count * seeds)
    concurrently(cases.count * seeds) { index in
      let number = index % seeds + 1
      // The same seed gives every case the same first network and the same batches.
      let run = TrainingRun(
        model.network(seed: derivedSeed(seed, "network \(number)")), on: batch,
        options: cases[index / seeds].options, seed: derivedSeed(seed, "batches \(number)"))
      results.state.withLock {
        $0.runs[index] = run
        $0.done += 1
        reporter.report($0.done, detail: "\(cases[index / seeds].name), seed \(number)")
      }
    }
    return results.state.withLock { $0.runs.map { $0! } }
  }

  /// The runs that are done, as several threads fill them in.
  private final class Results: Sendable {
    let state: Mutex<(runs: [TrainingRun?], done: Int)>

    init(count: Int) { state = Mutex((Array(repeating: nil, count: count), 0)) }
  }

  private func clippedShare(_ item: ComparedCase) -> Double {
    let updates = item.runs.reduce(0) { $0 + $1.losses.count }
    let clipped = item.runs.reduce(0) { $0 + $1.clippedCosines.count }
    return updates == 0 ? 0 : Double(clipped) / Double(updates)
  }

  private func table(_ compared: [ComparedCase]) -> Table {
    let clips = compared.contains { $0.options.clip != nil }
    return Table(
      columns: [
        .init("case"), .init("learned"), .init("median loss"), .init("worst loss"),
        .init("largest |g|"),
      ] + (clips ? [.init("clipped"), .init("smallest cosine")] : []),
      rows: compared.map { item in
        let finals = item.runs.map { $0.finalLoss(over: overLast) }
        let cosines = item.runs.flatMap(\.clippedCosines)
        return Table.Row(
          [
            item.name, "\(item.learned) of \(seeds)", fixed(median(finals)),
            fixed(finals.max() ?? .nan), significant(item.runs.flatMap(\.norms).max() ?? .nan, 3),
          ]
            + (clips
              ? [
                item.options.clip == nil ? "never" : "\(fixed(100 * clippedShare(item), 1)) %",
                cosines.min().map { fixed($0, 6) } ?? "",
              ] : []))
      })
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
