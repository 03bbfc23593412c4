extension Prober {
  /// How many trials go on together; their first families fill about one call of the closure.
  private static var trialsAtOnce: Int { largestCall.points / (2 * Stencil.fewest) }

  /// Judges many gradients; each round asks for the next stencils of all that are not settled.
  mutating func judge(
    _ questions: [Question], minimumDetectable: Double, using generator: inout SplitMix64
  ) throws(Failure) -> [Judgement] {
    var judgements: [Judgement] = []
    judgements.reserveCapacity(questions.count)
    for start in stride(from: 0, to: questions.count, by: Self.trialsAtOnce) {
      let end = min(start + Self.trialsAtOnce, questions.count)
      var trials = questions[start..<end].map {
        Trial($0, minimumDetectable: minimumDetectable)
      }
      try settle(&trials, using: &generator)
      for trial in trials {
        if case .settled(let judgement) = trial.phase { judgements.append(judgement) }
      }
    }
    return judgements
  }

  private mutating func settle(
    _ trials: inout [Trial], using generator: inout SplitMix64
  ) throws(Failure) {
    var open = Array(trials.indices)
    while !open.isEmpty {
      var requests: [(question: Question, step: Double)] = []
      requests.reserveCapacity(open.count)
      for number in open {
        guard let step = trials[number].wantedStep else { continue }
        requests.append((trials[number].question, step))
      }
      let stencils = try stencils(requests)
      for (number, stencil) in zip(open, stencils) { trials[number].take(stencil) }
      open.removeAll { trials[$0].wantedStep == nil }
    }
    let flat = trials.indices.filter {
      if case .influence = trials[$0].phase { true } else { false }
    }
    let unused = try areWithoutInfluence(flat.map { trials[$0].question.line }, using: &generator)
    for (number, isUnused) in zip(flat, unused) { trials[number].take(isUnused: isUnused) }
  }
}
