extension Network {
  /// The forward pass over a batch, from zero states.
  ///
  /// - Complexity: O(T B (D H + H^2)) for each layer and direction, times the number of gates.
  public func forward(_ batch: SequenceBatch<Scalar>) -> Trace<Scalar> {
    var trace = Trace<Scalar>(spec)
    forward(batch, into: &trace)
    return trace
  }

  /// The forward pass from given states.
  public func forward(
    _ batch: SequenceBatch<Scalar>, from initialState: NetworkState<Scalar>
  ) -> Trace<Scalar> {
    var trace = Trace<Scalar>(spec)
    forward(batch, from: initialState, into: &trace)
    return trace
  }

  /// The forward pass into a trace made before, which spares its memory.
  ///
  ///     a_t = W_xh x_t + W_hh h_{t-1} + b_h     h_t = f(a_t)     y_t = W_hy h_t + b_y
  ///
  /// for simple cells; `LSTMCell.swift` and `GRUCell.swift` have the equations of the others.
  ///
  /// - Parameters:
  ///   - initialState: Nil means zeros.
  ///   - dropoutSeed: What decides which inputs dropout drops; nil drops none, as in evaluation.
  ///   - threads: Among how many threads the sequences are split. Results differ in rounding.
  /// - Precondition: The batch fits the network's inputs, head and loss; states fit its layers.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ batch: SequenceBatch<Scalar>, from initialState: NetworkState<Scalar>? = nil,
    dropoutSeed: UInt64? = nil, threads: Int = 1, into trace: inout Trace<Scalar>
  ) {
    if let initialState { check(initialState, batch: batch.batch) }
    trace.prepare(
      for: batch, in: self, threads: threads, dropoutSeed: spec.dropout > 0 ? dropoutSeed : nil)
    let totalWeight = trace.totalWeight
    let shards = trace.shards
    let seed = trace.dropoutSeed
    if shards.count == 1 {
      trace.loss =
        forward(
          batch, from: initialState, dropoutSeed: seed, plan: shards[0].plan,
          buffer: shards[0].room.base, totalWeight: totalWeight) / totalWeight
      return
    }
    let losses = AlignedBuffer<Scalar>(capacity: shards.count)
    onThreads(shards.count) { index in
      losses.base[index] = forward(
        batch, from: initialState, dropoutSeed: seed, plan: shards[index].plan,
        buffer: shards[index].room.base, totalWeight: totalWeight)
    }
    var loss: Scalar = 0
    for index in shards.indices { loss += losses.base[index] }
    trace.loss = loss / totalWeight
  }

  /// One thread's part; returns sum(w l).
  @inline(__always)
  private func forward(
    _ batch: SequenceBatch<Scalar>, from initialState: NetworkState<Scalar>?,
    dropoutSeed: UInt64?, plan: ForwardPlan, buffer: UnsafeMutablePointer<Scalar>,
    totalWeight: Scalar
  ) -> Scalar {
    parameters.values.withUnsafeBufferPointer { parameters in
      let parameters = parameters.baseAddress!
      fillInputs(batch, plan, parameters: parameters, buffer: buffer)
      let stack = StackPass(
        cell: spec.cell, dropout: spec.dropout, packing: plan.packing, plan: plan.stack,
        parameters: parameters, trace: buffer)
      stack.forward(from: initialState, dropoutSeed: dropoutSeed)
      headForward(plan, parameters: parameters, buffer: buffer)
      let atLast = spec.head.place == .last
      return LossComputation(
        loss: spec.loss, size: spec.outputSize, outputs: UnsafePointer(buffer + plan.outputs),
        totalWeight: totalWeight,
        probabilities: plan.probabilities >= 0 ? buffer + plan.probabilities : nil
      ).forward(
        plan.positions, places: { plan.place(of: $0, atLast: atLast) }, targets: batch.targets,
        weights: batch.weights, positionLosses: buffer + plan.positionLosses)
    }
  }

  /// x_t of every packed row, from the batch or from the embedding.
  @inline(__always)
  private func fillInputs(
    _ batch: SequenceBatch<Scalar>, _ plan: ForwardPlan, parameters: UnsafePointer<Scalar>,
    buffer: UnsafeMutablePointer<Scalar>
  ) {
    let size = spec.inputSize
    let result = buffer + plan.stack.layers[0].input
    switch spec.input {
    case .vectors:
      batch.inputs.withUnsafeBufferPointer { inputs in
        if plan.packing.isInBatchOrder {
          return result.update(from: inputs.baseAddress!, count: inputs.count)
        }
        for (row, place) in plan.packing.places.enumerated() {
          (result + row * size).update(from: inputs.baseAddress! + place * size, count: size)
        }
      }
    case .embedding:
      let table = parameters + offsets.embedding
      for (row, place) in plan.packing.places.enumerated() {
        (result + row * size).update(from: table + batch.tokens[place] * size, count: size)
      }
    }
  }

  /// The dense layer of the head; nil where y = h.
  @inline(__always)
  var head: DenseHead? {
    guard case .dense(let size) = spec.head.kind else { return nil }
    return DenseHead(
      inputSize: spec.topSize, outputSize: size, weights: offsets.headWeights,
      bias: offsets.headBias)
  }

  /// y = W_hy h + b_y
  @inline(__always)
  private func headForward(
    _ plan: ForwardPlan, parameters: UnsafePointer<Scalar>, buffer: UnsafeMutablePointer<Scalar>
  ) {
    let input = buffer + plan.headInput
    if spec.head.place == .last { gatherFinalStates(plan, buffer: buffer, into: input) }
    // y = h stands there already.
    head?.forward(
      rows: plan.positions, UnsafePointer(input), parameters: parameters,
      into: buffer + plan.outputs)
  }

  /// h of each sequence's last step in each direction, [B, H] or [B, 2H].
  @inline(__always)
  private func gatherFinalStates(
    _ plan: ForwardPlan, buffer: UnsafeMutablePointer<Scalar>,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    let top = plan.stack.layers[plan.stack.layers.count - 1]
    let width = top.hidden * top.directionCount
    for direction in 0..<top.directionCount {
      let place = top.direction(direction)
      for index in 0..<plan.packing.count {
        let row = plan.packing.count + plan.packing.lastRow(index)
        (result + index * width + direction * top.hidden).update(
          from: buffer + place.states + row * top.hidden, count: top.hidden)
      }
    }
  }
}
