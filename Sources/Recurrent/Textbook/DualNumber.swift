import RealModule

/// A value and its derivative in one direction: forward-mode differentiation.
///
///     (a, a') (b, b') = (a b, a' b + a b')     f((a, a')) = (f(a), f'(a) a')
public struct DualNumber: TextbookNumber, Hashable {
  public var value: Double
  public var derivative: Double

  public init(_ value: Double, derivative: Double) {
    self.value = value
    self.derivative = derivative
  }

  public init(_ real: Double) { self.init(real, derivative: 0) }
  public var realPart: Double { value }

  public static func + (a: Self, b: Self) -> Self {
    Self(a.value + b.value, derivative: a.derivative + b.derivative)
  }
  public static func - (a: Self, b: Self) -> Self {
    Self(a.value - b.value, derivative: a.derivative - b.derivative)
  }
  public static func * (a: Self, b: Self) -> Self {
    Self(a.value * b.value, derivative: a.derivative * b.value + a.value * b.derivative)
  }
  public static func / (a: Self, b: Self) -> Self {
    let quotient = a.value / b.value
    return Self(quotient, derivative: (a.derivative - quotient * b.derivative) / b.value)
  }
  public static func exp(_ a: Self) -> Self {
    let e = Double.exp(a.value)
    return Self(e, derivative: e * a.derivative)
  }
  public static func log(_ a: Self) -> Self {
    Self(Double.log(a.value), derivative: a.derivative / a.value)
  }
  public static func tanh(_ a: Self) -> Self {
    let t = Double.tanh(a.value)
    return Self(t, derivative: (1 - t * t) * a.derivative)
  }
}

extension DualNumber {
  /// df/dx_i, each by one evaluation of f in which x_i carries the derivative 1 and all others 0:
  /// exact to rounding.
  ///
  /// - Parameter entries: The i that are wanted; nil means all of them.
  /// - Complexity: one evaluation of f an entry.
  public static func gradient(
    at x: [Double], entries: [Int]? = nil, of f: ([DualNumber]) -> DualNumber
  ) -> [Double] {
    var dual = x.map { DualNumber($0) }
    return (entries ?? Array(x.indices)).map { index in
      dual[index].derivative = 1
      defer { dual[index].derivative = 0 }
      return f(dual).derivative
    }
  }
}
