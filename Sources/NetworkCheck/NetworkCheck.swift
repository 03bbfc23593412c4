import GradientCheck
import Recurrent

/// The gradient of a network held against its loss, in one call.
///
///     let report = NetworkCheck().run(network, on: batch)
///     #expect(report.passed, "\(report)")
///
/// Two estimates that share nothing with the backward pass, nor with each other: differences of the
/// loss with their error, for every entry that `check` looks at, and forward tangents, exact to
/// rounding, for all.
public struct NetworkCheck: Sendable {
  public var check: GradientCheck
  /// Among how many threads the moved copies of the network are split. The report does not depend
  /// on it.
  public var threads: Int
  /// How far the backward pass may be from the tangents, relative to the largest of them: ten
  /// digits.
  public static let exactTolerance = 1e-10

  public init(_ check: GradientCheck = GradientCheck(), threads: Int = 1) {
    self.check = check
    self.threads = threads
  }

  /// Checks the gradient that `Network.backward` gives.
  ///
  /// - Parameters:
  ///   - initialState: Where the sequences begin; nil means zeros.
  ///   - dropoutSeed: The one mask that all losses have; nil drops none.
  /// - Precondition: The batch fits the network, and has targets.
  /// - Complexity: ten passes for each entry that is looked at, many of them at once, and a tangent
  ///   for each parameter.
  public func run(
    _ network: Network<Double>, on batch: SequenceBatch<Double>,
    from initialState: NetworkState<Double>? = nil, dropoutSeed: UInt64? = nil
  ) -> Report {
    var gradient: [Double] = []
    let differences = differences(
      network, on: batch, from: initialState, dropoutSeed: dropoutSeed
    ) { gradient = $0 }
    let tangents = network.tangents(
      batch, from: initialState ?? .zero(for: network.spec, batch: batch.batch),
      dropoutSeed: dropoutSeed, threads: threads)
    return Report(differences, gradient: gradient, tangents: tangents)
  }

  /// The first of the two estimates by itself: differences of the loss.
  ///
  /// - Parameters:
  ///   - initialState: Where the sequences begin; nil means zeros.
  ///   - dropoutSeed: The one mask that all losses have; nil drops none.
  ///   - altering: Gets the gradient before it is judged, and may make it wrong.
  /// - Precondition: The batch fits the network, and has targets.
  /// - Complexity: ten passes for each entry that is looked at, many of them at once.
  public func differences(
    _ network: Network<Double>, on batch: SequenceBatch<Double>,
    from initialState: NetworkState<Double>? = nil, dropoutSeed: UInt64? = nil,
    altering: (inout [Double]) -> Void = { _ in }
  ) -> GradientCheck.Report {
    let start = initialState ?? .zero(for: network.spec, batch: batch.batch)
    var trace = Trace<Double>(network.spec)
    var backward = BackwardTrace<Double>(network.spec, keeping: .parameters)
    return check.run(
      parameters: network.parameters.namedTensors,
      losses: { points in
        network.losses(
          batch, from: start, dropoutSeed: dropoutSeed,
          moving: points.map { $0.map { (index: $0.position, delta: $0.delta) } },
          threads: threads)
      },
      gradient: { _ in
        network.forward(batch, from: start, dropoutSeed: dropoutSeed, into: &trace)
        network.backward(trace, into: &backward)
        var values = backward.gradients.values
        altering(&values)
        return LossAndGradient(loss: trace.loss, values: values)
      })
  }
}

extension NetworkCheck {
  /// The largest |gradient - exact| of any entry, relative to the largest |exact|; NaN where one of
  /// them is not finite.
  package static func difference(of gradient: [Double], from exact: [Double]) -> Double {
    let pairs = zip(gradient, exact)
    // `max` would drop a NaN; the sum keeps it.
    guard pairs.reduce(0, { $0 + ($1.0 - $1.1) }).isFinite else { return .nan }
    let largest = exact.reduce(0) { max($0, $1.magnitude) }
    let difference = pairs.reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    return largest > 0 ? difference / largest : difference
  }

  /// What both estimates say.
  public struct Report: Sendable, Codable, Equatable {
    /// The gradient against differences of the loss.
    public let differences: GradientCheck.Report
    /// The largest |gradient - tangent| of any entry, relative to the largest |tangent|; NaN where
    /// one of them is not finite.
    public let exactDifference: Double

    init(_ differences: GradientCheck.Report, gradient: [Double], tangents: [Double]) {
      self.differences = differences
      exactDifference = NetworkCheck.difference(of: gradient, from: tangents)
    }

    /// Whether both agree with the gradient.
    public var passed: Bool { differences.passed && isExact }

    /// Whether the tangents agree to ten digits.
    public var isExact: Bool { exactDifference <= exactTolerance }
  }
}

extension NetworkCheck.Report: CustomStringConvertible {
  public var description: String {
    let difference = exactDifference == 0 ? "0" : String(Float(exactDifference))
    return "\(differences)\n  forward tangents: "
      + (isExact ? "agree" : "DISAGREE")
      + ", the largest difference is \(difference) of the largest entry"
  }
}
