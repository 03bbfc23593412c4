/// A stack of layers over one thread's sequences, forward and backward.
///
/// The lowest layer's inputs stand in `plan.layers[0].input` before the forward pass, dL/d(output)
/// of the highest in `backwardPlan.layers.last.output` before the backward pass.
struct StackPass<Scalar: NetworkScalar> {
  let cell: Cell
  let dropout: Double
  let packing: PackedRows
  let plan: StackPlan
  /// The first of all parameters.
  let parameters: UnsafePointer<Scalar>
  /// The forward trace.
  let trace: UnsafeMutablePointer<Scalar>

  private func pass(layer: Int, direction: Int) -> DirectionPass<Scalar> {
    DirectionPass(
      cell: cell, inputSize: plan.layers[layer].inputSize, hidden: plan.layers[layer].hidden,
      packing: packing, offsets: plan.layers[layer].direction(direction).parameters,
      parameters: parameters, weightRoom: plan.layers[layer].weightRoom)
  }

  private func forward(layer: Int, direction: Int) -> DirectionPass<Scalar>.Forward {
    let place = plan.layers[layer].direction(direction)
    return DirectionPass.Forward(
      input: UnsafePointer(trace + place.input), gates: trace + place.gates,
      states: trace + place.states, cells: trace + max(0, place.cells),
      candidate: trace + max(0, place.candidate))
  }

  /// - Parameters:
  ///   - initial: Nil means zeros.
  ///   - dropoutSeed: Decides which inputs are dropped; nil drops none.
  @inline(__always)
  func forward(from initial: NetworkState<Scalar>?, dropoutSeed: UInt64?) {
    for layer in plan.layers.indices {
      let places = plan.layers[layer]
      let inputSize = places.inputSize
      if places.mask >= 0, let dropoutSeed {
        let below = layer == 0 ? places.input : plan.layers[layer - 1].output
        Dropout(rate: dropout, seed: dropoutSeed, layer: layer).apply(
          trace + below, rows: packing, size: inputSize, mask: trace + places.mask,
          into: trace + places.input)
      }
      for direction in 0..<places.directionCount {
        let place = places.direction(direction)
        let hidden = places.hidden
        let index = layer * places.directionCount + direction
        setInitial(initial?.hidden[index], size: hidden, at: trace + place.states)
        if place.cells >= 0 {
          setInitial(initial?.cell[index], size: hidden, at: trace + place.cells)
        }
        if direction == 1 {
          reverseRows(trace + places.input, size: inputSize, into: trace + place.input)
        }
        pass(layer: layer, direction: direction).forward(
          forward(layer: layer, direction: direction), scratch: trace + plan.scratch)
      }
      if let reverse = places.back { joinDirections(places, reverse) }
    }
  }

  /// h_0 or c_0 in packed order.
  @inline(__always)
  private func setInitial(
    _ state: [Scalar]?, size: Int, at result: UnsafeMutablePointer<Scalar>
  ) {
    guard let state else {
      return result.update(repeating: 0, count: packing.count * size)
    }
    state.withUnsafeBufferPointer { state in
      for (row, sequence) in packing.order.enumerated() {
        (result + row * size).update(from: state.baseAddress! + sequence * size, count: size)
      }
    }
  }

  /// Each sequence's rows from its end to its start.
  @inline(__always)
  private func reverseRows(
    _ rows: UnsafeMutablePointer<Scalar>, size: Int, into result: UnsafeMutablePointer<Scalar>
  ) {
    for (row, other) in packing.reversal.enumerated() {
      (result + row * size).update(from: rows + other * size, count: size)
    }
  }

  /// output = [h forward; h reverse], each at its true step.
  @inline(__always)
  private func joinDirections(_ places: StackPlan.Layer, _ reverse: StackPlan.Direction) {
    let hidden = places.hidden
    let ahead = trace + places.ahead.states + packing.count * hidden
    let back = trace + reverse.states + packing.count * hidden
    for (row, other) in packing.reversal.enumerated() {
      let result = trace + places.output + row * 2 * hidden
      result.update(from: ahead + row * hidden, count: hidden)
      (result + hidden).update(from: back + other * hidden, count: hidden)
    }
  }

  /// - Parameters:
  ///   - result: The backward trace; the final gradients and the highest output's stand in it.
  ///   - gradients: The gradient of all parameters, added to.
  ///   - hasFinal: Whether the final gradients are not all zero.
  @inline(__always)
  func backward(
    _ backwardPlan: StackBackwardPlan, result: UnsafeMutablePointer<Scalar>,
    gradients: UnsafeMutablePointer<Scalar>, hasFinal: Bool
  ) {
    for layer in plan.layers.indices.reversed() {
      let places = plan.layers[layer]
      let back = backwardPlan.layers[layer]
      if let reverse = back.back { splitDirections(places, back, reverse, result) }
      // Where dL/d(input) goes: the layer below, or the network's inputs.
      let input = layer > 0 ? backwardPlan.layers[layer - 1].output : backwardPlan.input
      for direction in 0..<places.directionCount {
        let place = back.direction(direction)
        let target = direction == 0 ? input : place.input
        pass(layer: layer, direction: direction).backward(
          forward(layer: layer, direction: direction),
          DirectionPass.Backward(
            stateGradients: result + place.states,
            finalStateGradient: hasFinal ? UnsafePointer(result + place.finalState) : nil,
            cellGradient: result + max(0, place.initialCell),
            cellGradients: place.cells >= 0 ? result + place.cells : nil,
            deltas: place.deltas >= 0 ? result + place.deltas : nil,
            initialStateGradient: result + place.initialState,
            inputGradients: target >= 0 ? result + target : nil, gradients: gradients),
          scratch: result + backwardPlan.scratch)
        if direction == 1, input >= 0 {
          for (row, other) in packing.reversal.enumerated() {
            add(
              result + place.input + other * places.inputSize,
              to: result + input + row * places.inputSize, count: places.inputSize)
          }
        }
      }
      if places.mask >= 0, input >= 0 {
        for index in 0..<packing.rows * places.inputSize {
          result[input + index] *= trace[places.mask + index]
        }
      }
    }
  }

  /// dL/dh_t of each direction from dL/d(output).
  @inline(__always)
  private func splitDirections(
    _ places: StackPlan.Layer, _ back: StackBackwardPlan.Layer,
    _ reverse: StackBackwardPlan.Direction, _ result: UnsafeMutablePointer<Scalar>
  ) {
    let hidden = places.hidden
    for (row, other) in packing.reversal.enumerated() {
      let output = result + back.output + row * 2 * hidden
      (result + back.ahead.states + row * hidden).update(from: output, count: hidden)
      (result + reverse.states + other * hidden).update(
        from: output + hidden, count: hidden)
    }
  }
}
