import Recurrent

/// `carry`: how much of a gradient is left after each step back through a recurrent layer.
struct CarryDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "carry",
    summary: "How much of a gradient is left after k steps back, for several layers and seeds.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration("steps", .integer(1...1000), default: "50", help: "T, the steps back"),
      KeyDeclaration("hidden", .integer(1...500), default: "32", help: "H, units in h_t"),
      KeyDeclaration(
        "input", .number(.closed(0...100)), default: "0.1",
        help: "the standard deviation of what each step adds to each unit's pre-activation"),
      KeyDeclaration("seeds", .integer(1...100), default: "10", help: "layers drawn of each case"),
      KeyDeclaration(
        "cases",
        .list(
          .mapping([
            KeyDeclaration(
              "name", .text(maximumLength: 40), required: true,
              help: "letters, digits and _; its values are NAME, NAME_least, ..."),
            KeyDeclaration(
              "activation", .choice(Activation.allCases.map(\.rawValue)), default: "tanh",
              help: "f"),
            KeyDeclaration(
              "recurrent", .choice(CarryCase.Matrix.allCases.map(\.rawValue)),
              default: "orthogonal",
              help: "W_hh: a random rotation, the identity, or independent normal entries of the "
                + "standard deviation 1 / sqrt(H); each times 'radius'"),
            KeyDeclaration(
              "radius", .number(.closed(0...100)), default: "1.0",
              help: "rho, the modulus of the eigenvalues; of normal entries that of the largest, "
                + "nearly"),
          ]), count: 1...12), required: true, help: "the layers that are compared"),
    ])

  let id: String
  let cases: [CarryCase]
  let measurement: CarryMeasurement

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    measurement = CarryMeasurement(
      steps: fields.integer("steps"), hidden: fields.integer("hidden"),
      input: fields.number("input"), seeds: fields.integer("seeds"), seed: plan.seed(for: id))
    var cases: [CarryCase] = []
    for item in fields.mappings("cases") {
      let name = item.text("name")
      let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      guard isName, !cases.contains(where: { $0.name == name }) else {
        plan.error(
          at: item.location(of: "name"),
          "the case name '\(name)'; a name has letters, digits and _, and stands once")
        return nil
      }
      cases.append(
        CarryCase(
          name: name, activation: Activation(rawValue: item.text("activation"))!,
          matrix: CarryCase.Matrix(rawValue: item.text("recurrent"))!,
          radius: item.number("radius")))
    }
    self.cases = cases
    let work = measurement.work * Double(cases.count)
    guard work <= CarryMeasurement.mostWork else {
      plan.error(
        at: fields.location,
        "\(cases.count) cases, \(measurement.seeds) seeds, \(measurement.steps) steps and hidden "
          + "\(measurement.hidden) take \(significant(work, 3)) operations; at most "
          + "\(significant(CarryMeasurement.mostWork, 3)) are allowed")
      return nil
    }
  }

  private static let measures = ["", "_least", "_most", "_state", "_lost"]

  var valueNames: [String] {
    ["seeds"] + cases.flatMap { item in Self.measures.map { item.name + $0 } }
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let results = measurement.results(of: cases)
    context.results[id] = results
    step.values = [("seeds", .number(Double(measurement.seeds)))]
    for item in results {
      step.values += [
        (item.of.name, .numbers(item.median, from: 0)),
        ("\(item.of.name)_least", .numbers(item.least, from: 0)),
        ("\(item.of.name)_most", .numbers(item.most, from: 0)),
        ("\(item.of.name)_state", .number(item.state)),
        ("\(item.of.name)_lost", .number(Double(item.lost))),
      ]
    }
    step.items.append(.table(table(results)))
  }

  private func table(_ results: [CarryResult]) -> Table {
    let last = measurement.steps
    let shown = Set([1, 2, 5, 10, 20, 50, 100, 200, 500].filter { $0 < last } + [last]).sorted()
    let hasLost = results.contains { $0.lost > 0 }
    return Table(
      caption: "What is left after k steps back of a gradient of length 1: the median of "
        + "\(counted(measurement.seeds, "seed")), and at k = \(last) the least and the most",
      columns: [.init("case")] + shown.map { .init("k = \($0)", math: "k = \($0)") } + [
        .init("least"), .init("most"), .init("|h_T| / sqrt(H)", math: "|h_T| / \\sqrt{H}"),
      ] + (hasLost ? [.init("0 in float32")] : []),
      rows: results.map { item in
        Table.Row(
          [item.of.title] + shown.map { significant(item.median[$0], 3) } + [
            significant(item.least[last], 2), significant(item.most[last], 2),
            significant(item.state, 3),
          ] + (hasLost ? [item.lost == 0 ? "" : "from k = \(item.lost)"] : []))
      })
  }
}
