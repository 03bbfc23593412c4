/// A line theta + t d: one entry, or a block of entries with a random sign each and |d| = 1.
enum Line: Sendable {
  case entry(Int)
  case block(Range<Int>, Signs)

  /// The number of entries on the line.
  var count: Int {
    switch self {
    case .entry: 1
    case .block(let range, _): range.count
    }
  }

  /// The distance along the line that moves every entry on it by one.
  var reach: Double { Double(count).squareRoot() }

  /// The point at t.
  func moves(_ t: Double) -> [ParameterMove] {
    switch self {
    case .entry(let position): return [ParameterMove(position: position, delta: t)]
    case .block(let range, let signs):
      let step = t / reach
      var moves: [ParameterMove] = []
      moves.reserveCapacity(range.count)
      signs.forEach(in: range) { position, sign in
        moves.append(ParameterMove(position: position, delta: sign * step))
      }
      return moves
    }
  }

  /// The point at t, as seen from another point that moves every entry.
  func moves(_ t: Double, from base: [ParameterMove]) -> [ParameterMove] {
    var moves = base
    for move in self.moves(t) {
      let delta = base[move.position].delta + move.delta
      moves[move.position] = ParameterMove(position: move.position, delta: delta)
    }
    return moves
  }
}

/// A random sign for every position, the same at every reading: +1 or -1 with equal chance.
struct Signs: Sendable {
  let seed: UInt64

  /// Calls the body with every position of the range and its sign.
  @inline(__always)
  func forEach(in range: Range<Int>, _ body: (Int, Double) -> Void) {
    var bits: UInt64 = 0
    for position in range {
      if position == range.lowerBound || position % 64 == 0 {
        bits = SplitMix64.mix(seed &+ UInt64(position / 64) &* SplitMix64.increment)
        bits >>= UInt64(position % 64)
      }
      body(position, bits & 1 == 0 ? 1 : -1)
      bits >>= 1
    }
  }
}
