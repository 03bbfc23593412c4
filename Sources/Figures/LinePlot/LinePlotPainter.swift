import Drawing
import Foundation

/// Draws the panels of a line plot: axes, titles and the names beside the curves.
struct LinePlotPainter {
  let figure: LinePlot
  let canvas: Canvas
  let layout: LinePlotLayout

  var theme: Theme { canvas.theme }

  init(_ figure: LinePlot, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = LinePlotLayout(figure)
  }

  func draw() {
    let axes = layout.axes
    let left =
      Page.margin + (figure.yTitle == nil ? 0 : 22) + PlotFrame.labelWidth(axes.y, on: canvas) + 9
    let names = namesAtRight(figure.panels[0]).compactMap { figure.panels[0].curves[$0].label }
      .map { canvas.measure($0, Page.axisTitle).width }
    let right =
      Page.width - Page.margin - (names.max().map { min($0, Self.nameWidth) + 36 } ?? 0)
    let gap = 24.0
    let width = (right - left - gap * Double(layout.columns - 1)) / Double(layout.columns)
    var last = Rect(x: left, y: 0, width: width, height: 0)
    var lost = Lost()
    for (index, panel) in figure.panels.enumerated() {
      let (row, column) = (index / layout.columns, index % layout.columns)
      let rect = canvas.snapped(
        Rect(
          x: left + Double(column) * (width + gap), y: layout.top(ofRow: row), width: width,
          height: layout.panelHeight))
      let frame = PlotFrame(rect: rect, x: axes.x, y: axes.y)
      let isLowest = index + layout.columns >= figure.panels.count
      frame.draw(on: canvas, xLabels: isLowest, yLabels: column == 0)
      if let title = panel.title {
        let style = canvas.fitted(title, Page.panelTitle, width: rect.width)
        canvas.text(title, at: Point(rect.left, rect.top - 9), style)
      }
      lost.add(draw(panel, frame))
      if column == 0 { drawYTitle(rect) }
      last = rect
    }
    let x = (left + right) / 2
    let ink =
      figure.xTitle.map {
        canvas.text(
          $0, at: Point(x, layout.bottom + 41), Page.axisTitle, theme.secondary, align: .center)
      } ?? Rect(x: x, y: last.bottom, width: 0, height: 0)
    drawNote(lost, beside: ink)
  }

  private func draw(_ panel: LinePlot.Panel, _ frame: PlotFrame) -> Lost {
    drawZero(frame)
    drawReferences(panel, frame)
    // Predictions lie below what was measured.
    let order =
      panel.curves.indices.filter { panel.curves[$0].isReference }
      + panel.curves.indices.filter { !panel.curves[$0].isReference }
    // The seeds of several curves at one x stand side by side.
    let seeded = panel.curves.indices.filter { panel.curves[$0].runs.count > 1 }
    for index in order {
      let place = seeded.firstIndex(of: index).map { Double($0) - Double(seeded.count - 1) / 2 }
      draw(panel.curves[index], style(index, panel), frame, shift: (place ?? 0) * 6)
    }
    let lost = drawEdgeMarks(panel, frame)
    let atRight = namesAtRight(panel)
    drawNames(atRight, panel, frame)
    drawLabels(panel, frame, curves: panel.curves.indices.filter { !atRight.contains($0) })
    return lost
  }

  /// The line y = 0 inside a plot that has both signs.
  private func drawZero(_ frame: PlotFrame) {
    guard frame.y.scale == .linear, frame.y.lower < 0, let y = frame.y(0), y < frame.rect.bottom,
      y > frame.rect.top
    else { return }
    let at = canvas.snapped(y)
    canvas.line(
      Point(frame.rect.left, at), Point(frame.rect.right, at), theme.axis.opacity(0.7), width: 1)
  }

  private func drawYTitle(_ rect: Rect) {
    guard let title = figure.yTitle else { return }
    canvas.verticalTitle(title, at: Point(Page.margin + 9, rect.midY), height: rect.height)
  }

  private func drawReferences(_ panel: LinePlot.Panel, _ frame: PlotFrame) {
    let rect = frame.rect
    func line(_ from: Point, _ to: Point) {
      canvas.line(from, to, theme.secondary, width: 1.2, dash: [5, 4])
    }
    for reference in references(panel) {
      switch reference.direction {
      case .horizontal:
        guard let y = frame.y(reference.value) else { continue }
        line(Point(rect.left, y), Point(rect.right, y))
      case .vertical:
        guard let x = frame.x(reference.value) else { continue }
        line(Point(x, rect.top), Point(x, rect.bottom))
      }
    }
  }

  /// Those given, and the floor where numbers come near it.
  func references(_ panel: LinePlot.Panel) -> [LinePlot.Reference] {
    guard layout.showsFloor, let floor = figure.floor else { return panel.references }
    let label = "\(floor.label.source), \(NumberText.short(floor.value))"
    return panel.references + [.init(floor.label.with(label), value: floor.value)]
  }

  // MARK: - Names at the right

  /// Of a single panel the measured curves have their names beside its right edge.
  private func namesAtRight(_ panel: LinePlot.Panel) -> [Int] {
    guard layout.isSingle else { return [] }
    return panel.curves.indices.filter {
      panel.curves[$0].label != nil && !panel.curves[$0].isReference
    }
  }

  /// Each curve's name beside its last point, moved apart where names would touch.
  private func drawNames(_ indices: [Int], _ panel: LinePlot.Panel, _ frame: PlotFrame) {
    struct Name {
      var index: Int
      var lines: [Label]
      var y: Double
      var half: Double { Double(lines.count) * 7 + 1.5 }
    }
    var names: [Name] = []
    for index in indices {
      guard let label = panel.curves[index].label else { continue }
      let last = panel.curves[index].points.filter { !layout.isLost($0.y) }
        .compactMap { frame.place($0) }.max { $0.x < $1.x }
      let y = last?.y ?? frame.rect.midY
      names.append(
        Name(
          index: index, lines: lines(of: label),
          y: y.clamped(to: frame.rect.top...frame.rect.bottom)))
    }
    names.sort { ($0.y, $0.index) < ($1.y, $1.index) }
    for index in names.indices.dropFirst() {
      let above = names[index - 1]
      names[index].y = max(names[index].y, above.y + above.half + names[index].half)
    }
    var limit = frame.rect.bottom + 12
    for index in names.indices.reversed() {
      names[index].y = min(names[index].y, limit - names[index].half)
      limit = names[index].y - names[index].half
    }
    let x = frame.rect.right + 10
    for name in names {
      let style = style(name.index, panel)
      canvas.line(
        Point(x, name.y), Point(x + 20, name.y), style.color, width: style.width, dash: style.dash)
      if panel.curves[name.index].showsPoints {
        style.shape.draw(at: Point(x + 10, name.y), style.color, on: canvas)
      }
      for (row, line) in name.lines.enumerated() {
        let y = name.y + 14 * (Double(row) - Double(name.lines.count - 1) / 2)
        let text = canvas.fitted(line, Page.axisTitle, width: Self.nameWidth)
        canvas.text(line, at: Point(x + 26, y), text, style.color, anchor: .middle)
      }
    }
  }

  static let nameWidth = 200.0

  /// A name in up to three lines; what does not fit them ends in an ellipsis.
  private func lines(of label: Label) -> [Label] {
    func fits(_ text: String) -> Bool {
      canvas.measure(label.with(text), Page.label).width <= Self.nameWidth
    }
    if fits(label.source) { return [label] }
    var lines: [String] = []
    for word in label.words {
      if let last = lines.last, fits(last + " " + word) {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    if lines.count > 3 {
      lines = Array(lines.prefix(3))
      lines[2] = fits(lines[2] + " …") ? lines[2] + " …" : "…"
    }
    return lines.map { line in
      var cut = line
      while !fits(cut + "…"), cut.count > 1, !cut.contains("$") { cut.removeLast() }
      return label.with(cut == line || fits(line) ? line : cut + "…")
    }
  }

  // MARK: - Note

  /// What could not be drawn in its place.
  struct Lost {
    var notPositive = 0
    var notFinite = 0
    var beyond = 0

    mutating func add(_ other: Lost) {
      notPositive += other.notPositive
      notFinite += other.notFinite
      beyond += other.beyond
    }
  }

  /// What triangles and crosses at the edges mean, when there are some.
  private func drawNote(_ lost: Lost, beside title: Rect) {
    var parts: [String] = []
    if let most = figure.curves.map(\.runs.count).max(), most > 1 {
      let isBand = figure.curves.contains { ($0.runs.first?.count ?? 0) > 24 }
      parts.append(
        isBand ? "curve: median; band: all \(most) seeds" : "curve: median; dots: \(most) seeds")
    }
    if lost.notPositive > 0 {
      let floor = figure.yScale == .logarithmic ? figure.floor : nil
      let name =
        floor.map { "triangles: 0 or below the \($0.label.source)" } ?? "triangles: not positive"
      parts.append(lost.beyond > 0 ? name + ", or beyond the axis" : name)
    } else if lost.beyond > 0 {
      parts.append("triangles: beyond the axis")
    }
    if lost.notFinite > 0 { parts.append("crosses: not finite") }
    guard !parts.isEmpty else { return }
    let text = Label(parts.joined(separator: "; "))
    let right = Page.width - Page.margin
    let isApart = right - canvas.measure(text, Page.label).width > title.right + 14
    let style = canvas.fitted(text, Page.label, width: right - Page.margin)
    canvas.text(
      text, at: Point(right, layout.bottom + (isApart ? 41 : 59)), style, theme.secondary,
      align: .right)
  }
}
