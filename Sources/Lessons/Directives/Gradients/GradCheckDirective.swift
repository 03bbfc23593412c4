import GradientCheck
import Recurrent

/// `gradcheck`: every analytic gradient held against independent estimates.
struct GradCheckDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "gradcheck",
    summary: "Checks the gradient of a model's loss against differences and dual numbers.",
    keys: PassKeys.subject + [
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
  let plant: GradCheckRun.Plant?

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
    guard
      let block = GradCheckPlaces.block(wrong, of: layout, in: &plan),
      let index = GradCheckPlaces.index(
        row: wrong.integer("row"), column: wrong.integer("column"), of: block,
        at: wrong.location, in: &plan)
    else { return nil }
    plant = (index, layout.name(ofIndex: index), wrong.number("relative"))
  }

  var valueNames: [String] {
    ["passed", "digits", "exact_difference", "evaluations", "entries", "detectable"]
      + (plant == nil ? [] : ["visible"])
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let run = GradCheckRun(try context.network(modelID), on: batch, check: check, plant: plant)
    context.results[id] = run
    let report = run.report
    step.values = [
      ("passed", flag(report.passed)), ("digits", .number(Double(run.digits))),
      ("exact_difference", .number(run.exactDifference)),
      ("evaluations", .number(Double(report.lossEvaluations))),
      ("entries", .number(Double(report.checkedCount))),
      ("detectable", .number(report.weakest?.detectable ?? .nan)),
    ]
    step.items.append(.table(run.table))
    if let plant {
      step.values.append(("visible", .number(run.visible(at: plant))))
      step.verdict = report.verdict == .fail ? .pass : .fail
      step.items.append(
        .line(
          "planted: \(plant.name) wrong by \(significant(plant.relative)) of its size; the check "
            + (report.verdict == .fail ? "found it, and so this step passes" : "did not find it")))
      step.items.append(.line(report.description))
      return
    }
    step.verdict = run.verdict
    step.items += run.coverage.map { .line($0) }
    if !report.passed { step.items.append(.failure(report.description)) }
  }
}
