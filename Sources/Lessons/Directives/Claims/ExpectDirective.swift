import Foundation

/// `expect`: the lesson's claims, checked. A claim that fails fails the lesson.
struct ExpectDirective: Directive {
  static let declaration = DirectiveDeclaration(
    "expect", summary: "Claims about values of earlier steps; one that fails fails the lesson.",
    listOf: [
      KeyDeclaration(
        "value", .valuePath, required: true,
        help: "a number of an earlier step, or a list whose every number must hold"),
      KeyDeclaration(
        "equals", .oneOf([.number(.any), .vector, .matrix]), help: "equal, within 'tolerance'"),
      KeyDeclaration(
        "same_as", .valuePath, help: "equal to another value, number by number, within 'tolerance'"),
      KeyDeclaration(
        "tolerance", .number(.atLeast(0)), help: "for 'equals' and 'same_as'; must be written"),
      KeyDeclaration("at_least", .number(.any), help: "no smaller"),
      KeyDeclaration("at_most", .number(.any), help: "no larger"),
      KeyDeclaration("above", .number(.any), help: "larger"),
      KeyDeclaration("below", .number(.any), help: "smaller"),
      KeyDeclaration("why", .text(maximumLength: 300), help: "what the claim means, in words"),
    ])

  enum Bound: Sendable {
    case equals(Numbers, tolerance: Double)
    case sameAs(ValuePath, tolerance: Double)
    case atLeast(Double)
    case atMost(Double)
    case above(Double)
    case below(Double)

    /// Written so that NaN never holds. Equality is settled for all numbers together.
    func holds(_ value: Double) -> Bool {
      switch self {
      case .equals, .sameAs: true
      case .atLeast(let limit): value >= limit
      case .atMost(let limit): value <= limit
      case .above(let limit): value > limit
      case .below(let limit): value < limit
      }
    }

    var text: String {
      switch self {
      case .equals(let wanted, let tolerance):
        "= " + (wanted.shape.isEmpty ? significant(wanted.values[0], 10) : wanted.text)
          + Self.text(tolerance)
      case .sameAs(let path, let tolerance): "= \(path)" + Self.text(tolerance)
      case .atLeast(let limit): ">= \(significant(limit, 10))"
      case .atMost(let limit): "<= \(significant(limit, 10))"
      case .above(let limit): "> \(significant(limit, 10))"
      case .below(let limit): "< \(significant(limit, 10))"
      }
    }

    private static func text(_ tolerance: Double) -> String {
      tolerance == 0 ? " exactly" : " within \(significant(tolerance, 3))"
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
      let tolerance = entry.numberIfGiven("tolerance")
      let equalities = ["equals", "same_as"].filter { entry.isGiven($0) }
      for key in equalities where tolerance == nil {
        plan.error(
          at: entry.location(of: key),
          "'\(key)' needs a 'tolerance': equality of computed numbers is an accident")
        isGood = false
      }
      if equalities.isEmpty, tolerance != nil {
        plan.error(
          at: entry.location(of: "tolerance"), "'tolerance' goes with 'equals' or 'same_as'")
        isGood = false
      }
      if let wanted = Self.wanted(entry), let tolerance {
        bounds.append(.equals(wanted, tolerance: tolerance))
      }
      if let other = entry.pathIfGiven("same_as") {
        plan.checkName(of: other, at: entry.location(of: "same_as"))
        if let tolerance { bounds.append(.sameAs(other, tolerance: tolerance)) }
      }
      if let limit = entry.numberIfGiven("at_least") { bounds.append(.atLeast(limit)) }
      if let limit = entry.numberIfGiven("at_most") { bounds.append(.atMost(limit)) }
      if let limit = entry.numberIfGiven("above") { bounds.append(.above(limit)) }
      if let limit = entry.numberIfGiven("below") { bounds.append(.below(limit)) }
      if bounds.isEmpty && isGood {
        plan.error(
          at: entry.location,
          "a claim without a bound; 'equals', 'same_as', 'at_least', 'at_most', 'above' or 'below' is needed"
        )
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
        (holds, found) = try check(claim.path, claim.bounds, in: context)
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

  private func check(
    _ path: ValuePath, _ bounds: [Bound], in context: RunContext
  ) throws(StepFailure) -> (holds: Bool, found: String) {
    let value = try numbers(at: path, in: context)
    for bound in bounds {
      var result = (holds: true, found: "")
      switch bound {
      case .equals(let wanted, let tolerance):
        result = Self.compare(value, with: wanted, tolerance: tolerance)
      case .sameAs(let other, let tolerance):
        result = Self.compare(
          value, with: try numbers(at: other, in: context), tolerance: tolerance)
      default:
        let misses = value.values.filter { !bound.holds($0) }
        guard let first = misses.first else { continue }
        result = (
          false,
          value.shape.isEmpty
            ? significant(first, 10)
            : "\(misses.count) of \(value.values.count) do not, such as \(significant(first, 10))"
        )
      }
      if !result.holds { return result }
    }
    return (
      true,
      value.shape.isEmpty ? significant(value.values[0], 10) : "all \(value.values.count) numbers"
    )
  }

  private func numbers(
    at path: ValuePath, in context: RunContext
  ) throws(StepFailure) -> Numbers {
    guard let numbers = Numbers(try context.value(at: path)) else {
      throw StepFailure("\(path) is not a number, nor a list of numbers in equal rows")
    }
    return numbers
  }
}
