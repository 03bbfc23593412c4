import GradientCheck
import RealModule
import Recurrent

/// `differences`: the error of central differences over their step, in Double and in Float.
struct DifferencesDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "differences",
    summary: "The error of central differences against their step: the V, in float64 and float32.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "of", .reference(to: ["gradcheck"]), required: true, help: "the check that it belongs to"),
      KeyDeclaration(
        "tensor", .text(maximumLength: 100), required: true,
        help: "the tensor whose entries are moved, at most 100 of them"),
      KeyDeclaration(
        "row", .integer(0...1_000_000), help: "one entry alone: its row, from 0"),
      KeyDeclaration(
        "column", .integer(0...1_000_000), help: "one entry alone: its column, from 0"),
    ])

  let id: String
  let checkID: String
  let name: String
  let entries: [Int]
  let seed: UInt64

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    checkID = fields.text("of")
    seed = plan.seed(for: id)
    guard let check = plan.directive(checkID, GradCheckDirective.self) else { return nil }
    if check.spec.dropout > 0 {
      plan.error(
        at: fields.location(of: "of"),
        "'\(checkID)' is of a model with dropout; the V is drawn of a loss without draws")
      return nil
    }
    guard
      let block = GradCheckPlaces.block(fields, of: check.spec.layout, in: &plan)
    else { return nil }
    let column = fields.integerIfGiven("column")
    guard let row = fields.integerIfGiven("row") else {
      if column != nil {
        plan.error(at: fields.location(of: "column"), "'column' goes with 'row'")
        return nil
      }
      name = block.name
      entries = Array(block.range)
      return
    }
    guard
      let index = GradCheckPlaces.index(
        row: row, column: column ?? 0, of: block, at: fields.location(of: "row"), in: &plan)
    else { return nil }
    name = block.shape.count > 1 ? "\(block.name)[\(row), \(column ?? 0)]" : "\(block.name)[\(row)]"
    entries = [index]
  }

  var valueNames: [String] {
    [
      "entries", "best_step", "best_error", "single_best_step", "single_best_error", "noise",
      "single_noise", "settled_step", "settled_error", "stated_error", "steps", "errors",
      "single_steps", "single_errors",
    ]
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let run = try context.found(checkID, GradCheckRun.self)
    let sweep = DifferenceSweep(run, name: name, entries: entries, seed: seed)
    context.results[id] = sweep
    let (double, single) = (sweep.double, sweep.single)
    step.values = [
      ("entries", .number(Double(sweep.entries))),
      ("best_step", .number(double.best.step)), ("best_error", .number(double.best.error)),
      ("single_best_step", .number(single.best.step)),
      ("single_best_error", .number(single.best.error)),
      ("noise", .number(double.noise)), ("single_noise", .number(single.noise)),
      ("settled_step", .number(sweep.settled.step)),
      ("settled_error", .number(sweep.settled.error)),
      ("stated_error", .number(sweep.settled.stated)),
      ("steps", .numbers(double.steps, from: 0)), ("errors", .numbers(double.errors, from: 0)),
      ("single_steps", .numbers(single.steps, from: 0)),
      ("single_errors", .numbers(single.errors, from: 0)),
    ]
    step.items.append(.table(Self.table(of: sweep)))
  }

  /// Every second power of ten.
  private static func table(of sweep: DifferenceSweep) -> Table {
    Table(
      columns: [
        .init("h", math: "h"), .init("error, float64"), .init("error, float32"),
        .init("truncation", math: "h^2 |f'''| / (6 |g|)"),
        .init("noise, float64", math: "\\eta / (\\sqrt{2}\\, h |g|)"),
      ],
      rows: stride(from: -12, through: 0, by: 1).map { power in
        let step = Double.pow(10, Double(power))
        return Table.Row([
          significant(step, 1), significant(sweep.double.error(at: step), 2),
          power >= -7 ? significant(sweep.single.error(at: step), 2) : "",
          significant(sweep.predictedTruncation(at: step), 2),
          significant(sweep.predictedNoise(sweep.double, at: step), 2),
        ])
      })
  }
}

/// Places in a model's tensors, by the names that a lesson uses.
enum GradCheckPlaces {
  /// The block that the key `tensor` names; nil where a problem was reported.
  static func block(
    _ fields: CheckedMapping, of layout: ParameterLayout, in plan: inout LessonPlan
  ) -> ParameterLayout.Block? {
    let name = fields.text("tensor")
    if let block = layout[name] { return block }
    let names = layout.blocks.map(\.name)
    plan.error(
      at: fields.location(of: "tensor"),
      "the model has no tensor '\(name)'\(suggestion(for: name, among: names)) "
        + "(it has \(names.joined(separator: ", ")))")
    return nil
  }

  /// The place of an entry in the flat buffer; nil where a problem was reported.
  static func index(
    row: Int, column: Int, of block: ParameterLayout.Block, at location: SourceLocation,
    in plan: inout LessonPlan
  ) -> Int? {
    guard row < block.rows, column < block.columns else {
      plan.error(
        at: location,
        "\(block.name) has \(block.rows) rows and \(block.columns) columns; there is no "
          + "[\(row), \(column)]")
      return nil
    }
    return block.offset + row * block.columns + column
  }
}
