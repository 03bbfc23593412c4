extension DirectionPass {
  /// What backward reads, beside the forward trace, and writes.
  struct Backward {
    /// dL/dh_t, [R, H]: what comes from above in, everything that reaches h_t out.
    var stateGradients: UnsafeMutablePointer<Scalar>
    /// dL/dh_n beside what comes from above, in packed order, [B, H]; nil where there is none.
    var finalStateGradient: UnsafePointer<Scalar>?
    /// dL/dc_n in, dL/dc_0 out, [B, H], of an LSTM.
    var cellGradient: UnsafeMutablePointer<Scalar>
    /// Gets dL/dc_t, [R, H], of an LSTM; nil where nobody asks.
    var cellGradients: UnsafeMutablePointer<Scalar>?
    /// Gets delta_t, [R, GH]; nil where nobody asks.
    var deltas: UnsafeMutablePointer<Scalar>?
    /// Gets dL/dh_0, [B, H].
    var initialStateGradient: UnsafeMutablePointer<Scalar>
    /// Gets dL/dx_t, [R, D]; nil where nobody asks.
    var inputGradients: UnsafeMutablePointer<Scalar>?
    /// The gradient of all parameters, added to.
    var gradients: UnsafeMutablePointer<Scalar>
  }

  /// Room that `backward` needs beside the traces: the weights, the deltas of a block (twice for a
  /// GRU that resets after), the h_{t-1} of a block, and a step's share for h_{t-1} and for r * h.
  static func backwardScratch(
    cell: Cell, inputSize: Int, hidden: Int, rows: Int, batch: Int
  ) -> Int {
    let gateRows = cell.bands * hidden
    let block = largestBlock(gateRows: gateRows, rows: rows, batch: batch)
    return weightRoom(cell: cell, inputSize: inputSize, hidden: hidden)
      + block * gateRows * (cell == .gru(.after) ? 2 : 1) + block * hidden + 2 * batch * hidden
  }

  /// Every step, from the last to the first.
  @inline(__always)
  func backward(
    _ forward: Forward, _ backward: Backward, scratch: UnsafeMutablePointer<Scalar>
  ) {
    let step = step(transposed: false, room: scratch)
    let input =
      backward.inputGradients == nil
      ? nil
      : WeightMatrix(
        inputWeights, transposed: false, inner: gateRows, columns: inputSize, rows: largestBlock,
        total: packing.rows,
        room: scratch + weightRoom
          - WeightMatrix<Scalar>.room(inner: gateRows, columns: inputSize))
    let block = largestBlock
    let deltaRing = scratch + weightRoom
    let recurrentRing = cell == .gru(.after) ? deltaRing + block * gateRows : deltaRing
    let previousStates = recurrentRing + block * gateRows
    let stepShare = previousStates + block * hidden
    let resetShare = stepShare + packing.count * hidden
    var end = packing.steps
    while end > 0 {
      let start = blockStart(before: end)
      let first = packing.firstRow[start]
      let deltas = backward.deltas.map { $0 + first * gateRows } ?? deltaRing
      let recurrentDeltas = cell == .gru(.after) ? recurrentRing : deltas
      for t in (start..<end).reversed() {
        let place = packing.firstRow[t] - first
        addFinalGradient(at: t, to: backward)
        backwardStep(
          step, t, forward, backward, deltas: deltas + place * gateRows,
          recurrentDeltas: recurrentDeltas + place * gateRows, stepShare: stepShare,
          resetShare: resetShare)
      }
      weightGradients(
        start..<end, forward, gradients: backward.gradients, deltas: UnsafePointer(deltas),
        recurrentDeltas: UnsafePointer(recurrentDeltas), previousStates: previousStates)
      if let input, let inputGradients = backward.inputGradients {
        // dL/dx_t = W_xh' delta_t
        input.product(
          rows: packing.firstRow[end] - first, UnsafePointer(deltas), from: nil,
          into: inputGradients + first * inputSize)
      }
      end = start
    }
  }

  /// What the final states say of the sequences that end at step t.
  @inline(__always)
  private func addFinalGradient(at t: Int, to backward: Backward) {
    guard let final = backward.finalStateGradient else { return }
    let running = t + 1 < packing.steps ? packing.active[t + 1] : 0
    let row = backward.stateGradients + packing.firstRow[t] * hidden
    for index in running * hidden..<packing.active[t] * hidden { row[index] += final[index] }
  }

  /// delta_t, and what step t says of h_{t-1}.
  @inline(__always)
  private func backwardStep(
    _ step: Step, _ t: Int, _ forward: Forward, _ backward: Backward,
    deltas: UnsafeMutablePointer<Scalar>, recurrentDeltas: UnsafeMutablePointer<Scalar>,
    stepShare: UnsafeMutablePointer<Scalar>, resetShare: UnsafeMutablePointer<Scalar>
  ) {
    let rows = packing.active[t]
    let row = packing.firstRow[t]
    let gates = UnsafePointer(forward.gates + row * gateRows)
    let state = UnsafePointer(forward.states + (packing.count + row) * hidden)
    let previousState = UnsafePointer(forward.states + packing.previousRow(t) * hidden)
    let stateGradient = UnsafePointer(backward.stateGradients + row * hidden)
    // Where the share of h_{t-1} goes: to what it has from above, or to dL/dh_0.
    let isFirst = t == 0
    let previous =
      isFirst
      ? backward.initialStateGradient
      : backward.stateGradients + packing.firstRow[t - 1] * hidden
    let above = isFirst ? nil : UnsafePointer(previous)
    switch step {
    case .elman(let cell):
      cell.backward(rows: rows, state: state, stateGradient: stateGradient, deltas: deltas)
      // a_t = ... + W_hh h_{t-1}: dL/dh_{t-1} += W_hh' delta_t
      cell.recurrent.product(rows: rows, UnsafePointer(deltas), from: above, into: previous)
    case .lstm(let cell):
      cell.backward(
        rows: rows, gates: gates,
        previousCell: UnsafePointer(forward.cells + packing.previousRow(t) * hidden),
        cell: UnsafePointer(forward.cells + (packing.count + row) * hidden),
        stateGradient: stateGradient, cellGradient: backward.cellGradient,
        cellGradientHere: backward.cellGradients.map { $0 + row * hidden }, deltas: deltas)
      cell.recurrent.product(rows: rows, UnsafePointer(deltas), from: above, into: previous)
    case .gruAfter(let cell):
      let share = isFirst ? previous : stepShare
      cell.backward(
        rows: rows, gates: gates,
        candidateRecurrent: UnsafePointer(forward.candidate + row * hidden),
        previousState: previousState, stateGradient: stateGradient, deltas: deltas,
        recurrentDeltas: recurrentDeltas, previousGradient: share)
      if !isFirst { add(share, to: previous, count: rows * hidden) }
    case .gruBefore(let cell):
      let share = isFirst ? previous : stepShare
      cell.backward(
        rows: rows, gates: gates, previousState: previousState, stateGradient: stateGradient,
        deltas: deltas, scratch: resetShare, previousGradient: share)
      if !isFirst { add(share, to: previous, count: rows * hidden) }
    }
  }

  /// dL/dW_xh += sum delta_t x_t', dL/dW_hh += sum delta_t h_{t-1}', dL/db_h += sum delta_t over
  /// the steps of a block.
  @inline(__always)
  private func weightGradients(
    _ steps: Range<Int>, _ forward: Forward, gradients: UnsafeMutablePointer<Scalar>,
    deltas: UnsafePointer<Scalar>, recurrentDeltas: UnsafePointer<Scalar>,
    previousStates: UnsafeMutablePointer<Scalar>
  ) {
    let first = packing.firstRow[steps.lowerBound]
    let rows = packing.firstRow[steps.upperBound] - first
    matrixProduct(
      .transposedTimes, m: gateRows, n: inputSize, k: rows, deltas,
      times: forward.input + first * inputSize, into: gradients + offsets.inputWeights,
      accumulate: true)
    addRows(deltas, rows: rows, columns: gateRows, to: gradients + offsets.bias)
    let previous = self.previousStates(steps, forward, room: previousStates)
    let result = gradients + offsets.recurrentWeights
    switch cell {
    case .elman, .lstm, .gru(.after):
      matrixProduct(
        .transposedTimes, m: gateRows, n: hidden, k: rows, recurrentDeltas, times: previous,
        into: result, accumulate: true)
    case .gru(.before):
      matrixProduct(
        .transposedTimes, m: 2 * hidden, n: hidden, k: rows, deltas, aStride: gateRows,
        times: previous, into: result, accumulate: true)
      matrixProduct(
        .transposedTimes, m: hidden, n: hidden, k: rows, deltas + 2 * hidden, aStride: gateRows,
        times: UnsafePointer(forward.candidate + first * hidden),
        into: result + 2 * hidden * hidden, accumulate: true)
    }
    if cell == .gru(.after) {
      addRows(
        recurrentDeltas + 2 * hidden, rows: rows, columns: hidden, stride: gateRows,
        to: gradients + offsets.candidateBias)
    }
  }

  /// The h_{t-1} of a block's rows, copied where sequences that ended leave gaps between them.
  @inline(__always)
  private func previousStates(
    _ steps: Range<Int>, _ forward: Forward, room: UnsafeMutablePointer<Scalar>
  ) -> UnsafePointer<Scalar> {
    let states = UnsafePointer(forward.states)
    let first = packing.firstRow[steps.lowerBound]
    let start = packing.previousRow(steps.lowerBound)
    let isGapless = steps.allSatisfy { t in
      packing.previousRow(t) - start == packing.firstRow[t] - first
    }
    if isGapless { return states + start * hidden }
    for t in steps {
      (room + (packing.firstRow[t] - first) * hidden).update(
        from: states + packing.previousRow(t) * hidden, count: packing.active[t] * hidden)
    }
    return UnsafePointer(room)
  }
}

/// result += the sum of the rows.
@inline(__always)
func addRows<Scalar: NetworkScalar>(
  _ matrix: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int = 0,
  to result: UnsafeMutablePointer<Scalar>
) {
  let stride = stride > 0 ? stride : columns
  if isSmallProduct(m: 1, n: columns, k: rows) {
    // A row of ones times the matrix, whose sums stay in registers.
    withUnsafePointer(to: 1 as Scalar) {
      smallProduct(
        m: 1, n: columns, k: rows, a: $0, aRowStride: 0, aInner: 0, b: matrix, bStride: stride,
        start: UnsafePointer(result), startStride: 0, c: result, cStride: 0)
    }
  } else {
    for row in 0..<rows {
      let row = matrix + row * stride
      for column in 0..<columns { result[column] += row[column] }
    }
  }
}

/// result += values
@inline(__always)
func add<Scalar: NetworkScalar>(
  _ values: UnsafeMutablePointer<Scalar>, to result: UnsafeMutablePointer<Scalar>, count: Int
) {
  for index in 0..<count { result[index] += values[index] }
}
