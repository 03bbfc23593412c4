extension EncoderDecoder {
  /// The forward pass over a batch with teacher forcing: the decoder reads what the batch says,
  /// whatever it would have said itself.
  ///
  /// - Complexity: That of both networks, and O(N T B H) for attention, O(T B O H) for the head.
  public func forward(_ batch: EncoderDecoderBatch<Scalar>) -> EncoderDecoderTrace<Scalar> {
    var trace = EncoderDecoderTrace<Scalar>(spec)
    forward(batch, into: &trace)
    return trace
  }

  /// The same into a trace made before, which spares memory.
  ///
  /// - Parameters:
  ///   - dropoutSeed: What decides which inputs dropout drops; nil drops none, as in evaluation.
  ///   - threads: Among how many threads the pairs are split in encoder and decoder; attention and
  ///     head run on one. Results differ in rounding.
  /// - Precondition: The trace was made for this spec; the batch fits both inputs; targets, where
  ///   there are any, are classes of 0 ..< O.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ batch: EncoderDecoderBatch<Scalar>, dropoutSeed: UInt64? = nil, threads: Int = 1,
    into trace: inout EncoderDecoderTrace<Scalar>
  ) {
    precondition(trace.spec == spec, "the trace was made for another encoder-decoder")
    check(batch.target)
    var seeds = dropoutSeed.map { SeededGenerator(seed: $0) }
    trace.data = batch
    encoder.forward(
      batch.encoderInputs, dropoutSeed: seeds?.next(), threads: threads, into: &trace.encoder)
    decoder.forward(
      batch.decoderInputs, from: trace.encoder.finalState, dropoutSeed: seeds?.next(),
      threads: threads, into: &trace.decoder)

    let states = trace.decoder.outputs
    trace.attention =
      spec.hasAttention
      ? attention(over: batch.source, targetSteps: batch.target.steps, batch.target.lengths)
        .forward(encoderStates: trace.encoder.outputs, decoderStates: states) : nil
    trace.head.prepare(for: batch.target, spec)
    fillHeadInputs(
      &trace.head.inputs, places: trace.head.places, states: states,
      context: trace.attention?.context)
    head.forward(trace.head.inputs, parameters: parameters.values, into: &trace.head.outputs)
    trace.loss = trace.head.computeLoss(batch.target, size: spec.outputSize)
  }

  func attention(
    over source: SequenceBatch<Scalar>, targetSteps: Int, _ targetLengths: [Int]?
  ) -> DotProductAttention {
    DotProductAttention(
      encoderSteps: source.steps, decoderSteps: targetSteps, batch: source.batch,
      hiddenSize: spec.stateSize, lengths: source.lengths, decoderLengths: targetLengths)
  }

  /// u = [h; context], or h, of the states at those places.
  @inline(__always)
  func fillHeadInputs(
    _ inputs: inout [Scalar], places: [Int], states: [Scalar], context: [Scalar]?
  ) {
    let size = spec.stateSize
    let width = spec.headInputSize
    inputs.withUnsafeMutableBufferPointer { inputs in
      func fill(_ values: [Scalar], at column: Int) {
        values.withUnsafeBufferPointer { values in
          for (row, place) in places.enumerated() {
            (inputs.baseAddress! + row * width + column).update(
              from: values.baseAddress! + place * size, count: size)
          }
        }
      }
      fill(states, at: 0)
      if let context { fill(context, at: size) }
    }
  }

  /// Whether targets and weights fit the head, at the valid positions.
  private func check(_ target: SequenceBatch<Scalar>) {
    let positions = target.steps * target.batch
    if let weights = target.weights {
      precondition(
        weights.count == positions, "\(weights.count) step weights; \(positions) are needed")
    }
    switch target.targets {
    case .none: break
    case .classes(let classes):
      var isGood = classes.count == positions
      if isGood {
        for pair in 0..<target.batch {
          for step in 0..<target.length(of: pair) {
            let wanted = classes[step * target.batch + pair]
            if wanted < 0 || wanted >= spec.outputSize { isGood = false }
          }
        }
      }
      precondition(
        isGood,
        "\(classes.count) class targets; \(positions) of 0 ..< \(spec.outputSize) are needed")
    case .values(let values, let size):
      preconditionFailure(
        "\(values.count) target values of size \(size) for an encoder-decoder, whose targets are "
          + "classes")
    }
  }
}
