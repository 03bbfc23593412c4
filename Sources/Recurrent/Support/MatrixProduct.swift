// Goals, in this order: exact shapes, results that do not depend on what else is in the batch (to
// the bit in the loops, to rounding in the library), speed. Networks of the lessons' size take
// plain loops, because a library call costs more than their work; larger products go to OpenBLAS.

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

/// The product by loops that hold a strip of a row of C in registers, so that they vectorise; a dot
/// product in strict order would not. The sums run over k in order in every strip width, so that a
/// result does not depend on where its column stands.
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
        var sum = c[row * n + column]
        for inner in 0..<k { sum += a[row * k + inner] * b[column * k + inner] }
        c[row * n + column] = sum
      }
    }
  case .timesTransposed:
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: n * k) { transposed in
      for column in 0..<n {
        for inner in 0..<k { transposed[inner * n + column] = b[column * k + inner] }
      }
      addProduct(
        m: m, n: n, k: k, a, rowStride: k, innerStride: 1,
        UnsafePointer(transposed.baseAddress!), c)
    }
  case .plain:
    addProduct(m: m, n: n, k: k, a, rowStride: k, innerStride: 1, b, c)
  case .transposedTimes:
    addProduct(m: m, n: n, k: k, a, rowStride: 1, innerStride: m, b, c)
  }
}

/// C[row, column] += sum_inner A(row, inner) B[inner, column], A read by its strides.
@inline(__always)
private func addProduct<Scalar: NetworkScalar>(
  m: Int, n: Int, k: Int, _ a: UnsafePointer<Scalar>, rowStride: Int, innerStride: Int,
  _ b: UnsafePointer<Scalar>, _ c: UnsafeMutablePointer<Scalar>
) {
  for row in 0..<m {
    let a = a + row * rowStride
    let c = c + row * n
    var column = 0
    while column + 8 <= n {
      addStrip(SIMD8<Scalar>.self, k: k, n: n, a, stride: innerStride, b + column, c + column)
      column += 8
    }
    if column + 4 <= n {
      addStrip(SIMD4<Scalar>.self, k: k, n: n, a, stride: innerStride, b + column, c + column)
      column += 4
    }
    while column < n {
      var sum = c[column]
      for inner in 0..<k { sum += a[inner * innerStride] * b[inner * n + column] }
      c[column] = sum
      column += 1
    }
  }
}

/// The same for neighbouring columns of one row.
@inline(__always)
private func addStrip<Vector: SIMD>(
  _: Vector.Type, k: Int, n: Int, _ a: UnsafePointer<Vector.Scalar>, stride: Int,
  _ b: UnsafePointer<Vector.Scalar>, _ c: UnsafeMutablePointer<Vector.Scalar>
) where Vector.Scalar: FloatingPoint {
  var sum = UnsafeRawPointer(c).loadUnaligned(as: Vector.self)
  for inner in 0..<k {
    let row = UnsafeRawPointer(b + inner * n).loadUnaligned(as: Vector.self)
    sum += row * a[inner * stride]
  }
  UnsafeMutableRawPointer(c).storeBytes(of: sum, as: Vector.self)
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
