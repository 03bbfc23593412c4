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
    guard points.count > 1, trace(points) else { return }
    pen(color, width, dash)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(cairo, dash.isEmpty ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_stroke(cairo)
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT)
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER)
  }

  public func polygon(_ points: [Point], fill color: Color) {
    guard points.count > 2, trace(points) else { return }
    cairo_close_path(cairo)
    set(color)
    cairo_fill(cairo)
  }

  private func trace(_ points: [Point]) -> Bool {
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

  /// A grid of colours as one picture whose cells keep sharp edges; nil leaves the page as it is.
  ///
  /// Seven times faster than as many rectangles.
  public func cells(_ colors: [Color?], columns: Int, rows: Int, in rect: Rect) {
    precondition(
      colors.count == columns * rows,
      "\(columns) x \(rows) cells need \(columns * rows) colours, got \(colors.count)")
    guard columns > 0, rows > 0,
      accepts(rect.x, rect.y, rect.width, rect.height, what: "a picture")
    else { return }
    guard columns <= Surface.sideLimit, rows <= Surface.sideLimit else {
      fail(.tooLarge(width: Double(columns), height: Double(rows), limit: Surface.sideLimit))
      return
    }
    let image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(columns), Int32(rows))
    defer { cairo_surface_destroy(image) }
    if let problem = cairoProblem(cairo_surface_status(image)) {
      fail(problem)
      return
    }
    cairo_surface_flush(image)
    guard let data = cairo_image_surface_get_data(image) else { return }
    let stride = Int(cairo_image_surface_get_stride(image))
    for row in 0..<rows {
      for column in 0..<columns {
        guard let color = colors[row * columns + column] else { continue }
        let (red, green, blue) = color.bytes
        let pixel = 0xFF00_0000 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        UnsafeMutableRawPointer(data).storeBytes(
          of: pixel, toByteOffset: row * stride + column * 4, as: UInt32.self)
      }
    }
    cairo_surface_mark_dirty(image)
    cairo_save(cairo)
    cairo_translate(cairo, rect.x, rect.y)
    cairo_scale(cairo, rect.width / Double(columns), rect.height / Double(rows))
    cairo_set_source_surface(cairo, image, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST)
    cairo_rectangle(cairo, 0, 0, Double(columns), Double(rows))
    cairo_fill(cairo)
    cairo_restore(cairo)
  }

  /// `value` moved to the nearest edge of a pixel, so that straight edges stay sharp.
  public func snapped(_ value: Double) -> Double { (value * scale).rounded() / scale }

  public func snapped(_ rect: Rect) -> Rect {
    Rect(
      left: snapped(rect.left), top: snapped(rect.top), right: snapped(rect.right),
      bottom: snapped(rect.bottom))
  }
}
