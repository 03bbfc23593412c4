import RealModule
import Recurrent

/// What a reading leaves for figures.
struct ReadingRun: Sendable {
  /// What is shown of the text, and what was known and thought after each piece.
  let pieces: [String]
  /// p(positive) after each piece; nil in front of the first token.
  let probabilities: [Double?]
  /// The units that move the answer most, each with its weight in it and its states.
  let units: [(number: Int, weight: Double, states: [Double?])]
}

/// `read`: a fitted network reads one text, token after token.
struct ReadDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "read", summary: "A fitted network reads a text; what it thinks after each token.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration("fit", .reference(to: ["fit"]), required: true, help: "whose network reads"),
      KeyDeclaration("text", .text(maximumLength: 1000), required: true, help: "the text"),
      KeyDeclaration(
        "units", .integer(1...6), default: "2",
        help: "how many units are kept for a figure: those that move the answer most"),
    ])

  let id: String
  let fitID: String
  let dataID: String
  let text: String
  let units: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    fitID = fields.text("fit")
    text = fields.text("text")
    units = fields.integer("units")
    guard let fit = plan.directive(fitID, FitDirective.self) else { return nil }
    dataID = fit.data.id
    guard !fit.model.spec.isBidirectional else {
      plan.error(
        at: fields.location(of: "fit"),
        "'\(fitID)' reads from both ends, and has no thought half way")
      return nil
    }
    plan.inheritCorpus(id, from: fitID)
  }

  var valueNames: [String] { ["p", "so_far", "tokens", "unknown", "unit", "weight"] }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let fitted = try context.found(fitID, [FitRun].self)[0]
    let corpus = try context.found(dataID, Corpus.self)
    let tokens = corpus.encoded(text, fitted.vocabulary)
    let network = fitted.network
    let layer = network.spec.hiddenSizes.count - 1
    let size = network.spec.hiddenSizes[layer]
    let trace = network.forward(SequenceBatch<Float>(tokens: [tokens]))
    let states = trace.states(layer: layer).map { Double($0) }
    let weights = network.parameters["W_hy"].map { Double($0) }
    let bias = Double(network.parameters["b_y"][0])
    let probabilities = tokens.indices.map { step in
      let output = (0..<size).reduce(bias) { $0 + weights[$1] * states[step * size + $1] }
      return 1 / (1 + Double.exp(-output))
    }
    // How far a unit moved the output while it read.
    let reach = (0..<size).map { unit in
      let own = tokens.indices.map { states[$0 * size + unit] } + [0]
      return abs(weights[unit]) * (own.max()! - own.min()!)
    }
    let chosen = Array((0..<size).sorted { reach[$0] > reach[$1] }.prefix(units))
    let pieces = corpus.unit.pieces(of: text, most: corpus.length)
    func atPieces(_ value: (Int) -> Double) -> [Double?] {
      pieces.map { $0.token.map(value) }
    }
    context.results[id] = ReadingRun(
      pieces: pieces.map(\.shown), probabilities: atPieces { probabilities[$0] },
      units: chosen.map { unit in
        (unit, weights[unit], atPieces { states[$0 * size + unit] })
      })
    let unknown = tokens.count { $0 == Corpus.Vocabulary.unknown }
    let p = probabilities[probabilities.count - 1]
    step.values = [
      ("p", .number(p)), ("so_far", .numbers(probabilities, from: 1)),
      ("tokens", .number(Double(tokens.count))), ("unknown", .number(Double(unknown))),
      ("unit", .number(Double(chosen[0]))), ("weight", .number(weights[chosen[0]])),
    ]
    step.items.append(
      .line(
        "'\(text)': p(positive) = \(fixed(p, 3)) after \(counted(tokens.count, "token"))"
          + (unknown > 0 ? ", \(unknown) of them unknown" : "")))
  }
}
