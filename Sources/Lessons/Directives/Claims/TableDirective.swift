/// `table`: values of earlier steps side by side.
struct TableDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "table", summary: "Values of earlier steps side by side.",
    keys: [
      KeyDeclaration("id", .newID, help: "a name"),
      KeyDeclaration("caption", .text(maximumLength: 300), help: "a line above the table"),
      KeyDeclaration(
        "columns", .list(.text(maximumLength: 60), count: 1...20), required: true,
        help: "the headings, the row's name first"),
      KeyDeclaration(
        "rows",
        .list(
          .mapping([
            KeyDeclaration(
              "name", .text(maximumLength: 100), required: true, help: "the row's name"),
            KeyDeclaration(
              "values", .list(.valuePath, count: 1...20), required: true,
              help: "one value for each column behind the first"),
          ]), count: 1...200), required: true, help: "the rows"),
      KeyDeclaration(
        "decimals", .integer(0...17), default: "4", help: "digits behind the point"),
    ])

  let columns: [String]
  let caption: String?
  let rows: [(name: String, paths: [ValuePath])]
  let decimals: Int

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    let fields = checked.fields
    columns = fields.texts("columns")
    caption = fields.textIfGiven("caption")
    decimals = fields.integer("decimals")
    var rows: [(name: String, paths: [ValuePath])] = []
    for row in fields.mappings("rows") {
      let values = row.list("values")
      let paths = values.compactMap(\.path)
      for value in values {
        if let path = value.path { plan.checkName(of: path, at: value.location) }
      }
      guard paths.count == columns.count - 1 else {
        plan.error(
          at: row.location(of: "values"),
          "\(paths.count) values for \(columns.count - 1) columns behind the first")
        return nil
      }
      rows.append((row.text("name"), paths))
    }
    self.rows = rows
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    var filled: [Table.Row] = []
    for row in rows {
      var cells = [row.name]
      for path in row.paths { cells.append(fixed(try context.number(at: path), decimals)) }
      filled.append(Table.Row(cells))
    }
    step.items.append(
      .table(Table(caption: caption, columns: columns.map { .init($0) }, rows: filled)))
  }
}
