/// The loss at theta + t d for t = 0 and t = +-h_j, h_j = h_0 2^-j, and what follows from it.
struct Stencil: Sendable {
  /// So many steps at first, each half the one before.
  static let fewest = 4
  /// With one more, where it may make the derivative more exact; see `gainsFromNearer`.
  static let most = 5

  let count: Int
  let origin: Double
  /// The loss on both sides; the padding holds the loss at the origin.
  let plus: Lanes
  let minus: Lanes
  /// The distances that floating point really took.
  let forward: Lanes
  let backward: Lanes
  /// Standard deviation of the noise of both evaluations of a pair; where the loss is larger it is
  /// rounded coarser.
  let noise: Lanes

  /// - Parameters:
  ///   - losses: at h_0, -h_0, h_1, -h_1, ..., of four or five steps.
  ///   - noise: standard deviation of the noise of one evaluation.
  ///   - relativeNoise: the least noise of an evaluation relative to its value.
  init(
    _ line: Line, step: Double, losses: ArraySlice<Double>, from parameters: [Double],
    origin: Double, noise: Double, relativeNoise: Double
  ) {
    var plus = Lanes(repeating: origin)
    var minus = Lanes(repeating: origin)
    var forward = Lanes(repeating: 1)
    var backward = Lanes(repeating: 1)
    var h = step
    count = losses.count / 2
    for j in 0..<count {
      plus[j] = losses[losses.startIndex + 2 * j]
      minus[j] = losses[losses.startIndex + 2 * j + 1]
      forward[j] = h
      backward[j] = h
      if case .entry(let i) = line {
        forward[j] = (parameters[i] + h) - parameters[i]
        backward[j] = parameters[i] - (parameters[i] - h)
      }
      h /= 2
    }
    self.origin = origin
    self.plus = plus
    self.minus = minus
    self.forward = forward
    self.backward = backward
    let largest = pointwiseMax(magnitude(plus), magnitude(minus))
    self.noise = pointwiseMax(Lanes(repeating: noise), relativeNoise * largest)
  }

  /// Of any quantity along a line: losses at h_0, -h_0, ... from an origin.
  init(
    of values: [Double], step: Double, origin: Double, noise: Double
  ) {
    self.init(
      .block(0..<1, Signs(seed: 0)), step: step, losses: values[...], from: [], origin: origin,
      noise: noise, relativeNoise: .ulpOfOne)
  }

  /// The first and largest step.
  var step: Double { forward[0] }

  var isFinite: Bool { all((plus - plus) .== 0) && all((minus - minus) .== 0) }

  /// Whether no step moved the loss by a single bit.
  var isFlat: Bool { all(plus .== origin) && all(minus .== origin) }

  /// D, the derivative along d: the central differences [phi(h) - phi(-h)] / 2h, extrapolated.
  var derivative: Extrapolation {
    let width = forward + backward
    return Extrapolation(
      (plus - minus) / width, noise: 2.squareRoot() * noise / width, Extrapolation.central,
      count: count)
  }

  /// Whether a step half the smallest could make the derivative more exact, or tell a kink.
  ///
  /// Every estimate that has a part in such a step has at least its noise, eta / (sqrt2 h). Where the
  /// error is smaller than that already, none of them could be chosen.
  var gainsFromNearer: Bool {
    guard isFinite else { return false }
    let width = (forward[count - 1] + backward[count - 1]) / 2
    let noiseOfNearer = 2.squareRoot() * noise[count - 1] / width
    return !(derivative.error <= noiseOfNearer) || mayHaveKink
  }

  /// The slope on each side, [phi(h) - phi(0)] / h and [phi(0) - phi(-h)] / h, extrapolated.
  var slopes: (left: Extrapolation, right: Extrapolation) {
    let left = Extrapolation(
      (origin - minus) / backward, noise: 2.squareRoot() * noise / backward,
      Extrapolation.oneSided, count: count)
    let right = Extrapolation(
      (plus - origin) / forward, noise: 2.squareRoot() * noise / forward, Extrapolation.oneSided,
      count: count)
    return (left, right)
  }

  /// J_j = [phi(h) - 2 phi(0) + phi(-h)] / h: halves with h where the loss is smooth, and stays at
  /// the difference of the slopes where it has a kink.
  var secondDifferences: Lanes { (plus - 2 * origin + minus) / forward }

  /// The steepest of the slopes between the origin and a point.
  var largestSlope: Double {
    let right = magnitude(plus - origin) / forward
    let left = magnitude(minus - origin) / backward
    return max(right.max(), left.max())
  }

  /// J at the smallest step.
  var smallestSecondDifference: Double {
    let j = count - 1
    return (plus[j] - 2 * origin + minus[j]) / forward[j]
  }

  /// What J at the smallest step must exceed to be more than noise.
  private var kinkThreshold: Double { 20 * noise[count - 1] / forward[count - 1] }

  /// Whether the second differences are constant over the smallest steps: a kink is in between.
  var hasCertainKink: Bool {
    let last = smallestSecondDifference
    guard abs(last) > kinkThreshold else { return false }
    let second = secondDifferences
    return (count - 3..<count).allSatisfy { abs(second[$0] - last) <= 0.2 * abs(last) }
  }

  /// Whether the limit of the second differences is not zero.
  var mayHaveKink: Bool {
    if hasCertainKink { return true }
    let jump = Extrapolation(
      secondDifferences, noise: 6.squareRoot() * noise / forward, Extrapolation.secondDifference,
      count: count)
    return abs(jump.value) > max(GradientCheck.agreement * jump.error, kinkThreshold)
  }
}

private func magnitude(_ lanes: Lanes) -> Lanes { pointwiseMax(lanes, -lanes) }
