import Figures
import Input

/// `verdicts`: the entries of tensors by what a gradient check says of them.
public enum VerdictsKind: DrawnKind {
  public static let name = "verdicts"
  public static let summary = "Parameters by the verdict of a gradient check, a panel a tensor."
  public static let columns = [
    DrawnColumn("tensor", required: true, "the tensor's name"),
    DrawnColumn("row", required: true, "the entry's row, from 0"),
    DrawnColumn("column", required: true, "the entry's column, from 0"),
    DrawnColumn(
      "verdict", required: true,
      "right, wrong, undecided, zero, together (right as a whole) or "
        + "unchecked; so is what has no row here"),
    DrawnColumn("band", "what the row belongs to, such as a gate"),
    DrawnColumn("marked", "1 puts a ring around the entry, one a tensor"),
  ]
  public static let options: [DrawnOption] = [
    DrawnOption(.labels, "What the ring means.")
  ]
  public static let example = DrawnExample(
    file: "checked.csv",
    """
    tensor,row,column,verdict,band
    W_hh,0,0,right,forget
    W_hh,0,1,right,forget
    W_hh,1,0,wrong,output
    W_hh,1,1,undecided,output
    b_h,0,0,right,
    b_h,1,0,zero,
    """)

  private static let words: [(word: String, verdict: VerdictMap.Verdict)] = [
    ("right", .right), ("wrong", .wrong), ("undecided", .undecided), ("zero", .zero),
    ("together", .rightTogether), ("unchecked", .unchecked),
  ]

  private struct Entry {
    var row: Int
    var column: Int
    var verdict: VerdictMap.Verdict
    var band: String
    var isMarked: Bool
    /// Of the table.
    var source: Int
  }

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    try table.refuseColumns(except: columns.map(\.name))
    let groups = MatrixShape.groups(table, by: try table.requiredColumn("tensor"))
    guard groups.count <= 100 else {
      throw table.error("\(groups.count) tensors; 1 to 100 are drawn")
    }
    var panels: [VerdictMap.Panel] = []
    for (tensor, rows) in groups {
      panels.append(try panel(table, tensor ?? "", try entries(table, rows)))
    }
    return VerdictMap(
      title: options.title(for: table), subtitle: options.subtitle, panels: panels,
      markedLabel: panels.contains { $0.marked != nil }
        ? options.labels.map { Label($0) } ?? "marked" : nil)
  }

  private static func entries(_ table: DataTable, _ rows: [Int]) throws(DataError) -> [Entry] {
    let (row, column) = (try table.requiredColumn("row"), try table.requiredColumn("column"))
    let verdict = try table.requiredColumn("verdict")
    let (band, marked) = (try table.column("band"), try table.column("marked"))
    var entries: [Entry] = []
    for index in rows {
      let word = table.text(index, verdict)
      guard let known = words.first(where: { DataTable.isSame(word, $0.word) }) else {
        let names = words.map(\.word)
        throw table.error(
          at: index, verdict,
          "'\(shown(word))' is no verdict; \(names.joined(separator: ", ")) are"
            + suggestion(for: word, among: names))
      }
      entries.append(
        Entry(
          row: try table.wholeNumber(index, row, in: 0...(DataTable.mostColumns - 1)),
          column: try table.wholeNumber(index, column, in: 0...(DataTable.mostColumns - 1)),
          verdict: known.verdict, band: band.map { table.text(index, $0) } ?? "",
          isMarked: try isMarked(table, index, marked), source: index))
    }
    return entries
  }

  private static func isMarked(
    _ table: DataTable, _ row: Int, _ column: Int?
  ) throws(DataError) -> Bool {
    guard let column, !table.isEmpty(row, column) else { return false }
    return try table.wholeNumber(row, column, in: 0...1) == 1
  }

  private static func panel(
    _ table: DataTable, _ tensor: String, _ entries: [Entry]
  ) throws(DataError) -> VerdictMap.Panel {
    let rows = entries.reduce(0) { max($0, $1.row + 1) }
    let columns = entries.reduce(0) { max($0, $1.column + 1) }
    guard rows * columns <= DataTable.mostCells else {
      throw table.error(
        "'\(shown(tensor))' would have \(grouped(rows)) x \(grouped(columns)) entries; at most "
          + "\(grouped(DataTable.mostCells)) are drawn")
    }
    var verdicts = [VerdictMap.Verdict](repeating: .unchecked, count: rows * columns)
    var isGiven = [Bool](repeating: false, count: rows * columns)
    var bands = [String](repeating: "", count: rows)
    var marked: Int?
    for entry in entries {
      let index = entry.row * columns + entry.column
      guard !isGiven[index] else {
        throw table.error(
          at: entry.source, try table.requiredColumn("row"),
          "the entry [\(entry.row), \(entry.column)] of '\(shown(tensor))' stands twice")
      }
      isGiven[index] = true
      verdicts[index] = entry.verdict
      if !entry.band.isEmpty { bands[entry.row] = entry.band }
      guard entry.isMarked else { continue }
      guard marked == nil else {
        throw table.error(
          at: entry.source, try table.requiredColumn("marked"),
          "a second entry of '\(shown(tensor))' is marked; one is allowed")
      }
      marked = index
    }
    return VerdictMap.Panel(
      title: Label(data: tensor), columns: columns, verdicts: verdicts, bands: joined(bands),
      marked: marked)
  }

  /// Neighbouring rows of one band.
  private static func joined(_ names: [String]) -> [VerdictMap.Band] {
    var bands: [VerdictMap.Band] = []
    var start = 0
    for row in names.indices where row + 1 == names.count || names[row + 1] != names[row] {
      if !names[row].isEmpty {
        bands.append(VerdictMap.Band(Label(data: names[row]), rows: start..<(row + 1)))
      }
      start = row + 1
    }
    return bands
  }
}
