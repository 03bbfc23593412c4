/// One run of a check: preconditions, noise floor, then every tensor.
struct Session<Failure: Error> {
  let check: GradientCheck
  let parameters: ParameterTensors
  var prober: Prober<Failure>
  var generator: SplitMix64
  private var gradientEvaluations = 0

  init(
    check: GradientCheck, parameters: ParameterTensors,
    losses: @escaping ([[ParameterMove]]) throws(Failure) -> [Double]
  ) {
    self.check = check
    self.parameters = parameters
    prober = Prober(parameters: parameters, losses: losses)
    generator = SplitMix64(seed: check.seed)
  }

  mutating func run(
    gradient: (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> GradientCheck.Report {
    let subject: Subject
    switch try checkPreconditions(gradient) {
    case .failure(let reason): return report(.invalid(reason), [])
    case .success(let values):
      subject = Subject(parameters, gradient: values, firstStep: check.firstStep)
    }
    var tensors = try findings(subject)
    for number in tensors.indices {
      try refine(&tensors[number], subject)
      try localise(&tensors[number], subject)
    }
    let last = try prober.evaluateAtOrigin()[0]
    if let reason = Precondition.checkState(prober.lossAtOrigin, later: last, when: "after") {
      return report(.invalid(reason), [])
    }
    let diagnosis = Diagnosis(tensors, subject)
    let reports = tensors.enumerated().map { number, tensor in
      GradientCheck.TensorReport(
        tensor, allowedUnused: check.allowUnused.contains(tensor.block.name),
        diagnosis: diagnosis.tensors[number])
    }
    return report(.combining(reports.map(\.verdict)), reports, diagnosis: diagnosis.whole)
  }

  private func report(
    _ verdict: GradientCheck.Verdict, _ tensors: [GradientCheck.TensorReport],
    diagnosis: String? = nil
  ) -> GradientCheck.Report {
    GradientCheck.Report(
      verdict: verdict, tensors: tensors, diagnosis: diagnosis, loss: prober.lossAtOrigin,
      noiseFloor: prober.noiseFloor, lossEvaluations: prober.evaluations,
      gradientEvaluations: gradientEvaluations, mode: check.mode, seed: check.seed,
      minimumDetectable: check.minimumDetectable)
  }
}

// MARK: Preconditions

extension Session {
  /// The gradient, once it is known that loss and gradient are pure and belong together.
  private mutating func checkPreconditions(
    _ gradient: (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> Result<[Double], GradientCheck.InvalidReason> {
    if let reason = Precondition.checkParameters(parameters) { return .failure(reason) }
    prober.lossAtOrigin = try prober.evaluateAtOrigin()[0]
    let repeated = try prober.evaluateAtOrigin(times: 2)
    if let reason = Precondition.checkLoss(prober.lossAtOrigin, repeated: repeated) {
      return .failure(reason)
    }
    let first = try gradient(parameters)
    let after = try prober.evaluateAtOrigin()[0]
    let second = try gradient(parameters)
    gradientEvaluations = 2
    if after.bitPattern != prober.lossAtOrigin.bitPattern {
      return .failure(
        .init(
          .changedState,
          "the loss was \(prober.lossAtOrigin) before the gradient was asked for and \(after) "
            + "after it: the gradient closure changes what the loss closure reads"))
    }
    let values: [Double]
    switch first.flattened(like: parameters) {
    case .failure(let reason): return .failure(reason)
    case .success(let flat): values = flat
    }
    switch second.flattened(like: parameters) {
    case .failure(let reason): return .failure(reason)
    case .success(let again):
      if let reason = Precondition.checkGradient(values, again: again, of: parameters) {
        return .failure(reason)
      }
    }
    let among = try prober.measureNoise(using: &generator)
    if let reason = Precondition.checkState(prober.lossAtOrigin, later: among, when: "during") {
      return .failure(reason)
    }
    let reason = Precondition.checkSameLoss(
      prober.lossAtOrigin, first.loss, noise: prober.noiseFloor)
    return reason.map { .failure($0) } ?? .success(values)
  }
}

// MARK: Tensors

extension Session {
  /// What a first look at every tensor finds, all tensors asked for together.
  private mutating func findings(_ subject: Subject) throws(Failure) -> [TensorFindings] {
    var questions: [Question] = []
    var tensors: [TensorFindings] = []
    for (number, block) in parameters.blocks.enumerated() {
      let plan = Plan(
        check.mode, block, gradient: subject.gradient[block.range], using: &generator)
      for signs in plan.directions {
        questions.append(subject.question(along: signs, block.range, block: number))
      }
      for offset in plan.offsets {
        let position = block.range.lowerBound + offset
        questions.append(subject.question(at: position, block: number))
      }
      tensors.append(
        TensorFindings(block, number: number, count: plan.directions.count + plan.offsets.count))
    }
    let judgements = try prober.judge(
      questions, minimumDetectable: check.minimumDetectable, using: &generator)
    var start = 0
    for number in tensors.indices {
      let range = start..<start + tensors[number].plannedCount
      tensors[number].findings = zip(questions[range], judgements[range]).map {
        Finding(question: $0, judgement: $1)
      }
      start = range.upperBound
    }
    return tensors
  }
}
