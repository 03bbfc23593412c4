extension Contours {
  /// The values in the middles of all cells, row by row, each between those of its corners.
  ///
  /// The mean of all four would close a narrow valley that runs across the cells, and string beads
  /// along it. So both diagonals give a mean of their own, which counts the more the less the
  /// values bend along that diagonal and one place beyond: with bends p and q, the mean of p
  /// counts q^2 / (p^2 + q^2). Where both bend alike it is the mean of four.
  ///
  /// - Complexity: O(cells).
  static func middles(columns: Int, rows: Int, values: [Double]) -> [Double] {
    func value(_ i: Int, _ j: Int) -> Double {
      (0..<columns).contains(i) && (0..<rows).contains(j) ? values[j * columns + i] : .nan
    }
    /// The mean second difference of four places in a line; NaN where both outer ones are missing.
    func bend(_ before: Double, _ a: Double, _ b: Double, _ after: Double) -> Double {
      let (first, second) = (abs(before - 2 * a + b), abs(a - 2 * b + after))
      if first.isFinite, second.isFinite { return first / 2 + second / 2 }
      return first.isFinite ? first : second
    }
    var middles: [Double] = []
    middles.reserveCapacity(max(0, (columns - 1) * (rows - 1)))
    for j in 0..<rows - 1 {
      for i in 0..<columns - 1 {
        let (a, b) = (value(i, j), value(i + 1, j + 1))
        let (c, d) = (value(i + 1, j), value(i, j + 1))
        let rising = bend(value(i - 1, j - 1), a, b, value(i + 2, j + 2))
        let falling = bend(value(i + 2, j - 1), c, d, value(i - 1, j + 2))
        let largest = max(rising, falling)
        guard rising.isFinite, falling.isFinite, largest > 0 else {
          middles.append(a / 4 + b / 4 + c / 4 + d / 4)
          continue
        }
        // Of their ratio: squares of the bends themselves could overflow.
        let (p, q) = (rising / largest, falling / largest)
        let share = q * q / (p * p + q * q)
        middles.append((a / 2 + b / 2) * share + (c / 2 + d / 2) * (1 - share))
      }
    }
    return middles
  }
}
