import Drawing

/// Small pictures side by side, a square for each pixel: what a network is shown, and how much each
/// pixel moves its answer.
///
/// ```swift
/// let figure = PixelPanels(
///   title: "What speaks for a cup",
///   panels: [
///     .init(title: "the picture", pixels: cup), .init(title: "its weight", weights: weights),
///   ], barTitle: "weight")
/// try figure.render().write(to: "cup.png")
/// ```
///
/// Pixels run from 0, the page, to 1, ink. Weights share one signed scale, blue below 0 and red
/// above, from minus to plus the largest of them. A number that is not finite is crossed out and
/// counted.
///
/// Errors: ``validate()`` throws `.invalidData` for no panels, more than 48, panels without pixels,
/// with more than 64 rows or columns or with rows of unequal length, and for pixels outside 0...1.
public struct PixelPanels: Figure, Hashable {
  /// One picture.
  public struct Panel: Sendable, Hashable {
    public var title: Label?
    /// Rows of equal length, the highest first.
    public var values: [[Double]]
    /// Whether the values are weights and not pixels.
    public var areWeights: Bool

    /// A picture, 0 for the page and 1 for ink.
    public init(title: Label? = nil, pixels: [[Double]]) {
      (self.title, values, areWeights) = (title, pixels, false)
    }

    /// What each pixel does, of either sign.
    public init(title: Label? = nil, weights: [[Double]]) {
      (self.title, values, areWeights) = (title, weights, true)
    }
  }

  public static let mostPanels = 48
  public static let mostPixels = 64

  public var title: Label
  public var subtitle: Label?
  public var panels: [Panel]
  /// Above the colour bar of the weights.
  public var barTitle: Label?

  public init(title: Label, subtitle: Label? = nil, panels: [Panel], barTitle: Label? = nil) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.barTitle = barTitle
  }

  public var size: Size { PixelLayout(self).pageSize }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "PixelPanels", reason: reason()) }
    }
    try require(!panels.isEmpty, "no panels were given; at least 1 is needed")
    try require(
      panels.count <= Self.mostPanels,
      "\(panels.count) panels were given; at most \(Self.mostPanels) are drawn")
    for (index, panel) in panels.enumerated() {
      let (rows, columns) = (panel.values.count, panel.values.first?.count ?? 0)
      try require(
        (1...Self.mostPixels).contains(rows) && (1...Self.mostPixels).contains(columns),
        "panel \(index + 1) has \(rows) rows and \(columns) columns; each is 1 to "
          + "\(Self.mostPixels)")
      if let row = panel.values.firstIndex(where: { $0.count != columns }) {
        try require(
          false,
          "row \(row + 1) of panel \(index + 1) has \(panel.values[row].count) columns, row 1 has "
            + "\(columns)")
      }
      let outside = panel.values.joined().first { $0.isFinite && !(0...1).contains($0) }
      if !panel.areWeights, let outside {
        try require(false, "a pixel of panel \(index + 1) is \(outside); pixels are 0 to 1")
      }
    }
  }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    PixelPainter(self, canvas).draw()
    return []
  }
}

/// Where the pictures stand: from left to right, in as many lines as make them largest.
struct PixelLayout {
  static let titleHeight = 24.0
  static let gap = 26.0
  static let largestSide = 216.0

  /// The squares that hold the pictures.
  let places: [Rect]
  let bar: (bar: ColorBar, rect: Rect)?
  let pageSize: Size
  let crossed: Int

  init(_ figure: PixelPanels) {
    let weights = figure.panels.filter(\.areWeights).flatMap { $0.values.joined() }
    let bar =
      weights.isEmpty
      ? nil
      : ColorBar(scale: ColorScale(.automatic, holding: weights), title: figure.barTitle)
    let room = Page.width - 2 * Page.margin - (bar.map { $0.width + 28 } ?? 0)
    let count = max(1, figure.panels.count)
    func side(_ across: Int) -> Double {
      min(Self.largestSide, (room - Double(across - 1) * Self.gap) / Double(across))
    }
    // As large as can be while the page stays no taller than wide.
    func height(_ across: Int) -> Double {
      let lines = Double((count + across - 1) / across)
      return lines * (side(across) + Self.titleHeight + 12)
    }
    var across = (1...count).first { height($0) <= 480 } ?? count
    // No line shorter than it need be.
    let lines = (count + across - 1) / across
    across = (count + lines - 1) / lines
    let side = side(across)
    let top = Page.plotTop
    let places = figure.panels.indices.map { index in
      let (line, column) = (index / across, index % across)
      return Rect(
        x: Page.margin + Double(column) * (side + Self.gap),
        y: top + Self.titleHeight + Double(line) * (side + Self.titleHeight + 12), width: side,
        height: side)
    }
    self.places = places
    let bottom = (places.map(\.bottom).max() ?? top)
    self.bar = bar.map { bar in
      (
        bar,
        Rect(
          x: (places.map(\.right).max() ?? Page.margin) + 28, y: top + Self.titleHeight + 6,
          width: ColorBar.thickness, height: min(side, 200) - 6)
      )
    }
    crossed = figure.panels.reduce(0) { $0 + $1.values.joined().count { !$0.isFinite } }
    pageSize = Size(Page.width, (bottom + 28 + (crossed > 0 ? 18 : 0)).rounded(.up))
  }
}

/// Draws the pictures.
private struct PixelPainter {
  let figure: PixelPanels
  let canvas: Canvas
  let layout: PixelLayout

  init(_ figure: PixelPanels, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = PixelLayout(figure)
  }

  func draw() {
    for (panel, place) in zip(figure.panels, layout.places) { draw(panel, in: place) }
    if let (bar, rect) = layout.bar { bar.draw(in: rect, on: canvas) }
    guard layout.crossed > 0 else { return }
    canvas.text(
      "\(layout.crossed) not finite", at: Point(Page.margin, layout.pageSize.height - 16),
      Page.label, canvas.theme.secondary)
  }

  private func draw(_ panel: PixelPanels.Panel, in place: Rect) {
    let theme = canvas.theme
    let (rows, columns) = (panel.values.count, panel.values[0].count)
    let cell = min(place.width / Double(columns), place.height / Double(rows))
    let whole = canvas.snapped(
      Rect(
        x: place.x, y: place.y, width: cell * Double(columns), height: cell * Double(rows)))
    if let title = panel.title {
      let (text, style) = canvas.cut(title, Page.panelTitle, width: place.width)
      canvas.text(text, at: Point(whole.left, whole.top - 9), style)
    }
    let scale = layout.bar?.bar.scale
    let colors = panel.values.joined().map { value -> Color in
      guard value.isFinite else { return theme.panel }
      if panel.areWeights { return scale?.color(value, theme) ?? theme.panel }
      return theme.panel.mixed(with: theme.ink, value)
    }
    canvas.cells(colors, columns: columns, rows: rows, in: whole)
    let (width, height) = (whole.width / Double(columns), whole.height / Double(rows))
    if cell >= 6 {
      for column in 1..<max(2, columns) where column < columns {
        let x = whole.left + Double(column) * width
        canvas.line(Point(x, whole.top), Point(x, whole.bottom), theme.background, width: 1)
      }
      for row in 1..<max(2, rows) where row < rows {
        let y = whole.top + Double(row) * height
        canvas.line(Point(whole.left, y), Point(whole.right, y), theme.background, width: 1)
      }
    }
    for (row, line) in panel.values.enumerated() {
      for (column, value) in line.enumerated() where !value.isFinite {
        let box = Rect(
          x: whole.left + Double(column) * width, y: whole.top + Double(row) * height,
          width: width, height: height)
        NonFinite.mark(value, in: box, on: canvas)
      }
    }
    canvas.stroke(whole, theme.axis, width: 1)
  }
}
