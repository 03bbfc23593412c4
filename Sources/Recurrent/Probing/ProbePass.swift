/// A pass over copies side by side, or over one alone: the values of the network with each copy's
/// moves made, or their derivatives by those moves.
struct ProbePass {
  let call: ProbeCall
  let plan: ProbePlan
  let room: UnsafeMutablePointer<Double>
  let parameters: UnsafePointer<Double>
  /// The unmoved network, which is taken where nothing was moved below; nil while it is made.
  let base: ProbeBase?
  /// The lowest part that is moved; see `ProbeSites.level`.
  let level: Int
  /// Whether this is the pass of the derivatives.
  let isTangent: Bool
  /// Whether somebody reads the gates afterwards.
  var keepsGates = false

  var spec: NetworkSpec { call.spec }
  var packing: PackedRows { call.packing.rows }
  /// P
  var copies: Int { plan.copies }
  var ones: UnsafePointer<Double> { UnsafePointer(room + plan.ones) }

  /// - Returns: The loss of each copy, or its derivative; they stand in the room.
  func run(_ moves: ProbeMoves) -> UnsafePointer<Double> {
    (room + plan.ones).update(repeating: 1, count: copies)
    runLayers(moves)
    ProbeHead(pass: self).run(moves.head)
    return UnsafePointer(room + plan.totals)
  }

  private func runLayers(_ moves: ProbeMoves) {
    if level == 0 { fillInputs(moves.embedding) }
    for layer in max(0, level - 1)..<plan.layers.count {
      if layer > 0, level <= layer, call.masks != nil {
        drop(plan.layers[layer - 1].output, of: layer)
      }
      for direction in plan.layers[layer].directions.indices {
        let slot = layer * spec.directions.count + direction
        if direction == 1, takesOwnInput(layer) { reverseInput(of: layer) }
        ProbeDirection(self, layer: layer, direction: direction).run(
          input: moves.input[slot], recurrent: moves.recurrent[slot],
          candidate: moves.candidate[slot])
      }
      if plan.layers[layer].directions.count == 2 { joinDirections(plan.layers[layer]) }
    }
  }

  /// Whether the inputs of a layer differ from those of the unmoved network.
  func takesOwnInput(_ layer: Int) -> Bool { level <= layer }

  // MARK: Inputs

  /// x_t of every packed row: what the lowest layer reads.
  private func fillInputs(_ moves: [ProbeMoves.Move]) {
    let size = spec.inputSize
    let result = room + plan.layers[0].input
    if isTangent {
      result.update(repeating: 0, count: packing.rows * size * copies)
    } else {
      call.batch.inputs.withUnsafeBufferPointer { inputs in
        for (row, place) in packing.places.enumerated() {
          let x =
            inputs.isEmpty
            ? parameters + call.offsets.embedding + call.batch.tokens[place] * size
            : inputs.baseAddress! + place * size
          spread(x, count: size, copies: copies, ones: ones, into: result + row * size * copies)
        }
      }
    }
    for move in moves {
      for row in call.tokenRows[move.row] {
        result[(row * size + move.column) * copies + move.copy] += move.delta
      }
    }
    if call.masks != nil { drop(plan.layers[0].input, of: 0) }
  }

  /// The layer's inputs, as dropout leaves them.
  private func drop(_ from: Int, of layer: Int) {
    let mask = call.masks![layer].base
    let (source, result) = (room + from, room + plan.layers[layer].input)
    for index in 0..<packing.rows * plan.layers[layer].inputSize {
      let factor = mask[index]
      for place in index * copies..<(index + 1) * copies { result[place] = source[place] * factor }
    }
  }

  // MARK: Directions

  /// Each sequence's inputs from its end to its start.
  private func reverseInput(of layer: Int) {
    let places = plan.layers[layer]
    let width = places.inputSize * copies
    for (row, other) in packing.reversal.enumerated() {
      (room + places.directions[1].input + row * width).update(
        from: room + places.input + other * width, count: width)
    }
  }

  /// output = [h forward; h reverse], each at its true step.
  private func joinDirections(_ places: ProbePlan.Layer) {
    let width = places.hidden * copies
    let skipped = packing.count * width
    let ahead = room + places.directions[0].states + skipped
    let back = room + places.directions[1].states + skipped
    for (row, other) in packing.reversal.enumerated() {
      let result = room + places.output + row * 2 * width
      result.update(from: ahead + row * width, count: width)
      (result + width).update(from: back + other * width, count: width)
    }
  }
}
