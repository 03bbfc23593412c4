import Foundation
import Recurrent
import Synchronization

/// `fit`: trains a network on a corpus, epoch after epoch, over one seed or several.
struct FitDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "fit",
    summary: "Trains a model on a corpus, in Float32 and mini-batches, and validates each epoch.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model"]), required: true,
        help: "embedding, cells and one sigmoid output at the last step; drawn anew for each seed"),
      KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "a corpus"),
    ] + OptimizerKeys.keys + [
      KeyDeclaration(
        "epochs", .integer(1...1000), default: "10",
        help: "how often each training text is seen, every time in a new order"),
      KeyDeclaration("batch", .integer(1...10_000), default: "128", help: "texts in an update"),
      KeyDeclaration(
        "patience", .integer(1...1000),
        help: "end after so many epochs without a lower validation loss, counted once it was lower "
          + "than guessing's, and keep the best epoch; without it all run and the last is kept"),
      KeyDeclaration("clip", .mapping(ClipKeys.keys), help: "what to do with a large gradient"),
      KeyDeclaration(
        "seeds", .integer(1...100), default: "1",
        help: "runs, each with its own split, first network and order of the texts"),
      KeyDeclaration(
        "threads", .integer(1...64), default: "2",
        help: "among how many the texts of a batch are split; several seeds take one each"),
      KeyDeclaration(
        "learned",
        .mapping([
          KeyDeclaration(
            "accuracy", .number(.closed(0...1)), required: true,
            help: "the validation accuracy from which on a run counts")
        ]), help: "when a run counts as learned"),
    ])

  /// Numbers of one update's forward and backward passes, four bytes each.
  private static let mostNumbers = 1e8

  let id: String
  let model: ModelDirective
  let data: CorpusData
  let options: FitOptions
  let seeds: Int
  let seed: UInt64
  let learnedFrom: Double?

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seeds = fields.integer("seeds")
    seed = plan.seed(for: id)
    learnedFrom = fields.mappingIfGiven("learned")?.number("accuracy")
    let (modelID, dataID) = (fields.text("model"), fields.text("data"))
    let optimizer = OptimizerKeys(fields, over: nil)
    guard
      OptimizerKeys.accept(fields, for: [optimizer], in: &plan),
      case .some(let clip) = ClipKeys.clip(fields.mappingIfGiven("clip"), in: &plan),
      let model = plan.directive(modelID, ModelDirective.self)
    else { return nil }
    guard let data = plan.directive(dataID, DataDirective.self)?.corpus else {
      // Data with a problem of its own was reported.
      if plan.dataSet(dataID) != nil {
        plan.error(
          at: fields.location(of: "data"),
          "'\(dataID)' is no corpus; 'fit' needs data of the kind 'corpus', 'train' takes others")
      }
      return nil
    }
    if let problem = Self.problem(model, modelID, data) {
      plan.error(at: fields.location(of: "model"), problem)
      return nil
    }
    options = FitOptions(
      optimizer: optimizer.spec, clip: clip, epochs: fields.integer("epochs"),
      batchSize: fields.integer("batch"), patience: fields.integerIfGiven("patience"),
      threads: seeds > 1 ? 1 : fields.integer("threads"), isMasked: data.isMasked)
    self.model = model
    self.data = data
    let spec = model.spec
    let units = Double(spec.hiddenSizes.reduce(0, +) * spec.directions.count)
    let numbers =
      Double(min(options.batchSize, data.file.texts.count)) * Double(data.length)
      * (units * Double(2 * spec.cell.bands + 4) + 2 * Double(spec.inputSize))
    guard numbers <= Self.mostNumbers else {
      plan.error(
        at: fields.location(of: "batch"),
        "a batch of \(options.batchSize) texts of \(data.length) steps through '\(modelID)' may need "
          + "\(significant(numbers * 4 / 0x1p30, 3)) GiB; at most "
          + "\(significant(Self.mostNumbers * 4 / 0x1p30, 3)) GiB are allowed")
      return nil
    }
    plan.inheritCorpus(id, from: dataID)
  }

  /// Why a model cannot be fitted to a corpus.
  private static func problem(
    _ model: ModelDirective, _ modelID: String, _ data: CorpusData
  ) -> String? {
    let spec = model.spec
    guard case .embedding(let vocabulary, _) = spec.input else {
      return "'\(modelID)' reads vectors; a corpus needs a model with an 'embedding'"
    }
    if model.given != nil {
      return "'\(modelID)' has given weights; 'fit' draws the model for each seed"
    }
    if vocabulary < data.vocabularySize {
      return "'\(modelID)' embeds \(vocabulary) tokens; '\(data.id)' may have "
        + "\(data.vocabularySize) ('vocabulary')"
    }
    if spec.loss != .binaryCrossEntropy || spec.head.kind != .dense(outputs: 1)
      || spec.head.place != .last
    {
      return "'\(modelID)' needs head: { outputs: 1, at: last } and loss: binary_cross_entropy for "
        + "the two labels of a corpus"
    }
    return nil
  }

  var valueNames: [String] {
    [
      "accuracy", "accuracies", "lowest", "highest", "loss", "training_accuracy", "correct",
      "validation", "epochs", "kept", "first_loss", "seeds", "updates", "curve_loss",
      "curve_validation_loss", "curve_accuracy", "curve_validation_accuracy", "best",
    ] + (learnedFrom == nil ? [] : ["learned"])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let corpus = try context.found(data.id, Corpus.self)
    let runs =
      context.observer.interruption.map { interruption in
        interruption.allowing { [context] in runAll(corpus, context) }
      } ?? runAll(corpus, context)
    guard let first = runs.first, !first.epochs.isEmpty else {
      if case .diverged(let divergence)? = runs.first?.end {
        throw StepFailure("training stopped in epoch 1: \(divergence)")
      }
      throw StepFailure(
        "interrupted before the first \(seeds > 1 ? "of \(seeds) seeds was" : "update was") done")
    }
    context.results[id] = runs
    step.values = values(runs, corpus)
    if runs.count == 1, seeds == 1 {
      step.items.append(.table(epochTable(first)))
      step.items.append(.line(summary(first)))
    } else {
      step.items.append(.table(seedTable(runs)))
    }
    if case .diverged(let divergence) = first.end {
      step.verdict = .fail
      step.items.append(
        .failure("training stopped in epoch \(first.epochs.count): \(divergence)"))
    }
    if runs.count < seeds {
      step.items.append(.line("interrupted: \(runs.count) of \(seeds) seeds are done"))
    }
  }

  // MARK: Training

  private func runAll(_ corpus: Corpus, _ context: RunContext) -> [FitRun] {
    let interruption = context.observer.interruption
    if seeds == 1 { return [runOne(corpus, context)] }
    let results = Results(count: seeds)
    let reporter = ProgressReporter(context, total: seeds, label: "fit \(id)")
    concurrently(seeds) { index in
      if interruption?.isAsked == true { return }
      let run = fit(corpus, number: index + 1, isInterrupted: { interruption?.isAsked == true })
      results.state.withLock {
        // Half a run says nothing beside whole ones.
        if case .interrupted = run.end { return }
        $0.runs[index] = run
        $0.done += 1
        reporter.report($0.done, detail: "accuracy \(fixed(run.accuracy, 3))")
      }
    }
    return results.state.withLock { $0.runs.compactMap(\.self) }
  }

  /// The one run of one seed, with all that a terminal shows of it.
  private func runOne(_ corpus: Corpus, _ context: RunContext) -> FitRun {
    let observer = context.observer
    let split = data.split(corpus, run: 1)
    let updates = FitRun.updatesInEpoch(split.training.count, batch: options.batchSize)
    let reporter = ProgressReporter(
      context, total: updates * options.epochs, label: "fit \(id)")
    var began = ContinuousClock.now
    return fit(
      corpus, number: 1,
      progress: { now in
        reporter.report(
          now.update,
          detail: "epoch \(now.epoch)/\(options.epochs)  loss \(fixed(now.loss, 3))  accuracy "
            + fixed(now.accuracy, 3))
      },
      epochDone: { number, epoch in
        let end = ContinuousClock.now
        let share = Double(epoch.validationCorrect) / Double(split.validation.count)
        let parts = (end - began).components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
        began = end
        // Epochs that fly past are in the table.
        guard seconds > 0.5 else { return }
        observer.note(
          "   epoch \(number) of \(options.epochs): loss \(fixed(epoch.loss)), accuracy "
            + "\(fixed(epoch.accuracy, 3)); validation \(fixed(epoch.validationLoss)), "
            + "\(fixed(share, 3)); \(fixed(seconds, 1)) s")
      },
      isInterrupted: { observer.interruption?.isAsked == true })
  }

  private func fit(
    _ corpus: Corpus, number: Int, progress: (FitRun.Progress) -> Void = { _ in },
    epochDone: (Int, FitRun.Epoch) -> Void = { _, _ in }, isInterrupted: () -> Bool
  ) -> FitRun {
    let (training, validation) = data.split(corpus, run: number)
    return FitRun(
      model.network(seed: derivedSeed(seed, "network \(number)")).inFloat, on: corpus,
      training: training, validation: validation,
      vocabulary: corpus.vocabulary(of: training, size: data.vocabularySize), options: options,
      seed: derivedSeed(seed, "order \(number)"), progress: progress, epochDone: epochDone,
      isInterrupted: isInterrupted)
  }

  /// The runs that are done, as several threads fill them in.
  private final class Results: Sendable {
    let state: Mutex<(runs: [FitRun?], done: Int)>

    init(count: Int) { state = Mutex((Array(repeating: nil, count: count), 0)) }
  }
}
