extension GradientCheck {
  /// What was found at one entry, or along one direction through a whole tensor.
  public struct EntryReport: Sendable, Equatable {
    /// The name of the tensor.
    public let tensor: String
    /// The position along every axis; empty for a direction.
    public let index: [Int]
    /// The number of the block direction; nil for an entry.
    public let direction: Int?
    /// The entries that a direction runs through, in row-major order; nil when it is all.
    public let part: Range<Int>?
    /// The label of the row, such as the name of a gate.
    public let band: String?
    /// g, the gradient under test.
    public let analytic: Double
    /// D, the estimate from the loss.
    public let estimate: Double
    /// E, the error of the estimate.
    public let error: Double
    /// |g - D| / E; more than 5 is a disagreement.
    public let ratio: Double
    /// 5 E, the smallest bug in one entry that would have been seen.
    public let detectable: Double
    /// The largest step of the family that the estimate comes from.
    public let step: Double
    public let verdict: EntryVerdict
    /// The one-sided slopes, where the loss has a kink.
    public let kinkSlopes: ClosedRange<Double>?

    /// The place in words: `W_hh[12, 3], forget gate`.
    public var label: String {
      let place = direction.map { ", direction \($0)" } ?? "\(index)"
      let through =
        part.map { " through entries \($0.lowerBound) to \($0.upperBound - 1)" } ?? ""
      return tensor + place + through + (band.map { ", \($0)" } ?? "")
    }
  }
}

extension GradientCheck.EntryReport {
  /// - Parameter direction: the number of the finding among the directions of the tensor.
  init(_ finding: Finding, in block: ParameterTensors.Block, direction: Int) {
    let judgement = finding.judgement
    tensor = block.name
    switch finding.question.line {
    case .entry(let position):
      let offset = position - block.range.lowerBound
      index = block.index(at: offset)
      self.direction = nil
      part = nil
      band = block.band(at: offset)
    case .block(let range, _):
      index = []
      self.direction = direction
      let start = block.range.lowerBound
      part = range == block.range ? nil : range.lowerBound - start..<range.upperBound - start
      band = nil
    }
    analytic = finding.question.gradient
    estimate = judgement.estimate
    error = judgement.error
    ratio = judgement.ratio(to: finding.question.gradient)
    detectable = finding.detectable
    step = judgement.step
    verdict = judgement.verdict
    kinkSlopes = judgement.slopes
  }

  /// Failures first, entries before directions, then what could not be judged; within each the
  /// worst first.
  static func isWorse(_ one: Self, _ other: Self) -> Bool {
    if one.severity != other.severity { return one.severity > other.severity }
    return one.verdict.isInconclusive
      ? one.detectable > other.detectable : one.ratio > other.ratio
  }

  private var severity: Int {
    if verdict.isFailure { return direction == nil ? 3 : 2 }
    return verdict.isInconclusive ? 1 : 0
  }
}
