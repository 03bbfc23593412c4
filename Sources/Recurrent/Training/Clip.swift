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
  /// Whether the norm, or an entry, was above the threshold.
  public var wasClipped: Bool
  /// The cosine of the angle between the gradient before and after, computed from their entries;
  /// 1 where nothing was clipped or nothing is left.
  public var cosine: Scalar
}

extension Parameters {
  /// Clips gradients in place.
  ///
  /// - Throws: `NonFiniteEntry` for the first entry that is infinite or NaN, or for a norm beyond
  ///   the largest number; nothing is changed.
  /// - Complexity: O(count); nothing is allocated.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func clip(_ clip: Clip) throws(NonFiniteEntry) -> ClipReport<Scalar> {
    let norm = try finiteNorm()
    let cosine: Scalar
    switch clip {
    case .globalNorm(let threshold):
      precondition(threshold >= 0, "a clip at the norm \(threshold); it is at least 0")
      let limit = Scalar(threshold)
      guard norm > limit else { return ClipReport(unchanged: norm) }
      // limit / norm may underflow where g / norm does not.
      cosine = change(from: norm, to: limit) { $0 / norm * limit }
    case .value(let threshold):
      precondition(threshold >= 0, "a clip at the value \(threshold); it is at least 0")
      let limit = Scalar(threshold)
      // A rounded sum of squares is never below its largest term: only a norm above the limit, or
      // a few units in the last place below it, has an entry above the limit.
      guard norm * (1 + 4 * .ulpOfOne) > limit, values.contains(where: { $0.magnitude > limit })
      else { return ClipReport(unchanged: norm) }
      cosine = change(from: norm, to: limit) { $0 > limit ? limit : $0 < -limit ? -limit : $0 }
    }
    return ClipReport(norm: norm, clippedNorm: globalNorm, wasClipped: true, cosine: cosine)
  }

  /// The global norm of gradients that must all be finite, and whose norm must be.
  func finiteNorm() throws(NonFiniteEntry) -> Scalar {
    let norm = globalNorm
    guard norm.isFinite else {
      throw firstNonFinite ?? NonFiniteEntry(name: NonFiniteEntry.globalNorm, value: Double(norm))
    }
    return norm
  }

  /// Changes the entries, and returns the cosine of the angle between before and after; 1 where
  /// nothing is left.
  ///
  /// - Parameters:
  ///   - norm: |g| before, above 0.
  ///   - scale: About the size of the whole, or of the largest entry, after.
  @inline(__always)
  private mutating func change(
    from norm: Scalar, to scale: Scalar, by rule: (Scalar) -> Scalar
  ) -> Scalar {
    // Both are divided by their sizes, so that no square overflows or vanishes.
    let inverse = 1 / Swift.max(scale, .leastNormalMagnitude)
    // Eight sums side by side: a single one would wait for each addition.
    var products = SIMD8<Scalar>.zero
    var squares = SIMD8<Scalar>.zero
    let count = values.count
    values.withUnsafeMutableBufferPointer { g in
      let g = g.baseAddress!
      var start = 0
      while start < count {
        var before = SIMD8<Scalar>.zero
        var after = SIMD8<Scalar>.zero
        // A constant number of lanes is unrolled; only the last eight may be fewer.
        let lanes = start + 8 <= count ? 8 : count - start
        if lanes == 8 {
          for lane in 0..<8 { before[lane] = g[start + lane] }
          for lane in 0..<8 { after[lane] = rule(before[lane]) }
          for lane in 0..<8 { g[start + lane] = after[lane] }
        } else {
          for lane in 0..<lanes { before[lane] = g[start + lane] }
          for lane in 0..<lanes { after[lane] = rule(before[lane]) }
          for lane in 0..<lanes { g[start + lane] = after[lane] }
        }
        after *= inverse
        products += before / norm * after
        squares += after * after
        start += 8
      }
    }
    let square = squares.sum()
    return square > 0 ? Swift.min(products.sum() / square.squareRoot(), 1) : 1
  }
}

extension ClipReport {
  fileprivate init(unchanged norm: Scalar) {
    self.init(norm: norm, clippedNorm: norm, wasClipped: false, cosine: 1)
  }
}
