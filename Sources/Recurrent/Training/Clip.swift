/// What is done to a gradient that is too large.
public enum Clip: Sendable, Hashable, Codable {
  /// g <- g * min(1, threshold / |g|), with the norm over all parameters: the direction stays.
  /// Source: Pascanu, Mikolov and Bengio (2013), algorithm 1.
  case globalNorm(Double)
  /// g_i <- min(max(g_i, -threshold), threshold) for each entry: the direction changes.
  case value(Double)
}

/// What a clip did.
public struct ClipReport<Scalar: NetworkScalar>: Sendable, Hashable {
  /// |g| before, over all parameters.
  public var norm: Scalar
  /// |g| after.
  public var clippedNorm: Scalar
  public var wasClipped: Bool
  /// The cosine of the angle between the gradient before and after; 1 where nothing was clipped.
  public var cosine: Scalar
}

extension Parameters {
  /// Clips gradients in place.
  ///
  /// - Throws: `NonFiniteEntry` for the first entry that is infinite or NaN, or for a norm beyond
  ///   the largest number; nothing is changed.
  /// - Complexity: O(count).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func clip(_ clip: Clip) throws(NonFiniteEntry) -> ClipReport<Scalar> {
    let norm = try finiteNorm()
    let raw = values
    switch clip {
    case .globalNorm(let threshold):
      precondition(threshold >= 0, "a clip at the norm \(threshold); it is at least 0")
      let limit = Scalar(threshold)
      // limit / norm may underflow where g / norm does not.
      if norm > limit {
        for index in values.indices { values[index] = values[index] / norm * limit }
      }
    case .value(let threshold):
      precondition(threshold >= 0, "a clip at the value \(threshold); it is at least 0")
      let limit = Scalar(threshold)
      for index in values.indices {
        values[index] = Swift.min(Swift.max(values[index], -limit), limit)
      }
    }
    guard values != raw else {
      return ClipReport(norm: norm, clippedNorm: norm, wasClipped: false, cosine: 1)
    }
    let clippedNorm = globalNorm
    return ClipReport(
      norm: norm, clippedNorm: clippedNorm, wasClipped: true,
      cosine: cosine(raw, norm, values, clippedNorm))
  }

  /// The global norm of gradients that must all be finite, and whose norm must be.
  func finiteNorm() throws(NonFiniteEntry) -> Scalar {
    let norm = globalNorm
    guard norm.isFinite else {
      throw firstNonFinite ?? NonFiniteEntry(name: NonFiniteEntry.globalNorm, value: Double(norm))
    }
    return norm
  }

  private func cosine(_ a: [Scalar], _ aNorm: Scalar, _ b: [Scalar], _ bNorm: Scalar) -> Scalar {
    guard aNorm > 0, bNorm > 0 else { return 1 }
    var sum: Scalar = 0
    for index in a.indices { sum += (a[index] / aNorm) * (b[index] / bNorm) }
    return Swift.min(sum, 1)
  }
}
