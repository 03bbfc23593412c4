import Figures
import Input

/// `cell`: one step of a cell, with the numbers on its wires.
public enum CellKind: DrawnKind {
  public static let name = "cell"
  public static let summary = "One step of an RNN, LSTM or GRU cell with numbers on its wires."
  public static let columns = [
    DrawnColumn(
      "wire", required: true,
      "input, previousHidden, previousCell, preActivation, inputGate, forgetGate, reset, update, "
        + "candidate, outputGate, cellState, cellTanh or hiddenState, as far as the cell has them; "
        + "what has no row shows its symbol alone"),
    DrawnColumn(
      "1, 2, 3, ...", required: true,
      "the numbers of the wire; behind the last one the cells are empty"),
  ]
  public static let options = [
    DrawnOption(
      .cell, "rnn, relu, lstm, gru (reset before the product) or gru-after (default: lstm)."),
    DrawnOption(.focus, "The wire whose equation stands out, such as forgetGate."),
  ]
  public static let example = DrawnExample(
    file: "step.csv",
    """
    wire,1,2,3
    input,1,-0.5,0.3
    previousHidden,0.2,-0.4,
    previousCell,0.5,-0.9,
    forgetGate,0.787,0.733,
    """, arguments: ["--cell", "lstm", "--focus", "forgetGate"])
  public static let knownNames = ["wire"]

  private static let cells: [(name: String, cell: CellDiagram.Kind)] = [
    ("rnn", .rnn(.tanh)), ("relu", .rnn(.relu)), ("lstm", .lstm), ("gru", .gru(reset: .before)),
    ("gru-after", .gru(reset: .after)),
  ]

  public static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    try table.refusePanels(name)
    guard table.hasWords else {
      throw table.error("'cell' needs a column of words; a .npy file holds numbers alone")
    }
    let cell = try cell(table, options.cell ?? "lstm")
    return CellDiagram(
      title: options.title(for: table), subtitle: options.subtitle, cell: cell.cell,
      values: try values(table, cell), focus: try focus(table, options.focus, cell))
  }

  private static func cell(
    _ table: DataTable, _ name: String
  ) throws(DataError) -> (name: String, cell: CellDiagram.Kind) {
    if let cell = cells.first(where: { DataTable.isSame(name, $0.name) }) { return cell }
    let names = cells.map(\.name)
    throw table.error(
      "there is no cell '\(shown(name))'; \(names.joined(separator: ", ")) are"
        + suggestion(for: name, among: names))
  }

  private static func values(
    _ table: DataTable, _ cell: (name: String, cell: CellDiagram.Kind)
  ) throws(DataError) -> [CellDiagram.Wire: [Double]] {
    guard table.columns >= 2 else {
      throw table.error("1 column; a wire has its name and at least 1 number")
    }
    let names = cell.cell.wires.map(\.rawValue)
    let wireColumn = try table.column("wire") ?? 0
    let others = (0..<table.columns).filter { $0 != wireColumn }
    var values: [CellDiagram.Wire: [Double]] = [:]
    for row in 0..<table.rows {
      let word = table.text(row, wireColumn)
      guard
        let wire = cell.cell.wires.first(where: { DataTable.isSame(word, $0.rawValue.lowercased()) }
        )
      else {
        throw table.error(
          at: row, wireColumn,
          "'\(shown(word))' is no wire of '\(cell.name)'; it has \(names.joined(separator: ", "))"
            + suggestion(for: word, among: names))
      }
      guard values[wire] == nil else {
        throw table.error(at: row, wireColumn, "'\(wire.rawValue)' stands twice")
      }
      var numbers: [Double] = []
      for column in others {
        guard let number = try table.number(row, column) else { continue }
        guard numbers.count == others.firstIndex(of: column) else {
          throw table.error(
            at: row, column, "a number behind an empty cell; a wire's numbers have no gaps")
        }
        numbers.append(number)
      }
      guard !numbers.isEmpty else {
        throw table.error(
          at: row, wireColumn, "'\(wire.rawValue)' has no number; leave out its row")
      }
      values[wire] = numbers
    }
    return values
  }

  private static func focus(
    _ table: DataTable, _ name: String?, _ cell: (name: String, cell: CellDiagram.Kind)
  ) throws(DataError) -> CellDiagram.Equation? {
    guard let name else { return nil }
    let all = cell.cell.equations
    if let found = all.first(where: { DataTable.isSame(name, $0.rawValue.lowercased()) }) {
      return found
    }
    let names = all.map(\.rawValue)
    throw table.error(
      "'\(cell.name)' has no equation '\(shown(name))'; it has \(names.joined(separator: ", "))"
        + suggestion(for: name, among: names))
  }
}
