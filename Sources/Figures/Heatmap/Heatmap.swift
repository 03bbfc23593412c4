import Drawing

/// Numbers as colours: one or several panels of rows and columns that share one scale.
///
/// Hidden states over time (a row is a unit, a column a time step), gates and attention, the
/// triangle of (t, k) terms of a gradient. A cell that is nil stays empty; a cell that is not
/// finite is crossed out. Where there is room the numbers stand in the cells.
public struct Heatmap: Figure {
  /// What the colours mean.
  public enum Scale: Sendable, Hashable {
    /// Blue negative, red positive, -limit to limit.
    case signed(limit: Double)
    /// viridis, 0 to 1.
    case unit
    /// Signed, with the largest finite magnitude of all panels as limit.
    case automatic
  }

  public struct Panel: Sendable, Hashable {
    public var title: Label?
    /// Rows of equal length; nil is an empty cell.
    public var values: [[Double?]]
    /// One for each row or column, or empty for numbers from 1.
    public var rowLabels: [Label]
    public var columnLabels: [Label]

    public init(
      title: Label? = nil, values: [[Double?]], rowLabels: [Label] = [], columnLabels: [Label] = []
    ) {
      self.title = title
      self.values = values
      self.rowLabels = rowLabels
      self.columnLabels = columnLabels
    }
  }

  public var title: Label
  public var subtitle: Label?
  public var panels: [Panel]
  public var scale: Scale
  public var rowTitle: Label?
  public var columnTitle: Label?
  /// Above the colour bar.
  public var barTitle: Label?
  /// Decimals of the numbers in the cells; nil writes none.
  public var decimals: Int?
  /// Whether a column is a time step, and so a region of the rendered figure.
  public var columnsAreSteps: Bool

  public init(
    title: Label, subtitle: Label? = nil, panels: [Panel], scale: Scale = .automatic,
    rowTitle: Label? = nil, columnTitle: Label? = nil, barTitle: Label? = nil,
    decimals: Int? = 2, columnsAreSteps: Bool = true
  ) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.scale = scale
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.barTitle = barTitle
    self.decimals = decimals
    self.columnsAreSteps = columnsAreSteps
  }

  /// A single panel.
  public init(
    title: Label, subtitle: Label? = nil, values: [[Double?]], rowLabels: [Label] = [],
    columnLabels: [Label] = [], scale: Scale = .automatic, rowTitle: Label? = nil,
    columnTitle: Label? = nil, barTitle: Label? = nil, decimals: Int? = 2,
    columnsAreSteps: Bool = true
  ) {
    self.init(
      title: title, subtitle: subtitle,
      panels: [Panel(values: values, rowLabels: rowLabels, columnLabels: columnLabels)],
      scale: scale, rowTitle: rowTitle, columnTitle: columnTitle, barTitle: barTitle,
      decimals: decimals, columnsAreSteps: columnsAreSteps)
  }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "Heatmap", reason: reason()) }
    }
    try require(
      (1...12).contains(panels.count), "\(panels.count) panels were given; 1 to 12 are drawn")
    if case .signed(let limit) = scale {
      try require(limit > 0 && limit.isFinite, "the limit is \(limit); it must be above 0")
    }
    for (index, panel) in panels.enumerated() {
      let name = panels.count == 1 ? "" : "panel \(index + 1): "
      let columns = panel.values.first?.count ?? 0
      try require(columns > 0, "\(name)no values were given; at least 1 x 1 is needed")
      for (row, values) in panel.values.enumerated() {
        try require(
          values.count == columns,
          "\(name)row \(row + 1) has \(values.count) values, row 1 has \(columns)")
      }
      try require(
        panel.values.count <= 32_767 && columns <= 32_767,
        "\(name)\(panel.values.count) x \(columns) cells; a side may have at most 32767")
      try require(
        panel.rowLabels.isEmpty || panel.rowLabels.count == panel.values.count,
        "\(name)\(panel.rowLabels.count) row labels for \(panel.values.count) rows")
      try require(
        panel.columnLabels.isEmpty || panel.columnLabels.count == columns,
        "\(name)\(panel.columnLabels.count) column labels for \(columns) columns")
    }
  }

  /// The scale with its limit worked out.
  package var resolvedScale: Scale {
    guard case .automatic = scale else { return scale }
    var largest = 0.0
    for panel in panels {
      for row in panel.values {
        for case let value? in row where value.isFinite { largest = max(largest, abs(value)) }
      }
    }
    return .signed(limit: largest > 0 ? largest : 1)
  }

  public var size: Size { HeatmapLayout(self).pageSize }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    HeatmapPainter(self, canvas).draw()
  }
}
