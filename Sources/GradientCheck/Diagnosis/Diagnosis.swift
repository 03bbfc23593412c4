/// Names the likely mistake in a wrong gradient, from the shape of the error.
///
/// A wrong diagnosis costs more than none, so that a pattern is told only when it explains every
/// entry and every direction that was looked at, those that are right included; the first that does
/// is told. The exceptions say only where the error lies: in one band, or in tensors of one role.
struct Diagnosis {
  static let unknown = "no known pattern"

  /// One sentence a tensor; nil where nothing failed.
  let tensors: [String?]
  /// One sentence for all tensors; nil where nothing failed.
  let whole: String?

  init(_ tensors: [TensorFindings], _ subject: Subject) {
    let found = tensors.map { tensor -> String? in
      tensor.hasFailed ? Self.sentence(for: tensor, subject) ?? Self.unknown : nil
    }
    self.tensors = found
    let wrong = tensors.indices.filter { tensors[$0].hasFailed }
    if wrong.isEmpty {
      whole = nil
    } else if wrong.count == 1, tensors.count == 1 {
      whole = found[wrong[0]]
    } else {
      let pattern = WholePattern(tensors: tensors, wrong: wrong, sentences: found, subject: subject)
      whole = pattern.sentence ?? Self.unknown
    }
  }

  /// What is wrong with one tensor.
  private static func sentence(for tensor: TensorFindings, _ subject: Subject) -> String? {
    if let found = Ratio(tensor.findings)?.sentence { return found }
    if let found = TensorPattern.clip([tensor], subject) { return found }
    if tensor.isWhole {
      if let found = TensorPattern.transpose(tensor) { return found }
      if let found = BandPattern(tensor)?.sentence { return found }
    }
    if let found = TensorPattern.penalty(tensor.findings) { return found }
    if let found = TensorPattern.zeros(tensor) { return found }
    if let found = TensorPattern.single(tensor) { return found }
    guard let band = tensor.onlyWrongBand else { return nil }
    let ofBand = tensor.entries.filter { tensor.band(of: $0) == band }
    let there = Ratio(ofBand)?.sentence.map { "; there, \($0)" } ?? ""
    return "every wrong entry lies in the \(band)" + there
  }
}

extension TensorFindings {
  func band(of finding: Finding) -> String? {
    finding.position.flatMap { block.band(at: $0 - block.range.lowerBound) }
  }

  /// The band that holds every wrong entry, when there are several and another band is right.
  var onlyWrongBand: String? {
    let wrong = entries.filter { $0.judgement.verdict.isFailure }
    let bands = Set(wrong.map { band(of: $0) })
    guard wrong.count > 1, bands.count == 1, let band = bands.first else { return nil }
    return entries.contains { self.band(of: $0) != band } ? band : nil
  }
}

extension Finding {
  /// Whether the gradient is what a pattern makes of the estimate, within the errors.
  func isExplained(by model: Double, factor: Double = 1, slack: Double = 0) -> Bool {
    let error = judgement.error * max(1, abs(factor))
    return abs(question.gradient - model) <= 2 * GradientCheck.agreement * error + slack
  }

  /// Whether the estimate is far from zero, so that an accidental fit is unlikely.
  var isTelling: Bool { abs(judgement.estimate) > 100 * judgement.error }
}
