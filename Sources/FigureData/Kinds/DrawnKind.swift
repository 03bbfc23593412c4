import Figures

/// A kind of figure that a table can be drawn as. Adding one touches its file and the list in
/// ``DrawnKinds``.
public protocol DrawnKind: Sendable {
  /// One word, as the command line has it.
  static var name: String { get }
  /// One line.
  static var summary: String { get }
  /// The columns that it reads, in the order in which people write them.
  static var columns: [DrawnColumn] { get }
  /// The options that it reads beside title, subtitle, theme and size.
  static var options: [DrawnOption] { get }
  static var example: DrawnExample { get }
  /// Names by which a first row is known to hold names, where they are more than the columns'.
  static var knownNames: [String] { get }

  /// - Throws: at the cell that has no place in such a figure.
  static func figure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure
}

extension DrawnKind {
  public static var knownNames: [String] { columns.map(\.name) }

  /// The figure, with its numbers and labels held against each other.
  ///
  /// - Throws: at a cell, or for the table as a whole where the figure itself refuses it.
  public static func validFigure(
    from table: DataTable, options: DrawOptions
  ) throws(DataError) -> any Figure {
    let figure = try figure(from: table, options: options)
    do throws(FigureError) {
      try figure.validate()
    } catch {
      guard case .invalidData(_, let reason) = error else { throw table.error("\(error)") }
      throw table.error(reason)
    }
    return figure
  }
}

/// A column that a kind reads.
public struct DrawnColumn: Sendable, Hashable {
  public let name: String
  /// One line.
  public let help: String
  public let isRequired: Bool

  public init(_ name: String, required: Bool = false, _ help: String) {
    self.name = name
    self.help = help
    isRequired = required
  }
}

/// An option that a kind reads.
public struct DrawnOption: Sendable, Hashable {
  public enum Name: String, Sendable, CaseIterable {
    case xTitle = "x-title"
    case yTitle = "y-title"
    case barTitle = "bar-title"
    case log
    case logX = "log-x"
    case limit
    case unit
    case decimals
    case panel
    case labels
    case transpose
    case clip
    case chance
    case path
    case slice
    case cell
    case focus
  }

  public let name: Name
  /// One line.
  public let help: String

  public init(_ name: Name, _ help: String) {
    self.name = name
    self.help = help
  }
}

/// A file of a few lines and the words behind it on the command line.
public struct DrawnExample: Sendable, Hashable {
  public let file: String
  public let text: String
  public let arguments: [String]

  public init(file: String, _ text: String, arguments: [String] = []) {
    self.file = file
    self.text = text
    self.arguments = arguments
  }

  /// `unrolled draw heatmap states.csv --unit`
  public func command(_ kind: any DrawnKind.Type) -> String {
    let words = arguments.map { $0.contains(where: { " $\\".contains($0) }) ? "'\($0)'" : $0 }
    return (["unrolled", "draw", kind.name, file] + words).joined(separator: " ")
  }
}

/// `x=0.5` or `y=-2`: the line across a landscape along which that parameter has that value.
public enum DrawnSlice: Sendable, Hashable {
  case x(Double)
  case y(Double)

  /// nil for anything but x or y, an equals sign and a finite number.
  public init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map { trimmed(String($0)) }
    guard parts.count == 2, case .number(let value) = NumberGrammar.read(Array(parts[1].utf8)[...]),
      value.isFinite
    else { return nil }
    switch parts[0].lowercased() {
    case "x": self = .x(value)
    case "y": self = .y(value)
    default: return nil
    }
  }
}

/// What a person may set beside the data; a kind reads those that it declares.
public struct DrawOptions: Sendable {
  /// nil is the name of the file.
  public var title: Label?
  public var subtitle: Label?
  public var xTitle: Label?
  public var yTitle: Label?
  public var barTitle: Label?
  /// Powers of ten on the axis of y, of x.
  public var isLogarithmic = false
  public var isXLogarithmic = false
  /// The end of the scale of colours.
  public var limit: Double?
  /// A scale from 0 to 1.
  public var isUnit = false
  public var decimals: Int?
  /// The column whose words name a panel.
  public var panel: String?
  /// The column whose words name the rows.
  public var labels: String?
  public var isTransposed = false
  /// The threshold of clipping.
  public var clip: Double?
  /// The loss of guessing.
  public var chance: Double?
  /// Tables of points along which something went.
  public var paths: [DataTable] = []
  /// Where a landscape is cut open.
  public var slice: DrawnSlice?
  /// The sort of cell.
  public var cell: String?
  /// The equation that stands out.
  public var focus: String?

  public init(title: Label? = nil, subtitle: Label? = nil) {
    self.title = title
    self.subtitle = subtitle
  }

  /// Names of columns that the options say, by which a first row is known to hold names.
  public var columnNames: [String] { [panel, labels].compactMap(\.self) }

  /// The title, or the file's name without its folder and its ending.
  func title(for table: DataTable) -> Label { title ?? .plain(table.stem) }
}

extension DataTable {
  /// `runs/states.csv` as `states`.
  public var stem: String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
