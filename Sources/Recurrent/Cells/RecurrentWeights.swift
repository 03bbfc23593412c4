/// Rows of W_hh, as the products of a step want them.
struct RecurrentWeights<Scalar: NetworkScalar> {
  /// [rows, H] as it stands in the parameters.
  let matrix: UnsafePointer<Scalar>
  /// [H, rows], for the forward products of small layers, which then run along it; nil in others.
  let transposed: UnsafePointer<Scalar>?
  let rows: Int
  let hidden: Int

  /// result [B, rows] += states [B, H] W_hh'
  @inline(__always)
  func addProduct(
    rows batch: Int, _ states: UnsafePointer<Scalar>, to result: UnsafeMutablePointer<Scalar>,
    stride: Int = 0
  ) {
    product(rows: batch, states, into: result, stride: stride, accumulate: true)
  }

  /// result [B, rows] = states [B, H] W_hh'
  @inline(__always)
  func product(
    rows batch: Int, _ states: UnsafePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>,
    stride: Int = 0, accumulate: Bool = false
  ) {
    if let transposed {
      matrixProduct(
        .plain, m: batch, n: rows, k: hidden, states, times: transposed, into: result,
        cStride: stride, accumulate: accumulate)
    } else {
      matrixProduct(
        .timesTransposed, m: batch, n: rows, k: hidden, states, times: matrix, into: result,
        cStride: stride, accumulate: accumulate)
    }
  }

  /// result [B, H] += deltas [B, rows] W_hh
  @inline(__always)
  func addTransposedProduct(
    rows batch: Int, _ deltas: UnsafePointer<Scalar>, stride: Int = 0,
    to result: UnsafeMutablePointer<Scalar>
  ) {
    transposedProduct(rows: batch, deltas, stride: stride, into: result, accumulate: true)
  }

  /// result [B, H] = deltas [B, rows] W_hh
  @inline(__always)
  func transposedProduct(
    rows batch: Int, _ deltas: UnsafePointer<Scalar>, stride: Int = 0,
    into result: UnsafeMutablePointer<Scalar>, accumulate: Bool = false
  ) {
    matrixProduct(
      .plain, m: batch, n: hidden, k: rows, deltas, aStride: stride, times: matrix, into: result,
      accumulate: accumulate)
  }
}
