// Products with a weight matrix: it stays while the rows of many steps go by. Small ones take the
// loops of `SmallProduct`, larger ones a copy in panels that is made once for a whole pass, where a
// library would make its own for each step. Where a pass has few rows, a copy is not worth its time,
// and the library gets the matrix as it stands.

import CKernels

/// A matrix B [k, n] that the rows of many matrices are multiplied with.
struct WeightMatrix<Scalar: NetworkScalar> {
  /// k
  let inner: Int
  /// n
  let columns: Int
  private let form: Form
  /// B in panels, row by row, or as it stands.
  private let values: UnsafePointer<Scalar>

  private enum Form {
    case small, packed
    case asItStands(ProductForm)
  }

  /// Below this many rows a pass does without a copy.
  private static var worthCopy: Int { 16 }

  /// The room that its copy takes at most.
  var room: Int { Self.room(inner: inner, columns: columns) }

  /// The room that a matrix may need for its copy.
  static func room(inner: Int, columns: Int) -> Int {
    if Scalar.self == Float.self {
      return unrolled_packed_count_f32(columns, inner)
    }
    return unrolled_packed_count_f64(columns, inner)
  }

  /// - Parameters:
  ///   - matrix: B [k, n], or B' [n, k] where it is `transposed`, as it stands in the parameters.
  ///   - rows: The largest number of rows that a product will have.
  ///   - total: The rows of all products.
  @inline(__always)
  init(
    _ matrix: UnsafePointer<Scalar>, transposed: Bool, inner: Int, columns: Int, rows: Int,
    total: Int, room: UnsafeMutablePointer<Scalar>
  ) {
    self.inner = inner
    self.columns = columns
    if isSmallProduct(m: rows, n: columns, k: inner) {
      form = .small
      values = transposed ? UnsafePointer(room) : matrix
      if transposed { transpose(matrix, rows: columns, columns: inner, into: room) }
    } else if total < Self.worthCopy {
      form = .asItStands(transposed ? .timesTransposed : .plain)
      values = matrix
    } else {
      form = .packed
      values = UnsafePointer(room)
      pack(
        n: columns, k: inner, matrix, rowStride: transposed ? 1 : columns,
        columnStride: transposed ? inner : 1, into: room)
    }
  }

  /// C = S + A B.
  ///
  /// - Parameters:
  ///   - a: A [rows, k]; `aStride` from row to row, 0 for k. Likewise for C.
  ///   - start: S; nil for zeros, C itself to add to it, or one row for all with `startStride` 0.
  @inline(__always)
  func product(
    rows: Int, _ a: UnsafePointer<Scalar>, aStride: Int = 0, from start: UnsafePointer<Scalar>?,
    startStride: Int? = nil, into c: UnsafeMutablePointer<Scalar>, cStride: Int = 0
  ) {
    let aStride = aStride > 0 ? aStride : inner
    let cStride = cStride > 0 ? cStride : columns
    let startStride = startStride ?? cStride
    switch form {
    case .small:
      smallProduct(
        m: rows, n: columns, k: inner, a: a, aRowStride: aStride, aInner: 1, b: values,
        bStride: columns, start: start, startStride: startStride, c: c, cStride: cStride)
    case .packed:
      packedProduct(
        m: rows, n: columns, k: inner, a: a, aStride: aStride, packed: values, start: start,
        startStride: startStride, c: c, cStride: cStride)
    case .asItStands(let form):
      productAsItStands(
        form, rows: rows, a, aStride: aStride, from: start, startStride: startStride, into: c,
        cStride: cStride)
    }
  }

  // Out of line: it is rare, and the loops over steps are to stay short.
  @inline(never)
  private func productAsItStands(
    _ form: ProductForm, rows: Int, _ a: UnsafePointer<Scalar>, aStride: Int,
    from start: UnsafePointer<Scalar>?, startStride: Int, into c: UnsafeMutablePointer<Scalar>,
    cStride: Int
  ) {
    if let start, start != UnsafePointer(c) {
      for row in 0..<rows {
        (c + row * cStride).update(from: start + row * startStride, count: columns)
      }
    }
    libraryProduct(
      form, m: rows, n: columns, k: inner, a, aStride, values,
      form == .timesTransposed ? inner : columns, c, cStride, accumulate: start != nil)
  }

  /// C += A B.
  @inline(__always)
  func addProduct(
    rows: Int, _ a: UnsafePointer<Scalar>, aStride: Int = 0, to c: UnsafeMutablePointer<Scalar>,
    cStride: Int = 0
  ) {
    product(rows: rows, a, aStride: aStride, from: UnsafePointer(c), into: c, cStride: cStride)
  }
}

@inline(__always)
private func pack<Scalar: NetworkScalar>(
  n: Int, k: Int, _ b: UnsafePointer<Scalar>, rowStride: Int, columnStride: Int,
  into room: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_pack_f32(n, k, b.cast(), rowStride, columnStride, room.cast())
  } else {
    unrolled_pack_f64(n, k, b.cast(), rowStride, columnStride, room.cast())
  }
}

@inline(__always)
private func packedProduct<Scalar: NetworkScalar>(
  m: Int, n: Int, k: Int, a: UnsafePointer<Scalar>, aStride: Int, packed: UnsafePointer<Scalar>,
  start: UnsafePointer<Scalar>?, startStride: Int, c: UnsafeMutablePointer<Scalar>, cStride: Int
) {
  if Scalar.self == Float.self {
    unrolled_packed_product_f32(
      m, n, k, a.cast(), aStride, packed.cast(), start?.cast(), startStride, c.cast(), cStride)
  } else {
    unrolled_packed_product_f64(
      m, n, k, a.cast(), aStride, packed.cast(), start?.cast(), startStride, c.cast(), cStride)
  }
}
