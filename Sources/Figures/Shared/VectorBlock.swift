import Drawing

/// A vector as coloured cells: up to four numbers with two decimals, side by side where the width
/// allows it and else one below the other; more than four as a strip of colours.
struct VectorBlock {
  static let mostNumbers = 4
  static let numberWidth = 35.0

  let count: Int
  let width: Double

  var hasNumbers: Bool { count <= Self.mostNumbers }
  var isHorizontal: Bool { !hasNumbers || width >= Double(count) * Self.numberWidth }

  var height: Double {
    if !hasNumbers { return 14 }
    return isHorizontal ? 19 : Double(count) * 16
  }

  /// - Parameter color: of a finite value.
  func draw(
    _ values: [Double], at corner: Point, on canvas: Canvas, border: Color,
    color: (Double) -> Color
  ) {
    guard !values.isEmpty else { return }
    let rect = canvas.snapped(Rect(x: corner.x, y: corner.y, width: width, height: height))
    let across = isHorizontal ? count : 1
    let down = isHorizontal ? 1 : count
    let (cellWidth, cellHeight) = (rect.width / Double(across), rect.height / Double(down))
    let style = TextStyle(11, tabular: true)
    for (index, value) in values.enumerated() {
      let column = isHorizontal ? index : 0
      let row = isHorizontal ? 0 : index
      let cell = canvas.snapped(
        Rect(
          x: rect.x + Double(column) * cellWidth, y: rect.y + Double(row) * cellHeight,
          width: cellWidth, height: cellHeight))
      guard value.isFinite else {
        NonFinite.mark(value, in: cell, on: canvas)
        continue
      }
      let fill = color(value)
      canvas.fill(cell, fill)
      if hasNumbers {
        canvas.text(
          text(value, style, width: cellWidth - 2, on: canvas), at: cell.center, style,
          canvas.theme.text(on: fill), align: .center, anchor: .middle)
      }
    }
    let line = border.opacity(0.55)
    for index in 1..<max(1, max(across, down)) where cellWidth >= 6 || !isHorizontal {
      let at = Double(index)
      if isHorizontal {
        let x = canvas.snapped(rect.x + at * cellWidth)
        canvas.line(Point(x, rect.top), Point(x, rect.bottom), line, width: 0.5)
      } else {
        let y = canvas.snapped(rect.y + at * cellHeight)
        canvas.line(Point(rect.left, y), Point(rect.right, y), line, width: 0.5)
      }
    }
    canvas.stroke(rect, border, width: 0.9)
  }
}

extension VectorBlock {
  /// With two decimals where that fits, else with fewer, else as a power of ten: a number is
  /// shortened and never set smaller.
  private func text(
    _ value: Double, _ style: TextStyle, width: Double, on canvas: Canvas
  ) -> Label {
    var texts = [NumberText.cell(value, 2)]
    if abs(value) >= 1 { texts += [NumberText.fixed(value, 1), NumberText.fixed(value, 0)] }
    for text in texts.map({ Label.plain($0) }) where canvas.measure(text, style).width <= width {
      return text
    }
    return .plain(NumberText.scientific(value, digits: 0))
  }
}

/// How a number that is not finite looks in a cell: crossed out, and named where there is room.
enum NonFinite {
  static func mark(_ value: Double, in cell: Rect, on canvas: Canvas) {
    let theme = canvas.theme
    canvas.fill(cell, theme.panel)
    canvas.stroke(cell.inset(1.5, 1.5), theme.color(.gradient), width: 0.8, dash: [2, 2])
    let name = Label.plain(NumberText.fixed(value, 0))
    if cell.width >= 26, cell.height >= 13 {
      canvas.text(
        name, at: cell.center, TextStyle(11, weight: .medium), theme.color(.gradient),
        align: .center, anchor: .middle)
      return
    }
    let color = theme.color(.gradient)
    let inner = cell.inset(cell.width * 0.15, cell.height * 0.15)
    canvas.line(Point(inner.left, inner.top), Point(inner.right, inner.bottom), color, width: 1)
    canvas.line(Point(inner.left, inner.bottom), Point(inner.right, inner.top), color, width: 1)
  }
}
