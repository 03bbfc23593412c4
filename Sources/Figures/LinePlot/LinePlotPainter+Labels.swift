import Drawing

extension LinePlotPainter {
  /// What labels inside the plot must keep clear of.
  struct Obstacles {
    var frame: Rect
    var labels: [Rect] = []
    var dots: [Point]
    var lines: [[Point]]
  }

  /// Marked points, then their labels, those of the curves without a name at the right and those
  /// of the reference lines, each where it covers least.
  func drawLabels(_ panel: LinePlot.Panel, _ frame: PlotFrame, curves: [Int]) {
    let markers = panel.markers.filter {
      frame.place($0.at).map { frame.rect.inset(-6, -6).contains(Rect(at: $0)) } ?? false
    }
    var obstacles = Obstacles(
      frame: frame.rect, dots: markers.compactMap { frame.place($0.at) },
      lines: panel.curves.map { visible($0, frame) })
    let levels = references(panel).filter { $0.direction == .horizontal }.map(\.value)
    for level in levels + (frame.y.scale == .linear && frame.y.lower < 0 ? [0] : []) {
      guard let y = frame.y(level) else { continue }
      obstacles.lines.append([Point(frame.rect.left, y), Point(frame.rect.right, y)])
    }
    for marker in markers {
      guard let at = frame.place(marker.at) else { continue }
      canvas.circle(at, radius: 5.8, fill: theme.background)
      canvas.circle(at, radius: 4.4, fill: theme.color(marker.role))
      canvas.circle(at, radius: 4.4, stroke: theme.ink, width: 1)
    }
    for marker in markers {
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
    for reference in references(panel) { name(reference, frame, &obstacles) }
    for index in curves { name(index, panel, frame, &obstacles) }
  }

  /// A curve's stretch inside the frame, in points of the page, no two far apart.
  private func visible(_ curve: LinePlot.Curve, _ frame: PlotFrame) -> [Point] {
    let rect = frame.rect.inset(-1, -1)
    let places = curve.points.filter { curve.isReference || !layout.isLost($0.y) }
      .compactMap { frame.place($0) }
    guard places.count > 1 else { return places }
    var shown: [Point] = []
    for (a, b) in zip(places, places.dropFirst()) {
      let length = max(abs(b.x - a.x), abs(b.y - a.y))
      let steps = max(1, min(400, (length / 4).isFinite ? Int(min(length / 4, 400)) : 400))
      for step in 0..<steps {
        let share = Double(step) / Double(steps)
        let at = Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
        if rect.contains(Rect(at: at)) { shown.append(at) }
      }
    }
    if let last = places.last, rect.contains(Rect(at: last)) { shown.append(last) }
    return shown
  }

  /// A curve's name beside it, at the place where it covers least.
  private func name(
    _ index: Int, _ panel: LinePlot.Panel, _ frame: PlotFrame, _ obstacles: inout Obstacles
  ) {
    let curve = panel.curves[index]
    let line = obstacles.lines[index]
    guard let label = curve.label, !line.isEmpty else { return }
    let style = curve.isReference ? Page.label : Page.axisTitle
    let size = canvas.measure(label, style)
    var candidates: [Point] = []
    let shares: [Double] =
      curve.isReference
      ? [0.72, 0.6, 0.82, 0.5, 0.92, 0.4, 0.3, 0.2]
      : [0.85, 0.75, 0.95, 0.65, 0.55, 0.4, 0.25, 0.1]
    // Level stretches leave room above and below, steep ones beside them.
    let offsets: [(Double, Double)] = [
      (-size.width / 2, -8), (-size.width / 2, 18), (11, -3), (-11 - size.width, -3), (9, 15),
      (-9 - size.width, 15), (9, -12), (-9 - size.width, -12), (24, 5), (48, 9),
    ]
    for share in shares {
      let at = line[min(line.count - 1, Int(share * Double(line.count)))]
      candidates += offsets.map { Point(at.x + $0.0, at.y + $0.1) }
    }
    place(
      label, style, curve.isReference ? theme.secondary : self.style(index, panel).color,
      candidates, nil, &obstacles)
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
    place(label, Page.label, theme.secondary, candidates, nil, &obstacles)
  }

  /// Draws a label at the best of several places; earlier places win between equals.
  private func place(
    _ label: Label, _ style: TextStyle, _ color: Color, _ candidates: [Point], _ own: Point?,
    _ obstacles: inout Obstacles
  ) {
    let size = canvas.measure(label, style)
    var best = (cost: Double.infinity, at: candidates[0])
    for (index, wanted) in candidates.enumerated() {
      let at = within(wanted, size, obstacles.frame)
      let box = Rect(
        left: at.x, top: at.y - size.ascent, right: at.x + size.width, bottom: at.y + size.descent
      ).inset(-2, -2)
      let cost = Double(index) * 0.1 + Self.cost(of: box, own, obstacles)
      if cost < best.cost { best = (cost, at) }
    }
    obstacles.labels.append(
      canvas.text(label, at: best.at, style, color, halo: theme.background))
  }

  /// The place nearest to a wanted one where a label does not leave the frame.
  private func within(_ at: Point, _ size: TextMetrics, _ frame: Rect) -> Point {
    let (left, right) = (frame.left + 3, frame.right - 3 - size.width)
    let (top, bottom) = (frame.top + 3 + size.ascent, frame.bottom - 3 - size.descent)
    return Point(
      left < right ? at.x.clamped(to: left...right) : at.x,
      top < bottom ? at.y.clamped(to: top...bottom) : at.y)
  }

  private static func cost(of box: Rect, _ own: Point?, _ obstacles: Obstacles) -> Double {
    var cost = obstacles.frame.contains(box) ? 0.0 : 60
    for other in obstacles.labels {
      if other.overlaps(box) { cost += 100 } else if other.overlaps(box.inset(-4, -4)) { cost += 4 }
    }
    func distance(_ point: Point) -> Double {
      let (dx, dy) = (point.x - box.midX, point.y - box.midY)
      return dx * dx + dy * dy
    }
    for dot in obstacles.dots {
      if box.inset(-5, -5).contains(Rect(at: dot)) { cost += 20 }
      // A label nearer to another point would be read as that point's.
      if let own, dot != own, distance(dot) <= distance(own) { cost += 12 }
    }
    for line in obstacles.lines {
      for (a, b) in zip(line, line.dropFirst()) where crosses(box, a, b) { cost += 1.5 }
    }
    return cost
  }

  /// Whether a stretch of a curve runs through a box, sampled every few points.
  private static func crosses(_ box: Rect, _ a: Point, _ b: Point) -> Bool {
    if max(a.x, b.x) < box.left || min(a.x, b.x) > box.right { return false }
    if max(a.y, b.y) < box.top || min(a.y, b.y) > box.bottom { return false }
    let steps = max(1, min(200, Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 4)))
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let at = Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
      if box.contains(Rect(at: at)) { return true }
    }
    return false
  }
}

extension Rect {
  /// Without extent, to ask whether a point lies inside another rectangle.
  fileprivate init(at point: Point) { self.init(x: point.x, y: point.y, width: 0, height: 0) }
}
