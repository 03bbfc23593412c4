import Drawing

/// The strip of colours beside or below a figure, with its ends, its zero and what it measures.
struct ColorBar {
  static let thickness = 14.0
  /// For the mark of an exact zero, below a logarithmic bar.
  static let zeroRoom = 28.0

  let scale: ColorScale
  let title: Label?

  /// What stands at the right of an upright bar.
  var labelWidth: Double {
    var widest = scale.ticks.map { TextEstimate.width($0.label, Page.tick) }.max() ?? 0
    if scale.hasZero { widest = max(widest, TextEstimate.width("exactly 0", Page.tick)) }
    let title = title.map { TextEstimate.width($0, Page.axisTitle) } ?? 0
    return max(widest + 9, title - Self.thickness)
  }

  var width: Double { Self.thickness + labelWidth }

  /// Ticks with room between them; the ends and zero come first.
  private func ticks(length: Double, room: Double) -> [ColorScale.Tick] {
    let all = scale.ticks
    guard all.count > 2 else { return all }
    for every in 1...all.count {
      let kept = all.enumerated().filter { ($0.offset % every == 0) || $0.offset == all.count - 1 }
        .map(\.element)
      let gaps = zip(kept, kept.dropFirst()).map { ($1.fraction - $0.fraction) * length }
      if gaps.allSatisfy({ $0 >= room }) { return kept }
    }
    return [all[0], all[all.count - 1]]
  }

  /// An upright bar, low end below.
  func draw(in whole: Rect, on canvas: Canvas) {
    let theme = canvas.theme
    let bar = canvas.snapped(
      Rect(
        left: whole.left, top: whole.top, right: whole.left + Self.thickness,
        bottom: whole.bottom - (scale.hasZero ? Self.zeroRoom : 0)))
    let colors = scale.map(theme).colors
    canvas.cells(colors.reversed(), columns: 1, rows: colors.count, in: bar)
    canvas.stroke(bar, theme.axis, width: 1)
    for tick in ticks(length: bar.height, room: 19) {
      let y = bar.bottom - tick.fraction * bar.height
      canvas.line(Point(bar.right, y), Point(bar.right + 4, y), theme.axis, width: 1)
      canvas.text(
        tick.label, at: Point(bar.right + 9, y), Page.tick, theme.secondary, anchor: .middle)
    }
    if let title {
      canvas.text(title, at: Point(bar.left, bar.top - 11), Page.axisTitle, theme.ink)
    }
    if scale.hasZero {
      let box = canvas.snapped(
        Rect(x: bar.left, y: bar.bottom + 13, width: bar.width, height: bar.width))
      Self.markZero(in: box, on: canvas)
      canvas.stroke(box, theme.axis, width: 1)
      canvas.text(
        "exactly 0", at: Point(bar.right + 9, box.midY), Page.tick, theme.secondary,
        anchor: .middle)
    }
  }

  /// A lying bar, low end at the left, its ticks below.
  func draw(lyingIn bar: Rect, on canvas: Canvas) {
    let theme = canvas.theme
    let bar = canvas.snapped(bar)
    let colors = scale.map(theme).colors
    canvas.cells(colors, columns: colors.count, rows: 1, in: bar)
    canvas.stroke(bar, theme.axis, width: 1)
    for tick in ticks(length: bar.width, room: 40) {
      let x = bar.left + tick.fraction * bar.width
      canvas.line(Point(x, bar.bottom), Point(x, bar.bottom + 4), theme.axis, width: 1)
      canvas.text(
        tick.label, at: Point(x, bar.bottom + 17), Page.tick, theme.secondary, align: .center)
    }
  }

  /// The cell of a value that a logarithm has no place for: a ring on an empty cell.
  static func markZero(in cell: Rect, on canvas: Canvas) {
    let theme = canvas.theme
    canvas.fill(cell, theme.panel)
    let side = min(cell.width, cell.height)
    guard side >= 5 else { return }
    canvas.circle(
      cell.center, radius: min(3.2, side * 0.24), stroke: theme.secondary, width: 1.1)
  }
}
