/// What the check found along one line.
struct Judgement {
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

/// One gradient to be judged: its line, its value along the line and the sizes to compare with.
struct Question<Failure: Error> {
  let line: Prober<Failure>.Line
  /// g.d, the gradient along the line.
  let gradient: Double
  /// Whether every entry of the gradient on the line is exactly zero.
  let isExactlyZero: Bool
  /// The first and largest step.
  let firstStep: Double
  /// What counts as a gradient of ordinary size: a thousandth of the tensor's largest.
  let scale: Double
  /// Rounding error of the analytic gradient.
  let gradientRounding: Double
  /// How much the loss moves when the position along the line is rounded.
  let positionRounding: Double
}

extension GradientCheck {
  /// K: gradient and estimate agree when they differ by no more than K times the error.
  static let agreement = 5.0
  /// The step shrinks by this factor when gradient and estimate disagree. Neighbouring families
  /// share two steps at most, so that one kink seldom deceives both.
  static let shrinkFactor = 8.0
  /// The relative error of an estimate that may refute a gradient before noise dominates it.
  static let convergence = 1e-6
  /// How often the step shrinks.
  static let shrinkCount = 5
}

/// The estimate of one family of steps, beside the gradient that is judged.
private struct Family {
  let stencil: Stencil
  let derivative: Extrapolation
  let error: Double
  let difference: Double
  let kink: Stencil.Kink
  /// K E over the size of the gradient: the smallest relative bug that would be seen.
  let detectable: Double
  /// The kink over the size of the gradient.
  let jump: Double

  init<Failure>(_ stencil: Stencil, for question: Question<Failure>) {
    self.stencil = stencil
    derivative = stencil.derivative
    error =
      (derivative.error * derivative.error
      + question.gradientRounding * question.gradientRounding).squareRoot()
    difference = abs(question.gradient - derivative.value)
    kink = stencil.kink
    var size = max(abs(question.gradient), abs(derivative.value), question.scale)
    if question.scale == 0 { size = max(size, stencil.largestSlope) }
    detectable = error == 0 ? 0 : GradientCheck.agreement * error / size
    jump = abs(stencil.secondDifferences[Stencil.count - 1]) / size
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
}

extension Prober {
  /// Judges the gradient along one line.
  ///
  /// A family of steps that agrees with the gradient, and could have seen a bug of the size
  /// `minimumDetectable`, passes it. Otherwise the steps shrink: two families in a row that agree
  /// with each other and not with the gradient fail it. Only a kink within the smallest step keeps
  /// the families from settling.
  mutating func judge(
    _ question: Question<Failure>, minimumDetectable: Double, using generator: inout SplitMix64
  ) throws(Failure) -> Judgement {
    var refuting: Family?
    var uncertain: Family?
    var kinked: [Family] = []
    var last: Family?
    var step = question.firstStep
    for attempt in 0...GradientCheck.shrinkCount {
      if attempt > 0 { step /= GradientCheck.shrinkFactor }
      let stencil = try stencil(question.line, step: step, rounding: question.positionRounding)
      guard stencil.isFinite else { continue }
      let family = Family(stencil, for: question)
      last = family
      if family.kink == .certain && !(family.agrees && family.jump <= minimumDetectable) {
        kinked.append(family)
        refuting = nil
        continue
      }
      kinked = []
      if family.agrees {
        if let before = refuting, family.isWeaker(than: before),
          let second = try secondOpinion(on: before, question)
        {
          return Self.failure(second, question)
        }
        if question.isExactlyZero && stencil.isFlat
          || family.detectable <= minimumDetectable
        {
          return try settle(family, question, using: &generator)
        }
        if !(uncertain.map { $0.error <= family.error } ?? false) { uncertain = family }
        if family.derivative.truncation <= family.derivative.noise { break }
        refuting = nil
      } else if family.kink == .suspected {
        refuting = nil
      } else if let before = refuting, family.confirms(before) {
        return Self.failure(family.error < before.error ? family : before, question)
      } else {
        refuting = family
      }
    }
    if let judgement = Self.judgeKink(kinked, question) { return judgement }
    guard let uncertain else {
      return last?.judgement(.unsettled)
        ?? Judgement(verdict: .unsettled, estimate: .nan, error: .infinity, step: step)
    }
    return try judgeWithLargerStep(uncertain, question, minimumDetectable, using: &generator)
  }

  /// A family of other steps of the same size that confirms one which refutes the gradient.
  private mutating func secondOpinion(
    on family: Family, _ question: Question<Failure>
  ) throws(Failure) -> Family? {
    let stencil = try stencil(
      question.line, step: 0.75 * family.stencil.step, rounding: question.positionRounding)
    guard stencil.isFinite else { return nil }
    let second = Family(stencil, for: question)
    return second.kink == .none && !second.agrees && second.confirms(family) ? second : nil
  }

  /// Where noise hides a bug, a step eight times as large hides less of it.
  private mutating func judgeWithLargerStep(
    _ uncertain: Family, _ question: Question<Failure>, _ minimumDetectable: Double,
    using generator: inout SplitMix64
  ) throws(Failure) -> Judgement {
    let step = question.firstStep * GradientCheck.shrinkFactor
    let stencil = try stencil(question.line, step: step, rounding: question.positionRounding)
    let family = Family(stencil, for: question)
    if stencil.isFinite && family.kink == .none && family.agrees
      && family.detectable <= minimumDetectable
    {
      return try settle(family, question, using: &generator)
    }
    return uncertain.judgement(.noise)
  }

  /// The verdict of a family that agrees with the gradient: a pass, or a kind of zero.
  private mutating func settle(
    _ family: Family, _ question: Question<Failure>, using generator: inout SplitMix64
  ) throws(Failure) -> Judgement {
    guard question.isExactlyZero else { return family.judgement(.pass) }
    guard family.stencil.isFlat else { return family.judgement(.zeroHere) }
    let isUnused = try isWithoutInfluence(question.line, using: &generator)
    return family.judgement(isUnused ? .unused : .zeroHere)
  }

  private static func failure(_ family: Family, _ question: Question<Failure>) -> Judgement {
    if question.isExactlyZero { return family.judgement(.missing) }
    let isZero = abs(family.derivative.value) <= GradientCheck.agreement * family.error
    return family.judgement(isZero ? .phantom : .mismatch)
  }

  /// At a kink every number between the one-sided slopes is a gradient.
  private static func judgeKink(
    _ families: [Family], _ question: Question<Failure>
  ) -> Judgement? {
    let sides = families.map { (family: $0, slopes: $0.stencil.slopes) }
    guard
      let best = sides.min(by: {
        max($0.slopes.left.error, $0.slopes.right.error)
          < max($1.slopes.left.error, $1.slopes.right.error)
      })
    else { return nil }
    let (left, right) = best.slopes
    let (lower, upper) = left.value < right.value ? (left, right) : (right, left)
    let margin = GradientCheck.agreement * max(lower.error, upper.error, question.gradientRounding)
    let isInside =
      question.gradient >= lower.value - margin && question.gradient <= upper.value + margin
    return Judgement(
      verdict: isInside ? .kink : .outsideKink, estimate: best.family.derivative.value,
      error: max(left.error, right.error), step: best.family.stencil.step,
      slopes: lower.value...upper.value)
  }
}
