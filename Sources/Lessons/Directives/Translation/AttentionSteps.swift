import Recurrent

/// Every number of attention over one sentence, and tables of them.
struct AttentionSteps: Sendable {
  let english: [String]
  /// What was said, the end among it.
  let korean: [String]
  /// s_1 ... s_N and h_1 ... h_T
  let encoderStates: [[Double]]
  let decoderStates: [[Double]]
  /// e and alpha: for each word said one of each English word.
  let scores: [[Double]]
  let weights: [[Double]]
  let contexts: [[Double]]
  /// y and softmax(y)
  let outputs: [[Double]]
  let probabilities: [[Double]]
  /// The largest difference of a score, a weight, a context or an output from the textbook's plain
  /// loops.
  let textbookDifference: Double
  private let classes: [Int]
  private let pair: SentencePair?

  /// - Parameter pair: The sentence with its translation, where the grammar has it.
  /// - Precondition: One pair of sequences, through a network with attention.
  init(
    _ network: EncoderDecoder<Double>, _ batch: EncoderDecoderBatch<Double>, pair: SentencePair?
  ) {
    let trace = network.forward(batch)
    let attention = trace.attention!
    func rows(_ values: [Double], _ width: Int) -> [[Double]] {
      stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
    let (size, classes) = (network.spec.stateSize, network.spec.outputSize)
    english = batch.source.tokens.map { SentenceGrammar.english[$0] }
    guard case .classes(let said) = batch.target.targets else {
      preconditionFailure("a batch without classes")
    }
    korean = said.map(SentenceSplit.targetWord)
    self.classes = said
    self.pair = pair
    encoderStates = rows(attention.encoderStates, size)
    decoderStates = rows(attention.decoderStates, size)
    scores = rows(attention.scores, batch.source.steps)
    weights = rows(attention.weights, batch.source.steps)
    contexts = rows(attention.context, size)
    outputs = rows(trace.outputs, classes)
    probabilities = rows(trace.probabilities, classes)
    let textbook = TextbookEncoderDecoder<Double>(
      network.spec, parameters: network.parameters.values
    ).run(batch)[0]
    func difference(_ a: [[Double]], _ b: [[Double]]) -> Double {
      zip(a.joined(), b.joined()).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    }
    textbookDifference = max(
      difference(scores, textbook.attention.map(\.scores)),
      difference(weights, textbook.attention.map(\.weights)),
      difference(contexts, textbook.attention.map(\.context)),
      difference(outputs, textbook.outputs))
  }

  /// - Parameter word: A word said, from 1.
  func values(at word: Int) -> [(name: String, value: Value)] {
    let best = weights[word - 1].placeOfMost
    let crossings = pair.flatMap { $0.korean.count < korean.count ? $0.crossings : nil } ?? []
    let places = weights.map(\.placeOfMost)
    func list(_ rows: [[Double]]) -> Value { .list(rows.map { .numbers($0, from: 1) }, from: 1) }
    return [
      ("word", .text(korean[word - 1])), ("place", .number(Double(word))),
      ("looks_at", .text(english[best])), ("score", .number(scores[word - 1][best])),
      ("weight", .number(weights[word - 1][best])),
      ("p", .number(probabilities[word - 1][classes[word - 1]])),
      ("scores", list(scores)), ("weights", list(weights)), ("context", list(contexts)),
      ("state", list(decoderStates)), ("read", list(encoderStates)), ("output", list(outputs)),
      ("textbook_difference", .number(textbookDifference)),
      (
        "crossings_seen",
        .number(Double(crossings.count { places[$0.first] > places[$0.second] }))
      ),
      ("crossings", .number(Double(crossings.count))),
    ]
  }

  /// A row for each word said, a column for each English word.
  func table(_ rows: [[Double]], caption: String, _ decimals: Int) -> Table {
    Table(
      caption: caption, columns: [.init("t"), .init("says")] + english.map { .init($0) },
      rows: rows.indices.map { t in
        Table.Row(["\(t + 1)", korean[t]] + rows[t].map { fixed($0, decimals) }, step: t + 1)
      })
  }

  /// The six steps that lead to one word.
  func items(at word: Int, units: Int) -> [StepResult.Item] {
    let t = word - 1
    let units = min(units, decoderStates[t].count)
    let shown = 0..<units
    func vector(_ values: [Double]) -> String {
      "(" + shown.map { fixed(values[$0], 3) }.joined(separator: ", ")
        + (units < values.count ? ", ..." : "") + ")"
    }
    let steps = Table(
      caption: "word \(word), \(korean[t]): steps 1 to 4, \(units) of "
        + "\(decoderStates[t].count) numbers of each vector",
      columns: [.init("i"), .init("English")]
        + shown.map { .init("s_i[\($0)]", math: "s_i[\($0)]") }
        + [.init("score", math: "e_i"), .init("weight", math: "\\alpha_i")]
        + shown.map { .init("weighted[\($0)]", math: "\\alpha_i s_i[\($0)]") },
      rows: english.indices.map { i in
        let s = encoderStates[i]
        return Table.Row(
          ["\(i + 1)", english[i]] + shown.map { fixed(s[$0], 3) }
            + [fixed(scores[t][i], 3), fixed(weights[t][i])]
            + shown.map { fixed(weights[t][i] * s[$0], 3) })
      })
    let y = outputs[t]
    let best = y.indices.sorted { y[$0] > y[$1] }.prefix(4)
    let words = Table(
      caption: "step 6: y = W_hy [h; context] + b_y, and p = softmax(y): the likeliest of "
        + "\(y.count) words",
      columns: [.init("word"), .init("score", math: "y"), .init("p", math: "p")],
      rows: best.map {
        Table.Row([
          SentenceSplit.targetWord($0), fixed(y[$0], 3), fixed(probabilities[t][$0]),
        ])
      })
    return [
      .line("step 1   h = \(vector(decoderStates[t]))"), .table(steps),
      .line("step 5   context = \(vector(contexts[t])), the sums of the last columns"),
      .table(words),
    ]
  }
}
