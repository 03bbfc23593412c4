import Drawing

extension CellPainter {
  func draw(_ tag: CellScheme.Tag) {
    let isPale = ink.isPale(tag.equations)
    let rect = canvas.snapped(tag.rect)
    let fill = ink.fill(tag.wire.role.map(theme.fill) ?? theme.background, isPale: isPale)
    let line = ink.line(tag.wire.role, isPale: isPale)
    canvas.fill(rect, fill, radius: 7)
    let values = tag.isBare ? [] : figure.values[tag.wire] ?? []
    let gradient = tag.isBare ? nil : figure.gradients[tag.wire]
    let split = rect.top + (tag.isBare ? rect.height : CellGrid.symbolHeight(tag.wire, figure))
    let middle = values.isEmpty ? (rect.top + split) / 2 - 1 : rect.top + CellGrid.headHeight / 2
    canvas.text(
      figure.cell.symbol(tag.wire), at: Point(rect.midX, middle), Page.boxMath,
      ink.text(theme.ink, on: fill, isPale: isPale), align: .center, anchor: .middle)
    let (left, right) = (rect.left + CellGrid.padding, rect.right - CellGrid.padding)
    if !values.isEmpty {
      let inner = Rect(
        left: left, top: rect.top + CellGrid.headHeight, right: right,
        bottom: split - CellGrid.padding)
      draw(values, in: inner, border: line, isPale: isPale) { color($0, tag.wire, values.count) }
    }
    if let gradient {
      drawGradient(
        gradient, in: Rect(left: left, top: split, right: right, bottom: rect.bottom), of: rect,
        isPale: isPale)
    }
    canvas.stroke(rect, line, width: isPale ? 1.2 : 1.5, radius: 7)
  }

  /// The lower part of a tag: what the backward pass brings to the wire.
  private func drawGradient(_ values: [Double], in rect: Rect, of tag: Rect, isPale: Bool) {
    let fill = ink.fill(theme.fill(.gradient), isPale: isPale)
    let line = ink.line(.gradient, isPale: isPale)
    let band = Rect(left: tag.left, top: rect.top, right: tag.right, bottom: tag.bottom)
    canvas.clipped(to: band) { canvas.fill(tag, fill, radius: 7) }
    canvas.line(
      Point(tag.left, rect.top), Point(tag.right, rect.top), line, width: 1.4, dash: [4, 3])
    canvas.text(
      "$\\partial L/\\partial\\,\\cdot$", at: Point(rect.midX, rect.top + 9), TextStyle(11.5),
      ink.text(theme.color(.gradient), on: fill, isPale: isPale), align: .center, anchor: .middle)
    let inner = Rect(
      left: rect.left, top: rect.top + CellGrid.gradientHead, right: rect.right,
      bottom: rect.bottom - CellGrid.padding)
    draw(values, in: inner, border: line, isPale: isPale) {
      theme.signedMap.color(at: ($0 / limits.gradient + 1) / 2)
    }
  }

  /// Numbers one below the other, or a strip of colours.
  private func draw(
    _ values: [Double], in rect: Rect, border: Color, isPale: Bool, color: (Double) -> Color
  ) {
    let isStrip = CellGrid.isStrip(values.count)
    let (width, height) = (
      isStrip ? rect.width / Double(values.count) : rect.width,
      isStrip ? rect.height : rect.height / Double(values.count)
    )
    var faults: [(Double, Rect)] = []
    for (index, value) in values.enumerated() {
      let at = Double(index)
      let cell = canvas.snapped(
        Rect(
          x: rect.x + (isStrip ? at * width : 0), y: rect.y + (isStrip ? 0 : at * height),
          width: width, height: height))
      guard value.isFinite else {
        faults.append((value, cell))
        continue
      }
      let fill = ink.fill(color(value), isPale: isPale)
      canvas.fill(cell, fill)
      guard !isStrip else { continue }
      let style = TextStyle(11, tabular: true)
      canvas.text(
        number(value, width: cell.width - 3, style), at: cell.center, style,
        ink.text(theme.text(on: fill), on: fill, isPale: isPale), align: .center, anchor: .middle)
    }
    let line = border.opacity(0.5)
    for index in 1..<max(1, values.count) where !isStrip || width >= 3 {
      let at = Double(index)
      if isStrip {
        let x = canvas.snapped(rect.x + at * width)
        canvas.line(Point(x, rect.top), Point(x, rect.bottom), line, width: 0.5)
      } else {
        let y = canvas.snapped(rect.y + at * height)
        canvas.line(Point(rect.left, y), Point(rect.right, y), line, width: 0.5)
      }
    }
    // On top and never paled: a number that is not finite is what the reader must see.
    for (value, cell) in faults {
      NonFinite.mark(
        value,
        in: Rect(
          x: cell.x, y: cell.y, width: max(cell.width, 2), height: cell.height), on: canvas)
    }
    canvas.stroke(rect, border.opacity(0.6), width: 0.8)
  }

  private func color(_ value: Double, _ wire: CellDiagram.Wire, _ count: Int) -> Color {
    if wire.isGate { return theme.unitMap.color(at: value) }
    if wire == .input, !CellGrid.isStrip(count) { return theme.background }
    return theme.signedMap.color(at: (value / limits[wire] + 1) / 2)
  }

  /// Two decimals, or fewer digits where that is too wide.
  private func number(_ value: Double, width: Double, _ style: TextStyle) -> Label {
    for text in [NumberText.cell(value, 2), NumberText.short(value)] {
      let label = Label.plain(text)
      if canvas.measure(label, style).width <= width { return label }
    }
    return .plain(NumberText.power(rounding: value))
  }
}

extension NumberText {
  /// One digit and a power of ten: `−1e300`.
  static func power(rounding value: Double) -> String {
    let parts = short(value).split(separator: "e")
    guard parts.count == 2 else { return short(value) }
    return "\(parts[0].prefix { $0 != "." })e\(parts[1])"
  }
}
