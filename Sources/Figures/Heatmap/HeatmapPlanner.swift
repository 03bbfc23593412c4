import Drawing
import Foundation

/// What of a heatmap's size follows from its data alone.
struct HeatmapMeasures {
  let figure: Heatmap
  /// The most of any panel.
  let rows: Int
  let columns: Int
  let rowLabelWidth: Double
  /// Of the widest number that a cell would show.
  let numberWidth: Double
  /// Whether inner panels leave their ticks to the outer ones.
  let sharesTicks: Bool

  init(_ figure: Heatmap, _ groups: HeatmapGroups) {
    self.figure = figure
    let panels = figure.panels
    rows = max(1, panels.map { $0.values.count }.max() ?? 1)
    columns = max(1, panels.map { $0.values.first?.count ?? 0 }.max() ?? 1)
    let (rows, columns) = (rows, columns)
    var width = 0.0
    for panel in panels {
      let labels =
        panel.rowLabels.isEmpty ? [Label.plain(String(panel.values.count))] : panel.rowLabels
      for label in labels + (panel.columnStrip.map { [$0.title] } ?? []) {
        width = max(width, min(TextEstimate.width(label, Page.tick), HeatmapTicks.longestRow))
      }
    }
    rowLabelWidth = width
    numberWidth = Self.numberWidth(figure, groups)
    sharesTicks = panels.allSatisfy {
      $0.rowLabels == panels[0].rowLabels && $0.columnLabels == panels[0].columnLabels
        && $0.values.count == rows && $0.values.first?.count == columns
    }
  }

  private static func numberWidth(_ figure: Heatmap, _ groups: HeatmapGroups) -> Double {
    var widest = 0.0
    var count = 0
    for (index, panel) in figure.panels.enumerated() {
      guard let numbers = groups.numbers(ofPanel: index, decimals: figure.decimals) else {
        return .infinity
      }
      let strips = (panel.rowStrip?.values ?? []) + (panel.columnStrip?.values ?? [])
      for row in panel.values + [strips] {
        count += row.count
        // So many numbers never fit a page.
        if count > 3000 { return .infinity }
        for case let value? in row where value.isFinite {
          widest = max(widest, TextEstimate.width(.plain(numbers.text(value)), Page.tick))
        }
      }
    }
    return widest
  }

  /// Whether the columns' title has room over the rows' names, beside the columns' own.
  var titleFitsCorner: Bool {
    guard figure.columnLabelsAbove, let title = figure.columnTitle else { return false }
    let room = rowLabelWidth + (figure.rowTitle == nil ? 0 : 22)
    return TextEstimate.width(title, Page.axisTitle) <= room
  }

  var hasPanelTitles: Bool { figure.panels.contains { $0.title != nil } }
  var hasRowStrip: Bool { figure.panels.contains { $0.rowStrip != nil } }
  var hasColumnStrip: Bool { figure.panels.contains { $0.columnStrip != nil } }
  var columnGap: Double { sharesTicks ? 18 : rowLabelWidth + 28 }

  var titleHeightAbove: Double { figure.columnTitle == nil || titleFitsCorner ? 0 : 20 }

  /// From where plots begin to the first panel's cells.
  func headHeight(_ plan: HeatmapLayout.Plan) -> Double {
    var height = hasPanelTitles ? HeatmapLayout.titleHeight : 2
    if figure.columnLabelsAbove {
      height += plan.columnTicks.extent + titleHeightAbove
    }
    if hasRowStrip, !hasPanelTitles, !figure.columnLabelsAbove { height += 14 }
    return height
  }

  /// Between the lowest of one row of panels and the highest of the next.
  func rowGap(_ plan: HeatmapLayout.Plan) -> Double {
    let title = hasPanelTitles ? HeatmapLayout.titleHeight + 6 : 14
    return title + (sharesTicks ? 0 : plan.columnTicks.extent)
  }

  func hasNotes(_ sums: [[RowSum]]) -> Bool {
    figure.marksRowMaximum || sums.contains { !$0.isEmpty }
  }
}

/// Chooses how many panels stand side by side and how large their cells are.
struct HeatmapPlanner {
  private static let room = 352.0

  let figure: Heatmap
  let measures: HeatmapMeasures
  let left: Double
  let right: Double
  let sumWidth: Double

  init(
    _ figure: Heatmap, _ measures: HeatmapMeasures, left: Double, right: Double, sumWidth: Double
  ) {
    self.figure = figure
    self.measures = measures
    self.left = left
    self.right = right
    self.sumWidth = sumWidth
  }

  func plan(_ across: Int) -> HeatmapLayout.Plan {
    let count = figure.panels.count
    let down = (count + across - 1) / across
    let columns = Double(measures.columns)
    let gaps = measures.columnGap * Double(across - 1) + sumWidth * Double(across)
    var width = (right - left - gaps) / Double(across)
    var stripWidth = 0.0
    if measures.hasRowStrip {
      let title =
        figure.panels.compactMap { $0.rowStrip?.title }
        .map { TextEstimate.width($0, Page.tick) }.max() ?? 0
      stripWidth = max((width / (columns + 1)).clamped(to: 14...52), min(title, 90))
      width -= stripWidth + HeatmapLayout.stripGap
    }
    var cellWidth = max(0.02, width / columns)
    var plan = HeatmapLayout.Plan(
      across: across, down: down, cellWidth: cellWidth, cellHeight: 1, stripWidth: stripWidth,
      stripHeight: 0, columnTicks: ticks(cellWidth), score: 0)
    plan.cellHeight = cellHeight(plan)
    let widest =
      figure.squareCells
      ? max(1.7 * plan.cellHeight, 34) : max(2.6 * plan.cellHeight, 64)
    cellWidth = min(cellWidth, widest)
    plan.cellWidth = cellWidth
    plan.columnTicks = ticks(cellWidth)
    plan.cellHeight = cellHeight(plan)
    if figure.squareCells { plan.cellHeight = min(plan.cellHeight, max(1.5 * cellWidth, 0.5)) }
    if measures.hasColumnStrip { plan.stripHeight = plan.cellHeight.clamped(to: 12...26) }
    plan.score = score(plan)
    return plan
  }

  private func ticks(_ cellWidth: Double) -> HeatmapTicks {
    let sets = figure.panels.map {
      HeatmapTicks.columns(
        $0.columnLabels, count: $0.values.first?.count ?? 0, cell: cellWidth,
        above: figure.columnLabelsAbove, room: left + cellWidth / 2 - 10)
    }
    // The panel with the longest names decides how much room all of them leave.
    return sets.max { $0.extent < $1.extent } ?? sets[0]
  }

  private func cellHeight(_ plan: HeatmapLayout.Plan) -> Double {
    let rows = Double(measures.rows)
    let (down, gap) = (Double(plan.down), measures.rowGap(plan))
    let head = measures.headHeight(plan) - (measures.hasPanelTitles ? HeatmapLayout.titleHeight : 2)
    let names = figure.columnLabelsAbove ? 0 : plan.columnTicks.extent - 21
    let strip = measures.hasColumnStrip ? (HeatmapLayout.stripGap + 22) * down : 0
    let free = Self.room - head - names - strip - gap * (down - 1)
    let natural = free / down / rows
    let most = figure.panels.count == 1 ? 60.0 : 44
    // Rows with names of their own are all named while the page allows it; others stay visible.
    let isNamed = figure.panels.contains { !$0.rowLabels.isEmpty }
    let least: Double =
      rows <= 8 ? 14 : isNamed && rows <= 64 ? 12.5 : rows <= 32 ? 9 : min(0.5, 2000 / rows)
    return max(min(natural, most), least)
  }

  /// Larger for cells that can be read, and for panels on one time axis.
  private func score(_ plan: HeatmapLayout.Plan) -> Double {
    var score = log(min(plan.cellWidth, 60)) + log(min(plan.cellHeight, 44))
    score -= 0.4 * abs(log(plan.cellWidth / plan.cellHeight))
    let isNamed = figure.panels.contains { !$0.columnLabels.isEmpty }
    if isNamed, plan.columnTicks.ticks.count == measures.columns { score += 1 }
    if plan.cellHeight >= 15, plan.cellWidth >= measures.numberWidth + 4 { score += 0.6 }
    if plan.across == 1, measures.sharesTicks, measures.columns >= 3 * measures.rows { score += 1 }
    let height =
      Double(plan.down) * (plan.cellHeight * Double(measures.rows) + measures.rowGap(plan))
    // A last row with a gap in it looks forgotten.
    if figure.panels.count % plan.across != 0 { score -= 0.7 }
    return score - max(0, height - 400) / 150
  }
}
