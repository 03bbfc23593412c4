public import RealModule

/// The number types that networks are computed in: `Float` and `Double`, and no others.
///
/// Gradient checks and lessons run in `Double`; `Float` is half the memory and twice the speed.
public protocol NetworkScalar: Real, BinaryFloatingPoint, SIMDScalar, Sendable, Codable {}

extension Float: NetworkScalar {}
extension Double: NetworkScalar {}
