/// A question with its answer.
struct Finding: Sendable {
  let question: Question
  let judgement: Judgement

  /// The place of the entry among all parameters; nil for a direction.
  var position: Int? {
    if case .entry(let position) = question.line { position } else { nil }
  }

  /// The smallest wrong entry on the line that would have been seen: K E, times sqrt(n) along a
  /// direction through n entries, which a single entry moves by 1/sqrt(n) only.
  var detectable: Double {
    GradientCheck.agreement * judgement.error * question.line.reach
  }
}

/// All that was found in one tensor.
struct TensorFindings: Sendable {
  let block: ParameterTensors.Block
  /// The place of the tensor among all.
  let number: Int
  let plannedCount: Int
  /// Directions first, then entries in row-major order, then what was looked at in addition.
  var findings: [Finding] = []
  /// Where the wrong entries lie, in words.
  var extent: String?
  /// Whether a search explained with the wrong entries all that the directions found.
  var isSearched = false

  init(_ block: ParameterTensors.Block, number: Int, count: Int) {
    self.block = block
    self.number = number
    plannedCount = count
  }

  var directions: [Finding] { findings.filter { $0.position == nil } }
  var entries: [Finding] { findings.filter { $0.position != nil } }
  var hasFailed: Bool { findings.contains { $0.judgement.verdict.isFailure } }
  /// Whether the tensor as a whole is wrong, and not an entry here and there.
  var isMostlyWrong: Bool {
    let failures = entries.count { $0.judgement.verdict.isFailure }
    return 2 * failures >= entries.count { !$0.judgement.verdict.isZero }
  }
  /// Whether every entry was looked at.
  var isWhole: Bool { entries.count == block.count }

  /// The smallest error of a single entry, whichever it is, that would have been seen; nil when
  /// what covers all entries could not be judged.
  var guarantee: Double? {
    let covering = isWhole ? entries : directions
    if covering.isEmpty || covering.contains(where: { $0.judgement.verdict.isInconclusive }) {
      return nil
    }
    if isWhole { return entries.reduce(0) { max($0, $1.detectable) } }
    let (whole, parts) = directions.reduce(into: ([Finding](), [Finding]())) { result, finding in
      if finding.question.line.count == block.count {
        result.0.append(finding)
      } else {
        result.1.append(finding)
      }
    }
    let ofWhole = whole.map(\.detectable).min() ?? .infinity
    let covered = parts.reduce(0) { $0 + $1.question.line.count }
    let ofParts = covered < block.count ? .infinity : parts.map(\.detectable).max() ?? .infinity
    return min(ofWhole, ofParts)
  }
}
