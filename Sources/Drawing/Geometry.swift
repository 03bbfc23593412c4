/// A place on the page, in points (1/72 inch); x grows to the right, y downward.
public struct Point: Sendable, Hashable {
  public var x: Double
  public var y: Double

  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// Width and height in points.
public struct Size: Sendable, Hashable {
  public var width: Double
  public var height: Double

  public init(_ width: Double, _ height: Double) {
    self.width = width
    self.height = height
  }
}

/// An upright rectangle in points, named by its top left corner.
public struct Rect: Sendable, Hashable {
  public var x: Double
  public var y: Double
  public var width: Double
  public var height: Double

  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  public init(left: Double, top: Double, right: Double, bottom: Double) {
    self.init(x: left, y: top, width: right - left, height: bottom - top)
  }

  public var left: Double { x }
  public var top: Double { y }
  public var right: Double { x + width }
  public var bottom: Double { y + height }
  public var midX: Double { x + width / 2 }
  public var midY: Double { y + height / 2 }
  public var center: Point { Point(midX, midY) }

  /// The rectangle made smaller by `dx` on the left and right and by `dy` above and below.
  public func inset(_ dx: Double, _ dy: Double) -> Rect {
    Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  public func offset(_ dx: Double, _ dy: Double) -> Rect {
    Rect(x: x + dx, y: y + dy, width: width, height: height)
  }

  /// Whether the two share more than `slack` points in both directions.
  public func overlaps(_ other: Rect, slack: Double = 0) -> Bool {
    min(right, other.right) - max(left, other.left) > slack
      && min(bottom, other.bottom) - max(top, other.top) > slack
  }

  /// Whether `other` lies inside, up to `slack` points.
  public func contains(_ other: Rect, slack: Double = 0) -> Bool {
    other.left >= left - slack && other.right <= right + slack
      && other.top >= top - slack && other.bottom <= bottom + slack
  }

  public func union(_ other: Rect) -> Rect {
    Rect(
      left: min(left, other.left), top: min(top, other.top),
      right: max(right, other.right), bottom: max(bottom, other.bottom))
  }
}
