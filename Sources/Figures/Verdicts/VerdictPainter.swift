import Drawing

/// Draws a verdict map.
struct VerdictPainter {
  let figure: VerdictMap
  let canvas: Canvas
  let layout: VerdictLayout

  private var theme: Theme { canvas.theme }

  init(_ figure: VerdictMap, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = VerdictLayout(figure)
  }

  func draw() {
    for (panel, place) in zip(figure.panels, layout.places) { draw(panel, place) }
    drawLegend()
  }

  private func color(_ verdict: VerdictMap.Verdict) -> Color {
    switch verdict {
    case .unchecked: theme.panel
    case .rightTogether: theme.background.mixed(with: theme.color(.cellState), 0.25)
    case .right: theme.background.mixed(with: theme.color(.cellState), 0.55)
    case .zero: theme.background.mixed(with: theme.secondary, 0.35)
    case .undecided: theme.background.mixed(with: theme.color(.output), 0.6)
    case .wrong: theme.color(.gradient)
    }
  }

  private func draw(_ panel: VerdictMap.Panel, _ place: VerdictLayout.Place) {
    let cell = layout.cell
    let rect = Rect(
      x: place.origin.x, y: place.origin.y, width: Double(place.columns) * cell.width,
      height: Double(place.rows) * cell.height)
    canvas.text(panel.title, at: Point(rect.left, rect.top - 8), Page.panelTitle)
    let verdicts = squares(of: panel, place)
    canvas.cells(
      verdicts.map { color($0) }, columns: place.columns, rows: place.rows,
      in: canvas.snapped(rect))
    let side = min(cell.width, cell.height)
    if side >= 8 { drawGrid(in: rect, place) }
    // In small cells a mark for each verdict would hide what is wrong.
    for (index, verdict) in verdicts.enumerated() where side >= 7 || verdict == .wrong {
      let center = Point(
        rect.left + (Double(index % place.columns) + 0.5) * cell.width,
        rect.top + (Double(index / place.columns) + 0.5) * cell.height)
      draw(verdict, at: center, cell: side)
    }
    canvas.stroke(canvas.snapped(rect), theme.axis, width: 1)
    for band in panel.bands { draw(band, in: rect, place) }
    if let marked = panel.marked {
      let row = marked / panel.columns / place.block.rows
      let column = marked % panel.columns / place.block.columns
      canvas.circle(
        Point(
          rect.left + (Double(column) + 0.5) * cell.width,
          rect.top + (Double(row) + 0.5) * cell.height),
        radius: (0.4 * side).clamped(to: 4...11), stroke: theme.ink, width: 1.8)
    }
  }

  /// The worst verdict of the entries that each square stands for.
  private func squares(
    of panel: VerdictMap.Panel, _ place: VerdictLayout.Place
  ) -> [VerdictMap.Verdict] {
    var worst = [VerdictMap.Verdict](repeating: .unchecked, count: place.rows * place.columns)
    for (index, verdict) in panel.verdicts.enumerated() {
      let square =
        index / panel.columns / place.block.rows * place.columns
        + index % panel.columns / place.block.columns
      if verdict.rawValue > worst[square].rawValue { worst[square] = verdict }
    }
    return worst
  }

  private func drawGrid(in rect: Rect, _ place: VerdictLayout.Place) {
    for column in 1..<max(1, place.columns) {
      let x = canvas.snapped(rect.left + Double(column) * layout.cell.width)
      canvas.line(Point(x, rect.top), Point(x, rect.bottom), theme.background, width: 1)
    }
    for row in 1..<max(1, place.rows) {
      let y = canvas.snapped(rect.top + Double(row) * layout.cell.height)
      canvas.line(Point(rect.left, y), Point(rect.right, y), theme.background, width: 1)
    }
  }

  /// The second cue: a cross for wrong, a bar for undecided, a dot for zero.
  private func draw(_ verdict: VerdictMap.Verdict, at: Point, cell: Double) {
    let r = min(5, (cell < 8 ? 0.34 : 0.24) * cell)
    let width = cell < 8 ? 1 : 1.8
    let ink = theme.text(on: color(verdict))
    switch verdict {
    case .wrong:
      canvas.line(Point(at.x - r, at.y - r), Point(at.x + r, at.y + r), ink, width: width)
      canvas.line(Point(at.x - r, at.y + r), Point(at.x + r, at.y - r), ink, width: width)
    case .undecided:
      canvas.line(Point(at.x - r, at.y), Point(at.x + r, at.y), ink, width: width)
    case .zero: canvas.circle(at, radius: max(1.2, 0.3 * r), fill: ink)
    case .right, .rightTogether, .unchecked: break
    }
  }

  /// A bracket over the rows, with their name beside it.
  private func draw(_ band: VerdictMap.Band, in rect: Rect, _ place: VerdictLayout.Place) {
    let height = layout.cell.height / Double(place.block.rows)
    let top = rect.top + Double(band.rows.lowerBound) * height
    let bottom = min(rect.bottom, rect.top + Double(band.rows.upperBound) * height)
    let x = rect.left - 6
    canvas.line(Point(x, top + 1.5), Point(x, bottom - 1.5), theme.axis, width: 1.4)
    guard place.namesBands, bottom - top >= 9 else { return }
    canvas.text(
      band.label, at: Point(x - 5, (top + bottom) / 2), Page.label, theme.secondary, align: .right,
      anchor: .middle)
  }

  // MARK: - Legend

  private func drawLegend() {
    for entry in layout.legend {
      let y = layout.legendTop + Double(entry.line) * VerdictLayout.lineHeight
      let box = canvas.snapped(Rect(x: entry.x, y: y - 7, width: 14, height: 14))
      canvas.fill(box, color(entry.verdict))
      if entry.verdict == .unchecked { canvas.stroke(box, theme.axis, width: 1) }
      draw(entry.verdict, at: box.center, cell: 14)
      canvas.text(
        entry.label, at: Point(entry.x + 21, y), Page.label, theme.ink, anchor: .middle)
    }
    var line = layout.legendTop + Double(layout.verdictLines) * VerdictLayout.lineHeight
    let room = Page.width - 2 * Page.margin - 21
    if figure.isMarked, let label = figure.markedLabel {
      canvas.circle(Point(Page.margin + 7, line), radius: 5.5, stroke: theme.ink, width: 1.8)
      canvas.text(
        label, at: Point(Page.margin + 21, line), canvas.fitted(label, Page.label, width: room),
        theme.ink, anchor: .middle)
      line += VerdictLayout.lineHeight
    }
    let block = layout.largestBlock
    if block.rows * block.columns > 1 {
      canvas.text(
        .plain("a square shows the worst of up to \(block.rows) x \(block.columns) entries"),
        at: Point(Page.margin, line), Page.label, theme.secondary, anchor: .middle)
    }
  }
}
