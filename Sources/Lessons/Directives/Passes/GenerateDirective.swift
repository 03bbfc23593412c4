import RealModule
import Recurrent

/// `generate`: what a network says after a prompt when each symbol it says is its next input.
struct GenerateDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "generate", summary: "What a network says after a prompt, reading its own symbols.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model", "train"]), required: true,
        help: "a model, or a training whose result is used"),
      KeyDeclaration(
        "data", .reference(to: ["data"]), required: true, help: "names the symbols"),
      KeyDeclaration(
        "prompt", .text(maximumLength: 1000), required: true,
        help: "what is read first; words stand with spaces between"),
      KeyDeclaration("count", .integer(1...1000), default: "5", help: "how many symbols to say"),
      KeyDeclaration(
        "temperature", .number(.closed(0.01...100)),
        help: "draws from softmax(y / temperature); without it, the likeliest symbol is said"),
      KeyDeclaration(
        "samples", .integer(1...10_000), default: "1", help: "how often, with a temperature"),
      KeyDeclaration(
        "wanted", .text(maximumLength: 1000),
        help: "a text of 'count' symbols; counts how often it is said"),
    ])

  /// More steps of a network are refused.
  private static let mostSteps = 500_000
  /// Texts and classes in a table.
  private static let mostShown = 12

  let id: String
  private let modelID: String
  private let spec: NetworkSpec
  private let alphabet: [String]
  private let prompt: [Int]
  private let count: Int
  private let temperature: Double?
  private let samples: Int
  private let wanted: [Int]?
  private let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    modelID = fields.text("model")
    count = fields.integer("count")
    temperature = fields.numberIfGiven("temperature")
    samples = fields.integer("samples")
    seed = plan.seed(for: id)
    let dataID = fields.text("data")
    guard let model = plan.model(modelID), let data = plan.dataSet(dataID) else { return nil }
    let spec = model.spec
    let alphabet = data.alphabet
    self.spec = spec
    self.alphabet = alphabet
    let tokens =
      switch spec.input {
      case .vectors(let size): size
      case .embedding(let vocabulary, _): vocabulary
      }
    guard spec.loss == .softmaxCrossEntropy, !spec.isBidirectional, spec.head.place == .eachStep
    else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(modelID)' cannot say symbols in turn; that needs the loss cross_entropy, one direction "
          + "and a head at each step")
      return nil
    }
    guard spec.outputSize == tokens, alphabet.count == tokens else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(modelID)' reads \(tokens) symbols and says \(spec.outputSize), '\(dataID)' names "
          + "\(alphabet.count); what is said is read next, so all three must be equal")
      return nil
    }
    guard samples == 1 || temperature != nil else {
      plan.error(
        at: fields.location(of: "samples"),
        "\(samples) samples without a 'temperature' would all be the same")
      return nil
    }
    guard
      let prompt = Self.symbols(fields, "prompt", of: alphabet, dataID, in: &plan),
      case .some(let wanted) = fields.isGiven("wanted")
        ? Self.symbols(fields, "wanted", of: alphabet, dataID, in: &plan).map({ .some($0) })
        : .some([Int]?.none)
    else { return nil }
    let count = self.count
    guard wanted.map({ $0.count == count }) ?? true else {
      plan.error(
        at: fields.location(of: "wanted"),
        "'wanted' has \(counted(wanted?.count ?? 0, "symbol")), 'count' is \(count)")
      return nil
    }
    let samples = self.samples
    let steps = samples * (prompt.count + count)
    guard steps <= Self.mostSteps else {
      plan.error(
        at: fields.location,
        "\(samples) samples of \(prompt.count + count) symbols are \(steps) steps; at most "
          + "\(Self.mostSteps) are allowed")
      return nil
    }
    self.prompt = prompt
    self.wanted = wanted
  }

  /// Characters, or words where a symbol is longer than one character.
  private static func symbols(
    _ fields: CheckedMapping, _ key: String, of alphabet: [String], _ dataID: String,
    in plan: inout LessonPlan
  ) -> [Int]? {
    let text = fields.text(key)
    let parts =
      alphabet.allSatisfy { $0.count == 1 }
      ? text.map { String($0) } : text.split(separator: " ").map { String($0) }
    if let missing = parts.first(where: { !alphabet.contains($0) }) {
      plan.error(
        at: fields.location(of: key),
        "\(quoted(missing)) is no symbol of '\(dataID)', which has "
          + alphabet.prefix(30).joined(separator: " "))
      return nil
    }
    guard !parts.isEmpty else {
      plan.error(at: fields.location(of: key), "'\(key)' needs at least one symbol")
      return nil
    }
    return parts.map { alphabet.firstIndex(of: $0)! }
  }

  var valueNames: [String] {
    ["text", "probability", "samples", "different"]
      + (wanted == nil ? [] : ["matches", "share", "wanted_probability"])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let network = try context.network(modelID)
    var generator = SeededGenerator(seed: seed)
    let sampling = temperature.map { Sampling.temperature($0) } ?? .greedy
    let texts = (0..<samples).map { _ in
      network.generate(after: prompt, count: count, sampling: sampling, using: &generator)
    }
    let shares = probabilities(network, saying: texts[0])
    var times: [[Int]: Int] = [:]
    for text in texts { times[text, default: 0] += 1 }
    step.values = [
      ("text", .text(name(texts[0]))),
      ("probability", .list(shares.map { .numbers($0, from: 0) }, from: 1)),
      ("samples", .number(Double(samples))), ("different", .number(Double(times.count))),
    ]
    if let wanted {
      let matches = times[wanted] ?? 0
      let exact = zip(probabilities(network, saying: wanted), wanted).reduce(1) { $0 * $1.0[$1.1] }
      step.values += [
        ("matches", .number(Double(matches))),
        ("share", .number(Double(matches) / Double(samples))),
        ("wanted_probability", .number(exact)),
      ]
    }
    step.items.append(.table(samples == 1 ? table(of: texts[0], shares) : table(of: times)))
    step.items.append(.line(closingLine(texts, times)))
  }

  /// softmax(y / temperature) at each step that says a symbol, by a pass over the whole text.
  private func probabilities(_ network: Network<Double>, saying text: [Int]) -> [[Double]] {
    let read = prompt + text.dropLast()
    let batch: SequenceBatch<Double> =
      switch spec.input {
      case .vectors(let size): SequenceBatch(oneHot: [read], classes: size)
      case .embedding: SequenceBatch(tokens: [read])
      }
    let outputs = network.forward(batch).outputs
    let size = spec.outputSize
    return (prompt.count - 1..<read.count).map { t in
      let y = outputs[t * size..<(t + 1) * size]
      let largest = y.max()!
      let weights = y.map { Double.exp(($0 - largest) / (temperature ?? 1)) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
  }

  private func name(_ text: [Int]) -> String {
    text.map { alphabet[$0] }
      .joined(separator: alphabet.allSatisfy { $0.count == 1 } ? "" : " ")
  }

  /// Step by step what was read and said; of many classes, the probability of the one said.
  private func table(of text: [Int], _ shares: [[Double]]) -> Table {
    let isWide = alphabet.count > Self.mostShown
    let read = [prompt.last!] + text.dropLast()
    return Table(
      columns: [.init("t"), .init("reads"), .init("says")]
        + (isWide
          ? [.init("p")] : alphabet.map { .init("p(\($0))", math: "p(\\text{\($0)})") }),
      rows: text.indices.map { t in
        Table.Row(
          ["\(t + 1)", alphabet[read[t]], alphabet[text[t]]]
            + (isWide ? [fixed(shares[t][text[t]])] : shares[t].map { fixed($0) }), step: t + 1)
      })
  }

  /// The commonest texts, equally common ones in the order of the alphabet.
  private func table(of times: [[Int]: Int]) -> Table {
    let order = times.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
    }
    return Table(
      caption: order.count > Self.mostShown
        ? "The \(Self.mostShown) commonest of \(order.count) texts" : nil,
      columns: [.init("says"), .init("times"), .init("share")],
      rows: order.prefix(Self.mostShown).map {
        Table.Row([name($0.key), "\($0.value)", fixed(Double($0.value) / Double(samples))])
      })
  }

  /// `after 'g' says 'ohome'`
  private func closingLine(_ texts: [[Int]], _ times: [[Int]: Int]) -> String {
    var parts = ["after '\(name(prompt))' "]
    if samples == 1 {
      parts[0] += "says '\(name(texts[0]))'"
    } else {
      parts[0] += "\(counted(times.count, "different text")) in \(samples) samples"
      if let wanted { parts.append("'\(name(wanted))' \(times[wanted] ?? 0) times") }
    }
    if let temperature { parts.append("temperature \(significant(temperature))") }
    return parts.joined(separator: "   ")
  }
}
