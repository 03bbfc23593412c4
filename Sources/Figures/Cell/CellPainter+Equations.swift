import Drawing

extension CellPainter {
  private var left: Double { scheme.inputX + 60 }
  private var right: Double { Page.width - Page.margin }

  /// All equations in a list, or the one in focus, large, with what it is for.
  func drawEquations() {
    guard let focus = figure.focus else {
      drawList()
      return
    }
    let name = canvas.text(
      figure.cell.name(focus), at: Point(left, grid.inputTop + 10), Page.panelTitle)
    let meaning = figure.cell.meaning(focus)
    canvas.text(
      meaning, at: Point(name.right + 12, grid.inputTop + 10),
      canvas.fitted(meaning, Page.axisTitle, width: right - name.right - 12), theme.secondary)
    let equation = figure.cell.text(focus)
    canvas.text(
      equation, at: Point(left, grid.inputTop + 45),
      canvas.fitted(equation, TextStyle(19), width: right - left))
    drawArithmetic(of: focus, y: grid.inputTop + 74)
  }

  /// The equation once more in numbers, a line for each unit.
  private func drawArithmetic(of equation: CellDiagram.Equation, y: Double) {
    guard grid.arithmeticRows > 0, let columns = figure.cell.arithmeticColumns(equation) else {
      return
    }
    let results = figure.values[equation == .cellState ? .cellState : .hiddenState] ?? []
    let style = TextStyle(11.5, tabular: true)
    let width = (right - left) / Double(columns)
    for (unit, value) in results.enumerated() where value.isFinite {
      guard let work = figure.cell.arithmetic(equation, unit: unit, values: figure.values) else {
        continue
      }
      let line = Label.plain("unit \(unit):  \(work) ≈ \(NumberText.cell(value, 2))")
      let fitting = canvas.fitted(line, style, width: width - 14)
      guard canvas.measure(line, fitting).width <= width else { continue }
      let (row, column) = (Double(unit / columns), Double(unit % columns))
      canvas.text(
        line, at: Point(left + column * width, y + row * CellGrid.arithmeticRow), fitting,
        theme.secondary)
    }
  }

  private func drawList() {
    let style = TextStyle(13)
    let equations = figure.cell.equations
    let rows = grid.equationRows
    var x = left
    for column in 0..<grid.equationColumns {
      let shown = equations[min(column * rows, equations.count)...].prefix(rows)
      let names = shown.map { canvas.measure(figure.cell.name($0), Page.label).width }.max() ?? 0
      var end = x
      for (row, equation) in shown.enumerated() {
        let y = grid.inputTop + 14 + Double(row) * CellGrid.equationRow
        canvas.text(
          figure.cell.name(equation), at: Point(x, y), Page.label, theme.secondary)
        let text = figure.cell.text(equation)
        let ink = canvas.text(text, at: Point(x + names + 12, y), style)
        end = max(end, ink.right)
      }
      x = end + 22
    }
  }

  // MARK: - Legend

  /// What a box, a circle and a dot are, and below it what the colours of strips mean.
  func drawLegend() {
    let y = grid.legend
    var x = Page.margin
    func entry(_ label: Label, width: Double, _ sample: (Double) -> Void) {
      sample(x)
      x =
        canvas.text(
          label, at: Point(x + width + 8, y), Page.label, theme.secondary, anchor: .middle
        ).right + 26
    }
    entry("learned weights and bias", width: 22) { x in
      let rect = canvas.snapped(Rect(x: x, y: y - 8, width: 22, height: 16))
      canvas.fill(rect, theme.fill(.parameter), radius: 4)
      canvas.stroke(rect, theme.color(.parameter), width: 1.4, radius: 4)
    }
    entry("entry by entry", width: 16) { x in
      canvas.circle(Point(x + 8, y), radius: 8, fill: theme.background)
      canvas.circle(Point(x + 8, y), radius: 8, stroke: theme.ink, width: 1.4)
    }
    entry("copy", width: 26) { x in
      canvas.line(Point(x, y + 4), Point(x + 26, y + 4), theme.ink, width: 1.6)
      canvas.line(Point(x + 13, y + 4), Point(x + 13, y - 7), theme.ink, width: 1.6)
      canvas.circle(Point(x + 13, y + 4), radius: 3.2, fill: theme.ink)
    }
    if !figure.gradients.isEmpty {
      entry("$\\partial L/\\partial$ of the wire", width: 22) { x in
        let rect = canvas.snapped(Rect(x: x, y: y - 8, width: 22, height: 16))
        canvas.fill(rect, theme.fill(.gradient))
        canvas.line(
          Point(x, rect.top), Point(rect.right, rect.top), theme.color(.gradient), width: 1.4,
          dash: [4, 3])
      }
    }
    guard scheme.paths.contains(where: { !$0.bridges.isEmpty }) else { return }
    entry("crossing, not joined", width: 26) { x in
      canvas.line(Point(x, y), Point(x + 26, y), theme.ink, width: 1.6)
      canvas.line(Point(x + 13, y - 4), Point(x + 13, y + 4), theme.background, width: 8)
      canvas.line(Point(x + 13, y - 8), Point(x + 13, y + 8), theme.ink, width: 1.6)
    }
  }

  func drawKeys() {
    var at = Point(Page.margin, grid.keys)
    for (index, key) in CellKey.keys(figure).enumerated() {
      if index > 0, index % CellKey.columns == 0 {
        at = Point(Page.margin, at.y + CellGrid.keyRow)
      }
      func text(_ label: Label, _ style: TextStyle, gap: Double) {
        let ink = canvas.text(label, at: at, style, theme.secondary, anchor: .middle)
        at.x = ink.right + gap
      }
      let isGate = key.meaning == .gates
      let map = isGate ? theme.unitMap : theme.signedMap
      text(key.name, Page.label, gap: 9)
      text(.plain(isGate ? "0" : NumberText.trimmed(-key.limit)), Page.tick, gap: 6)
      let bar = canvas.snapped(Rect(x: at.x, y: at.y - 5, width: 56, height: 10))
      canvas.cells(map.colors, columns: map.colors.count, rows: 1, in: bar)
      canvas.stroke(bar, theme.axis, width: 1)
      at.x = bar.right + 6
      text(.plain(NumberText.trimmed(key.limit)), Page.tick, gap: 24)
    }
  }
}
