// Goals, in this order: exact shapes, results that do not depend on what else is in the batch (to
// the bit in the loops, to rounding in the library), speed. Networks of the lessons' size take
// plain loops, because a library call costs more than their work; larger products go to OpenBLAS.

import CKernels

/// Which operand of a product is read transposed. All matrices are stored row by row.
enum ProductForm {
  /// C[m, n] = sum_k A[m, k] B[n, k]: inputs times the rows of a weight matrix.
  case timesTransposed
  /// C[m, n] = sum_k A[m, k] B[k, n]: deltas back through a weight matrix.
  case plain
  /// C[m, n] = sum_k A[k, m] B[k, n]: the gradient of a weight matrix over many rows.
  case transposedTimes
}

/// Below this many multiplications a library call costs more than the loops.
private let libraryThreshold = 16_384

/// Whether a product of that size is left to the loops.
@inline(__always)
func isSmallProduct(m: Int, n: Int, k: Int) -> Bool { m * n * k < libraryThreshold }

/// C = A B, or C += A B with `accumulate`, in one of three forms.
///
/// - Parameters:
///   - m: Rows of C.
///   - n: Columns of C.
///   - k: The summed dimension.
///   - aStride: From row to row of A as it is stored; likewise for B and C. 0 means the length of
///     a row.
/// - Complexity: O(m n k).
@inline(__always)
func matrixProduct<Scalar: NetworkScalar>(
  _ form: ProductForm, m: Int, n: Int, k: Int,
  _ a: UnsafePointer<Scalar>, aStride: Int = 0,
  times b: UnsafePointer<Scalar>, bStride: Int = 0,
  into c: UnsafeMutablePointer<Scalar>, cStride: Int = 0,
  accumulate: Bool
) {
  let aStride = aStride > 0 ? aStride : form == .transposedTimes ? m : k
  let bStride = bStride > 0 ? bStride : form == .timesTransposed ? k : n
  let cStride = cStride > 0 ? cStride : n
  if isSmallProduct(m: m, n: n, k: k) {
    smallProduct(
      form, m: m, n: n, k: k, a, aStride, b, bStride, c, cStride, accumulate: accumulate)
  } else {
    libraryProduct(
      form, m: m, n: n, k: k, a, aStride, b, bStride, c, cStride, accumulate: accumulate)
  }
}

/// C [m, n] = A [m, k] W' + b, with W [n, k] and b [n]: a dense layer over m rows.
@inline(__always)
func denseProduct<Scalar: NetworkScalar>(
  m: Int, n: Int, k: Int, _ a: UnsafePointer<Scalar>, weights: UnsafePointer<Scalar>,
  bias: UnsafePointer<Scalar>, into c: UnsafeMutablePointer<Scalar>
) {
  if isSmallProduct(m: m, n: n, k: k) {
    withTransposed(weights, rows: n, columns: k, stride: k) {
      smallProduct(
        m: m, n: n, k: k, a: a, aRowStride: k, aInner: 1, b: $0, bStride: n, start: bias,
        startStride: 0, c: c, cStride: n)
    }
  } else {
    for row in 0..<m { (c + row * n).update(from: bias, count: n) }
    libraryProduct(.timesTransposed, m: m, n: n, k: k, a, k, weights, k, c, n, accumulate: true)
  }
}

/// The product by loops of `CKernels`. The sums run over k in order wherever an entry stands.
@inline(__always)
private func smallProduct<Scalar: NetworkScalar>(
  _ form: ProductForm, m: Int, n: Int, k: Int,
  _ a: UnsafePointer<Scalar>, _ aStride: Int, _ b: UnsafePointer<Scalar>, _ bStride: Int,
  _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int, accumulate: Bool
) {
  let start = accumulate ? UnsafePointer(c) : nil
  switch form {
  case .timesTransposed:
    withTransposed(b, rows: n, columns: k, stride: bStride) {
      smallProduct(
        m: m, n: n, k: k, a: a, aRowStride: aStride, aInner: 1, b: $0, bStride: n, start: start,
        startStride: cStride, c: c, cStride: cStride)
    }
  case .plain:
    smallProduct(
      m: m, n: n, k: k, a: a, aRowStride: aStride, aInner: 1, b: b, bStride: bStride,
      start: start, startStride: cStride, c: c, cStride: cStride)
  case .transposedTimes:
    smallProduct(
      m: m, n: n, k: k, a: a, aRowStride: 1, aInner: aStride, b: b, bStride: bStride,
      start: start, startStride: cStride, c: c, cStride: cStride)
  }
}

/// C[m, n] = S + A B, A by its two strides; S as in `WeightMatrix.product`.
@inline(__always)
func smallProduct<Scalar: NetworkScalar>(
  m: Int, n: Int, k: Int, a: UnsafePointer<Scalar>, aRowStride: Int, aInner: Int,
  b: UnsafePointer<Scalar>, bStride: Int, start: UnsafePointer<Scalar>?, startStride: Int,
  c: UnsafeMutablePointer<Scalar>, cStride: Int
) {
  if Scalar.self == Float.self {
    unrolled_small_product_f32(
      m, n, k, a.cast(), aRowStride, aInner, b.cast(), bStride, start?.cast(), startStride,
      c.cast(), cStride)
  } else {
    unrolled_small_product_f64(
      m, n, k, a.cast(), aRowStride, aInner, b.cast(), bStride, start?.cast(), startStride,
      c.cast(), cStride)
  }
}

/// With a transposed copy of a small matrix: the loops run along the rows of B, and cannot read it
/// along its columns.
@inline(__always)
private func withTransposed<Scalar: NetworkScalar>(
  _ matrix: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int,
  _ body: (UnsafePointer<Scalar>) -> Void
) {
  withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows * columns) { copy in
    let copy = copy.baseAddress!
    transpose(matrix, rows: rows, columns: columns, stride: stride, into: copy)
    body(UnsafePointer(copy))
  }
}

/// The transposed copy of a small matrix.
@inline(__always)
func transpose<Scalar: NetworkScalar>(
  _ matrix: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int = 0,
  into result: UnsafeMutablePointer<Scalar>
) {
  let stride = stride > 0 ? stride : columns
  if Scalar.self == Float.self {
    unrolled_transpose_f32(rows, columns, matrix.cast(), stride, result.cast())
  } else {
    unrolled_transpose_f64(rows, columns, matrix.cast(), stride, result.cast())
  }
}
