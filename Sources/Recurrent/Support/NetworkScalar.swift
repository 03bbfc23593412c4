public import RealModule

/// The number types that networks are computed in: `Float` and `Double`.
///
/// Gradient checks and lessons run in `Double`; `Float` is half the memory and twice the speed.
public protocol NetworkScalar: Real, BinaryFloatingPoint, SIMDScalar, Sendable, Codable {
  /// C = A B (+ C) by the platform's library; see `matrixProduct`.
  static func libraryProduct(
    _ form: ProductForm, m: Int, n: Int, k: Int,
    _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ c: UnsafeMutablePointer<Self>,
    accumulate: Bool)
}

extension Float: NetworkScalar {}
extension Double: NetworkScalar {}
