import RealModule

/// How a matrix gets its first values. Biases begin at zero.
public enum Initializer: Sendable, Hashable, Codable {
  /// Uniform in +-sqrt(6 / (rows + columns)). Source: Glorot and Bengio (2010), equation 16.
  case glorot
  /// Uniform in +-bound.
  case uniform(bound: Double)
  /// A random orthogonal matrix times `gain`, so that every singular value (and the modulus of
  /// every eigenvalue of a square matrix) is `gain`. Source: Saxe et al. (2014).
  case orthogonal(gain: Double)
  /// Independent normal entries of that standard deviation.
  case normal(deviation: Double)

  /// Row-major entries of a matrix.
  ///
  /// - Complexity: O(rows x columns); O(rows x columns x min(rows, columns)) for `orthogonal`.
  public func values<Generator: RandomNumberGenerator>(
    rows: Int, columns: Int, using generator: inout Generator
  ) -> [Double] {
    let count = rows * columns
    switch self {
    case .glorot:
      let bound = (6 / Double(rows + columns)).squareRoot()
      return (0..<count).map { _ in (2 * generator.nextUnit() - 1) * bound }
    case .uniform(let bound):
      return (0..<count).map { _ in (2 * generator.nextUnit() - 1) * bound }
    case .normal(let deviation):
      return (0..<count).map { _ in generator.nextNormal() * deviation }
    case .orthogonal(let gain):
      return orthonormalRows(rows: rows, columns: columns, using: &generator).map { $0 * gain }
    }
  }
}

/// A matrix with orthonormal rows, or with orthonormal columns where it has more rows than
/// columns: normal entries, orthogonalised by modified Gram-Schmidt, twice for full accuracy.
private func orthonormalRows<Generator: RandomNumberGenerator>(
  rows: Int, columns: Int, using generator: inout Generator
) -> [Double] {
  guard rows <= columns else {
    let transposed = orthonormalRows(rows: columns, columns: rows, using: &generator)
    return (0..<rows).flatMap { row in (0..<columns).map { transposed[$0 * rows + row] } }
  }
  var basis: [[Double]] = []
  while basis.count < rows {
    var vector = (0..<columns).map { _ in generator.nextNormal() }
    let before = euclideanNorm(vector)
    for _ in 0..<2 {
      for other in basis {
        let overlap = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        for index in vector.indices { vector[index] -= overlap * other[index] }
      }
    }
    let norm = euclideanNorm(vector)
    // What is left of a vector that lay almost in the span of the others is noise: draw anew.
    if norm > 1e-6 * before { basis.append(vector.map { $0 / norm }) }
  }
  return basis.flatMap { $0 }
}
