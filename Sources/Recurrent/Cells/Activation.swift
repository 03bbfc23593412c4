import RealModule

/// The function f of an Elman cell, h_t = f(a_t).
public enum Activation: String, Sendable, Hashable, Codable, CaseIterable {
  case tanh, relu, sigmoid, identity

  /// f(a)
  @inline(__always)
  public func value<Scalar: NetworkScalar>(_ a: Scalar) -> Scalar {
    switch self {
    case .tanh: Scalar.tanh(a)
    // A comparison that keeps NaN: a NaN pre-activation must not become 0.
    case .relu: a < 0 ? 0 : a
    case .sigmoid: logistic(a)
    case .identity: a
    }
  }

  /// f'(a), from h = f(a) alone: 1 - h^2 (tanh), 1 or 0 (ReLU; 0 at the kink), h (1 - h)
  /// (sigmoid), 1 (identity).
  @inline(__always)
  public func derivative<Scalar: NetworkScalar>(atValue h: Scalar) -> Scalar {
    switch self {
    case .tanh: 1 - h * h
    case .relu: h > 0 ? 1 : (h.isNaN ? h : 0)
    case .sigmoid: h * (1 - h)
    case .identity: 1
    }
  }
}

/// 1 / (1 + e^-a), written so that the exponential never overflows.
@inline(__always)
func logistic<Scalar: NetworkScalar>(_ a: Scalar) -> Scalar {
  if a < 0 {
    let e = Scalar.exp(a)
    return e / (1 + e)
  }
  return 1 / (1 + Scalar.exp(-a))
}
