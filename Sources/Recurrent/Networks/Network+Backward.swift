extension Network {
  /// Backpropagation through time of the trace's own loss.
  ///
  /// - Complexity: O(T B (D H + H^2)) for each layer.
  public func backward(_ trace: Trace<Scalar>) -> BackwardTrace<Scalar> {
    var result = BackwardTrace<Scalar>(spec, steps: trace.steps, batch: trace.batch)
    backward(trace, into: &result)
    return result
  }

  /// The same into a backward trace made before, which spares its memory.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ trace: Trace<Scalar>, into result: inout BackwardTrace<Scalar>) {
    LossComputation.backward(
      spec.loss, outputs: trace.outputs, size: spec.outputSize,
      probabilities: trace.probabilities, targets: trace.targets,
      outputGradients: &result.outputGradients)
    backwardFromOutputs(trace, finalStateGradients: [], into: &result)
  }

  /// The gradients of any loss of the outputs and final states, given what it says of them: the
  /// vector-Jacobian product.
  ///
  /// - Parameters:
  ///   - outputGradients: dL/dy_t, [S, B, O].
  ///   - finalStateGradients: dL/dh_T beside what the outputs say, [B, H] for each layer.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullback(
    _ trace: Trace<Scalar>, outputGradients: [Scalar], finalStateGradients: [[Scalar]]
  ) -> BackwardTrace<Scalar> {
    precondition(
      outputGradients.count == trace.outputs.count,
      "\(outputGradients.count) output gradients for \(trace.outputs.count) outputs")
    precondition(
      finalStateGradients.map(\.count) == spec.hiddenSizes.map { $0 * trace.batch },
      "final state gradients of \(finalStateGradients.map(\.count)) numbers; "
        + "\(spec.hiddenSizes.map { $0 * trace.batch }) are needed")
    var result = BackwardTrace<Scalar>(spec, steps: trace.steps, batch: trace.batch)
    result.outputGradients = outputGradients
    backwardFromOutputs(trace, finalStateGradients: finalStateGradients, into: &result)
    return result
  }

  @inline(__always)
  private func backwardFromOutputs(
    _ trace: Trace<Scalar>, finalStateGradients: [[Scalar]],
    into result: inout BackwardTrace<Scalar>
  ) {
    let top = trace.layers.count - 1
    headBackward(
      trace, dy: result.outputGradients, states: trace.layers[top].states,
      gradients: &result.gradients.values, stateGradients: &result.layers[top].stateGradients)
    for layer in trace.layers.indices.reversed() {
      if !finalStateGradients.isEmpty {
        add(finalStateGradients[layer], toEndOf: &result.layers[layer].stateGradients)
      }
      layerBackward(
        layer, trace: trace, gradients: &result.gradients.values, result: &result.layers[layer])
      // dL/dx_t = W_xh' delta_t; for an upper layer, x_t is the state of the layer below.
      let deltas = result.layers[layer].deltas
      if layer == 0 {
        inputBackward(layer, trace: trace, deltas: deltas, into: &result.inputGradients)
      } else {
        inputBackward(
          layer, trace: trace, deltas: deltas, into: &result.layers[layer - 1].stateGradients)
      }
    }
  }

  /// y = W_hy h + b_y: dL/dW_hy = dy h', dL/db_y = sum dy, dL/dh = W_hy' dy.
  @inline(__always)
  private func headBackward(
    _ trace: Trace<Scalar>, dy: [Scalar], states: [Scalar], gradients: inout [Scalar],
    stateGradients: inout [Scalar]
  ) {
    let hidden = spec.hiddenSizes[spec.hiddenSizes.count - 1]
    let positions = trace.outputSteps * trace.batch
    // Steps without an output get nothing from above.
    let skipped = (trace.steps - trace.outputSteps) * trace.batch * hidden
    let dy = dy.span
    var stateGradients = stateGradients.mutableSpan
    for index in 0..<skipped { stateGradients[index] = 0 }
    switch spec.head.kind {
    case .dense(let size):
      var gradients = gradients.mutableSpan
      matrixProduct(
        .transposedTimes, m: size, n: hidden, k: positions, dy, times: states.span,
        from: trace.batch * hidden + skipped, into: &gradients, to: offsets.headWeights,
        accumulate: false)
      sumRows(dy, size: size, into: &gradients, from: offsets.headBias)
      matrixProduct(
        .plain, m: positions, n: hidden, k: size, dy, times: parameters.values.span,
        from: offsets.headWeights, into: &stateGradients, to: skipped, accumulate: false)
    case .identity:
      for index in 0..<positions * hidden { stateGradients[skipped + index] = dy[index] }
    }
  }

  @inline(__always)
  private func layerBackward(
    _ layer: Int, trace: Trace<Scalar>, gradients: inout [Scalar],
    result: inout BackwardTrace<Scalar>.Layer
  ) {
    let hidden = spec.hiddenSizes[layer]
    let place = offsets.layers[layer]
    let rows = trace.steps * trace.batch
    let states = trace.layers[layer].states
    deltasBackward(
      layer, trace: trace, states: states, stateGradients: &result.stateGradients,
      deltas: &result.deltas)
    let deltas = result.deltas
    do {
      // a_t = W_xh x_t + W_hh h_{t-1} + b_h; the first T x B rows of `states` are the h_{t-1}.
      var gradients = gradients.mutableSpan
      matrixProduct(
        .transposedTimes, m: hidden, n: hidden, k: rows, deltas.span, times: states.span,
        into: &gradients, to: place.recurrentWeights, accumulate: false)
      let input = layer == 0 ? trace.inputs : trace.layers[layer - 1].states
      matrixProduct(
        .transposedTimes, m: hidden, n: spec.inputSize(ofLayer: layer), k: rows, deltas.span,
        times: input.span, from: layer == 0 ? 0 : trace.batch * spec.hiddenSizes[layer - 1],
        into: &gradients, to: place.inputWeights, accumulate: false)
      sumRows(deltas.span, size: hidden, into: &gradients, from: place.bias)
    }
    var initial = result.initialStateGradient.mutableSpan
    matrixProduct(
      .plain, m: trace.batch, n: hidden, k: hidden, deltas.span, times: parameters.values.span,
      from: place.recurrentWeights, into: &initial, accumulate: false)
  }

  /// Every delta_t, from the last step to the first.
  @inline(__always)
  private func deltasBackward(
    _ layer: Int, trace: Trace<Scalar>, states: [Scalar], stateGradients: inout [Scalar],
    deltas: inout [Scalar]
  ) {
    let cell = ElmanCell(
      activation: spec.activation, hiddenSize: spec.hiddenSizes[layer], batch: trace.batch)
    let weights = parameters.values.span
    let states = states.span
    var stateGradients = stateGradients.mutableSpan
    var deltas = deltas.mutableSpan
    for step in (0..<trace.steps).reversed() {
      cell.backward(
        step: step, steps: trace.steps, recurrentWeights: weights,
        weightsStart: offsets.layers[layer].recurrentWeights, states: states,
        stateGradients: &stateGradients, deltas: &deltas)
    }
  }

  @inline(__always)
  private func inputBackward(
    _ layer: Int, trace: Trace<Scalar>, deltas: [Scalar], into gradients: inout [Scalar]
  ) {
    var result = gradients.mutableSpan
    matrixProduct(
      .plain, m: trace.steps * trace.batch, n: spec.inputSize(ofLayer: layer),
      k: spec.hiddenSizes[layer], deltas.span, times: parameters.values.span,
      from: offsets.layers[layer].inputWeights, into: &result, accumulate: false)
  }

  /// What the final state's own gradient adds to dL/dh_T.
  @inline(__always)
  private func add(_ gradient: [Scalar], toEndOf stateGradients: inout [Scalar]) {
    let start = stateGradients.count - gradient.count
    for index in gradient.indices { stateGradients[start + index] += gradient[index] }
  }

  /// The column sums of `rows`, which has `size` columns.
  @inline(__always)
  private func sumRows(
    _ rows: Span<Scalar>, size: Int, into result: inout MutableSpan<Scalar>, from start: Int
  ) {
    for column in 0..<size { result[start + column] = 0 }
    for row in 0..<rows.count / size {
      for column in 0..<size { result[start + column] += rows[row * size + column] }
    }
  }
}
