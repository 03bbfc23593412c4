import Foundation

/// Patterns within one tensor, or in the same way within several.
enum TensorPattern {
  /// The gradient of a matrix is written as its transpose.
  static func transpose(_ tensor: TensorFindings) -> String? {
    let shape = tensor.block.shape
    guard shape.count == 2, shape.allSatisfy({ $0 > 1 }) else { return nil }
    let (rows, columns) = (shape[0], shape[1])
    let entries = tensor.entries
    let fits = entries.indices.allSatisfy { place in
      let other = entries[(place % rows) * columns + place / rows]
      let errors = max(entries[place].judgement.error, other.judgement.error)
      return abs(entries[place].question.gradient - other.judgement.estimate)
        <= 2 * GradientCheck.agreement * errors
    }
    return fits ? "it is the transpose of the right gradient" : nil
  }

  /// The difference is c theta: a term c/2 |theta|^2 stands on one side only.
  static func penalty(_ findings: [Finding]) -> String? {
    let squares = findings.reduce(0) { $0 + $1.question.parameter * $1.question.parameter }
    guard squares > 0 else { return nil }
    let c =
      findings.reduce(0) {
        $0 + ($1.question.gradient - $1.judgement.estimate) * $1.question.parameter
      } / squares
    // The term must stand out of the errors in three places, or any two numbers would fit.
    let telling = findings.count { abs(c * $0.question.parameter) > 10 * $0.judgement.error }
    let fits = findings.allSatisfy {
      $0.isExplained(by: $0.judgement.estimate + c * $0.question.parameter)
    }
    guard fits, telling >= 3 else { return nil }
    let term = String(format: "%.3g/2 |theta|^2", abs(c))
    return c < 0
      ? "the loss has a term \(term) that the gradient lacks"
      : "the gradient has the derivative of a term \(term) that the loss lacks"
  }

  /// Every wrong entry is +c or -c where the estimate is larger, and no entry exceeds c.
  static func clip(_ tensors: [TensorFindings], _ subject: Subject) -> String? {
    let entries = tensors.flatMap(\.entries)
    let wrong = entries.filter { $0.judgement.verdict.isFailure }
    guard wrong.count >= 2, let limit = wrong.first.map({ abs($0.question.gradient) }), limit > 0
    else { return nil }
    let isClipped = wrong.allSatisfy {
      let (g, estimate) = ($0.question.gradient, $0.judgement.estimate)
      return abs(abs(g) - limit) <= 1e-12 * limit && abs(estimate) > limit && g * estimate > 0
    }
    let isLargest = tensors.allSatisfy {
      subject.largestOfBlocks[$0.number] <= limit * (1 + 1e-12)
    }
    guard isClipped && isLargest else { return nil }
    return String(format: "clipped to +-%.6g before the check; the rest is right", limit)
  }

  /// Entries that the gradient leaves at zero while the others are right.
  static func zeros(_ tensor: TensorFindings) -> String? {
    let entries = tensor.entries
    let wrong = entries.filter { $0.judgement.verdict.isFailure }
    guard !wrong.isEmpty, wrong.allSatisfy({ $0.judgement.verdict == .missing }) else { return nil }
    if subject(tensor, isZeroIn: entries) {
      return "every entry is zero: this gradient is never added up"
    }
    guard tensor.isWhole, entries.contains(where: { $0.judgement.verdict == .pass }) else {
      return nil
    }
    if let place = line(of: wrong, in: tensor) { return "\(place) is zero; the rest is right" }
    let count = wrong.count
    return "\(count) \(count == 1 ? "entry is" : "entries are") zero that should not be; "
      + "the rest is right"
  }

  /// One entry among several, with all others right.
  static func single(_ tensor: TensorFindings) -> String? {
    let entries = tensor.entries
    let wrong = entries.filter { $0.judgement.verdict.isFailure }
    guard tensor.block.count > 1, tensor.isWhole || tensor.isSearched, wrong.count == 1,
      !entries.contains(where: { $0.judgement.verdict.isInconclusive })
    else { return nil }
    let isSign = Ratio(wrong)?.isSign ?? false
    return "\(isSign ? "the sign of a single entry" : "a single entry") is wrong; the rest is right"
  }

  private static func subject(_ tensor: TensorFindings, isZeroIn entries: [Finding]) -> Bool {
    entries.count > 1 && tensor.findings.allSatisfy { $0.question.isExactlyZero }
  }

  /// The one row or column of a matrix that holds all of these entries and is zero throughout.
  private static func line(of wrong: [Finding], in tensor: TensorFindings) -> String? {
    let block = tensor.block
    guard block.shape.count == 2, block.shape.allSatisfy({ $0 > 1 }), wrong.count > 1 else {
      return nil
    }
    for (axis, name) in ["row", "column"].enumerated() {
      func place(_ finding: Finding) -> Int? {
        finding.position.map { block.index(at: $0 - block.range.lowerBound)[axis] }
      }
      let places = Set(wrong.map(place))
      guard places.count == 1, let number = places.first ?? nil else { continue }
      let whole = tensor.entries.filter { place($0) == number }
      if whole.allSatisfy({ $0.question.isExactlyZero }) { return "\(name) \(number)" }
    }
    return nil
  }
}
