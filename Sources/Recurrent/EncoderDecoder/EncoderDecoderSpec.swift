/// What an encoder-decoder is made of: everything but its numbers.
///
///     s_1 ... s_N = encoder(source)                     from zero states
///     h_1 ... h_T = decoder(target)                     from the encoder's final states
///     context_t   = attention of h_t over s_1 ... s_N   dot-product scores, softmax weights
///     y_t         = W_hy [h_t; context_t] + b_y         or W_hy h_t + b_y without attention
///
/// Encoder and decoder have the same cell and the same hidden sizes, so that the states of one fit
/// the other. In training the decoder reads the target one step late (teacher forcing); the loss
/// is softmax cross-entropy. Sources: Sutskever et al. (2014); attention: Luong et al. (2015).
public struct EncoderDecoderSpec: Sendable, Hashable, Codable {
  /// What a step of the encoder reads.
  public var source: NetworkSpec.Input
  /// What a step of the decoder reads.
  public var target: NetworkSpec.Input
  public var cell: Cell
  /// H of each layer of the encoder, and of the decoder; the lowest first.
  public var hiddenSizes: [Int]
  /// O, the number of classes that y_t chooses from.
  public var outputSize: Int
  public var hasAttention: Bool
  /// The share of each layer's inputs that are set to 0 in training, as in `NetworkSpec`.
  public var dropout: Double

  public init(
    source: NetworkSpec.Input, target: NetworkSpec.Input, cell: Cell, hiddenSizes: [Int],
    outputSize: Int, hasAttention: Bool, dropout: Double = 0
  ) {
    precondition(
      outputSize >= 1, "a decoder with \(outputSize) output classes; at least 1 is needed")
    self.source = source
    self.target = target
    self.cell = cell
    self.hiddenSizes = hiddenSizes
    self.outputSize = outputSize
    self.hasAttention = hasAttention
    self.dropout = dropout
    // What is wrong with an input, the hidden sizes or the dropout is said there.
    _ = encoder
    _ = decoder
  }

  /// The encoder alone, whose outputs are its states; it has no loss of its own.
  public var encoder: NetworkSpec { network(reading: source) }
  /// The decoder alone, whose outputs are its states; it has no loss of its own.
  public var decoder: NetworkSpec { network(reading: target) }

  private func network(reading input: NetworkSpec.Input) -> NetworkSpec {
    NetworkSpec(
      input: input, cell: cell, hiddenSizes: hiddenSizes, dropout: dropout,
      // The loss is the whole's: this one has no probabilities to compute, and no target.
      head: .init(.identity, at: .eachStep), loss: .halfSquaredError)
  }

  /// H of the highest layer: the size of what attention compares.
  public var stateSize: Int { hiddenSizes[hiddenSizes.count - 1] }

  /// The size of what the head reads: H of the highest layer, or 2H with attention.
  public var headInputSize: Int { stateSize * (hasAttention ? 2 : 1) }

  /// Where the encoder's parameters stand, in the order of `encoder.layout`.
  public var encoderRange: Range<Int> { 0..<encoder.layout.count }
  /// Where the decoder's parameters stand, in the order of `decoder.layout`.
  public var decoderRange: Range<Int> {
    let start = encoderRange.upperBound
    return start..<start + decoder.layout.count
  }

  /// The parameters in order: the encoder's blocks as `encoder.W_xh` and so on, the decoder's as
  /// `decoder.W_xh`; then W_hy [O, 2H] with attention or [O, H] without, and b_y [O].
  public var layout: ParameterLayout {
    var layout = ParameterLayout()
    for (part, network) in [("encoder", encoder), ("decoder", decoder)] {
      for block in network.layout.blocks {
        let name = "\(part).\(block.name)"
        if block.shape.count == 1 {
          layout.append(name, shape: block.rows, bands: block.bands)
        } else {
          layout.append(name, shape: block.rows, block.columns, bands: block.bands)
        }
      }
    }
    layout.append("W_hy", shape: outputSize, headInputSize)
    layout.append("b_y", shape: outputSize)
    return layout
  }
}
