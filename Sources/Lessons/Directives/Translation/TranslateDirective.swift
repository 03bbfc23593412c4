import Recurrent

/// One sentence on its way through an encoder-decoder.
struct Translation: Sendable {
  let english: [String]
  /// The words said, without the end.
  let korean: [String]
  /// alpha, for each word said one of each English word; empty without attention.
  let weights: [[Double]]
}

/// `translate`: one sentence, and what attention does to it, step by step.
struct TranslateDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "translate", summary: "One sentence through a trained translator, with the steps of attention.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "by", .reference(to: ["translators"]), required: true, help: "who translates"),
      KeyDeclaration(
        "sentence", .text(maximumLength: 200), required: true,
        help: "English words with blanks between them"),
      KeyDeclaration("attention", .boolean, default: "true", help: "by the networks with it"),
      KeyDeclaration("seed", .integer(1...20), default: "1", help: "by which of them"),
      KeyDeclaration(
        "word", .integer(1...30),
        help: "the Korean word whose steps are shown; without it, the last"),
      KeyDeclaration(
        "units", .integer(1...8), default: "3", help: "how many numbers of a vector are shown"),
      KeyDeclaration(
        "show", .list(.choice(["scores", "weights", "steps"]), count: 0...3),
        default: "[steps]", help: "all scores; all weights; the steps of one word"),
    ])

  let id: String
  let by: String
  let words: [String]
  let hasAttention: Bool
  private let seed: Int
  private let word: Int?
  private let units: Int
  private let show: [String]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    by = fields.text("by")
    hasAttention = fields.boolean("attention")
    seed = fields.integer("seed")
    word = fields.integerIfGiven("word")
    units = fields.integer("units")
    show = fields.texts("show")
    guard let translators = plan.directive(by, TranslatorsDirective.self) else { return nil }
    guard seed <= translators.seeds else {
      plan.error(
        at: fields.location(of: "seed"), "seed \(seed); '\(by)' has \(translators.seeds)")
      return nil
    }
    guard
      let words = Self.words(
        fields.text("sentence"), at: fields.location(of: "sentence"), in: &plan)
    else { return nil }
    self.words = words
  }

  /// The words of the vocabulary that were meant, whatever their capitals; a point at the end is
  /// let pass.
  private static func words(
    _ sentence: String, at location: SourceLocation, in plan: inout LessonPlan
  ) -> [String]? {
    let known = SentenceGrammar.english
    let typed = sentence.split(whereSeparator: \.isWhitespace).map(String.init)
    let bare =
      (typed.last?.last == "." ? typed.dropLast() + [String(typed.last!.dropLast())] : typed)
      .filter { !$0.isEmpty }
    guard (1...20).contains(bare.count) else {
      plan.error(at: location, "a sentence of \(bare.count) words; 1 to 20 are translated")
      return nil
    }
    let found = bare.map { word in known.first { $0.lowercased() == word.lowercased() } }
    let unknown = zip(bare, found).filter { $0.1 == nil }.map(\.0)
    guard unknown.isEmpty else {
      let hint = unknown.count == 1 ? suggestion(for: unknown[0], among: known) : ""
      plan.error(
        at: location,
        "\(quotedList(unknown)) \(unknown.count == 1 ? "is no word" : "are no words") of the "
          + "sentences' \(known.count)\(hint) (they are \(known.joined(separator: ", ")))")
      return nil
    }
    return found.compactMap { $0 }
  }

  var valueNames: [String] {
    ["english", "says", "right", "wanted", "known", "words", "length"]
      + (hasAttention
        ? [
          "word", "place", "looks_at", "score", "weight", "p", "scores", "weights", "context",
          "state", "read", "output", "textbook_difference", "crossings_seen", "crossings",
        ] : [])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let runs = try context.found(by, TranslatorRuns.self)
    let network = runs.runs(hasAttention: hasAttention)[seed - 1].network
    let source = SentenceSplit.sourceTokens(words)
    let said = network.generate(
      from: source, start: SentenceSplit.start, end: SentenceSplit.end,
      limit: TranslatorScore.generatedAtMost)
    let korean = said.tokens.map(SentenceSplit.targetWord)
    let pair = SentenceGrammar.clause(words)?.pair
    let wanted = pair?.korean.joined(separator: " ") ?? ""
    let text = korean.joined(separator: " ")
    let isKnown =
      pair.map { pair in runs.split.train.contains { $0.korean == pair.korean } } ?? false
    step.values = [
      ("english", .text(words.joined(separator: " "))), ("says", .text(text)),
      ("right", flag(said.hasEnded && pair?.korean == korean)), ("wanted", .text(wanted)),
      ("known", flag(isKnown)), ("words", .number(Double(korean.count))),
      ("length", .number(Double(words.count))),
    ]
    let verdict =
      pair == nil
      ? "the grammar has no such sentence, and so no translation to compare with"
      : (said.hasEnded && pair?.korean == korean ? "right" : "it should be '\(wanted)'")
        + (isKnown ? ", known from training" : ", never seen in training")
    step.items.append(.line("'\(words.joined(separator: " "))' -> '\(text)'   (\(verdict))"))
    context.results[id] = Translation(
      english: words, korean: korean,
      weights: said.attentionWeights.prefix(korean.count).map { $0 })
    guard hasAttention else { return }

    // Teacher forcing with its own words makes the same numbers again, and keeps them.
    let targets = said.tokens + (said.hasEnded ? [SentenceSplit.end] : [])
    let batch = EncoderDecoderBatch<Double>(
      sources: [source], targets: [targets], start: SentenceSplit.start)
    let steps = AttentionSteps(network, batch, pair: pair)
    let place = min(word ?? korean.count, targets.count)
    step.values += steps.values(at: max(1, place))
    if show.contains("scores") {
      step.items.append(.table(steps.table(steps.scores, caption: "scores of all words", 2)))
    }
    if show.contains("weights") {
      step.items.append(.table(steps.table(steps.weights, caption: "weights of all words", 3)))
    }
    if show.contains("steps") { step.items += steps.items(at: max(1, place), units: units) }
  }
}
