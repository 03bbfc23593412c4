/// Inverted dropout: each number is set to 0 with the probability p, and divided by 1 - p
/// otherwise, so that the mean stays.
///
/// Whether a number is dropped is a function of the seed, the layer, the sequence's place in the
/// batch, the step and the unit alone: it does not depend on the number of threads, and the same
/// seed drops the same, which a gradient check needs. Source: Srivastava et al. (2014).
struct Dropout: Sendable {
  let rate: Double
  let key: UInt64

  init(rate: Double, seed: UInt64, layer: Int) {
    self.rate = rate
    key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(layer + 1))
  }

  /// result = rows * mask, [R, size].
  @inline(__always)
  func apply<Scalar: NetworkScalar>(
    _ rows: UnsafePointer<Scalar>, rows packing: PackedRows, size: Int,
    mask: UnsafeMutablePointer<Scalar>, into result: UnsafeMutablePointer<Scalar>
  ) {
    let kept = Scalar(1 / (1 - rate))
    let threshold = UInt64(rate * 0x1p53)
    for (row, place) in packing.places.enumerated() {
      let start = row * size
      let rowKey = Self.mix(key ^ UInt64(place))
      for unit in 0..<size {
        let draw = Self.mix(rowKey &+ UInt64(unit) &* 0x9E37_79B9_7F4A_7C15) >> 11
        let factor: Scalar = draw < threshold ? 0 : kept
        mask[start + unit] = factor
        result[start + unit] = rows[start + unit] * factor
      }
    }
  }

  /// The finaliser of SplitMix64. Source: Steele, Lea and Flood (2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
