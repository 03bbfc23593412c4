/// Every number of a forward pass: backward reads it, the terminal prints it, figures draw it,
/// and nothing is stored twice.
///
/// Shapes: T steps, B sequences, H hidden units, O outputs, S steps with an output.
public struct Trace<Scalar: NetworkScalar>: Sendable {
  /// T
  public let steps: Int
  /// B
  public let batch: Int
  /// S
  public let outputSteps: Int
  /// x_t, [T, B, D]
  public internal(set) var inputs: [Scalar]
  public internal(set) var targets: SequenceBatch<Scalar>.Targets
  /// The layers, the lowest first.
  public internal(set) var layers: [Layer]
  /// y_t, [S, B, O]
  public internal(set) var outputs: [Scalar]
  /// softmax(y_t) or sigmoid(y_t) with a cross-entropy, [S, B, O]; empty with another loss.
  public internal(set) var probabilities: [Scalar]
  /// The loss at each position, [S, B].
  public internal(set) var positionLosses: [Scalar]
  /// The mean of `positionLosses`; 0 without targets.
  public internal(set) var loss: Scalar

  public struct Layer: Sendable {
    /// H
    public let hiddenSize: Int
    /// a_t, [T, B, H]
    public internal(set) var preactivations: [Scalar]
    /// h_0 and every h_t, [T + 1, B, H]
    public internal(set) var states: [Scalar]
  }

  /// Room for the trace of a batch of that size.
  public init(_ spec: NetworkSpec, steps: Int, batch: Int) {
    self.steps = steps
    self.batch = batch
    outputSteps = spec.outputSteps(of: steps)
    inputs = []
    targets = .none
    layers = spec.hiddenSizes.map { size in
      Layer(
        hiddenSize: size,
        preactivations: Array(repeating: 0, count: steps * batch * size),
        states: Array(repeating: 0, count: (steps + 1) * batch * size))
    }
    let positions = outputSteps * batch
    outputs = Array(repeating: 0, count: positions * spec.outputSize)
    probabilities =
      spec.loss.hasProbabilities
      ? Array(repeating: 0, count: positions * spec.outputSize) : []
    positionLosses = Array(repeating: 0, count: positions)
    loss = 0
  }

  /// h_t of one sequence, for t in 0 ... T; t = 0 is the initial state.
  public func state(layer: Int, step: Int, sequence: Int) -> ArraySlice<Scalar> {
    let size = layers[layer].hiddenSize
    let start = (step * batch + sequence) * size
    return layers[layer].states[start..<start + size]
  }

  /// h_T of a layer, [B, H].
  public func finalState(layer: Int) -> ArraySlice<Scalar> {
    layers[layer].states.suffix(batch * layers[layer].hiddenSize)
  }
}
