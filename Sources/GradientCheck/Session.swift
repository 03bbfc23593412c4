import Foundation

/// One run of a check: preconditions, noise floor, then every tensor.
struct Session<Failure: Error> {
  private let check: GradientCheck
  private let parameters: ParameterTensors
  private var prober: Prober<Failure>
  private var generator: SplitMix64
  private var gradientEvaluations = 0

  init(
    check: GradientCheck, parameters: ParameterTensors,
    loss: @escaping (ParameterTensors) throws(Failure) -> Double
  ) {
    self.check = check
    self.parameters = parameters
    prober = Prober(parameters: parameters, loss: loss)
    generator = SplitMix64(seed: check.seed)
  }

  mutating func run(
    gradient: (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> GradientCheck.Report {
    let values: [Double]
    switch try checkPreconditions(gradient) {
    case .failure(let reason): return report(.invalid(reason), [])
    case .success(let checked): values = checked
    }
    let largest = values.reduce(0) { max($0, abs($1)) }
    var tensors: [GradientCheck.TensorReport] = []
    for block in parameters.blocks {
      tensors.append(try judge(block, gradient: values, largestOfAll: largest))
    }
    let last = try prober.evaluateAtOrigin()
    guard last.bitPattern == prober.lossAtOrigin.bitPattern else {
      let reason = GradientCheck.InvalidReason(
        .changedState,
        "the loss was \(prober.lossAtOrigin) before the check and \(last) after it, at the same "
          + "parameters: a closure keeps state between calls")
      return report(.invalid(reason), [])
    }
    return report(.combining(tensors.map(\.verdict)), tensors)
  }

  private func report(
    _ verdict: GradientCheck.Verdict, _ tensors: [GradientCheck.TensorReport]
  ) -> GradientCheck.Report {
    GradientCheck.Report(
      verdict: verdict, tensors: tensors, loss: prober.lossAtOrigin,
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
    prober.lossAtOrigin = try prober.evaluateAtOrigin()
    let repeated = [try prober.evaluateAtOrigin(), try prober.evaluateAtOrigin()]
    if let reason = Precondition.checkLoss(prober.lossAtOrigin, repeated: repeated) {
      return .failure(reason)
    }
    let first = try gradient(parameters)
    let after = try prober.evaluateAtOrigin()
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
    try prober.measureNoise(using: &generator)
    let reason = Precondition.checkSameLoss(
      prober.lossAtOrigin, first.loss, noise: prober.noiseFloor)
    return reason.map { .failure($0) } ?? .success(values)
  }
}

// MARK: Tensors

extension Session {
  private mutating func judge(
    _ block: ParameterTensors.Block, gradient: [Double], largestOfAll: Double
  ) throws(Failure) -> GradientCheck.TensorReport {
    let values = gradient[block.range]
    let largest = values.reduce(0) { max($0, abs($1)) }
    let plan = Plan(check.mode, block, gradient: values, using: &generator)
    var entries: [GradientCheck.EntryReport] = []
    for (number, signs) in plan.directions.enumerated() {
      let question = question(
        along: signs, of: block, values, largest: largest, largestOfAll: largestOfAll)
      let judgement = try prober.judge(
        question, minimumDetectable: check.minimumDetectable, using: &generator)
      entries.append(
        .init(
          block, direction: number, gradient: question.gradient, judgement,
          spread: Double(block.count).squareRoot()))
    }
    for offset in plan.offsets {
      let question = question(
        at: block.range.lowerBound + offset, gradient, largest: largest,
        largestOfAll: largestOfAll)
      let judgement = try prober.judge(
        question, minimumDetectable: check.minimumDetectable, using: &generator)
      entries.append(.init(block, offset: offset, gradient: question.gradient, judgement))
    }
    return GradientCheck.TensorReport(
      block, entries: entries, allowedUnused: check.allowUnused.contains(block.name),
      diagnosis: Diagnosis.sentence(
        for: block, entries: entries, parameters: parameters.values[block.range]))
  }

  private func question(
    at position: Int, _ gradient: [Double], largest: Double, largestOfAll: Double
  ) -> Question<Failure> {
    let value = gradient[position]
    let magnitude = abs(parameters.values[position])
    return Question(
      line: .entry(position), gradient: value, isExactlyZero: value == 0,
      firstStep: (check.firstStep ?? 0x1p-6) * max(1, magnitude.binade),
      scale: 1e-3 * (largest > 0 ? largest : largestOfAll),
      gradientRounding: 4 * .ulpOfOne * largest,
      positionRounding: abs(value) * magnitude.ulp / 2)
  }

  private func question(
    along signs: [Double], of block: ParameterTensors.Block, _ values: ArraySlice<Double>,
    largest: Double, largestOfAll: Double
  ) -> Question<Failure> {
    let unit = 1 / Double(block.count).squareRoot()
    var sum = 0.0
    var lost = 0.0  // what the additions rounded away, after Neumaier
    var squares = 0.0
    var rounding = 0.0
    for (position, sign) in zip(block.range, signs) {
      let value = values[position]
      let term = sign * value
      let next = sum + term
      lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
      sum = next
      squares += value * value
      let shift = value * abs(parameters.values[position]).ulp / 2
      rounding += shift * shift
    }
    let typical = (squares / Double(block.count)).squareRoot()
    return Question(
      line: .block(block.range, signs: signs), gradient: (sum + lost) * unit,
      isExactlyZero: largest == 0, firstStep: check.firstStep ?? 0x1p-2,
      scale: 1e-3 * (largest > 0 ? typical : largestOfAll),
      gradientRounding: 4 * .ulpOfOne * largest,
      positionRounding: rounding.squareRoot())
  }
}
