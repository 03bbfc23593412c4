// Goals, in this order: exact shapes, results that do not depend on what else is in the batch (to
// the bit in the loops, to rounding in the library), speed. Networks of the lessons' size take
// plain loops, because a library call costs more than their work; larger products go to OpenBLAS.

import CGatePass

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

/// Up to this many multiplications OpenBLAS has kernels for AVX-512 that spare it the packing of
/// the operands; they reach a fifth to a third more on the products of a step.
private let smallKernels = 1_000_000

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
  } else if form == .plain, m * n * k > smallKernels, m * n * k <= 4 * smallKernels {
    // The products of a step, in parts of rows that the small kernels take.
    let parts = min(m, (m * n * k + smallKernels - 1) / smallKernels)
    for part in 0..<parts {
      let first = part * m / parts
      libraryProduct(
        form, m: (part + 1) * m / parts - first, n: n, k: k, a + first * aStride, aStride, b,
        bStride, c + first * cStride, cStride, accumulate: accumulate)
    }
  } else {
    libraryProduct(
      form, m: m, n: n, k: k, a, aStride, b, bStride, c, cStride, accumulate: accumulate)
  }
}

/// The product by loops of `CGatePass`. The sums run over k in order wherever an entry stands.
@inline(__always)
private func smallProduct<Scalar: NetworkScalar>(
  _ form: ProductForm, m: Int, n: Int, k: Int,
  _ a: UnsafePointer<Scalar>, _ aStride: Int, _ b: UnsafePointer<Scalar>, _ bStride: Int,
  _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int, accumulate: Bool
) {
  switch form {
  case .timesTransposed:
    // B is read along its rows, which a loop over columns of C cannot do: a small copy.
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: n * k) { transposed in
      let copy = transposed.baseAddress!
      transpose(b, rows: n, columns: k, stride: bStride, into: copy)
      smallProductPass(
        m: m, n: n, k: k, a: a, aRowStride: aStride, aInner: 1, b: UnsafePointer(copy), bStride: n,
        c: c, cStride: cStride, accumulate: accumulate)
    }
  case .plain:
    smallProductPass(
      m: m, n: n, k: k, a: a, aRowStride: aStride, aInner: 1, b: b, bStride: bStride, c: c,
      cStride: cStride, accumulate: accumulate)
  case .transposedTimes:
    smallProductPass(
      m: m, n: n, k: k, a: a, aRowStride: 1, aInner: aStride, b: b, bStride: bStride, c: c,
      cStride: cStride, accumulate: accumulate)
  }
}

/// C[m, n] = A B (+ C), A by its two strides.
@inline(__always)
private func smallProductPass<Scalar: NetworkScalar>(
  m: Int, n: Int, k: Int, a: UnsafePointer<Scalar>, aRowStride: Int, aInner: Int,
  b: UnsafePointer<Scalar>, bStride: Int, c: UnsafeMutablePointer<Scalar>, cStride: Int,
  accumulate: Bool
) {
  if Scalar.self == Float.self {
    unrolled_small_product_f32(
      m, n, k, a.cast(), aRowStride, aInner, b.cast(), bStride, c.cast(), cStride,
      accumulate ? 1 : 0)
  } else {
    unrolled_small_product_f64(
      m, n, k, a.cast(), aRowStride, aInner, b.cast(), bStride, c.cast(), cStride,
      accumulate ? 1 : 0)
  }
}

/// The transposed copy of a small matrix.
@inline(__always)
func transpose<Scalar: NetworkScalar>(
  _ matrix: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int = 0,
  into result: UnsafeMutablePointer<Scalar>
) {
  let stride = stride > 0 ? stride : columns
  for row in 0..<rows {
    for column in 0..<columns { result[column * rows + row] = matrix[row * stride + column] }
  }
}
