import Figures

/// The runs of a table of losses, in wide form (a column a run) or in long form (a row a loss).
struct LossRuns {
  private struct Run {
    var panel: String?
    var method: String
    var losses: [Double]
    var norms: [Double] = []
    var clipped: [Bool]?
  }

  private static let xNames = ["epoch", "step", "iteration"]

  private let table: DataTable
  private var runs: [Run] = []
  /// The x of the first loss, and the distance to the next.
  private(set) var start = 1.0
  private(set) var step = 1.0
  /// The name of the column of x.
  private(set) var xName: String?

  private var isPlaced = false

  init(_ table: DataTable, isLong: Bool, panelColumn: Int?) throws(DataError) {
    self.table = table
    var x: Int?
    for name in Self.xNames where x == nil { x = try table.column(name) }
    if let x { xName = trimmed(table.columnNames[x]) }
    if isLong {
      try readLong(x, panelColumn)
    } else {
      try readWide(x, panelColumn)
    }
  }

  /// - Throws: for more methods than are told apart.
  func panels(clip: Double?) throws(DataError) -> [LossCurves.Panel] {
    var panels: [LossCurves.Panel] = []
    var names: [String?] = []
    for run in runs where !names.contains(run.panel) { names.append(run.panel) }
    guard names.count <= 9 else {
      throw table.error("\(names.count) panels; 1 to 9 are drawn")
    }
    for name in names {
      let own = runs.filter { $0.panel == name }
      var methods: [String] = []
      for run in own where !methods.contains(run.method) { methods.append(run.method) }
      guard methods.count <= 6 else {
        throw table.error(
          "\(methods.count) methods; 1 to 6 are drawn, and the seeds of one are called "
            + "method/1, method/2, ...")
      }
      let groups = methods.map { method in
        let runs = own.filter { $0.method == method }
        let hasNorms = runs.allSatisfy { !$0.norms.isEmpty }
        let clipped = runs.compactMap(\.clipped)
        return LossCurves.Group(
          label: method.isEmpty ? nil : Label(data: method), runs: runs.map(\.losses),
          gradientNorms: hasNorms ? runs.map(\.norms) : [],
          clipped: hasNorms && clipped.count == runs.count ? clipped : nil)
      }
      panels.append(
        LossCurves.Panel(
          title: name.map { Label(data: $0) }, groups: groups, clipThreshold: clip))
    }
    return panels
  }

  // MARK: - Wide

  private mutating func readWide(_ x: Int?, _ panelColumn: Int?) throws(DataError) {
    var losses: [(column: Int, name: String)] = []
    var norms: [(column: Int, name: String)] = []
    for column in 0..<table.columns where column != x && column != panelColumn {
      let name = table.columnNames.isEmpty ? "" : trimmed(table.columnNames[column])
      if let base = Self.normBase(name) {
        norms.append((column, base))
      } else {
        losses.append((column, name))
      }
    }
    guard !losses.isEmpty else { throw table.error("no column of losses; at least 1 is needed") }
    for norm in norms {
      let isOwn = losses.contains {
        DataTable.isSame($0.name, norm.name) || (norm.name.isEmpty && losses.count == 1)
      }
      guard isOwn else {
        throw table.nameError(
          norm.column,
          "column '\(shown(table.columnNames[norm.column]))' belongs to no run; the runs are "
            + DataTable.list(losses.map(\.name)))
      }
    }
    for (panel, rows) in MatrixShape.groups(table, by: panelColumn) {
      for (column, name) in losses {
        let values = try run(column, rows)
        try place(x, rows.prefix(values.count))
        var run = Run(panel: panel, method: Self.method(name), losses: values)
        let own = norms.first {
          DataTable.isSame($0.name, name) || ($0.name.isEmpty && losses.count == 1)
        }
        if let own { run.norms = try self.norms(own.column, rows.prefix(values.count)) }
        runs.append(run)
      }
    }
  }

  /// The losses of a column up to its last value.
  private func run(_ column: Int, _ rows: [Int]) throws(DataError) -> [Double] {
    var values: [Double] = []
    var gap: Int?
    for row in rows {
      guard let value = try table.number(row, column) else {
        gap = gap ?? row
        continue
      }
      if let gap {
        throw table.error(
          at: gap, column,
          "no value\(table.inColumn(column)), and values behind it; a run may end early, and "
            + "'curves' draws points with gaps")
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      throw table.nameError(column, "no value\(table.inColumn(column)); at least 1 is needed")
    }
    return values
  }

  private func norms(_ column: Int, _ rows: ArraySlice<Int>) throws(DataError) -> [Double] {
    var norms: [Double] = []
    for row in rows { norms.append(try table.requiredNumber(row, column)) }
    return norms
  }

  /// `lstm norm` as `lstm`, `norm` and `gradient norm` as nothing; nil for other names.
  private static func normBase(_ name: String) -> String? {
    let word = name.lowercased()
    guard word.hasSuffix("norm") else { return nil }
    var base = name.dropLast(4)
    func trim() { while let last = base.last, " _/-".contains(last) { base.removeLast() } }
    trim()
    for ending in ["gradient", "grad"] where base.lowercased().hasSuffix(ending) {
      base = base.dropLast(ending.count)
      trim()
    }
    return String(base)
  }

  /// `lstm/3` as `lstm`; `seed 3`, `run 3` and `loss` as nothing.
  private static func method(_ name: String) -> String {
    if let slash = name.lastIndex(of: "/") { return trimmed(String(name[..<slash])) }
    let word = name.lowercased()
    if word == "loss" { return "" }
    for stem in ["seed", "run", "loss"] where word.hasPrefix(stem) {
      let rest = word.dropFirst(stem.count).drop { $0 == " " || $0 == "_" }
      if rest.allSatisfy({ $0.isASCII && $0.isNumber }) { return "" }
    }
    return name
  }

  // MARK: - Long

  private mutating func readLong(_ x: Int?, _ panelColumn: Int?) throws(DataError) {
    var names = ["method", "seed", "loss", "norm", "clipped"] + Self.xNames
    if let panelColumn { names.append(table.columnNames[panelColumn]) }
    try table.refuseColumns(except: names)
    let loss = try table.requiredColumn("loss")
    let (method, seed) = (try table.column("method"), try table.column("seed"))
    let (norm, clipped) = (try table.column("norm"), try table.column("clipped"))
    struct Key: Hashable {
      var panel: String?
      var method: String
      var seed: String
    }
    var keys: [Key] = []
    var rows: [Key: [Int]] = [:]
    for row in 0..<table.rows {
      let key = Key(
        panel: panelColumn.map { table.text(row, $0) },
        method: method.flatMap { $0 == panelColumn ? nil : table.text(row, $0) } ?? "",
        seed: seed.map { table.text(row, $0) } ?? "")
      if rows[key] == nil { keys.append(key) }
      rows[key, default: []].append(row)
    }
    for key in keys {
      let own = rows[key] ?? []
      let values = try run(loss, own)
      let used = own.prefix(values.count)
      try place(x, used)
      var run = Run(panel: key.panel, method: key.method, losses: values)
      if let norm { run.norms = try norms(norm, used) }
      if let clipped {
        var flags: [Bool] = []
        for row in used { flags.append(try table.wholeNumber(row, clipped, in: 0...1) == 1) }
        run.clipped = flags
      }
      runs.append(run)
    }
  }

  // MARK: - Places

  /// Holds the column of x against the distances of the first run that has two losses.
  private mutating func place(_ x: Int?, _ rows: ArraySlice<Int>) throws(DataError) {
    guard let x, let first = rows.first else { return }
    for (index, row) in zip(0..., rows) {
      let value = try table.requiredNumber(row, x)
      guard value.isFinite else {
        throw table.error(
          at: row, x, "'\(shown(table.text(row, x)))'\(table.inColumn(x)) is not finite")
      }
      if !isPlaced, index == 0 { start = value }
      if !isPlaced, index == 1 {
        step = value - start
        isPlaced = true
        guard step > 0 else {
          throw table.error(
            at: row, x,
            "\(shown(table.text(row, x)))\(table.inColumn(x)) follows "
              + "\(shown(table.text(first, x))); the numbers of a run ascend")
        }
      }
      let expected = start + Double(index) * step
      guard !isPlaced || abs(value - expected) <= 1e-6 * max(abs(step), abs(value)) else {
        throw table.error(
          at: row, x,
          "\(shown(table.text(row, x)))\(table.inColumn(x)) where \(shortest(expected)) is next; "
            + "losses stand at equal distances, and 'curves' draws others")
      }
    }
  }
}
