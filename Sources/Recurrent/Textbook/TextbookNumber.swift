public import ComplexModule
import RealModule

/// A number that the textbook equations can be written in: real, complex, or a value that
/// carries its derivative along.
public protocol TextbookNumber {
  init(_ real: Double)
  /// The part that comparisons look at: a ReLU's branch, the largest logit.
  var realPart: Double { get }
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func exp(_ a: Self) -> Self
  static func log(_ a: Self) -> Self
  static func tanh(_ a: Self) -> Self
}

extension Double: TextbookNumber {
  public var realPart: Double { self }
}

/// f(x + ih) = f(x) + ih f'(x) + O(h^2): with h = 1e-150 the imaginary part is the derivative,
/// exact to rounding, with no step to choose. Source: Squire and Trapp (1998).
extension Complex: TextbookNumber where RealType == Double {
  public init(_ real: Double) { self.init(real, 0) }
  public var realPart: Double { real }
}

/// A value and its derivative in one direction: forward-mode differentiation.
public struct DualNumber: TextbookNumber, Sendable, Hashable {
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
