import Foundation

/// How far the loss scatters when its parameters move by next to nothing.
///
/// Seven equally spaced points along a random direction; with T_k the k-th differences,
///
///     sigma_k^2 = [(k!)^2 / (2k)!] mean(T_k^2)        k = 3 ... 6
///
/// is the variance of the noise of one evaluation, as a smooth loss leaves next to nothing in high
/// differences. A loss that takes only some values, because it is rounded to Float or coarser,
/// shows neighbours that are equal and others that are not; their smallest difference q is its
/// quantum, and q / sqrt(12) its noise. As Float has larger quanta at larger values, this noise
/// grows with the loss.
///
/// Source: More and Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33, 2011.
enum NoiseFloor {
  static let sampleCount = 7
  static let directionCount = 3
  /// Distances between neighbouring points.
  static let spacings = [1e-9, 1e-7, 1e-5]
  /// The distance at which a quantum is looked for first: at a distance of about one quantum all
  /// points differ by the same, and none shows.
  static let closest = 1e-12
  /// While points are equal, the distance grows up to this to find the quantum.
  static let largestSpacing = 0.1
  /// How far from the parameters the noise is measured a second time.
  static let displacement = 0x1p-4

  /// The median of sigma_k over k = 3 ... 6; nil when a sample is not finite.
  static func deviation(of samples: [Double]) -> Double? {
    guard samples.allSatisfy(\.isFinite) else { return nil }
    var differences = samples
    var deviations: [Double] = []
    var factor = 1.0  // (k!)^2 / (2k)!
    for k in 1..<samples.count {
      differences = zip(differences.dropFirst(), differences).map { $0 - $1 }
      factor *= Double(k) / Double(2 * (2 * k - 1))
      guard k >= 3 else { continue }
      let mean = differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)
      deviations.append(sqrt(factor * mean))
    }
    return median(deviations)
  }

  /// What the steps between neighbours say about a quantum.
  enum Quantum: Equatable {
    /// All neighbours are equal.
    case unseen
    /// Some are equal, but the others are too few or no multiples of one step: a loss that is flat
    /// on one side of a kink looks like this.
    case unclear
    /// All differ: there is none that matters.
    case none
    case found(Double)
  }

  static func quantum(of samples: [Double]) -> Quantum {
    let steps = zip(samples.dropFirst(), samples).map { abs($0 - $1) }
    let moves = steps.filter { $0 > 0 }
    guard let smallest = moves.min() else { return .unseen }
    if moves.count == steps.count { return .none }
    let areMultiples = moves.allSatisfy {
      let multiple = $0 / smallest
      return abs(multiple - multiple.rounded()) <= 0.01 * multiple
    }
    return moves.count >= 2 && areMultiples ? .found(smallest) : .unclear
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}

extension Prober {
  /// Measures the noise floor at the parameters and near them, and keeps it. Returns the loss at the
  /// parameters once more, asked for among the others.
  ///
  /// A kink that lies on the parameters looks like noise, so that the measurement there counts only
  /// up to ten times the one nearby. Steps of a quantised loss count in full.
  mutating func measureNoise(using generator: inout SplitMix64) throws(Failure) -> Double {
    let lines = (0..<NoiseFloor.directionCount).map { _ in generator.signs() }
    for signs in lines {
      for spacing in NoiseFloor.spacings + [NoiseFloor.closest] {
        try askSamples(along: signs, from: 0, spacing: spacing)
      }
      try askSamples(
        along: signs, from: NoiseFloor.displacement, spacing: NoiseFloor.spacings[2])
    }
    try ask([])
    var losses = try answers()[...]
    var here: [Double] = []
    var nearby: [Double] = []
    var quantum = 0.0
    for signs in lines {
      for _ in NoiseFloor.spacings {
        if let deviation = NoiseFloor.deviation(of: takeSamples(&losses)) { here.append(deviation) }
      }
      let closest = takeSamples(&losses)
      quantum = max(quantum, try findQuantum(along: signs, closest: closest))
      let points = takeSamples(&losses, isAtOrigin: false)
      if let deviation = NoiseFloor.deviation(of: points) { nearby.append(deviation) }
    }
    let rounding = Double.ulpOfOne * abs(lossAtOrigin)
    let near = nearby.isEmpty ? here.max() ?? 0 : NoiseFloor.median(nearby)
    let floor = max(near, rounding, quantum / 12.squareRoot())
    relativeNoise = lossAtOrigin == 0 ? 0 : quantum / 12.squareRoot() / abs(lossAtOrigin)
    noiseFloor = max(floor, min(here.max() ?? 0, 10 * floor))
    return losses[losses.startIndex]
  }

  /// The quantum of the loss, from points so close that it cannot be stepped over.
  private mutating func findQuantum(
    along signs: Signs, closest: [Double]
  ) throws(Failure) -> Double {
    var spacing = NoiseFloor.closest
    var points = closest
    while points.allSatisfy(\.isFinite) {
      switch NoiseFloor.quantum(of: points) {
      case .unseen: spacing *= 3
      case .unclear: spacing *= 2
      case .none: return 0
      case .found(let quantum): return quantum
      }
      guard spacing < NoiseFloor.largestSpacing else { return 0 }
      try askSamples(along: signs, from: 0, spacing: spacing)
      var losses = try answers()[...]
      points = takeSamples(&losses)
    }
    return 0
  }

  /// Asks for equally spaced points along a direction that moves every parameter in proportion to
  /// max(1, |parameter|); the middle one is known when it is the parameters themselves.
  private mutating func askSamples(
    along signs: Signs, from start: Double, spacing: Double
  ) throws(Failure) {
    let half = NoiseFloor.sampleCount / 2
    let scale = 1 / Double(max(1, origin.count)).squareRoot()
    for step in -half...half where start != 0 || step != 0 {
      let distance = (start + Double(step) * spacing) * scale
      var moves: [ParameterMove] = []
      moves.reserveCapacity(origin.count)
      signs.forEach(in: origin.indices) { position, sign in
        let delta = distance * sign * max(1, abs(origin[position]))
        moves.append(ParameterMove(position: position, delta: delta))
      }
      try ask(moves)
    }
  }

  /// The losses at the points of one `askSamples`, cut off the answers.
  private func takeSamples(
    _ losses: inout ArraySlice<Double>, isAtOrigin: Bool = true
  ) -> [Double] {
    let count = NoiseFloor.sampleCount - (isAtOrigin ? 1 : 0)
    var samples = Array(losses.prefix(count))
    losses.removeFirst(count)
    if isAtOrigin { samples.insert(lossAtOrigin, at: count / 2) }
    return samples
  }
}
