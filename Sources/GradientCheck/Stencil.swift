import Foundation

/// The loss at theta + t d for t = 0 and t = +-h_j, h_j = h_0 2^-j, and what follows from it.
struct Stencil: Sendable {
  /// The loss on both sides of the origin, and the distances that floating point really took.
  struct Pair: Sendable {
    var plus: Double
    var minus: Double
    var forward: Double
    var backward: Double
  }

  /// Five steps, each half the one before.
  static let count = 5

  let origin: Double
  let pairs: [Pair]
  /// Standard deviation of the noise of one loss evaluation.
  let noise: Double
  /// The least noise of an evaluation relative to its value.
  let relativeNoise: Double

  /// The first and largest step.
  var step: Double { pairs[0].forward }

  var isFinite: Bool { pairs.allSatisfy { $0.plus.isFinite && $0.minus.isFinite } }

  /// Whether no step moved the loss by a single bit.
  var isFlat: Bool { pairs.allSatisfy { $0.plus == origin && $0.minus == origin } }

  /// D, the derivative along d: the central differences [phi(h) - phi(-h)] / 2h, extrapolated.
  var derivative: Extrapolation {
    Extrapolation(
      pairs.map { ($0.plus - $0.minus) / ($0.forward + $0.backward) },
      noise: pairs.map { 2.squareRoot() * noise(of: $0) / ($0.forward + $0.backward) },
      powers: Extrapolation.central)
  }

  /// The slope on each side, [phi(h) - phi(0)] / h and [phi(0) - phi(-h)] / h, extrapolated.
  var slopes: (left: Extrapolation, right: Extrapolation) {
    let left = Extrapolation(
      pairs.map { (origin - $0.minus) / $0.backward },
      noise: pairs.map { 2.squareRoot() * noise(of: $0) / $0.backward },
      powers: Extrapolation.oneSided)
    let right = Extrapolation(
      pairs.map { ($0.plus - origin) / $0.forward },
      noise: pairs.map { 2.squareRoot() * noise(of: $0) / $0.forward },
      powers: Extrapolation.oneSided)
    return (left, right)
  }

  /// J_j = [phi(h) - 2 phi(0) + phi(-h)] / h: halves with h where the loss is smooth, and stays at
  /// the difference of the slopes where it has a kink.
  var secondDifferences: [Double] {
    pairs.map { ($0.plus - 2 * origin + $0.minus) / $0.forward }
  }

  /// The steepest of the slopes between the origin and a point.
  var largestSlope: Double {
    pairs.reduce(0) {
      max($0, abs($1.plus - origin) / $1.forward, abs($1.minus - origin) / $1.backward)
    }
  }

  /// Both evaluations of a pair carry this noise; where the loss is larger it is rounded coarser.
  private func noise(of pair: Pair) -> Double {
    max(noise, relativeNoise * max(abs(pair.plus), abs(pair.minus)))
  }

  /// Whether the loss turns a corner within the smallest step.
  enum Kink { case none, suspected, certain }

  /// The kink that the second differences show: `suspected` when their limit is not zero,
  /// `certain` when they are also constant over the smallest steps.
  var kink: Kink {
    let second = secondDifferences
    let noises = pairs.map { 6.squareRoot() * noise(of: $0) / $0.forward }
    let jump = Extrapolation(second, noise: noises, powers: Extrapolation.secondDifference)
    let smallest = pairs[pairs.count - 1]
    let threshold = 20 * noise(of: smallest) / smallest.forward
    let last = second[second.count - 1]
    let isConstant =
      abs(last) > threshold
      && second.suffix(3).allSatisfy { abs($0 - last) <= 0.2 * abs(last) }
    if isConstant { return .certain }
    return abs(jump.value) > max(GradientCheck.agreement * jump.error, threshold)
      ? .suspected : .none
  }
}
