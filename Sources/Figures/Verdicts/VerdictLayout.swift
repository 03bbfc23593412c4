import Drawing

/// Where the panels of a verdict map stand: side by side, in as many rows as they need, all cells of
/// one size, over the whole width of the page.
struct VerdictLayout {
  static let titleHeight = 22.0
  static let lineHeight = 20.0
  static let rowGap = 20.0
  private static let columnGap = 26.0
  private static let widestGap = 90.0
  /// More rows or columns than that are put together.
  private static let mostCells = 64
  private static let cellHeights = [
    44.0, 40, 36, 32, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 5, 4,
  ]
  /// What the plot fills before the page grows.
  private static let room = 330.0

  /// One panel: what it shows and where.
  struct Place {
    var origin: Point
    /// Entries that one cell stands for, down and across.
    var block: (rows: Int, columns: Int)
    var rows: Int
    var columns: Int
    /// False where the panel at its left has the same bands, named there.
    var namesBands: Bool
    /// Counted from the top.
    var row: Int
    var right: Double
  }

  /// One verdict in the legend.
  struct Entry {
    var verdict: VerdictMap.Verdict
    var label: Label
    var x: Double
    /// From 0.
    var line: Int
  }

  let cell: Size
  let places: [Place]
  let legend: [Entry]
  /// Lines below the panels: verdicts, what the ring means, what a cell stands for.
  private let legendLines: Int
  private let bottom: Double

  var pageHeight: Double {
    max(220, legendTop + Double(legendLines) * Self.lineHeight).rounded(.up)
  }
  var legendTop: Double { bottom + 26 }
  var largestBlock: (rows: Int, columns: Int) {
    places.map(\.block).max { $0.rows * $0.columns < $1.rows * $1.columns } ?? (1, 1)
  }

  init(_ figure: VerdictMap) {
    var cell = Size(4, 4)
    var found = Self.flow(figure, cell: cell)
    for height in Self.cellHeights {
      cell = Size(height, height)
      found = Self.flow(figure, cell: cell)
      if found.bottom - Page.plotTop <= Self.room { break }
    }
    // Rows with as many panels each, rather than full ones and a rest.
    let rows = (found.places.last?.row ?? 0) + 1
    let even = (figure.panels.count + rows - 1) / rows
    var most = figure.panels.count
    if rows > 1, Self.flow(figure, cell: cell, most: even).places.last?.row == rows - 1 {
      most = even
      found = Self.flow(figure, cell: cell, most: most)
    }
    // Cells grow to the right as long as no panel has to move to another row.
    let widest = min(2.4 * cell.height, 72)
    for width in stride(from: widest, to: cell.height, by: -0.5) {
      let wide = Self.flow(figure, cell: Size(width, cell.height), most: most)
      guard wide.places.last?.row == found.places.last?.row, wide.right <= Page.width - Page.margin
      else { continue }
      (cell, found) = (Size(width, cell.height), wide)
      break
    }
    self.cell = cell
    places = Self.spread(found.places)
    bottom = found.bottom
    legend = Self.legend(figure)
    let isBinned = places.contains { $0.block.rows * $0.block.columns > 1 }
    legendLines = Self.lines(of: legend) + (figure.isMarked ? 1 : 0) + (isBinned ? 1 : 0)
  }

  /// How many lines the verdicts take.
  var verdictLines: Int { Self.lines(of: legend) }

  private static func lines(of legend: [Entry]) -> Int { (legend.last?.line ?? 0) + 1 }

  private static func legend(_ figure: VerdictMap) -> [Entry] {
    var counts: [VerdictMap.Verdict: Int] = [:]
    for panel in figure.panels {
      for verdict in panel.verdicts { counts[verdict, default: 0] += 1 }
    }
    var entries: [Entry] = []
    var x = Page.margin
    var line = 0
    for verdict in VerdictMap.Verdict.legendOrder {
      guard let count = counts[verdict] else { continue }
      let label = Label.plain("\(verdict.name): \(count)")
      let width = 21 + TextEstimate.width(label, Page.label)
      if x + width > Page.width - Page.margin, x > Page.margin {
        x = Page.margin
        line += 1
      }
      entries.append(Entry(verdict: verdict, label: label, x: x, line: line))
      x += width + 16
    }
    return entries
  }

  private static func flow(
    _ figure: VerdictMap, cell: Size, most: Int = .max
  ) -> (places: [Place], bottom: Double, right: Double) {
    var places: [Place] = []
    var x = Page.margin
    var top = Page.plotTop
    var (lowest, rightmost, row, count) = (top, 0.0, 0, 0)
    for (index, panel) in figure.panels.enumerated() {
      let block = (
        rows: (panel.rows + mostCells - 1) / mostCells,
        columns: (panel.columns + mostCells - 1) / mostCells
      )
      let rows = (panel.rows + block.rows - 1) / block.rows
      let columns = (panel.columns + block.columns - 1) / block.columns
      let inner = max(
        Double(columns) * cell.width, TextEstimate.width(panel.title, Page.panelTitle))
      func bandWidth(isNamed: Bool) -> Double {
        if panel.bands.isEmpty { return 0 }
        let names = panel.bands.map { TextEstimate.width($0.label, Page.label) }.max() ?? 0
        return isNamed ? names + 16 : 10
      }
      var isNamed =
        x == Page.margin || figure.panels[index - 1].bands != panel.bands
        || figure.panels[index - 1].rows != panel.rows
      let isFull =
        x + bandWidth(isNamed: isNamed) + inner > Page.width - Page.margin || count == most
      if isFull, x > Page.margin {
        x = Page.margin
        top = lowest + rowGap
        lowest = top
        row += 1
        count = 0
        isNamed = true
      }
      let left = x + bandWidth(isNamed: isNamed)
      places.append(
        Place(
          origin: Point(left, top + titleHeight), block: block, rows: rows, columns: columns,
          namesBands: isNamed, row: row, right: left + inner))
      count += 1
      rightmost = max(rightmost, left + inner)
      x = left + inner + columnGap
      lowest = max(lowest, top + titleHeight + Double(rows) * cell.height)
    }
    return (places, lowest, rightmost)
  }

  /// Panels take up what is left of the page's width between them, in every row alike.
  private static func spread(_ places: [Place]) -> [Place] {
    let rows = Dictionary(grouping: places, by: \.row).values.filter { $0.count > 1 }
    let more =
      rows.map { row in
        (Page.width - Page.margin - (row.last?.right ?? 0)) / Double(row.count - 1)
      }.min() ?? 0
    let extra = more.clamped(to: 0...widestGap - columnGap)
    var (row, column) = (0, 0)
    return places.map { place in
      column = place.row == row ? column : 0
      row = place.row
      var moved = place
      moved.origin.x += Double(column) * extra
      moved.right += Double(column) * extra
      column += 1
      return moved
    }
  }
}
