import Figures
import RealModule
import Recurrent

extension FigureKind {
  static let loss = FigureKind(
    "loss", help: "loss curves", takes: ["train", "compare", "translators", "fit"],
    make: { try $0.losses($1) })

  static let probabilities = FigureKind(
    "probabilities", help: "bars of probabilities", needs: ["predict"],
    make: { try $0.probabilities($1) })

  static let accuracy = FigureKind(
    "accuracy", help: "the share that is right, against the gap or by epoch",
    takes: ["sweep", "fit"],
    make: { figure, context in
      if context.result(figure.from[0], [FitRun].self) == nil {
        return try figure.accuracy(context)
      }
      return try figure.accuracies(context)
    })
}

extension FigureDirective {
  /// Loss curves: of trainings together, or of the cases of a comparison side by side.
  func losses(_ context: RunContext) throws(StepFailure) -> LossCurves {
    var panels: [LossCurves.Panel] = []
    var groups: [LossCurves.Group] = []
    for id in from {
      if let cases = context.result(id, [ComparedCase].self) {
        panels += cases.map { item in
          panel(item, isNamed: cases.allSatisfy { $0.options.clip == item.options.clip })
        }
      } else if let runs = context.result(id, TranslatorRuns.self) {
        panels += translatorPanels(runs)
      } else if context.result(id, [FitRun].self) != nil {
        panels += fitPanels(id, context)
      } else {
        let run = try context.found(id, TrainingRun.self)
        groups.append(LossCurves.Group(label: Label.plain(id), runs: [drawable(run.losses)]))
      }
    }
    if !groups.isEmpty { panels.append(LossCurves.Panel(groups: groups)) }
    let chance = chance(context) ?? guessingOfFits(context)
    return LossCurves(
      title: heading("The loss while training"), subtitle: subheading, panels: panels,
      scale: isLogarithmic ? .logarithmic : .linear, xTitle: xTitle(context), yTitle: "loss $L$",
      chance: chance)
  }

  /// Bars of the probabilities that a network gives each class, step by step.
  func probabilities(_ context: RunContext) throws(StepFailure) -> ProbabilityBars {
    let prediction = try context.found(from[0], PredictionRun.self)
    let run = prediction.forward
    let steps = run.outputSteps.map { t in
      ProbabilityBars.Step(
        input: run.data.symbols.isEmpty
          ? nil : Label.plain(run.data.symbols[run.sequence][t - 1]),
        probabilities: run.output(run.probabilities, at: t), target: target(run, at: t))
    }
    return ProbabilityBars(
      title: heading("What the network expects next"), subtitle: subheading,
      classes: (0..<run.network.spec.outputSize).map { Label.plain(run.data.targetName($0)) },
      steps: steps)
  }

  private func target(_ run: ForwardRun, at t: Int) -> Int? {
    let position = run.position(at: t)
    guard case .classes(let classes) = run.trace.targets, run.counts(position) else { return nil }
    return classes[position]
  }

  /// - Parameter isNamed: Whether the case's name stands over it, and not its clip.
  private func panel(_ item: ComparedCase, isNamed: Bool) -> LossCurves.Panel {
    var threshold: Double?
    var title = Label("no clipping")
    switch item.options.clip {
    case .globalNorm(let limit):
      threshold = limit
      title = Label("clipped at norm \(significant(limit))")
    case .value(let limit): title = Label("clipped at value \(significant(limit))")
    case nil: break
    }
    if isNamed { title = Label.plain(item.name.replacing("_", with: " ")) }
    return LossCurves.Panel(
      title: title, runs: item.runs.map { drawable($0.losses) },
      gradientNorms: item.runs.map { drawable($0.norms) }, clipThreshold: threshold,
      clipped: item.options.clip == nil
        ? nil : item.runs.map { $0.losses.isEmpty ? [false] : $0.clipped },
      note: "learned on \(item.learned) of \(item.runs.count) seeds")
  }

  /// At least one point, so that a training which failed at once is still marked.
  private func drawable(_ values: [Double]) -> [Double] { values.isEmpty ? [.nan] : values }

  /// An update of a part of the data is no epoch.
  private func xTitle(_ context: RunContext) -> Label {
    let options =
      from.flatMap { context.result($0, [ComparedCase].self)?.map(\.options) ?? [] }
      + from.compactMap { context.result($0, TrainingRun.self)?.options }
    if from.contains(where: { context.result($0, TranslatorRuns.self) != nil }) { return "update" }
    return options.allSatisfy { $0.batchSize == nil && $0.truncation == nil } ? "epoch" : "update"
  }

  /// The loss of guessing, where the classes say what it is.
  private func chance(_ context: RunContext) -> LossCurves.Reference? {
    guard
      let comparison = from.compactMap({ context.plan.directive($0, CompareDirective.self) }).first,
      comparison.model.spec.loss == .softmaxCrossEntropy
    else { return nil }
    let classes = comparison.model.spec.outputSize
    return LossCurves.Reference(
      Label("guessing, ln \(classes)"), Double.log(Double(classes)))
  }
}
