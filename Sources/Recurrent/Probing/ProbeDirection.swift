// One direction of one layer for copies side by side: the loop over the steps, and the linear part
// of each step, which is the same for values and for derivatives.
//
//   a_t = W_xh x_t + b_h + W_hh h_{t-1} + (moves)      da_t = W_xh dx_t + W_hh dh_{t-1} + (moves)
//
// Where x_t is that of the unmoved network, W_xh x_t + b_h is too, and dx_t = 0. Copies side by side
// take one sequence at a time, so that its gates stay in the first cache; a copy that is alone takes
// all sequences that have the step.

struct ProbeDirection {
  let pass: ProbePass
  let packing: PackedRows
  let cell: Cell
  let copies: Int
  let inputSize: Int
  let hidden: Int
  /// Layer and direction as one number.
  let slot: Int
  let place: ProbePlan.Direction
  let room: UnsafeMutablePointer<Double>
  /// The same direction of the unmoved network.
  let base: (place: ProbePlan.Direction, room: UnsafeMutablePointer<Double>)?
  /// Whether x_t is not that of the unmoved network.
  let takesOwnInput: Bool
  /// Whether W_xh x_t + b_h is that of the unmoved network.
  let sharesProducts: Bool
  let isTangent: Bool
  /// Whether every step is kept.
  let keeps: Bool
  let keepsGates: Bool
  let scratch: Int
  let candidateScratch: Int
  let inputWeights: ProbeWeights
  let recurrentWeights: ProbeWeights
  /// W_hh's rows for n in a GRU that resets before the product; the others' stand above.
  let candidateWeights: ProbeWeights?
  let bias: UnsafePointer<Double>
  /// b_hn of every copy, [H, P].
  let candidateBias: UnsafeMutablePointer<Double>
  /// 1 for every copy.
  let ones: UnsafePointer<Double>
  /// The derivatives of the cell at the unmoved network; nil in a pass of values.
  let slopes: UnsafePointer<Double>?

  /// G x H
  var gateRows: Int { cell.bands * hidden }
  /// H P
  var width: Int { hidden * copies }

  init(_ pass: ProbePass, layer: Int, direction: Int) {
    let places = pass.plan.layers[layer]
    let hidden = places.hidden
    let bands = pass.spec.cell.bands
    self.pass = pass
    self.hidden = hidden
    packing = pass.packing
    cell = pass.spec.cell
    copies = pass.copies
    inputSize = places.inputSize
    slot = layer * pass.spec.directions.count + direction
    place = places.directions[direction]
    room = pass.room
    base = pass.base.map { ($0.plan.layers[layer].directions[direction], $0.room.base) }
    takesOwnInput = pass.takesOwnInput(layer)
    sharesProducts = !pass.takesOwnInput(layer) && pass.copies > 1
    isTangent = pass.isTangent
    keeps = pass.plan.keeps
    keepsGates = pass.keepsGates
    scratch = pass.plan.step
    candidateScratch = pass.plan.candidate
    candidateBias = pass.room + pass.plan.candidateBias
    ones = pass.ones
    slopes = pass.isTangent ? UnsafePointer(pass.base!.slopes!.cells[slot].base) : nil

    var weightRoom = pass.room + pass.plan.weights
    func weights(_ offset: Int, rows: Int, columns: Int) -> ProbeWeights {
      let weights = ProbeWeights(
        pass.parameters + offset, rows: rows, columns: columns, copies: pass.copies,
        room: weightRoom)
      weightRoom += weights.room
      return weights
    }
    let offsets = place.parameters
    bias = pass.parameters + offsets.bias
    inputWeights = weights(offsets.inputWeights, rows: bands * hidden, columns: places.inputSize)
    let together = pass.spec.cell == .gru(.before) ? 2 : bands
    recurrentWeights = weights(offsets.recurrentWeights, rows: together * hidden, columns: hidden)
    candidateWeights =
      together < bands
      ? weights(
        offsets.recurrentWeights + together * hidden * hidden, rows: hidden, columns: hidden) : nil
  }

  func run(
    input: [ProbeMoves.Move], recurrent: [ProbeMoves.Move], candidate: [ProbeMoves.Move]
  ) {
    setInitial(pass.call.initial?.hidden, at: place.states)
    if place.cells >= 0 { setInitial(pass.call.initial?.cell, at: place.cells) }
    if cell == .gru(.after) {
      spread(
        pass.parameters + place.parameters.candidateBias, count: hidden, copies: copies,
        ones: ones, into: candidateBias)
    }
    for t in 0..<packing.steps {
      let active = packing.active[t]
      let together = copies == 1 ? active : 1
      for first in stride(from: 0, to: active, by: together) {
        let step = step(t, first: first, count: together)
        setInputPart(step)
        run(step, input: input, recurrent: recurrent, candidate: candidate)
      }
    }
  }

  /// h_0 or c_0 of every copy in packed order, or no derivative of it.
  private func setInitial(_ state: [[Double]]?, at offset: Int) {
    let result = room + offset
    guard let state, !pass.isTangent else {
      return result.update(repeating: 0, count: packing.count * width)
    }
    state[slot].withUnsafeBufferPointer { state in
      for (row, sequence) in packing.order.enumerated() {
        spread(
          state.baseAddress! + sequence * hidden, count: hidden, copies: copies, ones: ones,
          into: result + row * width)
      }
    }
  }
}
