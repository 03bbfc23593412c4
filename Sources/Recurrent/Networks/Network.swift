/// A recurrent network: what it is made of, and its numbers.
///
///     let spec = NetworkSpec(
///       inputSize: 5, hiddenSizes: [5], head: .init(.dense(outputs: 5), at: .eachStep),
///       loss: .softmaxCrossEntropy)
///     var generator = SeededGenerator(seed: 1)
///     let network = Network<Double>(spec, using: &generator)
///     let trace = network.forward(batch)
///     let gradients = network.backward(trace).gradients
public struct Network<Scalar: NetworkScalar>: Sendable {
  public let spec: NetworkSpec
  public var parameters: Parameters<Scalar>
  /// Where each layer's blocks and the head's begin in the flat buffer; found by name once.
  let offsets: Offsets

  struct Offsets: Sendable {
    var layers: [(inputWeights: Int, recurrentWeights: Int, bias: Int)]
    var headWeights: Int
    var headBias: Int
  }

  /// - Precondition: `parameters` has the layout of `spec`.
  public init(_ spec: NetworkSpec, parameters: Parameters<Scalar>) {
    let layout = spec.layout
    precondition(
      parameters.layout == layout, "the parameters have another layout than the network")
    self.spec = spec
    self.parameters = parameters
    offsets = Offsets(
      layers: spec.hiddenSizes.indices.map { layer in
        func offset(_ name: String) -> Int {
          layout[spec.blockName(name, layer: layer)]!.offset
        }
        return (offset("W_xh"), offset("W_hh"), offset("b_h"))
      },
      headWeights: layout["W_hy"]?.offset ?? 0, headBias: layout["b_y"]?.offset ?? 0)
  }

  /// Draws the matrices; biases are 0.
  ///
  /// - Parameters:
  ///   - weights: For W_xh and W_hy (Glorot, as in Keras).
  ///   - recurrent: For W_hh (orthogonal, as in Keras).
  public init<Generator: RandomNumberGenerator>(
    _ spec: NetworkSpec, weights: Initializer = .glorot,
    recurrent: Initializer = .orthogonal(gain: 1), using generator: inout Generator
  ) {
    var parameters = Parameters<Scalar>(spec.layout)
    for block in parameters.layout.blocks where block.shape.count == 2 {
      let initializer = block.name.hasSuffix("W_hh") ? recurrent : weights
      parameters[block.name] = initializer.values(
        rows: block.rows, columns: block.columns, using: &generator
      ).map { Scalar($0) }
    }
    self.init(spec, parameters: parameters)
  }
}
