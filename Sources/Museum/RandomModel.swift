import Foundation
import Recurrent

/// A random network with a random batch and random states: any cell, one to three layers, one
/// direction or both, vectors or tokens, any head and loss, any lengths, and parameters of a
/// standard deviation from 0.01 to 4. D, B, T and the highest layer's H all differ.
///
/// The same seed gives the same model, so that a run of many can be repeated in parts.
public struct RandomModel: Sendable, CustomStringConvertible {
  public let seed: UInt64
  public let spec: NetworkSpec
  public let parameters: Parameters<Double>
  public let batch: SequenceBatch<Double>
  /// h_0 and c_0; zeros in one model of four.
  public let initial: NetworkState<Double>
  /// The standard deviation of the parameters.
  public let deviation: Double

  /// Every cell of the library, the gated ones as often as the four simple ones together.
  public static let allCells: [Cell] =
    Activation.allCases.map { .elman($0) }
    + [.lstm, .lstm, .gru(.before), .gru(.before), .gru(.after), .gru(.after)]

  public var network: Network<Double> { Network(spec, parameters: parameters) }

  /// - Parameters:
  ///   - cells: Which cells may be drawn.
  ///   - losses: Which losses may be drawn.
  ///   - isAlwaysDense: Whether y = h is left out.
  ///   - deviations: Between which the standard deviation is drawn, evenly in its logarithm.
  public init(
    seed: UInt64, cells: [Cell] = RandomModel.allCells, losses: [Loss] = Loss.allCases,
    isAlwaysDense: Bool = false, deviations: ClosedRange<Double> = 0.01...4
  ) {
    var g = SeededGenerator(seed: seed)
    func chance(_ share: Double) -> Bool { g.nextUnit() < share }
    func choice<Element>(_ all: [Element]) -> Element { all.randomElement(using: &g)! }

    let sizes = (1...6).shuffled(using: &g)
    let (inputs, hidden, sequences, steps) = (sizes[0], sizes[1], sizes[2], sizes[3])
    let below = (0..<choice([0, 0, 1, 2])).map { _ in choice([1, 2, 3]) }
    // A softmax of one class says nothing, so that a layer of one unit has a dense head.
    let spec = NetworkSpec(
      input: chance(0.5) ? .vectors(size: inputs) : .embedding(vocabulary: 7, size: inputs),
      cell: choice(cells), hiddenSizes: below + [hidden], isBidirectional: chance(0.4),
      head: .init(
        isAlwaysDense || hidden == 1 || chance(0.8)
          ? .dense(outputs: choice([2, 3, 5])) : .identity,
        at: choice([.eachStep, .eachStep, .last])),
      loss: choice(losses))
    let logarithms = (log(deviations.lowerBound), log(deviations.upperBound))
    let deviation = exp(
      logarithms.0 + g.nextUnit() * (logarithms.1 - logarithms.0))
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = g.normals(parameters.values.count, deviation: deviation)
    let lengths =
      chance(0.5) ? (0..<sequences).map { _ in Int.random(in: 1...steps, using: &g) } : nil
    let hasWeights = chance(0.25)
    self.seed = seed
    self.spec = spec
    self.parameters = parameters
    self.deviation = deviation
    batch = g.batch(
      for: spec, steps: steps, batch: sequences, lengths: lengths, hasWeights: hasWeights)
    initial =
      g.nextUnit() < 0.25
      ? .zero(for: spec, batch: sequences) : g.state(for: spec, batch: sequences)
  }

  public var description: String {
    "seed \(seed): \(spec.cell), \(spec.input), H \(spec.hiddenSizes), O \(spec.outputSize), "
      + "T \(batch.steps), B \(batch.batch), lengths \(batch.lengths ?? []), "
      + "\(spec.directions.count) directions, \(spec.head.kind) at \(spec.head.place), "
      + "\(spec.loss), parameters of \(deviation)"
  }
}

// Draws that the tests of the networks take as well.
extension SeededGenerator {
  package mutating func normals(_ count: Int, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in nextNormal() * deviation }
  }

  /// Random inputs or tokens, and random targets that fit the network; one weight in four is 0.
  mutating func batch(
    for spec: NetworkSpec, steps: Int, batch: Int, lengths: [Int]? = nil, hasWeights: Bool = false
  ) -> SequenceBatch<Double> {
    let positions = spec.outputSteps(of: steps) * batch
    let targets = targets(for: spec, positions: positions)
    var weights: [Double]?
    if hasWeights {
      var drawn = (0..<positions).map { _ in nextUnit() < 0.25 ? 0 : nextUnit() + 0.1 }
      // The first position is always valid, and one weight must be above 0.
      drawn[0] = 0.5
      weights = drawn
    }
    if case .embedding(let vocabulary, _) = spec.input {
      let tokens = (0..<batch).map { row in
        (0..<(lengths?[row] ?? steps)).map { _ in Int.random(in: 0..<vocabulary, using: &self) }
      }
      return SequenceBatch(tokens: tokens, steps: steps, targets: targets, weights: weights)
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: spec.inputSize,
      inputs: normals(steps * batch * spec.inputSize), targets: targets, lengths: lengths,
      weights: weights)
  }

  /// Random targets that fit the network's outputs and loss.
  package mutating func targets(
    for spec: NetworkSpec, positions: Int
  ) -> SequenceBatch<Double>.Targets {
    let size = spec.outputSize
    return switch spec.loss {
    case .softmaxCrossEntropy:
      .classes((0..<positions).map { _ in Int.random(in: 0..<size, using: &self) })
    case .binaryCrossEntropy:
      .values((0..<positions * size).map { _ in nextUnit() }, size: size)
    case .halfSquaredError:
      .values(normals(positions * size), size: size)
    }
  }

  /// States to begin with, or weights on the final ones.
  package mutating func state(for spec: NetworkSpec, batch: Int) -> NetworkState<Double> {
    var state = NetworkState<Double>.zero(for: spec, batch: batch)
    for place in state.hidden.indices { state.hidden[place] = normals(state.hidden[place].count) }
    for place in state.cell.indices { state.cell[place] = normals(state.cell[place].count) }
    return state
  }
}
