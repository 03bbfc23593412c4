import Drawing

/// Draws a heatmap.
struct HeatmapPainter {
  let figure: Heatmap
  let canvas: Canvas
  let layout: HeatmapLayout

  var theme: Theme { canvas.theme }

  init(_ figure: Heatmap, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = HeatmapLayout(figure)
  }

  func draw() -> [FigureRegion] {
    var regions: [FigureRegion] = []
    for (index, place) in layout.places.enumerated() {
      let panel = figure.panels[index]
      let cells = canvas.snapped(place.cells)
      drawTitle(panel, cells)
      let scale = layout.groups.scale(ofPanel: index)
      let style = HeatmapCells(
        scale: scale, canvas: canvas,
        numbers: showsNumbers
          ? layout.groups.numbers(ofPanel: index, decimals: figure.decimals) : nil,
        marksMaximum: figure.marksRowMaximum)
      style.draw(panel.values, in: cells)
      if let strip = panel.rowStrip, let rect = place.rowStrip {
        style.draw(strip.values.map { [$0] }, in: canvas.snapped(rect), isStrip: true)
        canvas.text(
          strip.title, at: Point(rect.midX, rect.top - 8), Page.tick, theme.secondary,
          align: .center)
      }
      if let strip = panel.columnStrip, let rect = place.columnStrip {
        style.draw([strip.values], in: canvas.snapped(rect), isStrip: true)
        if place.hasRowTicks {
          canvas.text(
            strip.title, at: Point(rect.left - 8, rect.midY), Page.tick, theme.secondary,
            align: .right, anchor: .middle)
        }
      }
      if place.hasRowTicks { drawRowTicks(panel, cells) }
      if place.hasColumnTicks { drawColumnTicks(panel, place) }
      drawSums(place)
      if figure.columnsAreSteps { regions += self.regions(of: panel, in: cells) }
    }
    drawAxisTitles()
    for place in layout.bars { place.bar.draw(in: place.rect, on: canvas) }
    drawNotes()
    return regions
  }

  private func regions(of panel: Heatmap.Panel, in rect: Rect) -> [FigureRegion] {
    let count = panel.values[0].count
    let width = rect.width / Double(count)
    return (0..<count).map { column in
      FigureRegion(
        step: column + 1,
        rect: Rect(x: rect.x + Double(column) * width, y: rect.y, width: width, height: rect.height)
      )
    }
  }

  // MARK: - Numbers

  private var showsNumbers: Bool {
    figure.decimals != nil && layout.plan.cellHeight >= 15
      && layout.plan.cellWidth >= layout.numberWidth + 4
      && (layout.plan.stripWidth == 0 || layout.plan.stripWidth >= layout.numberWidth + 3)
  }

  // MARK: - Names

  private func drawTitle(_ panel: Heatmap.Panel, _ cells: Rect) {
    guard let title = panel.title else { return }
    var top = cells.top
    if figure.columnLabelsAbove {
      top -= layout.plan.columnTicks.extent
      if figure.columnTitle != nil, !layout.titleFitsCorner { top -= 20 }
    }
    let style = canvas.fitted(title, Page.panelTitle, width: cells.width)
    canvas.text(title, at: Point(cells.left, top - 8), style)
  }

  private func drawRowTicks(_ panel: Heatmap.Panel, _ rect: Rect) {
    let height = rect.height / Double(panel.values.count)
    for tick in HeatmapTicks.rows(
      panel.rowLabels, count: panel.values.count, cell: layout.plan.cellHeight)
    {
      let y = rect.top + (Double(tick.index) + 0.5) * height
      canvas.text(
        tick.label, at: Point(rect.left - 8, y), Page.tick, theme.secondary, align: .right,
        anchor: .middle)
      canvas.line(Point(rect.left - 4, y), Point(rect.left, y), theme.axis, width: 1)
    }
  }

  private func drawColumnTicks(_ panel: Heatmap.Panel, _ place: HeatmapLayout.Place) {
    let rect = place.cells
    let count = panel.values[0].count
    let width = rect.width / Double(count)
    let isAbove = figure.columnLabelsAbove
    let names = HeatmapTicks.columns(
      panel.columnLabels, count: count, cell: layout.plan.cellWidth, above: isAbove,
      room: rect.left + width / 2 - 10)
    let edge = isAbove ? rect.top : place.columnStrip?.bottom ?? rect.bottom
    let outward = isAbove ? -1.0 : 1
    for tick in names.ticks {
      let x = rect.left + (Double(tick.index) + 0.5) * width
      canvas.line(Point(x, edge), Point(x, edge + 4 * outward), theme.axis, width: 1)
      if names.angle > 0 {
        canvas.text(
          tick.label, at: Point(x, edge + 8 * outward), Page.tick, theme.secondary,
          align: isAbove ? .left : .right, anchor: .middle, angle: -names.angle)
      } else {
        canvas.text(
          tick.label, at: Point(x, isAbove ? edge - 8 : edge + 17), Page.tick, theme.secondary,
          align: .center)
      }
    }
  }

  private func drawAxisTitles() {
    let (cells, used) = (layout.cells, layout.used)
    if let title = figure.columnTitle, layout.titleFitsCorner {
      canvas.text(
        title, at: Point(cells.left - 8, cells.top - 8), Page.axisTitle, theme.secondary,
        align: .right)
    } else if let title = figure.columnTitle {
      let y =
        figure.columnLabelsAbove
        ? cells.top - layout.plan.columnTicks.extent - 8
        : used.bottom + layout.plan.columnTicks.extent + 20
      canvas.text(
        title, at: Point(figure.columnLabelsAbove ? cells.left : cells.midX, y), Page.axisTitle,
        theme.secondary, align: figure.columnLabelsAbove ? .left : .center)
    }
    if let title = figure.rowTitle {
      canvas.verticalTitle(
        title, at: Point(cells.left - layout.rowLabelWidth - 22, cells.midY),
        height: max(used.height, 110))
    }
  }

  // MARK: - What must be said

  /// At the end of a row, what it sums to instead.
  private func drawSums(_ place: HeatmapLayout.Place) {
    let color = theme.color(.gradient)
    let x = (place.rowStrip ?? place.cells).right + 6
    for sum in place.faultySums {
      let y = place.cells.top + (Double(sum.row) + 0.5) * layout.plan.cellHeight
      if layout.hasSumNumbers {
        canvas.text(sum.label, at: Point(x, y), Page.tick, color, anchor: .middle)
      } else {
        let r = min(3, layout.plan.cellHeight / 2)
        canvas.polygon(
          [Point(x - 3, y), Point(x + 3, y - r), Point(x + 3, y + r)], fill: color)
      }
    }
  }

  private func drawNotes() {
    let y = layout.pageSize.height - 14
    let color = theme.color(.gradient)
    var notes: [String] = []
    let sums = layout.places.flatMap(\.faultySums)
    if let first = sums.first {
      let expected = NumberText.trimmed(first.expected)
      notes.append(
        sums.count == 1
          ? "1 row does not sum to \(expected)"
          : "\(sums.count) rows do not sum to \(expected)")
    }
    let faults = figure.panels.reduce(0) { $0 + $1.notFinite }
    if faults > 0 {
      notes.append(faults == 1 ? "1 cell is not finite" : "\(faults) cells are not finite")
    }
    if !notes.isEmpty {
      canvas.text(
        .plain(notes.joined(separator: "; ")), at: Point(Page.width - Page.margin, y), Page.label,
        color, align: .right)
    }
    if figure.marksRowMaximum {
      let box = canvas.snapped(Rect(x: layout.cells.left, y: y - 10, width: 12, height: 12))
      canvas.stroke(box.inset(0.8, 0.8), theme.ink, width: 1.6)
      canvas.text(
        "largest of its row", at: Point(box.right + 7, box.midY), Page.label, theme.secondary,
        anchor: .middle)
    }
  }
}

extension Heatmap.Panel {
  /// How many cells are marked as not finite.
  var notFinite: Int {
    let strips = [rowStrip?.values ?? [], columnStrip?.values ?? []]
    return (values + strips).reduce(0) { sum, row in
      sum + row.count { $0.map { !$0.isFinite } ?? false }
    }
  }
}
