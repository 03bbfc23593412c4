extension Prober {
  /// How many random points far from the parameters are looked at.
  private static var farPointCount: Int { 4 }

  /// Of each line, whether moving along it never changes the loss by a bit, neither from the
  /// parameters nor from random points around them. Non-finite losses say nothing.
  mutating func areWithoutInfluence(
    _ lines: [Line], using generator: inout SplitMix64
  ) throws(Failure) -> [Bool] {
    if lines.isEmpty { return [] }
    var isUnused = [Bool](repeating: true, count: lines.count)
    for line in lines {
      let far = Double.random(in: 1..<3, using: &generator)
      for t in [1, -1, far, -far] { try ask(line.moves(line.reach * t)) }
    }
    for (number, loss) in try answers().enumerated() where loss.isFinite && loss != lossAtOrigin {
      isUnused[number / 4] = false
    }
    let left = lines.indices.filter { isUnused[$0] }
    if left.isEmpty { return isUnused }
    try findFarPoints(using: &generator)
    for number in left {
      let line = lines[number]
      for base in farPoints {
        for t in [1.0, -1] { try ask(line.moves(line.reach * t, from: base.moves)) }
      }
    }
    for (place, loss) in try answers().enumerated() {
      let base = farPoints[place / 2 % Self.farPointCount].loss
      if loss.isFinite && base.isFinite && loss != base {
        isUnused[left[place / (2 * Self.farPointCount)]] = false
      }
    }
    return isUnused
  }

  private mutating func findFarPoints(using generator: inout SplitMix64) throws(Failure) {
    if !farPoints.isEmpty { return }
    var points: [[ParameterMove]] = []
    for _ in 0..<Self.farPointCount {
      var moves: [ParameterMove] = []
      generator.signs().forEach(in: origin.indices) { position, sign in
        let delta = 0.5 * sign * max(1, abs(origin[position]))
        moves.append(ParameterMove(position: position, delta: delta))
      }
      points.append(moves)
      try ask(moves)
    }
    farPoints = Array(zip(points, try answers())).map { (moves: $0.0, loss: $0.1) }
  }
}
