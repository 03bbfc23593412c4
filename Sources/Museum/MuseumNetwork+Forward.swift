import Recurrent

/// Every number of one sequence's forward pass, L layers and T steps.
struct SequencePass {
  /// What each layer reads, [L][T][D], in the order of time.
  var inputs: [[[Double]]]
  /// [L][direction][T], in the order of reading: the reverse direction's first step is x_T's.
  var steps: [[[Step]]] = []
  /// What the highest layer says, [T][H], or [T][2H] in two directions, in the order of time.
  var top: [[Double]] = []
  /// What the head reads: `top`, or the final states alone.
  var headInputs: [[Double]] = []
  /// y
  var outputs: [[Double]] = []
}

extension MuseumNetwork {
  func forward(
    _ weights: Weights, _ batch: SequenceBatch<Double>, _ sequence: Int,
    from initial: NetworkState<Double>
  ) -> SequencePass {
    var x = inputs(weights, batch, sequence)
    var pass = SequencePass(inputs: [])
    for (index, hidden) in spec.hiddenSizes.enumerated() {
      pass.inputs.append(x)
      let directions = spec.directions.map { direction in
        let place = place(index, direction.rawValue)
        let c = spec.cell.hasCellState ? row(sequence, of: initial.cell[place], size: hidden) : []
        return layer(index, direction.rawValue, weights).forward(
          direction == .reverse ? x.reversed() : x,
          h: row(sequence, of: initial.hidden[place], size: hidden), c: c)
      }
      pass.steps.append(directions)
      // [h_t forward; h_t reverse], each at the place of its x_t
      x = x.indices.map { t in
        directions[0][t].h + (spec.isBidirectional ? directions[1][x.count - 1 - t].h : [])
      }
    }
    pass.top = x
    pass.headInputs =
      spec.head.place == .eachStep ? x : [pass.steps.last!.flatMap { $0.last!.h }]
    pass.outputs = pass.headInputs.map { sum(product(weights.head, $0), weights.headBias) }
    return pass
  }

  /// x_t of the sequence's valid steps.
  private func inputs(
    _ weights: Weights, _ batch: SequenceBatch<Double>, _ sequence: Int
  ) -> [[Double]] {
    (0..<batch.length(of: sequence)).map { t in
      let position = t * batch.batch + sequence
      guard batch.tokens.isEmpty else { return weights.embedding[batch.tokens[position]] }
      return row(position, of: batch.inputs, size: batch.inputSize)
    }
  }

  /// sum(w_h h_T) + sum(w_c c_T)
  func weightedFinalStates(
    _ pass: SequencePass, _ sequence: Int, _ weights: NetworkState<Double>?
  ) -> Double {
    guard let weights else { return 0 }
    var total = 0.0
    for (place, steps) in pass.steps.joined().enumerated() {
      let (h, c) = (steps.last!.h, steps.last!.c)
      total += dot(h, row(sequence, of: weights.hidden[place], size: h.count))
      if !c.isEmpty { total += dot(c, row(sequence, of: weights.cell[place], size: c.count)) }
    }
    return total
  }
}
