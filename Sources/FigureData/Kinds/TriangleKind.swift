import Figures

/// `triangle`: every term of a gradient through time.
public enum TriangleKind: DrawnKind {
  public static let name = "triangle"
  public static let summary = "Terms (t, k): what the loss of step t gives the weights at step k."
  public static let columns = [
    DrawnColumn("t", "1, 2, 3, ... downward; may be left out"),
    DrawnColumn(
      "1, 2, 3, ...", required: true,
      "the terms of k = 1...t; what lies behind them is empty or 0"),
    DrawnColumn("k", "in long form, with t and value: a row a term"),
    DrawnColumn("value", "in long form: the term"),
  ]
  public static let options = [
    DrawnOption(.log, "Colours by the logarithm of the magnitudes."),
    DrawnOption(.limit, "The colours run from minus this to this (default: the largest term)."),
    DrawnOption(.decimals, "Digits behind the point in the cells, 0 to 6 (default: 3)."),
    DrawnOption(.barTitle, "What the colours are (default: term)."),
  ]
  public static let example = DrawnExample(
    file: "terms.csv",
    """
    t,1,2,3
    1,0.2972,,
    2,0.0264,0.2992,
    3,-0.0079,0.0126,0.0898
    """)
  public static let knownNames = ["t", "k", "value"]

  private static let most = 1_000

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    let isLong = try table.column("k") != nil
    var terms = try isLong ? long(table) : matrix(table)
    if options.isLogarithmic { terms = terms.map { $0.map { abs($0) } } }
    let decimals = options.decimals ?? 3
    guard (0...6).contains(decimals) else {
      throw table.error("\(decimals) decimals; 0 to 6 are written")
    }
    guard !options.isLogarithmic || options.limit == nil else {
      throw table.error("--log and --limit: one of them is allowed")
    }
    let scale: Heatmap.Scale =
      options.isLogarithmic
      ? .logarithmic() : options.limit.map { .signed(limit: $0) } ?? .automatic
    return Heatmap.terms(
      title: options.title(for: table), subtitle: options.subtitle, terms, scale: scale,
      barTitle: options.barTitle ?? "term", decimals: decimals)
  }

  /// Row t with its k = 1...t.
  private static func matrix(_ table: DataTable) throws(DataError) -> [[Double]] {
    let shape = try MatrixShape(table, corners: ["t"])
    guard table.rows <= most, shape.columns.count == table.rows else {
      throw table.error(
        "\(table.rows) rows and \(shape.columns.count) columns of terms; they are as many, 1 to "
          + "\(most)")
    }
    var terms: [[Double]] = []
    for row in 0..<table.rows {
      if let column = shape.labelColumn {
        _ = try step(table, row, column, row + 1)
      }
      var line: [Double] = []
      for (k, column) in shape.columns.enumerated() {
        if k <= row {
          line.append(try table.requiredNumber(row, column))
        } else if let value = try table.number(row, column), value != 0 {
          throw late(table, row, column, t: row + 1, k: k + 1)
        }
      }
      terms.append(line)
    }
    return terms
  }

  private static func step(
    _ table: DataTable, _ row: Int, _ column: Int, _ expected: Int
  ) throws(DataError) {
    guard try table.wholeNumber(row, column, in: 1...most) == expected else {
      throw table.error(
        at: row, column,
        "t is \(shown(table.text(row, column))) in row \(expected); it runs 1, 2, 3, ...")
    }
  }

  /// A row for each term; those that are not given are 0.
  private static func long(_ table: DataTable) throws(DataError) -> [[Double]] {
    try table.refuseColumns(except: ["t", "k", "value"])
    let (t, k) = (try table.requiredColumn("t"), try table.requiredColumn("k"))
    let value = try table.requiredColumn("value")
    var given: [[Double?]] = []
    for row in 0..<table.rows {
      let loss = try table.wholeNumber(row, t, in: 1...most)
      let use = try table.wholeNumber(row, k, in: 1...most)
      let term = try table.requiredNumber(row, value)
      guard use <= loss else {
        guard term != 0 else { continue }
        throw late(table, row, value, t: loss, k: use)
      }
      while given.count < loss { given.append(Array(repeating: nil, count: given.count + 1)) }
      guard given[loss - 1][use - 1] == nil else {
        throw table.error(at: row, t, "the term (\(loss), \(use)) stands twice")
      }
      given[loss - 1][use - 1] = term
    }
    return given.map { $0.map { $0 ?? 0 } }
  }

  private static func late(
    _ table: DataTable, _ row: Int, _ column: Int, t: Int, k: Int
  ) -> DataError {
    table.error(
      at: row, column,
      "a term at t = \(t), k = \(k): the loss of a step does not depend on later ones; leave it "
        + "empty or 0")
  }
}
