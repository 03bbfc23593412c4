import Drawing
import Foundation

/// A landscape's values on the scale that contours are interpolated on.
struct LandscapeGrid {
  let figure: Landscape
  private var x: [Double] { figure.x }
  private var y: [Double] { figure.y }

  init(_ figure: Landscape) { self.figure = figure }

  /// The value itself or its logarithm; values that are not positive have none.
  static func scaled(_ value: Double, _ scale: AxisScale) -> Double {
    guard scale == .logarithmic, value.isFinite else { return value }
    return value > 0 ? log10(value) : -.infinity
  }

  func ends(of slice: Landscape.Slice) -> (Point, Point) {
    switch slice {
    case .alongX(let at): return (Point(x[0], at), Point(x[x.count - 1], at))
    case .alongY(let at): return (Point(at, y[0]), Point(at, y[y.count - 1]))
    case .line(let from, let to): return (from, to)
    }
  }

  /// The value at a place, interpolated bilinearly on the scale; NaN beside what is not finite.
  func value(at point: Point) -> Double {
    let (i, u) = Self.find(point.x, in: x)
    let (j, v) = Self.find(point.y, in: y)
    func corner(_ di: Int, _ dj: Int) -> Double {
      Self.scaled(figure.values[j + dj][i + di], figure.scale)
    }
    var sum = 0.0
    for (di, dj, weight) in [
      (0, 0, (1 - u) * (1 - v)), (1, 0, u * (1 - v)), (0, 1, (1 - u) * v), (1, 1, u * v),
    ] where weight > 0 {
      sum += weight * corner(di, dj)
    }
    return figure.scale == .logarithmic && sum.isFinite ? pow(10, sum) : sum
  }

  /// The cell that holds a place, and how far along it lies.
  private static func find(_ value: Double, in places: [Double]) -> (Int, Double) {
    var (low, high) = (0, places.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if places[middle] <= value { low = middle } else { high = middle }
    }
    let share = (value - places[low]) / (places[low + 1] - places[low])
    return (low, share.clamped(to: 0...1))
  }
}
