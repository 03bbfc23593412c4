import Recurrent

extension MuseumNetwork {
  /// Adds one sequence's gradient.
  func backward(
    _ pass: SequencePass, _ weights: Weights, _ batch: SequenceBatch<Double>, _ sequence: Int,
    _ finalWeights: NetworkState<Double>?, into gradient: inout Gradient
  ) {
    // y = W_hy u + b_y
    let headGradients = pass.outputs.indices.map { step in
      let dy = outputGradient(pass.outputs[step], batch, step * batch.batch + sequence)
      addOuter(dy, pass.headInputs[step], to: &gradient.weights.head)
      add(dy, to: &gradient.weights.headBias)
      return transposedProduct(weights.head, dy)
    }
    // What a layer gets from above: from the head, or from the layer above.
    var fromAbove =
      spec.head.place == .eachStep ? headGradients : pass.top.map { zeros($0.count) }
    for index in spec.hiddenSizes.indices.reversed() {
      let isTop = index == spec.hiddenSizes.count - 1
      let headOfLast = isTop && spec.head.place == .last ? headGradients[0] : nil
      fromAbove = backwardThroughLayer(
        index, pass, weights, batch, sequence, fromAbove: fromAbove, headOfLast: headOfLast,
        finalWeights, into: &gradient)
    }
    guard !batch.tokens.isEmpty else { return }
    for t in fromAbove.indices {
      let token = batch.tokens[t * batch.batch + sequence]
      if mistake == .embeddingOverwritten {
        gradient.weights.embedding[token] = fromAbove[t]  // mistake 109
      } else {
        add(fromAbove[t], to: &gradient.weights.embedding[token])
      }
    }
  }

  /// Adds a layer's gradient in all its directions, and returns dL/d(its inputs).
  private func backwardThroughLayer(
    _ index: Int, _ pass: SequencePass, _ weights: Weights, _ batch: SequenceBatch<Double>,
    _ sequence: Int, fromAbove: [[Double]], headOfLast: [Double]?,
    _ finalWeights: NetworkState<Double>?, into gradient: inout Gradient
  ) -> [[Double]] {
    let hidden = spec.hiddenSizes[index]
    let x = pass.inputs[index]
    let xForWeights =
      mistake == .wrongLayerInput && index == 1
      ? pass.inputs[index + 1]  // mistake 15: what the layer says
      : x
    var inputGradients = x.map { zeros($0.count) }
    for direction in spec.directions {
      let place = place(index, direction.rawValue)
      let isReverse = direction == .reverse
      let half = direction.rawValue * hidden..<(direction.rawValue + 1) * hidden
      var dh = fromAbove.map { Array($0[half]) }
      var dc = fromAbove.map { _ in zeros(spec.cell.hasCellState ? hidden : 0) }
      if isReverse && mistake != .reverseOrderKept {  // mistake 122: never reversed
        dh.reverse()
      }
      let end =
        mistake == .finalGradientAtEndOfBatch
        ? batch.steps - 1  // mistake 114
        : x.count - 1
      if end < x.count {
        if let headOfLast { add(Array(headOfLast[half]), to: &dh[end]) }
        if let finalWeights {
          add(row(sequence, of: finalWeights.hidden[place], size: hidden), to: &dh[end])
          if spec.cell.hasCellState {
            add(row(sequence, of: finalWeights.cell[place], size: hidden), to: &dc[end])
          }
        }
      }
      let result = layer(index, direction.rawValue, weights).backward(
        pass.steps[index][direction.rawValue],
        inputs: isReverse ? xForWeights.reversed() : xForWeights, fromAbove: dh,
        cellFromAbove: dc, meanOver: batch.steps)
      gradient.weights.layers[index][direction.rawValue].add(result.weights)
      let dx = isReverse ? result.inputs.reversed() : result.inputs
      if !(mistake == .reverseNotAdded && isReverse) {  // mistake 17: not added
        add(dx, to: &inputGradients)
      }
      set(result.h, to: &gradient.initial.hidden[place], sequence)
      if spec.cell.hasCellState { set(result.c, to: &gradient.initial.cell[place], sequence) }
    }
    return inputGradients
  }

  private func set(_ values: [Double], to target: inout [Double], _ sequence: Int) {
    for k in values.indices { target[sequence * values.count + k] = values[k] }
  }
}
