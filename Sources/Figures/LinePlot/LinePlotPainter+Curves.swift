import Drawing

extension LinePlotPainter {
  struct Style {
    var color: Color
    var width: Double
    var dash: [Double]
    var shape: PointShape
  }

  func style(_ index: Int, _ panel: LinePlot.Panel) -> Style {
    let curve = panel.curves[index]
    let color =
      curve.role.map { theme.color($0) } ?? theme.sequence[index % theme.sequence.count]
    let cue = figure.cues(of: panel)[index]
    return Style(
      color: color, width: curve.isReference ? 1.3 : 2.2, dash: cue.dash, shape: cue.shape)
  }

  func draw(
    _ curve: LinePlot.Curve, _ style: Style, _ frame: PlotFrame, shift: Double
  ) {
    let rect = frame.rect
    // Marks on the frame's edge stay whole.
    canvas.clipped(to: curve.showsPoints ? rect.inset(-5, -5) : rect.inset(-4, -1.5)) {
      drawRuns(curve, style, frame, shift: shift)
      if LinePlotLayout.isDense(curve, width: rect.width) {
        drawDense(curve, style, frame)
        return
      }
      for piece in pieces(of: curve, frame) {
        canvas.polyline(piece, style.color, width: style.width, dash: style.dash)
        // Between two gaps there is no line to see.
        if piece.count == 1 { canvas.circle(piece[0], radius: 2.6, fill: style.color) }
      }
      guard curve.showsPoints || curve.points.count == 1 else { return }
      for point in curve.points where !layout.isLost(point.y) {
        guard let at = frame.place(point) else { continue }
        style.shape.draw(at: at, style.color, on: canvas)
      }
    }
  }

  /// Stretches of a curve between what has no place.
  private func pieces(of curve: LinePlot.Curve, _ frame: PlotFrame) -> [[Point]] {
    var (pieces, piece): ([[Point]], [Point]) = ([], [])
    for point in curve.points {
      if curve.isReference || !layout.isLost(point.y), let at = frame.place(point) {
        piece.append(near(at, frame.rect))
      } else {
        pieces.append(piece)
        piece = []
      }
    }
    return pieces + [piece]
  }

  /// Far beyond the frame is as good as some way off; this also keeps dashes short.
  private func near(_ at: Point, _ rect: Rect) -> Point {
    Point(at.x, at.y.clamped(to: rect.top - 1e4...rect.bottom + 1e4))
  }

  /// Each seed as a small dot, and a thin line from the least to the greatest; at many x a band.
  private func drawRuns(
    _ curve: LinePlot.Curve, _ style: Style, _ frame: PlotFrame, shift: Double
  ) {
    guard curve.runs.count > 1, let first = curve.runs.first else { return }
    let isBand = first.count > 24
    let pale = LossCurves.seedColor(style.color, theme)
    var (upper, lower): ([Point], [Point]) = ([], [])
    for index in first.indices {
      let places = curve.runs.compactMap { run in
        index < run.count && !layout.isLost(run[index].y) ? frame.place(run[index]) : nil
      }.map { near($0, frame.rect) }.sorted { $0.y < $1.y }
      guard let high = places.first, let low = places.last else { continue }
      if isBand {
        upper.append(high)
        lower.append(low)
        continue
      }
      let x = high.x + shift
      canvas.line(Point(x, high.y), Point(x, low.y), pale, width: 1)
      for at in places { canvas.circle(Point(x, at.y), radius: 2, fill: pale) }
    }
    canvas.polygon(upper + lower.reversed(), fill: style.color.opacity(0.16))
  }

  private func drawDense(_ curve: LinePlot.Curve, _ style: Style, _ frame: PlotFrame) {
    let values = curve.points.map { layout.isLost($0.y) ? Double.nan : $0.y }
    let size = max(1, Int((Double(values.count) / (2 * frame.rect.width)).rounded(.up)))
    func place(_ index: Double, _ value: Double) -> Point? {
      frame.place(Point(curve.points[Int(index)].x, value)).map { near($0, frame.rect) }
    }
    for piece in CurveData.bins(values, size: size) {
      let upper = piece.compactMap { place($0.index, $0.high) }
      let lower = piece.compactMap { place($0.index, $0.low) }
      canvas.polygon(
        upper + lower.reversed(), fill: style.color.mixed(with: theme.background, 0.72))
    }
    let means = CurveData.centeredMean(values, half: max(1, values.count / 120))
    for piece in CurveData.bins(means, size: size) {
      let points = piece.compactMap { place($0.index, ($0.low + $0.high) / 2) }
      canvas.polyline(points, style.color, width: style.width, dash: style.dash)
    }
  }

  /// Triangles where numbers leave the axis and crosses where they are not finite; curves that
  /// leave it at the same places have their marks in rows of their own.
  func drawEdgeMarks(_ panel: LinePlot.Panel, _ frame: PlotFrame) -> Lost {
    var lost = Lost()
    let (rect, gap) = (frame.rect, 9.0)
    var row = 0.0
    for (index, curve) in panel.curves.enumerated() where !curve.isReference {
      let color = style(index, panel).color
      var isMarked = false
      var lastX = -Double.infinity
      var wasInside = true
      for point in curve.points {
        guard let x = frame.x(point.x), x >= rect.left - 1, x <= rect.right + 1 else { continue }
        if layout.isLost(point.y) {
          lost.notPositive += 1
          isMarked = true
          if x - lastX > gap {
            lastX = x
            Mark.triangle(Point(x, rect.bottom - 5 - row * 9), isUp: false, color, on: canvas)
          }
          continue
        }
        guard let y = frame.y(point.y) else {
          lost.notFinite += 1
          if x - lastX > gap {
            lastX = x
            Mark.cross(Point(x, rect.top), color, on: canvas)
          }
          continue
        }
        let isInside = y >= rect.top - 1 && y <= rect.bottom + 1
        defer { wasInside = isInside }
        guard !isInside else { continue }
        lost.beyond += 1
        guard wasInside else { continue }
        let isAbove = y < rect.top
        Mark.triangle(
          Point(x, isAbove ? rect.top + 4 : rect.bottom - 4), isUp: isAbove, color, on: canvas)
      }
      if isMarked { row += 1 }
    }
    return lost
  }
}
