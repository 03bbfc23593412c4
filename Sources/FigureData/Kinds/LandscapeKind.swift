import Figures
import Input

/// `landscape`: a value over two parameters.
public enum LandscapeKind: DrawnKind {
  public static let name = "landscape"
  public static let summary = "A loss over two parameters as contours, with the paths of training."
  public static let columns = [
    DrawnColumn("x", required: true, "in long form: the first parameter, a row a point of a grid"),
    DrawnColumn("y", required: true, "in long form: the second"),
    DrawnColumn("value", required: true, "in long form: the loss; nan and inf are hatched"),
    DrawnColumn(
      "y, 0, 0.5, ...",
      "as a matrix: the places of x as names, those of y below 'y'; without names 1, 2, 3, ..."),
  ]
  public static let options = [
    DrawnOption(.xTitle, "What x is (default: x)."),
    DrawnOption(.yTitle, "What y is (default: y)."),
    DrawnOption(.barTitle, "What the values are (default: loss $E$)."),
    DrawnOption(.log, "Contours of the logarithm of the values."),
    DrawnOption(
      .path, "A file with the columns x and y, a row an update; may be repeated, up to 4 paths."),
    DrawnOption(.slice, "x=0.5 or y=0.5: the values along that line, drawn beside the contours."),
  ]
  public static let example = DrawnExample(
    file: "bowl.csv",
    """
    y,-1,-0.5,0,0.5,1
    -1,5,4.25,4,4.25,5
    0,1,0.25,0,0.25,1
    1,5,4.25,4,4.25,5
    """)
  public static let knownNames = ["x", "y", "value"]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    let isLong = try table.column("value") != nil
    let grid = try isLong ? long(table) : matrix(table)
    for (name, places) in [("x", grid.x), ("y", grid.y)] where !(2...2048).contains(places.count) {
      throw table.error("\(places.count) places of \(name); 2 to 2048 are drawn")
    }
    guard options.paths.count <= 4 else {
      throw table.error("\(options.paths.count) paths; at most 4 are drawn")
    }
    var paths: [Landscape.Path] = []
    for path in options.paths { paths.append(try Self.path(path)) }
    return Landscape(
      title: options.title(for: table), subtitle: options.subtitle, x: grid.x, y: grid.y,
      values: grid.values, paths: paths, slice: try slice(options.slice, table, grid),
      xTitle: options.xTitle ?? "$x$", yTitle: options.yTitle ?? "$y$",
      valueTitle: options.barTitle ?? "loss $E$",
      scale: options.isLogarithmic ? .logarithmic : .linear)
  }

  private static func slice(
    _ slice: DrawnSlice?, _ table: DataTable, _ grid: Grid
  ) throws(DataError) -> Landscape.Slice? {
    guard let slice else { return nil }
    let (name, at, places, drawn): (String, Double, [Double], Landscape.Slice) =
      switch slice {
      case .x(let x): ("x", x, grid.x, .alongY(x: x))
      case .y(let y): ("y", y, grid.y, .alongX(y: y))
      }
    guard let first = places.first, let last = places.last, (first...last).contains(at) else {
      throw table.error(
        "a slice at \(name) = \(shortest(at)); the places of \(name) run from "
          + "\(shortest(places.first ?? 0)) to \(shortest(places.last ?? 0))")
    }
    return drawn
  }

  private struct Grid {
    var x: [Double]
    var y: [Double]
    var values: [[Double]]
  }

  // MARK: - A matrix

  private static func matrix(_ table: DataTable) throws(DataError) -> Grid {
    guard !table.columnNames.isEmpty else {
      return try sorted(
        table, x: (1...table.columns).map(Double.init), y: (1...table.rows).map(Double.init),
        columns: Array(0..<table.columns))
    }
    var x: [Double] = []
    for (column, name) in table.columnNames.enumerated().dropFirst() {
      guard case .number(let place) = NumberGrammar.read(Array(name.utf8)[...]), place.isFinite
      else {
        throw table.nameError(
          column,
          "'\(shown(name))' is no place of x; a matrix has numbers over its columns, and the long "
            + "form the columns x, y and value")
      }
      x.append(place)
    }
    guard !x.isEmpty else {
      throw table.error("1 column; places of y and at least 2 of x are needed")
    }
    var y: [Double] = []
    for row in 0..<table.rows { y.append(try place(table, row, 0)) }
    return try sorted(table, x: x, y: y, columns: Array(1..<table.columns))
  }

  /// Places ascend in the figure, in whatever order the file has them.
  private static func sorted(
    _ table: DataTable, x: [Double], y: [Double], columns: [Int]
  ) throws(DataError) -> Grid {
    let across = x.indices.sorted { (x[$0], $0) < (x[$1], $1) }
    let up = y.indices.sorted { (y[$0], $0) < (y[$1], $1) }
    for (before, after) in zip(across, across.dropFirst()) where x[before] == x[after] {
      throw table.nameError(columns[after], "x = \(shortest(x[after])) stands twice")
    }
    for (before, after) in zip(up, up.dropFirst()) where y[before] == y[after] {
      throw table.error(at: after, 0, "y = \(shortest(y[after])) stands twice")
    }
    var values: [[Double]] = []
    for row in up {
      var line: [Double] = []
      for index in across { line.append(try table.requiredNumber(row, columns[index])) }
      values.append(line)
    }
    return Grid(x: across.map { x[$0] }, y: up.map { y[$0] }, values: values)
  }

  // MARK: - Long form

  private static func long(_ table: DataTable) throws(DataError) -> Grid {
    try table.refuseColumns(except: knownNames)
    let (x, y) = (try table.requiredColumn("x"), try table.requiredColumn("y"))
    let value = try table.requiredColumn("value")
    var points: [(x: Double, y: Double, value: Double)] = []
    for row in 0..<table.rows {
      points.append(
        (
          try place(table, row, x), try place(table, row, y),
          try table.requiredNumber(row, value)
        ))
    }
    let xs = Array(Set(points.map(\.x))).sorted()
    let ys = Array(Set(points.map(\.y))).sorted()
    guard xs.count <= 2048, ys.count <= 2048 else {
      throw table.error(
        "\(xs.count) places of x and \(ys.count) of y; the points of a grid have at most 2048")
    }
    let columns = Dictionary(uniqueKeysWithValues: zip(xs, xs.indices))
    let rows = Dictionary(uniqueKeysWithValues: zip(ys, ys.indices))
    var values: [[Double?]] = Array(
      repeating: Array(repeating: nil, count: xs.count), count: ys.count)
    for (row, point) in points.enumerated() {
      guard let i = columns[point.x], let j = rows[point.y] else { continue }
      guard values[j][i] == nil else {
        throw table.error(
          at: row, x, "the point (\(shortest(point.x)), \(shortest(point.y))) stands twice")
      }
      values[j][i] = point.value
    }
    for (j, line) in values.enumerated() {
      guard let i = line.firstIndex(where: { $0 == nil }) else { continue }
      throw table.error(
        "no row for x = \(shortest(xs[i])), y = \(shortest(ys[j])); a landscape has a value, or "
          + "nan, at every point of its grid")
    }
    return Grid(x: xs, y: ys, values: values.map { $0.compactMap(\.self) })
  }

  private static func place(
    _ table: DataTable, _ row: Int, _ column: Int
  ) throws(DataError) -> Double {
    let place = try table.requiredNumber(row, column)
    guard place.isFinite else {
      throw table.error(
        at: row, column,
        "'\(shown(table.text(row, column)))'\(table.inColumn(column)) is not finite")
    }
    // Of zeros there is one.
    return place == 0 ? 0 : place
  }

  // MARK: - Paths

  private static func path(_ table: DataTable) throws(DataError) -> Landscape.Path {
    try table.refusePanels(name)
    guard table.columns >= 2 else { throw table.error("1 column; a path has x and y") }
    let hasNames = !table.columnNames.isEmpty
    let x = hasNames ? try table.requiredColumn("x") : 0
    let y = hasNames ? try table.requiredColumn("y") : 1
    var points: [Point] = []
    for row in 0..<table.rows {
      points.append(Point(try table.requiredNumber(row, x), try table.requiredNumber(row, y)))
    }
    return Landscape.Path(label: Label(data: table.stem), points: points)
  }
}
