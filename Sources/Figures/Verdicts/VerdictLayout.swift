import Drawing

/// Where the panels of a verdict map stand: side by side, in as many rows as they need, all squares
/// of one size.
struct VerdictLayout {
  static let titleHeight = 22.0
  static let columnGap = 30.0
  static let rowGap = 20.0
  static let lineHeight = 20.0
  /// More rows or columns than that are put together.
  private static let mostCells = 64
  private static let cellSizes = [26.0, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 5, 4]
  /// What the plot fills before the page grows.
  private static let room = 330.0

  /// One panel: what it shows and where.
  struct Place {
    var origin: Point
    var labelWidth: Double
    /// Entries that one square stands for, down and across.
    var block: (rows: Int, columns: Int)
    var rows: Int
    var columns: Int
  }

  /// One verdict in the legend.
  struct Entry {
    var verdict: VerdictMap.Verdict
    var label: Label
    var x: Double
    /// From 0.
    var line: Int
  }

  let cell: Double
  let places: [Place]
  let legend: [Entry]
  /// Lines below the panels: verdicts, what the ring means, what a square stands for.
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
    var found: (cell: Double, places: [Place], bottom: Double)?
    for cell in Self.cellSizes {
      let (places, bottom) = Self.flow(figure, cell: cell)
      found = (cell, places, bottom)
      if bottom - Page.plotTop <= Self.room { break }
    }
    cell = found?.cell ?? 4
    places = found?.places ?? []
    bottom = found?.bottom ?? Page.plotTop
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
      let width = 21 + Self.width(label, 6.4)
      if x + width > Page.width - Page.margin, x > Page.margin {
        x = Page.margin
        line += 1
      }
      entries.append(Entry(verdict: verdict, label: label, x: x, line: line))
      x += width + 18
    }
    return entries
  }

  private static func flow(
    _ figure: VerdictMap, cell: Double
  ) -> (places: [Place], bottom: Double) {
    var places: [Place] = []
    var x = Page.margin
    var top = Page.plotTop
    var lowest = top
    for panel in figure.panels {
      let block = (
        rows: (panel.rows + mostCells - 1) / mostCells,
        columns: (panel.columns + mostCells - 1) / mostCells
      )
      let rows = (panel.rows + block.rows - 1) / block.rows
      let columns = (panel.columns + block.columns - 1) / block.columns
      let labelWidth = panel.bands.map { Self.width($0.label, 6.2) + 16 }.max() ?? 0
      let width = max(
        labelWidth + Double(columns) * cell, labelWidth + Self.width(panel.title, 7.4))
      if x + width > Page.width - Page.margin, x > Page.margin {
        x = Page.margin
        top = lowest + rowGap
        lowest = top
      }
      places.append(
        Place(
          origin: Point(x + labelWidth, top + titleHeight), labelWidth: labelWidth, block: block,
          rows: rows, columns: columns))
      x += width + columnGap
      lowest = max(lowest, top + titleHeight + Double(rows) * cell)
    }
    return (places, lowest)
  }

  /// An estimate: where the panels stand must be known before there is a canvas to measure on.
  private static func width(_ label: Label, _ perLetter: Double) -> Double {
    Double(label.source.filter { !"${}\\_".contains($0) }.count) * perLetter
  }
}
