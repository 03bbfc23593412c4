extension GradientCheck {
  /// What was found in one tensor.
  public struct TensorReport: Sendable, Codable, Equatable {
    public let name: String
    public let shape: [Int]
    public let verdict: Verdict
    /// How many entries and directions got each verdict.
    public let counts: [EntryVerdict: Int]
    /// Directions first, then entries in row-major order; of a large tensor only a sample.
    public let entries: [EntryReport]
    /// Whether the caller allowed the tensor to be without influence.
    public let allowedUnused: Bool
    /// The likely mistake in one sentence; nil where nothing failed.
    public let diagnosis: String?

    /// Whether everything looked at was zero, so that the tensor's gradient code was not tested.
    public var isVacuous: Bool { !entries.isEmpty && entries.allSatisfy(\.verdict.isZero) }

    /// The worst failure, else the least certain, else the largest disagreement within the error.
    public var worst: EntryReport? { entries.min(by: EntryReport.isWorse) }

    /// The number of entries of the tensor.
    public var entryCount: Int { shape.reduce(1, *) }

    /// The number of entries looked at one by one.
    public var checkedCount: Int { entries.count { $0.direction == nil } }
  }
}

extension GradientCheck.TensorReport {
  init(
    _ block: ParameterTensors.Block, entries: [GradientCheck.EntryReport], allowedUnused: Bool,
    diagnosis: String?
  ) {
    name = block.name
    shape = block.shape
    counts = entries.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
    self.entries = entries
    self.allowedUnused = allowedUnused
    self.diagnosis = diagnosis
    let isVacuous = !entries.isEmpty && entries.allSatisfy(\.verdict.isZero)
    if entries.contains(where: \.verdict.isFailure) || isVacuous && !allowedUnused {
      verdict = .fail
    } else {
      verdict = entries.contains(where: \.verdict.isInconclusive) ? .inconclusive : .pass
    }
  }
}
