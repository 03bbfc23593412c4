extension GradientCheck {
  /// What was found at one entry, or along one direction through a whole tensor.
  public struct EntryReport: Sendable, Equatable {
    /// The name of the tensor.
    public let tensor: String
    /// The position along every axis; empty for a direction.
    public let index: [Int]
    /// The number of the block direction; nil for an entry.
    public let direction: Int?
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
      return tensor + place + (band.map { ", \($0)" } ?? "")
    }
  }
}

extension GradientCheck.EntryReport {
  /// The report of a direction; a single wrong entry shows in it divided by `spread`.
  init(
    _ block: ParameterTensors.Block, direction: Int, gradient: Double, _ judgement: Judgement,
    spread: Double
  ) {
    self.init(
      block, index: [], direction: direction, band: nil, gradient: gradient, judgement,
      spread: spread)
  }

  init(
    _ block: ParameterTensors.Block, offset: Int, gradient: Double, _ judgement: Judgement
  ) {
    self.init(
      block, index: block.index(at: offset), direction: nil, band: block.band(at: offset),
      gradient: gradient, judgement, spread: 1)
  }

  private init(
    _ block: ParameterTensors.Block, index: [Int], direction: Int?, band: String?,
    gradient: Double, _ judgement: Judgement, spread: Double
  ) {
    tensor = block.name
    self.index = index
    self.direction = direction
    self.band = band
    analytic = gradient
    estimate = judgement.estimate
    error = judgement.error
    ratio = judgement.ratio(to: gradient)
    detectable = GradientCheck.agreement * judgement.error * spread
    step = judgement.step
    verdict = judgement.verdict
    kinkSlopes = judgement.slopes
  }

  /// Failures first, then what could not be judged; within each the worst first.
  static func isWorse(_ one: Self, _ other: Self) -> Bool {
    if one.severity != other.severity { return one.severity > other.severity }
    return one.verdict.isInconclusive
      ? one.detectable > other.detectable : one.ratio > other.ratio
  }

  private var severity: Int { verdict.isFailure ? 2 : verdict.isInconclusive ? 1 : 0 }
}
