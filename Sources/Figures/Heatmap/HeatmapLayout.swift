import Drawing

/// Where everything of a heatmap stands, worked out before there is a canvas.
struct HeatmapLayout {
  static let titleHeight = 22.0
  static let stripGap = 7.0

  /// How the panels are arranged and how large a cell is.
  struct Plan {
    var across: Int
    var down: Int
    var cellWidth: Double
    var cellHeight: Double
    var stripWidth: Double
    var stripHeight: Double
    var columnTicks: HeatmapTicks
    var score: Double
  }

  /// One panel: its cells, and the strips beside them.
  struct Place {
    var cells: Rect
    var rowStrip: Rect?
    var columnStrip: Rect?
    var hasRowTicks: Bool
    var hasColumnTicks: Bool
    /// Rows that do not sum to what they should.
    var faultySums: [RowSum]
  }

  struct BarPlace {
    var bar: ColorBar
    var rect: Rect
  }

  let figure: Heatmap
  let groups: HeatmapGroups
  let plan: Plan
  let rowLabelWidth: Double
  let places: [Place]
  let bars: [BarPlace]
  let pageSize: Size
  /// Around all cells.
  let cells: Rect
  /// Around all cells and strips.
  let used: Rect
  let hasSumNumbers: Bool
  /// Whether the columns' title stands over the rows' names.
  let titleFitsCorner: Bool
  /// Of the widest number that a cell would show.
  let numberWidth: Double

  init(_ figure: Heatmap) {
    self.figure = figure
    let groups = HeatmapGroups(figure)
    self.groups = groups
    let measures = HeatmapMeasures(figure, groups)
    rowLabelWidth = measures.rowLabelWidth
    numberWidth = measures.numberWidth
    let sums = figure.panels.map { RowSum.faulty($0, expected: figure.expectedRowSum) }
    let sumWidth = RowSum.width(sums.flatMap { $0 })
    let left = Page.margin + (figure.rowTitle == nil ? 0 : 22) + measures.rowLabelWidth + 9
    let right = Page.width - Page.margin - 24 - groups.barWidth
    var plans = (1...min(4, max(1, figure.panels.count))).map {
      HeatmapPlanner(figure, measures, left: left, right: right, sumWidth: sumWidth).plan($0)
    }
    // A label that slants past the last column takes its room from the columns.
    for index in plans.indices where figure.columnLabelsAbove {
      let plan = plans[index]
      let past = plan.columnTicks.reach - plan.cellWidth / 2 - 12 - sumWidth
      guard past > 0 else { continue }
      plans[index] = HeatmapPlanner(
        figure, measures, left: left, right: right - past, sumWidth: sumWidth
      ).plan(plan.across)
    }
    let plan = plans.max { $0.score < $1.score } ?? plans[0]
    self.plan = plan
    titleFitsCorner = measures.titleFitsCorner
    hasSumNumbers = plan.cellHeight >= RowSum.numberHeight

    // Every panel has its title, names above, cells, strip and names below.
    let head = measures.headHeight(plan)
    let foot = plan.stripHeight > 0 ? Self.stripGap + plan.stripHeight : 0
    let plotHeight = plan.cellHeight * Double(measures.rows)
    let stepY =
      plotHeight + foot + measures.rowGap(plan) + (measures.sharesTicks ? 0 : head - 2)
    let plotWidth = plan.cellWidth * Double(measures.columns)
    let stepX =
      plotWidth + (plan.stripWidth > 0 ? Self.stripGap + plan.stripWidth : 0) + sumWidth
      + measures.columnGap
    var places: [Place] = []
    var cells = Rect(x: left, y: Page.plotTop + head, width: 0, height: 0)
    var used = cells
    for (index, panel) in figure.panels.enumerated() {
      let (row, column) = (index / plan.across, index % plan.across)
      let rect = Rect(
        x: left + Double(column) * stepX, y: Page.plotTop + head + Double(row) * stepY,
        width: plan.cellWidth * Double(panel.values.first?.count ?? 0),
        height: plan.cellHeight * Double(panel.values.count))
      let rowStrip = panel.rowStrip.map { _ in
        Rect(
          x: rect.right + Self.stripGap, y: rect.y, width: plan.stripWidth, height: rect.height)
      }
      let columnStrip = panel.columnStrip.map { _ in
        Rect(
          x: rect.x, y: rect.bottom + Self.stripGap, width: rect.width, height: plan.stripHeight)
      }
      let isHighest = row == 0
      let isLowest = index + plan.across >= figure.panels.count
      places.append(
        Place(
          cells: rect, rowStrip: rowStrip, columnStrip: columnStrip,
          hasRowTicks: column == 0 || !measures.sharesTicks,
          hasColumnTicks: !measures.sharesTicks
            || (figure.columnLabelsAbove ? isHighest : isLowest),
          faultySums: sums[index]))
      cells = cells.union(rect)
      used = used.union(rect)
      for strip in [rowStrip, columnStrip].compactMap({ $0 }) { used = used.union(strip) }
    }
    self.places = places
    self.cells = cells
    self.used = used
    let slanted =
      figure.columnLabelsAbove ? cells.right - plan.cellWidth / 2 + plan.columnTicks.reach + 10 : 0
    let barX = max(used.right + sumWidth + 24, slanted)
    bars = Self.bars(groups, places, used, x: barX, isOneColumn: plan.across == 1)
    let names = figure.columnLabelsAbove ? 0 : plan.columnTicks.extent
    let title = figure.columnTitle == nil || figure.columnLabelsAbove ? 0.0 : 21
    let bottom = max(used.bottom + names + title, bars.map(\.rect.bottom).max() ?? 0)
    let note = measures.hasNotes(sums) ? 14.0 : 0
    pageSize = Size(Page.width, max(220, bottom + 24 + note).rounded(.up))
  }

  /// One bar for each scale, beside its own panels where they stand together.
  private static func bars(
    _ groups: HeatmapGroups, _ places: [Place], _ used: Rect, x: Double, isOneColumn: Bool
  ) -> [BarPlace] {
    let bars = groups.bars
    func place(_ bar: ColorBar, _ top: Double, _ bottom: Double) -> BarPlace {
      let least = 62 + (bar.scale.hasZero ? ColorBar.zeroRoom : 0)
      return BarPlace(
        bar: bar,
        rect: Rect(
          left: x, top: top, right: x + bar.width,
          bottom: min(max(bottom, top + least), top + 360)))
    }
    if bars.count == 1 { return [place(bars[0], used.top, used.bottom)] }
    let spans = bars.indices.map { bar in
      let members = places.indices.filter { groups.barOfPanel[$0] == bar }
      return (first: members.first ?? 0, last: members.last ?? 0, count: members.count)
    }
    let areTogether = spans.allSatisfy { $0.last - $0.first + 1 == $0.count }
    if isOneColumn, areTogether {
      return zip(bars, spans).map {
        place($0, places[$1.first].cells.top, places[$1.last].cells.bottom)
      }
    }
    let gap = 38.0
    let height = (used.height - gap * Double(bars.count - 1)) / Double(bars.count)
    var top = used.top
    var made: [BarPlace] = []
    for bar in bars {
      made.append(place(bar, top, top + height))
      top = made[made.count - 1].rect.bottom + gap
    }
    return made
  }
}
