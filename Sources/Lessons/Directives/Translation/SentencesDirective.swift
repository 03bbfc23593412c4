import Recurrent

/// `sentences`: English sentences with their Korean translations, split by sentence.
struct SentencesDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "sentences",
    summary: "English sentences and their Korean ones, made by a grammar and split by sentence.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "train", .integer(1...20_000), default: "1000", help: "sentences to train on"),
      KeyDeclaration(
        "test", .integer(1...5000), default: "300", help: "others of the same lengths"),
      KeyDeclaration(
        "longer", .integer(0...5000), default: "0",
        help: "others with more words than any to train on"),
      KeyDeclaration(
        "shortest", .integer(3...10), default: "3", help: "English words of the shortest"),
      KeyDeclaration(
        "longest", .integer(5...14), default: "10", help: "English words of the longest"),
      KeyDeclaration("examples", .integer(0...50), default: "6", help: "how many are shown"),
    ])

  let id: String
  let split: SentenceSplit
  let shortest: Int
  let longest: Int
  let examples: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    shortest = fields.integer("shortest")
    longest = fields.integer("longest")
    examples = fields.integer("examples")
    guard shortest <= longest else {
      plan.error(
        at: fields.location(of: "shortest"),
        "'shortest' is \(shortest) and 'longest' \(longest); the shortest cannot be longer")
      return nil
    }
    let (train, test) = (fields.integer("train"), fields.integer("test"))
    guard
      let split = SentenceSplit(
        train: train, test: test, longer: fields.integer("longer"), lengths: shortest...longest,
        longest: SentenceSplit.longest, seed: plan.seed(for: id))
    else {
      plan.error(
        at: fields.location,
        "the grammar has too few sentences for \(train) + \(test) of \(shortest) to \(longest) "
          + "words and \(fields.integer("longer")) longer ones; ask for fewer, or for longer ones")
      return nil
    }
    self.split = split
  }

  var valueNames: [String] {
    [
      "train", "test", "longer", "shared", "new_words", "source_words", "target_words", "shortest",
      "longest", "crossings", "crossing_share",
    ]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let known = Set(split.train.map(\.korean))
    let words = Set(split.train.flatMap { $0.english + $0.korean })
    let unseen = split.test + split.longer
    let crossings = split.test.map(\.crossings.count)
    step.values = [
      ("train", .number(Double(split.train.count))), ("test", .number(Double(split.test.count))),
      ("longer", .number(Double(split.longer.count))),
      ("shared", .number(Double(unseen.count { known.contains($0.korean) }))),
      (
        "new_words",
        .number(Double(Set(unseen.flatMap { $0.english + $0.korean }).subtracting(words).count))
      ),
      ("source_words", .number(Double(SentenceGrammar.english.count))),
      ("target_words", .number(Double(SentenceGrammar.korean.count))),
      ("shortest", .number(Double(split.train.map(\.english.count).min() ?? 0))),
      ("longest", .number(Double(split.train.map(\.english.count).max() ?? 0))),
      (
        "crossings", .number(Double(crossings.reduce(0, +)) / Double(crossings.count))
      ),
      ("crossing_share", .number(Double(crossings.count { $0 > 0 }) / Double(crossings.count))),
    ]
    if !shown.isEmpty { step.items.append(.table(exampleTable)) }
    step.items.append(.table(lengthTable))
  }

  /// Of the pairs to train on, one of each length in turn.
  private var shown: [SentencePair] {
    let lengths = (shortest...longest).map { length in
      split.train.filter { $0.english.count == length }
    }
    let order = (0..<examples).flatMap { place in
      lengths.compactMap { $0.count > place ? $0[place] : nil }
    }
    return order.prefix(examples).sorted { $0.english.count < $1.english.count }
  }

  private var exampleTable: Table {
    Table(
      columns: [.init("words"), .init("English"), .init("Korean"), .init("crossings")],
      rows: shown.map {
        Table.Row([
          "\($0.english.count)", $0.english.joined(separator: " "),
          $0.korean.joined(separator: " "), "\($0.crossings.count)",
        ])
      })
  }

  private var lengthTable: Table {
    func row(_ name: String, _ pairs: [SentencePair]) -> Table.Row {
      Table.Row(
        [name]
          + lengths.map { length in
            let count = pairs.count { $0.english.count == length }
            return count == 0 ? "" : "\(count)"
          }
          + ["\(pairs.count)"])
    }
    let lengths = Array(shortest...(split.longer.isEmpty ? longest : SentenceSplit.longest))
    return Table(
      columns: [.init("English words")] + lengths.map { .init("\($0)") } + [.init("all")],
      rows: [row("to train on", split.train), row("unseen", split.test)]
        + (split.longer.isEmpty ? [] : [row("unseen, longer", split.longer)]))
  }
}
