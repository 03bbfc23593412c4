/// Every number of a backward pass.
///
/// Shapes: T steps, B sequences, D inputs, H hidden units, O outputs, S steps with an output.
public struct BackwardTrace<Scalar: NetworkScalar>: Sendable {
  /// dL/d(parameters), in the layout of the parameters.
  public internal(set) var gradients: Parameters<Scalar>
  /// dL/dy_t, [S, B, O]
  public internal(set) var outputGradients: [Scalar]
  public internal(set) var layers: [Layer]
  /// dL/dx_t, [T, B, D]
  public internal(set) var inputGradients: [Scalar]

  public struct Layer: Sendable {
    /// dL/dh_t, everything that reaches h_t, [T, B, H]
    public internal(set) var stateGradients: [Scalar]
    /// delta_t = dL/da_t, [T, B, H]
    public internal(set) var deltas: [Scalar]
    /// dL/dh_0, [B, H]
    public internal(set) var initialStateGradient: [Scalar]
  }

  /// Room for the backward pass of that trace.
  public init(_ spec: NetworkSpec, steps: Int, batch: Int) {
    gradients = Parameters(spec.layout)
    outputGradients = Array(
      repeating: 0, count: spec.outputSteps(of: steps) * batch * spec.outputSize)
    layers = spec.hiddenSizes.map { size in
      Layer(
        stateGradients: Array(repeating: 0, count: steps * batch * size),
        deltas: Array(repeating: 0, count: steps * batch * size),
        initialStateGradient: Array(repeating: 0, count: batch * size))
    }
    inputGradients = Array(repeating: 0, count: steps * batch * spec.inputSize)
  }

  /// |dL/dh_t| over the whole batch, for t = 1 ... T.
  public func stateGradientNorms(layer: Int) -> [Scalar] {
    let steps = layers[layer].stateGradients.count / layers[layer].initialStateGradient.count
    let size = layers[layer].initialStateGradient.count
    return (0..<steps).map { step in
      euclideanNorm(Array(layers[layer].stateGradients[step * size..<(step + 1) * size]))
    }
  }
}
