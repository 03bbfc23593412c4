import Drawing
import Foundation

extension LandscapePainter {
  /// Where the slice runs over the map.
  func drawSliceLine(_ frame: PlotFrame) {
    guard let slice = figure.slice else { return }
    let ends = figure.grid.ends(of: slice)
    guard let from = frame.place(ends.0), let to = frame.place(ends.1) else { return }
    canvas.clipped(to: frame.rect) {
      canvas.line(from, to, Self.casing.opacity(0.75), width: 3)
      canvas.line(from, to, Color(hex: 0xFFFFFF), width: 1.2)
    }
  }

  private enum Measure {
    case x, y, distance
  }

  /// The values along the slice on the axis of the colour bar.
  func drawSlice(_ rect: Rect) {
    guard let slice = figure.slice else { return }
    let grid = figure.grid
    let (from, to) = grid.ends(of: slice)
    let measure: Measure =
      switch slice {
      case .alongX: .x
      case .alongY: .y
      case .line: .distance
      }
    let length = hypot(to.x - from.x, to.y - from.y)
    func position(_ point: Point) -> Double {
      switch measure {
      case .x: point.x
      case .y: point.y
      case .distance: hypot(point.x - from.x, point.y - from.y)
      }
    }
    let xAxis = Axis(holding: [position(from), position(to)], isTight: true, mostTicks: 5)
    let frame = PlotFrame(rect: rect, x: xAxis, y: layout.valueAxis)
    frame.draw(on: canvas, yLabels: false)
    drawHead(slice, rect)

    let count = max(2, Int(rect.width * 2))
    var (pieces, piece): ([[Point]], [Point]) = ([], [])
    for index in 0...count {
      let share = Double(index) / Double(count)
      let point = Point(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share)
      let value = grid.value(at: point)
      let y = value <= 0 && figure.scale == .logarithmic ? rect.bottom + 99 : frame.y(value)
      if value.isFinite, let x = frame.x(position(point)), let y {
        piece.append(Point(x, y.clamped(to: rect.top - 1e3...rect.bottom + 1e3)))
      } else {
        pieces.append(piece)
        piece = []
      }
    }
    pieces.append(piece)
    canvas.clipped(to: rect.inset(-1, -1)) {
      for piece in pieces { canvas.polyline(piece, theme.color(.loss), width: 2.2) }
    }
    // The steps of a path that lie on the slice.
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let spans = (
      figure.x[figure.x.count - 1] - figure.x[0], figure.y[figure.y.count - 1] - figure.y[0]
    )
    for (index, path) in figure.paths.enumerated() {
      for point in path.points where point.x.isFinite && point.y.isFinite {
        let share = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (length * length)
        guard share >= 0, share <= 1 else { continue }
        let foot = Point(from.x + dx * share, from.y + dy * share)
        let apart = hypot((point.x - foot.x) / spans.0, (point.y - foot.y) / spans.1)
        guard apart < 0.004, let x = frame.x(position(foot)),
          let y = frame.y(grid.value(at: foot)), y >= rect.top, y <= rect.bottom
        else { continue }
        drawStep(Point(x, y), index)
      }
    }
  }

  private func drawHead(_ slice: Landscape.Slice, _ rect: Rect) {
    func text(_ name: Label?, _ value: Double) -> Label {
      let number = NumberText.trimmed(value)
      guard let name else { return Label("slice at \(number)") }
      return name.with("slice at \(name.source) = \(number)")
    }
    let head: Label
    let title: Label?
    switch slice {
    case .alongX(let y):
      (head, title) = (text(figure.yTitle, y), figure.xTitle)
    case .alongY(let x):
      (head, title) = (text(figure.xTitle, x), figure.yTitle)
    case .line:
      (head, title) = ("along the dashed line", "distance")
    }
    canvas.text(
      head, at: Point(rect.left, rect.top - 10),
      canvas.fitted(head, Page.panelTitle, width: rect.width))
    if let title {
      canvas.text(
        title, at: Point(rect.midX, rect.bottom + 41),
        canvas.fitted(title, Page.axisTitle, width: rect.width), theme.secondary, align: .center)
    }
  }
}
