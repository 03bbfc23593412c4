import Drawing

extension LinePlotPainter {
  /// What labels inside the plot must keep clear of.
  struct Obstacles {
    var frame: Rect
    var labels: [Rect] = []
    var dots: [Point]
    var lines: [[Point]]
  }

  /// Marked points, then their labels and those of the reference lines, each on the side where it
  /// covers least.
  func drawMarkers(_ frame: PlotFrame) {
    let theme = canvas.theme
    var obstacles = Obstacles(
      frame: frame.rect, dots: figure.markers.compactMap { frame.place($0.at) },
      lines: figure.curves.map { curve in curve.points.compactMap { frame.place($0) } })
    for marker in figure.markers {
      guard let at = frame.place(marker.at) else { continue }
      canvas.circle(at, radius: 5.8, fill: theme.background)
      canvas.circle(at, radius: 4.4, fill: theme.color(marker.role))
      canvas.circle(at, radius: 4.4, stroke: theme.ink, width: 1)
    }
    for marker in figure.markers {
      guard let at = frame.place(marker.at), let label = marker.label else { continue }
      let width = canvas.measure(label, Page.axisTitle).width
      let offsets: [(Double, Double)] = [
        (9, -8), (9, 16), (-9 - width, -8), (-9 - width, 16), (-width / 2, -12), (-width / 2, 21),
        (11, 4), (-11 - width, 4), (14, -24), (14, 34), (-14 - width, -24), (-14 - width, 34),
      ]
      place(
        label, Page.axisTitle, theme.ink, offsets.map { Point(at.x + $0.0, at.y + $0.1) }, at,
        &obstacles)
    }
    for reference in figure.references { name(reference, frame, &obstacles) }
  }

  private func name(
    _ reference: LinePlot.Reference, _ frame: PlotFrame, _ obstacles: inout Obstacles
  ) {
    guard let label = reference.label else { return }
    let width = canvas.measure(label, Page.label).width
    let rect = frame.rect
    var candidates: [Point] = []
    switch reference.direction {
    case .horizontal:
      guard let y = frame.y(reference.value) else { return }
      for share in [0.0, 1, 0.5, 0.25, 0.75] {
        let x = rect.left + 6 + share * (rect.width - 12 - width)
        candidates += [Point(x, y - 6), Point(x, y + 14)]
      }
    case .vertical:
      guard let x = frame.x(reference.value) else { return }
      for share in [0.0, 1, 0.5, 0.25, 0.75] {
        let y = rect.top + 14 + share * (rect.height - 22)
        candidates += [Point(x + 6, y), Point(x - 6 - width, y)]
      }
    }
    place(label, Page.label, canvas.theme.secondary, candidates, nil, &obstacles)
  }

  /// Draws a label at the best of several places; earlier places win between equals.
  private func place(
    _ label: Label, _ style: TextStyle, _ color: Color, _ candidates: [Point], _ own: Point?,
    _ obstacles: inout Obstacles
  ) {
    let size = canvas.measure(label, style)
    var best = (cost: Double.infinity, at: candidates[0])
    for (index, at) in candidates.enumerated() {
      let box = Rect(
        left: at.x, top: at.y - size.ascent, right: at.x + size.width, bottom: at.y + size.descent
      ).inset(-2, -2)
      let cost = Double(index) * 0.1 + Self.cost(of: box, own, obstacles)
      if cost < best.cost { best = (cost, at) }
    }
    obstacles.labels.append(
      canvas.text(label, at: best.at, style, color, halo: canvas.theme.background))
  }

  private static func cost(of box: Rect, _ own: Point?, _ obstacles: Obstacles) -> Double {
    var cost = obstacles.frame.contains(box) ? 0.0 : 60
    for other in obstacles.labels where other.overlaps(box) { cost += 100 }
    func distance(_ point: Point) -> Double {
      let (dx, dy) = (point.x - box.midX, point.y - box.midY)
      return dx * dx + dy * dy
    }
    for dot in obstacles.dots {
      if box.inset(-5, -5).contains(Rect(x: dot.x, y: dot.y, width: 0, height: 0)) { cost += 20 }
      // A label nearer to another point would be read as that point's.
      if let own, dot != own, distance(dot) <= distance(own) { cost += 12 }
    }
    for line in obstacles.lines {
      for (a, b) in zip(line, line.dropFirst()) where crosses(box, a, b) { cost += 3 }
    }
    return cost
  }

  /// Whether a stretch of a curve runs through a box, sampled every few points.
  private static func crosses(_ box: Rect, _ a: Point, _ b: Point) -> Bool {
    if max(a.x, b.x) < box.left || min(a.x, b.x) > box.right { return false }
    let steps = max(1, min(200, Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 4)))
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let (x, y) = (a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
      if box.contains(Rect(x: x, y: y, width: 0, height: 0)) { return true }
    }
    return false
  }
}
