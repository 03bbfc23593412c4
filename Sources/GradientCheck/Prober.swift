/// Evaluates the loss on lines through the parameters, and counts how often.
struct Prober<Failure: Error> {
  /// A line theta + t d: one entry, or a block of entries with a sign each and |d| = 1.
  enum Line {
    case entry(Int)
    case block(Range<Int>, signs: [Double])
  }

  private let loss: (ParameterTensors) throws(Failure) -> Double
  private var point: ParameterTensors
  let origin: [Double]
  private(set) var evaluations = 0
  var lossAtOrigin = 0.0
  /// Standard deviation of the noise of one loss evaluation; zero until it is measured.
  var noiseFloor = 0.0
  /// The same for a loss that takes only some values, relative to its size; zero for others.
  var relativeNoise = 0.0

  init(
    parameters: ParameterTensors, loss: @escaping (ParameterTensors) throws(Failure) -> Double
  ) {
    self.loss = loss
    point = parameters
    origin = parameters.values
  }

  /// The loss at the parameters themselves.
  mutating func evaluateAtOrigin() throws(Failure) -> Double {
    evaluations += 1
    return try loss(point)
  }

  /// The loss where `move` takes the parameters; they are put back afterwards.
  mutating func evaluate(moving move: (inout [Double]) -> Void) throws(Failure) -> Double {
    move(&point.values)
    let value = try evaluateAtOrigin()
    point.values = origin
    return value
  }

  /// phi(t), the loss at theta + t d.
  mutating func evaluate(_ line: Line, at t: Double) throws(Failure) -> Double {
    Self.move(&point.values, along: line, by: t, from: origin)
    let value = try evaluateAtOrigin()
    switch line {
    case .entry(let i): point.values[i] = origin[i]
    case .block(let range, _): point.values.replaceSubrange(range, with: origin[range])
    }
    return value
  }

  /// Ten evaluations on both sides of the parameters, the first `step` away.
  ///
  /// - Parameter rounding: how much the loss moves when the position is rounded.
  mutating func stencil(
    _ line: Line, step: Double, rounding: Double
  ) throws(Failure) -> Stencil {
    var pairs: [Stencil.Pair] = []
    var h = step
    for _ in 0..<Stencil.count {
      var pair = Stencil.Pair(
        plus: try evaluate(line, at: h), minus: try evaluate(line, at: -h),
        forward: h, backward: h)
      if case .entry(let i) = line {
        pair.forward = (origin[i] + h) - origin[i]
        pair.backward = origin[i] - (origin[i] - h)
      }
      pairs.append(pair)
      h /= 2
    }
    let noise = (noiseFloor * noiseFloor + rounding * rounding).squareRoot()
    return Stencil(
      origin: lossAtOrigin, pairs: pairs, noise: noise,
      relativeNoise: max(.ulpOfOne, relativeNoise))
  }

  /// Whether moving along the line never changes the loss by a bit, neither from the parameters nor
  /// from random points around them. Non-finite losses say nothing.
  mutating func isWithoutInfluence(
    _ line: Line, using generator: inout SplitMix64
  ) throws(Failure) -> Bool {
    let far = Double.random(in: 1..<3, using: &generator)
    for t in [1, -1, far, -far] {
      let value = try evaluate(line, at: Self.reach(of: line) * t)
      if value.isFinite && value != lossAtOrigin { return false }
    }
    for _ in 0..<4 {
      let signs = generator.signs(origin.count)
      let base = zip(origin, signs).map { $0 + 0.5 * $1 * max(1, abs($0)) }
      let here = try evaluate { $0 = base }
      for t in [1.0, -1.0] {
        let there = try evaluate { point in
          point = base
          Self.move(&point, along: line, by: Self.reach(of: line) * t, from: base)
        }
        if here.isFinite && there.isFinite && here != there { return false }
      }
    }
    return true
  }

  /// The distance along the line that moves every entry on it by one.
  private static func reach(of line: Line) -> Double {
    switch line {
    case .entry: 1
    case .block(let range, _): Double(range.count).squareRoot()
    }
  }

  private static func move(
    _ values: inout [Double], along line: Line, by t: Double, from base: [Double]
  ) {
    switch line {
    case .entry(let i): values[i] = base[i] + t
    case .block(let range, let signs):
      let step = t / Double(range.count).squareRoot()
      for (i, sign) in zip(range, signs) { values[i] = base[i] + sign * step }
    }
  }
}
