/// Size, weight and digits of a label.
public struct TextStyle: Sendable, Hashable {
  public enum Weight: Sendable, Hashable {
    case regular, medium, semibold
  }

  /// In points.
  public var size: Double
  public var weight: Weight
  /// Digits of equal width, for numbers that stand in columns.
  public var tabular: Bool

  public init(_ size: Double, weight: Weight = .regular, tabular: Bool = false) {
    self.size = size
    self.weight = weight
    self.tabular = tabular
  }

  var face: FontFace {
    switch weight {
    case .regular: .regular
    case .medium: .medium
    case .semibold: .semibold
    }
  }
}

/// How far a label reaches from the left end of its baseline, in points.
public struct TextMetrics: Sendable, Hashable {
  public var width: Double
  /// Ink above the baseline.
  public var ascent: Double
  /// Ink below the baseline.
  public var descent: Double
}
