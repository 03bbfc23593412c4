import Drawing

/// Numbers as colours: one or several panels of rows and columns.
///
/// Hidden states and gates over time (a row is a unit, a column a time step), attention, the
/// triangle of (t, k) terms of a gradient, or a matrix of one's own:
///
/// ```swift
/// let figure = Heatmap(
///   title: "Hidden state", values: states, scale: .signed(limit: 1),
///   rowTitle: "unit $i$", columnTitle: "time step $t$", barTitle: "$h_t^{(i)}$")
/// try figure.render().write(to: "states.png")
/// ```
///
/// Panels share one scale and one colour bar, unless a panel names a scale of its own; there is a
/// bar for each scale. A cell that is nil stays empty, a cell that is not finite is crossed out and
/// counted, and a value beyond the scale's ends makes the bar say `≥` or `≤` there. Numbers stand
/// in the cells where all of them fit.
///
/// Errors: ``validate()`` throws for ragged rows, for labels or strips that do not match the rows or
/// columns, and for scales whose ends are not in order.
public struct Heatmap: Figure {
  /// What the colours mean.
  public enum Scale: Sendable, Hashable {
    /// Blue negative, red positive, -limit to limit: a state at 1, a gradient at its largest.
    case signed(limit: Double)
    /// viridis, 0 to 1: gates, attention, probabilities.
    case unit
    /// Signed, with the largest finite magnitude of the panels as limit.
    case automatic
    /// viridis from one end to the other, for what has no sign.
    case linear(low: Double, high: Double)
    /// Magnitudes by their logarithm, pale to dark; zero has a mark of its own. An end that is nil
    /// is the power of ten that holds all the data.
    case logarithmic(low: Double? = nil, high: Double? = nil)
  }

  /// A row or a column of its own beside a panel, on the panel's scale: the sums over its rows.
  public struct Strip: Sendable, Hashable {
    public var title: Label
    public var values: [Double?]

    public init(_ title: Label, values: [Double?]) {
      self.title = title
      self.values = values
    }
  }

  public struct Panel: Sendable, Hashable {
    public var title: Label?
    /// Rows of equal length; nil is an empty cell.
    public var values: [[Double?]]
    /// One for each row or column, or empty for numbers from 1.
    public var rowLabels: [Label]
    public var columnLabels: [Label]
    /// What this panel's colours mean, where that is not what the figure says.
    public var scale: Scale?
    /// Above the bar of `scale`.
    public var barTitle: Label?
    /// At the right, a value for each row.
    public var rowStrip: Strip?
    /// Below, a value for each column.
    public var columnStrip: Strip?

    public init(
      title: Label? = nil, values: [[Double?]], rowLabels: [Label] = [], columnLabels: [Label] = [],
      scale: Scale? = nil, barTitle: Label? = nil, rowStrip: Strip? = nil,
      columnStrip: Strip? = nil
    ) {
      self.title = title
      self.values = values
      self.rowLabels = rowLabels
      self.columnLabels = columnLabels
      self.scale = scale
      self.barTitle = barTitle
      self.rowStrip = rowStrip
      self.columnStrip = columnStrip
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
  /// Whether the columns' names stand above the panels, as the input words of attention do.
  public var columnLabelsAbove = false
  /// Whether cells are kept nearly square.
  public var squareCells = false
  /// Whether the largest value of each row is framed.
  public var marksRowMaximum = false
  /// What each row sums to; a row that does not says so at its end.
  public var expectedRowSum: Double?

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

  public var size: Size { HeatmapLayout(self).pageSize }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    HeatmapPainter(self, canvas).draw()
  }
}
