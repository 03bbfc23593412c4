import Drawing

extension UnrolledPainter {
  /// The equation, the whole loss, and the legend.
  func drawFoot() {
    let height = layout.pageHeight
    let legend = UnrolledLegend(layout)
    let legendTop = height - 12 - UnrolledLayout.legendRow * Double(legend.rows.count)
    for (row, items) in legend.rows.enumerated() {
      for (item, x) in items {
        draw(item, x: x, y: legendTop + UnrolledLayout.legendRow * (Double(row) + 0.5))
      }
    }
    let y = legendTop - 16
    var right = Page.width - Page.margin
    if let loss = figure.totalLoss {
      let label = Label("$L = $ \(NumberText.short(loss))")
      let style = TextStyle(13.5, weight: .medium, tabular: true)
      let start = right - canvas.measure(label, style).width
      if figure.isLossReached {
        canvas.text(label, at: Point(start, y), style, theme.color(.gradient), anchor: .middle)
      }
      right = start - 24
    }
    if let equation = figure.equation {
      let (label, style) = canvas.cut(equation, TextStyle(14), width: right - Page.margin)
      canvas.text(label, at: Point(Page.margin, y), style, anchor: .middle)
    }
  }

  private func draw(_ item: UnrolledLegend.Item, x: Double, y: Double) {
    let textX = x + item.markWidth
    func words(_ x: Double) {
      canvas.text(item.text.label, at: Point(x, y), Page.label, theme.secondary, anchor: .middle)
    }
    switch item {
    case .forward:
      canvas.arrow(Point(x, y), Point(x + 26, y), theme.color(.hiddenState), width: 1.6)
      words(textX)
    case .backward:
      canvas.arrow(
        Point(x + 26, y), Point(x, y), theme.color(.gradient), width: 1.8, dash: [4, 3])
      words(textX)
    case .fedBack:
      canvas.arrow(Point(x, y), Point(x + 26, y), theme.color(.output), width: 1.4)
      words(textX)
    case .cut:
      canvas.fill(
        Rect(left: x + 4, top: y - 8, right: x + 7.2, bottom: y + 8), theme.color(.gradient))
      words(textX)
    case .masked:
      let box = Rect(x: x, y: y - 7, width: 22, height: 14)
      canvas.fill(box, theme.fill(.hiddenState), radius: 3)
      hatch(box)
      canvas.stroke(box, theme.color(.hiddenState), width: 1.2, radius: 3, dash: [4, 3])
      words(textX)
    case .key(_, let limit): drawKey(item.text.label, limit: limit, x: x, y: y)
    }
  }

  /// What the colours of cells without numbers mean: the name, the ends, the colours between.
  private func drawKey(_ name: Label, limit: Double, x: Double, y: Double) {
    let map = theme.signedMap
    var x = x
    x =
      canvas.text(name, at: Point(x, y), Page.label, theme.secondary, anchor: .middle).right + 9
    x =
      canvas.text(
        .plain(NumberText.trimmed(-limit)), at: Point(x, y), Page.tick, theme.secondary,
        anchor: .middle
      ).right + 7
    let bar = canvas.snapped(Rect(left: x, top: y - 5, right: x + 84, bottom: y + 5))
    canvas.cells(map.colors, columns: map.colors.count, rows: 1, in: bar)
    canvas.stroke(bar, theme.axis, width: 1)
    canvas.text(
      .plain(NumberText.trimmed(limit)), at: Point(bar.right + 7, y), Page.tick, theme.secondary,
      anchor: .middle)
  }
}
