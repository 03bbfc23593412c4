import CCairo

/// Which part of a label stands at its point.
public enum TextAlignment: Sendable {
  case left, center, right
}

/// Which height of a label stands at its point.
public enum TextAnchor: Sendable {
  /// The line the letters stand on.
  case baseline
  /// Half the height of a capital letter above the baseline.
  case middle
  /// The height of a capital letter above the baseline.
  case top
}

/// A label as it was drawn.
package struct PlacedText: Sendable {
  package let label: Label
  /// Its ink, on the page.
  package let rect: Rect
  package let size: Double
  /// The ink's corners in order; those of `rect` unless the label is turned.
  package let corners: [Point]

  /// Whether the ink of two labels, turned or not, shares more than `slack` points in every
  /// direction.
  package func overlaps(_ other: PlacedText, slack: Double = 0) -> Bool {
    // Two convex shapes are apart when they are apart along one of their sides' directions.
    for shape in [corners, other.corners] {
      for index in 0..<2 {
        let (from, to) = (shape[index], shape[index + 1])
        let (x, y) = (to.x - from.x, to.y - from.y)
        let length = (x * x + y * y).squareRoot()
        guard length > 0 else { return false }
        let mine = corners.map { ($0.x * x + $0.y * y) / length }
        let theirs = other.corners.map { ($0.x * x + $0.y * y) / length }
        let shared =
          min(mine.max() ?? 0, theirs.max() ?? 0) - max(mine.min() ?? 0, theirs.min() ?? 0)
        if shared <= slack { return false }
      }
    }
    return true
  }
}

extension Canvas {
  /// Inter's height of a capital letter, in em.
  public static let capHeight = 0.727

  /// The extent of a label. Zero after an error, which ``encoded(_:)`` reports.
  public func measure(_ label: Label, _ style: TextStyle) -> TextMetrics {
    guard let box = box(label, style) else { return TextMetrics(width: 0, ascent: 0, descent: 0) }
    return TextMetrics(width: box.width, ascent: box.ascent, descent: box.descent)
  }

  /// The style with its size reduced until the label is at most `width` wide, but not under
  /// `minimum`.
  public func fitted(
    _ label: Label, _ style: TextStyle, width: Double, minimum: Double = 11
  ) -> TextStyle {
    let natural = measure(label, style).width
    guard natural > width, natural > 0 else { return style }
    var fitting = style
    // Advances are proportional to the size; the margin covers what is not.
    fitting.size = max(minimum, style.size * width / natural - 0.01)
    return fitting
  }

  /// Draws a label and returns its ink on the caller's coordinates.
  ///
  /// - Parameters:
  ///   - angle: turned around its point, in radians, clockwise; a quarter turn for axis titles.
  ///   - halo: drawn on a border of this colour, so that lines below do not cross it.
  @discardableResult
  public func text(
    _ label: Label, at point: Point, _ style: TextStyle, _ color: Color? = nil,
    align: TextAlignment = .left, anchor: TextAnchor = .baseline, angle: Double = 0,
    halo: Color? = nil
  ) -> Rect {
    let nothing = Rect(x: point.x, y: point.y, width: 0, height: 0)
    guard accepts(point.x, point.y, angle, what: "the place of the label '\(label.source)'"),
      let box = box(label, style)
    else { return nothing }
    let dx =
      switch align {
      case .left: 0.0
      case .center: -box.width / 2
      case .right: -box.width
      }
    let dy =
      switch anchor {
      case .baseline: 0.0
      case .middle: style.size * Self.capHeight / 2
      case .top: style.size * Self.capHeight
      }
    cairo_save(cairo)
    cairo_translate(cairo, point.x, point.y)
    if angle != 0 { cairo_rotate(cairo, angle) }
    if let halo { draw(box, dx: dx, dy: dy, color: halo, outline: style.size * 0.3) }
    draw(box, dx: dx, dy: dy, color: color ?? theme.ink, outline: nil)
    cairo_restore(cairo)
    let upright = Rect(
      left: dx, top: dy - box.ascent, right: dx + box.width, bottom: dy + box.descent)
    let ink = Self.turned(upright, angle).offset(point.x, point.y)
    let corners = Self.corners(upright, angle).map {
      Point($0.x + point.x + origin.x, $0.y + point.y + origin.y)
    }
    placed.append(
      PlacedText(
        label: label, rect: ink.offset(origin.x, origin.y), size: style.size, corners: corners))
    return ink
  }

  /// The label's box, nil after an error.
  private func box(_ label: Label, _ style: TextStyle) -> LabelBox? {
    guard problem == nil else { return nil }
    do throws(DrawingError) { return try text.box(label, style) } catch {
      fail(error)
      return nil
    }
  }

  private func draw(_ box: LabelBox, dx: Double, dy: Double, color: Color, outline: Double?) {
    set(color)
    for item in box.items {
      switch item {
      case .run(let run, let x, let y):
        cairo_new_path(cairo)
        for piece in text.shaped(run).pieces {
          guard outline != nil else {
            piece.show(on: cairo, x: dx + x, y: dy + y)
            continue
          }
          piece.trace(on: cairo, x: dx + x, y: dy + y)
        }
        if let outline {
          cairo_set_line_width(cairo, outline)
          cairo_set_dash(cairo, nil, 0, 0)
          cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND)
          cairo_stroke(cairo)
          cairo_set_line_join(cairo, CAIRO_LINE_JOIN_MITER)
        }
      case .rule(let rect): fill(rect.offset(dx, dy), color)
      case .stroke(let points, let width):
        polyline(points.map { Point($0.x + dx, $0.y + dy) }, color, width: width)
      }
    }
  }

  /// The upright rectangle around a turned one.
  private static func turned(_ rect: Rect, _ angle: Double) -> Rect {
    if angle == 0 { return rect }
    let corners = corners(rect, angle)
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    return Rect(
      left: xs.min() ?? 0, top: ys.min() ?? 0, right: xs.max() ?? 0, bottom: ys.max() ?? 0)
  }

  /// The corners of a rectangle turned by cairo's matrix around the origin.
  private static func corners(_ rect: Rect, _ angle: Double) -> [Point] {
    let (c, s) = quarterExact(angle)
    return [
      (rect.left, rect.top), (rect.right, rect.top), (rect.right, rect.bottom),
      (rect.left, rect.bottom),
    ].map { Point($0.0 * c - $0.1 * s, $0.0 * s + $0.1 * c) }
  }

  private static func quarterExact(_ angle: Double) -> (Double, Double) {
    var matrix = cairo_matrix_t()
    cairo_matrix_init_rotate(&matrix, angle)
    return (matrix.xx, matrix.yx)
  }
}
