import Figures

/// `curves`: y over x.
public enum CurvesKind: DrawnKind {
  public static let name = "curves"
  public static let summary = "Curves y(x): a function and its derivative, a norm through time."
  public static let columns = [
    DrawnColumn(
      "x",
      "where the points stand: the column called x or else the first; one column alone has "
        + "1, 2, 3, ..."
    ),
    DrawnColumn(
      "y", required: true,
      "each other column is a curve, called by its name; nan and inf are marked at the edge, an "
        + "empty cell has no point"),
    DrawnColumn("curve", "in long form, the curve that a row of x and y belongs to"),
  ]
  public static let options = [
    DrawnOption(.xTitle, "What x is (default: the column's name)."),
    DrawnOption(.yTitle, "What y is."),
    DrawnOption(.log, "Powers of ten on the axis of y."),
    DrawnOption(.logX, "Powers of ten on the axis of x."),
  ]
  public static let example = DrawnExample(
    file: "tanh.csv",
    """
    a,$\\tanh a$,$1 - \\tanh^2 a$
    -2,-0.964,0.071
    -1,-0.762,0.420
    0,0,1
    1,0.762,0.420
    2,0.964,0.071
    """)

  private static let most = 12

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    let (curves, x) =
      try table.column("curve") == nil ? wide(table) : long(table)
    return LinePlot(
      title: options.title(for: table), subtitle: options.subtitle, curves: curves,
      xTitle: options.xTitle ?? x.map { Label(data: $0) }, yTitle: options.yTitle,
      xScale: options.isXLogarithmic ? .logarithmic : .linear,
      yScale: options.isLogarithmic ? .logarithmic : .linear)
  }

  /// One column for each curve.
  private static func wide(
    _ table: DataTable
  ) throws(DataError) -> (curves: [LinePlot.Curve], x: String?) {
    let x = table.columns == 1 ? nil : try table.column("x") ?? 0
    let others = (0..<table.columns).filter { $0 != x }
    guard others.count <= most else {
      throw table.error("\(others.count) curves; 1 to \(most) are drawn")
    }
    let places: [Double] =
      if let x { try places(table, x) } else { (0..<table.rows).map { Double($0 + 1) } }
    var curves: [LinePlot.Curve] = []
    for column in others {
      var points: [Point] = []
      for row in 0..<table.rows {
        if let y = try table.number(row, column) { points.append(Point(places[row], y)) }
      }
      guard !points.isEmpty else {
        throw table.nameError(column, "no value\(table.inColumn(column)); at least 1 is needed")
      }
      let label = table.columnNames.isEmpty ? nil : Label(data: table.columnNames[column])
      curves.append(curve(label, points, curves.count))
    }
    return (curves, x.flatMap { table.columnNames.isEmpty ? nil : table.columnNames[$0] })
  }

  /// One row for each point.
  private static func long(
    _ table: DataTable
  ) throws(DataError) -> (curves: [LinePlot.Curve], x: String?) {
    try table.refuseColumns(except: ["curve", "x", "y"])
    let (x, y) = (try table.requiredColumn("x"), try table.requiredColumn("y"))
    let groups = MatrixShape.groups(table, by: try table.requiredColumn("curve"))
    guard groups.count <= most else {
      throw table.error("\(groups.count) curves; 1 to \(most) are drawn")
    }
    let places = try places(table, x)
    var curves: [LinePlot.Curve] = []
    for (name, rows) in groups {
      var points: [Point] = []
      for row in rows {
        if let y = try table.number(row, y) { points.append(Point(places[row], y)) }
      }
      guard !points.isEmpty else {
        throw table.error(
          at: rows[0], y, "no value of the curve '\(shown(name ?? ""))'; at least 1 is needed")
      }
      curves.append(curve(name.map { Label(data: $0) }, points, curves.count))
    }
    return (curves, nil)
  }

  private static func places(_ table: DataTable, _ column: Int) throws(DataError) -> [Double] {
    var places: [Double] = []
    for row in 0..<table.rows {
      let x = try table.requiredNumber(row, column)
      guard x.isFinite else {
        throw table.error(
          at: row, column,
          "'\(shown(table.text(row, column)))'\(table.inColumn(column)) has no place on the axis "
            + "of x; a finite number is needed")
      }
      places.append(x)
    }
    return places
  }

  private static func curve(_ label: Label?, _ points: [Point], _ index: Int) -> LinePlot.Curve {
    let dashes: [LinePlot.Dash] = [.solid, .dashed, .dotted]
    return LinePlot.Curve(
      label: label, points: points, dash: dashes[index % 3], showsPoints: points.count <= 30)
  }
}
