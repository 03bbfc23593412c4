/// Checks the derivative of a gradient: it must be symmetric, and agree with given products H v.
///
///     u'Hv = d/dt u.g(theta + t v)  at t = 0         central differences, extrapolated
///     u'Hv = v'Hu                                    as H is a matrix of second derivatives
///
/// A function that is the gradient of nothing fails the second line, with no loss to compare to.
///
///     let report = SecondOrderCheck().run(parameters: tensors, gradient: g)
///     #expect(report.passed, "\(report)")
///
/// Complexity: some 60 gradients a pair of directions.
public struct SecondOrderCheck: Sendable {
  /// Repeats the same directions.
  public var seed: UInt64
  /// How many pairs u, v are tried.
  public var pairs: Int
  /// The relative size of bug that a pass must be able to see; relative to |u||Hv|.
  public var minimumDetectable: Double

  public init(seed: UInt64 = 1, pairs: Int = 3, minimumDetectable: Double = 1e-5) {
    precondition(pairs >= 1, "pairs is \(pairs); it must be at least 1")
    self.seed = seed
    self.pairs = pairs
    self.minimumDetectable = minimumDetectable
  }

  /// Checks the gradient's symmetry, and the products where a closure for them is given.
  ///
  /// - Parameter product: H v at the parameters, flat, in the order of `ParameterTensors.values`.
  public func run<Failure: Error>(
    parameters: [NamedTensor],
    gradient: (ParameterTensors) throws(Failure) -> LossAndGradient,
    product: ((ParameterTensors, [Double]) throws(Failure) -> [Double])? = nil
  ) throws(Failure) -> GradientCheck.OracleReport {
    try withoutActuallyEscaping(gradient) { (gradient) throws(Failure) in
      let tensors = ParameterTensors(parameters)
      var generator = SplitMix64(seed: seed)
      var slopes = GradientSlopes(GradientSource(tensors, gradient))
      if let reason = try slopes.prepare() {
        return .init(
          [], losses: 0, gradients: slopes.evaluations, seed: seed, invalid: reason)
      }
      var comparisons: [GradientCheck.Comparison] = []
      for number in 0..<pairs {
        let u = Direction(tensors, using: &generator)
        let v = Direction(tensors, using: &generator)
        comparisons.append(try symmetry(number, u, v, &slopes))
        if let product {
          let values = try product(tensors, v.steps)
          guard values.count == tensors.values.count else {
            let reason = GradientCheck.InvalidReason(
              .wrongShape,
              "the product has \(values.count) entries; "
                + "the parameters have \(tensors.values.count)")
            return .init(
              [], losses: 0, gradients: slopes.evaluations, seed: seed, invalid: reason)
          }
          comparisons.append(try self.product(number, values, u, v, &slopes))
        }
      }
      return .init(comparisons, losses: 0, gradients: slopes.evaluations, seed: seed)
    }
  }

  /// u'Hv against v'Hu.
  private func symmetry<Failure: Error>(
    _ number: Int, _ u: Direction, _ v: Direction, _ slopes: inout GradientSlopes<Failure>
  ) throws(Failure) -> GradientCheck.Comparison {
    let other = try slopes.best(of: v, along: u)
    return GradientCheck.Comparison(
      "pair \(number), v'Hu", analytic: other.value,
      try slopes.judge(
        other.value, error: other.error, of: u, along: v, minimumDetectable: minimumDetectable))
  }

  /// u'(Hv) of the closure against u'Hv of the gradient.
  private func product<Failure: Error>(
    _ number: Int, _ product: [Double], _ u: Direction, _ v: Direction,
    _ slopes: inout GradientSlopes<Failure>
  ) throws(Failure) -> GradientCheck.Comparison {
    let value = u.dot(product)
    return GradientCheck.Comparison(
      "pair \(number), u'(Hv) of the product", analytic: value,
      try slopes.judge(
        value, error: 4 * .ulpOfOne * u.dotOfMagnitudes(product), of: u, along: v,
        minimumDetectable: minimumDetectable))
  }
}

/// Derivatives of u.g along v.
private struct GradientSlopes<Failure: Error> {
  private var source: GradientSource<Failure>
  private var atOrigin: [Double] = []

  init(_ source: GradientSource<Failure>) { self.source = source }

  var evaluations: Int { source.evaluations }

  /// Why no derivative can be taken, or nil.
  mutating func prepare() throws(Failure) -> GradientCheck.InvalidReason? {
    let parameters = source.parameters
    if let reason = Precondition.checkParameters(parameters) { return reason }
    atOrigin = try source.gradient(at: parameters)
    let again = try source.gradient(at: parameters)
    return source.invalid
      ?? Precondition.checkGradient(atOrigin, again: again, of: parameters)
  }

  /// u.g(theta + t v).
  private mutating func value(
    _ u: Direction, _ v: Direction, at t: Double
  ) throws(Failure) -> Double {
    u.dot(try source.gradient(at: v.point(t, from: source.parameters)))
  }

  /// Standard deviation of the noise of u.g near the parameters.
  private mutating func noise(_ u: Direction, _ v: Direction) throws(Failure) -> Double {
    let half = NoiseFloor.sampleCount / 2
    var noise = .ulpOfOne * u.dotOfMagnitudes(atOrigin)
    for spacing in [1e-9, 1e-7] {
      var samples: [Double] = []
      for step in -half...half { samples.append(try value(u, v, at: Double(step) * spacing)) }
      noise = max(noise, NoiseFloor.deviation(of: samples) ?? 0)
    }
    return noise
  }

  private mutating func stencil(
    _ u: Direction, _ v: Direction, step: Double, noise: Double
  ) throws(Failure) -> Stencil {
    var values: [Double] = []
    var h = step
    for _ in 0..<Stencil.most {
      values.append(try value(u, v, at: h))
      values.append(try value(u, v, at: -h))
      h /= 2
    }
    return Stencil(of: values, step: step, origin: u.dot(atOrigin), noise: noise)
  }

  private static var firstStep: Double { 0x1p-2 }

  /// The derivative with the least error over some sizes of step.
  mutating func best(of u: Direction, along v: Direction) throws(Failure) -> Extrapolation {
    let noise = try noise(u, v)
    var best = Extrapolation(value: .nan, truncation: .infinity, noise: .infinity)
    var step = Self.firstStep
    for _ in 0...GradientCheck.shrinkCount {
      let stencil = try stencil(u, v, step: step, noise: noise)
      let derivative = stencil.derivative
      if stencil.isFinite && derivative.error < best.error { best = derivative }
      if best.truncation <= 10 * best.noise { break }
      step /= GradientCheck.shrinkFactor
    }
    return best
  }

  /// Judges a value for the derivative, which has an error of its own.
  mutating func judge(
    _ value: Double, error: Double, of u: Direction, along v: Direction, minimumDetectable: Double
  ) throws(Failure) -> Judgement {
    let noise = try noise(u, v)
    let probe = try stencil(u, v, step: Self.firstStep, noise: noise)
    let size = max(probe.largestSlope, abs(value))
    var trial = Trial(
      Question(
        line: .block(0..<1, Signs(seed: 0)), gradient: value, parameter: 0, isExactlyZero: false,
        firstStep: Self.firstStep, scale: size, gradientRounding: error, positionRounding: 0),
      minimumDetectable: minimumDetectable)
    while let step = trial.wantedStep {
      trial.take(
        step == Self.firstStep ? probe : try stencil(u, v, step: step, noise: noise))
    }
    guard case .settled(let judgement) = trial.phase else {
      preconditionFailure("a gradient that is not zero is not probed for influence")
    }
    return judgement
  }
}
