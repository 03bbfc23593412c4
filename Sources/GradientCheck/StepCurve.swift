/// The error of the central difference of one entry over the step h: the V of truncation and noise.
///
///     D(h) = [f(theta_i + h) - f(theta_i - h)] / 2h
///     |D(h) - g|  ~  |c| h^2 + eta / (sqrt2 h)        eta: noise of one evaluation
///
/// Units: steps in units of the entry, estimates and errors in units of the loss per entry.
public struct StepCurve: Sendable, Codable, Equatable {
  public struct Point: Sendable, Codable, Equatable {
    /// h, as floating point really took it.
    public let step: Double
    /// D(h).
    public let estimate: Double
    /// |D(h) - reference|.
    public let error: Double
    /// eta / (sqrt2 h), the floor that noise predicts.
    public let noise: Double
    /// |c| h^2, the slope that truncation predicts.
    public let truncation: Double
  }

  /// The place in words: `W_hh[1, 0]`.
  public let label: String
  /// What D(h) is compared with.
  public let reference: Double
  /// eta.
  public let noiseFloor: Double
  /// Steps descending, four to a decade; points at which the loss is not finite are left out.
  public let points: [Point]
  /// The largest step of the family that the check itself settled on.
  public let settledStep: Double
  /// |D - reference| of its extrapolated estimate.
  public let settledError: Double
  /// E, the error that it claims.
  public let claimedError: Double

  /// The point of least error.
  public var best: Point? { points.min { $0.error < $1.error } }
}

extension GradientCheck {
  /// The error of the central difference of one entry over steps from 0.1 to 1e-13 of
  /// max(1, |entry|).
  ///
  /// Complexity: about 200 evaluations of the loss.
  ///
  /// - Parameters:
  ///   - position: the entry, as in `ParameterTensors.values`.
  ///   - reference: the derivative that errors are measured from, exact or the best known.
  public func stepCurve(
    parameters: [NamedTensor], entry position: Int, loss: (ParameterTensors) -> Double,
    reference: Double
  ) -> StepCurve {
    let tensors = ParameterTensors(parameters)
    guard let number = tensors.blocks.firstIndex(where: { $0.range.contains(position) }) else {
      preconditionFailure(
        "there is no entry \(position); the parameters have \(tensors.values.count)")
    }
    return withoutActuallyEscaping(loss) { loss in
      var walker = Walker(tensors)
      var prober = Prober<Never>(parameters: tensors) { walker.losses($0, loss) }
      var generator = SplitMix64(seed: seed)
      prober.lossAtOrigin = prober.evaluateAtOrigin()[0]
      _ = prober.measureNoise(using: &generator)
      var gradient = [Double](repeating: 0, count: tensors.values.count)
      gradient[position] = reference
      let subject = Subject(tensors, gradient: gradient, firstStep: firstStep)
      let judgement = prober.judge(
        [subject.question(at: position, block: number)], minimumDetectable: minimumDetectable,
        using: &generator)[0]
      let block = tensors.blocks[number]
      return StepCurve(
        label: block.name + "\(block.index(at: position - block.range.lowerBound))",
        reference: reference, prober.centralDifferences(of: position), judgement,
        noise: prober.noiseFloor)
    }
  }
}

extension Prober where Failure == Never {
  /// D(h) for h from 0.1 to 1e-13, four to a decade, each with the step really taken.
  fileprivate mutating func centralDifferences(
    of position: Int
  ) -> [(step: Double, estimate: Double)] {
    let value = origin[position]
    let scale = max(1, abs(value))
    var h = 0.1 * scale
    let shrink = 0.1.squareRoot().squareRoot()
    var widths: [Double] = []
    while h > 0.9e-13 * scale {
      ask([ParameterMove(position: position, delta: h)])
      ask([ParameterMove(position: position, delta: -h)])
      widths.append((value + h) - (value - h))
      h *= shrink
    }
    let losses = answers()
    return widths.enumerated().map { place, width in
      (step: width / 2, estimate: (losses[2 * place] - losses[2 * place + 1]) / width)
    }
  }
}

extension StepCurve {
  fileprivate init(
    label: String, reference: Double, _ differences: [(step: Double, estimate: Double)],
    _ judgement: Judgement, noise: Double
  ) {
    self.label = label
    self.reference = reference
    noiseFloor = noise
    // c from the smallest step at which truncation still stands well above the noise.
    let telling = differences.prefix {
      abs($0.estimate - judgement.estimate) > 30 * noise / $0.step
    }
    let c = telling.last.map { abs($0.estimate - judgement.estimate) / ($0.step * $0.step) } ?? 0
    points = differences.filter { $0.step > 0 && $0.estimate.isFinite }.map {
      Point(
        step: $0.step, estimate: $0.estimate, error: abs($0.estimate - reference),
        noise: noise / (2.squareRoot() * $0.step), truncation: c * $0.step * $0.step)
    }
    settledStep = judgement.step
    settledError = abs(judgement.estimate - reference)
    claimedError = judgement.error
  }
}
