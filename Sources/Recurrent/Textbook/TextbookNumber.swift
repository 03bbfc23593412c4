public import ComplexModule
import RealModule

/// A number that the textbook equations can be written in: real, complex, or a value that
/// carries its derivative along.
public protocol TextbookNumber: Sendable {
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

extension TextbookNumber {
  /// 1 / (1 + e^-a), in the one of two forms whose exponential cannot overflow.
  static func sigmoid(_ a: Self) -> Self {
    if a.realPart < 0 {
      let e = exp(a)
      return e / (Self(1) + e)
    }
    return Self(1) / (Self(1) + exp(Self(0) - a))
  }
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
