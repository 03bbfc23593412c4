extension EncoderDecoder {
  /// Backpropagation of the trace's own loss: head, attention, decoder, encoder.
  ///
  /// - Complexity: About twice the forward pass.
  public func backward(
    _ trace: EncoderDecoderTrace<Scalar>
  ) -> EncoderDecoderBackwardTrace<Scalar> {
    var result = EncoderDecoderBackwardTrace<Scalar>(spec)
    backward(trace, into: &result)
    return result
  }

  /// The same into a backward trace made before, which spares memory. It runs on as many threads as
  /// the forward pass did.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ trace: EncoderDecoderTrace<Scalar>, into result: inout EncoderDecoderBackwardTrace<Scalar>
  ) {
    let target = check(trace).target
    let dy = trace.head.lossGradients(target, size: spec.outputSize)
    run(trace, positionGradients: dy, into: &result)
  }

  /// The gradients of any loss of the outputs, given dL/dy: the vector-Jacobian product.
  ///
  /// - Parameter outputGradients: dL/dy_t, [T, B, O]; those beyond a length are not read.
  public func pullback(
    _ trace: EncoderDecoderTrace<Scalar>, outputGradients: [Scalar]
  ) -> EncoderDecoderBackwardTrace<Scalar> {
    var result = EncoderDecoderBackwardTrace<Scalar>(spec)
    pullback(trace, outputGradients: outputGradients, into: &result)
    return result
  }

  /// The same into a backward trace made before.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullback(
    _ trace: EncoderDecoderTrace<Scalar>, outputGradients: [Scalar],
    into result: inout EncoderDecoderBackwardTrace<Scalar>
  ) {
    check(trace)
    let size = spec.outputSize
    let count = trace.targetSteps * trace.batch * size
    precondition(
      outputGradients.count == count,
      "\(outputGradients.count) output gradients for \(count) outputs")
    let dy = trace.head.places.flatMap { outputGradients[$0 * size..<($0 + 1) * size] }
    run(trace, positionGradients: dy, into: &result)
  }

  /// - Parameter dy: dL/dy of the valid positions, [P, O].
  @inline(__always)
  private func run(
    _ trace: EncoderDecoderTrace<Scalar>, positionGradients dy: [Scalar],
    into result: inout EncoderDecoderBackwardTrace<Scalar>
  ) {
    precondition(
      result.spec == spec, "the backward trace was made for another encoder-decoder")
    let places = trace.head.places
    let count = trace.targetSteps * trace.batch
    result.outputGradients = rowsPlaced(dy, width: spec.outputSize, at: places, of: count)

    // y = W_hy [h; context] + b_y
    let du = head.backward(
      trace.head.inputs, outputGradients: dy, parameters: parameters.values,
      gradients: &result.gradients.values)
    var dh = headInputGradients(du, at: places, of: count, from: 0)

    // context = attention of h over s: both get their part beside what else reaches them.
    var ds = [Scalar](repeating: 0, count: trace.sourceSteps * trace.batch * spec.stateSize)
    if let traced = trace.attention {
      let dcontext = headInputGradients(du, at: places, of: count, from: spec.stateSize)
      let gradients = traced.attention.backward(traced, contextGradients: dcontext)
      for (index, gradient) in gradients.decoderStates.enumerated() { dh[index] += gradient }
      ds = gradients.encoderStates
      result.contextGradients = dcontext
      result.attention = gradients
    }

    // h_0 and c_0 of the decoder are the encoder's final states.
    decoder.pullback(trace.decoder, outputGradients: dh, into: &result.decoder)
    encoder.pullback(
      trace.encoder, outputGradients: ds,
      finalStateGradients: result.decoder.initialStateGradient, into: &result.encoder)
    joinGradients(&result)
  }

  /// dL/dh or dL/dcontext, [T, B, H]: the columns of dL/du that begin there.
  @inline(__always)
  private func headInputGradients(
    _ du: [Scalar], at places: [Int], of count: Int, from column: Int
  ) -> [Scalar] {
    let size = spec.stateSize
    let width = spec.headInputSize
    var result = [Scalar](repeating: 0, count: count * size)
    du.withUnsafeBufferPointer { du in
      result.withUnsafeMutableBufferPointer { result in
        for (row, place) in places.enumerated() {
          (result.baseAddress! + place * size).update(
            from: du.baseAddress! + row * width + column, count: size)
        }
      }
    }
    return result
  }

  /// Encoder and decoder have theirs in layouts of their own.
  @inline(__always)
  private func joinGradients(_ result: inout EncoderDecoderBackwardTrace<Scalar>) {
    let (encoder, decoder) = (result.encoder.gradients.values, result.decoder.gradients.values)
    result.gradients.values.withUnsafeMutableBufferPointer { all in
      let all = all.baseAddress!
      encoder.withUnsafeBufferPointer { all.update(from: $0.baseAddress!, count: $0.count) }
      decoder.withUnsafeBufferPointer {
        (all + encoder.count).update(from: $0.baseAddress!, count: $0.count)
      }
    }
  }

  /// What went through the trace.
  @discardableResult
  private func check(
    _ trace: EncoderDecoderTrace<Scalar>
  ) -> EncoderDecoderBatch<Scalar> {
    guard trace.spec == spec, let data = trace.data else {
      preconditionFailure("a trace of another encoder-decoder, or one that nothing went through")
    }
    return data
  }
}
