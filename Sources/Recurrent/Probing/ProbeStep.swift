import CKernels

/// Where the pieces of one step of a direction stand: of one sequence for copies side by side, of
/// all sequences that have the step for a copy that is alone. Plain addresses, so that a step counts
/// no references.
struct ProbeStep {
  /// The packed row of the first sequence, where its h_{t-1} stands behind h_0, and how many
  /// sequences there are.
  let row: Int
  let previousRow: Int
  let count: Int
  /// a_t, which becomes the gates, [count, GH].
  let gates: UnsafeMutablePointer<Double>
  /// W_hh h_{t-1} of a GRU that resets after, [count, GH].
  let recurrent: UnsafeMutablePointer<Double>
  /// The band behind: h' or c', as the derivatives read it.
  let previous: UnsafeMutablePointer<Double>
  /// r * h or W_hn h + b_hn, [count, H].
  let candidate: UnsafeMutablePointer<Double>
  /// h_{t-1} and h_t, [count, H].
  let previousState: UnsafePointer<Double>
  let state: UnsafeMutablePointer<Double>
  /// c_{t-1} and c_t of an LSTM; one place where the steps are not kept.
  let previousCell: UnsafeMutablePointer<Double>
  let cell: UnsafeMutablePointer<Double>
}

extension ProbeDirection {
  /// - Parameters:
  ///   - first: The first sequence.
  ///   - count: How many sequences.
  func step(_ t: Int, first: Int, count: Int) -> ProbeStep {
    let gateWidth = gateRows * copies
    let row = packing.firstRow[t] + first
    let previousRow = packing.previousRow(t) + first
    let stateRow = packing.count + row
    let recurrent = room + scratch + count * gateWidth
    let cells = room + max(0, place.cells)
    return ProbeStep(
      row: row, previousRow: previousRow, count: count,
      gates: room + (keeps ? place.gates + row * gateWidth : scratch), recurrent: recurrent,
      previous: recurrent + (cell == .gru(.after) ? count * gateWidth : 0),
      candidate: room + (place.candidate >= 0 ? place.candidate + row * width : candidateScratch),
      previousState: UnsafePointer(room + place.states + previousRow * width),
      state: room + place.states + stateRow * width,
      previousCell: cells + (keeps ? previousRow : first) * width,
      cell: cells + (keeps ? stateRow : first) * width)
  }

  // MARK: The input part

  /// a_t = W_xh x_t + b_h
  func setInputPart(_ step: ProbeStep) {
    let gates = step.gates
    if sharesProducts {
      guard !isTangent, let base else { return }
      spread(
        base.room + base.place.products + step.row * gateRows, count: gateRows, copies: copies,
        ones: ones, into: gates)
    } else {
      if !isTangent {
        for row in 0..<step.count {
          spread(
            bias, count: gateRows, copies: copies, ones: ones, into: gates + row * gateRows * copies
          )
        }
      }
      let x = input(step, ofBase: !takesOwnInput)
      inputWeights.product(step.count, x.values, adds: !isTangent, to: gates)
    }
    if place.products >= 0 {
      (room + place.products + step.row * gateRows * copies).update(
        from: gates, count: step.count * gateRows * copies)
    }
  }

  // MARK: What the moved entries are multiplied with

  /// x_t, of these copies or of the unmoved network.
  private func input(_ step: ProbeStep, ofBase: Bool) -> ProbeSource {
    if ofBase, let base {
      return ProbeSource(
        values: base.room + base.place.input + step.row * inputSize, copies: 1)
    }
    return ProbeSource(
      values: room + place.input + step.row * inputSize * copies, copies: copies)
  }

  /// h_{t-1}: the derivatives of W h are W dh and dW h, with h of the unmoved network.
  private func state(_ step: ProbeStep) -> ProbeSource {
    guard isTangent, let base else {
      return ProbeSource(values: step.previousState, copies: copies)
    }
    return ProbeSource(
      values: base.room + base.place.states + step.previousRow * hidden, copies: 1)
  }

  /// r * h_{t-1}, which W_hn is multiplied with in a GRU that resets before.
  private func resetState(_ step: ProbeStep) -> ProbeSource {
    guard isTangent, let base else { return ProbeSource(values: step.candidate, copies: copies) }
    return ProbeSource(values: base.room + base.place.candidate + step.row * hidden, copies: 1)
  }

  // MARK: The step

  /// From a_t = W_xh x_t + b_h to h_t.
  ///
  /// - Parameters:
  ///   - input: The moves of W_xh and b_h.
  ///   - recurrent: Those of W_hh and b_hn.
  ///   - candidate: Those of W_hn in a GRU that resets before.
  func run(
    _ step: ProbeStep, input moves: [ProbeMoves.Move], recurrent: [ProbeMoves.Move],
    candidate: [ProbeMoves.Move]
  ) {
    // Nothing comes from below but the moves.
    let startsEmpty = isTangent && sharesProducts
    let resetsAfter = cell == .gru(.after)
    let isGRU = cell.bands == 3
    if startsEmpty, isGRU { step.gates.update(repeating: 0, count: 3 * width) }
    recurrentWeights.product(
      step.count, step.previousState, adds: !resetsAfter && (isGRU || !startsEmpty),
      to: resetsAfter ? step.recurrent : step.gates, stride: gateRows * copies)
    add(moves, of: input(step, ofBase: isTangent || !takesOwnInput), copies: copies, to: step.gates)
    add(
      recurrent, of: state(step), copies: copies, to: resetsAfter ? step.recurrent : step.gates)
    if cell == .gru(.before) {
      isTangent ? applyResetSlopes(step) : applyReset(step)
      candidateWeights!.product(
        step.count, step.candidate, adds: true, to: step.gates + 2 * width, stride: 3 * width)
      add(candidate, of: resetState(step), copies: copies, to: step.gates)
    }
    isTangent ? applySlopes(step) : apply(step)
  }

  /// r, z and r * h_{t-1} of a GRU that resets before.
  private func applyReset(_ step: ProbeStep) {
    gruBeforeResetPass(
      rows: step.count, hidden: width, gates: step.gates, previousState: step.previousState,
      resetState: step.candidate)
  }

  /// h_t from what the cell's functions are applied to.
  private func apply(_ step: ProbeStep) {
    switch cell {
    case .elman(let activation):
      let count = step.count * width
      switch activation {
      case .tanh: tanhPass(n: count, in: step.gates, out: step.state)
      case .sigmoid: sigmoidPass(n: count, in: step.gates, out: step.state)
      case .relu, .identity:
        for index in 0..<count { step.state[index] = activation.value(step.gates[index]) }
      }
    case .lstm where !keepsGates:
      unrolled_lstm_states_f64(
        step.count, width, step.gates, step.previousCell, step.cell, step.state)
    case .lstm:
      lstmForwardPass(
        rows: step.count, hidden: width, gates: step.gates, previousCell: step.previousCell,
        cell: step.cell, state: step.state)
    case .gru(.after):
      gruAfterForwardPass(
        rows: step.count, hidden: width, gates: step.gates, recurrent: step.recurrent,
        candidateBias: candidateBias, previousState: step.previousState,
        candidateRecurrent: step.candidate, state: step.state)
    case .gru(.before):
      gruBeforeForwardPass(
        rows: step.count, hidden: width, gates: step.gates, previousState: step.previousState,
        state: step.state)
    }
  }
}
