/// Compares a gradient with the loss over a region, without dividing by any step.
///
///     f(theta + L d) - f(theta) = integral over t from 0 to L of g(theta + t d).d dt
///
/// The integral is a Gauss-Legendre sum of 6 nodes on each half of the line; how far it is from the
/// sum of 6 nodes on the whole is its error. While that exceeds the noise of the loss tenfold, L is
/// halved. d moves every parameter, d_i = +-max(1, |theta_i|) / sqrt(n).
///
///     let report = LineIntegralCheck().run(parameters: tensors, loss: f, gradient: g)
///     #expect(report.passed, "\(report)")
///
/// It sees what a check at one point cannot, a gradient that is right only there; it does not name
/// the entry. Complexity: about 100 losses to measure noise, then one loss and 18 gradients a line
/// and halving.
public struct LineIntegralCheck: Sendable {
  /// Repeats the same directions.
  public var seed: UInt64
  /// How many lines are integrated along.
  public var lines: Int
  /// L, the length of the longest line.
  public var length: Double
  /// The relative size of bug, of g.d on average over the line, that a pass must be able to see.
  public var minimumDetectable: Double

  public init(
    seed: UInt64 = 1, lines: Int = 3, length: Double = 1, minimumDetectable: Double = 1e-5
  ) {
    precondition(lines >= 1, "lines is \(lines); it must be at least 1")
    precondition(
      length > 0 && length.isFinite, "length is \(length); it must be positive and finite")
    self.seed = seed
    self.lines = lines
    self.length = length
    self.minimumDetectable = minimumDetectable
  }

  /// Nodes and weights on -1...1, positive half; Abramowitz and Stegun, table 25.4.
  private static let nodes = [0.238619186083196909, 0.661209386466264514, 0.932469514203152028]
  private static let weights = [0.467913934572691047, 0.360761573048138608, 0.171324492379170345]
  private static let halvings = 6

  /// Checks that the gradient integrates to the loss. The closures must be pure, as those of
  /// `GradientCheck`; an error thrown by one is passed on.
  public func run<Failure: Error>(
    parameters: [NamedTensor],
    loss: (ParameterTensors) throws(Failure) -> Double,
    gradient: (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> GradientCheck.OracleReport {
    try withoutActuallyEscaping(gradient) { (gradient) throws(Failure) in
      try withoutActuallyEscaping(loss) { (loss) throws(Failure) in
        try integrate(ParameterTensors(parameters), loss, gradient)
      }
    }
  }

  private func integrate<Failure: Error>(
    _ tensors: ParameterTensors, _ loss: @escaping (ParameterTensors) throws(Failure) -> Double,
    _ gradient: @escaping (ParameterTensors) throws(Failure) -> LossAndGradient
  ) throws(Failure) -> GradientCheck.OracleReport {
    var source = GradientSource(tensors, gradient)
    var walker = Walker(tensors)
    var prober = Prober<Failure>(parameters: tensors) { points throws(Failure) in
      try walker.losses(points, loss)
    }
    var generator = SplitMix64(seed: seed)
    func report(
      _ comparisons: [GradientCheck.Comparison], _ reason: GradientCheck.InvalidReason?
    ) -> GradientCheck.OracleReport {
      .init(
        comparisons, losses: prober.evaluations, gradients: source.evaluations, seed: seed,
        invalid: reason)
    }
    if let reason = Precondition.checkParameters(tensors) { return report([], reason) }
    let origin = try prober.evaluateAtOrigin(times: 3)
    prober.lossAtOrigin = origin[0]
    if let reason = Precondition.checkLoss(origin[0], repeated: origin) {
      return report([], reason)
    }
    _ = try prober.measureNoise(using: &generator)
    var comparisons: [GradientCheck.Comparison] = []
    for number in 0..<lines {
      let direction = Direction(tensors, using: &generator)
      comparisons.append(try compare(number, direction, &prober, &source))
      if let reason = source.invalid { return report([], reason) }
    }
    return report(comparisons, nil)
  }

  private func compare<Failure: Error>(
    _ number: Int, _ direction: Direction, _ prober: inout Prober<Failure>,
    _ source: inout GradientSource<Failure>
  ) throws(Failure) -> GradientCheck.Comparison {
    var best: GradientCheck.Comparison?
    var length = length
    for _ in 0...Self.halvings {
      try prober.ask(
        direction.steps.enumerated().map { ParameterMove(position: $0, delta: length * $1) })
      let end = try prober.answers()[0]
      let whole = try integral(direction, 0..<length, &source)
      let left = try integral(direction, 0..<length / 2, &source)
      let right = try integral(direction, length / 2..<length, &source)
      let sum = left.value + right.value
      let difference = end - prober.lossAtOrigin
      let noise =
        2.squareRoot() * max(prober.noiseFloor, .ulpOfOne * abs(end))
        + 4 * .ulpOfOne * (left.magnitude + right.magnitude)
      let truncation = abs(whole.value - sum)
      let error = (noise * noise + truncation * truncation).squareRoot()
      let size = max(abs(difference), left.slope + right.slope)
      let agrees = abs(sum - difference) <= GradientCheck.agreement * error
      let isSharp = GradientCheck.agreement * error <= minimumDetectable * size
      var judgement = Judgement(
        verdict: agrees ? isSharp ? .pass : .noise : .mismatch, estimate: difference, error: error,
        step: length)
      // Where the nodes do not resolve the line, they refute nothing.
      let isResolved = truncation <= 10 * noise
      if !error.isFinite || !agrees && !isResolved { judgement.verdict = .unsettled }
      let comparison = GradientCheck.Comparison(
        "line \(number) of length \(length), integral of the gradient", analytic: sum, judgement)
      if isResolved && error.isFinite { return comparison }
      if !(best.map { $0.error <= error } ?? false) { best = comparison }
      length /= 2
    }
    return best!
  }

  /// The integral, that of |g.d|, and what its rounding error is relative to.
  private func integral<Failure: Error>(
    _ direction: Direction, _ range: Range<Double>, _ source: inout GradientSource<Failure>
  ) throws(Failure) -> (value: Double, slope: Double, magnitude: Double) {
    let half = (range.upperBound - range.lowerBound) / 2
    let middle = range.lowerBound + half
    var result = (value: 0.0, slope: 0.0, magnitude: 0.0)
    for (node, weight) in zip(Self.nodes, Self.weights) {
      for side in [-1.0, 1] {
        let point = direction.point(middle + side * half * node, from: source.parameters)
        let gradient = try source.gradient(at: point)
        let along = direction.dot(gradient)
        result.value += weight * half * along
        result.slope += weight * half * abs(along)
        result.magnitude += weight * half * direction.dotOfMagnitudes(gradient)
      }
    }
    return result
  }
}
