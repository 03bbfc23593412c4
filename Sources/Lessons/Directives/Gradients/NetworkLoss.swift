import GradientCheck
import Recurrent

/// The loss of a network on a batch, and its gradient, as functions of the parameters: what a
/// gradient check asks for.
///
///     f(theta) = L(theta) + sum(w_h h_T) + sum(w_c c_T)
///
/// The sums are there where weights on the final states are given: a loss that hears of each of
/// them sees mistakes that a loss of the outputs alone does not.
final class NetworkLoss<Scalar: NetworkScalar> {
  private var network: Network<Scalar>
  private let batch: SequenceBatch<Scalar>
  private let initialState: NetworkState<Scalar>?
  private let finalWeights: NetworkState<Scalar>?
  /// What decides which inputs dropout drops: differences of several masks would be differences of
  /// masks.
  private let mask: UInt64?
  private var trace: Trace<Scalar>
  private var backward: BackwardTrace<Scalar>

  init(
    _ network: Network<Scalar>, on batch: SequenceBatch<Scalar>,
    from initialState: NetworkState<Scalar>? = nil, finalWeights: NetworkState<Scalar>? = nil,
    mask: UInt64? = nil
  ) {
    self.network = network
    self.batch = batch
    self.initialState = initialState
    self.finalWeights = finalWeights
    self.mask = mask
    trace = Trace(network.spec)
    backward = BackwardTrace(network.spec, keeping: .parameters)
  }

  /// - Parameter state: Stands in the place of the initial state.
  func loss(_ parameters: [Scalar], from state: NetworkState<Scalar>? = nil) -> Scalar {
    network.parameters.values = parameters
    network.forward(batch, from: state ?? initialState, dropoutSeed: mask, into: &trace)
    guard let finalWeights else { return trace.loss }
    let final = trace.finalState
    return zip(finalWeights.hidden + finalWeights.cell, final.hidden + final.cell).reduce(
      trace.loss
    ) { sum, pair in zip(pair.0, pair.1).reduce(sum) { $0 + $1.0 * $1.1 } }
  }

  /// The engine's own gradient, without weights on final states.
  func gradient(_ parameters: [Scalar]) -> (loss: Scalar, values: [Scalar]) {
    precondition(finalWeights == nil, "the gradient is that of the outputs' loss alone")
    let loss = loss(parameters)
    network.backward(trace, into: &backward)
    return (loss, backward.gradients.values)
  }
}

extension SequenceBatch where Scalar == Double {
  /// The same sequences in Float.
  var inFloat: SequenceBatch<Float> {
    let narrowed: SequenceBatch<Float>.Targets =
      switch targets {
      case .none: .none
      case .classes(let classes): .classes(classes)
      case .values(let values, let size): .values(values.map { Float($0) }, size: size)
      }
    guard tokens.isEmpty else {
      let rows = (0..<batch).map { row in
        (0..<length(of: row)).map { tokens[$0 * batch + row] }
      }
      return SequenceBatch<Float>(
        tokens: rows, steps: steps, targets: narrowed, weights: weights?.map { Float($0) })
    }
    return SequenceBatch<Float>(
      steps: steps, batch: batch, inputSize: inputSize, inputs: inputs.map { Float($0) },
      targets: narrowed, lengths: lengths, weights: weights?.map { Float($0) })
  }
}

extension Network where Scalar == Double {
  /// The same network with its parameters rounded to Float.
  var inFloat: Network<Float> {
    var narrowed = Parameters<Float>(spec.layout)
    narrowed.values = parameters.values.map { Float($0) }
    return Network<Float>(spec, parameters: narrowed)
  }
}
