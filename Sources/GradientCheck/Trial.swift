/// The judging of one gradient, from the first family of steps to its verdict.
///
/// A family of steps that agrees with the gradient, and could have seen a bug of the size
/// `minimumDetectable`, passes it. Otherwise the steps shrink: two families in a row that agree
/// with each other and not with the gradient fail it. Only a kink within the smallest step keeps
/// the families from settling.
///
/// A trial never evaluates the loss: it says which stencil it wants next, so that the stencils of
/// many trials are asked for together.
struct Trial {
  enum Phase {
    /// A family of the given largest step is wanted.
    case family(step: Double)
    /// Other steps of the same size, for a family that refutes and the one after it that does not.
    case secondOpinion(on: Family, after: Family)
    /// A larger step, as noise hides a bug.
    case largerStep(Family)
    /// Gradient and loss are both flat: has the line any influence anywhere?
    case influence(Family)
    case settled(Judgement)
  }

  let question: Question
  private let minimumDetectable: Double
  private(set) var phase: Phase
  private var attempt = 0
  private var step: Double
  private var refuting: Family?
  private var uncertain: Family?
  private var kinked: [Family] = []
  private var last: Family?

  init(_ question: Question, minimumDetectable: Double) {
    self.question = question
    self.minimumDetectable = minimumDetectable
    step = question.firstStep
    phase = .family(step: question.firstStep)
  }

  /// The largest step of the stencil that is wanted next; nil when none is.
  var wantedStep: Double? {
    switch phase {
    case .family(let step): step
    case .secondOpinion(let family, _): 0.75 * family.stencil.step
    case .largerStep: question.firstStep * GradientCheck.shrinkFactor
    case .influence, .settled: nil
    }
  }

  /// Goes on with the stencil that was wanted.
  mutating func take(_ stencil: Stencil) {
    switch phase {
    case .family: consider(stencil)
    case .secondOpinion(let before, let after):
      let second = stencil.isFinite ? Family(stencil, for: question) : nil
      if let second, !second.stencil.mayHaveKink, !second.agrees, second.confirms(before) {
        phase = .settled(second.failure(question))
      } else {
        accept(after)
      }
    case .largerStep(let uncertain):
      let family = Family(stencil, for: question)
      if stencil.isFinite && !stencil.mayHaveKink && family.agrees
        && family.detectable <= minimumDetectable
      {
        settle(family)
      } else {
        phase = .settled(uncertain.judgement(.noise))
      }
    case .influence, .settled: preconditionFailure("a settled trial wants no stencil")
    }
  }

  /// Goes on with the answer whether the line has any influence.
  mutating func take(isUnused: Bool) {
    guard case .influence(let family) = phase else {
      preconditionFailure("only a flat loss is probed for influence")
    }
    phase = .settled(family.judgement(isUnused ? .unused : .zeroHere))
  }

  private mutating func consider(_ stencil: Stencil) {
    guard stencil.isFinite else { return shrink() }
    let family = Family(stencil, for: question)
    last = family
    if family.hasCertainKink && !(family.agrees && family.jump <= minimumDetectable) {
      kinked.append(family)
      refuting = nil
      return shrink()
    }
    if !kinked.isEmpty { kinked = [] }
    if family.agrees {
      if let before = refuting, family.isWeaker(than: before) {
        phase = .secondOpinion(on: before, after: family)
      } else {
        accept(family)
      }
    } else if family.stencil.mayHaveKink {
      refuting = nil
      shrink()
    } else if let before = refuting, family.confirms(before) {
      phase = .settled((family.error < before.error ? family : before).failure(question))
    } else {
      refuting = family
      shrink()
    }
  }

  /// A family that agrees: enough for a pass, or to be kept while the steps shrink.
  private mutating func accept(_ family: Family) {
    if question.isExactlyZero && family.stencil.isFlat || family.detectable <= minimumDetectable {
      return settle(family)
    }
    if !(uncertain.map { $0.error <= family.error } ?? false) { uncertain = family }
    if family.derivative.truncation <= family.derivative.noise { return conclude() }
    refuting = nil
    shrink()
  }

  private mutating func shrink() {
    attempt += 1
    guard attempt <= GradientCheck.shrinkCount else { return conclude() }
    step /= GradientCheck.shrinkFactor
    phase = .family(step: step)
  }

  /// The steps are used up, or would only gain noise.
  private mutating func conclude() {
    if let judgement = judgeKink() {
      phase = .settled(judgement)
    } else if let uncertain {
      phase = .largerStep(uncertain)
    } else {
      phase = .settled(
        last?.judgement(.unsettled)
          ?? Judgement(verdict: .unsettled, estimate: .nan, error: .infinity, step: step))
    }
  }

  /// The verdict of a family that agrees with the gradient: a pass, or a kind of zero.
  private mutating func settle(_ family: Family) {
    if !question.isExactlyZero {
      phase = .settled(family.judgement(.pass))
    } else if family.stencil.isFlat {
      phase = .influence(family)
    } else {
      phase = .settled(family.judgement(.zeroHere))
    }
  }

  /// At a kink every number between the one-sided slopes is a gradient.
  private func judgeKink() -> Judgement? {
    let sides = kinked.map { (family: $0, slopes: $0.stencil.slopes) }
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
