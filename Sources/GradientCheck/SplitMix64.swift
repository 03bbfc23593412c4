/// The generator behind every random direction and probe: a seed repeats a check exactly.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Signs of a random direction, each +1 or -1 with equal chance.
  mutating func signs(_ count: Int) -> [Double] {
    var bits: UInt64 = 0
    return (0..<count).map { position in
      if position % 64 == 0 { bits = next() }
      defer { bits >>= 1 }
      return bits & 1 == 0 ? 1 : -1
    }
  }
}
