/// Compares a gradient with estimates made from the loss alone.
///
/// Every estimate comes with its own error, so that no tolerance has to be chosen: an entry passes
/// when gradient g and estimate D differ by no more than K E, with E the error of D and K = 5, and
/// only if a bug of the size `minimumDetectable` would have been seen.
///
///     let report = GradientCheck(seed: 7).run(
///       parameters: [NamedTensor("w", values: [0.3, -1.2])],
///       loss: { p in p["w"].reduce(0) { $0 + $1 * $1 } },
///       gradient: { p in
///         LossAndGradient(
///           loss: p["w"].reduce(0) { $0 + $1 * $1 }, ["w": p["w"].map { 2 * $0 }])
///       })
///     #expect(report.passed, "\(report)")
///
/// These lines stand in a test of Swift Testing; in one of XCTest the last is
/// `XCTAssert(report.passed, "\(report)")`. A plain `loss` is evaluated point by point, one given
/// with `threads:` on several threads, one given as `losses:` answers for many points in a call.
///
/// What a pass of `.standard` says: every entry of a tensor of up to 256 entries was held against
/// its estimate. Of a larger tensor, four random directions d through all n entries were, and one
/// wrong entry shows in each of them divided by sqrt(n): `TensorReport.guarantee`, K E sqrt(n), is
/// the smallest that would have been seen, whichever it is. Where that exceeds `minimumDetectable`
/// of the median gradient, the tensor is cut into up to 64 parts with a direction each, if so many
/// are enough. Wrong entries in any number escape only where they cancel along all directions.
///
/// Ranked goals: a right gradient is never called wrong; a pass says how small a bug it would have
/// seen; few evaluations. Rejected: a fixed absolute or relative tolerance, which is too strict for
/// small entries and too lax for large ones at the same time, and one fixed step.
public struct GradientCheck: Sendable {
  /// How much of a tensor is looked at.
  public enum Mode: String, Sendable, Codable, CaseIterable {
    /// Four random directions a tensor: cheapest, sees a wrong tensor, may miss one small entry.
    case quick
    /// Every entry of tensors up to 256 entries; of larger ones four directions or more, and 48
    /// entries.
    case standard
    /// Every entry.
    case exhaustive
  }

  /// How much of a tensor is looked at.
  public var mode: Mode
  /// Repeats the same random directions and probes.
  public var seed: UInt64
  /// The first and largest step, relative to max(1, |entry|); nil leaves it to the check, which
  /// takes 2^-6 for an entry and 2^-2 for a block direction.
  public var firstStep: Double?
  /// Tensors that may be without any influence on the loss.
  public var allowUnused: Set<String>
  /// The relative size of bug that a pass must have been able to see. An entry whose estimate is
  /// noisier than this is inconclusive. Relative to the largest of |gradient|, |estimate| and a
  /// thousandth of the tensor's largest gradient.
  public var minimumDetectable: Double

  public init(
    mode: Mode = .standard, seed: UInt64 = 1, firstStep: Double? = nil,
    allowUnused: Set<String> = [], minimumDetectable: Double = 1e-5
  ) {
    precondition(
      firstStep.map { $0 > 0 && $0.isFinite } ?? true,
      "firstStep is \(firstStep ?? 0); it must be positive and finite")
    precondition(
      minimumDetectable > 0,
      "minimumDetectable is \(minimumDetectable); it must be positive, for example 1e-5")
    self.mode = mode
    self.seed = seed
    self.firstStep = firstStep
    self.allowUnused = allowUnused
    self.minimumDetectable = minimumDetectable
  }
}
