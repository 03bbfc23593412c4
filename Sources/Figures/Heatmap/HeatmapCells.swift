import Drawing

/// Draws one block of cells: colours, lines between large cells, numbers, marks.
struct HeatmapCells {
  let scale: ColorScale
  let canvas: Canvas
  /// What stands in a cell; nil writes nothing.
  let numbers: CellNumbers?
  let marksMaximum: Bool

  private var theme: Theme { canvas.theme }

  func draw(_ values: [[Double?]], in rect: Rect, isStrip: Bool = false) {
    let (rows, columns) = (values.count, values[0].count)
    let isTriangle = !isStrip && Self.isTriangle(values)
    var colors: [Color?] = []
    colors.reserveCapacity(rows * columns)
    for row in values {
      for value in row {
        colors.append(value.map { $0.isFinite ? scale.color($0, theme) : theme.ink })
      }
    }
    if !isTriangle { canvas.fill(rect, theme.panel) }
    canvas.cells(colors, columns: columns, rows: rows, in: rect)
    let grid = Grid(rect: rect, rows: rows, columns: columns)
    drawLines(grid)
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        guard let value else { continue }
        drawCell(value, in: grid.cell(row, column))
      }
      if marksMaximum, !isStrip { markMaximum(line, row, grid) }
    }
    if isTriangle {
      canvas.polyline(Self.outline(grid), theme.axis, width: 1)
    } else {
      canvas.stroke(rect, theme.axis, width: 1)
    }
  }

  /// A rectangle cut into equal cells.
  private struct Grid {
    var rect: Rect
    var rows: Int
    var columns: Int

    var width: Double { rect.width / Double(columns) }
    var height: Double { rect.height / Double(rows) }

    func cell(_ row: Int, _ column: Int) -> Rect {
      Rect(
        x: rect.left + Double(column) * width, y: rect.top + Double(row) * height, width: width,
        height: height)
    }
  }

  private func drawLines(_ grid: Grid) {
    let rect = grid.rect
    let side = min(grid.width, grid.height)
    guard side >= 9 else { return }
    let thickness = side < 16 ? 0.5 : 1
    for column in 1..<max(1, grid.columns) {
      let x = canvas.snapped(rect.left + Double(column) * grid.width)
      canvas.line(Point(x, rect.top), Point(x, rect.bottom), theme.background, width: thickness)
    }
    for row in 1..<max(1, grid.rows) {
      let y = canvas.snapped(rect.top + Double(row) * grid.height)
      canvas.line(Point(rect.left, y), Point(rect.right, y), theme.background, width: thickness)
    }
  }

  private func drawCell(_ value: Double, in cell: Rect) {
    let side = min(cell.width, cell.height)
    guard value.isFinite else {
      if side >= 4 { NonFinite.mark(value, in: cell, on: canvas) }
      return
    }
    if scale.fraction(value) == nil {
      ColorBar.markZero(in: cell.inset(0.5, 0.5), on: canvas)
      return
    }
    guard let numbers else { return }
    canvas.text(
      .plain(numbers.text(value)), at: cell.center, Page.tick,
      theme.text(on: scale.color(value, theme)),
      align: .center, anchor: .middle)
  }

  /// A frame in the row's largest cell, a dot where it is small. Rows that are all equal have none.
  private func markMaximum(_ line: [Double?], _ row: Int, _ grid: Grid) {
    let known = line.compactMap { $0 }.filter(\.isFinite)
    guard let largest = known.max(), known.contains(where: { $0 < largest }) else { return }
    for (column, value) in line.enumerated() where value == largest {
      let cell = grid.cell(row, column)
      let ink = theme.text(on: scale.color(largest, theme))
      if min(cell.width, cell.height) >= 11 {
        canvas.stroke(canvas.snapped(cell.inset(2.5, 2.5)), ink, width: 1.6)
      } else if min(cell.width, cell.height) >= 3 {
        canvas.circle(cell.center, radius: 0.24 * min(cell.width, cell.height), fill: ink)
      }
    }
  }

  // MARK: - Triangles

  /// Whether the half above the diagonal is empty, and only that.
  static func isTriangle(_ values: [[Double?]]) -> Bool {
    guard values.count > 1, values.count == values[0].count else { return false }
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() where (value == nil) != (column > row) {
        return false
      }
    }
    return true
  }

  /// The steps of the diagonal, closed along the left and the bottom.
  private static func outline(_ grid: Grid) -> [Point] {
    var points = [Point(grid.rect.left, grid.rect.top)]
    for index in 0..<grid.rows {
      let cell = grid.cell(index, index)
      points += [Point(cell.right, cell.top), Point(cell.right, cell.bottom)]
    }
    return points + [
      Point(grid.rect.left, grid.rect.bottom), Point(grid.rect.left, grid.rect.top),
    ]
  }
}
