import Figures

/// How a table is read as a matrix: which of its columns hold values, and what names the rows.
struct MatrixShape {
  /// The columns that hold values.
  var columns: [Int]
  /// The column that names rows.
  var labelColumn: Int?
  var panelColumn: Int?

  /// Names of a first column that holds no values.
  static let cornerNames = [
    "unit", "row", "step", "t", "time", "label", "name", "neuron", "layer", "feature", "token",
    "word", "epoch",
  ]

  /// The labels' column is the one that is named, or the first where it has a corner's name or no
  /// name beside named ones, or where all of it is words.
  init(
    _ table: DataTable, labels: String? = nil, panel: String? = nil,
    corners: [String] = MatrixShape.cornerNames
  ) throws(DataError) {
    if let panel { panelColumn = try table.requiredColumn(panel) }
    if let labels {
      labelColumn = try table.requiredColumn(labels)
    } else if table.columns > (panelColumn == nil ? 1 : 2), panelColumn != 0,
      table.rowNames.isEmpty
    {
      let name = table.columnNames.first.map { trimmed($0).lowercased() }
      let isNamed = name.map { $0.isEmpty || corners.contains($0) } ?? false
      if table.panels == 1, isNamed || table.isAllText(0) { labelColumn = 0 }
    }
    let others = [labelColumn, panelColumn].compactMap(\.self)
    columns = (0..<table.columns).filter { !others.contains($0) }
    guard !columns.isEmpty else {
      throw table.error("no column is left for values; at least 1 is needed")
    }
  }

  func columnLabels(_ table: DataTable) -> [Label] {
    table.columnNames.isEmpty ? [] : columns.map { Label(data: table.columnNames[$0]) }
  }

  func rowLabels(_ table: DataTable, rows: [Int]) -> [Label] {
    if let labelColumn { return rows.map { table.label($0, labelColumn) } }
    return table.rowNames.isEmpty ? [] : rows.map { Label(data: table.rowNames[$0]) }
  }

  /// The rows of each panel, panels in the order in which they come up.
  static func groups(_ table: DataTable, by column: Int?) -> [(name: String?, rows: [Int])] {
    guard let column else { return [(nil, Array(0..<table.rows))] }
    var groups: [(name: String?, rows: [Int])] = []
    var places: [String: Int] = [:]
    for row in 0..<table.rows {
      let name = table.text(row, column)
      if let place = places[name] {
        groups[place].rows.append(row)
      } else {
        places[name] = groups.count
        groups.append((name, [row]))
      }
    }
    return groups
  }
}

extension DataTable {
  /// Whether the column holds words and no number.
  func isAllText(_ column: Int) -> Bool {
    var found = false
    for row in 0..<rows {
      switch kind(row, column) {
      case .number: return false
      case .text: found = true
      case .empty: break
      }
    }
    return found
  }

  /// - Throws: at the first cell that is neither a number nor empty.
  func values(
    _ rows: [Int], _ columns: [Int], panel: Int = 0
  ) throws(DataError) -> [[Double?]] {
    var values: [[Double?]] = []
    values.reserveCapacity(rows.count)
    for row in rows {
      var line: [Double?] = []
      line.reserveCapacity(columns.count)
      for column in columns { line.append(try number(row, column, panel: panel)) }
      values.append(line)
    }
    return values
  }
}
