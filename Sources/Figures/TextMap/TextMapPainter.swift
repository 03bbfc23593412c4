import Drawing

/// Draws a text map.
struct TextMapPainter {
  let figure: TextMap
  let canvas: Canvas
  let layout: TextMapLayout
  let scale: ColorScale

  private var theme: Theme { canvas.theme }

  init(_ figure: TextMap, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = TextMapLayout(figure)
    scale = ColorScale(figure.scale, holding: figure.rows.flatMap { $0.values.compactMap { $0 } })
  }

  func draw() -> [FigureRegion] {
    for index in figure.tokens.indices { draw(index) }
    drawGutter()
    drawLegend()
    return figure.tokens.indices.map { index in
      var rect = layout.cell(index)
      rect.height = layout.blockHeight
      return FigureRegion(step: index + 1, rect: rect)
    }
  }

  // MARK: - A token

  private func draw(_ index: Int) {
    let cell = layout.cell(index)
    let letter = TextStyle(layout.grade.letter)
    if layout.isInCells {
      let value = figure.rows[0].values[index]
      let ink = fill(cell, value)
      var middle = cell.center
      if layout.hasNumbers {
        middle.y = cell.top + layout.grade.letter * 0.82
        if let value, value.isFinite {
          canvas.text(
            .plain(NumberText.cell(value, 2)), at: Point(cell.midX, cell.bottom - 5), Page.tick,
            ink, align: .center)
        }
      }
      canvas.text(
        layout.labels[index], at: middle, letter, ink, align: .center, anchor: .middle)
    } else {
      canvas.text(
        layout.labels[index], at: cell.center, letter, isShownSpace(index) ? theme.axis : theme.ink,
        align: .center, anchor: .middle)
      for (row, values) in figure.rows.enumerated() {
        let strip = layout.strip(row, index)
        let value = values.values[index]
        let ink = fill(strip, value)
        if layout.hasNumbers, let value, value.isFinite {
          canvas.text(
            .plain(NumberText.cell(value, 2)), at: strip.center, Page.tick, ink, align: .center,
            anchor: .middle)
        }
      }
    }
    drawPredictions(index)
  }

  private func isShownSpace(_ index: Int) -> Bool {
    figure.tokens[index].allSatisfy(\.isWhitespace)
  }

  /// Colours a cell and says which ink reads on it.
  private func fill(_ cell: Rect, _ value: Double?) -> Color {
    // A hairline of the page between cells keeps equal neighbours apart.
    let rect = canvas.snapped(
      Rect(left: cell.left, top: cell.top, right: cell.right - 0.5, bottom: cell.bottom - 0.5))
    guard let value else {
      canvas.fill(rect, theme.panel)
      return theme.secondary
    }
    guard value.isFinite else {
      canvas.fill(rect, theme.panel)
      canvas.stroke(rect.inset(1, 1), theme.color(.gradient), width: 1, dash: [2, 2])
      return theme.color(.gradient)
    }
    let color = scale.color(value, theme)
    canvas.fill(rect, color)
    return theme.text(on: color)
  }

  // MARK: - Predictions

  private func shade(_ probability: Double) -> Color {
    theme.background.mixed(
      with: theme.color(.output), 0.04 + 0.92 * probability.clamped(to: 0...1))
  }

  private func drawPredictions(_ index: Int) {
    guard !figure.predictions.isEmpty else { return }
    let next = index + 1 < figure.tokens.count ? figure.tokens[index + 1] : nil
    let best = figure.predictions[index].sorted { $0.probability > $1.probability }
    for (rank, guess) in best.prefix(TextMap.mostPredictions).enumerated() {
      let cell = layout.prediction(rank, index)
      let rect = canvas.snapped(
        Rect(left: cell.left, top: cell.top, right: cell.right - 0.5, bottom: cell.bottom - 0.5))
      let color = shade(guess.probability)
      canvas.fill(rect, color)
      let style = TextStyle(max(11, min(layout.grade.letter, 22) * 0.75))
      // What is hardly expected is not as loud as what is.
      let ink = guess.probability < 0.1 ? faint : theme.text(on: color)
      let label = TextEstimate.shortened(Self.label(guess.token), style, width: cell.width + 0.5)
      canvas.text(
        label, at: cell.center, style, ink, align: .center, anchor: .middle)
      if guess.token == next { markRight(rect, ink: theme.text(on: color)) }
    }
  }

  private var faint: Color { theme.secondary.mixed(with: theme.background, 0.2) }

  /// A corner of ink: this guess came true.
  private func markRight(_ cell: Rect, ink: Color) {
    let side = 4.5
    canvas.polygon(
      [
        Point(cell.right - side, cell.top), Point(cell.right, cell.top),
        Point(cell.right, cell.top + side),
      ], fill: ink)
  }

  private static func label(_ token: String) -> Label {
    .plain(token.map { $0.isWhitespace ? Label.character($0).source : String($0) }.joined())
  }

  // MARK: - Around the text

  private func drawGutter() {
    let x = Page.margin + layout.gutter - TextMapLayout.gap
    for line in 0..<layout.lines {
      guard let first = layout.places.firstIndex(where: { $0.line == line }) else { continue }
      let hasRowName = layout.isInCells && figure.rows[0].label != nil
      if layout.lines > 1, !hasRowName {
        canvas.text(
          .plain(String(first + 1)), at: Point(x, layout.cell(first).midY), Page.tick,
          theme.secondary, align: .right, anchor: .middle)
      }
      for (row, values) in figure.rows.enumerated() {
        guard let label = values.label else { continue }
        let y = layout.isInCells ? layout.cell(first).midY : layout.strip(row, first).midY
        let short = TextEstimate.shortened(
          label, Page.label, width: layout.gutter - TextMapLayout.gap)
        canvas.text(
          short, at: Point(x, y), Page.label, theme.secondary, align: .right, anchor: .middle)
      }
      if layout.predictionRows > 0 {
        canvas.text(
          "next", at: Point(x, layout.prediction(0, first).midY), Page.label,
          theme.color(.output), align: .right, anchor: .middle)
      }
    }
  }

  private func drawLegend() {
    let y = layout.textBottom + 26
    var x = Page.margin + layout.gutter
    if !figure.rows.isEmpty {
      if let title = figure.barTitle {
        let ink = canvas.text(title, at: Point(x, y + 6), Page.axisTitle, anchor: .middle)
        x = ink.right + 16
      }
      let bar = Rect(x: x, y: y, width: 190, height: 12)
      ColorBar(scale: scale, title: nil).draw(lyingIn: bar, on: canvas)
      x = bar.right + 26
      if scale.hasZero {
        ColorBar.markZero(in: canvas.snapped(Rect(x: x, y: y, width: 12, height: 12)), on: canvas)
        let ink = canvas.text(
          "exactly 0", at: Point(x + 18, y + 6), Page.tick, theme.secondary, anchor: .middle)
        x = ink.right + 26
      }
    }
    if layout.predictionRows > 0 { drawPredictionLegend(x, y) }
    let faults = figure.rows.reduce(0) { sum, row in
      sum + row.values.count { $0.map { !$0.isFinite } ?? false }
    }
    if faults > 0 {
      canvas.text(
        .plain(faults == 1 ? "1 value is not finite" : "\(faults) values are not finite"),
        at: Point(Page.width - Page.margin, layout.pageSize.height - 14), Page.label,
        theme.color(.gradient), align: .right)
    }
  }

  private func drawPredictionLegend(_ start: Double, _ y: Double) {
    let shades = (0...4).map { shade(Double($0) / 4) }
    let bar = canvas.snapped(Rect(x: start, y: y, width: 70, height: 12))
    canvas.cells(shades, columns: shades.count, rows: 1, in: bar)
    canvas.stroke(bar, theme.axis, width: 1)
    for (place, name) in [(bar.left, "0"), (bar.right, "1")] {
      canvas.line(Point(place, bar.bottom), Point(place, bar.bottom + 4), theme.axis, width: 1)
      canvas.text(
        .plain(name), at: Point(place, bar.bottom + 17), Page.tick, theme.secondary,
        align: .center)
    }
    let name = canvas.text(
      "probability of the next", at: Point(bar.right + 9, y + 6), Page.label, theme.secondary,
      anchor: .middle)
    let box = canvas.snapped(Rect(x: name.right + 22, y: y, width: 12, height: 12))
    canvas.fill(box, shade(0.25))
    markRight(box, ink: theme.text(on: shade(0.25)))
    canvas.text(
      "it came true", at: Point(box.right + 7, y + 6), Page.label, theme.secondary, anchor: .middle)
  }
}
