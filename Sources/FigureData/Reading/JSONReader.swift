import Input

/// Reads tables from JSON in the shapes that programs write:
///
///     [[1, 2], [3, 4]]                                 rows; one more level makes panels
///     [1, 2, 3]                                        one column
///     [{"x": 1, "y": 2}, {"x": 3, "y": 4}]             rows with named cells
///     {"x": [1, 3], "y": [2, 4]}                       named columns
///     {"rows": [[1, 2]], "rowLabels": ["a"], "columnLabels": ["x", "y"]}
///
/// `null` is an empty cell; `NaN`, `Infinity`, `-Infinity` (as Python writes them) and the strings
/// `"nan"`, `"inf"`, `"-inf"` are numbers that are not finite; `true` is 1 and `false` 0.
///
/// Foundation's reader is not used because it forgets where a value stood.
struct JSONReader {
  private var scanner: JSONScanner
  private let file: String

  init(_ bytes: [UInt8], file: String) {
    scanner = JSONScanner(bytes, file: file)
    self.file = file
  }

  func table() throws(DataError) -> DataTable {
    try TextBytes.refuseUnlessText(scanner.bytes, file: file)
    var reader = self
    let table: DataTable
    if reader.scanner.skip("[") {
      switch reader.scanner.peek() {
      case UInt8(ascii: "["): table = try reader.arrays()
      case UInt8(ascii: "{"): table = try reader.objects()
      default: table = try reader.column()
      }
    } else if reader.scanner.skip("{") {
      table = try reader.namedValues()
    } else {
      throw reader.scanner.unexpected("an array or an object")
    }
    try reader.scanner.refuseMore()
    return table
  }

  // MARK: - Rows

  /// Rows of equal length, for each panel as many.
  private struct Block {
    var cells = CellStore()
    var columns = 0
    var rows = 0
    var panels = 1
  }

  /// Behind the first `[` of an array of arrays, or of an array of those.
  private mutating func arrays() throws(DataError) -> DataTable {
    let block = try blockBehindBracket()
    return DataTable(
      file: file, cells: block.cells, source: .json(scanner.bytes), columns: block.columns,
      panels: block.panels)
  }

  private mutating func blockBehindBracket() throws(DataError) -> Block {
    var block = Block()
    var ahead = scanner
    _ = ahead.skip("[")
    guard ahead.peek() == UInt8(ascii: "[") else {
      block.rows = try rows(into: &block)
      return block
    }
    block.panels = 0
    repeat {
      _ = scanner.peek()
      let start = scanner.position
      guard scanner.skip("[") else { throw scanner.unexpected("'[' of another panel") }
      let rows = try rows(into: &block)
      if block.panels == 0 { block.rows = rows }
      guard rows == block.rows else {
        throw scanner.fail(
          start, "\(rows) rows in this panel, \(block.rows) in the first; every panel has as many")
      }
      block.panels += 1
    } while try scanner.goesOn(until: "]")
    return block
  }

  /// Rows up to the closing bracket.
  private mutating func rows(into block: inout Block) throws(DataError) -> Int {
    var rows = 0
    repeat {
      _ = scanner.peek()
      let start = scanner.position
      guard scanner.skip("[") else { throw scanner.unexpected("'[' of another row") }
      let before = block.cells.count
      if !scanner.skip("]") {
        repeat {
          try append(try scanner.scalar(), to: &block.cells)
        } while try scanner.goesOn(until: "]")
      }
      let count = block.cells.count - before
      if block.columns == 0 { block.columns = count }
      guard count > 0 else { throw scanner.fail(start, "an empty row; at least 1 value is needed") }
      guard count <= DataTable.mostColumns else {
        throw scanner.fail(
          start,
          "a row of \(grouped(count)) values; at most \(grouped(DataTable.mostColumns)) are drawn")
      }
      guard count == block.columns else {
        throw scanner.fail(
          start,
          "\(count) value\(count == 1 ? "" : "s") in this row, \(block.columns) in the first; "
            + "every row has as many")
      }
      rows += 1
    } while try scanner.goesOn(until: "]")
    return rows
  }

  /// Behind the first `[` of an array of numbers and texts.
  private mutating func column() throws(DataError) -> DataTable {
    let cells = try list()
    guard cells.count > 0 else {
      throw scanner.fail(0, "the file holds no values; at least 1 row is needed")
    }
    return DataTable(file: file, cells: cells, source: .json(scanner.bytes), columns: 1)
  }

  /// Values up to the closing bracket.
  private mutating func list() throws(DataError) -> CellStore {
    var cells = CellStore()
    if scanner.skip("]") { return cells }
    repeat { try append(try scanner.scalar(), to: &cells) } while try scanner.goesOn(until: "]")
    return cells
  }

  private func append(
    _ scalar: JSONScanner.Scalar, to cells: inout CellStore
  ) throws(DataError) {
    guard cells.count < DataTable.mostCells else { throw tooMany(scalar.offset) }
    cells.append(scalar.kind, scalar.number, at: scalar.offset)
  }

  private func tooMany(_ offset: Int) -> DataError {
    scanner.fail(offset, "more than \(grouped(DataTable.mostCells)) cells; no more are drawn")
  }

  // MARK: - Rows with named cells

  /// Behind the first `[` of an array of objects. A name that comes up later makes a column that is
  /// empty above.
  private mutating func objects() throws(DataError) -> DataTable {
    var names: [String] = []
    var places: [String: Int] = [:]
    var columns: [CellStore] = []
    var rows = 0
    repeat {
      _ = scanner.peek()
      let start = scanner.position
      guard scanner.skip("{") else { throw scanner.unexpected("'{' of another row") }
      if !scanner.skip("}") {
        repeat {
          let (name, offset) = try scanner.key()
          if places[name] == nil {
            guard columns.count < DataTable.mostColumns,
              (rows + 1) * (columns.count + 1) <= DataTable.mostCells
            else { throw tooMany(offset) }
            places[name] = columns.count
            names.append(name)
            columns.append(CellStore())
            for _ in 0..<rows { columns[columns.count - 1].append(.empty, at: start) }
          }
          let column = places[name]!
          guard columns[column].count == rows else {
            throw scanner.fail(offset, "'\(shown(name))' stands twice in this row")
          }
          let scalar = try scanner.scalar()
          columns[column].append(scalar.kind, scalar.number, at: scalar.offset)
        } while try scanner.goesOn(until: "}")
      }
      rows += 1
      guard rows * columns.count <= DataTable.mostCells else { throw tooMany(start) }
      for column in columns.indices where columns[column].count < rows {
        columns[column].append(.empty, at: start)
      }
    } while try scanner.goesOn(until: "]")
    guard !columns.isEmpty else {
      throw scanner.fail(0, "the file holds no values; at least 1 row is needed")
    }
    return DataTable(
      file: file, cells: .joining(columns), source: .json(scanner.bytes), columns: columns.count,
      columnNames: names)
  }

  // MARK: - An object

  private enum Value {
    case list(CellStore)
    case block(Block)
  }

  private mutating func namedValues() throws(DataError) -> DataTable {
    var values: [(name: String, offset: Int, value: Value)] = []
    var names: Set<String> = []
    if !scanner.skip("}") {
      repeat {
        let (name, offset) = try scanner.key()
        guard names.insert(name).inserted else {
          throw scanner.fail(offset, "'\(shown(name))' stands twice")
        }
        guard scanner.skip("[") else { throw scanner.unexpected("an array") }
        let isBlock = scanner.peek() == UInt8(ascii: "[")
        values.append(
          (name, offset, isBlock ? .block(try blockBehindBracket()) : .list(try list())))
        guard values.count <= DataTable.mostColumns else { throw tooMany(offset) }
      } while try scanner.goesOn(until: "}")
    }
    guard let first = values.first else {
      throw scanner.fail(0, "the file holds no values; at least 1 row is needed")
    }
    for (name, _, value) in values where name == "rows" {
      if case .block(let block) = value { return try labelled(block, by: values) }
    }
    var columns: [CellStore] = []
    for (name, offset, value) in values {
      guard case .list(let cells) = value else {
        throw scanner.fail(
          offset,
          "'\(shown(name))' holds arrays; a column holds numbers, texts and null, and rows of them "
            + "are called 'rows'")
      }
      if case .list(let model) = first.value, model.count != cells.count {
        throw scanner.fail(
          offset,
          "\(cells.count) values in '\(shown(name))', \(model.count) in '\(shown(first.name))'; "
            + "every column has as many")
      }
      columns.append(cells)
    }
    guard columns[0].count > 0 else {
      throw scanner.fail(first.offset, "'\(shown(first.name))' is empty; at least 1 row is needed")
    }
    guard columns.count * columns[0].count <= DataTable.mostCells else {
      throw tooMany(first.offset)
    }
    return DataTable(
      file: file, cells: .joining(columns), source: .json(scanner.bytes), columns: columns.count,
      columnNames: values.map(\.name))
  }

  /// `rows` with `rowLabels` and `columnLabels`.
  private func labelled(
    _ block: Block, by values: [(name: String, offset: Int, value: Value)]
  ) throws(DataError) -> DataTable {
    let allowed = ["rows", "rowLabels", "columnLabels"]
    var labels: [String: [String]] = [:]
    for (name, offset, value) in values where name != "rows" {
      guard allowed.contains(name) else {
        throw scanner.fail(
          offset,
          "'\(shown(name))' is not read; beside 'rows' stand 'rowLabels' and 'columnLabels'"
            + suggestion(for: name, among: allowed))
      }
      guard case .list(let cells) = value else {
        throw scanner.fail(offset, "'\(name)' holds arrays; it is a list of texts")
      }
      let count = name == "rowLabels" ? block.rows : block.columns
      let what = name == "rowLabels" ? "rows" : "columns"
      guard cells.count == count else {
        throw scanner.fail(offset, "\(cells.count) labels for \(count) \(what)")
      }
      labels[name] = cells.offsets.map {
        JSONScanner.text(at: Int($0), in: scanner.bytes) ?? ""
      }
    }
    return DataTable(
      file: file, cells: block.cells, source: .json(scanner.bytes), columns: block.columns,
      panels: block.panels, columnNames: labels["columnLabels"] ?? [],
      rowNames: labels["rowLabels"] ?? [])
  }
}
