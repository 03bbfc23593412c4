import Figures
import RealModule

extension FigureKind {
  static let reading = FigureKind(
    "reading", help: "a text that is read", needs: ["read"], make: { try $0.reading($1) })
}

extension FigureDirective {
  /// The losses of a training on a corpus: of the training and of the validation texts.
  func fitPanels(_ id: String, _ context: RunContext) -> [LossCurves.Panel] {
    guard let runs = context.result(id, [FitRun].self) else { return [] }
    return [
      LossCurves.Panel(
        title: from.count > 1 ? Label.plain(id) : nil,
        groups: [
          LossCurves.Group(label: "training", runs: runs.map { $0.epochs.map(\.loss) }),
          LossCurves.Group(
            label: "validation", runs: runs.map { $0.epochs.map(\.validationLoss) }),
        ])
    ]
  }

  /// The loss of p = 1/2, where all that is drawn was trained on a corpus.
  func guessingOfFits(_ context: RunContext) -> LossCurves.Reference? {
    from.allSatisfy { context.result($0, [FitRun].self) != nil }
      ? LossCurves.Reference("guessing, ln 2", Double.log(2)) : nil
  }

  /// The validation accuracy of trainings on a corpus, a panel each.
  func accuracies(_ context: RunContext) throws(StepFailure) -> LossCurves {
    var panels: [LossCurves.Panel] = []
    for id in from {
      let runs = try context.found(id, [FitRun].self)
      panels.append(
        LossCurves.Panel(
          title: Label.plain(id),
          runs: runs.map { run in
            run.epochs.map { Double($0.validationCorrect) / Double(run.validation.count) }
          }))
    }
    return LossCurves(
      title: heading("Validation accuracy"), subtitle: subheading, panels: panels,
      yTitle: "share right", chance: LossCurves.Reference("guessing", 0.5))
  }

  /// A text under which stands what the network thinks after each token, and what its units do.
  func reading(_ context: RunContext) throws(StepFailure) -> TextMap {
    let run = try context.found(from[0], ReadingRun.self)
    // 2p - 1 lies between -1 and 1, as the states do.
    let verdict = TextMap.Row(
      "answer $2p-1$", values: run.probabilities.map { $0.map { 2 * $0 - 1 } })
    return TextMap(
      title: heading("What the network thinks while it reads"), subtitle: subheading,
      tokens: run.pieces,
      rows: [verdict]
        + run.units.map { unit in
          let sign = unit.weight < 0 ? "\u{2212}" : ""
          let name = "unit \(unit.number), weight \(sign)\(fixed(abs(unit.weight), 2))"
          return TextMap.Row(Label(name), values: unit.states)
        }, scale: .signed(limit: 1), barTitle: "$2p-1$ and $h_t$")
  }
}
