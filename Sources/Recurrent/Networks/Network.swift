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
  /// Where the blocks begin in the flat buffer; found by name once.
  let offsets: Offsets

  /// One object for a network and its copies: by it, a trace knows whose it is.
  final class Offsets: Sendable {
    let embedding: Int
    /// For each layer its directions.
    let layers: [[LayerOffsets]]
    let headWeights: Int
    let headBias: Int

    init(embedding: Int, layers: [[LayerOffsets]], headWeights: Int, headBias: Int) {
      self.embedding = embedding
      self.layers = layers
      self.headWeights = headWeights
      self.headBias = headBias
    }
  }

  /// - Precondition: `parameters` has the layout of `spec`.
  public init(_ spec: NetworkSpec, parameters: Parameters<Scalar>) {
    let layout = spec.layout
    precondition(
      parameters.layout == layout, "the parameters have another layout than the network")
    self.spec = spec
    self.parameters = parameters
    func offset(_ name: String) -> Int { layout[name]?.offset ?? 0 }
    offsets = Offsets(
      embedding: offset("embedding"),
      layers: spec.hiddenSizes.indices.map { layer in
        spec.directions.map { direction in
          func offsetHere(_ name: String) -> Int {
            offset(spec.blockName(name, layer: layer, direction: direction))
          }
          return LayerOffsets(
            inputWeights: offsetHere("W_xh"), recurrentWeights: offsetHere("W_hh"),
            bias: offsetHere("b_h"), candidateBias: offsetHere("b_hn"))
        }
      },
      headWeights: offset("W_hy"), headBias: offset("b_y"))
  }

  /// Draws the matrices; biases are 0, but for the forget gates'.
  ///
  /// - Parameters:
  ///   - weights: For W_xh and W_hy (Glorot, as in Keras).
  ///   - recurrent: For W_hh (orthogonal, as in Keras).
  ///   - embedding: For the table of an embedding (uniform within 0.05, as in Keras).
  ///   - forgetBias: For b_h in the rows of each LSTM's forget gate, in every layer and direction:
  ///     with 1 a cell begins by keeping what it has. Source: Jozefowicz et al. (2015).
  public init<Generator: RandomNumberGenerator>(
    _ spec: NetworkSpec, weights: Initializer = .glorot,
    recurrent: Initializer = .orthogonal(gain: 1), embedding: Initializer = .uniform(bound: 0.05),
    forgetBias: Double = 1, using generator: inout Generator
  ) {
    var parameters = Parameters<Scalar>(spec.layout)
    for block in parameters.layout.blocks {
      if block.shape.count == 2 {
        let initializer =
          block.name.hasSuffix("W_hh") ? recurrent : block.name == "embedding" ? embedding : weights
        parameters[block.name] = initializer.values(
          rows: block.rows, columns: block.columns, using: &generator
        ).map { Scalar($0) }
      } else if let band = block.bands.first(where: { $0.label == "forget gate" }) {
        for row in band.rows { parameters.values[block.offset + row] = Scalar(forgetBias) }
      }
    }
    self.init(spec, parameters: parameters)
  }
}
