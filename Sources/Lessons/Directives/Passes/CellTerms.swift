import Recurrent

/// A gate (or the candidate) of a cell, as tables and values call it.
struct CellGate: Sendable {
  /// `forget_gate`
  let name: String
  /// `f`
  let symbol: String
  /// The place among the bands of rows.
  let band: Int
}

extension Cell {
  /// The gates in the order of their rows; empty for a cell without gates.
  var namedGates: [CellGate] {
    let symbols = self == .lstm ? ["i", "f", "g", "o"] : ["r", "z", "n"]
    return gates.enumerated().map { band, gate in
      CellGate(name: gate.replacing(" ", with: "_"), symbol: symbols[band], band: band)
    }
  }

  /// `tanh RNN`, `LSTM`, `GRU with its reset before the product`
  var title: String {
    switch self {
    case .elman(let activation): "\(activation.rawValue) RNN"
    case .lstm: "LSTM"
    case .gru(let reset): "GRU with its reset \(reset.rawValue) the product"
    }
  }
}

/// Numbers of the steps of one sequence, under one name.
struct StepNumbers: Sendable {
  let name: String
  /// Headings of the columns, for a terminal and as TeX.
  let columns: [Table.Column]
  /// One row for each step.
  let rows: [[Double]]
  /// The step of the first row.
  let firstStep: Int

  /// - Parameter isIndexed: Whether a single number is called `h_t[0]`, not `y_t`.
  init(
    _ name: String, _ plain: String, math: String, isIndexed: Bool = false, rows: [[Double]],
    from firstStep: Int = 1
  ) {
    let count = rows.first?.count ?? 0
    self.init(
      name,
      columns: (0..<count).map { index in
        count == 1 && !isIndexed
          ? Table.Column(plain, math: math)
          : Table.Column("\(plain)[\(index)]", math: "\(math)[\(index)]")
      }, rows: rows, from: firstStep)
  }

  init(_ name: String, columns: [Table.Column], rows: [[Double]], from firstStep: Int = 1) {
    self.name = name
    self.columns = columns
    self.rows = rows
    self.firstStep = firstStep
  }

  /// Several under one name, side by side.
  init(_ name: String, joining parts: [StepNumbers]) {
    self.init(
      name, columns: parts.flatMap(\.columns),
      rows: parts[0].rows.indices.map { row in parts.flatMap { $0.rows[row] } },
      from: parts[0].firstStep)
  }

  var value: Value {
    .list(rows.map { .numbers($0, from: 0) }, from: firstStep)
  }

  /// The cells of a step, at most so many; empty cells where the step has no numbers.
  func cells(at step: Int, most: Int, decimals: Int = 4) -> [String] {
    let shown = min(columns.count, most)
    guard rows.indices.contains(step - firstStep) else {
      return Array(repeating: "", count: shown)
    }
    return rows[step - firstStep].prefix(shown).map { fixed($0, decimals) }
  }
}
