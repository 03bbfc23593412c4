extension Network {
  /// Backpropagation through time of the trace's own loss.
  ///
  /// - Complexity: O(T B (D H + H^2)) for each layer and direction, times the number of gates.
  public func backward(_ trace: Trace<Scalar>) -> BackwardTrace<Scalar> {
    var result = BackwardTrace<Scalar>(spec)
    backward(trace, into: &result)
    return result
  }

  /// The same into a backward trace made before, which spares its memory, and keeps as much as that
  /// says. It runs on as many threads as the forward pass did.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ trace: Trace<Scalar>, into result: inout BackwardTrace<Scalar>) {
    run(trace, outputGradients: nil, finalStateGradients: nil, into: &result)
  }

  /// The gradients of any loss of the outputs and final states, given what it says of them: the
  /// vector-Jacobian product.
  ///
  /// - Parameters:
  ///   - outputGradients: dL/dy_t, [S, B, O].
  ///   - finalStateGradients: dL/dh and dL/dc of the last valid steps, beside what the outputs say.
  public func pullback(
    _ trace: Trace<Scalar>, outputGradients: [Scalar],
    finalStateGradients: NetworkState<Scalar>? = nil
  ) -> BackwardTrace<Scalar> {
    var result = BackwardTrace<Scalar>(spec)
    pullback(
      trace, outputGradients: outputGradients, finalStateGradients: finalStateGradients,
      into: &result)
    return result
  }

  /// The same into a backward trace made before.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func pullback(
    _ trace: Trace<Scalar>, outputGradients: [Scalar],
    finalStateGradients: NetworkState<Scalar>? = nil, into result: inout BackwardTrace<Scalar>
  ) {
    let count = trace.outputSteps * trace.batch * spec.outputSize
    precondition(
      outputGradients.count == count,
      "\(outputGradients.count) output gradients for \(count) outputs")
    if let finalStateGradients { check(finalStateGradients, batch: trace.batch) }
    run(
      trace, outputGradients: outputGradients, finalStateGradients: finalStateGradients,
      into: &result)
  }

  @inline(__always)
  private func run(
    _ trace: Trace<Scalar>, outputGradients: [Scalar]?,
    finalStateGradients: NetworkState<Scalar>?, into result: inout BackwardTrace<Scalar>
  ) {
    result.prepare(for: trace, in: self)
    let shards = result.shards
    if shards.count == 1 {
      runShard(
        trace, outputGradients: outputGradients, finalStateGradients: finalStateGradients,
        shards[0].forward, shards[0].plan, traced: trace.shards[0].room.base,
        result: shards[0].room.base)
    } else {
      onThreads(shards.count) { index in
        runShard(
          trace, outputGradients: outputGradients, finalStateGradients: finalStateGradients,
          shards[index].forward, shards[index].plan, traced: trace.shards[index].room.base,
          result: shards[index].room.base)
      }
    }
    result.gradients.values.withUnsafeMutableBufferPointer { sum in
      let first = shards[0].room.base + shards[0].plan.gradients
      sum.baseAddress!.update(from: first, count: sum.count)
      for shard in shards.dropFirst() {
        add(shard.room.base + shard.plan.gradients, to: sum.baseAddress!, count: sum.count)
      }
    }
  }

  /// One thread's part.
  @inline(__always)
  private func runShard(
    _ trace: Trace<Scalar>, outputGradients: [Scalar]?,
    finalStateGradients: NetworkState<Scalar>?, _ forward: ForwardPlan, _ plan: BackwardPlan,
    traced: UnsafeMutablePointer<Scalar>, result: UnsafeMutablePointer<Scalar>
  ) {
    let atLast = spec.head.place == .last
    let dy = result + plan.outputs
    if let outputGradients {
      outputGradients.withUnsafeBufferPointer { given in
        let size = spec.outputSize
        for position in 0..<forward.positions {
          let place = forward.place(of: position, atLast: atLast)
          (dy + position * size).update(from: given.baseAddress! + place * size, count: size)
        }
      }
    } else {
      LossComputation(
        loss: spec.loss, size: spec.outputSize, outputs: UnsafePointer(traced + forward.outputs),
        totalWeight: trace.totalWeight,
        probabilities: forward.probabilities >= 0 ? traced + forward.probabilities : nil
      ).backward(
        forward.positions, places: { forward.place(of: $0, atLast: atLast) },
        targets: trace.data.targets, weights: trace.data.weights, outputGradients: dy)
    }
    let gradients = result + plan.gradients
    gradients.update(repeating: 0, count: parameters.values.count)
    setFinalGradients(finalStateGradients, forward: forward, plan, result)
    parameters.values.withUnsafeBufferPointer { parameters in
      let parameters = parameters.baseAddress!
      headBackward(
        forward, plan, parameters: parameters, trace: traced, result: result,
        gradients: gradients)
      StackPass(
        cell: spec.cell, dropout: spec.dropout, packing: forward.packing, plan: forward.stack,
        parameters: parameters, trace: traced
      ).backward(
        plan.stack, result: result, gradients: gradients,
        hasFinal: finalStateGradients != nil || atLast)
    }
    if case .embedding = spec.input {
      let size = spec.inputSize
      let table = gradients + offsets.embedding
      let input = result + plan.stack.input
      for (row, place) in forward.packing.places.enumerated() {
        add(input + row * size, to: table + trace.data.tokens[place] * size, count: size)
      }
    }
  }

  /// dL/dh_n and dL/dc_n of every layer and direction, in packed order; zeros where none are given.
  @inline(__always)
  private func setFinalGradients(
    _ given: NetworkState<Scalar>?, forward: ForwardPlan, _ plan: BackwardPlan,
    _ result: UnsafeMutablePointer<Scalar>
  ) {
    // A head at each step says nothing of them, and nobody reads them.
    guard given != nil || spec.head.place == .last || spec.cell.hasCellState else { return }
    let packing = forward.packing
    func set(_ values: [Scalar]?, size: Int, at offset: Int) {
      guard offset >= 0 else { return }
      let target = result + offset
      guard let values else { return target.update(repeating: 0, count: packing.count * size) }
      values.withUnsafeBufferPointer { values in
        for (row, sequence) in packing.order.enumerated() {
          (target + row * size).update(from: values.baseAddress! + sequence * size, count: size)
        }
      }
    }
    var index = 0
    for (layer, places) in plan.stack.layers.enumerated() {
      for direction in spec.directions {
        let place = places.direction(direction.rawValue)
        set(given?.hidden[index], size: spec.hiddenSizes[layer], at: place.finalState)
        if spec.cell.hasCellState {
          set(given?.cell[index], size: spec.hiddenSizes[layer], at: place.initialCell)
        }
        index += 1
      }
    }
  }

  /// The gradients of the head, and what its inputs get.
  @inline(__always)
  private func headBackward(
    _ forward: ForwardPlan, _ plan: BackwardPlan, parameters: UnsafePointer<Scalar>,
    trace: UnsafeMutablePointer<Scalar>, result: UnsafeMutablePointer<Scalar>,
    gradients: UnsafeMutablePointer<Scalar>
  ) {
    let inputSize = spec.topSize
    let dy = UnsafePointer(result + plan.outputs)
    let top = plan.stack.layers[plan.stack.layers.count - 1]
    let atLast = spec.head.place == .last
    let target = result + (atLast ? plan.headInput : top.output)
    if let head {
      head.backward(
        rows: forward.positions, UnsafePointer(trace + forward.headInput), outputGradients: dy,
        parameters: parameters, gradients: gradients, inputGradients: target)
    } else if UnsafePointer(target) != dy {
      target.update(from: dy, count: forward.positions * inputSize)
    }
    guard atLast else { return }
    // Nothing comes from above but to the final states.
    (result + top.output).update(repeating: 0, count: forward.packing.rows * inputSize)
    let hidden = spec.hiddenSizes[spec.hiddenSizes.count - 1]
    for direction in 0..<inputSize / hidden {
      let place = top.direction(direction)
      for index in 0..<forward.packing.count {
        add(
          target + index * inputSize + direction * hidden,
          to: result + place.finalState + index * hidden, count: hidden)
      }
    }
  }
}
