import Foundation
import GradientCheck
import NetworkCheck
import RealModule
import Recurrent

/// `translator_check`: the gradient of a small encoder-decoder held against its loss.
struct TranslatorCheckDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "translator_check",
    summary: "Checks the gradient of a small encoder-decoder on the first sentences.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "pairs", .reference(to: ["sentences"]), required: true, help: "the sentences"),
      KeyDeclaration(
        "count", .integer(1...10), default: "2",
        help: "how many; the network's words are theirs alone"),
      KeyDeclaration(
        "cell", .choice(["rnn", "lstm", "gru"]), default: "lstm", help: "of both networks"),
      KeyDeclaration("embedding", .integer(1...8), default: "2", help: "numbers for a word"),
      KeyDeclaration("hidden", .integer(1...8), default: "3", help: "units"),
      KeyDeclaration("attention", .boolean, default: "true", help: "whether it has attention"),
    ])

  let id: String
  private let spec: EncoderDecoderSpec
  private let batch: EncoderDecoderBatch<Double>
  private let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    seed = plan.seed(for: id)
    let count = fields.integer("count")
    guard let sentences = plan.directive(fields.text("pairs"), SentencesDirective.self) else {
      return nil
    }
    guard count <= sentences.split.train.count else {
      plan.error(
        at: fields.location(of: "count"),
        "\(counted(count, "sentence")); '\(fields.text("pairs"))' has "
          + "\(sentences.split.train.count) to train on")
      return nil
    }
    let pairs = sentences.split.train.prefix(count)
    func tokens(_ rows: [[String]]) -> (rows: [[Int]], words: Int) {
      var places: [String: Int] = [:]
      let rows = rows.map { row in
        row.map { word in
          let place = places[word] ?? places.count
          places[word] = place
          return place
        }
      }
      return (rows, places.count)
    }
    let source = tokens(pairs.map(\.english))
    let target = tokens(pairs.map(\.korean))
    let (start, end) = (target.words, target.words + 1)
    spec = EncoderDecoderSpec(
      source: .embedding(vocabulary: source.words, size: fields.integer("embedding")),
      target: .embedding(vocabulary: target.words + 2, size: fields.integer("embedding")),
      cell: TranslatorsDirective.cell(fields.text("cell")),
      hiddenSizes: [fields.integer("hidden")], outputSize: target.words + 2,
      hasAttention: fields.boolean("attention"))
    batch = EncoderDecoderBatch(
      sources: source.rows, targets: target.rows.map { $0 + [end] }, start: start)
  }

  var valueNames: [String] {
    ["passed", "digits", "exact_difference", "evaluations", "entries", "detectable"]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    var generator = SeededGenerator(seed: seed)
    let network = EncoderDecoder<Double>(
      spec, embedding: .uniform(bound: 1), using: &generator)
    let (spec, batch) = (spec, batch)
    let report = GradientCheck(mode: .standard, seed: seed).run(
      parameters: network.parameters.namedTensors,
      threads: ProcessInfo.processInfo.activeProcessorCount,
      loss: { Self.network(spec, $0.values).forward(batch).loss },
      gradient: { parameters in
        let network = Self.network(spec, parameters.values)
        let trace = network.forward(batch)
        return LossAndGradient(
          loss: trace.loss, values: network.backward(trace).gradients.values)
      })
    let gradient = network.backward(network.forward(batch)).gradients.values
    let exact = TextbookEncoderDecoder<DualNumber>.gradient(
      spec, at: network.parameters.values, of: batch)
    let difference = NetworkCheck.difference(of: gradient, from: exact)
    let digits = NetworkCheck.digits(difference)
    let passed = report.passed && difference <= NetworkCheck.exactTolerance
    step.values = [
      ("passed", flag(passed)), ("digits", .number(Double(digits))),
      ("exact_difference", .number(difference)),
      ("evaluations", .number(Double(report.lossEvaluations))),
      ("entries", .number(Double(report.checkedCount))),
      ("detectable", .number(report.weakest?.detectable ?? .nan)),
    ]
    step.items.append(.table(table(report)))
    step.items.append(
      .line(
        "\(report.checkedCount) of \(report.entryCount) entries by differences "
          + "(\(report.lossEvaluations) evaluations); all by dual numbers through the textbook "
          + "forward pass: agreement to \(digits) digits"))
    switch report.verdict {
    case .pass: step.verdict = passed ? .pass : .fail
    case .inconclusive: step.verdict = .inconclusive
    case .fail, .invalid: step.verdict = .fail
    }
    if !report.passed { step.items.append(.failure(report.description)) }
  }

  private static func network(
    _ spec: EncoderDecoderSpec, _ values: [Double]
  ) -> EncoderDecoder<Double> {
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = values
    return EncoderDecoder(spec, parameters: parameters)
  }

  /// A row for each tensor, with its worst entry.
  private func table(_ report: GradientCheck.Report) -> Table {
    Table(
      columns: ["tensor", "verdict", "worst entry", "analytic", "estimate", "smallest bug it sees"]
        .map { .init($0) },
      rows: report.tensors.map { tensor in
        let worst = tensor.worst
        return Table.Row([
          tensor.name, GradCheckRun.text(tensor.verdict), worst?.label ?? "",
          worst.map { significant($0.analytic, 8) } ?? "",
          worst.map { significant($0.estimate, 8) } ?? "",
          worst.map { significant($0.detectable, 2) } ?? "",
        ])
      })
  }
}

extension NetworkCheck {
  /// To how many digits two gradients agree.
  fileprivate static func digits(_ difference: Double) -> Int {
    guard difference.isFinite else { return 0 }
    return difference == 0 ? 15 : min(15, max(0, Int(-Double.log10(difference))))
  }
}
