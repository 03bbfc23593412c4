import Recurrent

/// `train`: gradient descent on a data set.
struct TrainDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "train", summary: "Trains a model; later steps name the training to use its result.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model", "train"]), required: true, help: "where to begin"),
      KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "the sequences"),
    ] + TrainingOptions.keys)

  let id: String
  let modelID: String
  let spec: NetworkSpec
  let batch: SequenceBatch<Double>
  let options: TrainingOptions
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    modelID = fields.text("model")
    seed = plan.seed(for: id)
    guard
      let model = plan.model(modelID),
      let batch = plan.batch(
        of: fields.text("data"), for: modelID, at: fields.location(of: "data"),
        needsTargets: true, rows: fields.integerIfGiven("batch")),
      let options = TrainingOptions(fields, sequences: batch.batch, in: &plan)
    else { return nil }
    guard options.fit(model.spec, batch, fields, in: &plan) else { return nil }
    spec = model.spec
    self.batch = batch
    self.options = options
  }

  var valueNames: [String] {
    ["loss", "first", "last", "epochs", "gradient_norm", "diverged", "clipped"]
      + spec.layout.blocks.map(\.name)
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let network = try context.network(modelID)
    let reporter = ProgressReporter(context, total: options.updates, label: "train \(id)")
    let run = TrainingRun(network, on: batch, options: options, seed: seed) { done, loss in
      reporter.report(done, detail: "loss \(fixed(loss))")
    }
    context.results[id] = run
    context.networks[id] = run.network
    step.values = [
      ("loss", .numbers(run.losses, from: 1)), ("first", .number(run.losses.first ?? .nan)),
      ("last", .number(run.losses.last ?? .nan)), ("epochs", .number(Double(run.losses.count))),
      ("gradient_norm", .numbers(run.norms, from: 1)),
      ("diverged", flag(run.divergence != nil)),
      ("clipped", .number(Double(run.clippedCosines.count))),
    ]
    for block in spec.layout.blocks {
      step.values.append(
        (block.name, ModelDirective.value(of: block, in: run.network.parameters.values)))
    }
    step.items.append(
      .table(
        Table(
          columns: [.init("epoch"), .init("loss"), .init("|g|", math: "|g|")],
          rows: run.shownEpochs.map {
            Table.Row(["\($0)", fixed(run.losses[$0 - 1], 6), significant(run.norms[$0 - 1], 4)])
          })))
    if let divergence = run.divergence {
      step.verdict = .fail
      step.items.append(
        .failure("training stopped at epoch \(run.losses.count + 1): \(divergence)"))
    }
  }
}

/// Passes on at most some hundred reports of a long piece of work.
struct ProgressReporter {
  private let observer: RunObserver
  private let base: RunObserver.Progress
  private let every: Int

  init(_ context: RunContext, total: Int, label: String) {
    observer = context.observer
    base = RunObserver.Progress(
      step: context.current.index, steps: context.current.of, label: label, done: 0, total: total,
      detail: "")
    // Whoever draws the reports decides how often; this only spares most of the calls.
    every = max(1, min(total / 200, 64))
  }

  func report(_ done: Int, detail: @autoclosure () -> String) {
    guard done % every == 0 || done == base.total else { return }
    var progress = base
    progress.done = done
    progress.detail = detail()
    observer.progress(progress)
  }
}
