import Drawing

/// A rectangle with an axis in each direction.
struct PlotFrame {
  var rect: Rect
  var x: Axis
  var y: Axis

  func x(_ value: Double) -> Double? { x.fraction(value).map { rect.left + $0 * rect.width } }
  func y(_ value: Double) -> Double? { y.fraction(value).map { rect.bottom - $0 * rect.height } }

  /// The place of a point of data; nil when it has none.
  func place(_ point: Point) -> Point? {
    guard let x = x(point.x), let y = y(point.y) else { return nil }
    return Point(x, y)
  }

  /// Horizontal grid lines, the x axis, and the ticks' labels where wanted.
  func draw(on canvas: Canvas, xLabels: Bool = true, yLabels: Bool = true) {
    let theme = canvas.theme
    for tick in y.ticks {
      guard let at = y(tick.value) else { continue }
      let height = canvas.snapped(at)
      let isMinor = tick.label == nil
      canvas.line(
        Point(rect.left, height), Point(rect.right, height),
        isMinor ? theme.grid.mixed(with: theme.background, 0.55) : theme.grid,
        width: isMinor ? 0.5 : 1)
      if yLabels, let label = tick.label {
        canvas.text(
          Label(label), at: Point(rect.left - 8, at), Page.tick, theme.secondary, align: .right,
          anchor: .middle)
      }
    }
    let base = canvas.snapped(rect.bottom)
    canvas.line(Point(rect.left, base), Point(rect.right, base), theme.axis, width: 1)
    for tick in x.ticks {
      guard let at = x(tick.value) else { continue }
      let column = canvas.snapped(at)
      canvas.line(
        Point(column, base), Point(column, base + (tick.label == nil ? 3 : 5)), theme.axis,
        width: 1)
      if xLabels, let label = tick.label {
        canvas.text(
          Label(label), at: Point(at, base + 17), Page.tick, theme.secondary, align: .center)
      }
    }
  }

  /// The widest label of the y axis.
  static func labelWidth(_ axis: Axis, on canvas: Canvas) -> Double {
    axis.ticks.compactMap(\.label).map { canvas.measure(Label($0), Page.tick).width }.max() ?? 0
  }
}

/// The lines of a legend: a sample and its meaning.
struct LegendEntry {
  enum Sample {
    case line(Color, width: Double, dash: [Double])
    case box(Color, border: Color?)
    case cross(Color)
    case triangle(Color)
    /// A strip from a pale colour to a full one.
    case rug(Color, Color)
  }

  var sample: Sample
  var label: Label

  /// Draws entries side by side from `start`, on further lines where the width is used up; returns
  /// how many lines there are.
  @discardableResult
  static func draw(
    _ entries: [LegendEntry], at start: Point, width: Double, on canvas: Canvas
  ) -> Int {
    var at = start
    var lines = entries.isEmpty ? 0 : 1
    for entry in entries {
      let length = 29 + canvas.measure(entry.label, Page.label).width
      if at.x + length > start.x + width, at.x > start.x {
        at = Point(start.x, at.y + 17)
        lines += 1
      }
      entry.drawSample(at: at, on: canvas)
      let style = canvas.fitted(entry.label, Page.label, width: width - 29)
      canvas.text(
        entry.label, at: Point(at.x + 29, at.y), style, canvas.theme.ink, anchor: .middle)
      at.x += length + 20
    }
    return lines
  }

  private func drawSample(at: Point, on canvas: Canvas) {
    switch sample {
    case .line(let color, let width, let dash):
      canvas.line(at, Point(at.x + 22, at.y), color, width: width, dash: dash)
    case .box(let color, let border):
      let box = canvas.snapped(Rect(x: at.x + 9, y: at.y - 6, width: 13, height: 12))
      canvas.fill(box, color)
      if let border { canvas.stroke(box, border, width: 1.4) }
    case .cross(let color): Mark.cross(Point(at.x + 15, at.y), color, on: canvas)
    case .triangle(let color):
      Mark.triangle(Point(at.x + 15, at.y), isUp: true, color, on: canvas)
    case .rug(let color, let page):
      let shades = [0.2, 0.4, 0.6, 0.8, 1].map { page.mixed(with: color, $0) }
      canvas.cells(
        shades, columns: shades.count, rows: 1,
        in: canvas.snapped(Rect(x: at.x, y: at.y - 3, width: 22, height: 6)))
    }
  }
}

/// Small marks at a place.
enum Mark {
  /// - Parameter casing: drawn around it, where it may stand on something of any colour.
  static func cross(_ at: Point, _ color: Color, casing: Color? = nil, on canvas: Canvas) {
    let r = 3.6
    let lines = [
      (Point(at.x - r, at.y - r), Point(at.x + r, at.y + r)),
      (Point(at.x - r, at.y + r), Point(at.x + r, at.y - r)),
    ]
    if let casing {
      for (from, to) in lines { canvas.line(from, to, casing, width: 4) }
    }
    for (from, to) in lines { canvas.line(from, to, color, width: 1.8) }
  }

  /// A triangle that points up or down, for what lies beyond an edge.
  static func triangle(_ at: Point, isUp: Bool, _ color: Color, on canvas: Canvas) {
    let (r, sign) = (3.8, isUp ? 1.0 : -1)
    canvas.polygon(
      [
        Point(at.x, at.y - r * sign), Point(at.x - r, at.y + r * sign),
        Point(at.x + r, at.y + r * sign),
      ], fill: color)
  }
}
