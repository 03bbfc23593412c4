import Drawing

/// Curves y(x) with labels, marked points and reference lines: an activation function with its
/// derivative and the operating points of a step, an error against a step size.
public struct LinePlot: Figure {
  /// The second cue beside a curve's colour.
  public enum Dash: Sendable, Hashable {
    case solid, dashed, dotted
  }

  public struct Curve: Sendable, Hashable {
    public var label: Label?
    public var points: [Point]
    /// nil takes the next colour of the theme's sequence.
    public var role: Theme.Role?
    public var dash: Dash
    /// Draws a dot at each point.
    public var showsPoints: Bool

    public init(
      label: Label? = nil, points: [Point], role: Theme.Role? = nil, dash: Dash = .solid,
      showsPoints: Bool = false
    ) {
      self.label = label
      self.points = points
      self.role = role
      self.dash = dash
      self.showsPoints = showsPoints
    }

    /// y at 1, 2, 3, ... or at the given x.
    public init(
      label: Label? = nil, x: [Double]? = nil, y: [Double], role: Theme.Role? = nil,
      dash: Dash = .solid, showsPoints: Bool = false
    ) {
      precondition(
        x == nil || x?.count == y.count, "\(x?.count ?? 0) x values for \(y.count) y values")
      self.init(
        label: label,
        points: y.indices.map { Point(x?[$0] ?? Double($0 + 1), y[$0]) }, role: role, dash: dash,
        showsPoints: showsPoints)
    }
  }

  /// A point to point out.
  public struct Marker: Sendable, Hashable {
    public var label: Label?
    public var at: Point
    public var role: Theme.Role

    public init(_ label: Label? = nil, at: Point, role: Theme.Role = .gradient) {
      self.label = label
      self.at = at
      self.role = role
    }
  }

  /// A straight line across the plot at one value of an axis.
  public struct Reference: Sendable, Hashable {
    public enum Direction: Sendable, Hashable {
      /// At a value of y.
      case horizontal
      /// At a value of x.
      case vertical
    }

    public var label: Label?
    public var value: Double
    public var direction: Direction

    public init(_ label: Label? = nil, value: Double, direction: Direction = .horizontal) {
      self.label = label
      self.value = value
      self.direction = direction
    }
  }

  public var title: Label
  public var subtitle: Label?
  public var curves: [Curve]
  public var markers: [Marker]
  public var references: [Reference]
  public var xTitle: Label?
  public var yTitle: Label?
  public var xScale: AxisScale
  public var yScale: AxisScale

  public init(
    title: Label, subtitle: Label? = nil, curves: [Curve], markers: [Marker] = [],
    references: [Reference] = [], xTitle: Label? = nil, yTitle: Label? = nil,
    xScale: AxisScale = .linear, yScale: AxisScale = .linear
  ) {
    self.title = title
    self.subtitle = subtitle
    self.curves = curves
    self.markers = markers
    self.references = references
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.xScale = xScale
    self.yScale = yScale
  }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "LinePlot", reason: reason()) }
    }
    try require(
      (1...12).contains(curves.count), "\(curves.count) curves were given; 1 to 12 are drawn")
    for (index, curve) in curves.enumerated() {
      try require(!curve.points.isEmpty, "curve \(index + 1) has no points")
    }
    for marker in markers {
      try require(
        marker.at.x.isFinite && marker.at.y.isFinite,
        "a marker stands at (\(marker.at.x), \(marker.at.y)); both must be finite")
    }
    for reference in references {
      try require(reference.value.isFinite, "a reference line stands at \(reference.value)")
    }
  }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    LinePlotPainter(self, canvas).draw()
    return []
  }
}
