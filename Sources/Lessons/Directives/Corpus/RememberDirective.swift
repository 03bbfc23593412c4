import Figures
import Foundation
import Recurrent

/// How far back the answers of fitted networks reach.
struct MemoryRun: Sendable {
  /// One trained cell, over its seeds.
  struct Case: Sendable {
    let name: String
    let title: String
    /// |d y / d x_t| of the reader's text, as a share of its largest, the median over the seeds; a
    /// value for each shown piece, nil in front of the first token.
    let overText: [Double?]
    /// |d y / d x_(T-k)| over |d y / d x_T| for k = 0, 1, ..., for each seed the median over the
    /// validation texts that are long enough.
    let back: [[Double]]
    /// p(positive) of the reader's text, the median over the seeds.
    let probability: Double
  }

  let pieces: [String]
  let cases: [Case]
}

/// `remember`: how much each token that was read still moves the answer.
struct RememberDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "remember",
    summary: "How much each token of a text still moves the answer of several fitted networks.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "of", .list(.reference(to: ["fit"]), count: 1...6), required: true,
        help: "the networks; all were fitted to one corpus"),
      KeyDeclaration("text", .text(maximumLength: 1000), required: true, help: "the text"),
      KeyDeclaration(
        "back", .integer(1...400), default: "25",
        help: "so many tokens behind the last one are looked at in the validation texts"),
    ])

  let id: String
  private let fitIDs: [String]
  private let dataID: String
  private let text: String
  private let back: Int
  private let cells: [String]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    fitIDs = fields.texts("of")
    text = fields.text("text")
    back = fields.integer("back")
    let fits = fitIDs.compactMap { plan.directive($0, FitDirective.self) }
    guard fits.count == fitIDs.count, let first = fits.first else { return nil }
    dataID = first.data.id
    // `GRU with its reset after the product` is too long for a row.
    cells = fits.map { $0.model.spec.cell.title.components(separatedBy: " with").first! }
    for (fit, item) in zip(fits, fields.list("of")) {
      if fit.data.id != dataID {
        plan.error(
          at: item.location,
          "'\(fit.id)' was fitted to '\(fit.data.id)', '\(first.id)' to '\(dataID)'; one corpus is "
            + "needed")
        return nil
      }
      if fit.model.spec.isBidirectional {
        plan.error(
          at: item.location, "'\(fit.id)' reads from both ends, and has no last token")
        return nil
      }
      plan.inheritCorpus(id, from: fit.id)
    }
  }

  private static let measures = ["p", "reach", "reaches", "back"]

  var valueNames: [String] {
    ["tokens", "unknown"] + fitIDs.flatMap { id in Self.measures.map { "\(id)_\($0)" } }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let corpus = try context.found(dataID, Corpus.self)
    let pieces = corpus.unit.pieces(of: text, most: corpus.length)
    var cases: [MemoryRun.Case] = []
    var rows: [Table.Row] = []
    var unknown = 0
    var tokens = 0
    for (place, fitID) in fitIDs.enumerated() {
      let runs = try context.found(fitID, [FitRun].self)
      var (overText, answers): ([[Double]], [Double]) = ([], [])
      var (curves, reaches): ([[Double]], [Double]) = ([], [])
      for run in runs {
        let own = corpus.encoded(text, run.vocabulary)
        tokens = own.count
        unknown = own.count { $0 == Corpus.Vocabulary.unknown }
        let reading = Self.gradients(run.network, [own])
        let largest = reading.norms[0].max() ?? 0
        overText.append(reading.norms[0].map { largest > 0 ? $0 / largest : 0 })
        answers.append(reading.probabilities[0])
        let texts = run.validation.map { corpus.encoded($0, run.vocabulary) }
        let norms = Self.gradients(run.network, texts).norms
        curves.append(fall(norms))
        reaches.append(median(norms.map(Self.reach)))
      }
      let middle = tokens == 0 ? [] : (0..<tokens).map { t in median(overText.map { $0[t] }) }
      cases.append(
        MemoryRun.Case(
          name: fitID, title: cells[place], overText: pieces.map { $0.token.map { middle[$0] } },
          back: curves, probability: median(answers)))
      let fallen = (0...back).map { k in median(curves.map { $0[k] }) }
      step.values += [
        ("\(fitID)_p", .number(median(answers))), ("\(fitID)_reach", .number(median(reaches))),
        ("\(fitID)_reaches", .numbers(reaches, from: 1)),
        ("\(fitID)_back", .numbers(fallen, from: 0)),
      ]
      rows.append(
        Table.Row(
          [cells[place], fixed(median(answers), 3), fixed(median(reaches), 1)]
            + shown.map { significant(fallen[$0], 2) }))
    }
    step.values =
      [
        ("tokens", .number(Double(tokens))), ("unknown", .number(Double(unknown))),
      ] + step.values
    context.results[id] = MemoryRun(pieces: pieces.map(\.shown), cases: cases)
    step.items.append(
      .table(
        Table(
          caption: "Medians over the seeds",
          columns: [
            .init("cell"), .init("p of the text", math: "p"), .init("half within, tokens"),
          ] + shown.map { .init("\($0) back") },
          rows: rows)))
    step.items.append(
      .line(
        "the text has \(counted(tokens, "token"))"
          + (unknown > 0 ? ", \(unknown) of them unknown" : "")))
  }

  /// The distances that the table shows.
  private var shown: [Int] { [1, 5, 10, 20, 40, 80].filter { $0 <= back } }

  /// |d y / d x_t| for each token of each text, and what is said of each.
  private static func gradients(
    _ network: Network<Float>, _ texts: [[Int]]
  ) -> (norms: [[Double]], probabilities: [Double]) {
    let batch = SequenceBatch<Float>(tokens: texts)
    let trace = network.forward(batch)
    let back = network.pullback(
      trace, outputGradients: [Float](repeating: 1, count: texts.count))
    let size = network.spec.inputSize
    let all = back.inputGradients
    let norms = texts.indices.map { row in
      texts[row].indices.map { t in
        let start = (t * texts.count + row) * size
        return euclideanNorm(all[start..<start + size].map { Double($0) })
      }
    }
    return (norms, trace.probabilities.map { Double($0) })
  }

  /// What is left k tokens back of the last token's own norm: the median over the texts.
  private func fall(_ norms: [[Double]]) -> [Double] {
    (0...back).map { k in
      let ratios = norms.filter { $0.count > k && $0[$0.count - 1] > 0 }
        .map { $0[$0.count - 1 - k] / $0[$0.count - 1] }
      return ratios.isEmpty ? .nan : median(ratios)
    }
  }

  /// How many tokens, from the last one, hold half of the sum of all norms.
  static func reach(_ norms: [Double]) -> Double {
    let total = norms.reduce(0, +)
    var sum = 0.0
    for (count, norm) in norms.reversed().enumerated() {
      sum += norm
      if sum >= total / 2 { return Double(count + 1) }
    }
    return Double(norms.count)
  }
}

extension FigureKind {
  static let remembered = FigureKind(
    "remembered", help: "a text by what still moves the answer", needs: ["remember"],
    make: { try $0.remembered($1) })

  static let forgetting = FigureKind(
    "forgetting", help: "what is left of a token's influence", needs: ["remember"],
    make: { try $0.forgetting($1) })
}

extension FigureDirective {
  /// A text, and below it for each cell how much each token still moves the answer.
  func remembered(_ context: RunContext) throws(StepFailure) -> TextMap {
    let run = try context.found(from[0], MemoryRun.self)
    return TextMap(
      title: heading("What still counts at the end"), subtitle: subheading, tokens: run.pieces,
      rows: run.cases.map { item in
        TextMap.Row(
          Label.plain("\(item.title), p = \(fixed(item.probability, 2))"), values: item.overText)
      }, scale: .logarithmic(low: 1e-3, high: 1), barTitle: "of the largest")
  }

  /// The influence of a token by its distance from the end: each seed thin, the median bold.
  func forgetting(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let run = try context.found(from[0], MemoryRun.self)
    return LinePlot(
      title: heading("How fast a token is forgotten"), subtitle: subheading,
      curves: run.cases.map { item in
        let steps = item.back[0].indices
        var curve = LinePlot.Curve(
          label: Label.plain(item.title),
          points: steps.map { k in Point(Double(k), median(item.back.map { $0[k] })) })
        if item.back.count > 1 {
          curve.runs = item.back.map { seed in
            seed.indices.map { Point(Double($0), seed[$0]) }
          }
        }
        return curve
      }, xTitle: "tokens back from the end", yTitle: "influence, of the last token's",
      yScale: .logarithmic)
  }
}
