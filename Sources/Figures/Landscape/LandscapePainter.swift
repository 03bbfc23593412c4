import Drawing
import Foundation

/// Draws a landscape: filled contours, colour bar, paths, slice.
struct LandscapePainter {
  let figure: Landscape
  let canvas: Canvas
  let layout: LandscapeLayout
  let map: ColorMap

  var theme: Theme { canvas.theme }
  /// Around what is drawn on the map, which is as light and as dark in both themes.
  static let casing = Color(hex: 0x14171C)

  init(_ figure: Landscape, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = LandscapeLayout(figure)
    map = canvas.theme.unitMap
  }

  func draw() {
    let yAxis = Axis(holding: [figure.y[0], figure.y[figure.y.count - 1]], isTight: true)
    let hasSlice = figure.slice != nil
    let xAxis = Axis(
      holding: [figure.x[0], figure.x[figure.x.count - 1]], isTight: true,
      mostTicks: hasSlice ? 7 : 9)
    let left =
      Page.margin + (figure.yTitle == nil ? 0 : 22) + PlotFrame.labelWidth(yAxis, on: canvas) + 9
    let edge = Page.width - Page.margin
    let labels = PlotFrame.labelWidth(layout.valueAxis, on: canvas)
    let bar = LandscapeLayout.barGap + LandscapeLayout.barWidth + 8 + labels
    let width = hasSlice ? (edge - left - bar - 12) * 0.64 : edge - left - bar
    let rect = canvas.snapped(
      Rect(left: left, top: layout.top, right: left + width, bottom: layout.bottom))
    let frame = PlotFrame(rect: rect, x: xAxis, y: yAxis)
    frame.draw(on: canvas)
    drawMap(frame)
    drawSliceLine(frame)
    drawPaths(frame)
    canvas.stroke(rect, theme.axis, width: 1)
    drawTitles(frame)
    let barRect = drawBar(rect, labels: labels, edge: hasSlice ? rect.right + bar : edge)
    if hasSlice {
      drawSlice(
        canvas.snapped(
          Rect(left: barRect.right + labels + 20, top: rect.top, right: edge, bottom: rect.bottom)))
    }
    drawLegend(at: Point(left, Page.plotTop + 4), width: edge - left)
  }

  private func drawTitles(_ frame: PlotFrame) {
    let rect = frame.rect
    if let title = figure.xTitle {
      canvas.text(
        title, at: Point(rect.midX, rect.bottom + 41),
        canvas.fitted(title, Page.axisTitle, width: rect.width), theme.secondary, align: .center)
    }
    if let title = figure.yTitle {
      canvas.verticalTitle(title, at: Point(Page.margin + 9, rect.midY), height: rect.height)
    }
  }

  // MARK: - Map

  private func drawMap(_ frame: PlotFrame) {
    let rect = frame.rect
    // Beyond the ends by one band, so that depths do not bend the contours beside them.
    let ends = [layout.levels[0], layout.levels[layout.levels.count - 1]]
      .map { LandscapeGrid.scaled($0, figure.scale) }
    let room = (ends[1] - ends[0]) / Double(layout.levels.count)
    let values = figure.values.flatMap { row in
      row.map { value -> Double in
        guard value.isFinite else { return .nan }
        return LandscapeGrid.scaled(value, figure.scale)
          .clamped(to: ends[0] - room...ends[1] + room)
      }
    }
    let contours = Contours(
      x: figure.x.map { frame.x($0) ?? rect.left }, y: figure.y.map { frame.y($0) ?? rect.bottom },
      values: values)
    let levels = layout.levels.map { LandscapeGrid.scaled($0, figure.scale) }
    canvas.fill(rect, layout.color(band: 0, map))
    for index in levels.indices.dropFirst().dropLast() {
      canvas.polygons(
        contours.region(over: levels[index]), fill: layout.color(band: index, map))
    }
    if figure.showsLines {
      canvas.clipped(to: rect) {
        for index in levels.indices {
          let behind = layout.color(band: max(0, index - 1), map)
          let color = theme.text(on: behind).opacity(0.32)
          for line in contours.lines(at: levels[index]) {
            canvas.polyline(line, color, width: 0.7)
          }
        }
      }
    }
    for hole in contours.holes { hatch(canvas.snapped(hole)) }
  }

  /// The page with slanted lines that run on from one rectangle to the next.
  private func hatch(_ rect: Rect) {
    canvas.fill(rect, theme.panel)
    let step = 6.0
    var sum = ((rect.left + rect.top) / step).rounded(.up) * step
    while sum <= rect.right + rect.bottom {
      let (from, to) = (max(rect.left, sum - rect.bottom), min(rect.right, sum - rect.top))
      if to > from {
        canvas.line(Point(from, sum - from), Point(to, sum - to), theme.secondary, width: 1)
      }
      sum += step
    }
  }

  // MARK: - Colour bar

  private func drawBar(_ rect: Rect, labels: Double, edge: Double) -> Rect {
    let bar = canvas.snapped(
      Rect(
        x: rect.right + LandscapeLayout.barGap, y: rect.top, width: LandscapeLayout.barWidth,
        height: rect.height))
    let frame = PlotFrame(rect: bar, x: layout.valueAxis, y: layout.valueAxis)
    for (index, pair) in zip(layout.levels, layout.levels.dropFirst()).enumerated() {
      guard let low = frame.y(pair.0), let high = frame.y(pair.1) else { continue }
      canvas.fill(
        canvas.snapped(Rect(left: bar.left, top: high, right: bar.right, bottom: low)),
        layout.color(band: index, map))
    }
    canvas.stroke(bar, theme.axis, width: 1)
    // Points at the ends say that the landscape goes on.
    if layout.isBelow {
      canvas.polygon(
        [
          Point(bar.left, bar.bottom + 1), Point(bar.right, bar.bottom + 1),
          Point(bar.midX, bar.bottom + 9),
        ], fill: layout.color(band: 0, map))
    }
    if layout.isAbove {
      canvas.polygon(
        [
          Point(bar.left, bar.top - 1), Point(bar.right, bar.top - 1),
          Point(bar.midX, bar.top - 9),
        ], fill: layout.color(band: layout.levels.count - 2, map))
    }
    for tick in layout.barTicks(height: bar.height) {
      guard let y = frame.y(tick.value), let label = tick.label else { continue }
      canvas.line(Point(bar.right, y), Point(bar.right + 4, y), theme.axis, width: 1)
      canvas.text(
        Label(label), at: Point(bar.right + 8, y), Page.tick, theme.secondary, anchor: .middle)
    }
    let title = canvas.measure(figure.valueTitle, Page.axisTitle).width
    let y = bar.top - (layout.isAbove ? 14 : 10)
    let isLeft = bar.left + title <= edge
    canvas.text(
      figure.valueTitle, at: Point(isLeft ? bar.left : edge, y), Page.axisTitle, theme.ink,
      align: isLeft ? .left : .right)
    return bar
  }

  // MARK: - Legend

  private func drawLegend(at start: Point, width: Double) {
    guard layout.hasLegend else { return }
    var at = start
    for (index, path) in figure.paths.enumerated() {
      guard let label = path.label else { continue }
      drawLine([at, Point(at.x + 28, at.y)], index)
      drawStep(Point(at.x + 14, at.y), index)
      let style = canvas.fitted(label, Page.label, width: start.x + width - at.x - 35)
      canvas.text(label, at: Point(at.x + 35, at.y), style, theme.ink, anchor: .middle)
      at.x += 35 + canvas.measure(label, style).width + 22
    }
    guard layout.isHatched else { return }
    let box = canvas.snapped(Rect(x: at.x, y: at.y - 6, width: 22, height: 12))
    hatch(box)
    canvas.stroke(box, theme.axis, width: 1)
    canvas.text(
      "not finite", at: Point(at.x + 29, at.y), Page.label, theme.ink, anchor: .middle)
  }
}
