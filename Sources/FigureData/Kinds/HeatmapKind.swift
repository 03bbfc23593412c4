import Figures

/// `heatmap`: numbers as colours, rows by columns.
public enum HeatmapKind: DrawnKind {
  public static let name = "heatmap"
  public static let summary = "Numbers as colours: states over time, gates, weights."
  public static let columns = [
    DrawnColumn(
      "unit",
      "names of the rows: a first column of words, or one that is called unit, row, step, t, time, "
        + "label, name, neuron, layer, feature, token, word or epoch"),
    DrawnColumn(
      "1, 2, 3, ...", required: true,
      "the values, a column each; nan and inf are crossed out, an empty cell stays empty"),
  ]
  public static let options = [
    DrawnOption(.xTitle, "What the columns are."),
    DrawnOption(.yTitle, "What the rows are."),
    DrawnOption(.barTitle, "What the colours are."),
    DrawnOption(.limit, "The colours run from minus this to this (default: the largest value)."),
    DrawnOption(.unit, "The colours run from 0 to 1."),
    DrawnOption(.decimals, "Digits behind the point in the cells, 0 to 6 (default: 2)."),
    DrawnOption(.panel, "The column whose words name a panel; in .npy, the first of 3 dimensions."),
    DrawnOption(.labels, "The column that names the rows."),
    DrawnOption(.transpose, "Draw the file's columns as rows."),
  ]
  public static let example = DrawnExample(
    file: "states.csv",
    """
    unit,1,2,3,4
    $h_1$,0.462,0.457,-0.279,-0.055
    $h_2$,-0.291,-0.156,0.344,0.014
    """, arguments: ["--limit", "1", "--x-title", "time step $t$"])
  public static let knownNames = MatrixShape.cornerNames

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    Heatmap(
      title: options.title(for: table), subtitle: options.subtitle,
      panels: try panels(table, options), scale: try scale(table, options),
      rowTitle: options.yTitle, columnTitle: options.xTitle, barTitle: options.barTitle,
      decimals: try decimals(table, options), columnsAreSteps: false)
  }

  private static func panels(
    _ table: DataTable, _ options: DrawOptions
  ) throws(DataError) -> [Heatmap.Panel] {
    let shape = try MatrixShape(table, labels: options.labels, panel: options.panel)
    let most = 12
    let groups = MatrixShape.groups(table, by: shape.panelColumn)
    let count = max(groups.count, table.panels)
    guard count <= most else {
      throw table.error("\(count) panels; 1 to \(most) are drawn")
    }
    if let shortest = groups.map(\.rows.count).max(), shortest > DataTable.mostColumns {
      throw table.error("\(shortest) rows; at most \(DataTable.mostColumns) are drawn")
    }
    var panels: [Heatmap.Panel] = []
    for panel in 0..<table.panels {
      for (name, rows) in groups {
        let values = try table.values(rows, shape.columns, panel: panel)
        let title =
          name.map { Label(data: $0) } ?? (table.panels > 1 ? .plain("\(panel + 1)") : nil)
        let rowLabels = shape.rowLabels(table, rows: rows)
        let columnLabels = shape.columnLabels(table)
        panels.append(
          options.isTransposed
            ? Heatmap.Panel(
              title: title, values: transposed(values), rowLabels: columnLabels,
              columnLabels: rowLabels)
            : Heatmap.Panel(
              title: title, values: values, rowLabels: rowLabels, columnLabels: columnLabels))
      }
    }
    return panels
  }

  private static func transposed(_ values: [[Double?]]) -> [[Double?]] {
    (0..<(values.first?.count ?? 0)).map { column in values.map { $0[column] } }
  }

  private static func scale(
    _ table: DataTable, _ options: DrawOptions
  ) throws(DataError) -> Heatmap.Scale {
    if options.isUnit { return .unit }
    return options.limit.map { .signed(limit: $0) } ?? .automatic
  }

  private static func decimals(
    _ table: DataTable, _ options: DrawOptions
  ) throws(DataError) -> Int {
    let decimals = options.decimals ?? 2
    guard (0...6).contains(decimals) else {
      throw table.error("\(decimals) decimals; 0 to 6 are written")
    }
    return decimals
  }
}
