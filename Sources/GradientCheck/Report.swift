extension GradientCheck {
  /// The result of a check: a value to print, to encode or to assert on.
  ///
  /// `description` fits into the message of a failing test. Encoding never fails for NaN and
  /// infinity: they are written as the strings "nan", "inf" and "-inf".
  public struct Report: Sendable, Equatable {
    /// Whether the verdict is a pass; inconclusive is not.
    public let passed: Bool
    public let verdict: Verdict
    /// In the order of the parameters; empty when the verdict is `.invalid`.
    public let tensors: [TensorReport]
    /// The likely mistake in one sentence, told from all tensors; nil where nothing failed.
    public let diagnosis: String?
    /// The loss at the parameters.
    public let loss: Double
    /// Standard deviation of the noise of one loss evaluation.
    public let noiseFloor: Double
    public let lossEvaluations: Int
    public let gradientEvaluations: Int
    public let mode: Mode
    public let seed: UInt64
    /// The relative size of bug that a pass had to be able to see.
    public let minimumDetectable: Double

    /// What was found at every place that was looked at.
    public var entries: [EntryReport] { tensors.flatMap(\.entries) }

    /// The worst failure, else the least certain, else the largest disagreement within the error.
    public var worst: EntryReport? { tensors.compactMap(\.worst).min(by: EntryReport.isWorse) }

    /// The number of parameters.
    public var entryCount: Int { tensors.reduce(0) { $0 + $1.entryCount } }

    /// The number of parameters looked at one by one.
    public var checkedCount: Int { tensors.reduce(0) { $0 + $1.checkedCount } }

    /// The place where the largest bug could have hidden, among those that passed.
    public var weakest: EntryReport? {
      entries.filter { $0.verdict == .pass }.max { $0.detectable < $1.detectable }
    }
  }
}

extension GradientCheck.Report {
  init(
    verdict: GradientCheck.Verdict, tensors: [GradientCheck.TensorReport],
    diagnosis: String?, loss: Double, noiseFloor: Double, lossEvaluations: Int,
    gradientEvaluations: Int,
    mode: GradientCheck.Mode, seed: UInt64, minimumDetectable: Double
  ) {
    passed = verdict == .pass
    self.verdict = verdict
    self.tensors = tensors
    self.diagnosis = diagnosis
    self.loss = loss
    self.noiseFloor = noiseFloor
    self.lossEvaluations = lossEvaluations
    self.gradientEvaluations = gradientEvaluations
    self.mode = mode
    self.seed = seed
    self.minimumDetectable = minimumDetectable
  }
}

extension GradientCheck.Verdict {
  /// One failure fails all; otherwise one doubt leaves all in doubt.
  package static func combining(_ verdicts: [Self]) -> Self {
    if verdicts.contains(.fail) { return .fail }
    return verdicts.contains(.inconclusive) ? .inconclusive : .pass
  }
}
