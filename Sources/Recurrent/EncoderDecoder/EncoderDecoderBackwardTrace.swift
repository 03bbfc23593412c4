/// Every number of a backward pass of an encoder-decoder.
///
/// Shapes: N source steps, T target steps, B pairs, H hidden units of the highest layer, O classes;
/// what lies beyond a sequence's length reads as 0. Made empty, it takes the shape of the trace
/// that goes through; used again, it keeps most of its memory.
public struct EncoderDecoderBackwardTrace<Scalar: NetworkScalar>: Sendable {
  public let spec: EncoderDecoderSpec
  /// dL/d(parameters), in the layout of the parameters.
  public internal(set) var gradients: Parameters<Scalar>
  /// The encoder's; its output gradients are what reaches s_1 ... s_N by attention, and what
  /// reaches its final states is `decoder.initialStateGradient`.
  public internal(set) var encoder: BackwardTrace<Scalar>
  /// The decoder's; its output gradients are what reaches h_1 ... h_T by the head and by attention.
  public internal(set) var decoder: BackwardTrace<Scalar>
  /// dL/dy_t, [T, B, O]
  public internal(set) var outputGradients: [Scalar] = []
  /// dL/dcontext_t, [T, B, H]; empty without attention.
  public internal(set) var contextGradients: [Scalar] = []
  /// dL/d(scores) [T, B, N], and what reaches s and h by attention; nil without it.
  public internal(set) var attention: DotProductAttention.Gradients<Scalar>?

  /// An empty backward trace, for `EncoderDecoder.backward(_:into:)`.
  ///
  /// - Parameter detail: What encoder and decoder keep.
  public init(
    _ spec: EncoderDecoderSpec, keeping detail: BackwardTrace<Scalar>.Detail = .everything
  ) {
    self.spec = spec
    gradients = Parameters(spec.layout)
    encoder = BackwardTrace(spec.encoder, keeping: detail)
    decoder = BackwardTrace(spec.decoder, keeping: detail)
  }
}
