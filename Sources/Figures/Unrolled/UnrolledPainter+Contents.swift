import Drawing

/// The boxes of inputs and outputs.
extension UnrolledPainter {
  func drawContent(
    _ content: UnrolledDiagram.Content, _ symbol: String, _ role: Theme.Role, _ rect: Rect,
    isReached: Bool, isMasked: Bool
  ) {
    guard isReached else {
      drawOutline(rect, radius: 7)
      return
    }
    canvas.fill(rect, isMasked ? theme.panel : theme.fill(role), radius: 7)
    if isMasked {
      hatch(rect)
      canvas.stroke(rect, theme.axis, width: 1.2, radius: 7, dash: [4, 3])
      return
    }
    var y = rect.top + layout.padding
    if content.isPlain {
      canvas.text(
        Label("$\(symbol)$"), at: rect.center, Page.boxMath, align: .center, anchor: .middle)
    }
    if let label = content.label {
      let (text, style) = canvas.cut(
        label, TextStyle(14, weight: .medium), width: rect.width - 8)
      let isAlone = content.probability == nil && content.values.isEmpty
      canvas.text(
        text, at: Point(rect.midX, isAlone ? rect.midY : y + 6), style, align: .center,
        anchor: .middle)
      y += 18
      if let probability = content.probability {
        canvas.text(
          .plain(NumberText.fixed(probability, 2)), at: Point(rect.midX, y + 4), Page.tick,
          theme.secondary, align: .center, anchor: .middle)
        y += 14
      }
    }
    if !content.values.isEmpty {
      drawValues(content, symbol, role, at: Point(rect.left, y))
    }
    canvas.stroke(rect, theme.color(role), width: 1.5, radius: 7)
  }

  /// Numbers on the page's own colour; a strip of more than four shaded by magnitude.
  private func drawValues(
    _ content: UnrolledDiagram.Content, _ symbol: String, _ role: Theme.Role, at corner: Point
  ) {
    let finite = content.values.filter(\.isFinite).map(abs)
    let largest = max(1, finite.max() ?? 1)
    let (low, high) = (theme.background, theme.color(role))
    let isStrip = content.values.count > VectorBlock.mostNumbers
    let shade = { (value: Double) -> Color in
      isStrip ? low.mixed(with: high, min(1, abs(value) / largest) * 0.7) : low
    }
    guard content.label != nil else {
      drawRow(
        symbol, content.values, at: corner, theme.color(role), isHatched: false, color: shade)
      return
    }
    layout.bareBlock(content.values.count).draw(
      content.values, at: Point(corner.x + layout.padding, corner.y + 2), on: canvas,
      border: theme.color(role), color: shade)
  }
}
