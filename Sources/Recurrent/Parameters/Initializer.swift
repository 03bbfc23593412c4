// Goals, in this order: the distribution that is named, orthonormal to rounding, the same numbers
// for the same seed, speed. Orthogonal matrices are made by Gram-Schmidt in blocks of rows, most of
// it matrix products; one row at a time was 5 times slower at 1024 x 256, and Householder
// reflections need as many operations.

import RealModule

/// How a matrix gets its first values. Biases begin at zero.
public enum Initializer: Sendable, Hashable, Codable {
  /// Uniform in +-sqrt(6 / (rows + columns)). Source: Glorot and Bengio (2010), equation 16.
  case glorot
  /// Uniform in +-bound.
  case uniform(bound: Double)
  /// A random orthogonal matrix times `gain`, so that every singular value (and the modulus of
  /// every eigenvalue of a square matrix) is `gain`: orthonormal rows in a wide matrix, orthonormal
  /// columns in a tall one. Source: Saxe et al. (2014).
  case orthogonal(gain: Double = 1)
  /// Independent normal entries of that standard deviation.
  case normal(deviation: Double)
  /// These entries, row by row; nothing is drawn.
  case given([Double])

  /// Row-major entries of a matrix.
  ///
  /// The gates of a cell stand in bands of rows. With `bands` 1 they are one matrix, as in Keras:
  /// its columns are orthonormal over all gates together, and its rows count in `glorot`. With
  /// `bands` G each gate is a matrix of its own, drawn one after another, as is usual in PyTorch.
  ///
  /// - Precondition: `rows` is a multiple of `bands`; as many given entries as the matrix has.
  /// - Complexity: O(rows x columns); O(rows x columns x min(rows, columns)) for `orthogonal`.
  public func values<Generator: RandomNumberGenerator>(
    rows: Int, columns: Int, bands: Int = 1, using generator: inout Generator
  ) -> [Double] {
    precondition(
      rows >= 1 && columns >= 1 && bands >= 1 && rows % bands == 0,
      "a matrix of \(rows) x \(columns) in \(bands) bands; rows are a multiple of the bands")
    if case .given(let entries) = self {
      precondition(
        entries.count == rows * columns,
        "\(entries.count) entries given; \(rows) x \(columns) are needed")
      return entries
    }
    return (0..<bands).flatMap { _ in
      drawn(rows: rows / bands, columns: columns, using: &generator)
    }
  }

  private func drawn<Generator: RandomNumberGenerator>(
    rows: Int, columns: Int, using generator: inout Generator
  ) -> [Double] {
    func entries(_ draw: (inout Generator) -> Double) -> [Double] {
      (0..<rows * columns).map { _ in draw(&generator) }
    }
    switch self {
    case .glorot:
      let bound = (6 / Double(rows + columns)).squareRoot()
      return entries { (2 * $0.nextUnit() - 1) * bound }
    case .uniform(let bound):
      return entries { (2 * $0.nextUnit() - 1) * bound }
    case .normal(let deviation):
      return entries { $0.nextNormal() * deviation }
    case .orthogonal(let gain):
      guard rows > columns else {
        return orthonormalRows(count: rows, length: columns, using: &generator).map { $0 * gain }
      }
      let transposed = orthonormalRows(count: columns, length: rows, using: &generator)
      return (0..<rows * columns).map { transposed[$0 % columns * rows + $0 / columns] * gain }
    case .given(let entries):
      return entries
    }
  }
}
