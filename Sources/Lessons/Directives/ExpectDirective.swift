import Foundation

/// `expect`: the lesson's claims, checked. A claim that fails fails the lesson.
struct ExpectDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "expect", summary: "Claims about values of earlier steps; one that fails fails the lesson.",
    listOf: [
      KeyDeclaration("value", .valuePath, required: true, help: "a number of an earlier step"),
      KeyDeclaration("equals", .number(.any), help: "equal, within 'tolerance'"),
      KeyDeclaration("tolerance", .number(.atLeast(0)), help: "for 'equals'; must be written"),
      KeyDeclaration("at_least", .number(.any), help: "no smaller"),
      KeyDeclaration("at_most", .number(.any), help: "no larger"),
      KeyDeclaration("above", .number(.any), help: "larger"),
      KeyDeclaration("below", .number(.any), help: "smaller"),
      KeyDeclaration("why", .text(maximumLength: 300), help: "what the claim means, in words"),
    ])

  enum Bound: Sendable {
    case equals(Double, tolerance: Double)
    case atLeast(Double)
    case atMost(Double)
    case above(Double)
    case below(Double)

    /// Written so that NaN never holds.
    func holds(_ value: Double) -> Bool {
      switch self {
      case .equals(let wanted, let tolerance): (value - wanted).magnitude <= tolerance
      case .atLeast(let limit): value >= limit
      case .atMost(let limit): value <= limit
      case .above(let limit): value > limit
      case .below(let limit): value < limit
      }
    }

    var text: String {
      switch self {
      case .equals(let wanted, let tolerance):
        "= \(significant(wanted, 10)) "
          + (tolerance == 0 ? "exactly" : "within \(significant(tolerance, 3))")
      case .atLeast(let limit): ">= \(significant(limit, 10))"
      case .atMost(let limit): "<= \(significant(limit, 10))"
      case .above(let limit): "> \(significant(limit, 10))"
      case .below(let limit): "< \(significant(limit, 10))"
      }
    }
  }

  let claims: [(path: ValuePath, bounds: [Bound], why: String?, location: SourceLocation)]

  init?(_ checked: CheckedDirective, in plan: inout LessonPlan) {
    var claims: [(path: ValuePath, bounds: [Bound], why: String?, location: SourceLocation)] = []
    var isGood = true
    for entry in checked.entries {
      let path = entry.path("value")
      plan.checkName(of: path, at: entry.location(of: "value"))
      var bounds: [Bound] = []
      if let wanted = entry.numberIfGiven("equals") {
        if let tolerance = entry.numberIfGiven("tolerance") {
          bounds.append(.equals(wanted, tolerance: tolerance))
        } else {
          plan.error(
            at: entry.location(of: "equals"),
            "'equals' needs a 'tolerance': equality of computed numbers is an accident")
          isGood = false
        }
      } else if entry.isGiven("tolerance") {
        plan.error(at: entry.location(of: "tolerance"), "'tolerance' goes with 'equals'")
        isGood = false
      }
      if let limit = entry.numberIfGiven("at_least") { bounds.append(.atLeast(limit)) }
      if let limit = entry.numberIfGiven("at_most") { bounds.append(.atMost(limit)) }
      if let limit = entry.numberIfGiven("above") { bounds.append(.above(limit)) }
      if let limit = entry.numberIfGiven("below") { bounds.append(.below(limit)) }
      if bounds.isEmpty && isGood {
        plan.error(
          at: entry.location,
          "a claim without a bound; 'equals', 'at_least', 'at_most', 'above' or 'below' is needed")
        isGood = false
      }
      claims.append((path, bounds, entry.textIfGiven("why"), entry.location))
    }
    guard isGood else { return nil }
    self.claims = claims
  }

  func run(in context: inout RunContext, step: inout StepResult) throws(StepFailure) {
    var judged = 0
    for claim in claims {
      let bounds = claim.bounds.map(\.text).joined(separator: " and ")
      let why = claim.why.map { " (\($0))" } ?? ""
      var found: String
      var holds = false
      do {
        let value = try context.number(at: claim.path)
        found = significant(value, 10)
        holds = claim.bounds.allSatisfy { $0.holds(value) }
      } catch {
        found = error.description
      }
      // What was claimed of the lesson's corpus says nothing of another one.
      if context.plan.replaced.contains(claim.path.id) {
        step.items.append(
          .line("not judged, the corpus is another: \(claim.path) \(bounds)\(why); found \(found)"))
        continue
      }
      judged += 1
      step.items.append(
        .claim(
          Claim(
            statement: "\(claim.path) \(bounds)\(why)", found: found, holds: holds,
            location: claim.location)))
      if !holds { step.verdict = .fail }
    }
    if step.verdict == .done, judged > 0 { step.verdict = .pass }
  }
}
