import Foundation
import Recurrent

/// Data of the kind `corpus`: labelled texts from a file, how they are cut and how they are split.
struct CorpusData: Sendable {
  static let keys = [
    KeyDeclaration(
      "file", .path(endings: [".tsv", ".csv", ".txt"]),
      help: "corpus: lines with a text and a label of two values; 'run --data FILE' takes another"),
    KeyDeclaration(
      "columns",
      .mapping([
        KeyDeclaration("text", .text(maximumLength: 100), help: "the text's column"),
        KeyDeclaration("label", .text(maximumLength: 100), help: "the label's column"),
      ]),
      help: "corpus: names in the first line, or numbers from 1; without it they are looked for"),
    KeyDeclaration(
      "where",
      .mapping([
        KeyDeclaration("column", .text(maximumLength: 100), required: true, help: "a column"),
        KeyDeclaration("is", .text(maximumLength: 100), required: true, help: "its value"),
      ]), help: "corpus: only the lines with that value"),
    KeyDeclaration(
      "fixed", .boolean, default: "false",
      help: "corpus: whether it keeps its file when --data names another"),
    KeyDeclaration(
      "tokens", .choice(CorpusUnit.allCases.map(\.rawValue) + ["auto"]), default: "words",
      help: "corpus: what a step is; pairs are two neighbouring characters, and auto means pairs "
        + "where a quarter of the texts or more have Korean, Chinese or Japanese ones, else words"),
    KeyDeclaration(
      "vocabulary", .integer(3...1_000_000), default: "3000",
      help: "corpus: the most frequent tokens of the training texts, padding and unknown counted in"
    ),
    KeyDeclaration(
      "pad_to", .integer(1...10_000), default: "400",
      help: "corpus: the most steps; of a longer text the last ones are kept"),
    KeyDeclaration(
      "masked", .boolean, default: "true",
      help: "corpus: whether a network stops at a text's end; if not, it reads padding to 'pad_to'"),
    KeyDeclaration(
      "validation", .number(.between(0, 1)), default: "0.2",
      help: "corpus: the share of each label that is kept apart"),
  ]

  /// Tokens that a corpus may have; four bytes each.
  private static let mostTokens = 5e7

  let id: String
  let file: CorpusFile
  /// The file's name without its folder.
  let name: String
  let unit: CorpusUnit
  let vocabularySize: Int
  let length: Int
  let isMasked: Bool
  let validation: Double
  let seed: UInt64

  /// - Returns: Nil where a problem was reported.
  init?(_ fields: CheckedMapping, in plan: inout LessonPlan) {
    id = fields.text("id")
    vocabularySize = fields.integer("vocabulary")
    length = fields.integer("pad_to")
    isMasked = fields.boolean("masked")
    validation = fields.number("validation")
    seed = plan.seed(for: "corpus")
    guard let own = fields.textIfGiven("file") else {
      plan.error(at: fields.location, "data of the kind 'corpus' needs 'file'")
      return nil
    }
    let isReplaced = plan.corpusFile != nil && !fields.boolean("fixed")
    var path = plan.folder == "." ? own : plan.folder + "/" + own
    var location = fields.location(of: "file")
    if isReplaced, let other = plan.corpusFile {
      path = other
      location = SourceLocation(file: "--data \(shortened(other))", line: 0, column: 0)
      plan.replaceCorpus(id)
    } else if !staysInside(plan.folder, path) {
      plan.error(at: location, "'\(own)' leads out of the lesson's folder")
      return nil
    }
    name = (path as NSString).lastPathComponent
    let columns = fields.mappingIfGiven("columns")
    var wish = CorpusColumns.Wish(
      id: id, text: columns?.textIfGiven("text"), label: columns?.textIfGiven("label"))
    if let condition = fields.mappingIfGiven("where") {
      wish.condition = (condition.text("column"), condition.text("is"))
    }
    do {
      file = try CorpusFile(path: path, wish: wish)
    } catch {
      // A file that is not there is the fault of whoever names it.
      let isNamed = FileManager.default.fileExists(atPath: path)
      plan.error(
        at: isNamed ? error.location : location, isNamed ? error.message : "no such file: '\(path)'"
      )
      return nil
    }
    unit = CorpusUnit(rawValue: fields.text("tokens")) ?? .suiting(file.texts)
    for warning in file.warnings { plan.warn(at: warning.location, warning.message) }
    let (zero, one) = file.labels.reduce((0, 0)) { ($0.0 + 1 - $1, $0.1 + $1) }
    guard zero >= 2, one >= 2 else {
      plan.error(
        at: SourceLocation(file: path, line: 1, column: 1),
        "\(counted(one, "text")) with the label \(quoted(file.labelNames.1)) and \(zero) with "
          + "\(quoted(file.labelNames.0)); each needs 2 or more, to train on and to validate with")
      return nil
    }
    let tokens = Double(file.texts.reduce(0) { $0 + min($1.utf8.count, length) })
    guard tokens <= Self.mostTokens else {
      plan.error(
        at: fields.location(of: "pad_to"),
        "\(grouped(file.texts.count)) texts of up to \(length) tokens may be "
          + "\(significant(tokens, 3)) tokens; at most \(grouped(Int(Self.mostTokens))) are allowed, "
          + "so take a smaller 'pad_to'")
      return nil
    }
  }

  /// The split of the run with this number, from 1; the first is the one that the step shows.
  func split(_ corpus: Corpus, run number: Int) -> (training: [Int], validation: [Int]) {
    corpus.split(
      validation: validation, seed: number == 1 ? seed : derivedSeed(seed, "split \(number)"))
  }

  static let valueNames = [
    "file", "tokens", "texts", "positive", "negative", "empty", "left_out", "training",
    "validation", "vocabulary", "different", "once", "unknown", "steps", "longest", "cut",
    "padding",
  ]

  func run(in context: inout RunContext, step: inout StepResult) {
    let corpus = Corpus(file, unit: unit, length: length)
    context.results[id] = corpus
    let (training, validation) = split(corpus, run: 1)
    let vocabulary = corpus.vocabulary(of: training, size: vocabularySize)
    let lengths = (0..<corpus.count).map { corpus.length(of: $0) }
    let steps = lengths.reduce(0, +)
    let positive = corpus.labels.reduce(0, +)
    let unknown = corpus.unknownShare(validation, vocabulary)
    let once = Double(vocabulary.once) / Double(max(vocabulary.different, 1))
    let padding = 1 - Double(steps) / Double(length * corpus.count)
    func number(_ value: Int) -> Value { .number(Double(value)) }
    step.values = [
      ("file", .text(name)), ("tokens", .text(unit.rawValue)),
      ("texts", number(corpus.count)), ("positive", number(positive)),
      ("negative", number(corpus.count - positive)), ("empty", number(file.empty)),
      ("left_out", number(file.bad)), ("training", number(training.count)),
      ("validation", number(validation.count)), ("vocabulary", number(vocabulary.size)),
      ("different", number(vocabulary.different)), ("once", .number(once)),
      ("unknown", .number(unknown)), ("steps", .number(Double(steps) / Double(corpus.count))),
      ("longest", number(lengths.max() ?? 0)), ("cut", number(corpus.cut)),
      ("padding", .number(padding)),
    ]
    let names = file.columns.names
    step.items.append(
      .line(
        "\(name): \(grouped(corpus.count)) texts from \(quoted(names[file.columns.text])) and "
          + "\(quoted(names[file.columns.label])), \(grouped(positive)) positive "
          + "(\(quoted(file.labelNames.1))), \(grouped(corpus.count - positive)) negative "
          + "(\(quoted(file.labelNames.0)))" + leftOut))
    step.items.append(
      .line(
        "\(unit.rawValue): \(fixed(Double(steps) / Double(corpus.count), 1)) a text, at most "
          + "\(lengths.max() ?? 0)" + (corpus.cut > 0 ? " (\(grouped(corpus.cut)) texts cut)" : "")
          + "; of \(grouped(vocabulary.different)) different ones in \(grouped(training.count)) "
          + "training texts the vocabulary keeps \(grouped(vocabulary.size - 2)); "
          + "\(fixed(100 * unknown, 1)) % of the tokens in \(grouped(validation.count)) validation "
          + "texts are unknown"))
  }

  private var leftOut: String {
    let parts = [
      file.empty > 0 ? counted(file.empty, "empty text") : nil,
      file.bad > 0 ? counted(file.bad, "line") + " that cannot be used" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? "" : "; left out: " + parts.joined(separator: ", ")
  }
}
