import Foundation
import Recurrent
import Synchronization

/// What `translators` leaves: a run for each seed with attention, and one without.
struct TranslatorRuns: Sendable {
  let with: [TranslatorRun]
  let without: [TranslatorRun]
  let split: SentenceSplit

  func runs(hasAttention: Bool) -> [TranslatorRun] { hasAttention ? with : without }
}

/// `translators`: encoder-decoders with attention and without it, over several seeds.
struct TranslatorsDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "translators",
    summary: "Trains encoder-decoders on sentences, with attention and without it, over seeds.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "pairs", .reference(to: ["sentences"]), required: true, help: "the sentences"),
      KeyDeclaration(
        "cell", .choice(["rnn", "lstm", "gru"]), default: "lstm", help: "of both networks"),
      KeyDeclaration(
        "embedding", .integer(1...128), default: "32", help: "numbers that stand for a word"),
      KeyDeclaration(
        "hidden", .integer(1...128), default: "48", help: "units of encoder and decoder"),
      KeyDeclaration("seeds", .integer(1...20), default: "3", help: "runs of each kind"),
      KeyDeclaration("updates", .integer(1...100_000), default: "500", help: "of each run"),
      KeyDeclaration(
        "batch", .integer(1...256), default: "32", help: "sentences in an update, drawn by the seed"
      ),
      KeyDeclaration("clip", .mapping(ClipKeys.keys), help: "what to do with a large gradient"),
      KeyDeclaration(
        "precision", .choice(["float32", "float64"]), default: "float64",
        help: "the numbers of the training"),
      KeyDeclaration(
        "goal", .number(.closed(0...1)), default: "0.95",
        help: "the share of unseen sentences that a run should have right"),
    ] + OptimizerKeys.keys)

  let id: String
  let split: SentenceSplit
  let options: TranslatorOptions
  let seeds: Int
  let goal: Double
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seeds = fields.integer("seeds")
    goal = fields.number("goal")
    seed = plan.seed(for: id)
    let optimizer = OptimizerKeys(fields, over: nil)
    guard
      let sentences = plan.directive(fields.text("pairs"), SentencesDirective.self),
      OptimizerKeys.accept(fields, for: [optimizer], in: &plan),
      case .some(let clip) = ClipKeys.clip(fields.mappingIfGiven("clip"), in: &plan)
    else { return nil }
    split = sentences.split
    options = TranslatorOptions(
      cell: Self.cell(fields.text("cell")), embedding: fields.integer("embedding"),
      hidden: fields.integer("hidden"), updates: fields.integer("updates"),
      batch: fields.integer("batch"), optimizer: optimizer.spec, clip: clip,
      isSingle: fields.text("precision") == "float32")
  }

  static func cell(_ name: String) -> Cell {
    switch name {
    case "lstm": .lstm
    case "gru": .gru(.after)
    default: .elman(.tanh)
    }
  }

  private static let measures = [
    "exact", "median", "worst", "best", "reached", "by_length", "longer", "loss", "parameters",
    "words_short", "words_long",
  ]

  var valueNames: [String] {
    [
      "seeds", "updates", "diverged", "gap", "gap_short", "gap_middle", "gap_long", "gap_grew",
      "own_word", "crossings", "crossings_seen", "verb_left",
    ]
      + ["with", "without"].flatMap { kind in Self.measures.map { "\(kind)_\($0)" } }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let runs = train(
      ProgressReporter(
        context, total: 2 * seeds * options.updates, label: "translators \(id)"))
    context.results[id] = runs
    let lengths = Set(split.test.map(\.english.count)).sorted()
    let thirds = Self.thirds(lengths)
    step.values = [
      ("seeds", .number(Double(seeds))), ("updates", .number(Double(options.updates))),
      (
        "diverged",
        .number(Double((runs.with + runs.without).count { $0.divergence != nil }))
      ),
    ]
    for (kind, own) in [("with", runs.with), ("without", runs.without)] {
      let exact = own.map(\.test.exact)
      step.values += [
        ("\(kind)_exact", .numbers(exact, from: 1)), ("\(kind)_median", .number(median(exact))),
        ("\(kind)_worst", .number(exact.min() ?? .nan)),
        ("\(kind)_best", .number(exact.max() ?? .nan)),
        ("\(kind)_reached", .number(Double(exact.count { $0 >= goal }))),
        (
          "\(kind)_by_length",
          .numbers(
            lengths.map { length in mean(own.map { $0.test.exact(in: length...length) }) },
            from: lengths.first ?? 0)
        ),
        ("\(kind)_longer", .number(split.longer.isEmpty ? .nan : mean(own.map(\.longer.exact)))),
        ("\(kind)_loss", .number(median(own.map { mean($0.losses.suffix(20)) }))),
        ("\(kind)_words_short", .number(mean(own.map { $0.test.words(in: thirds[0]) }))),
        ("\(kind)_words_long", .number(mean(own.map { $0.test.words(in: thirds[2]) }))),
        ("\(kind)_parameters", .number(Double(own[0].network.spec.layout.count))),
      ]
    }
    func gaps(_ lengths: ClosedRange<Int>) -> [Double] {
      zip(runs.with, runs.without).map {
        $0.test.exact(in: lengths) - $1.test.exact(in: lengths)
      }
    }
    let (short, middle, long) = (gaps(thirds[0]), gaps(thirds[1]), gaps(thirds[2]))
    func share(_ count: (TranslatorScore) -> (Int, Int)) -> Double {
      let counts = runs.with.map { count($0.test) }
      let all = counts.reduce(0) { $0 + $1.1 }
      return all == 0 ? .nan : Double(counts.reduce(0) { $0 + $1.0 }) / Double(all)
    }
    step.values += [
      ("gap", .number(mean(gaps(0...Int.max)))), ("gap_short", .number(mean(short))),
      ("gap_middle", .number(mean(middle))), ("gap_long", .number(mean(long))),
      (
        "gap_grew",
        .number(
          Double(runs.with.indices.count { short[$0] < middle[$0] && middle[$0] < long[$0] }))
      ),
      ("own_word", .number(share { ($0.words.own, $0.words.all) })),
      ("crossings", .number(Double(runs.with.reduce(0) { $0 + $1.test.crossings.all }))),
      ("crossings_seen", .number(share { ($0.crossings.seen, $0.crossings.all) })),
      ("verb_left", .number(share { ($0.verbs.left, $0.verbs.all) })),
    ]
    step.items.append(.table(table(runs, lengths)))
  }

  /// The short, the middle and the long ones of some lengths; fewer than three overlap.
  private static func thirds(_ lengths: [Int]) -> [ClosedRange<Int>] {
    let (first, last) = (lengths.first ?? 0, lengths.last ?? 0)
    let third = max(1, (lengths.count + 1) / 3)
    let short = first...lengths[min(third, lengths.count) - 1]
    let long = lengths[max(0, lengths.count - third)]...last
    let middle = lengths.filter { $0 > short.upperBound && $0 < long.lowerBound }
    return [short, middle.isEmpty ? first...last : middle[0]...middle[middle.count - 1], long]
  }

  private func train(_ reporter: ProgressReporter) -> TranslatorRuns {
    let results = Results(count: 2 * seeds)
    concurrently(2 * seeds) { index in
      // With attention first: the longer half, so that no core waits for it at the end.
      let hasAttention = index < seeds
      let number = index % seeds + 1
      let run = TranslatorRun(
        split, options, hasAttention: hasAttention, seed: derivedSeed(seed, "\(number)")
      ) { loss in
        results.state.withLock {
          $0.done += 1
          reporter.report(
            $0.done,
            detail: "\(hasAttention ? "with" : "without"), seed \(number), loss "
              + fixed(loss))
        }
      }
      results.state.withLock { $0.runs[index] = run }
    }
    let runs = results.state.withLock { $0.runs.map { $0! } }
    return TranslatorRuns(
      with: Array(runs.prefix(seeds)), without: Array(runs.suffix(seeds)), split: split)
  }

  /// The runs that are done, as several threads fill them in.
  private final class Results: Sendable {
    let state: Mutex<(runs: [TranslatorRun?], done: Int)>

    init(count: Int) { state = Mutex((Array(repeating: nil, count: count), 0)) }
  }

  private func table(_ runs: TranslatorRuns, _ lengths: [Int]) -> Table {
    func percent(_ share: Double) -> String { share.isNaN ? "" : fixed(100 * share, 1) }
    func rows(_ kind: String, _ own: [TranslatorRun]) -> [Table.Row] {
      own.enumerated().map { place, run in
        Table.Row(
          [kind, "\(place + 1)", fixed(mean(run.losses.suffix(20))), percent(run.test.exact)]
            + lengths.map { percent(run.test.exact(in: $0...$0)) }
            + (split.longer.isEmpty ? [] : [percent(run.longer.exact)]))
      }
    }
    return Table(
      caption: "unseen sentences that are right to the last word, in per cent; by English words",
      columns: ["attention", "seed", "loss", "all"].map { .init($0) }
        + lengths.map { .init("\($0)") }
        + (split.longer.isEmpty ? [] : [.init("longer")]),
      rows: rows("with", runs.with) + rows("without", runs.without))
  }
}

private func mean<Numbers: Collection>(_ values: Numbers) -> Double
where Numbers.Element == Double {
  values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
}
