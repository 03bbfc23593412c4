import Recurrent

/// A small network with a batch and states on which a gradient is checked.
///
/// What a check can see is decided here, before any tolerance: after one step from zero states no
/// gradient has come through time, and most mistakes leave no trace.
public struct Probe: Sendable {
  public let spec: NetworkSpec
  /// Flat, as `spec.layout` has them.
  public let parameters: [Double]
  public let batch: SequenceBatch<Double>
  /// h_0 and c_0
  public let initial: NetworkState<Double>
  /// Random weights on h_T and c_T, as `MuseumNetwork` adds them to the loss; nil for none.
  public let finalWeights: NetworkState<Double>?

  /// A probe that shows every mistake of the museum: D = 3, H = 2, O = 4, B = 3, T = 5, lengths 5,
  /// 2 and 4, no bias and no initial state zero, a loss on every step and on the final states, and
  /// tokens that come more than once. Seeds in turn have vectors and tokens, softmax cross-entropy
  /// and half squared error.
  ///
  /// - Parameter mistake: Gets a network that it fits, if there is one with such a cell.
  public static func strong(_ cell: Cell, for mistake: Mistake? = nil, seed: UInt64) -> Probe {
    drawn(cell, for: mistake, seed: seed, steps: 5, lengths: [5, 2, 4])
  }

  /// The same network after a single step from states that are not zero. What is wrong in one gate
  /// stays in its rows here, where a longer sequence carries it everywhere.
  public static func oneStep(_ cell: Cell, for mistake: Mistake? = nil, seed: UInt64) -> Probe {
    drawn(cell, for: mistake, seed: seed, steps: 1, lengths: nil)
  }

  /// The same network after a single step from zero states, with the loss of its output alone.
  public static func weak(_ cell: Cell, for mistake: Mistake? = nil, seed: UInt64) -> Probe {
    let probe = oneStep(cell, for: mistake, seed: seed)
    return Probe(
      spec: probe.spec, parameters: probe.parameters, batch: probe.batch,
      initial: .zero(for: probe.spec, batch: 3), finalWeights: nil)
  }

  private static func drawn(
    _ cell: Cell, for mistake: Mistake?, seed: UInt64, steps: Int, lengths: [Int]?
  ) -> Probe {
    var g = SeededGenerator(seed: seed)
    let spec = spec(cell, for: mistake, seed: seed)
    let parameters = g.normals(spec.layout.count, deviation: 0.7)
    let batch = g.batch(for: spec, steps: steps, batch: 3, lengths: lengths)
    return Probe(
      spec: spec, parameters: parameters, batch: batch, initial: g.state(for: spec, batch: 3),
      finalWeights: g.state(for: spec, batch: 3))
  }

  /// One layer in one direction, but where the mistake needs more.
  private static func spec(_ cell: Cell, for mistake: Mistake?, seed: UInt64) -> NetworkSpec {
    let needsTokens = mistake == .embeddingOverwritten || mistake == .reverseNotAdded
    let needsBothWays = mistake == .reverseNotAdded || mistake == .reverseOrderKept
    return NetworkSpec(
      input: needsTokens || seed % 2 == 0
        ? .embedding(vocabulary: 6, size: 3) : .vectors(size: 3),
      cell: cell, hiddenSizes: mistake == .wrongLayerInput ? [2, 2, 2] : [2],
      isBidirectional: needsBothWays, head: .init(.dense(outputs: 4), at: .eachStep),
      loss: seed % 4 < 2 ? .softmaxCrossEntropy : .halfSquaredError)
  }
}
