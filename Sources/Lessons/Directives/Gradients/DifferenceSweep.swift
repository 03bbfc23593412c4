import GradientCheck
import NetworkCheck
import RealModule
import Recurrent

/// The error of central differences over their step: the V.
///
///     D(h) = [f(theta + h e) - f(theta - h e)] / 2h        error(h) = |D(h) - g| / |g|
///
/// over one entry or over all of a tensor, in Double and with the loss computed in Float; g is the
/// exact derivative. Two lines are predicted and not fitted: eta / (sqrt2 h), with eta the measured
/// noise of one evaluation of the loss, and h^2 |f'''| / 6, with f''' from third differences.
struct DifferenceSweep: Sendable {
  struct Curve: Sendable {
    let steps: [Double]
    let errors: [Double]
    /// The standard deviation of the noise of one evaluation.
    let noise: Double

    /// The step of the least error.
    var best: (step: Double, error: Double) {
      zip(steps, errors).min { $0.1 < $1.1 }.map { (step: $0, error: $1) } ?? (.nan, .nan)
    }

    func error(at step: Double) -> Double {
      zip(steps, errors).min {
        Double.log($0.0 / step).magnitude < Double.log($1.0 / step).magnitude
      }?.1 ?? .nan
    }
  }

  /// What the check itself makes of the same entries.
  struct Settled: Sendable {
    /// The largest step of the family that it took.
    let step: Double
    /// The distance of its estimate from the exact derivative, and the error that it states.
    let error: Double
    let stated: Double
  }

  /// `W_hh[1, 0]` or `W_hh`
  let name: String
  let entries: Int
  let double: Curve
  let single: Curve
  /// |f'''| over |g|
  let thirdDerivative: Double
  /// sqrt(entries) over |g|
  let spread: Double
  let settled: Settled

  /// Beyond it entries are left out, evenly.
  static let mostEntries = 100

  /// The predicted share of noise in the error, and that of truncation.
  func predictedNoise(_ curve: Curve, at step: Double) -> Double {
    curve.noise * spread / (2.0.squareRoot() * step)
  }
  func predictedTruncation(at step: Double) -> Double { thirdDerivative * step * step / 6 }

  /// - Parameter chosen: Places in the flat buffer; at least one.
  init(_ run: GradCheckRun, name: String, entries chosen: [Int], seed: UInt64) {
    let stride = (chosen.count + Self.mostEntries - 1) / Self.mostEntries
    let entries = chosen.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    let (network, batch) = (run.network, run.batch)
    let start = network.parameters.values
    let exact = TextbookNetwork<DualNumber>.gradient(
      network.spec, at: start, of: batch, entries: entries)
    let norm = Self.norm(exact)
    // Of a derivative that is 0 the error is told as it is.
    let unit = norm > 0 ? norm : 1
    self.name = name
    self.entries = entries.count
    spread = Double(entries.count).squareRoot() / unit

    let subject = NetworkLoss(network, on: batch)
    let narrow = network.inFloat
    let narrowSubject = NetworkLoss(narrow, on: batch.inFloat)
    let narrowStart = narrow.parameters.values
    let loss: ([Double]) -> Double = { subject.loss($0) }
    double = Curve(
      steps: Self.steps(from: -12), noise: run.report.noiseFloor,
      exact: exact, unit: unit, entries: entries
    ) { index, step in
      Self.difference(start, index, step, loss)
    }
    // The check's own measurement of the noise, of a loss that is computed in Float.
    let probe = GradientCheck(mode: .quick, seed: seed).run(
      parameters: network.parameters.namedTensors,
      loss: { Double(narrowSubject.loss($0.values.map { Float($0) })) },
      gradient: { parameters in
        let (loss, values) = narrowSubject.gradient(parameters.values.map { Float($0) })
        return LossAndGradient(loss: Double(loss), values: values.map { Double($0) })
      })
    single = Curve(
      steps: Self.steps(from: -7), noise: probe.noiseFloor,
      exact: exact, unit: unit, entries: entries
    ) { index, step in
      Self.difference(narrowStart, index, Float(step)) { narrowSubject.loss($0) }
    }
    let found = Self.found(run.report, network.spec.layout)
    thirdDerivative =
      Self.norm(
        entries.map { Self.thirdDerivative(start, $0, found[$0]?.step ?? 0x1p-6, loss) }) / unit
    settled = Self.settled(zip(entries, exact).map { (found[$0], $1) }, unit)
  }

  /// Quarters of powers of ten up to 1.
  private static func steps(from power: Int) -> [Double] {
    (4 * power...0).map { Double.pow(10, Double($0) / 4) }
  }

  static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// Divided by the step that floating point really took.
  static func difference<Scalar: NetworkScalar>(
    _ start: [Scalar], _ index: Int, _ step: Scalar, _ loss: ([Scalar]) -> Scalar
  ) -> Double {
    var point = start
    point[index] = start[index] + step
    let (above, plus) = (point[index], loss(point))
    point[index] = start[index] - step
    let (below, minus) = (point[index], loss(point))
    let width = Double(above) - Double(below)
    // A step that vanishes in the parameter moves nothing.
    return width == 0 ? 0 : (Double(plus) - Double(minus)) / width
  }

  /// [f(2h) - 2 f(h) + 2 f(-h) - f(-2h)] / 2h^3.
  ///
  /// - Parameter reach: 2h; the check found no kink within it.
  private static func thirdDerivative(
    _ start: [Double], _ index: Int, _ reach: Double, _ loss: ([Double]) -> Double
  ) -> Double {
    let step = reach / 2
    func value(_ offset: Double) -> Double {
      var point = start
      point[index] += offset * step
      return loss(point)
    }
    return (value(2) - 2 * value(1) + 2 * value(-1) - value(-2)) / (2 * step * step * step)
  }

  /// What the check found at each place of the flat buffer that it looked at by itself.
  private static func found(
    _ report: GradientCheck.Report, _ layout: ParameterLayout
  ) -> [Int: GradientCheck.EntryReport] {
    var places: [Int: GradientCheck.EntryReport] = [:]
    for entry in report.entries {
      if let place = layout.index(of: entry) { places[place] = entry }
    }
    return places
  }

  private static func settled(
    _ pairs: [(entry: GradientCheck.EntryReport?, exact: Double)], _ unit: Double
  ) -> Settled {
    let found = pairs.compactMap { pair in pair.entry.map { (entry: $0, exact: pair.exact) } }
    let steps = found.map(\.entry.step).sorted()
    return Settled(
      step: steps.isEmpty ? .nan : steps[steps.count / 2],
      error: norm(found.map { $0.entry.estimate - $0.exact }) / unit,
      stated: norm(found.map(\.entry.error)) / unit)
  }
}

extension DifferenceSweep.Curve {
  /// - Parameter difference: D of an entry at a step.
  fileprivate init(
    steps: [Double], noise: Double, exact: [Double], unit: Double, entries: [Int],
    difference: (Int, Double) -> Double
  ) {
    self.steps = steps
    self.noise = noise
    errors = steps.map { step in
      DifferenceSweep.norm(
        zip(entries, exact).map { index, exact in difference(index, step) - exact }) / unit
    }
  }
}
