import Drawing

/// A loss over two parameters as filled contours, the paths that training takes over it, and a
/// slice of the loss beside it.
///
/// ```swift
/// let cliff = Landscape(
///   title: "A cliff", x: 0...2, y: -1...1, value: { w, b in w * w + 100 * b * b + 0.01 },
///   paths: [.init(label: "clipped", points: [Point(1.8, 0.9), Point(1.2, 0.1)])],
///   slice: .alongX(y: 0.5), xTitle: "$w$", yTitle: "$b$")
/// try cliff.render().write(to: "cliff.png")
/// ```
///
/// Contours come from linear interpolation in four triangles a cell of the grid, of the logarithm
/// of the values on a logarithmic scale; a cell's middle follows the diagonal on which the values
/// bend less, so that narrow valleys of coarse grids stay whole. Cells with a corner that is not finite are hatched. A path
/// that leaves the frame ends in an arrow at the edge with the length of the jump.
///
/// Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
/// networks", 2013, figure 6.
public struct Landscape: Figure {
  /// The parameters after each update, from the initial ones.
  public struct Path: Sendable, Hashable {
    public var label: Label?
    public var points: [Point]

    public init(label: Label? = nil, points: [Point]) {
      self.label = label
      self.points = points
    }
  }

  /// A straight line through the landscape, whose values are drawn beside it.
  public enum Slice: Sendable, Hashable {
    /// From left to right at one y.
    case alongX(y: Double)
    /// From bottom to top at one x.
    case alongY(x: Double)
    /// From one point to another.
    case line(from: Point, to: Point)
  }

  public var title: Label
  public var subtitle: Label?
  /// Where the grid's columns stand, from left to right.
  public var x: [Double]
  /// Where the grid's rows stand, from the bottom up.
  public var y: [Double]
  /// A row for each y with a value for each x.
  public var values: [[Double]]
  public var paths: [Path]
  public var slice: Slice?
  public var xTitle: Label?
  public var yTitle: Label?
  /// What the values are, over the colour bar.
  public var valueTitle: Label
  public var scale: AxisScale
  /// Where contours lie; nil takes about a dozen round numbers. Values under the first and over the
  /// last take the colours of the ends.
  public var levels: [Double]?
  /// Draws a line at each contour.
  public var showsLines: Bool

  public init(
    title: Label, subtitle: Label? = nil, x: [Double], y: [Double], values: [[Double]],
    paths: [Path] = [], slice: Slice? = nil, xTitle: Label? = nil, yTitle: Label? = nil,
    valueTitle: Label = "loss $E$", scale: AxisScale = .logarithmic, levels: [Double]? = nil,
    showsLines: Bool = true
  ) {
    self.title = title
    self.subtitle = subtitle
    self.x = x
    self.y = y
    self.values = values
    self.paths = paths
    self.slice = slice
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.valueTitle = valueTitle
    self.scale = scale
    self.levels = levels
    self.showsLines = showsLines
  }

  /// The values of a function at `samples` by `samples` places.
  public init(
    title: Label, subtitle: Label? = nil, x: ClosedRange<Double>, y: ClosedRange<Double>,
    samples: Int = 161, value: (Double, Double) -> Double, paths: [Path] = [],
    slice: Slice? = nil, xTitle: Label? = nil, yTitle: Label? = nil,
    valueTitle: Label = "loss $E$", scale: AxisScale = .logarithmic, levels: [Double]? = nil,
    showsLines: Bool = true
  ) {
    precondition(samples >= 2, "\(samples) samples were given; at least 2 are needed")
    func places(_ range: ClosedRange<Double>) -> [Double] {
      (0..<samples).map {
        let share = Double($0) / Double(samples - 1)
        return range.lowerBound * (1 - share) + range.upperBound * share
      }
    }
    let (xs, ys) = (places(x), places(y))
    self.init(
      title: title, subtitle: subtitle, x: xs, y: ys,
      values: ys.map { y in xs.map { value($0, y) } }, paths: paths, slice: slice,
      xTitle: xTitle, yTitle: yTitle, valueTitle: valueTitle, scale: scale, levels: levels,
      showsLines: showsLines)
  }

  public func validate() throws(FigureError) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(FigureError) {
      if !condition { throw .invalidData(figure: "Landscape", reason: reason()) }
    }
    for (name, places) in [("x", x), ("y", y)] {
      try require(
        (2...2048).contains(places.count),
        "\(places.count) places of \(name) were given; 2 to 2048 are drawn")
      try require(
        places.allSatisfy(\.isFinite) && zip(places, places.dropFirst()).allSatisfy { $0 < $1 },
        "the places of \(name) must be finite and rise")
    }
    try require(
      values.count == y.count, "\(values.count) rows of values for \(y.count) places of y")
    for (row, line) in values.enumerated() {
      try require(
        line.count == x.count,
        "row \(row + 1) has \(line.count) values for \(x.count) places of x")
    }
    try require(paths.count <= 4, "\(paths.count) paths were given; at most 4 are drawn")
    for (index, path) in paths.enumerated() {
      try require(!path.points.isEmpty, "path \(index + 1) has no points")
    }
    if let slice {
      let (from, to) = grid.ends(of: slice)
      let isInside = [from, to].allSatisfy {
        $0.x >= x[0] && $0.x <= x[x.count - 1] && $0.y >= y[0] && $0.y <= y[y.count - 1]
      }
      try require(
        isInside && from != to,
        "the slice runs from (\(from.x), \(from.y)) to (\(to.x), \(to.y)); both must lie in the "
          + "landscape and differ")
    }
    if let levels {
      try require(
        (2...40).contains(levels.count), "\(levels.count) levels were given; 2 to 40 are drawn")
      try require(
        levels.allSatisfy { $0.isFinite && (scale == .linear || $0 > 0) }
          && zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 },
        "the levels must be finite\(scale == .linear ? "" : ", above 0") and rise")
    }
  }

  var grid: LandscapeGrid { LandscapeGrid(self) }

  public func draw(on canvas: Canvas) -> [FigureRegion] {
    LandscapePainter(self, canvas).draw()
    return []
  }
}
