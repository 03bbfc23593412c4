import Drawing

extension UnrolledPainter {
  private static let dash = [4.0, 3.0]
  private static let dots = [1.6, 3.0]

  /// Arrows through time last: the others are interrupted where they pass them.
  func drawArrows() {
    let all = arrows.geometry.arrows
    func isAcross(_ arrow: UnrolledArrow) -> Bool {
      arrow.points.count == 2 && arrow.points[0].y == arrow.points[1].y
    }
    for arrow in all where !isAcross(arrow) {
      draw(arrow)
      drawGaps(in: arrow)
    }
    for arrow in all where isAcross(arrow) { draw(arrow) }
    drawWeightsThroughTime()
    drawWeightsUpward()
    drawBackwardValues()
  }

  private func color(of kind: UnrolledArrow.Kind) -> Color {
    switch kind {
    case .state, .carried: theme.color(.hiddenState)
    case .cell: theme.color(.cellState)
    case .up: theme.secondary
    case .backward: theme.color(.gradient)
    case .fedBack: theme.color(.output)
    }
  }

  private func draw(_ arrow: UnrolledArrow) {
    let color = arrow.isReached ? color(of: arrow.kind) : theme.grid
    let dash: [Double] =
      switch arrow.kind {
      case .backward: Self.dash
      case .carried: Self.dots
      default: []
      }
    if arrow.points.count == 2 {
      canvas.arrow(
        arrow.points[0], arrow.points[1], color, width: arrow.width, dash: dash)
      return
    }
    let path = Self.rounded(arrow.points, radius: 7)
    canvas.polyline(Array(path.dropLast()), color, width: arrow.width, dash: dash)
    canvas.arrow(path[path.count - 2], path[path.count - 1], color, width: arrow.width, dash: dash)
  }

  private func drawGaps(in arrow: UnrolledArrow) {
    let crossing = arrows.geometry.arrows.filter { other in
      other.points.count == 2 && other.points[0].y == other.points[1].y
    }
    for (from, to) in zip(arrow.points, arrow.points.dropFirst()) where from.x == to.x {
      let (top, bottom) = (min(from.y, to.y), max(from.y, to.y))
      for other in crossing {
        let y = other.points[0].y
        let xs = other.points.map(\.x)
        guard y > top + 1, y < bottom - 1, from.x > (xs.min() ?? 0), from.x < (xs.max() ?? 0)
        else { continue }
        let half = other.width / 2 + 2.6
        canvas.fill(Rect(x: from.x - 3, y: y - half, width: 6, height: 2 * half), theme.background)
      }
    }
  }

  /// Corners as arcs, sampled finely enough to look round.
  static func rounded(_ points: [Point], radius: Double) -> [Point] {
    var path = [points[0]]
    for index in 1..<points.count - 1 {
      let (a, corner, b) = (points[index - 1], points[index], points[index + 1])
      let r = min(radius, length(a, corner) / 2, length(corner, b) / 2)
      let (start, end) = (toward(corner, a, r), toward(corner, b, r))
      for step in 0...8 {
        let t = Double(step) / 8
        path.append(
          Point(
            (1 - t) * (1 - t) * start.x + 2 * t * (1 - t) * corner.x + t * t * end.x,
            (1 - t) * (1 - t) * start.y + 2 * t * (1 - t) * corner.y + t * t * end.y))
      }
    }
    return path + [points[points.count - 1]]
  }

  private static func length(_ a: Point, _ b: Point) -> Double { abs(a.x - b.x) + abs(a.y - b.y) }

  private static func toward(_ from: Point, _ to: Point, _ distance: Double) -> Point {
    let whole = length(from, to)
    guard whole > 0 else { return from }
    return Point(
      from.x + (to.x - from.x) / whole * distance, from.y + (to.y - from.y) / whole * distance)
  }

  // MARK: - Names

  private func superscript(_ layer: Int, _ direction: Direction) -> String {
    var above = figure.layers > 1 ? "(\(layer + 1))" : ""
    if figure.isBidirectional { above += direction == .forward ? "\\to" : "\\leftarrow" }
    return above.isEmpty ? "" : "^{\(above)}"
  }

  /// W_hh over the arrows of the state where there is room; for two directions over the first.
  private func drawWeightsThroughTime() {
    for arrow in arrows.geometry.arrows where arrow.kind == .state && arrow.isReached {
      guard case .state(let step, let layer, let direction) = arrow.to,
        let slot = layout.slot(ofStep: step)
      else { continue }
      let isInitial = arrow.from == .initial
      if figure.isBidirectional && !isInitial || arrow.from == .dots { continue }
      if slot > 0, !isInitial, layout.isCut(afterSlot: slot - 1) || layout.isFedBack(slot: slot) {
        continue
      }
      let (start, end) = (arrow.points[0], arrow.points[1])
      let room = abs(end.x - start.x) + 5
      let name = Label("$W_{hh}\(superscript(layer, direction))$")
      let style = canvas.fitted(name, Page.arrowLabel, width: room - 4, minimum: 9.5)
      guard room >= canvas.measure(name, style).width + 2 else { continue }
      canvas.text(
        name, at: Point((start.x + end.x) / 2 - (isInitial ? 0 : 1), start.y - 7), style,
        theme.color(.parameter), align: .center)
    }
    drawInitialNames()
  }

  private func drawInitialNames() {
    for arrow in arrows.geometry.arrows where arrow.from == .initial {
      guard case .state(_, let layer, let direction) = arrow.to else { continue }
      let isForward = direction == .forward
      let start = Point(arrow.points[0].x + (isForward ? -5 : 5), arrow.points[0].y)
      let isCell =
        layout.hasCells
        && start.y < rows.cards[direction.rawValue][layer].top
          + layout.stateTop(layer)
      let step = isForward ? "0" : "\(figure.steps.count + 1)"
      let symbol = (isCell ? "c" : "h") + index(step, layer, direction)
      let values = isCell || !isForward ? [] : figure.initialStates?[layer] ?? []
      let isZero = !isCell && values.allSatisfy { $0 == 0 }
      let isPlain = layout.units[layer] == 0
      let label = Label(isZero && !isPlain ? "$\(symbol) = 0$" : "$\(symbol)$")
      let room = isForward ? start.x - 8 : Page.width - 8 - start.x
      let style = canvas.fitted(label, TextStyle(12.5), width: room)
      canvas.text(
        label, at: start, style, theme.secondary, align: isForward ? .right : .left,
        anchor: .middle)
      if !isZero, !values.isEmpty { drawInitialValues(values, at: start, layer) }
    }
  }

  /// Under the symbol: numbers where they fit before the next row, else a strip of colours.
  private func drawInitialValues(_ values: [Double], at point: Point, _ layer: Int) {
    let card = rows.cards[0][layer]
    let end =
      layout.hasNorms && layout.cardWidth < UnrolledLayout.normNameWidth
      ? normY(layer, .forward) - 9 : card.bottom
    let lines = values.count <= VectorBlock.mostNumbers ? values.map { NumberText.cell($0, 2) } : []
    if !lines.isEmpty, point.y + 16 + 14 * Double(lines.count) - 7 <= max(end, card.bottom - 4) + 4,
      point.y + 16 + 14 * Double(lines.count) - 7 <= end + 4
    {
      for (index, text) in lines.enumerated() {
        canvas.text(
          .plain(text), at: Point(point.x, point.y + 17 + Double(index) * 14), Page.tick,
          theme.secondary, align: .right, anchor: .middle)
      }
      return
    }
    let strip = canvas.snapped(Rect(x: point.x - 36, y: point.y + 11, width: 36, height: 9))
    let colors = values.map { value in
      value.isFinite
        ? theme.signedMap.color(at: (value / figure.stateLimit + 1) / 2) : theme.color(.gradient)
    }
    canvas.cells(colors, columns: colors.count, rows: 1, in: strip)
    canvas.stroke(strip, theme.color(.hiddenState), width: 0.9)
  }

  /// The names of the parameters at the left of the first arrows upward.
  private func drawWeightsUpward() {
    var named: Set<String> = []
    for arrow in arrows.geometry.arrows where arrow.kind == .up && arrow.isReached {
      let name: String
      switch arrow.to {
      case .output: name = "W_{hy}"
      case .state(_, let layer, .forward):
        name = figure.layers > 1 ? "W_{xh}^{(\(layer + 1))}" : "W_{xh}"
      default: continue
      }
      guard named.insert(name).inserted else { continue }
      let (from, to) = (arrow.points[0], arrow.points[1])
      canvas.text(
        Label("$\(name)$"), at: Point(from.x - 6, (from.y + to.y) / 2), TextStyle(11),
        theme.color(.parameter), align: .right, anchor: .middle)
    }
  }

  /// |delta| beside the arrow that carries it, where the gap between the cards has room.
  private func drawBackwardValues() {
    guard layout.hasDeltas, layout.gap >= 50, !figure.isBidirectional else { return }
    for arrow in arrows.geometry.arrows where arrow.kind == .backward && arrow.isReached {
      guard case .state(let step, let layer, let direction) = arrow.from, case .state = arrow.to,
        arrow.points[0].y == arrow.points[1].y,
        let strength = arrows.strength(step, layer, direction)
      else { continue }
      let (start, end) = (arrow.points[0], arrow.points[1])
      canvas.text(
        .plain(NumberText.short(strength)), at: Point((start.x + end.x) / 2, start.y - 7),
        Page.tick, theme.color(.gradient), align: .center)
    }
  }
}
