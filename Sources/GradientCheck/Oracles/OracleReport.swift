extension GradientCheck {
  /// Two numbers that must agree, within the error of one of them.
  public struct Comparison: Sendable, Equatable {
    /// What is compared, in words.
    public let label: String
    /// The value that follows from the closure under test.
    public let analytic: Double
    /// The same value by another way.
    public let estimate: Double
    /// The error of the estimate.
    public let error: Double
    /// |analytic - estimate| / error; more than 5 is a disagreement.
    public let ratio: Double
    /// 5 times the error: the smallest difference that would have been seen.
    public let detectable: Double
    public let verdict: EntryVerdict
  }

  /// The result of `LineIntegralCheck` and `SecondOrderCheck`: a value to print, encode or assert on.
  public struct OracleReport: Sendable, Equatable {
    /// Whether the verdict is a pass; inconclusive is not.
    public let passed: Bool
    public let verdict: Verdict
    /// Empty when the verdict is `.invalid`.
    public let comparisons: [Comparison]
    public let lossEvaluations: Int
    public let gradientEvaluations: Int
    public let seed: UInt64

    /// The worst failure, else the least certain.
    public var worst: Comparison? {
      comparisons.min { one, other in
        let (first, second) = (one.severity, other.severity)
        return first != second ? first > second : one.ratio > other.ratio
      }
    }
  }
}

extension GradientCheck.Comparison {
  init(_ label: String, analytic: Double, _ judgement: Judgement) {
    self.label = label
    self.analytic = analytic
    estimate = judgement.estimate
    error = judgement.error
    ratio = judgement.ratio(to: analytic)
    detectable = GradientCheck.agreement * judgement.error
    verdict = judgement.verdict
  }

  fileprivate var severity: Int { verdict.isFailure ? 2 : verdict.isInconclusive ? 1 : 0 }
}

extension GradientCheck.OracleReport {
  init(
    _ comparisons: [GradientCheck.Comparison], losses: Int, gradients: Int, seed: UInt64,
    invalid: GradientCheck.InvalidReason? = nil
  ) {
    self.comparisons = comparisons
    lossEvaluations = losses
    gradientEvaluations = gradients
    self.seed = seed
    if let invalid {
      verdict = .invalid(invalid)
    } else if comparisons.contains(where: \.verdict.isFailure) {
      verdict = .fail
    } else {
      verdict = comparisons.contains(where: \.verdict.isInconclusive) ? .inconclusive : .pass
    }
    passed = verdict == .pass
  }
}

extension GradientCheck.Comparison: CustomStringConvertible {
  public var description: String {
    let values = "\(label): \(exact(analytic)), estimate \(exact(estimate)) +- \(brief(error))"
    if verdict.isFailure {
      return values + "; off by \(brief(abs(analytic - estimate))), \(brief(ratio)) times the error"
    }
    if verdict.isInconclusive { return values + "; undecided (\(verdict.rawValue))" }
    return values + "; a difference of \(brief(detectable)) would have been seen"
  }
}

extension GradientCheck.OracleReport: CustomStringConvertible {
  public var description: String {
    let footer =
      "(\(lossEvaluations) losses, \(gradientEvaluations) gradients; seed \(seed))"
    if case .invalid(let reason) = verdict { return "invalid: \(reason). \(footer)" }
    let wrong = comparisons.filter { !($0.verdict == .pass) }
    let shown = (wrong.isEmpty ? worst.map { [$0] } ?? [] : wrong).prefix(5)
    let title = verdict == .fail ? "FAILED" : verdict == .pass ? "passed" : "inconclusive"
    return (["\(title): \(comparisons.count) comparisons"] + shown.map { "  \($0)" } + [footer])
      .joined(separator: "\n")
  }
}

extension GradientCheck.Comparison: Codable {
  private enum CodingKeys: String, CodingKey {
    case label, analytic, estimate, error, ratio, detectable, verdict
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    label = try container.decode(String.self, forKey: .label)
    analytic = try container.number(.analytic)
    estimate = try container.number(.estimate)
    error = try container.number(.error)
    ratio = try container.number(.ratio)
    detectable = try container.number(.detectable)
    verdict = try container.decode(GradientCheck.EntryVerdict.self, forKey: .verdict)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(label, forKey: .label)
    try container.encode(Number(analytic), forKey: .analytic)
    try container.encode(Number(estimate), forKey: .estimate)
    try container.encode(Number(error), forKey: .error)
    try container.encode(Number(ratio), forKey: .ratio)
    try container.encode(Number(detectable), forKey: .detectable)
    try container.encode(verdict, forKey: .verdict)
  }
}

extension GradientCheck.OracleReport: Codable {}
