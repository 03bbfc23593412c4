import Figures
import Input

/// A table as a file has it: rows and columns of cells, each with its place in the file, so that
/// a figure that cannot use a cell can say where it stands.
///
/// ```swift
/// let table = try DataTable.read(path: "states.csv")
/// let figure = try HeatmapKind.figure(from: table, options: DrawOptions(title: "States"))
/// try figure.render().write(to: "states.png")
/// ```
public struct DataTable: Sendable {
  /// The most columns; cells are bounded for all rows together.
  public static let mostColumns = 32_767
  public static let mostCells = 4_000_000

  /// As messages name it.
  public let file: String
  /// What the columns are called, or empty.
  public private(set) var columnNames: [String]
  /// What the rows are called, or empty: only JSON with `rowLabels` says so apart from its cells.
  public let rowNames: [String]
  /// More than 1 for three dimensions.
  public let panels: Int
  /// The rows of each panel.
  public private(set) var rows: Int
  public let columns: Int
  /// Whether the names were the first row of the file.
  public private(set) var namesAreFirstRow = false

  let cells: CellStore
  let source: CellSource
  private var firstRow = 0

  init(
    file: String, cells: CellStore, source: CellSource, columns: Int, panels: Int = 1,
    columnNames: [String] = [], rowNames: [String] = []
  ) {
    self.file = file
    self.cells = cells
    self.source = source
    self.columns = columns
    self.panels = panels
    self.columnNames = columnNames
    self.rowNames = rowNames
    rows = cells.count / max(1, columns) / max(1, panels)
  }

  /// Where a cell is stored: panel by panel, row by row.
  func index(_ row: Int, _ column: Int, panel: Int = 0) -> Int {
    ((panel * rows + row) + firstRow) * columns + column
  }

  /// The same table with its first row as names.
  mutating func takeNames() {
    columnNames = (0..<columns).map { trimmed(text(0, $0)) }
    namesAreFirstRow = true
    firstRow = 1
    rows -= 1
  }
}

/// Cells in the order of the file; 13 bytes each.
struct CellStore: Sendable {
  enum Kind: UInt8, Sendable { case empty, number, text }

  private(set) var kinds: [Kind] = []
  private(set) var numbers: [Double] = []
  /// Where in the file a cell begins.
  private(set) var offsets: [UInt32] = []

  var count: Int { kinds.count }

  mutating func append(_ kind: Kind, _ number: Double = 0, at offset: Int) {
    kinds.append(kind)
    numbers.append(number)
    offsets.append(UInt32(truncatingIfNeeded: offset))
  }

  mutating func append(_ other: CellStore, _ index: Int) {
    kinds.append(other.kinds[index])
    numbers.append(other.numbers[index])
    offsets.append(other.offsets[index])
  }

  /// Columns of equal length, row by row.
  static func joining(_ columns: [CellStore]) -> CellStore {
    var all = CellStore()
    for row in 0..<(columns.first?.count ?? 0) {
      for column in columns { all.append(column, row) }
    }
    return all
  }
}

/// What cells are read from: their texts are decoded when somebody asks for them.
enum CellSource: Sendable {
  case delimited([UInt8], delimiter: UInt8)
  case json([UInt8])
  case npy

  /// The text of the cell at an offset; nil where there is none.
  func text(at offset: Int) -> String? {
    switch self {
    case .delimited(let bytes, let delimiter):
      DelimitedReader.text(at: offset, in: bytes, delimiter: delimiter)
    case .json(let bytes): JSONScanner.text(at: offset, in: bytes)
    case .npy: nil
    }
  }

  func place(of offset: Int) -> DataPlace {
    switch self {
    case .delimited(let bytes, _), .json(let bytes): .of(offset, in: bytes)
    case .npy: .byte(offset)
    }
  }
}

/// Without spaces and tabs at its ends.
func trimmed(_ text: String) -> String {
  var part = text[...]
  while part.first == " " || part.first == "\t" { part.removeFirst() }
  while part.last == " " || part.last == "\t" { part.removeLast() }
  return String(part)
}
