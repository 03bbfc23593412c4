import CCairo

extension Canvas {
  /// Cairo's coordinates are 24.8 fixed point: what lies far off the page is moved to just there.
  private func near(_ value: Double) -> Double { min(max(value, -50_000), 50_000) }

  private func trace(_ rect: Rect, radius: Double) {
    let r = min(radius, rect.width / 2, rect.height / 2)
    cairo_new_path(cairo)
    if r <= 0 {
      cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height)
      return
    }
    let quarter = Double.pi / 2
    cairo_arc(cairo, rect.right - r, rect.top + r, r, -quarter, 0)
    cairo_arc(cairo, rect.right - r, rect.bottom - r, r, 0, quarter)
    cairo_arc(cairo, rect.left + r, rect.bottom - r, r, quarter, 2 * quarter)
    cairo_arc(cairo, rect.left + r, rect.top + r, r, 2 * quarter, 3 * quarter)
    cairo_close_path(cairo)
  }

  private func pen(_ color: Color, _ width: Double, _ dash: [Double]) {
    set(color)
    cairo_set_line_width(cairo, width)
    cairo_set_dash(cairo, dash, Int32(dash.count), 0)
  }

  public func fill(_ rect: Rect, _ color: Color, radius: Double = 0) {
    guard accepts(rect.x, rect.y, rect.width, rect.height, what: "a rectangle") else { return }
    set(color)
    trace(rect, radius: radius)
    cairo_fill(cairo)
  }

  public func stroke(
    _ rect: Rect, _ color: Color, width: Double = 1, radius: Double = 0, dash: [Double] = []
  ) {
    guard accepts(rect.x, rect.y, rect.width, rect.height, width, what: "a rectangle") else {
      return
    }
    pen(color, width, dash)
    trace(rect, radius: radius)
    cairo_stroke(cairo)
  }

  public func line(
    _ from: Point, _ to: Point, _ color: Color, width: Double = 1, dash: [Double] = []
  ) {
    polyline([from, to], color, width: width, dash: dash)
  }

  /// A line through all points, joined round.
  public func polyline(
    _ points: [Point], _ color: Color, width: Double = 1, dash: [Double] = []
  ) {
    // Of a path that crosses itself a thousand times, Cairo's time grows faster than its length.
    if points.count > 1000, dash.isEmpty, color.alpha == 1 {
      return denseLine(points, color, width: width)
    }
    guard points.count > 1, trace(points) else { return }
    pen(color, width, dash)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(cairo, dash.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_stroke(cairo)
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER)
  }

  /// A line with more points than pixels, in pieces that share their ends: a seventh of the time.
  private func denseLine(_ points: [Point], _ color: Color, width: Double) {
    let piece = 100
    pen(color, width, [])
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_FAST)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_BEVEL)
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND)
    for start in stride(from: 0, to: points.count - 1, by: piece) {
      guard trace(points[start...min(start + piece, points.count - 1)]) else { break }
      cairo_stroke(cairo)
    }
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER)
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT)
  }

  public func polygon(_ points: [Point], fill color: Color) {
    guard points.count > 2, trace(points) else { return }
    cairo_close_path(cairo)
    set(color)
    // The band of a dense curve: 16 levels of coverage in place of 255 take a quarter of the time.
    let isDense = points.count > 1000
    if isDense { cairo_set_antialias(cairo, CAIRO_ANTIALIAS_FAST) }
    cairo_fill(cairo)
    if isDense { cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT) }
  }

  /// Polygons that touch, as one shape: no line shows where two share an edge.
  public func polygons(_ polygons: [[Point]], fill color: Color) {
    cairo_new_path(cairo)
    for polygon in polygons where polygon.count > 2 {
      cairo_new_sub_path(cairo)
      for point in polygon {
        guard accepts(point.x, point.y, what: "a point of a polygon") else { return }
        cairo_line_to(cairo, near(point.x), near(point.y))
      }
      cairo_close_path(cairo)
    }
    set(color)
    cairo_fill(cairo)
  }

  private func trace(_ points: some Sequence<Point>) -> Bool {
    cairo_new_path(cairo)
    for point in points {
      guard accepts(point.x, point.y, what: "a point of a line") else { return false }
      cairo_line_to(cairo, near(point.x), near(point.y))
    }
    return problem == nil
  }

  public func circle(_ center: Point, radius: Double, fill color: Color) {
    guard accepts(center.x, center.y, radius, what: "a circle") else { return }
    cairo_new_path(cairo)
    cairo_arc(cairo, near(center.x), near(center.y), radius, 0, 2 * Double.pi)
    set(color)
    cairo_fill(cairo)
  }

  public func circle(_ center: Point, radius: Double, stroke color: Color, width: Double) {
    guard accepts(center.x, center.y, radius, what: "a circle") else { return }
    cairo_new_path(cairo)
    cairo_arc(cairo, near(center.x), near(center.y), radius, 0, 2 * Double.pi)
    pen(color, width, [])
    cairo_stroke(cairo)
  }

  /// A straight arrow whose head ends exactly at `to`; the head is solid even when the shaft is
  /// dashed.
  public func arrow(
    _ from: Point, _ to: Point, _ color: Color, width: Double = 1.4, dash: [Double] = [],
    head: Double? = nil
  ) {
    guard accepts(from.x, from.y, to.x, to.y, width, what: "an arrow") else { return }
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0 else { return }
    let (ux, uy) = (dx / length, dy / length)
    let headLength = min(head ?? (5.5 + width * 1.3), length * 0.8)
    let half = headLength * 0.42
    let base = Point(to.x - ux * headLength, to.y - uy * headLength)
    // The shaft ends inside the head's notch, so that no gap shows.
    let notch = Point(to.x - ux * headLength * 0.78, to.y - uy * headLength * 0.78)
    polyline([from, notch], color, width: width, dash: dash)
    polygon(
      [
        to, Point(base.x - uy * half, base.y + ux * half), notch,
        Point(base.x + uy * half, base.y - ux * half),
      ], fill: color)
  }

  /// `value` moved to the nearest edge of a pixel, so that straight edges stay sharp.
  public func snapped(_ value: Double) -> Double { (value * scale).rounded() / scale }

  public func snapped(_ rect: Rect) -> Rect {
    Rect(
      left: snapped(rect.left), top: snapped(rect.top), right: snapped(rect.right),
      bottom: snapped(rect.bottom))
  }
}
