import Recurrent

/// `data`: sequences of numbers, the characters of a text, or a toy task.
struct DataDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "data", summary: "What goes into a network, and what should come out.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "kind",
        .choice([
          "sequences", "characters", "recall", "memory", "echo", "onehot", "blanks", "pictures",
          "corpus",
        ]), required: true,
        help: "numbers as written; the characters of a text, one-hot; recall of the first symbol; "
          + "sentences whose last word an early one decides; one long series of symbols, to be "
          + "repeated 'lag' steps later; texts without targets, one-hot; sentences with a word "
          + "left out; small pictures with the words for them; labelled texts from a file"),
      KeyDeclaration(
        "items",
        .list(
          .mapping([
            KeyDeclaration(
              "x", .oneOf([.vector, .matrix]), required: true,
              help: "one number a step, or one row a step"),
            KeyDeclaration(
              "target", .vector, help: "what the network should say, step after step"),
          ]), count: 1...10_000),
        help: "sequences: the sequences, all written with one length"),
      KeyDeclaration(
        "lengths", .list(.integer(1...10_000), count: 1...10_000),
        help: "sequences, onehot: the real steps of each one; what stands behind them is padding"),
      KeyDeclaration(
        "text", .text(maximumLength: 10_000),
        help: "characters: the text; the inputs are all of it but its last characters"),
      KeyDeclaration(
        "ahead", .integer(1...100), default: "1",
        help: "characters: how many places behind its input a target stands"),
      KeyDeclaration(
        "alphabet", .text(maximumLength: 1000),
        help: "characters, onehot: the classes in order; without it, in order of appearance"),
      KeyDeclaration(
        "isolated", .boolean, default: "false",
        help: "characters: each one a sequence of its own, so that nothing came before it"),
      KeyDeclaration(
        "steps", .integer(1...10_000), default: "10", help: "recall: the length of a sequence"),
      KeyDeclaration(
        "symbols", .integer(2...1000), default: "4",
        help: "recall, echo: how many symbols there are"),
      KeyDeclaration(
        "count", .integer(1...100_000), default: "1000", help: "recall: how many sequences"),
    ] + memoryKeys + EchoData.keys + wordKeys + pictureKeys
      + CorpusData.keys)

  let id: String
  /// Nil for a corpus.
  let dataSet: DataSet?
  let corpus: CorpusData?
  private let kind: String

  /// Of a longer sequence the first steps are shown.
  private static let mostShown = 60

  /// Which keys belong to which kind.
  private static let keys = [
    "sequences": ["items", "lengths"],
    "characters": ["text", "ahead", "alphabet", "isolated", "weights"],
    "recall": ["steps", "symbols", "count"],
    "memory": ["sentence", "pairs", "filler", "gap", "alike", "count"],
    "echo": ["length", "rows", "lag", "symbols"],
    "onehot": ["texts", "alphabet", "lengths"], "blanks": ["sentences", "words_of"],
    "pictures": pictureKeys.map(\.name), "corpus": CorpusData.keys.map(\.name),
  ]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    kind = fields.text("kind")
    id = fields.text("id")
    let allowed = Self.keys[kind]!
    var isGood = true
    for key in fields.keys where !["id", "kind"].contains(key) && !allowed.contains(key) {
      plan.error(
        at: fields.location(of: key),
        "'\(key)' is not for data of the kind '\(kind)', which has "
          + allowed.map { "'\($0)'" }.joined(separator: ", "))
      isGood = false
    }
    guard isGood else { return nil }
    if kind == "corpus" {
      guard let corpus = CorpusData(fields, in: &plan) else { return nil }
      self.corpus = corpus
      dataSet = nil
      return
    }
    corpus = nil
    let made: DataSet? =
      switch kind {
      case "sequences": Self.sequences(fields, &plan)
      case "characters": Self.characters(fields, &plan)
      case "memory": Self.memory(fields, &plan, seed: plan.seed(for: id))
      case "echo": EchoData.dataSet(fields, &plan, seed: plan.seed(for: id))
      case "onehot": Self.oneHotTexts(fields, &plan)
      case "blanks": Self.blanks(fields, &plan)
      case "pictures": Self.pictures(fields, &plan, seed: plan.seed(for: id))
      default: Self.recall(fields, &plan, seed: plan.seed(for: id))
      }
    guard let made else { return nil }
    dataSet = made
  }

  var valueNames: [String] {
    corpus == nil ? ["steps", "sequences", "classes", "input_size"] : CorpusData.valueNames
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    corpus?.run(in: &context, step: &step)
    guard let dataSet else { return }
    let classes = max(dataSet.alphabet.count, dataSet.targetAlphabet.count)
    step.values = [
      ("steps", .number(Double(dataSet.steps))), ("sequences", .number(Double(dataSet.sequences))),
      ("classes", .number(Double(classes))), ("input_size", .number(Double(dataSet.inputSize))),
    ]
    let size =
      "\(dataSet.sequences) sequence\(dataSet.sequences == 1 ? "" : "s") of "
      + "\(dataSet.steps) step\(dataSet.steps == 1 ? "" : "s"), "
      + "\(dataSet.inputSize) number\(dataSet.inputSize == 1 ? "" : "s") each"
    let shown = dataSet.sequences <= 20 ? dataSet.lengths : nil
    let lengths = shown.map { all in
      ", of which " + all.map(String.init).joined(separator: ", ") + " are real"
    }
    step.items.append(.line(size + (lengths ?? "")))
    if let task = dataSet.pictures {
      step.items.append(Self.pictureItem(task, of: dataSet))
      return
    }
    if kind == "onehot" { step.items += dataSet.oneHotItems }
    if kind == "blanks" {
      step.items.append(dataSet.blankItem)
      return
    }
    if case .classes(let rows, _) = dataSet.targets, let symbols = dataSet.symbols.first {
      let separator = symbols.allSatisfy { $0.count == 1 } && dataSet.steps > 1 ? "" : " "
      let wanted = rows[0].prefix(Self.mostShown).map(dataSet.targetName)
      let given = symbols.prefix(Self.mostShown).joined(separator: separator)
      let isLong = symbols.count > Self.mostShown
      let which =
        (dataSet.sequences > 1 ? ["first"] : [])
        + (isLong ? ["\(Self.mostShown) of \(symbols.count) steps"] : [])
      step.items.append(
        .line(
          (which.isEmpty ? "" : which.joined(separator: ", ") + ": ")
            + "input '\(given)', target '\(wanted.joined(separator: separator))'"))
    }
  }

  private static func sequences(_ fields: CheckedMapping, _ plan: inout LessonPlan) -> DataSet? {
    guard fields.isGiven("items") else {
      plan.error(at: fields.location, "data of the kind 'sequences' needs 'items'")
      return nil
    }
    var inputs: [[[Double]]] = []
    var targets: [[Double]] = []
    for item in fields.mappings("items") {
      let sequence: [[Double]]
      if let matrix = item.matrixIfGiven("x") {
        let width = matrix.shape[1]
        sequence = (0..<matrix.shape[0]).map { Array(matrix.values[$0 * width..<($0 + 1) * width]) }
      } else {
        sequence = item.vector("x").map { [$0] }
      }
      guard let width = sequence.first?.count, width > 0 else {
        plan.error(at: item.location(of: "x"), "a sequence has at least one step")
        return nil
      }
      if let first = inputs.first, first.count != sequence.count || first[0].count != width {
        plan.error(
          at: item.location(of: "x"),
          "\(sequence.count) steps of \(width) numbers; the first sequence has \(first.count) "
            + "steps of \(first[0].count)")
        return nil
      }
      inputs.append(sequence)
      if let target = item.vectorIfGiven("target") { targets.append(target) }
    }
    guard targets.isEmpty || targets.count == inputs.count else {
      plan.error(
        at: fields.location(of: "items"),
        "\(targets.count) of \(inputs.count) sequences have a target; all or none must")
      return nil
    }
    guard case .some(let lengths) = lengths(fields, of: inputs, &plan) else { return nil }
    return DataSet(
      steps: inputs[0].count, inputSize: inputs[0][0].count, inputs: inputs,
      targets: targets.isEmpty ? .none : .values(targets), alphabet: [], targetAlphabet: [],
      symbols: [], lengths: lengths)
  }

  /// The lengths, nil within where none are given; nil altogether where a problem was reported.
  private static func lengths(
    _ fields: CheckedMapping, of inputs: [[[Double]]], _ plan: inout LessonPlan
  ) -> [Int]?? {
    guard let lengths = fields.integersIfGiven("lengths") else { return .some(nil) }
    guard lengths.count == inputs.count else {
      plan.error(
        at: fields.location(of: "lengths"),
        "\(counted(lengths.count, "length")) for \(counted(inputs.count, "sequence")); "
          + "each has one")
      return nil
    }
    for item in fields.list("lengths") where item.integer ?? 1 > inputs[0].count {
      plan.error(
        at: item.location,
        "a length of \(item.integer ?? 1); the sequences have \(inputs[0].count) steps")
      return nil
    }
    return .some(lengths)
  }

  private static func characters(_ fields: CheckedMapping, _ plan: inout LessonPlan) -> DataSet? {
    guard let text = fields.textIfGiven("text").map({ Array($0) }) else {
      plan.error(at: fields.location, "data of the kind 'characters' needs 'text'")
      return nil
    }
    let ahead = fields.integer("ahead")
    guard text.count > ahead else {
      plan.error(
        at: fields.location(of: "text"),
        "\(text.count) characters; with 'ahead' \(ahead) at least \(ahead + 1) are needed")
      return nil
    }
    var alphabet = fields.textIfGiven("alphabet").map { Array($0) } ?? []
    if let double = alphabet.first(where: { c in alphabet.filter { $0 == c }.count > 1 }) {
      plan.error(at: fields.location(of: "alphabet"), "'\(double)' stands twice in the alphabet")
      return nil
    }
    if fields.isGiven("alphabet") {
      if let missing = text.first(where: { !alphabet.contains($0) }) {
        plan.error(
          at: fields.location(of: "text"),
          "'\(missing)' is not in the alphabet '\(String(alphabet))'")
        return nil
      }
    } else {
      for character in text where !alphabet.contains(character) { alphabet.append(character) }
    }
    let indices = text.map { alphabet.firstIndex(of: $0)! }
    let names = alphabet.map { String($0) }
    let inputs = Array(indices.dropLast(ahead))
    let targets = Array(indices.dropFirst(ahead))
    guard case .some(let weights) = weights(fields, of: targets.count, &plan) else { return nil }
    // One sequence of T characters, or T sequences of one.
    let isolated = fields.boolean("isolated")
    func rows<Element>(_ elements: [Element]) -> [[Element]] {
      isolated ? elements.map { [$0] } : [elements]
    }
    return DataSet(
      steps: isolated ? 1 : inputs.count, inputSize: names.count,
      inputs: rows(inputs.map { oneHot($0, of: names.count) }),
      targets: .classes(rows(targets), count: names.count), alphabet: names,
      targetAlphabet: names, symbols: rows(inputs.map { names[$0] }),
      weights: weights.map { rows($0) })
  }

  /// Random symbols; the target of a sequence is its first one.
  private static func recall(
    _ fields: CheckedMapping, _ plan: inout LessonPlan, seed: UInt64
  ) -> DataSet? {
    let steps = fields.integer("steps")
    let symbols = fields.integer("symbols")
    let count = fields.integer("count")
    let numbers = Double(steps) * Double(symbols) * Double(count)
    guard numbers <= 2e6 else {
      plan.error(
        at: fields.location,
        "\(count) sequences of \(steps) steps and \(symbols) symbols are "
          + "\(significant(numbers, 3)) numbers, \(significant(numbers * 50 / 0x1p30, 3)) GiB; at most "
          + "2000000 numbers are allowed")
      return nil
    }
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<count).map { _ in
      (0..<steps).map { _ in Int.random(in: 0..<symbols, using: &generator) }
    }
    let names = (0..<symbols).map { String($0) }
    return DataSet(
      steps: steps, inputSize: symbols,
      inputs: rows.map { row in row.map { oneHot($0, of: symbols) } },
      targets: .classes(rows.map { [$0[0]] }, count: symbols), alphabet: names,
      targetAlphabet: names, symbols: rows.map { row in row.map { names[$0] } })
  }

  static func oneHot(_ index: Int, of count: Int) -> [Double] {
    var vector = [Double](repeating: 0, count: count)
    vector[index] = 1
    return vector
  }
}
