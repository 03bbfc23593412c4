import Figures
import RealModule
import Recurrent

extension FigureKind {
  static let attention = FigureKind(
    "attention", help: "what each word of a translation looked at", needs: ["translate"],
    problem: { figure, plan in
      plan.directive(figure.from[0], TranslateDirective.self)?.hasAttention == false
        ? "'\(figure.from[0])' translates without attention, and so has no weights to draw" : nil
    }, make: { try $0.attention($1) })

  static let byLength = FigureKind(
    "by_length", help: "right sentences by their length", needs: ["translators"],
    make: { try $0.byLength($1) })
}

extension FigureDirective {
  /// A row for each Korean word, a column for each English one.
  func attention(_ context: RunContext) throws(StepFailure) -> Heatmap {
    let found = try context.found(from[0], Translation.self)
    guard !found.weights.isEmpty else {
      throw StepFailure("'\(from[0])' says nothing, and so looks nowhere")
    }
    return Heatmap.attention(
      title: heading("What each word looked at"), subtitle: subheading, weights: found.weights,
      outputs: found.korean.map { Label.plain($0) }, inputs: found.english.map { Label.plain($0) },
      rowTitle: "Korean, as it is written", columnTitle: "English, as it is read",
      barTitle: "weight")
  }

  /// The share of unseen sentences that is right, by their English words: each seed thin, the mean
  /// bold.
  func byLength(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let runs = try context.found(from[0], TranslatorRuns.self)
    let pairs = runs.split.test + runs.split.longer
    let lengths = Set(pairs.map(\.english.count)).sorted()
    func share(_ run: TranslatorRun, _ length: Int) -> Double {
      let scores = [run.test, run.longer].compactMap { $0.byLength[length] }
      return 100 * Double(scores.reduce(0) { $0 + $1.right })
        / Double(max(1, scores.reduce(0) { $0 + $1.of }))
    }
    func curve(_ label: Label, _ own: [TranslatorRun], _ role: Theme.Role) -> LinePlot.Curve {
      LinePlot.Curve(
        label: label,
        points: lengths.map { length in
          Point(
            Double(length), own.reduce(0) { $0 + share($1, length) } / Double(own.count))
        }, role: role, showsPoints: true)
    }
    let longest = runs.split.train.map(\.english.count).max() ?? 0
    return LinePlot(
      title: heading("Right sentences by their length"), subtitle: subheading,
      curves: [
        curve("with attention", runs.with, .hiddenState),
        curve("without", runs.without, .gradient),
      ],
      references: runs.split.longer.isEmpty
        ? []
        : [
          LinePlot.Reference(
            "longest in training", value: Double(longest) + 0.5, direction: .vertical)
        ],
      xTitle: "English words", yTitle: "right, %")
  }

  /// The losses of both kinds side by side.
  func translatorPanels(_ runs: TranslatorRuns) -> [LossCurves.Panel] {
    [("with attention", runs.with), ("without", runs.without)].map { title, own in
      let exact = own.map { 100 * $0.test.exact }
      let (low, high) = (exact.min() ?? 0, exact.max() ?? 0)
      return LossCurves.Panel(
        title: Label(title), runs: own.map { $0.losses.isEmpty ? [.nan] : $0.losses },
        note: Label.plain("unseen right: \(fixed(low, 1)) to \(fixed(high, 1)) %"))
    }
  }
}
