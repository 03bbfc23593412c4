import Figures

/// `attention`: a row for each word written, a column for each word read.
public enum AttentionKind: DrawnKind {
  public static let name = "attention"
  public static let summary = "Attention: what each written word looked at."
  public static let columns = [
    DrawnColumn(
      "output", "the words written: a first column of words, or one that is called output"),
    DrawnColumn(
      "the, cat, ...", required: true,
      "the words read, a column each, with the weights; a row that does not sum to 1 says so"),
  ]
  public static let options = [
    DrawnOption(.xTitle, "What is read (default: input)."),
    DrawnOption(.yTitle, "What is written (default: output)."),
    DrawnOption(.barTitle, "What the colours are (default: weight)."),
  ]
  public static let example = DrawnExample(
    file: "attention.csv",
    """
    output,I,went,home
    나는,0.9094,0.0453,0.0453
    집에,0.0452,0.0919,0.8629
    갔다,0.0224,0.8985,0.0791
    """)
  public static let knownNames = ["output", "word", "token"]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    let shape = try MatrixShape(table, corners: knownNames)
    let rows = Array(0..<table.rows)
    var weights: [[Double]] = []
    for row in rows {
      var line: [Double] = []
      for column in shape.columns { line.append(try table.requiredNumber(row, column)) }
      weights.append(line)
    }
    func numbered(_ labels: [Label], _ count: Int) -> [Label] {
      labels.isEmpty ? (1...count).map { .plain("\($0)") } : labels
    }
    return Heatmap.attention(
      title: options.title(for: table), subtitle: options.subtitle, weights: weights,
      outputs: numbered(shape.rowLabels(table, rows: rows), rows.count),
      inputs: numbered(shape.columnLabels(table), shape.columns.count),
      rowTitle: options.yTitle ?? "output", columnTitle: options.xTitle ?? "input",
      barTitle: options.barTitle ?? "weight")
  }
}
