import Drawing

/// Draws a heatmap.
struct HeatmapPainter {
  let figure: Heatmap
  let canvas: Canvas
  let layout: HeatmapLayout
  let scale: Heatmap.Scale

  private var theme: Theme { canvas.theme }

  init(_ figure: Heatmap, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = HeatmapLayout(figure)
    scale = figure.resolvedScale
  }

  func color(_ value: Double) -> Color {
    switch scale {
    case .signed(let limit): return theme.signedMap.color(at: (value / limit + 1) / 2)
    case .unit: return theme.unitMap.color(at: value)
    case .automatic: return theme.panel
    }
  }

  func draw() -> [FigureRegion] {
    let rowLabelWidth =
      figure.panels.map { panel in
        rowTicks(panel).map { canvas.measure($0.label, Page.tick).width }.max() ?? 0
      }.max() ?? 0
    let titleWidth = figure.rowTitle == nil ? 0.0 : 22
    let left = Page.margin + titleWidth + rowLabelWidth + 9
    let barRoom = 24 + HeatmapLayout.barWidth + 9 + barLabelWidth
    let right = Page.width - Page.margin - barRoom
    let gap = layout.sharesTicks ? 18.0 : rowLabelWidth + 24
    let across = Double(layout.columnsOfPanels)
    let natural = (right - left - gap * (across - 1)) / across
    let plotWidth = min(natural, 260 * Double(layout.columns))
    var regions: [FigureRegion] = []
    var used = Rect(x: left, y: layout.plotTop, width: 0, height: 0)
    for (index, panel) in figure.panels.enumerated() {
      let (row, column) = (index / layout.columnsOfPanels, index % layout.columnsOfPanels)
      let cellWidth = plotWidth / Double(layout.columns)
      let rect = canvas.snapped(
        Rect(
          x: left + Double(column) * (plotWidth + gap),
          y: layout.plotTop + Double(row) * (layout.plotHeight + layout.rowGap),
          width: cellWidth * Double(panel.values[0].count),
          height: layout.cellHeight * Double(panel.values.count)))
      used = used.union(rect)
      let isLowest = index + layout.columnsOfPanels >= figure.panels.count
      draw(
        panel, in: rect, hasRowTicks: column == 0 || !layout.sharesTicks,
        hasColumnTicks: isLowest || !layout.sharesTicks)
      if figure.columnsAreSteps { regions += self.regions(of: panel, in: rect) }
    }
    drawTitles(used, rowLabelWidth)
    drawBar(x: used.right + 24, top: used.top, bottom: used.bottom)
    drawNote(used)
    return regions
  }

  private func regions(of panel: Heatmap.Panel, in rect: Rect) -> [FigureRegion] {
    let count = panel.values[0].count
    return (0..<count).map { column in
      let width = rect.width / Double(count)
      return FigureRegion(
        step: column + 1,
        rect: Rect(x: rect.x + Double(column) * width, y: rect.y, width: width, height: rect.height)
      )
    }
  }

  // MARK: - A panel

  private func draw(
    _ panel: Heatmap.Panel, in rect: Rect, hasRowTicks: Bool, hasColumnTicks: Bool
  ) {
    let (rows, columns) = (panel.values.count, panel.values[0].count)
    if let title = panel.title {
      let style = canvas.fitted(title, Page.panelTitle, width: rect.width)
      canvas.text(title, at: Point(rect.left, rect.top - 8), style)
    }
    var colors: [Color?] = []
    colors.reserveCapacity(rows * columns)
    for row in panel.values {
      for value in row {
        guard let value else {
          colors.append(nil)
          continue
        }
        colors.append(value.isFinite ? color(value) : theme.ink)
      }
    }
    canvas.fill(rect, theme.panel)
    canvas.cells(colors, columns: columns, rows: rows, in: rect)
    drawDetails(panel, in: rect)
    canvas.stroke(rect, theme.axis, width: 1)
    if hasRowTicks { drawRowTicks(panel, rect) }
    if hasColumnTicks { drawColumnTicks(panel, rect) }
  }

  /// Lines between large cells, numbers in them, and marks on what is not finite.
  private func drawDetails(_ panel: Heatmap.Panel, in rect: Rect) {
    let (rows, columns) = (panel.values.count, panel.values[0].count)
    let (width, height) = (rect.width / Double(columns), rect.height / Double(rows))
    if width >= 9, height >= 9 {
      for column in 1..<max(1, columns) {
        let x = canvas.snapped(rect.left + Double(column) * width)
        canvas.line(Point(x, rect.top), Point(x, rect.bottom), theme.background, width: 1)
      }
      for row in 1..<max(1, rows) {
        let y = canvas.snapped(rect.top + Double(row) * height)
        canvas.line(Point(rect.left, y), Point(rect.right, y), theme.background, width: 1)
      }
    }
    let isWritten = showsNumbers(width: width, height: height)
    for (row, values) in panel.values.enumerated() {
      for (column, value) in values.enumerated() {
        guard let value, isWritten || !value.isFinite else { continue }
        let cell = Rect(
          x: rect.left + Double(column) * width, y: rect.top + Double(row) * height, width: width,
          height: height)
        if !value.isFinite {
          if min(width, height) >= 4 { NonFinite.mark(value, in: cell, on: canvas) }
          continue
        }
        canvas.text(
          .plain(NumberText.cell(value, figure.decimals ?? 2)), at: cell.center, Page.tick,
          theme.text(on: color(value)), align: .center, anchor: .middle)
      }
    }
  }

  private func showsNumbers(width: Double, height: Double) -> Bool {
    guard let decimals = figure.decimals, height >= 15, width >= 24 else { return false }
    var widest = 0.0
    for panel in figure.panels {
      for row in panel.values {
        for case let value? in row where value.isFinite {
          let text = Label.plain(NumberText.cell(value, decimals))
          widest = max(widest, canvas.measure(text, Page.tick).width)
        }
      }
    }
    return widest + 5 <= width
  }

  // MARK: - Ticks

  struct Tick {
    var index: Int
    var label: Label
  }

  private func rowTicks(_ panel: Heatmap.Panel) -> [Tick] {
    ticks(panel.rowLabels, panel.values.count) { every in
      layout.cellHeight * Double(every) >= (panel.rowLabels.isEmpty ? 17 : 13)
    }
  }

  private func ticks(_ labels: [Label], _ count: Int, fits: (Int) -> Bool) -> [Tick] {
    let every =
      [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000]
      .first { fits($0) } ?? count
    return stride(from: 0, to: count, by: 1).compactMap { index in
      // Numbers count from 1 and stand at 1, 5, 10, ...; labels at every n-th from the first.
      if labels.isEmpty {
        let number = index + 1
        guard number % every == 0 || (index == 0 && every > 2) else { return nil }
        return Tick(index: index, label: .plain(String(number)))
      }
      return index % every == 0 ? Tick(index: index, label: labels[index]) : nil
    }
  }

  private func drawRowTicks(_ panel: Heatmap.Panel, _ rect: Rect) {
    let height = rect.height / Double(panel.values.count)
    for tick in rowTicks(panel) {
      let y = rect.top + (Double(tick.index) + 0.5) * height
      canvas.text(
        tick.label, at: Point(rect.left - 8, y), Page.tick, theme.secondary, align: .right,
        anchor: .middle)
      canvas.line(Point(rect.left - 4, y), Point(rect.left, y), theme.axis, width: 1)
    }
  }

  private func drawColumnTicks(_ panel: Heatmap.Panel, _ rect: Rect) {
    let count = panel.values[0].count
    let width = rect.width / Double(count)
    let widest =
      panel.columnLabels.isEmpty
      ? canvas.measure(.plain(String(count)), Page.tick).width
      : panel.columnLabels.map { canvas.measure($0, Page.tick).width }.max() ?? 0
    let ticks = ticks(panel.columnLabels, count) {
      width * Double($0) >= widest + (panel.columnLabels.isEmpty && count > 12 ? 14 : 5)
    }
    for tick in ticks {
      let x = rect.left + (Double(tick.index) + 0.5) * width
      canvas.text(
        tick.label, at: Point(x, rect.bottom + 17), Page.tick, theme.secondary, align: .center)
      canvas.line(Point(x, rect.bottom), Point(x, rect.bottom + 4), theme.axis, width: 1)
    }
  }

  private func drawTitles(_ used: Rect, _ rowLabelWidth: Double) {
    if let title = figure.columnTitle {
      canvas.text(
        title, at: Point(used.midX, used.bottom + 41), Page.axisTitle, theme.secondary,
        align: .center)
    }
    if let title = figure.rowTitle {
      let style = canvas.fitted(title, Page.axisTitle, width: max(used.height, 110))
      canvas.text(
        title, at: Point(used.left - rowLabelWidth - 22, used.midY), style, theme.secondary,
        align: .center, angle: -Double.pi / 2)
    }
  }

  // MARK: - Colour bar

  private var barTicks: [(value: Double, fraction: Double)] {
    switch scale {
    case .signed(let limit):
      return [(limit, 1), (limit / 2, 0.75), (0, 0.5), (-limit / 2, 0.25), (-limit, 0)]
    case .unit, .automatic: return [(1, 1), (0.5, 0.5), (0, 0)]
    }
  }

  private var barLabelWidth: Double {
    let labels = barTicks.map { Label.plain(NumberText.trimmed($0.value)) }
    let widest = labels.map { canvas.measure($0, Page.tick).width }.max() ?? 0
    let title = figure.barTitle.map { canvas.measure($0, Page.axisTitle).width } ?? 0
    return max(widest, title - HeatmapLayout.barWidth - 9)
  }

  private func drawBar(x: Double, top: Double, bottom: Double) {
    let bar = canvas.snapped(
      Rect(left: x, top: top, right: x + HeatmapLayout.barWidth, bottom: max(bottom, top + 60)))
    let map: ColorMap = if case .unit = scale { theme.unitMap } else { theme.signedMap }
    canvas.cells(map.colors.reversed(), columns: 1, rows: map.colors.count, in: bar)
    canvas.stroke(bar, theme.axis, width: 1)
    for (value, fraction) in barTicks where bar.height >= 90 || fraction != 0.25 && fraction != 0.75
    {
      let y = bar.bottom - fraction * bar.height
      canvas.line(Point(bar.right, y), Point(bar.right + 4, y), theme.axis, width: 1)
      canvas.text(
        .plain(NumberText.trimmed(value)), at: Point(bar.right + 8, y), Page.tick, theme.secondary,
        anchor: .middle)
    }
    if let title = figure.barTitle {
      canvas.text(title, at: Point(bar.left, bar.top - 10), Page.axisTitle, theme.ink)
    }
  }

  private func drawNote(_ used: Rect) {
    let count = figure.panels.reduce(0) { sum, panel in
      sum + panel.values.reduce(0) { $0 + $1.count { $0.map { !$0.isFinite } ?? false } }
    }
    guard count > 0 else { return }
    let text: Label = count == 1 ? "1 cell is not finite" : "\(count) cells are not finite"
    canvas.text(
      text, at: Point(Page.width - Page.margin, layout.pageSize.height - 14), Page.label,
      theme.color(.gradient), align: .right)
  }
}
