import Recurrent

/// The weights of one layer in one direction, or their gradients.
///
/// D inputs, H hidden units, G gates (1 without any).
struct LayerWeights: Sendable {
  /// W_xh, [GH][D]
  var input: [[Double]]
  /// W_hh, [GH][H]
  var recurrent: [[Double]]
  /// b_h, [GH]
  var bias: [Double]
  /// b_hn, [H], of a GRU that resets after the product; empty for other cells.
  var candidateBias: [Double]

  /// The same shapes, all zero.
  var zeros: LayerWeights { scaled(by: 0) }

  func scaled(by factor: Double) -> LayerWeights {
    LayerWeights(
      input: input.map { $0.map { factor * $0 } },
      recurrent: recurrent.map { $0.map { factor * $0 } }, bias: bias.map { factor * $0 },
      candidateBias: candidateBias.map { factor * $0 })
  }

  mutating func add(_ other: LayerWeights) {
    Museum.add(other.input, to: &input)
    Museum.add(other.recurrent, to: &recurrent)
    Museum.add(other.bias, to: &bias)
    Museum.add(other.candidateBias, to: &candidateBias)
  }
}

/// All weights of a network as arrays with names, or their gradients.
struct Weights: Sendable {
  /// [V][D]; empty for vectors.
  var embedding: [[Double]] = []
  /// [layer][direction]
  var layers: [[LayerWeights]] = []
  /// W_hy, [O][H], and b_y, [O].
  var head: [[Double]] = []
  var headBias: [Double] = []

  /// Takes the flat parameters apart: embedding, W_xh, W_hh, b_h (and b_hn) of each layer and
  /// direction, W_hy, b_y.
  init(_ spec: NetworkSpec, _ parameters: [Double]) {
    precondition(
      parameters.count == spec.layout.count,
      "\(parameters.count) parameters; the network has \(spec.layout.count)")
    var rest = parameters[...]
    func vector(_ count: Int) -> [Double] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func matrix(_ rows: Int, _ columns: Int) -> [[Double]] {
      (0..<rows).map { _ in vector(columns) }
    }
    if case .embedding(let vocabulary, let size) = spec.input {
      embedding = matrix(vocabulary, size)
    }
    for (layer, hidden) in spec.hiddenSizes.enumerated() {
      let rows = spec.cell.bands * hidden
      layers.append(
        spec.directions.map { _ in
          LayerWeights(
            input: matrix(rows, spec.inputSize(ofLayer: layer)), recurrent: matrix(rows, hidden),
            bias: vector(rows), candidateBias: vector(spec.cell == .gru(.after) ? hidden : 0))
        })
    }
    head = matrix(spec.outputSize, spec.layerOutputSize(spec.hiddenSizes.count - 1))
    headBias = vector(spec.outputSize)
  }

  /// The flat parameters again.
  var flat: [Double] {
    var result = embedding.flatMap { $0 }
    for layer in layers.joined() {
      result += layer.input.flatMap { $0 } + layer.recurrent.flatMap { $0 }
      result += layer.bias + layer.candidateBias
    }
    return result + head.flatMap { $0 } + headBias
  }
}
