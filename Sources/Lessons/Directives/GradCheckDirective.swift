import GradientCheck
import RealModule
import Recurrent

/// `gradcheck`: every analytic gradient held against independent estimates.
struct GradCheckDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "gradcheck",
    summary: "Checks the gradient of a model's loss against differences and dual numbers.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "model", .reference(to: ["model", "train"]), required: true,
        help: "a model, or a training whose result is used"),
      KeyDeclaration("data", .reference(to: ["data"]), required: true, help: "the sequences"),
      KeyDeclaration(
        "mode", .choice(GradientCheck.Mode.allCases.map(\.rawValue)), default: "standard",
        help: "how many entries of large tensors are checked one by one"),
      KeyDeclaration(
        "epsilon", .number(.above(0, atMost: 1)),
        help: "the largest step of the differences, as part of max(1, |parameter|)"),
      KeyDeclaration(
        "allow_unused", .list(.text(maximumLength: 100), count: 1...100),
        help: "tensors that may have no influence on the loss"),
      KeyDeclaration(
        "plant",
        .mapping([
          KeyDeclaration(
            "tensor", .text(maximumLength: 100), required: true, help: "the tensor of the entry"),
          KeyDeclaration("row", .integer(0...1_000_000), required: true, help: "from 0"),
          KeyDeclaration("column", .integer(0...1_000_000), default: "0", help: "from 0"),
          KeyDeclaration(
            "relative", .number(.closed(-10...10)), required: true,
            help: "by how much of its size the entry is made wrong"),
        ]),
        help: "make one entry of the gradient wrong; the step passes when the check finds it"),
    ])

  let id: String
  let modelID: String
  let spec: NetworkSpec
  let batch: SequenceBatch<Double>
  let check: GradientCheck
  let plant: (index: Int, name: String, relative: Double)?

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    modelID = fields.text("model")
    guard
      let model = plan.model(modelID),
      let batch = plan.batch(
        of: fields.text("data"), for: modelID, at: fields.location(of: "data"), needsTargets: true)
    else { return nil }
    spec = model.spec
    self.batch = batch
    check = GradientCheck(
      mode: GradientCheck.Mode(rawValue: fields.text("mode"))!, seed: plan.seed(for: id),
      firstStep: fields.numberIfGiven("epsilon"),
      allowUnused: Set(fields.isGiven("allow_unused") ? fields.texts("allow_unused") : []))
    guard let wrong = fields.mappingIfGiven("plant") else {
      plant = nil
      return
    }
    let layout = spec.layout
    guard let block = layout[wrong.text("tensor")] else {
      let names = layout.blocks.map(\.name)
      let name = wrong.text("tensor")
      let suggestion = nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
      plan.error(
        at: wrong.location(of: "tensor"),
        "the model has no tensor '\(name)'\(suggestion) (it has \(names.joined(separator: ", ")))")
      return nil
    }
    let (row, column) = (wrong.integer("row"), wrong.integer("column"))
    guard row < block.rows, column < block.columns else {
      plan.error(
        at: wrong.location,
        "\(block.name) has \(block.rows) rows and \(block.columns) columns; there is no "
          + "[\(row), \(column)]")
      return nil
    }
    let index = block.offset + row * block.columns + column
    plant = (index, layout.name(ofIndex: index), wrong.number("relative"))
  }

  var valueNames: [String] {
    ["passed", "digits", "exact_difference", "evaluations", "entries", "detectable"]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    var network = try context.network(modelID)
    var trace = Trace<Double>(spec)
    var backward = BackwardTrace<Double>(spec, keeping: .parameters)
    let start = network.parameters.values
    // With dropout, the loss of one mask: differences of several would be differences of masks.
    let mask = spec.dropout > 0 ? check.seed : nil
    func loss(_ values: [Double]) -> Double {
      network.parameters.values = values
      network.forward(batch, dropoutSeed: mask, into: &trace)
      return trace.loss
    }
    func gradient(_ values: [Double]) -> LossAndGradient {
      let loss = loss(values)
      network.backward(trace, into: &backward)
      var gradient = backward.gradients.values
      if let plant { gradient[plant.index] *= 1 + plant.relative }
      return LossAndGradient(loss: loss, values: gradient)
    }
    let tensors = spec.layout.blocks.map { block in
      NamedTensor(
        block.name, shape: block.shape, values: Array(start[block.range]),
        bands: block.bands.map { NamedTensor.Band($0.label, rows: $0.rows) })
    }
    let report = check.run(
      parameters: tensors, loss: { loss($0.values) }, gradient: { gradient($0.values) })
    // A second estimate that shares nothing with the first: the textbook forward pass over dual
    // numbers, exact to rounding. It drops nothing.
    let entries = exactEntries(of: start.count)
    let exact = TextbookNetwork<DualNumber>.gradient(spec, at: start, of: batch, entries: entries)
    network.parameters.values = start
    network.forward(batch, into: &trace)
    network.backward(trace, into: &backward)
    let analytic = entries.map { backward.gradients.values[$0] }
    // `max` would drop a NaN; the sum keeps it.
    let isFinite = zip(exact, analytic).reduce(0) { $0 + ($1.0 - $1.1) }.isFinite
    let largest = exact.reduce(0) { max($0, $1.magnitude) }
    let difference = zip(exact, analytic).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    let relative = isFinite ? (largest > 0 ? difference / largest : difference) : .nan
    let digits = relative == 0 ? 15 : isFinite ? min(15, max(0, -Double.log10(relative))) : 0

    step.values = [
      ("passed", flag(report.passed)), ("digits", .number(Double(Int(digits)))),
      ("exact_difference", .number(relative)),
      ("evaluations", .number(Double(report.lossEvaluations))),
      ("entries", .number(Double(report.checkedCount))),
      ("detectable", .number(report.weakest?.detectable ?? .nan)),
    ]
    step.items.append(.table(table(of: report)))
    if let plant {
      step.verdict = report.verdict == .fail ? .pass : .fail
      step.items.append(
        .line(
          "planted: \(plant.name) wrong by \(significant(plant.relative)) of its size; the check "
            + (report.verdict == .fail ? "found it, and so this step passes" : "did not find it")))
      step.items.append(.line(report.description))
      return
    }
    // The exact derivative must agree as well: to 10 digits of the tensor's largest entry.
    step.verdict =
      switch report.verdict {
      case .pass: relative <= 1e-10 ? .pass : .fail
      case .inconclusive: .inconclusive
      default: .fail
      }
    step.items.append(
      .line(
        "\(report.checkedCount) of \(report.entryCount) entries by differences "
          + "(\(report.lossEvaluations) evaluations"
          + (mask == nil ? ")" : ", one dropout mask in all)")))
    step.items.append(
      .line(
        "\(entries.count == start.count ? "all" : "\(entries.count)") by dual numbers through the "
          + "textbook forward pass: agreement to \(Int(digits)) digits"))
    if !report.passed { step.items.append(.failure(report.description)) }
  }

  /// All parameters, or as many as dual numbers can walk through in about a second.
  private func exactEntries(of count: Int) -> [Int] {
    let pass = count * batch.steps * batch.batch
    let affordable = max(20, 40_000_000 / max(1, pass))
    guard affordable < count else { return Array(0..<count) }
    var generator = SeededGenerator(seed: check.seed)
    return Array(0..<count).shuffled(using: &generator).prefix(affordable).sorted()
  }

  private func table(of report: GradientCheck.Report) -> Table {
    Table(
      columns: [
        .init("tensor"), .init("verdict"), .init("worst entry"), .init("analytic"),
        .init("estimate"), .init("its error"), .init("smallest bug it sees"),
      ],
      rows: report.tensors.map { tensor in
        guard let worst = tensor.worst else {
          return Table.Row([tensor.name, Self.text(tensor.verdict), "", "", "", "", ""])
        }
        return Table.Row([
          tensor.name, Self.text(tensor.verdict), worst.label, significant(worst.analytic, 10),
          significant(worst.estimate, 10), significant(worst.error, 2),
          significant(worst.detectable, 2),
        ])
      })
  }

  private static func text(_ verdict: GradientCheck.Verdict) -> String {
    switch verdict {
    case .pass: "pass"
    case .fail: "FAIL"
    case .inconclusive: "inconclusive"
    case .invalid(let reason): "invalid: \(reason.message)"
    }
  }
}
