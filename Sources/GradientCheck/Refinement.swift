extension Session {
  /// How many parts a large tensor is cut into at most.
  static var largestPartCount: Int { 64 }

  /// Cuts a large tensor into parts, with a direction through each, where the directions through
  /// the whole would miss a single entry wrong by `minimumDetectable` of the median gradient.
  ///
  /// A direction through n entries sees one wrong by K E sqrt(n); m parts lower this by sqrt(m).
  /// Nothing is done where not even `largestPartCount` parts would be enough.
  mutating func refine(_ tensor: inout TensorFindings, _ subject: Subject) throws(Failure) {
    guard check.mode == .standard, !tensor.isWhole, !tensor.hasFailed,
      let guarantee = tensor.guarantee
    else { return }
    let sizes = subject.gradient[tensor.block.range].map { abs($0) }.filter { $0 > 0 }
    guard !sizes.isEmpty else { return }
    let wanted = check.minimumDetectable * NoiseFloor.median(sizes)
    let ratio = guarantee / wanted
    guard ratio > 1, ratio * ratio <= Double(Self.largestPartCount) else { return }
    let range = tensor.block.range
    // A quarter more than the estimate asks for: errors differ from part to part.
    let count = min(Self.largestPartCount, Int((1.25 * ratio * ratio).rounded(.up)))
    let signs = generator.signs()
    let questions = (0..<count).map { part in
      let start = range.lowerBound + range.count * part / count
      let end = range.lowerBound + range.count * (part + 1) / count
      return subject.question(along: signs, start..<end, block: tensor.number)
    }
    let judgements = try prober.judge(
      questions, minimumDetectable: check.minimumDetectable, using: &generator)
    tensor.findings.insert(
      contentsOf: zip(questions, judgements).map { Finding(question: $0, judgement: $1) },
      at: tensor.directions.count)
  }
}
