import Drawing

extension LinePlot {
  /// A cue beside a curve's colour.
  public enum Dash: Sendable, Hashable, CaseIterable {
    case solid, dashed, dotted, dashDotted
  }

  public struct Curve: Sendable, Hashable {
    public var label: Label?
    public var points: [Point]
    /// Of each seed its points, drawn pale behind the curve: dots with a line from the least to the
    /// greatest, or a band where x has more than 24 values.
    public var runs: [[Point]]
    /// nil takes the next colour of the theme's sequence.
    public var role: Theme.Role?
    /// nil tells curves without points apart by their order.
    public var dash: Dash?
    /// Draws a mark at each point; its shape tells curves apart.
    public var showsPoints: Bool
    /// A prediction to compare with: thin, and without a say in where the axes end.
    public var isReference: Bool

    public init(
      label: Label? = nil, points: [Point], role: Theme.Role? = nil, dash: Dash? = nil,
      showsPoints: Bool = false, isReference: Bool = false
    ) {
      self.label = label
      self.points = points
      runs = []
      self.role = role
      self.dash = dash
      self.showsPoints = showsPoints
      self.isReference = isReference
    }

    /// y at 1, 2, 3, ... or at the given x.
    public init(
      label: Label? = nil, x: [Double]? = nil, y: [Double], role: Theme.Role? = nil,
      dash: Dash? = nil, showsPoints: Bool = false, isReference: Bool = false
    ) {
      precondition(
        x == nil || x?.count == y.count, "\(x?.count ?? 0) x values for \(y.count) y values")
      self.init(
        label: label, points: y.indices.map { Point(x?[$0] ?? Double($0 + 1), y[$0]) },
        role: role, dash: dash, showsPoints: showsPoints, isReference: isReference)
    }

    /// The median over several runs, a seed each, at the same x.
    public init(
      label: Label? = nil, x: [Double], runs: [[Double]], role: Theme.Role? = nil,
      dash: Dash? = nil
    ) {
      for run in runs {
        precondition(x.count == run.count, "\(x.count) x values for \(run.count) y values")
      }
      self.init(
        label: label, x: runs.isEmpty ? [] : x, y: CurveData.median(of: runs), role: role,
        dash: dash, showsPoints: true)
      self.runs = runs.map { zip(x, $0).map { Point($0, $1) } }
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

  /// Curves on axes that all panels share.
  public struct Panel: Sendable, Hashable {
    public var title: Label?
    public var curves: [Curve]
    public var markers: [Marker]
    public var references: [Reference]

    public init(
      title: Label? = nil, curves: [Curve], markers: [Marker] = [], references: [Reference] = []
    ) {
      self.title = title
      self.curves = curves
      self.markers = markers
      self.references = references
    }
  }

  /// The smallest number that is not lost: what lies below it counts as 0.
  public struct Floor: Sendable, Hashable {
    /// A noun, as in "0 or below the *smallest float32*".
    public var label: Label
    public var value: Double

    public init(_ label: Label, value: Double) {
      self.label = label
      self.value = value
    }

    /// 2 to the power of -149, the smallest subnormal number of single precision.
    public static let float32 = Floor("smallest float32", value: 0x1p-149)
    /// 2 to the power of -1074, the smallest subnormal number of double precision.
    public static let float64 = Floor("smallest float64", value: 0x1p-1074)
  }
}
