import CCairo

extension Canvas {
  /// Past this many rectangles a vector page holds a picture instead.
  private static let mostRectangles = 50_000

  /// A grid of colours whose cells keep sharp edges; nil leaves the page as it is.
  ///
  /// On a PNG one picture, seven times faster than as many rectangles; on a vector page rectangles
  /// that show no seam where they meet.
  public func cells(_ colors: [Color?], columns: Int, rows: Int, in rect: Rect) {
    precondition(
      colors.count == columns * rows,
      "\(columns) x \(rows) cells need \(columns * rows) colours, got \(colors.count)")
    guard columns > 0, rows > 0,
      accepts(rect.x, rect.y, rect.width, rect.height, what: "a picture")
    else { return }
    // On a very small picture a snapped rectangle has no pixel left.
    guard rect.width > 0, rect.height > 0 else { return }
    guard columns <= Surface.sideLimit, rows <= Surface.sideLimit else {
      fail(.tooLarge(width: Double(columns), height: Double(rows), limit: Surface.sideLimit))
      return
    }
    let grid = CellGrid(colors, columns: columns, rows: rows)
    if format.isVector, let runs = grid.runs(atMost: Self.mostRectangles) {
      fill(runs, of: grid, in: rect)
    } else {
      paint(grid, in: rect)
    }
  }

  /// Each run of equal cells lies also under its right and lower neighbours, which are drawn after
  /// it: at an edge a viewer then mixes the two colours, and never the page between them.
  private func fill(_ runs: [CellGrid.Run], of grid: CellGrid, in rect: Rect) {
    let (width, height) = (rect.width / Double(grid.columns), rect.height / Double(grid.rows))
    func trace(_ columns: Range<Int>, _ rows: Range<Int>) {
      cairo_rectangle(
        cairo, rect.x + Double(columns.lowerBound) * width,
        rect.y + Double(rows.lowerBound) * height, Double(columns.count) * width,
        Double(rows.count) * height)
    }
    for run in runs {
      cairo_set_source_rgb(
        cairo, Double(run.pixel >> 16 & 0xFF) / 255, Double(run.pixel >> 8 & 0xFF) / 255,
        Double(run.pixel & 0xFF) / 255)
      cairo_new_path(cairo)
      let hasRight = grid.isFilled(run.columns.upperBound, run.row)
      let columns = run.columns.lowerBound..<run.columns.upperBound + (hasRight ? 1 : 0)
      let below = grid.filled(columns, run.row + 1)
      if below == [columns] {
        trace(columns, run.row..<run.row + 2)
      } else {
        trace(columns, run.row..<run.row + 1)
        for part in below { trace(part, run.row..<run.row + 2) }
      }
      cairo_fill(cairo)
    }
  }

  private func paint(_ grid: CellGrid, in rect: Rect) {
    let image = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, Int32(grid.columns), Int32(grid.rows))
    defer { cairo_surface_destroy(image) }
    if let problem = cairoProblem(cairo_surface_status(image)) {
      fail(problem)
      return
    }
    cairo_surface_flush(image)
    guard let data = cairo_image_surface_get_data(image) else { return }
    let stride = Int(cairo_image_surface_get_stride(image))
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        UnsafeMutableRawPointer(data).storeBytes(
          of: grid.pixels[row * grid.columns + column], toByteOffset: row * stride + column * 4,
          as: UInt32.self)
      }
    }
    cairo_surface_mark_dirty(image)
    cairo_save(cairo)
    cairo_translate(cairo, rect.x, rect.y)
    cairo_scale(cairo, rect.width / Double(grid.columns), rect.height / Double(grid.rows))
    cairo_set_source_surface(cairo, image, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST)
    cairo_rectangle(cairo, 0, 0, Double(grid.columns), Double(grid.rows))
    cairo_fill(cairo)
    cairo_restore(cairo)
  }
}

/// Cells as 32-bit pixels, alpha first: 0 where a cell is empty.
struct CellGrid {
  /// Equal cells that stand side by side in a row.
  struct Run {
    var row: Int
    var columns: Range<Int>
    var pixel: UInt32
  }

  let columns: Int
  let rows: Int
  let pixels: [UInt32]

  init(_ colors: [Color?], columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    pixels = colors.map { color in
      guard let (red, green, blue) = color?.bytes else { return 0 }
      return 0xFF00_0000 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
    }
  }

  /// Whether a cell exists and has a colour.
  func isFilled(_ column: Int, _ row: Int) -> Bool {
    column < columns && row < rows && pixels[row * columns + column] != 0
  }

  /// The parts of a row that have colours.
  func filled(_ range: Range<Int>, _ row: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    for column in range where isFilled(column, row) {
      if let last = parts.last, last.upperBound == column {
        parts[parts.count - 1] = last.lowerBound..<column + 1
      } else {
        parts.append(column..<column + 1)
      }
    }
    return parts
  }

  /// The runs row by row, or nil when there are more than `limit`.
  func runs(atMost limit: Int) -> [Run]? {
    var runs: [Run] = []
    for row in 0..<rows {
      var start = 0
      while start < columns {
        let pixel = pixels[row * columns + start]
        var end = start + 1
        while end < columns, pixels[row * columns + end] == pixel { end += 1 }
        if pixel != 0 {
          if runs.count == limit { return nil }
          runs.append(Run(row: row, columns: start..<end, pixel: pixel))
        }
        start = end
      }
    }
    return runs
  }
}
