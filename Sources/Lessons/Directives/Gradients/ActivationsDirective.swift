import Recurrent

/// `activations`: functions of one number, and how steep they are.
struct ActivationsDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "activations", summary: "Activation functions with their derivatives, and how steep they get.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "functions", .list(.choice(Activation.allCases.map(\.rawValue)), count: 1...4),
        default: "[identity, sigmoid, tanh, relu]", help: "each one once"),
      KeyDeclaration(
        "at", .vector, default: "[-4, -2, -1, 0, 1, 2, 4]",
        help: "the rows of the table, at most 50"),
      KeyDeclaration(
        "reach", .number(.above(0, atMost: 1000)), default: "8",
        help: "the steepest place is looked for at 2001 places in -reach ... reach"),
      KeyDeclaration(
        "steps", .integer(1...1000), default: "50",
        help: "NAME_best[k] is the steepest slope to the power k, up to this k"),
    ])

  let id: String
  let functions: [Activation]
  private let places: [Double]
  private let reach: Double
  private let steps: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    functions = fields.texts("functions").map { Activation(rawValue: $0)! }
    places = fields.vector("at")
    reach = fields.number("reach")
    steps = fields.integer("steps")
    guard Set(functions).count == functions.count else {
      plan.error(at: fields.location(of: "functions"), "a function stands twice")
      return nil
    }
    guard (1...50).contains(places.count) else {
      plan.error(at: fields.location(of: "at"), "\(places.count) places; 1 to 50 are shown")
      return nil
    }
  }

  var valueNames: [String] {
    functions.flatMap { ["\($0)_steepest", "\($0)_where", "\($0)_best"] }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let grid = (0...2000).map { reach * (Double($0) / 1000 - 1) }
    for f in functions {
      let slopes = grid.map { (a: $0, slope: f.derivative(atValue: f.value($0))) }
      // Of places that are equally steep, the one nearest to 0.
      let top = slopes.max {
        ($0.slope, -$0.a.magnitude) < ($1.slope, -$1.a.magnitude)
      }!
      var power = 1.0
      let powers = (0...steps).map { _ in
        defer { power *= top.slope }
        return power
      }
      step.values += [
        ("\(f)_steepest", .number(top.slope)), ("\(f)_where", .number(top.a)),
        ("\(f)_best", .numbers(powers, from: 0)),
      ]
    }
    step.items.append(
      .table(
        Table(
          columns: [.init("a", math: "a")]
            + functions.flatMap { f in [Table.Column("\(f)"), Table.Column("\(f)'")] },
          rows: places.map { a in
            Table.Row(
              [significant(a)]
                + functions.flatMap { f in
                  [fixed(f.value(a)), fixed(f.derivative(atValue: f.value(a)))]
                })
          })))
  }
}
