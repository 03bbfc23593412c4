import Recurrent

/// A random encoder-decoder with a random batch; N, T, B, H, both D and O differ where the scale
/// has room.
struct EncoderDecoderCase: CustomStringConvertible {
  let seed: UInt64
  var network: EncoderDecoder<Double>
  let batch: EncoderDecoderBatch<Double>

  var spec: EncoderDecoderSpec { network.spec }
  var parameters: [Double] { network.parameters.values }

  /// What is not drawn; nil means that it is.
  struct Fixed {
    var cell: Cell?
    var layers: Int?
    var hasAttention: Bool?
    var readsTokens: (source: Bool, target: Bool)?
    var hasLengths: Bool?
    var hasWeights: Bool?
    var dropout = 0.0
    /// Products of the library's size instead of the loops'.
    var isLarge = false
  }

  static let cells: [Cell] =
    Activation.allCases.map { .elman($0) } + [.lstm, .gru(.before), .gru(.after)]

  init(seed: UInt64, _ fixed: Fixed = Fixed()) {
    var g = SeededGenerator(seed: seed)
    func draw(_ given: Bool?) -> Bool {
      let drawn = Bool.random(using: &g)
      return given ?? drawn
    }
    var sizes = (fixed.isLarge ? 20...70 : 2...7).shuffled(using: &g)
    func size() -> Int { sizes.removeLast() }
    let layers = fixed.layers ?? [1, 2].randomElement(using: &g)!
    let steps = fixed.isLarge ? (12, 9) : (size(), size())
    let count = fixed.isLarge ? 6 : size()
    let outputSize = size()
    func input(_ readsTokens: Bool) -> NetworkSpec.Input {
      let width = Int.random(in: 1...4, using: &g)
      return readsTokens
        ? .embedding(vocabulary: outputSize + 2, size: width) : .vectors(size: width)
    }
    let cell = fixed.cell ?? Self.cells.randomElement(using: &g)!
    let spec = EncoderDecoderSpec(
      source: input(draw(fixed.readsTokens?.source)),
      target: input(draw(fixed.readsTokens?.target)), cell: cell,
      hiddenSizes: (0..<layers).map { _ in size() }, outputSize: outputSize,
      hasAttention: draw(fixed.hasAttention), dropout: fixed.dropout)
    var parameters = Parameters<Double>(spec.layout)
    // Wide rows would saturate every unit, and cells without a bound would grow from step to step.
    let deviation = fixed.isLarge ? 0.1 : 0.4
    parameters.values = g.normals(parameters.values.count, deviation: deviation)

    let (hasLengths, hasWeights) = (draw(fixed.hasLengths), draw(fixed.hasWeights))
    self.seed = seed
    network = EncoderDecoder(spec, parameters: parameters)
    // The source has targets too, which nobody is to read.
    batch = EncoderDecoderBatch(
      source: g.batch(for: spec.encoder, steps: steps.0, batch: count, hasLengths: hasLengths),
      target: g.batch(
        for: NetworkSpec(
          input: spec.target, cell: cell, hiddenSizes: spec.hiddenSizes,
          head: .init(.dense(outputs: outputSize), at: .eachStep), loss: .softmaxCrossEntropy),
        steps: steps.1, batch: count, hasLengths: hasLengths, hasWeights: hasWeights))
  }

  var description: String {
    "seed \(seed): \(spec.cell), \(spec.source) -> \(spec.target), H \(spec.hiddenSizes), "
      + "O \(spec.outputSize), attention \(spec.hasAttention), N \(batch.source.steps) "
      + "\(batch.source.lengths ?? []), T \(batch.target.steps) \(batch.target.lengths ?? []), "
      + "B \(batch.batch)"
  }

  /// Every cell, one layer and two, with attention and without, each side with tokens and vectors,
  /// lengths and weights drawn: 7 x 2 x 2 x 2 x 2 = 112.
  static let kinds: [EncoderDecoderCase] = {
    var kinds: [EncoderDecoderCase] = []
    for cell in cells {
      for layers in 1...2 {
        for hasAttention in [true, false] {
          for source in [true, false] {
            for target in [true, false] {
              kinds.append(
                EncoderDecoderCase(
                  seed: UInt64(1 + kinds.count),
                  .init(
                    cell: cell, layers: layers, hasAttention: hasAttention,
                    readsTokens: (source, target))))
            }
          }
        }
      }
    }
    return kinds
  }()
}

extension EncoderDecoderTrace {
  /// Everything that a forward pass computes.
  var tensors: [NamedNumbers<Scalar>] {
    var result = encoder.tensors + decoder.tensors
    if let attention {
      result += [
        .init("scores", attention.scores), .init("alpha", attention.weights),
        .init("context", attention.context),
      ]
    }
    return result + [
      .init("u", headInputs), .init("y of the head", outputs),
      .init("p of the head", probabilities), .init("losses of the head", positionLosses),
      .init("loss of the whole", [loss]),
    ]
  }
}

extension EncoderDecoderBackwardTrace {
  /// Everything that a backward pass computes.
  var tensors: [NamedNumbers<Scalar>] {
    var result = encoder.tensors + decoder.tensors
    if let attention {
      result += [
        .init("dL/d(scores)", attention.scores), .init("dL/ds", attention.encoderStates),
        .init("dL/dh by attention", attention.decoderStates),
        .init("dL/dcontext", contextGradients),
      ]
    }
    return result + [
      .init("dL/dy of the head", outputGradients), .init("all gradients", gradients.values),
    ]
  }
}
