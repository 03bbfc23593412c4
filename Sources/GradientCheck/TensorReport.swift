extension GradientCheck {
  /// What was found in one tensor.
  public struct TensorReport: Sendable, Codable, Equatable {
    public let name: String
    public let shape: [Int]
    public let verdict: Verdict
    /// How many entries and directions got each verdict.
    public let counts: [EntryVerdict: Int]
    /// Directions first, then entries in row-major order, of a large tensor only a sample; at last
    /// the wrong entries that a search has found.
    public let entries: [EntryReport]
    /// Whether the caller allowed the tensor to be without influence.
    public let allowedUnused: Bool
    /// The likely mistake in one sentence; nil where nothing failed.
    public let diagnosis: String?
    /// Where the wrong entries of a large tensor lie, in words.
    public let extent: String?
    /// The smallest error of a single entry, whichever it is, that would have been seen: K E of
    /// the least certain entry, or K E sqrt(n) of the directions where only a sample was looked at.
    /// Nil where these could not be judged.
    public let guarantee: Double?

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
  init(_ tensor: TensorFindings, allowedUnused: Bool, diagnosis: String?) {
    name = tensor.block.name
    shape = tensor.block.shape
    entries = tensor.findings.enumerated().map { number, finding in
      GradientCheck.EntryReport(finding, in: tensor.block, direction: number)
    }
    counts = entries.reduce(into: [:]) { $0[$1.verdict, default: 0] += 1 }
    self.allowedUnused = allowedUnused
    self.diagnosis = diagnosis
    extent = tensor.extent
    guarantee = tensor.guarantee
    let isVacuous = !entries.isEmpty && entries.allSatisfy(\.verdict.isZero)
    if entries.contains(where: \.verdict.isFailure) || isVacuous && !allowedUnused {
      verdict = .fail
    } else {
      verdict = entries.contains(where: \.verdict.isInconclusive) ? .inconclusive : .pass
    }
  }
}
