/// The finite numbers between two ends, each of which belongs to the range or not.
public struct NumberRange: Sendable, Hashable {
  /// -infinity where there is no lower end.
  public var lower: Double
  public var includesLower: Bool
  /// infinity where there is no upper end.
  public var upper: Double
  public var includesUpper: Bool

  public init(
    lower: Double = -.infinity, includesLower: Bool = false, upper: Double = .infinity,
    includesUpper: Bool = false
  ) {
    self.lower = lower
    self.includesLower = includesLower
    self.upper = upper
    self.includesUpper = includesUpper
  }

  public static let any = NumberRange()
  /// Above 0.
  public static let positive = NumberRange(lower: 0)

  public static func atLeast(_ lower: Double) -> Self {
    NumberRange(lower: lower, includesLower: true)
  }

  public static func above(_ lower: Double) -> Self { NumberRange(lower: lower) }

  public static func atMost(_ upper: Double) -> Self {
    NumberRange(upper: upper, includesUpper: true)
  }

  public static func below(_ upper: Double) -> Self { NumberRange(upper: upper) }

  /// Both ends belong to the range.
  public static func closed(_ range: ClosedRange<Double>) -> Self {
    NumberRange(
      lower: range.lowerBound, includesLower: true, upper: range.upperBound, includesUpper: true)
  }

  /// The lower end belongs to the range, the upper end does not.
  public static func from(_ lower: Double, below upper: Double) -> Self {
    NumberRange(lower: lower, includesLower: true, upper: upper)
  }

  /// The upper end belongs to the range, the lower end does not.
  public static func above(_ lower: Double, atMost upper: Double) -> Self {
    NumberRange(lower: lower, upper: upper, includesUpper: true)
  }

  /// Neither end belongs to the range.
  public static func between(_ lower: Double, _ upper: Double) -> Self {
    NumberRange(lower: lower, upper: upper)
  }

  /// NaN and the infinities are in no range.
  public func contains(_ number: Double) -> Bool {
    number.isFinite
      && (includesLower ? number >= lower : number > lower)
      && (includesUpper ? number <= upper : number < upper)
  }

  /// ` from 0 to 1`, ` above 0`, ` of at least 0 and below 1`; empty for all numbers.
  var phrase: String { phrase(unit: "") }

  func phrase(unit: String) -> String {
    let low = written(lower) + unit
    let high = written(upper) + unit
    return switch (lower.isFinite, upper.isFinite) {
    case (false, false): ""
    case (true, false): includesLower ? " of at least \(low)" : " above \(low)"
    case (false, true): includesUpper ? " of at most \(high)" : " below \(high)"
    case (true, true):
      if includesLower && includesUpper {
        " from \(low) to \(high)"
      } else {
        (includesLower ? " of at least \(low)" : " above \(low)")
          + (includesUpper ? " and at most \(high)" : " and below \(high)")
      }
    }
  }
}

/// `1` for 1.0 and `0.5` for 0.5.
func written(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
}
