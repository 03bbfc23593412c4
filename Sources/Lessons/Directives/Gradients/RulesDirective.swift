import GradientCheck
import NetworkCheck
import Recurrent

/// `rules`: what fixed tolerances say of a right gradient and of two wrong ones, beside the check.
struct RulesDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "rules",
    summary: "Two common rules with fixed tolerances beside the check, on right and on wrong "
      + "gradients.",
    keys: PassKeys.subject + [
      KeyDeclaration(
        "decay", .number(.above(0, atMost: 1)), default: "1e-6",
        help: "the first wrong gradient has this times the parameters added"),
      KeyDeclaration(
        "zeroed", .integer(1...10_000), default: "10",
        help: "the second has as many of its smallest entries set to 0"),
    ])

  private static let mostParameters = 20_000

  let id: String
  let modelID: String
  let batch: SequenceBatch<Double>
  let decay: Double
  let zeroed: Int
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    modelID = fields.text("model")
    decay = fields.number("decay")
    zeroed = fields.integer("zeroed")
    seed = plan.seed(for: id)
    guard
      let model = plan.model(modelID),
      let batch = plan.batch(
        of: fields.text("data"), for: modelID, at: fields.location(of: "data"), needsTargets: true)
    else { return nil }
    self.batch = batch
    let count = model.spec.layout.count
    guard count <= Self.mostParameters else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(modelID)' has \(count) parameters; 'rules' looks at each one, of at most "
          + "\(Self.mostParameters)")
      return nil
    }
    guard zeroed < count else {
      plan.error(
        at: fields.location(of: "zeroed"),
        "'zeroed' is \(zeroed); '\(modelID)' has \(count) parameters")
      return nil
    }
    guard model.spec.dropout == 0 else {
      plan.error(
        at: fields.location(of: "model"),
        "'\(modelID)' has dropout; the rules compare a loss without draws")
      return nil
    }
  }

  private static let variants = ["right", "decay", "zeroed"]
  private static let rules = ["relative", "absolute", "check"]

  var valueNames: [String] {
    ["entries", "right_passed", "decay_found", "zeroed_found"]
      + Self.variants.flatMap { variant in Self.rules.map { "\(variant)_\($0)" } }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let network = try context.network(modelID)
    let start = network.parameters.values
    let subject = NetworkLoss(network, on: batch)
    let right = subject.gradient(start).values
    let decayed = zip(right, start).map { $0 + decay * $1 }
    var cut = right
    let smallest = right.indices.filter { right[$0] != 0 }
      .sorted { right[$0].magnitude < right[$1].magnitude }
    for index in smallest.prefix(zeroed) { cut[index] = 0 }
    func differences(_ step: Double) -> [Double] {
      start.indices.map { DifferenceSweep.difference(start, $0, step) { subject.loss($0) } }
    }
    let (coarse, fine) = (differences(1e-5), differences(1e-6))

    step.values = [("entries", .number(Double(start.count)))]
    var rows: [String: [String]] = [:]
    for (variant, gradient) in zip(Self.variants, [right, decayed, cut]) {
      let report = GradientCheck(mode: .exhaustive, seed: seed).run(
        parameters: network.parameters.namedTensors, loss: { subject.loss($0.values) },
        gradient: { LossAndGradient(loss: subject.loss($0.values), values: gradient) })
      let counts = [
        zip(gradient, coarse).count { !Self.isRelativelyNear($0, $1) },
        zip(gradient, fine).count { !Self.isAllClose($0, $1) },
        report.entries.count(where: \.verdict.isFailure),
      ]
      for (rule, count) in zip(Self.rules, counts) {
        step.values.append(("\(variant)_\(rule)", .number(Double(count))))
        rows[rule, default: []].append(
          rule == "check" ? "\(count), \(report.verdict.name)" : "\(count)")
      }
      step.values.append(
        variant == "right"
          ? ("right_passed", flag(report.passed))
          : ("\(variant)_found", flag(report.verdict == .fail)))
    }
    step.items.append(
      .table(
        Table(
          caption: "Entries of \(start.count) that each rule calls wrong",
          columns: [
            .init("rule"), .init("the right gradient"),
            .init("\(significant(decay)) theta added", math: "+ \(Self.tex(decay)) \\theta"),
            .init("\(min(zeroed, smallest.count)) smallest set to 0"),
          ],
          rows: [
            Table.Row(["relative error below 1e-7 at h = 1e-5"] + rows["relative"]!),
            Table.Row(["within 1e-5 + 0.001 |D| at h = 1e-6"] + rows["absolute"]!),
            Table.Row(["this check"] + rows["check"]!),
          ])))
  }

  /// The rule of the CS231n notes: |g - D| / max(|g|, |D|) < 1e-7.
  private static func isRelativelyNear(_ gradient: Double, _ estimate: Double) -> Bool {
    let size = max(gradient.magnitude, estimate.magnitude)
    return size == 0 || (gradient - estimate).magnitude / size < 1e-7
  }

  /// The defaults of torch.autograd.gradcheck: |g - D| <= atol + rtol |D|.
  private static func isAllClose(_ gradient: Double, _ estimate: Double) -> Bool {
    (gradient - estimate).magnitude <= 1e-5 + 1e-3 * estimate.magnitude
  }

  /// `10^{-6}`, or the number itself.
  private static func tex(_ value: Double) -> String {
    let parts = significant(value).split(separator: "e")
    guard parts.count == 2, let power = Int(parts[1]) else { return significant(value) }
    return (parts[0] == "1" ? "" : "\(parts[0]) \\cdot ") + "10^{\(power)}"
  }
}
