/// `contrast`: how far two values of one shape are apart, entry by entry.
struct ContrastDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "contrast", summary: "How far two values of one shape are apart, row by row.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "values", .list(.valuePath, count: 2...2), required: true,
        help: "two values of earlier steps, such as the states of two passes"),
      KeyDeclaration(
        "row", .text(maximumLength: 20), default: "t", help: "what a row of the table is called"),
    ])

  /// More rows are values, but stand in no table.
  private static let mostRows = 50

  let id: String
  let paths: [ValuePath]
  let row: String

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    row = fields.text("row")
    let values = fields.list("values")
    paths = values.compactMap(\.path)
    for value in values {
      if let path = value.path { plan.checkName(of: path, at: value.location) }
    }
  }

  var valueNames: [String] { ["largest", "at"] }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    let (one, other) = (try context.value(at: paths[0]), try context.value(at: paths[1]))
    guard case .list(let rows) = one, case .list(let others) = other,
      rows.firstIndex == others.firstIndex, rows.elements.count == others.elements.count
    else {
      throw StepFailure("\(paths[0]) and \(paths[1]) are not lists of one length")
    }
    var largest: [Double] = []
    for (mine, theirs) in zip(rows.elements, others.elements) {
      let (a, b) = (try Self.numbers(mine), try Self.numbers(theirs))
      guard a.count == b.count else {
        throw StepFailure("\(paths[0]) and \(paths[1]) differ in shape")
      }
      // A NaN stays one: max would lose it.
      largest.append(
        zip(a, b).reduce(0) { worst, pair in
          let apart = (pair.0 - pair.1).magnitude
          return worst >= apart ? worst : apart
        })
    }
    step.values = [
      ("largest", .number(largest.reduce(0) { $0 >= $1 ? $0 : $1 })),
      ("at", .numbers(largest, from: rows.firstIndex)),
    ]
    step.items.append(
      .table(
        Table(
          columns: [.init(row), .init("largest difference")],
          rows: largest.prefix(Self.mostRows).enumerated().map {
            Table.Row(["\(rows.firstIndex + $0.offset)", significant($0.element, 4)])
          })))
  }

  /// Every number of a value, in order.
  private static func numbers(_ value: Value) throws(StepFailure) -> [Double] {
    switch value {
    case .number(let number): return [number]
    case .text(let text): throw StepFailure("\(quoted(text)) is no number")
    case .list(let list):
      var all: [Double] = []
      for element in list.elements { all += try numbers(element) }
      return all
    }
  }
}
