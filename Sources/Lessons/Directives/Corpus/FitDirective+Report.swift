// What a finished `fit` says.

extension FitDirective {
  func values(
    _ runs: [FitRun], _ corpus: Corpus
  ) -> [(name: String, value: Value)] {
    let accuracies = runs.map(\.accuracy)
    let first = runs[0]
    let training = corpus.count - first.validation.count
    func kept(_ value: (FitRun.Epoch) -> Double) -> Value {
      .number(median(runs.map { value($0.epochs[$0.kept]) }))
    }
    func curve(_ value: (FitRun.Epoch) -> Double) -> Value {
      .numbers(first.epochs.map(value), from: 1)
    }
    func number(_ value: Int) -> Value { .number(Double(value)) }
    var values: [(name: String, value: Value)] = [
      ("accuracy", .number(median(accuracies))), ("accuracies", .numbers(accuracies, from: 1)),
      ("lowest", .number(accuracies.min()!)), ("highest", .number(accuracies.max()!)),
      ("loss", kept(\.validationLoss)), ("training_accuracy", kept(\.accuracy)),
      ("correct", number(first.epochs[first.kept].validationCorrect)),
      ("validation", number(first.validation.count)),
      ("epochs", .number(median(runs.map { Double($0.epochs.count) }))),
      ("kept", .number(median(runs.map { Double($0.kept + 1) }))),
      ("first_loss", .number(first.epochs[0].validationLoss)), ("seeds", number(runs.count)),
      ("updates", number(FitRun.updatesInEpoch(training, batch: options.batchSize))),
      ("curve_loss", curve(\.loss)), ("curve_validation_loss", curve(\.validationLoss)),
      ("curve_accuracy", curve(\.accuracy)),
      (
        "curve_validation_accuracy",
        curve { Double($0.validationCorrect) / Double(first.validation.count) }
      ),
    ]
    // Over the runs, epoch by epoch as far as all of them went.
    let common = runs.map(\.epochs.count).min()!
    let medians = (0..<common).map { place in
      median(runs.map { Double($0.epochs[place].validationCorrect) / Double($0.validation.count) })
    }
    values.append(("best", .number(medians.max()!)))
    if let learnedFrom {
      values.append(("learned", number(accuracies.count { $0 >= learnedFrom })))
    }
    return values
  }

  func epochTable(_ run: FitRun) -> Table {
    Table(
      columns: [
        .init("epoch"), .init("loss"), .init("accuracy"), .init("validation loss"),
        .init("validation accuracy"),
      ],
      rows: run.epochs.enumerated().map { place, epoch in
        Table.Row([
          "\(place + 1)" + (epoch.isWhole ? "" : " (part)"), fixed(epoch.loss),
          fixed(epoch.accuracy, 3), fixed(epoch.validationLoss),
          fixed(Double(epoch.validationCorrect) / Double(run.validation.count), 3)
            + (place == run.kept ? " *" : ""),
        ])
      })
  }

  func summary(_ run: FitRun) -> String {
    let ending =
      switch run.end {
      case .interrupted: "interrupted; "
      case .patience:
        "ended after \(counted(options.patience ?? 0, "epoch")) without a lower validation loss; "
      case .lastEpoch, .diverged: ""
      }
    let correct = run.epochs[run.kept].validationCorrect
    return "* \(ending)kept epoch \(run.kept + 1): \(grouped(correct)) of "
      + "\(grouped(run.validation.count)) validation texts right, \(fixed(100 * run.accuracy, 1)) %"
      + " (Float32, \(counted(options.threads, "thread")))"
  }

  func seedTable(_ runs: [FitRun]) -> Table {
    let sorted = runs.map(\.accuracy).sorted()
    let learned = learnedFrom.map { limit in sorted.count { $0 >= limit } }
    return Table(
      columns: [
        .init("seeds"), .init("lowest"), .init("median"), .init("highest"),
        .init("median epochs"),
      ] + (learnedFrom.map { [.init("at least \(significant($0))")] } ?? []),
      rows: [
        Table.Row(
          [
            "\(runs.count)", fixed(sorted[0], 3), fixed(median(sorted), 3),
            fixed(sorted[sorted.count - 1], 3),
            significant(median(runs.map { Double($0.epochs.count) })),
          ] + (learned.map { ["\($0) of \(runs.count)"] } ?? []))
      ])
  }
}
