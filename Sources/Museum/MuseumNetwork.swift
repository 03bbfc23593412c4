// Goals, in this order: that a learner sees each mistake as one line beside the right one; that
// without a mistake the numbers are the engine's. Speed is no goal: everything is arrays of arrays
// and loops, one sequence at a time, and nothing of the engine is used but its description of a
// network and of a batch.

import Recurrent

/// A plain copy of a network's forward and backward pass in which one line may be wrong.
///
///     let museum = MuseumNetwork(spec, mistake: .carryTransposed)
///     let (loss, gradient, _) = museum.lossAndGradient(parameters, batch)
///
/// Holds tanh networks, LSTMs and both forms of GRU, of any depth and in one direction or both, for
/// vectors or tokens, with a dense head, softmax cross-entropy or half squared error. There is no
/// dropout here. The forward pass is always right.
///
/// - Complexity: O(T B (D H + H^2)) for each layer, direction and gate.
public struct MuseumNetwork: Sendable {
  public let spec: NetworkSpec
  /// Nil for the right copy.
  public let mistake: Mistake?

  /// - Precondition: `MuseumNetwork.holds(spec)`, and the mistake fits it.
  public init(_ spec: NetworkSpec, mistake: Mistake? = nil) {
    precondition(
      Self.holds(spec),
      "the museum has tanh, LSTM and GRU cells, a dense head, softmax cross-entropy and half "
        + "squared error; given \(spec.cell), \(spec.head.kind), \(spec.loss)")
    if let mistake {
      precondition(mistake.fits(spec), "\(mistake.name) does not fit a network of \(spec.cell)")
    }
    self.spec = spec
    self.mistake = mistake
  }

  /// Whether the museum has a copy of such a network.
  public static func holds(_ spec: NetworkSpec) -> Bool {
    guard case .dense = spec.head.kind else { return false }
    let hasCell =
      switch spec.cell {
      case .elman(let activation): activation == .tanh
      case .lstm, .gru: true
      }
    return hasCell && spec.loss != .binaryCrossEntropy
  }

  /// The loss alone.
  public func loss(
    _ parameters: [Double], _ batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>? = nil, finalWeights: NetworkState<Double>? = nil
  ) -> Double {
    let weights = Weights(spec, parameters)
    let initial = initial ?? .zero(for: spec, batch: batch.batch)
    return (0..<batch.batch).reduce(0) { loss, sequence in
      let pass = forward(weights, batch, sequence, from: initial)
      return loss + self.loss(of: pass, batch, sequence)
        + weightedFinalStates(pass, sequence, finalWeights)
    }
  }

  /// The loss, the mean over all valid positions as in the engine, and its gradient by way of the
  /// line that may be wrong.
  ///
  /// - Parameters:
  ///   - parameters: Flat, as `spec.layout` has them; so is the gradient.
  ///   - initial: h_0 and c_0; nil means zeros.
  ///   - finalWeights: Adds sum(w_h h_T) + sum(w_c c_T), over every layer and direction, to the
  ///     loss.
  public func lossAndGradient(
    _ parameters: [Double], _ batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>? = nil, finalWeights: NetworkState<Double>? = nil
  ) -> (loss: Double, gradient: [Double], initialStateGradient: NetworkState<Double>) {
    let weights = Weights(spec, parameters)
    let initial = initial ?? .zero(for: spec, batch: batch.batch)
    var gradient = Gradient(
      weights: Weights(spec, zeros(parameters.count)),
      initial: .zero(for: spec, batch: batch.batch))
    var loss = 0.0
    for sequence in 0..<batch.batch {
      let pass = forward(weights, batch, sequence, from: initial)
      loss += self.loss(of: pass, batch, sequence)
      loss += weightedFinalStates(pass, sequence, finalWeights)
      backward(pass, weights, batch, sequence, finalWeights, into: &gradient)
    }
    var flat = gradient.weights.flat
    for index in flat.indices {
      switch mistake {
      case .clippedGradient: flat[index] = max(-0.1, min(0.1, flat[index]))  // mistake 118
      case .decayInGradientOnly: flat[index] += 0.01 * parameters[index]  // mistake 119
      default: break
      }
    }
    return (loss, flat, gradient.initial)
  }

  /// What a batch's backward pass adds up.
  struct Gradient {
    var weights: Weights
    var initial: NetworkState<Double>
  }

  /// The cells of a layer in one direction.
  func layer(_ index: Int, _ direction: Int, _ weights: Weights) -> MuseumLayer {
    MuseumLayer(spec.cell, weights: weights.layers[index][direction], mistake: mistake)
  }

  /// The place of a layer and direction in a `NetworkState`.
  func place(_ layer: Int, _ direction: Int) -> Int { layer * spec.directions.count + direction }

  /// One sequence's row of a [B, H] array.
  func row(_ sequence: Int, of values: [Double], size: Int) -> [Double] {
    Array(values[sequence * size..<(sequence + 1) * size])
  }
}
