import Drawing

/// The rows of a cell diagram; a function of counts alone, so that the page's size is known before
/// a font is loaded.
struct CellGrid {
  static let cellLeft = 118.0
  static let cellRight = 682.0
  /// The middles of the tags left and right of the cell.
  static let before = 64.0
  static let after = 736.0
  static let boxSize = Size(42, 30)
  static let radius = 11.0
  /// From the middle of a box to its two inlets: the state's left, the input's right.
  static let inlet = 9.0

  let figure: CellDiagram
  /// Of a tag with H and with D values.
  let tagHeight: Double
  let inputHeight: Double
  /// What a page of the usual height has left for the rows.
  private(set) var extra = 0.0

  init(_ figure: CellDiagram) {
    self.figure = figure
    tagHeight =
      CellDiagram.Wire.allCases.filter { $0 != .input }.map { Self.height($0, figure) }.max()
      ?? Self.bareHeight
    inputHeight = Self.height(.input, figure)
    extra = min(44, max(0, Page.height - pageHeight))
  }

  // MARK: - Tags

  static let bareHeight = 24.0
  static let headHeight = 21.0
  static let gradientHead = 18.0
  static let rowHeight = 16.0
  static let stripHeight = 14.0
  static let padding = 5.0

  static func isStrip(_ count: Int) -> Bool { count > VectorBlock.mostNumbers }

  static func blockHeight(_ count: Int) -> Double {
    isStrip(count) ? stripHeight : Double(count) * rowHeight
  }

  /// A symbol, its values and its gradient one below the other.
  static func height(_ wire: CellDiagram.Wire, _ figure: CellDiagram) -> Double {
    symbolHeight(wire, figure)
      + (figure.gradients[wire].map { gradientHead + blockHeight($0.count) + padding } ?? 0)
  }

  /// Without the gradient.
  static func symbolHeight(_ wire: CellDiagram.Wire, _ figure: CellDiagram) -> Double {
    figure.values[wire].map { headHeight + blockHeight($0.count) + padding } ?? bareHeight
  }

  /// The tag of a wire around a point.
  func tag(_ wire: CellDiagram.Wire, at center: Point, isBare: Bool = false) -> Rect {
    let isEmpty = isBare || (figure.values[wire] == nil && figure.gradients[wire] == nil)
    let width = wire == .cellTanh ? 62.0 : isEmpty ? 42 : 56
    let height = isEmpty ? Self.bareHeight : Self.height(wire, figure)
    return Rect(
      x: center.x - width / 2, y: center.y - height / 2, width: width, height: height)
  }

  // MARK: - Rows, from the top

  var upTag: Double { cellTop - 28 }
  /// Tall tags beside the cell's first line stay below the header.
  var cellTop: Double { max(122, Page.plotTop - 36 + tagHeight / 2) }
  /// The line of the state that runs through the cell.
  var state: Double { cellTop + 40 }
  /// Where gate and candidate are multiplied.
  var mix: Double { state + 41 + extra * 0.2 }
  /// The turn of a wire that goes back down.
  var turn: Double { mix + 22 + extra * 0.1 }
  /// The middle of the tags of gates.
  var tags: Double { turn + 14 + extra * 0.1 + tagHeight / 2 }
  /// The middle of the boxes.
  var gates: Double { tags + tagHeight / 2 + 15 + extra * 0.2 + Self.boxSize.height / 2 }
  var hiddenRail: Double { gates + Self.boxSize.height / 2 + 22 + extra * 0.2 }
  var inputRail: Double { hiddenRail + 20 + extra * 0.1 }
  var cellBottom: Double {
    if case .rnn = figure.cell { return rnnProduct + 50 }
    // The tags beside the rail end above what stands below the cell.
    let tall = figure.cell == .lstm ? hiddenRail + tagHeight / 2 - 6 : 0
    return max(inputRail + 20, tall)
  }
  var inputTop: Double { cellBottom + 20 }

  /// The one line of a simple recurrent cell, and the product below it.
  var rnnLine: Double { cellTop + 116 + max(0, tagHeight - 57) / 2 }
  var rnnProduct: Double { rnnLine + max(66, tagHeight / 2 + 40) }

  var cell: Rect {
    Rect(left: Self.cellLeft, top: cellTop, right: Self.cellRight, bottom: cellBottom)
  }

  // MARK: - Foot

  static let equationRow = 26.0
  var equationColumns: Int { figure.cell == .lstm ? 2 : 1 }
  var equationRows: Int {
    (figure.cell.equations.count + equationColumns - 1) / equationColumns
  }

  static let arithmeticRow = 18.0
  /// Lines of numbers below the equation in focus.
  var arithmeticRows: Int {
    guard let focus = figure.focus, let columns = figure.cell.arithmeticColumns(focus) else {
      return 0
    }
    let units = figure.values[focus == .cellState ? .cellState : .hiddenState]?.count ?? 0
    return Self.isStrip(units) ? 0 : (units + columns - 1) / columns
  }

  private var equationsHeight: Double {
    if figure.focus == nil { return Double(equationRows) * Self.equationRow }
    return 60 + Double(arithmeticRows) * Self.arithmeticRow
  }

  /// The line that explains boxes and wires.
  var legend: Double { inputTop + max(inputHeight, equationsHeight) + 27 }
  static let keyRow = 22.0
  var keyRows: Int { (CellKey.keys(figure).count + CellKey.columns - 1) / CellKey.columns }
  /// The first line that explains colours.
  var keys: Double { legend + 26 }
  var pageHeight: Double {
    let keysHeight = keyRows == 0 ? 0 : 26 + Double(keyRows - 1) * Self.keyRow
    return (legend + keysHeight + 25).rounded(.up)
  }
}
