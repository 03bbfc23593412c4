import Drawing

/// Draws a cell diagram.
struct CellPainter {
  let figure: CellDiagram
  let canvas: Canvas
  let scheme: CellScheme
  let ink: CellInk
  let limits: CellLimits

  var theme: Theme { canvas.theme }
  var grid: CellGrid { scheme.grid }

  init(_ figure: CellDiagram, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    scheme = CellScheme(figure)
    ink = CellInk(theme: canvas.theme, focus: figure.focus)
    limits = CellLimits(figure)
  }

  func draw() -> [FigureRegion] {
    let cell = canvas.snapped(grid.cell)
    canvas.fill(cell, ink.ground, radius: 16)
    canvas.stroke(cell, theme.axis, width: 1.2, radius: 16)
    canvas.text(
      figure.cell.caption, at: Point(cell.left + 16, cell.top + 20), Page.label, theme.secondary)
    for path in scheme.paths { draw(path) }
    for dot in scheme.dots {
      canvas.circle(
        dot.center, radius: ink.isPale(dot.equations) ? 2.8 : 3.4,
        fill: ink.line(dot.role, isPale: ink.isPale(dot.equations)))
    }
    for box in scheme.boxes { draw(box) }
    for operation in scheme.operations { draw(operation) }
    for parameter in scheme.parameters { draw(parameter) }
    for tag in scheme.tags { draw(tag) }
    drawEquations()
    drawLegend()
    drawKeys()
    return [FigureRegion(step: 1, rect: grid.cell)]
  }

  // MARK: - Wires

  private func draw(_ path: CellScheme.Path) {
    let isPale = ink.isPale(path.equations)
    let (color, width) = (ink.line(path.role, isPale: isPale), ink.width(isPale: isPale))
    for bridge in path.bridges {
      let isVertical = path.points.first?.x == path.points.last?.x
      let (dx, dy) = isVertical ? (0.0, 5.0) : (5.0, 0)
      canvas.line(
        Point(bridge.x - dx, bridge.y - dy), Point(bridge.x + dx, bridge.y + dy), ink.ground,
        width: 8.5)
    }
    var points = Self.rounded(path.points)
    guard path.hasArrow, points.count > 1 else {
      canvas.polyline(points, color, width: width)
      return
    }
    let tip = points.removeLast()
    canvas.polyline(points, color, width: width)
    canvas.arrow(points[points.count - 1], tip, color, width: width, head: 8)
  }

  /// Right angles as quarter circles, where the pieces are long enough for them.
  static func rounded(_ points: [Point], radius: Double = 9) -> [Point] {
    guard points.count > 2 else { return points }
    var result = [points[0]]
    for index in 1..<points.count - 1 {
      let (before, corner, after) = (points[index - 1], points[index], points[index + 1])
      let (inX, inY) = ((corner.x - before.x).signum, (corner.y - before.y).signum)
      let (outX, outY) = ((after.x - corner.x).signum, (after.y - corner.y).signum)
      let first = abs(corner.x - before.x) + abs(corner.y - before.y)
      let second = abs(after.x - corner.x) + abs(after.y - corner.y)
      let r = min(radius, first / 2, second / 2)
      if inX == outX, inY == outY {
        result.append(corner)
        continue
      }
      for step in 0...8 {
        // A quarter of a circle: the table is of sin and cos of 0 to 90 degrees.
        let (sine, cosine) = (Self.sines[step], Self.sines[8 - step])
        result.append(
          Point(
            corner.x - inX * r * (1 - sine) + outX * r * (1 - cosine),
            corner.y - inY * r * (1 - sine) + outY * r * (1 - cosine)))
      }
    }
    return result + [points[points.count - 1]]
  }

  /// sin(k pi/16), k = 0 ... 8.
  private static let sines = [
    0, 0.1950903220, 0.3826834324, 0.5555702330, 0.7071067812, 0.8314696123, 0.9238795325,
    0.9807852804, 1,
  ]

  // MARK: - Boxes and circles

  private func draw(_ box: CellScheme.Box) {
    let isPale = ink.isPale(box.equations)
    let fill = ink.fill(theme.fill(.parameter), isPale: isPale)
    canvas.fill(box.rect, fill, radius: 6)
    canvas.stroke(
      box.rect, ink.line(.parameter, isPale: isPale), width: isPale ? 1.2 : 1.5, radius: 6)
    canvas.text(
      box.label, at: box.rect.center, Page.boxMath, ink.text(theme.ink, on: fill, isPale: isPale),
      align: .center, anchor: .middle)
  }

  private func draw(_ operation: CellScheme.Operation) {
    let isPale = ink.isPale(operation.equations)
    let fill = ink.fill(operation.role.map(theme.fill) ?? theme.background, isPale: isPale)
    let line = ink.line(operation.role, isPale: isPale)
    let glyph = ink.text(theme.ink, on: fill, isPale: isPale)
    let (center, r) = (operation.center, CellGrid.radius)
    let weight = isPale ? 1.2 : 1.5
    if case .named(let label, _) = operation.kind {
      let rect = operation.rect
      canvas.fill(rect, fill, radius: r)
      canvas.stroke(rect, line, width: weight, radius: r)
      canvas.text(label, at: center, TextStyle(12.5), glyph, align: .center, anchor: .middle)
      return
    }
    canvas.circle(center, radius: r, fill: fill)
    canvas.circle(center, radius: r, stroke: line, width: weight)
    let isPlus = if case .plus = operation.kind { true } else { false }
    let (a, b) = isPlus ? (5.4, 0.0) : (4, 4)
    canvas.line(
      Point(center.x - a, center.y - b), Point(center.x + a, center.y + b), glyph, width: 1.7)
    canvas.line(
      Point(center.x + b, center.y - a), Point(center.x - b, center.y + a), glyph, width: 1.7)
  }

  private func draw(_ parameter: CellScheme.Parameter) {
    let isPale = ink.isPale(parameter.equations)
    let rect = parameter.rect
    let fill = ink.fill(theme.fill(.parameter), isPale: isPale)
    canvas.fill(rect, fill, radius: 6)
    canvas.stroke(
      rect, ink.line(.parameter, isPale: isPale), width: isPale ? 1.2 : 1.5, radius: 6)
    canvas.text(
      parameter.label, at: rect.center, Page.boxMath,
      ink.text(theme.ink, on: fill, isPale: isPale), align: .center, anchor: .middle)
  }
}

extension Double {
  /// -1, 0 or 1.
  fileprivate var signum: Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
