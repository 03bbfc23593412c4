// Products of one weight matrix with the numbers of many copies. A row of k numbers for each of 32
// copies is already a panel of the packed products, so that nothing is packed but what is alone.
// The sums run over k in order in either form: a copy has the same bits in both.

import CKernels

/// How many copies run side by side.
let probePanel = unrolled_packed_count_f64(1, 1)

/// W [n, k] as it stands in the parameters, for rows of copies.
struct ProbeWeights {
  let rows: Int
  let columns: Int
  private let matrix: UnsafePointer<Double>
  private let copies: Int
  /// W' where the copy is alone.
  private let alone: WeightMatrix<Double>?

  /// The room for the copy of W.
  var room: Int { alone?.room ?? 0 }

  init(
    _ matrix: UnsafePointer<Double>, rows: Int, columns: Int, copies: Int,
    room: UnsafeMutablePointer<Double>
  ) {
    self.matrix = matrix
    self.rows = rows
    self.columns = columns
    self.copies = copies
    // The library's products depend on the number of rows; so many rows always get a packed copy.
    let many = 1 << 20
    alone =
      copies == 1
      ? WeightMatrix(
        matrix, transposed: true, inner: columns, columns: rows, rows: many, total: many,
        room: room) : nil
  }

  /// W x, or what stands in the result and W x, for each of `count` rows.
  ///
  /// - Parameters:
  ///   - x: [count, k, P], without a gap.
  ///   - result: [count, n, P], at distances of `stride` from row to row; 0 for n P.
  @inline(__always)
  func product(
    _ count: Int, _ x: UnsafePointer<Double>, adds: Bool, to result: UnsafeMutablePointer<Double>,
    stride: Int = 0
  ) {
    let stride = stride > 0 ? stride : rows * copies
    if let alone {
      alone.product(
        rows: count, x, from: adds ? UnsafePointer(result) : nil, startStride: stride, into: result,
        cStride: stride)
      return
    }
    for row in 0..<count {
      let target = result + row * stride
      unrolled_packed_product_f64(
        rows, copies, columns, matrix, columns, x + row * columns * copies, adds ? target : nil,
        copies, target, copies)
    }
  }
}

/// Each number of a row, once for every copy: [count] to [count, P]. `ones` is P times 1.
@inline(__always)
func spread(
  _ row: UnsafePointer<Double>, count: Int, copies: Int, ones: UnsafePointer<Double>,
  into result: UnsafeMutablePointer<Double>
) {
  guard copies > 1 else { return result.update(from: row, count: count) }
  // A product with a panel of one row: three times as fast as the small product.
  unrolled_packed_product_f64(count, copies, 1, row, 1, ones, nil, 0, result, copies)
}
