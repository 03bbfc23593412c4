// The matrix products of CKernels beside plain sums.

import CKernels

/// The C functions of one precision.
struct ProductKernels<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
  typealias In = UnsafePointer<Scalar>?
  typealias Out = UnsafeMutablePointer<Scalar>?
  let small: @Sendable (Int, Int, Int, In, Int, Int, In, Int, In, Int, Out, Int) -> Void
  let transpose: @Sendable (Int, Int, In, Int, Out) -> Void
  let packedCount: @Sendable (Int, Int) -> Int
  let pack: @Sendable (Int, Int, In, Int, Int, Out) -> Void
  let packed: @Sendable (Int, Int, Int, In, Int, In, In, Int, Out, Int) -> Void
}

extension ProductKernels<Float> {
  static let single = ProductKernels(
    small: unrolled_small_product_f32, transpose: unrolled_transpose_f32,
    packedCount: unrolled_packed_count_f32, pack: unrolled_pack_f32,
    packed: unrolled_packed_product_f32)
}

extension ProductKernels<Double> {
  static let double = ProductKernels(
    small: unrolled_small_product_f64, transpose: unrolled_transpose_f64,
    packedCount: unrolled_packed_count_f64, pack: unrolled_pack_f64,
    packed: unrolled_packed_product_f64)
}

/// C = S + A B with rows farther apart than they are long, so that what stands between them shows
/// who writes there.
struct ProductCase<Scalar: BinaryFloatingPoint & Sendable> {
  /// What the sums start from.
  enum Start: CaseIterable {
    case zeros, itself, row
  }

  static var mark: Scalar { 12345 }

  let rows: Int
  let columns: Int
  let inner: Int
  let start: Start
  let a: [Scalar]
  let b: [Scalar]
  let bias: [Scalar]
  let c: [Scalar]
  var aStride: Int { inner + 3 }
  var cStride: Int { columns + 2 }

  init(rows: Int, columns: Int, inner: Int, start: Start, numbers: inout KernelNumbers) {
    (self.rows, self.columns, self.inner, self.start) = (rows, columns, inner, start)
    func draw(_ count: Int) -> [Scalar] {
      (0..<count).map { _ in Scalar(Double.random(in: -1...1, using: &numbers)) }
    }
    a = draw(rows * (inner + 3))
    b = draw(inner * columns)
    bias = draw(columns)
    var c = draw(rows * (columns + 2))
    for row in 0..<rows {
      for gap in 0..<2 { c[row * (columns + 2) + columns + gap] = Self.mark }
    }
    self.c = c
  }

  /// C by the packed product of these rows.
  func packed(_ kernels: ProductKernels<Scalar>, rows part: Range<Int>? = nil) -> [Scalar] {
    let part = part ?? 0..<rows
    var copy = [Scalar](repeating: .nan, count: kernels.packedCount(columns, inner))
    kernels.pack(columns, inner, b, columns, 1, &copy)
    return run(part) { a, start, stride, c in
      kernels.packed(part.count, columns, inner, a, aStride, copy, start, stride, c, cStride)
    }
  }

  /// C by the packed product with a copy made of B' [n, k].
  func packedFromTransposed(_ kernels: ProductKernels<Scalar>) -> [Scalar] {
    var copy = [Scalar](repeating: .nan, count: kernels.packedCount(columns, inner))
    kernels.pack(columns, inner, transposed(rowLength: inner), 1, inner, &copy)
    return run(0..<rows) { a, start, stride, c in
      kernels.packed(rows, columns, inner, a, aStride, copy, start, stride, c, cStride)
    }
  }

  /// B' [n, k], its rows that far apart.
  private func transposed(rowLength: Int) -> [Scalar] {
    var result = [Scalar](repeating: .nan, count: columns * rowLength)
    for i in 0..<inner {
      for column in 0..<columns { result[column * rowLength + i] = b[i * columns + column] }
    }
    return result
  }

  /// C by the loops for small products with a copy made of B', the rows of which have gaps.
  func smallFromTransposed(_ kernels: ProductKernels<Scalar>) -> [Scalar] {
    var copy = [Scalar](repeating: .nan, count: inner * columns)
    kernels.transpose(columns, inner, transposed(rowLength: inner + 2), inner + 2, &copy)
    return run(0..<rows) { a, start, stride, c in
      kernels.small(
        rows, columns, inner, a, aStride, 1, copy, columns, start, stride, c, cStride)
    }
  }

  /// C by the loops for small products.
  func small(_ kernels: ProductKernels<Scalar>) -> [Scalar] {
    run(0..<rows) { a, start, stride, c in
      kernels.small(
        rows, columns, inner, a, aStride, 1, b, columns, start, stride, c, cStride)
    }
  }

  private func run(
    _ part: Range<Int>,
    _ product: (UnsafePointer<Scalar>, UnsafePointer<Scalar>?, Int, UnsafeMutablePointer<Scalar>)
      -> Void
  ) -> [Scalar] {
    var result = c
    a.withUnsafeBufferPointer { a in
      bias.withUnsafeBufferPointer { bias in
        result.withUnsafeMutableBufferPointer { result in
          let c = result.baseAddress! + part.lowerBound * cStride
          let from: (UnsafePointer<Scalar>?, Int) =
            switch start {
            case .zeros: (nil, 0)
            case .itself: (UnsafePointer(c), cStride)
            case .row: (bias.baseAddress!, 0)
            }
          product(a.baseAddress! + part.lowerBound * aStride, from.0, from.1, c)
        }
      }
    }
    return result
  }

  /// How far a result is from the sums, in units of what rounding allows; infinite where a gap was
  /// written to.
  func error(of result: [Scalar]) -> Double {
    var worst = 0.0
    for row in 0..<rows {
      for gap in 0..<2 where result[row * cStride + columns + gap] != Self.mark {
        return .infinity
      }
      for column in 0..<columns {
        var sum =
          switch start {
          case .zeros: 0.0
          case .itself: Double(c[row * cStride + column])
          case .row: Double(bias[column])
          }
        var size = sum.magnitude
        for i in 0..<inner {
          let term = Double(a[row * aStride + i]) * Double(b[i * columns + column])
          sum += term
          size += term.magnitude
        }
        let allowed = Double(inner + 2) * Double(Scalar.ulpOfOne) * size
        worst = max(worst, (Double(result[row * cStride + column]) - sum).magnitude / allowed)
      }
    }
    return worst
  }
}
