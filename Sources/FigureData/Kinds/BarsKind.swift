import Figures
import Input

/// `bars`: a distribution for each time step.
public enum BarsKind: DrawnKind {
  public static let name = "bars"
  public static let summary = "Probabilities by step: what a network expects next."
  public static let columns = [
    DrawnColumn("input", "what the network was given at the step"),
    DrawnColumn("target", "the name of the right class"),
    DrawnColumn("a, b, c, ...", required: true, "a class each, with its probability, 0 to 1"),
  ]
  public static let options = [DrawnOption(.yTitle, "What the bars are (default: probability).")]
  public static let example = DrawnExample(
    file: "next.csv",
    """
    input,target,e,l,o,d,p
    h,e,1,0,0,0,0
    e,l,0,1,0,0,0
    l,o,0,0.333,0.333,0.222,0.111
    """)
  public static let knownNames = ["input", "target"]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    guard table.rows <= 60 else { throw table.error("\(table.rows) steps; 1 to 60 are drawn") }
    let (input, target) = (try table.column("input"), try table.column("target"))
    let classes = (0..<table.columns).filter { $0 != input && $0 != target }
    guard (1...40).contains(classes.count) else {
      throw table.error("\(classes.count) classes; 1 to 40 are drawn")
    }
    let names = classes.map { table.columnNames.isEmpty ? "\($0 + 1)" : table.columnNames[$0] }
    var steps: [ProbabilityBars.Step] = []
    for row in 0..<table.rows {
      var probabilities: [Double] = []
      for column in classes {
        let value = try table.requiredNumber(row, column)
        guard !value.isFinite || (-1e-9...1 + 1e-9).contains(value) else {
          throw table.error(
            at: row, column,
            "\(shown(table.text(row, column)))\(table.inColumn(column)) is no probability; "
              + "0 to 1 is"
          )
        }
        probabilities.append(value)
      }
      steps.append(
        ProbabilityBars.Step(
          input: input.map { table.label(row, $0) }, probabilities: probabilities,
          target: try target.flatMap { column throws(DataError) in
            try right(table, row, column, names)
          }))
    }
    var figure = ProbabilityBars(
      title: options.title(for: table), subtitle: options.subtitle,
      classes: names.map { Label(data: $0) }, steps: steps)
    if let yTitle = options.yTitle { figure.yTitle = yTitle }
    return figure
  }

  private static func right(
    _ table: DataTable, _ row: Int, _ column: Int, _ names: [String]
  ) throws(DataError) -> Int? {
    let word = table.text(row, column)
    if word.isEmpty { return nil }
    if let index = names.firstIndex(of: word) ?? names.firstIndex(of: trimmed(word)) {
      return index
    }
    throw table.error(
      at: row, column,
      "'\(shown(word))' is no class; the classes are \(DataTable.list(names))"
        + suggestion(for: word, among: names))
  }
}
