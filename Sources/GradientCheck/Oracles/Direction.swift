/// A direction that moves every parameter: d_i = +-max(1, |theta_i|) / sqrt(n).
struct Direction {
  let steps: [Double]

  init(_ parameters: ParameterTensors, using generator: inout SplitMix64) {
    let scale = 1 / Double(max(1, parameters.values.count)).squareRoot()
    var steps: [Double] = []
    generator.signs().forEach(in: parameters.values.indices) { position, sign in
      steps.append(sign * scale * max(1, abs(parameters.values[position])))
    }
    self.steps = steps
  }

  /// theta + t d.
  func point(_ t: Double, from parameters: ParameterTensors) -> ParameterTensors {
    var point = parameters
    for (position, step) in steps.enumerated() { point.values[position] += t * step }
    return point
  }

  /// a.d
  func dot(_ values: [Double]) -> Double { zip(values, steps).reduce(0) { $0 + $1.0 * $1.1 } }

  /// sum of |a_i d_i|, what rounding errors of a.d are relative to.
  func dotOfMagnitudes(_ values: [Double]) -> Double {
    zip(values, steps).reduce(0) { $0 + abs($1.0 * $1.1) }
  }
}

/// Asks for gradients and counts them; keeps the first reason for which one cannot be used.
struct GradientSource<Failure: Error> {
  let parameters: ParameterTensors
  let closure: (ParameterTensors) throws(Failure) -> LossAndGradient
  private(set) var evaluations = 0
  private(set) var invalid: GradientCheck.InvalidReason?

  init(
    _ parameters: ParameterTensors,
    _ closure: @escaping (ParameterTensors) throws(Failure) -> LossAndGradient
  ) {
    self.parameters = parameters
    self.closure = closure
  }

  /// The flat gradient; NaN throughout where its shape is wrong.
  mutating func gradient(at point: ParameterTensors) throws(Failure) -> [Double] {
    evaluations += 1
    switch try closure(point).flattened(like: parameters) {
    case .success(let values): return values
    case .failure(let reason):
      invalid = invalid ?? reason
      return [Double](repeating: .nan, count: parameters.values.count)
    }
  }
}
