extension GradientCheck {
  /// K: gradient and estimate agree when they differ by no more than K times the error.
  package static let agreement = 5.0
  /// The step shrinks by this factor when gradient and estimate disagree. Neighbouring families
  /// share two steps at most, so that one kink seldom deceives both.
  static let shrinkFactor = 8.0
  /// The relative error of an estimate that may refute a gradient before noise dominates it.
  static let convergence = 1e-6
  /// How often the step shrinks.
  static let shrinkCount = 5
}

/// What the check found along one line.
struct Judgement: Sendable {
  var verdict: GradientCheck.EntryVerdict
  var estimate: Double
  var error: Double
  var step: Double
  var slopes: ClosedRange<Double>?

  func ratio(to gradient: Double) -> Double {
    let difference = abs(gradient - estimate)
    return difference == 0 ? 0 : difference / error
  }
}

/// The estimate of one family of steps, beside the gradient that is judged.
struct Family: Sendable {
  let stencil: Stencil
  let derivative: Extrapolation
  let error: Double
  let difference: Double
  let hasCertainKink: Bool
  /// K E over the size of the gradient: the smallest relative bug that would be seen.
  let detectable: Double
  /// The kink over the size of the gradient.
  let jump: Double

  init(_ stencil: Stencil, for question: Question) {
    self.stencil = stencil
    derivative = stencil.derivative
    error =
      (derivative.error * derivative.error
      + question.gradientRounding * question.gradientRounding).squareRoot()
    difference = abs(question.gradient - derivative.value)
    hasCertainKink = stencil.hasCertainKink
    var size = max(abs(question.gradient), abs(derivative.value), question.scale)
    if question.scale == 0 { size = max(size, stencil.largestSlope) }
    detectable = error == 0 ? 0 : GradientCheck.agreement * error / size
    jump = abs(stencil.smallestSecondDifference) / size
  }

  var agrees: Bool { difference <= GradientCheck.agreement * error }

  /// Whether the estimate is as exact as the noise allows, or exact anyhow; the estimates of steps
  /// that cross a kink may agree with each other, but they do not converge.
  var hasConverged: Bool {
    derivative.truncation <= 10 * derivative.noise || detectable <= GradientCheck.convergence
  }

  /// Whether two families confirm each other and refute the gradient.
  func confirms(_ other: Family) -> Bool {
    guard hasConverged && other.hasConverged else { return false }
    let apart = abs(derivative.value - other.derivative.value)
    let errors = (error * error + other.error * other.error).squareRoot()
    return apart <= GradientCheck.agreement * errors
      && apart < min(difference, other.difference) / 2
  }

  /// Whether this family agrees with the gradient only because its error is larger.
  func isWeaker(than other: Family) -> Bool {
    other.detectable <= GradientCheck.convergence && error > other.error
      && abs(derivative.value - other.derivative.value) <= GradientCheck.agreement * error
  }

  func judgement(_ verdict: GradientCheck.EntryVerdict) -> Judgement {
    Judgement(
      verdict: verdict, estimate: derivative.value, error: error, step: stencil.step)
  }

  /// The verdict of a family that refutes the gradient.
  func failure(_ question: Question) -> Judgement {
    if question.isExactlyZero { return judgement(.missing) }
    let isZero = abs(derivative.value) <= GradientCheck.agreement * error
    return judgement(isZero ? .phantom : .mismatch)
  }
}
