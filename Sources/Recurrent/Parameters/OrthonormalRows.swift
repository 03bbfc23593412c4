import RealModule

/// A random matrix with orthonormal rows, row by row, from the uniform distribution of such
/// matrices.
///
/// Normal entries, orthogonalised by Gram-Schmidt: a block of rows against the blocks before it by
/// matrix products, then its rows against each other; then all that once more, after which what is
/// left of the overlaps is rounding. Source: Giraud, Langou and Rozloznik (2005), "The loss of
/// orthogonality in the Gram-Schmidt orthogonalization process".
///
/// - Precondition: `count` <= `length`.
/// - Complexity: O(count^2 x length).
func orthonormalRows<Generator: RandomNumberGenerator>(
  count: Int, length: Int, using generator: inout Generator
) -> [Double] {
  precondition(count <= length, "\(count) orthonormal rows of length \(length)")
  var entries: [Double] = []
  entries.reserveCapacity(count * length)
  for _ in 0..<count * length { entries.append(generator.nextNormal()) }
  entries.withUnsafeMutableBufferPointer { entries in
    let rows = Rows(base: entries.baseAddress!, length: length)
    for start in stride(from: 0, to: count, by: Rows.blockSize) {
      let block = start..<min(start + Rows.blockSize, count)
      for _ in 0..<2 {
        for row in block { rows.normalise(row) }
        rows.projectOut(0..<start, of: block)
        for row in block { rows.orthonormalise(row, against: start..<row) }
      }
    }
  }
  return entries
}

/// Rows that become orthonormal one after another.
private struct Rows {
  static let blockSize = 32
  let base: UnsafeMutablePointer<Double>
  let length: Int

  func pointer(_ row: Int) -> UnsafeMutablePointer<Double> { base + row * length }

  /// X <- X - (X Q') Q for the rows Q, which are orthonormal.
  func projectOut(_ earlier: Range<Int>, of block: Range<Int>) {
    guard !earlier.isEmpty else { return }
    let size = block.count * earlier.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { overlaps in
      let overlaps = overlaps.baseAddress!
      matrixProduct(
        .timesTransposed, m: block.count, n: earlier.count, k: length, pointer(block.lowerBound),
        times: pointer(earlier.lowerBound), into: overlaps, accumulate: false)
      for index in 0..<size { overlaps[index] = -overlaps[index] }
      matrixProduct(
        .plain, m: block.count, n: length, k: earlier.count, overlaps,
        times: pointer(earlier.lowerBound), into: pointer(block.lowerBound), accumulate: true)
    }
  }

  /// Makes a row of norm 1, where it can, and returns the norm that it had.
  @discardableResult
  func normalise(_ row: Int) -> Double {
    let x = pointer(row)
    let norm = dotProduct(x, x, count: length).squareRoot()
    if norm > 0 {
      for index in 0..<length { x[index] /= norm }
    }
    return norm
  }

  /// Makes a row, which is orthogonal to those before its block, orthogonal to others of its block,
  /// and of norm 1.
  func orthonormalise(_ row: Int, against others: Range<Int>) {
    for other in others { removeOverlap(of: pointer(row), with: pointer(other)) }
    // The norm was 1 at first: what is left of a row that lay almost in the span of the others is
    // noise.
    if !(normalise(row) > 1e-6) { replace(row) }
  }

  /// The first unit vector that is well outside the span of the rows before, in place of a row
  /// that was not: happens to one matrix in a million, and always ends, whatever the generator.
  private func replace(_ row: Int) {
    let x = pointer(row)
    // The squares of what is left of all unit vectors add up to length - row.
    let enough = (Double(length - row) / Double(length)).squareRoot() / 2
    for unit in 0..<length {
      for index in 0..<length { x[index] = index == unit ? 1 : 0 }
      for _ in 0..<2 { for other in 0..<row { removeOverlap(of: x, with: pointer(other)) } }
      if normalise(row) >= enough { return }
    }
  }

  private func removeOverlap(
    of x: UnsafeMutablePointer<Double>, with q: UnsafeMutablePointer<Double>
  ) {
    let overlap = dotProduct(x, q, count: length)
    for index in 0..<length { x[index] -= overlap * q[index] }
  }
}
