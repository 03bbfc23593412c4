/// One entry of the parameters moved by exactly `delta`.
///
/// A point near the parameters is a list of moves, no entry twice; the empty list is the parameters
/// themselves. The entry becomes `values[position] + delta`.
public struct ParameterMove: Sendable, Equatable {
  /// The place of the entry in `ParameterTensors.values`.
  public let position: Int
  /// What is added to it.
  public let delta: Double

  public init(position: Int, delta: Double) {
    self.position = position
    self.delta = delta
  }
}

/// Parameters that walk from point to point, so that a loss of one point answers for many.
struct Walker {
  private var point: ParameterTensors
  private let origin: [Double]

  init(_ parameters: ParameterTensors) {
    point = parameters
    origin = parameters.values
  }

  /// The loss at every point, one after another.
  mutating func losses<Failure: Error>(
    _ points: [[ParameterMove]], _ loss: (ParameterTensors) throws(Failure) -> Double
  ) throws(Failure) -> [Double] {
    var losses: [Double] = []
    losses.reserveCapacity(points.count)
    for moves in points { losses.append(try self.loss(at: moves, loss)) }
    return losses
  }

  /// The loss at one point; the parameters are put back afterwards.
  mutating func loss<Failure: Error>(
    at moves: [ParameterMove], _ loss: (ParameterTensors) throws(Failure) -> Double
  ) throws(Failure) -> Double {
    for move in moves { point.values[move.position] = origin[move.position] + move.delta }
    let value = try loss(point)
    for move in moves { point.values[move.position] = origin[move.position] }
    return value
  }
}
