import Recurrent

/// `padding`: what is left of a text when the network reads padding behind it.
struct PaddingDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "padding",
    summary: "A fitted network reads its validation texts with padding behind them, unmasked.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "fit", .reference(to: ["fit"]), required: true, help: "whose network, corpus and split"),
      KeyDeclaration(
        "steps", .list(.integer(0...2000), count: 1...12), default: "[0, 1, 5, 20, 100, 380]",
        help: "how much padding, one row of the table each"),
      KeyDeclaration("texts", .integer(2...200), default: "40", help: "how many texts are read"),
    ])

  /// Texts that go through at once.
  private static let together = 8

  let id: String
  let fitID: String
  let dataID: String
  let steps: [Int]
  let texts: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    fitID = fields.text("fit")
    steps = fields.list("steps").compactMap(\.integer)
    texts = fields.integer("texts")
    guard let fit = plan.directive(fitID, FitDirective.self) else { return nil }
    dataID = fit.data.id
    let spec = fit.model.spec
    guard !spec.isBidirectional else {
      plan.error(
        at: fields.location(of: "fit"),
        "'\(fitID)' reads in both directions; 'padding' follows one")
      return nil
    }
    let numbers =
      Double(Self.together * (fit.data.length + (steps.max() ?? 0)))
      * Double(spec.hiddenSizes.reduce(0, +) * (2 * spec.cell.bands + 4) + 2 * spec.inputSize)
    guard numbers <= 2e7 else {
      plan.error(
        at: fields.location(of: "steps"),
        "\(steps.max() ?? 0) steps of padding behind \(fit.data.length) of text need "
          + "\(significant(numbers * 8 / 0x1p30, 3)) GiB; at most 0.149 GiB are allowed")
      return nil
    }
    plan.inheritCorpus(id, from: fitID)
  }

  /// The spread of y from which on texts still get different answers.
  private static let differing = 0.5
  /// The share of a gradient that counts as arriving.
  private static let arriving = 1e-3

  var valueNames: [String] {
    ["texts", "steps", "accuracy", "spread", "gradient", "runs", "remembering", "reached"]
  }

  /// What a number of paddings leaves.
  private struct Row {
    var correct = 0
    /// The output y of each text, before the sigmoid.
    var outputs: [Double] = []
    /// |dL/dh| at the text's last token over |dL/dh| at the last step of all.
    var shares: [Double] = []

    var spread: Double {
      let mean = outputs.reduce(0, +) / Double(outputs.count)
      let squares = outputs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (squares / Double(outputs.count)).squareRoot()
    }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let runs = try context.found(fitID, [FitRun].self)
    let run = runs[0]
    let corpus = try context.found(dataID, Corpus.self)
    let count = min(texts, run.validation.count)
    func rows(_ run: FitRun, _ steps: [Int]) -> [Row] {
      let network = run.network.inDouble
      // Of a sorted list, texts from all over it.
      let chosen = (0..<count).map { run.validation[$0 * run.validation.count / count] }
      return steps.map { row(network, corpus, chosen, run.vocabulary, padding: $0) }
    }
    let longest = steps.max() ?? 0
    let first = rows(run, steps)
    let last =
      [first[steps.firstIndex(of: longest)!]] + runs.dropFirst().map { rows($0, [longest])[0] }
    let remembering = last.count { $0.spread > Self.differing }
    let reached = last.count { median($0.shares) > Self.arriving }
    let accuracies = first.map { Double($0.correct) / Double(count) }
    let gradients = first.map { median($0.shares) }
    step.values = [
      ("texts", .number(Double(count))), ("steps", .numbers(steps.map(Double.init), from: 0)),
      ("accuracy", .numbers(accuracies, from: 0)),
      ("spread", .numbers(first.map(\.spread), from: 0)),
      ("gradient", .numbers(gradients, from: 0)), ("runs", .number(Double(runs.count))),
      ("remembering", .number(Double(remembering))), ("reached", .number(Double(reached))),
    ]
    step.items.append(
      .table(
        Table(
          caption: "\(count) validation texts, each with padding behind it that is read",
          columns: [
            .init("padding"), .init("accuracy"), .init("spread of y"),
            .init("|dL/dh| that arrives", math: "|\\partial L/\\partial h| \\text{ that arrives}"),
          ],
          rows: steps.indices.map { place in
            Table.Row([
              "\(steps[place])", fixed(accuracies[place], 3), significant(first[place].spread, 3),
              significant(gradients[place], 3),
            ])
          })))
    if runs.count > 1 {
      step.items.append(
        .line(
          "that was the first of \(runs.count) networks; behind \(longest) paddings \(remembering) "
            + "of them still answer differently to different texts (spread above "
            + "\(significant(Self.differing))), and in \(reached) more than "
            + "\(significant(Self.arriving)) of the gradient arrives"))
    }
  }

  private func row(
    _ network: Network<Double>, _ corpus: Corpus, _ chosen: [Int],
    _ vocabulary: Corpus.Vocabulary, padding: Int
  ) -> Row {
    var result = Row()
    let layer = network.spec.hiddenSizes.count - 1
    let size = network.spec.hiddenSizes[layer]
    for start in stride(from: 0, to: chosen.count, by: Self.together) {
      let part = chosen[start..<min(start + Self.together, chosen.count)]
      let texts = part.map { corpus.encoded($0, vocabulary) }
      let labels = part.map { Double(corpus.labels[$0]) }
      let trace = network.forward(
        SequenceBatch(
          tokens: texts.map { $0 + Array(repeating: Corpus.Vocabulary.padding, count: padding) },
          targets: .values(labels, size: 1)))
      let gradients = network.backward(trace).stateGradients(layer: layer)
      func norm(_ row: Int, _ step: Int) -> Double {
        let place = (step * texts.count + row) * size
        return gradients[place..<place + size].reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      for (row, text) in texts.enumerated() {
        let output = trace.outputs[row]
        result.outputs.append(output)
        if (output > 0) == (labels[row] == 1) { result.correct += 1 }
        result.shares.append(
          norm(row, text.count - 1) / norm(row, text.count + padding - 1))
      }
    }
    return result
  }
}

extension Network where Scalar == Float {
  /// The same network in Double, for numbers that Float has no room for.
  fileprivate var inDouble: Network<Double> {
    var wide = Parameters<Double>(spec.layout)
    wide.values = parameters.values.map { Double($0) }
    return Network<Double>(spec, parameters: wide)
  }
}
