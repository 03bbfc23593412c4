// Goals, in this order: exact shapes, results that do not depend on what else is in the batch,
// speed. Networks of the lessons' size take plain loops, because a library call costs more than
// their work; larger products go to OpenBLAS.

import COpenBLAS

/// Which operand of a product is read transposed. All matrices are stored row by row.
public enum ProductForm: Sendable {
  /// C[m, n] = sum_k A[m, k] B[n, k]: inputs times the rows of a weight matrix.
  case timesTransposed
  /// C[m, n] = sum_k A[m, k] B[k, n]: deltas back through a weight matrix.
  case plain
  /// C[m, n] = sum_k A[k, m] B[k, n]: the gradient of a weight matrix over many rows.
  case transposedTimes
}

/// Below this many multiplications a library call costs more than the loops.
private let libraryThreshold = 16_384

/// C = A B, or C += A B with `accumulate`, in one of three forms.
///
/// - Parameters:
///   - m: Rows of C.
///   - n: Columns of C.
///   - k: The summed dimension.
/// - Complexity: O(m n k).
func matrixProduct<Scalar: NetworkScalar>(
  _ form: ProductForm, m: Int, n: Int, k: Int,
  _ a: Span<Scalar>, at aStart: Int = 0,
  times b: Span<Scalar>, from bStart: Int = 0,
  into c: inout MutableSpan<Scalar>, to cStart: Int = 0,
  accumulate: Bool
) {
  precondition(aStart + m * k <= a.count, "matrix product: the first operand is too short")
  precondition(bStart + n * k <= b.count, "matrix product: the second operand is too short")
  precondition(cStart + m * n <= c.count, "matrix product: the result is too short")
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      c.withUnsafeMutableBufferPointer { c in
        let a = a.baseAddress! + aStart
        let b = b.baseAddress! + bStart
        let c = c.baseAddress! + cStart
        if m * n * k < libraryThreshold {
          plainLoops(form, m: m, n: n, k: k, a, b, c, accumulate: accumulate)
        } else {
          Scalar.libraryProduct(form, m: m, n: n, k: k, a, b, c, accumulate: accumulate)
        }
      }
    }
  }
}

/// The product by loops whose innermost one runs along a row of C, so that it vectorises; a dot
/// product in strict order would not.
@inline(__always)
private func plainLoops<Scalar: NetworkScalar>(
  _ form: ProductForm, m: Int, n: Int, k: Int,
  _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ c: UnsafeMutablePointer<Scalar>,
  accumulate: Bool
) {
  if !accumulate { c.update(repeating: 0, count: m * n) }
  switch form {
  case .timesTransposed where m < 4:
    // Too few rows to pay for a transposed copy of B.
    for row in 0..<m {
      for column in 0..<n {
        var sum: Scalar = 0
        for inner in 0..<k { sum += a[row * k + inner] * b[column * k + inner] }
        c[row * n + column] += sum
      }
    }
  case .timesTransposed:
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: n * k) { transposed in
      for column in 0..<n {
        for inner in 0..<k { transposed[inner * n + column] = b[column * k + inner] }
      }
      plainLoops(
        .plain, m: m, n: n, k: k, a, UnsafePointer(transposed.baseAddress!), c, accumulate: true)
    }
  case .plain:
    for row in 0..<m {
      for inner in 0..<k {
        addScaled(b + inner * n, a[row * k + inner], to: c + row * n, count: n)
      }
    }
  case .transposedTimes:
    for inner in 0..<k {
      for row in 0..<m {
        addScaled(b + inner * n, a[inner * m + row], to: c + row * n, count: n)
      }
    }
  }
}

/// y += factor * x
@inline(__always)
private func addScaled<Scalar: NetworkScalar>(
  _ x: UnsafePointer<Scalar>, _ factor: Scalar, to y: UnsafeMutablePointer<Scalar>, count: Int
) {
  for index in 0..<count { y[index] += factor * x[index] }
}

/// OpenBLAS's own threads cost a quarter of the time here and spin when idle.
private let singleThreaded: Void = openblas_set_num_threads(1)

extension ProductForm {
  /// The transposition flags and leading dimensions that BLAS wants for row-major operands.
  fileprivate func layout(m: Int, n: Int, k: Int) -> (
    a: CBLAS_TRANSPOSE, lda: Int32, b: CBLAS_TRANSPOSE, ldb: Int32
  ) {
    switch self {
    case .timesTransposed: (CblasNoTrans, Int32(k), CblasTrans, Int32(k))
    case .plain: (CblasNoTrans, Int32(k), CblasNoTrans, Int32(n))
    case .transposedTimes: (CblasTrans, Int32(m), CblasNoTrans, Int32(n))
    }
  }
}

extension Float {
  public static func libraryProduct(
    _ form: ProductForm, m: Int, n: Int, k: Int,
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ c: UnsafeMutablePointer<Float>,
    accumulate: Bool
  ) {
    _ = singleThreaded
    let layout = form.layout(m: m, n: n, k: k)
    cblas_sgemm(
      CblasRowMajor, layout.a, layout.b, Int32(m), Int32(n), Int32(k), 1, a, layout.lda,
      b, layout.ldb, accumulate ? 1 : 0, c, Int32(n))
  }
}

extension Double {
  public static func libraryProduct(
    _ form: ProductForm, m: Int, n: Int, k: Int,
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>,
    accumulate: Bool
  ) {
    _ = singleThreaded
    let layout = form.layout(m: m, n: n, k: k)
    cblas_dgemm(
      CblasRowMajor, layout.a, layout.b, Int32(m), Int32(n), Int32(k), 1, a, layout.lda,
      b, layout.ldb, accumulate ? 1 : 0, c, Int32(n))
  }
}
