extension Network {
  /// The forward pass over a batch, from zero states.
  ///
  /// - Complexity: O(T B (D H + H^2)) for each layer.
  public func forward(_ batch: SequenceBatch<Scalar>) -> Trace<Scalar> {
    forward(batch, from: batch.zeroState(for: spec))
  }

  /// The forward pass from given states, [B, H] for each layer.
  public func forward(
    _ batch: SequenceBatch<Scalar>, from initialStates: [[Scalar]]
  ) -> Trace<Scalar> {
    var trace = Trace<Scalar>(spec, steps: batch.steps, batch: batch.batch)
    forward(batch, from: initialStates, into: &trace)
    return trace
  }

  /// The forward pass into a trace made before, which spares its memory.
  ///
  ///     a_t = W_xh x_t + W_hh h_{t-1} + b_h     h_t = f(a_t)     y_t = W_hy h_t + b_y
  ///
  /// - Precondition: The trace was made for the same sizes; targets fit the head and the loss.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ batch: SequenceBatch<Scalar>, from initialStates: [[Scalar]], into trace: inout Trace<Scalar>
  ) {
    check(batch, initialStates, trace)
    trace.inputs = batch.inputs
    trace.targets = batch.targets
    var input = batch.inputs
    var inputStart = 0
    for layer in trace.layers.indices {
      layerForward(
        layer, input: input, inputStart: inputStart, initial: initialStates[layer],
        batch: batch.batch, steps: batch.steps, into: &trace.layers[layer])
      // The layer above reads h_1 ... h_T and not h_0.
      input = trace.layers[layer].states
      inputStart = batch.batch * spec.hiddenSizes[layer]
    }
    let positions = trace.positionLosses.count
    // With a head at the last step alone, the positions are the last B rows of the states.
    headForward(
      states: input, statesStart: input.count - positions * spec.hiddenSizes.last!,
      positions: positions, outputs: &trace.outputs)
    trace.loss = LossComputation.forward(
      spec.loss, outputs: trace.outputs, size: spec.outputSize, targets: trace.targets,
      probabilities: &trace.probabilities, positionLosses: &trace.positionLosses)
  }

  @inline(__always)
  private func layerForward(
    _ layer: Int, input: [Scalar], inputStart: Int, initial: [Scalar], batch: Int, steps: Int,
    into trace: inout Trace<Scalar>.Layer
  ) {
    layerForward(
      layer, input: input, inputStart: inputStart, initial: initial, batch: batch, steps: steps,
      preactivations: &trace.preactivations, states: &trace.states)
  }

  @inline(__always)
  private func layerForward(
    _ layer: Int, input: [Scalar], inputStart: Int, initial: [Scalar], batch: Int, steps: Int,
    preactivations: inout [Scalar], states: inout [Scalar]
  ) {
    let hidden = spec.hiddenSizes[layer]
    let inputSize = spec.inputSize(ofLayer: layer)
    let place = offsets.layers[layer]
    let weights = parameters.values.span
    let cell = ElmanCell(activation: spec.activation, hiddenSize: hidden, batch: batch)
    var preactivations = preactivations.mutableSpan
    var states = states.mutableSpan
    for index in 0..<batch * hidden { states[index] = initial[index] }
    setRows(
      weights, from: place.bias, size: hidden, rows: steps * batch, into: &preactivations)
    matrixProduct(
      .timesTransposed, m: steps * batch, n: hidden, k: inputSize, input.span, at: inputStart,
      times: weights, from: place.inputWeights, into: &preactivations, accumulate: true)
    for step in 0..<steps {
      cell.forward(
        step: step, recurrentWeights: weights, weightsStart: place.recurrentWeights,
        preactivations: &preactivations, states: &states)
    }
  }

  /// y = W_hy h + b_y
  @inline(__always)
  private func headForward(
    states: [Scalar], statesStart: Int, positions: Int, outputs: inout [Scalar]
  ) {
    let hidden = spec.hiddenSizes[spec.hiddenSizes.count - 1]
    let states = states.span
    let weights = parameters.values.span
    var outputs = outputs.mutableSpan
    switch spec.head.kind {
    case .dense(let size):
      setRows(weights, from: offsets.headBias, size: size, rows: positions, into: &outputs)
      matrixProduct(
        .timesTransposed, m: positions, n: size, k: hidden, states, at: statesStart,
        times: weights, from: offsets.headWeights, into: &outputs, accumulate: true)
    case .identity:
      for index in 0..<positions * hidden { outputs[index] = states[statesStart + index] }
    }
  }

  /// Sets each of the rows to the bias.
  @inline(__always)
  private func setRows(
    _ weights: Span<Scalar>, from start: Int, size: Int, rows: Int,
    into result: inout MutableSpan<Scalar>
  ) {
    for row in 0..<rows {
      for index in 0..<size { result[row * size + index] = weights[start + index] }
    }
  }

  private func check(
    _ batch: SequenceBatch<Scalar>, _ initialStates: [[Scalar]], _ trace: Trace<Scalar>
  ) {
    precondition(
      batch.inputSize == spec.inputSize,
      "inputs of \(batch.inputSize) numbers for a network that takes \(spec.inputSize)")
    precondition(
      trace.steps == batch.steps && trace.batch == batch.batch,
      "a trace of \(trace.steps) steps x \(trace.batch) for \(batch.steps) x \(batch.batch)")
    precondition(
      initialStates.map(\.count) == spec.hiddenSizes.map { $0 * batch.batch },
      "initial states of \(initialStates.map(\.count)) numbers; "
        + "\(spec.hiddenSizes.map { $0 * batch.batch }) are needed")
    let positions = spec.outputSteps(of: batch.steps) * batch.batch
    switch batch.targets {
    case .none: break
    case .classes(let classes):
      precondition(
        spec.loss == .softmaxCrossEntropy && classes.count == positions
          && classes.allSatisfy { (0..<spec.outputSize).contains($0) },
        "\(classes.count) class targets; \(positions) of 0 ..< \(spec.outputSize) are needed, "
          + "with softmax cross-entropy")
    case .values(let values, let size):
      precondition(
        spec.loss != .softmaxCrossEntropy && size == spec.outputSize
          && values.count == positions * size,
        "\(values.count) target values of size \(size); \(positions) x \(spec.outputSize) are "
          + "needed, with half squared error or binary cross-entropy")
    }
  }
}
