import Recurrent

extension DataDirective {
  /// The keys of texts without targets, of sentences with a blank, and of step weights.
  static let wordKeys = [
    KeyDeclaration(
      "weights", .vector,
      help: "characters: what each target counts for in the loss, sum(w l) / sum(w)"),
    KeyDeclaration(
      "texts", .list(.text(maximumLength: 10_000), count: 1...1000),
      help: "onehot: one sequence each; shorter ones are padded"),
    KeyDeclaration(
      "sentences", .list(.text(maximumLength: 300), count: 1...1000),
      help: "blanks: words with spaces between; the one in brackets is left out: I am [not] cold"),
    KeyDeclaration(
      "words_of", .reference(to: ["data"]),
      help: "blanks: earlier blanks whose words, in their order, these sentences use"),
  ]

  /// More numbers than this are refused before any memory is asked for.
  private static let mostNumbers = 2_000_000

  /// What the targets count for, nil within where no weights are given; nil altogether where a
  /// problem was reported.
  static func weights(
    _ fields: CheckedMapping, of targets: Int, _ plan: inout LessonPlan
  ) -> [Double]?? {
    guard let weights = fields.vectorIfGiven("weights") else { return .some(nil) }
    let location = fields.location(of: "weights")
    guard weights.count == targets else {
      plan.error(
        at: location,
        "\(counted(weights.count, "weight")) for \(counted(targets, "target")); each has one")
      return nil
    }
    guard weights.allSatisfy({ $0 >= 0 }), weights.contains(where: { $0 > 0 }) else {
      plan.error(
        at: location,
        "the weights \(weights.map { significant($0) }.joined(separator: ", ")); none may be "
          + "negative and one must be above 0")
      return nil
    }
    return .some(weights)
  }

  /// Texts of one-hot characters, padded to the longest.
  static func oneHotTexts(_ fields: CheckedMapping, _ plan: inout LessonPlan) -> DataSet? {
    guard fields.isGiven("texts") else {
      plan.error(at: fields.location, "data of the kind 'onehot' needs 'texts'")
      return nil
    }
    let texts = fields.texts("texts").map { $0.map { String($0) } }
    var alphabet = fields.textIfGiven("alphabet").map { $0.map { String($0) } } ?? []
    if let double = alphabet.first(where: { c in alphabet.filter { $0 == c }.count > 1 }) {
      plan.error(at: fields.location(of: "alphabet"), "'\(double)' stands twice in the alphabet")
      return nil
    }
    if fields.isGiven("alphabet") {
      for (text, item) in zip(texts, fields.list("texts")) {
        guard let missing = text.first(where: { !alphabet.contains($0) }) else { continue }
        plan.error(
          at: item.location, "'\(missing)' is not in the alphabet '\(alphabet.joined())'")
        return nil
      }
    } else {
      alphabet = inOrderOfAppearance(texts.joined())
    }
    var lengths = texts.map(\.count)
    if let given = fields.integersIfGiven("lengths") {
      guard given.count == lengths.count else {
        plan.error(
          at: fields.location(of: "lengths"),
          "\(counted(given.count, "length")) for \(counted(texts.count, "text")); each has one")
        return nil
      }
      for (index, item) in fields.list("lengths").enumerated() where given[index] > lengths[index] {
        plan.error(
          at: item.location,
          "a length of \(given[index]); text \(index + 1) has "
            + counted(lengths[index], "character"))
        return nil
      }
      lengths = given
    }
    // What stands beyond a length is never read; the characters are kept for tables.
    return oneHot(
      rows: texts, alphabet: alphabet, lengths: lengths, targets: .none, targetAlphabet: [],
      at: fields.location, &plan)
  }

  /// Sentences of one-hot words; the target of the blank is the word left out, and no other step
  /// counts.
  static func blanks(_ fields: CheckedMapping, _ plan: inout LessonPlan) -> DataSet? {
    guard fields.isGiven("sentences") else {
      plan.error(at: fields.location, "data of the kind 'blanks' needs 'sentences'")
      return nil
    }
    var sentences: [Sentence] = []
    for item in fields.list("sentences") {
      guard let sentence = Sentence(item.text ?? "") else {
        plan.error(
          at: item.location,
          "\(quoted(item.text ?? "")) has no blank, or several; one word stands in brackets: I am "
            + "[not] cold")
        return nil
      }
      sentences.append(sentence)
    }
    var words = inOrderOfAppearance(sentences.flatMap(\.words))
    var fillings = inOrderOfAppearance(sentences.map(\.filling))
    if let other = fields.textIfGiven("words_of") {
      // Its own problems were reported.
      guard let known = plan.dataSet(other) else { return nil }
      words = known.alphabet
      fillings = known.targetAlphabet
    }
    for (sentence, item) in zip(sentences, fields.list("sentences")) {
      let unknown =
        sentence.words.first { !words.contains($0) }
        ?? (fillings.contains(sentence.filling) ? nil : sentence.filling)
      if let unknown {
        plan.error(
          at: item.location,
          "'\(unknown)' is no word of '\(fields.text("words_of"))' at such a place")
        return nil
      }
    }
    let steps = sentences.map(\.words.count).max() ?? 0
    var targets: [[Int]] = []
    var weights: [[Double]] = []
    for sentence in sentences {
      var (classes, counts) = (
        Array(repeating: 0, count: steps), Array(repeating: 0.0, count: steps)
      )
      classes[sentence.blank] = fillings.firstIndex(of: sentence.filling)!
      counts[sentence.blank] = 1
      targets.append(classes)
      weights.append(counts)
    }
    var made = oneHot(
      rows: sentences.map(\.words), alphabet: words, lengths: sentences.map(\.words.count),
      targets: .classes(targets, count: fillings.count), targetAlphabet: fillings,
      at: fields.location, &plan)
    made?.weights = weights
    return made
  }

  /// `I am ___ hungry` and the word that belongs there.
  private struct Sentence {
    static let gap = "___"
    let words: [String]
    let blank: Int
    let filling: String

    init?(_ text: String) {
      let parts = text.split(separator: " ").map { String($0) }
      let blanks = parts.indices.filter { parts[$0].hasPrefix("[") && parts[$0].hasSuffix("]") }
      guard blanks.count == 1, parts[blanks[0]].count > 2 else { return nil }
      blank = blanks[0]
      filling = String(parts[blank].dropFirst().dropLast())
      words = parts.enumerated().map { $0 == blanks[0] ? Self.gap : $1 }
    }
  }

  private static func oneHot(
    rows: [[String]], alphabet: [String], lengths: [Int], targets: DataSet.Targets,
    targetAlphabet: [String], at location: SourceLocation, _ plan: inout LessonPlan
  ) -> DataSet? {
    let steps = rows.map(\.count).max() ?? 0
    let numbers = Double(rows.count) * Double(steps) * Double(alphabet.count)
    guard numbers <= Double(mostNumbers) else {
      plan.error(
        at: location,
        "\(rows.count) sequences of \(steps) steps and \(alphabet.count) classes are "
          + "\(significant(numbers, 3)) numbers; at most \(mostNumbers) are allowed")
      return nil
    }
    let places = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
    let padding = [Double](repeating: 0, count: alphabet.count)
    return DataSet(
      steps: steps, inputSize: alphabet.count,
      inputs: rows.map { row in
        row.map { oneHot(places[$0]!, of: alphabet.count) }
          + Array(repeating: padding, count: steps - row.count)
      },
      targets: targets, alphabet: alphabet, targetAlphabet: targetAlphabet,
      symbols: rows.map { $0 + Array(repeating: "", count: steps - $0.count) },
      lengths: lengths.allSatisfy { $0 == steps } ? nil : lengths)
  }

  private static func inOrderOfAppearance(_ words: some Sequence<String>) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}

extension DataSet {
  /// The shape, and the vectors of the first text.
  var oneHotItems: [StepResult.Item] {
    var items: [StepResult.Item] = [
      .line(
        "shape (\(sequences), \(steps), \(inputSize)): batch, steps, "
          + "classes")
    ]
    if steps <= 24 && inputSize <= 24 {
      items.append(
        .table(
          Table(
            caption: sequences == 1 ? nil : "The first sequence",
            columns: [.init("t"), .init("x_t", math: "x_t")] + alphabet.map { .init($0) },
            rows: inputs[0].enumerated().map { step, vector in
              Table.Row(
                ["\(step + 1)", symbols[0][step]] + vector.map { significant($0) },
                step: step + 1)
            })))
    }
    return items
  }

  /// Each sentence with the word that was left out.
  var blankItem: StepResult.Item {
    let most = 40
    let rows = symbols.prefix(most).enumerated().map { index, words in
      let blank = weights![index].firstIndex(of: 1)!
      var filling = ""
      if case .classes(let targets, _) = targets {
        filling = targetName(targets[index][blank])
      }
      return Table.Row([
        "\(index + 1)", words.filter { !$0.isEmpty }.joined(separator: " "), filling,
      ])
    }
    return .table(
      Table(
        caption: sequences > most ? "The first \(most)" : nil,
        columns: [.init("sentence"), .init("read"), .init("left out")], rows: rows))
  }
}
