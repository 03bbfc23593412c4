/// Every number of a forward pass of an encoder-decoder: backward reads it, figures draw it.
///
/// Shapes: N source steps, T target steps, B pairs, H hidden units of the highest layer, O classes;
/// what lies beyond a sequence's length reads as 0. A trace is made empty and takes the shape of
/// the batch that goes through; used again, it keeps most of its memory.
public struct EncoderDecoderTrace<Scalar: NetworkScalar>: Sendable {
  public let spec: EncoderDecoderSpec
  /// What went through; nil before anything did.
  public internal(set) var data: EncoderDecoderBatch<Scalar>?
  /// The encoder's states and gates; its outputs are s_1 ... s_N.
  public internal(set) var encoder: Trace<Scalar>
  /// The decoder's states and gates; its outputs are h_1 ... h_T.
  public internal(set) var decoder: Trace<Scalar>
  /// Scores and weights [T, B, N] and contexts [T, B, H]; nil without attention.
  public internal(set) var attention: DotProductAttention.Trace<Scalar>?
  /// sum(w l) / sum(w) over the valid target positions, w being 1 without weights; 0 without
  /// targets.
  public internal(set) var loss: Scalar = 0
  var head = Head()

  /// The head's numbers, of the valid target positions alone.
  struct Head: Sendable {
    /// t x B + the pair, for each of P positions, rising.
    var places: [Int] = []
    /// u = [h; context], or h, [P, W]
    var inputs: [Scalar] = []
    /// y, [P, O]
    var outputs: [Scalar] = []
    /// softmax(y), [P, O]
    var probabilities: [Scalar] = []
    /// [P]
    var losses: [Scalar] = []
    /// The sum of the weights of the positions, their number without weights.
    var totalWeight: Scalar = 0
  }

  /// An empty trace, for `EncoderDecoder.forward(_:dropoutSeed:threads:into:)`.
  public init(_ spec: EncoderDecoderSpec) {
    self.spec = spec
    encoder = Trace(spec.encoder)
    decoder = Trace(spec.decoder)
  }

  /// N
  public var sourceSteps: Int { encoder.steps }
  /// T
  public var targetSteps: Int { decoder.steps }
  /// B
  public var batch: Int { encoder.batch }

  /// What the head reads, [h_t; context_t] or h_t, [T, B, 2H] or [T, B, H].
  public var headInputs: [Scalar] { padded(head.inputs, width: spec.headInputSize) }
  /// y_t, [T, B, O]
  public var outputs: [Scalar] { padded(head.outputs, width: spec.outputSize) }
  /// softmax(y_t), [T, B, O]
  public var probabilities: [Scalar] { padded(head.probabilities, width: spec.outputSize) }
  /// The loss at each target position, [T, B].
  public var positionLosses: [Scalar] { padded(head.losses, width: 1) }

  /// alpha of one pair, for each valid target step its weights of the valid source steps: the rows
  /// of a heatmap. Empty without attention.
  public func attentionWeights(ofPair pair: Int) -> [[Scalar]] {
    guard let attention, let data else { return [] }
    return (0..<data.target.length(of: pair)).map { step in
      let start = (step * batch + pair) * sourceSteps
      return Array(attention.weights[start..<start + data.source.length(of: pair)])
    }
  }

  /// The rows of the valid positions, at their places in [T, B, width].
  private func padded(_ rows: [Scalar], width: Int) -> [Scalar] {
    guard !rows.isEmpty else { return [] }
    return rowsPlaced(rows, width: width, at: head.places, of: targetSteps * batch)
  }
}

/// Rows of `width`, each at its place among `count`, with zeros between them.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func rowsPlaced<Scalar: NetworkScalar>(
  _ rows: [Scalar], width: Int, at places: [Int], of count: Int
) -> [Scalar] {
  var result = [Scalar](repeating: 0, count: count * width)
  rows.withUnsafeBufferPointer { rows in
    result.withUnsafeMutableBufferPointer { result in
      for (index, place) in places.enumerated() {
        (result.baseAddress! + place * width).update(
          from: rows.baseAddress! + index * width, count: width)
      }
    }
  }
  return result
}
