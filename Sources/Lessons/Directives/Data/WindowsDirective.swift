import Recurrent

/// `windows`: which steps of a series each window of truncated backpropagation holds.
struct WindowsDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "windows", summary: "Which steps of a long series each window of a batch holds.",
    keys: [
      KeyDeclaration("id", .newID, required: true, help: "the name for later steps"),
      KeyDeclaration(
        "data", .reference(to: ["data"]), required: true,
        help: "the series, its rows one after another"),
      KeyDeclaration(
        "every", .integer(1...1_000_000), required: true, help: "steps in a window"),
    ])

  /// Of more rows a table shows the first.
  private static let mostRows = 8

  let id: String
  let dataID: String
  let every: Int
  let steps: Int
  let rows: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    id = fields.text("id")
    dataID = fields.text("data")
    every = fields.integer("every")
    guard let data = plan.dataSet(dataID) else { return nil }
    steps = data.steps
    rows = data.sequences
  }

  var valueNames: [String] { ["updates", "first", "last"] }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    // Each step's place in the series is its own input, so that a window shows what it holds.
    let places = SequenceBatch<Double>(
      steps: steps, batch: rows, inputSize: 1,
      inputs: (0..<steps * rows).map { Double($0 % rows * steps + $0 / rows) })
    let windows = stride(from: 0, to: steps, by: every).map { start in
      let inputs = places.window(start..<min(start + every, steps)).inputs
      return (first: Array(inputs.prefix(rows)), last: Array(inputs.suffix(rows)))
    }
    step.values = [
      ("updates", .number(Double(windows.count))),
      ("first", .list(windows.map { .numbers($0.first, from: 1) }, from: 1)),
      ("last", .list(windows.map { .numbers($0.last, from: 1) }, from: 1)),
    ]
    let shown = windows.count > 6 ? [0, 1, 2, windows.count - 1] : Array(windows.indices)
    let columns = min(rows, Self.mostRows)
    var lines: [Table.Row] = []
    for index in shown {
      if index > 3, windows.count > 6 {
        lines.append(Table.Row(Array(repeating: "...", count: columns + 1)))
      }
      lines.append(
        Table.Row(
          ["\(index + 1)"]
            + (0..<columns).map {
              "\(Int(windows[index].first[$0])) ... \(Int(windows[index].last[$0]))"
            }))
    }
    step.items.append(
      .table(
        Table(
          caption: rows > columns ? "The first \(columns) of \(rows) rows" : nil,
          columns: [.init("update")] + (1...columns).map { .init("row \($0)") }, rows: lines)))
  }
}
