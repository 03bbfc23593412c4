import Drawing

/// Curves y(x) with names, marked points and reference lines, in one panel or in several on one
/// scale: an activation function with its derivative, an error against a step size, the norm of a
/// gradient through time.
///
/// ```swift
/// let h = (0...10).map { 1 / Double(1 << $0) }
/// let plot = LinePlot(
///   title: "Error of a difference", curves: [.init(label: "float64", x: h, y: h.map { $0 * $0 })],
///   xTitle: "step $h$", yTitle: "error", xScale: .logarithmic, yScale: .logarithmic)
/// try plot.render().write(to: "error.png")
/// ```
///
/// Curves are told apart by dashes, or by the shape of their points, as well as by colour. What has
/// no place on the axes is marked at the edge and explained: a triangle for numbers beyond a given
/// range or not positive on a logarithmic axis, a cross for what is not finite. A curve with more
/// than two points for each point of the page is drawn as a pale band from minimum to maximum with
/// a bold centred mean.
public struct LinePlot: Figure {
  public var title: Label
  public var subtitle: Label?
  /// 1 to 6, side by side on the same axes.
  public var panels: [Panel]
  public var xTitle: Label?
  public var yTitle: Label?
  public var xScale: AxisScale
  public var yScale: AxisScale
  /// The ends of the y axis; nil takes them from the data.
  public var yRange: ClosedRange<Double>?
  /// Numbers below it count as 0 on a logarithmic y axis.
  public var floor: Floor?

  public init(
    title: Label, subtitle: Label? = nil, panels: [Panel], xTitle: Label? = nil,
    yTitle: Label? = nil, xScale: AxisScale = .linear, yScale: AxisScale = .linear,
    yRange: ClosedRange<Double>? = nil, floor: Floor? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.xScale = xScale
    self.yScale = yScale
    self.yRange = yRange
    self.floor = floor
  }

  /// A single panel.
  public init(
    title: Label, subtitle: Label? = nil, curves: [Curve], markers: [Marker] = [],
    references: [Reference] = [], xTitle: Label? = nil, yTitle: Label? = nil,
    xScale: AxisScale = .linear, yScale: AxisScale = .linear,
    yRange: ClosedRange<Double>? = nil, floor: Floor? = nil
  ) {
    self.init(
      title: title, subtitle: subtitle,
      panels: [Panel(curves: curves, markers: markers, references: references)], xTitle: xTitle,
      yTitle: yTitle, xScale: xScale, yScale: yScale, yRange: yRange, floor: floor)
  }

  /// The curves of all panels.
  public var curves: [Curve] { panels.flatMap(\.curves) }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "LinePlot", reason: reason()) }
    }
    try require(
      (1...6).contains(panels.count), "\(panels.count) panels were given; 1 to 6 are drawn")
    for (index, panel) in panels.enumerated() {
      let name = panels.count == 1 ? "" : "panel \(index + 1): "
      try require(
        (1...12).contains(panel.curves.count),
        "\(name)\(panel.curves.count) curves were given; 1 to 12 are drawn")
      for (number, curve) in panel.curves.enumerated() {
        try require(!curve.points.isEmpty, "\(name)curve \(number + 1) has no points")
      }
      for marker in panel.markers {
        try require(
          marker.at.x.isFinite && marker.at.y.isFinite,
          "\(name)a marker stands at (\(marker.at.x), \(marker.at.y)); both must be finite")
      }
      for reference in panel.references {
        try require(
          reference.value.isFinite, "\(name)a reference line stands at \(reference.value)")
      }
    }
    if let yRange {
      let isPositive = yScale == .linear || yRange.lowerBound > 0
      try require(
        yRange.lowerBound.isFinite && yRange.upperBound.isFinite && isPositive
          && yRange.lowerBound < yRange.upperBound,
        "the y axis is to run from \(yRange.lowerBound) to \(yRange.upperBound); "
          + "\(yScale == .linear ? "" : "both must be above 0 and ")the ends must be finite and "
          + "differ")
    }
    if let floor {
      try require(
        floor.value > 0 && floor.value.isFinite,
        "the floor is at \(floor.value); it must be above 0 and finite")
    }
  }

  public var size: Size { LinePlotLayout(self).pageSize }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    LinePlotPainter(self, canvas).draw()
    return []
  }
}
