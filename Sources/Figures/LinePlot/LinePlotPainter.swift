import Drawing
import Foundation

/// Draws curves with their labels at the right, reference lines and marked points.
struct LinePlotPainter {
  let figure: LinePlot
  let canvas: Canvas

  private var theme: Theme { canvas.theme }

  init(_ figure: LinePlot, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
  }

  private func color(_ index: Int) -> Color {
    figure.curves[index].role.map { theme.color($0) }
      ?? theme.sequence[index % theme.sequence.count]
  }

  private func dash(_ index: Int) -> [Double] {
    switch figure.curves[index].dash {
    case .solid: return index < theme.sequence.count ? [] : [9, 3, 2, 3]
    case .dashed: return [7, 4]
    case .dotted: return [1.5, 3]
    }
  }

  func draw() {
    let points = figure.curves.flatMap(\.points) + figure.markers.map(\.at)
    let vertical = figure.references.filter { $0.direction == .vertical }.map(\.value)
    let horizontal = figure.references.filter { $0.direction == .horizontal }.map(\.value)
    let xAxis = Axis(
      holding: points.map(\.x) + vertical, scale: figure.xScale,
      isTight: figure.xScale == .linear, mostTicks: 9)
    let yAxis = Axis(holding: points.map(\.y) + horizontal, scale: figure.yScale, mostTicks: 7)
    let left =
      Page.margin + (figure.yTitle == nil ? 0 : 22) + PlotFrame.labelWidth(yAxis, on: canvas) + 9
    let names = figure.curves.compactMap(\.label).map { canvas.measure($0, Page.axisTitle).width }
    let right = Page.width - Page.margin - (names.max().map { min($0, 200) + 34 } ?? 0)
    let frame = PlotFrame(
      rect: canvas.snapped(
        Rect(
          left: left, top: Page.plotTop + 2, right: right,
          bottom: figure.xTitle == nil ? 456 : 432)),
      x: xAxis, y: yAxis)
    frame.draw(on: canvas)
    drawZero(frame)
    drawTitles(frame)
    drawReferences(frame)
    for index in figure.curves.indices { draw(index, frame) }
    drawNames(frame)
    drawMarkers(frame)
    drawNote(frame)
  }

  /// The line y = 0 inside a plot that has both signs.
  private func drawZero(_ frame: PlotFrame) {
    guard frame.y.scale == .linear, frame.y.lower < 0, let y = frame.y(0), y < frame.rect.bottom
    else { return }
    let at = canvas.snapped(y)
    canvas.line(
      Point(frame.rect.left, at), Point(frame.rect.right, at), theme.axis.opacity(0.7), width: 1)
  }

  private func drawTitles(_ frame: PlotFrame) {
    if let title = figure.xTitle {
      canvas.text(
        title, at: Point(frame.rect.midX, frame.rect.bottom + 41), Page.axisTitle,
        theme.secondary, align: .center)
    }
    if let title = figure.yTitle {
      canvas.text(
        title, at: Point(Page.margin + 9, frame.rect.midY),
        canvas.fitted(title, Page.axisTitle, width: frame.rect.height), theme.secondary,
        align: .center, angle: -Double.pi / 2)
    }
  }

  private func drawReferences(_ frame: PlotFrame) {
    let rect = frame.rect
    for reference in figure.references {
      switch reference.direction {
      case .horizontal:
        guard let y = frame.y(reference.value) else { continue }
        canvas.line(
          Point(rect.left, y), Point(rect.right, y), theme.secondary, width: 1.2, dash: [5, 4])
      case .vertical:
        guard let x = frame.x(reference.value) else { continue }
        canvas.line(
          Point(x, rect.top), Point(x, rect.bottom), theme.secondary, width: 1.2, dash: [5, 4])
      }
    }
  }

  private func draw(_ index: Int, _ frame: PlotFrame) {
    let curve = figure.curves[index]
    let (color, rect) = (color(index), frame.rect)
    var piece: [Point] = []
    func finish() {
      canvas.polyline(piece, color, width: 2.2, dash: dash(index))
      piece = []
    }
    canvas.clipped(to: rect.inset(-3, -3)) {
      for point in curve.points {
        if let at = frame.place(point) { piece.append(at) } else { finish() }
      }
      finish()
      guard curve.showsPoints || curve.points.count == 1 else { return }
      for case let at? in curve.points.map({ frame.place($0) }) {
        canvas.circle(at, radius: 3.6, fill: theme.background)
        canvas.circle(at, radius: 2.8, fill: color)
      }
    }
    // What has no place on the axes is marked where it would leave them.
    var last = -Double.infinity
    for point in curve.points where frame.place(point) == nil {
      guard let x = frame.x(point.x), x - last > 9 else { continue }
      last = x
      if point.y.isFinite {
        Mark.triangle(Point(x, rect.bottom - 4), isUp: false, color, on: canvas)
      } else {
        Mark.cross(Point(x, rect.top), color, on: canvas)
      }
    }
  }

  /// What a triangle or a cross at an edge means, when there is one.
  private func drawNote(_ frame: PlotFrame) {
    let lost = figure.curves.flatMap(\.points).filter { frame.place($0) == nil }
    guard !lost.isEmpty else { return }
    let isFinite = lost.allSatisfy { $0.x.isFinite && $0.y.isFinite }
    canvas.text(
      isFinite ? "triangles: not positive, so not on this axis" : "crosses: not finite",
      at: Point(Page.width - Page.margin, frame.rect.bottom + 41), Page.label, theme.secondary,
      align: .right)
  }

  /// Each curve's name at the right, beside its last point, moved apart where names would touch.
  private func drawNames(_ frame: PlotFrame) {
    struct Name {
      var index: Int
      var label: Label
      var y: Double
      var anchor: Double
    }
    var names: [Name] = []
    for (index, curve) in figure.curves.enumerated() {
      guard let label = curve.label else { continue }
      let last = curve.points.last { frame.place($0) != nil }.flatMap { frame.place($0) }
      let y = (last?.y ?? frame.rect.midY).clamped(to: frame.rect.top...frame.rect.bottom)
      names.append(Name(index: index, label: label, y: y, anchor: y))
    }
    names.sort { ($0.anchor, $0.index) < ($1.anchor, $1.index) }
    let step = 17.0
    for index in names.indices.dropFirst() {
      names[index].y = max(names[index].y, names[index - 1].y + step)
    }
    var limit = frame.rect.bottom + 4
    for index in names.indices.reversed() {
      names[index].y = min(names[index].y, limit)
      limit = names[index].y - step
    }
    let x = frame.rect.right + 8
    for name in names {
      canvas.line(
        Point(x, name.y), Point(x + 20, name.y), color(name.index), width: 2.2,
        dash: dash(name.index))
      let style = canvas.fitted(name.label, Page.axisTitle, width: 200)
      canvas.text(
        name.label, at: Point(x + 26, name.y), style, color(name.index), anchor: .middle)
    }
  }
}
