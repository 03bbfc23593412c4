// One direction of one layer over the packed rows of one thread's sequences. A cell is one step;
// this is the loop over the steps.
//
// The input products run over blocks of steps, so that a block's gates are still in the cache when
// its steps need them; the products of the weight gradients and of dL/dx likewise, so that the
// deltas need not be written to memory at all. R rows, B sequences, H hidden units, G x H gate rows.

/// The places of a layer's parameters in the flat buffer.
struct LayerOffsets: Sendable {
  var inputWeights: Int
  var recurrentWeights: Int
  var bias: Int
  /// b_hn of a GRU that resets after the product.
  var candidateBias: Int
}

/// What both passes of a direction share.
struct DirectionPass<Scalar: NetworkScalar> {
  let cell: Cell
  let inputSize: Int
  let hidden: Int
  let packing: PackedRows
  let offsets: LayerOffsets
  /// The first of all parameters.
  let parameters: UnsafePointer<Scalar>

  /// G x H
  var gateRows: Int { cell.bands * hidden }
  var inputWeights: UnsafePointer<Scalar> { parameters + offsets.inputWeights }
  var recurrentWeights: UnsafePointer<Scalar> { parameters + offsets.recurrentWeights }

  /// The forward trace of a direction.
  struct Forward {
    /// x_t, [R, D]; nil where the gates hold the input products already.
    var input: UnsafePointer<Scalar>
    /// The gates (Elman: pre-activations), [R, GH].
    var gates: UnsafeMutablePointer<Scalar>
    /// h_0 [B, H], then h_t [R, H].
    var states: UnsafeMutablePointer<Scalar>
    /// c_0, then c_t, of an LSTM.
    var cells: UnsafeMutablePointer<Scalar>
    /// W_hn h + b_hn (GRU, reset after) or r * h (before), [R, H].
    var candidate: UnsafeMutablePointer<Scalar>
  }

  /// The steps of a block: about as many rows as fill the second cache with their gates, but
  /// enough for a product to be worth its call.
  static func blockRows(gateRows: Int) -> Int {
    max(128, 524_288 / (gateRows * MemoryLayout<Scalar>.stride))
  }

  /// The end of the block that begins at `start`.
  @inline(__always)
  private func blockEnd(from start: Int) -> Int {
    let limit = packing.firstRow[start] + Self.blockRows(gateRows: gateRows)
    var end = start + 1
    while end < packing.steps && packing.firstRow[end + 1] <= limit { end += 1 }
    return end
  }

  /// The start of the block that ends before `end`, taken from the end.
  @inline(__always)
  private func blockStart(before end: Int) -> Int {
    let limit = packing.firstRow[end] - Self.blockRows(gateRows: gateRows)
    var start = end - 1
    while start > 0 && packing.firstRow[start - 1] >= limit { start -= 1 }
    return start
  }

  // MARK: Forward

  /// Room that `forward` needs beside the trace: W_xh' and W_hh', and the recurrent products of a
  /// step of a GRU that resets after.
  static func forwardScratch(cell: Cell, inputSize: Int, hidden: Int, batch: Int) -> Int {
    let rows = cell.bands * hidden
    return rows * (inputSize + hidden) + (cell == .gru(.after) ? batch * rows : 0)
  }

  /// Every step, from the states that stand in the first rows of `states` and `cells`.
  @inline(__always)
  func forward(_ trace: Forward, scratch: UnsafeMutablePointer<Scalar>) {
    let inputTransposed = scratch
    transpose(inputWeights, rows: gateRows, columns: inputSize, into: inputTransposed)
    let recurrentTransposed = scratch + gateRows * inputSize
    let stepScratch = recurrentTransposed + gateRows * hidden
    let step = forwardStep(transposed: recurrentTransposed)
    let bias = parameters + offsets.bias
    var start = 0
    while start < packing.steps {
      let end = blockEnd(from: start)
      let first = packing.firstRow[start]
      let rows = packing.firstRow[end] - first
      let gates = trace.gates + first * gateRows
      for row in 0..<rows { (gates + row * gateRows).update(from: bias, count: gateRows) }
      matrixProduct(
        .plain, m: rows, n: gateRows, k: inputSize, trace.input + first * inputSize,
        times: UnsafePointer(inputTransposed), into: gates, accumulate: true)
      for t in start..<end {
        step.run(
          rows: packing.active[t], row: packing.firstRow[t], previousRow: packing.previousRow(t),
          stateRow: packing.count + packing.firstRow[t], trace: trace, scratch: stepScratch)
      }
      start = end
    }
  }

  private enum ForwardStep {
    case elman(ElmanCell<Scalar>)
    case lstm(LSTMCell<Scalar>)
    case gruAfter(GRUResetAfterCell<Scalar>)
    case gruBefore(GRUResetBeforeCell<Scalar>)

    @inline(__always)
    func run(
      rows: Int, row: Int, previousRow: Int, stateRow: Int, trace: Forward,
      scratch: UnsafeMutablePointer<Scalar>
    ) {
      switch self {
      case .elman(let cell):
        let h = cell.hidden
        cell.forward(
          rows: rows, gates: trace.gates + row * h,
          previousState: UnsafePointer(trace.states + previousRow * h),
          state: trace.states + stateRow * h)
      case .lstm(let cell):
        let h = cell.hidden
        cell.forward(
          rows: rows, gates: trace.gates + row * 4 * h,
          previousState: UnsafePointer(trace.states + previousRow * h),
          previousCell: UnsafePointer(trace.cells + previousRow * h),
          cell: trace.cells + stateRow * h, state: trace.states + stateRow * h)
      case .gruAfter(let cell):
        let h = cell.hidden
        cell.forward(
          rows: rows, gates: trace.gates + row * 3 * h,
          previousState: UnsafePointer(trace.states + previousRow * h),
          candidateRecurrent: trace.candidate + row * h, scratch: scratch,
          state: trace.states + stateRow * h)
      case .gruBefore(let cell):
        let h = cell.hidden
        cell.forward(
          rows: rows, gates: trace.gates + row * 3 * h,
          previousState: UnsafePointer(trace.states + previousRow * h),
          resetState: trace.candidate + row * h, state: trace.states + stateRow * h)
      }
    }
  }

  @inline(__always)
  private func forwardStep(transposed: UnsafeMutablePointer<Scalar>) -> ForwardStep {
    func weights(_ rows: Range<Int>) -> RecurrentWeights<Scalar> {
      let matrix = recurrentWeights + rows.lowerBound * hidden
      let copy = transposed + rows.lowerBound * hidden
      transpose(matrix, rows: rows.count, columns: hidden, into: copy)
      return RecurrentWeights(
        matrix: matrix, transposed: UnsafePointer(copy), rows: rows.count, hidden: hidden)
    }
    switch cell {
    case .elman(let activation):
      return .elman(
        ElmanCell(activation: activation, hidden: hidden, recurrent: weights(0..<hidden)))
    case .lstm:
      return .lstm(LSTMCell(hidden: hidden, recurrent: weights(0..<4 * hidden)))
    case .gru(.after):
      return .gruAfter(
        GRUResetAfterCell(
          hidden: hidden, recurrent: weights(0..<3 * hidden),
          candidateBias: parameters + offsets.candidateBias))
    case .gru(.before):
      return .gruBefore(
        GRUResetBeforeCell(
          hidden: hidden, gateWeights: weights(0..<2 * hidden),
          candidateWeights: weights(2 * hidden..<3 * hidden)))
    }
  }

  // MARK: Backward

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

  /// The largest number of rows that a block can have.
  private static func largestBlock(gateRows: Int, batch: Int) -> Int {
    max(blockRows(gateRows: gateRows), batch)
  }

  /// Room that `backward` needs beside the traces: the deltas of a block (twice for a GRU that
  /// resets after), the h_{t-1} of a block, and a step's share for h_{t-1} and for r * h.
  static func backwardScratch(cell: Cell, hidden: Int, batch: Int) -> Int {
    let gateRows = cell.bands * hidden
    let block = largestBlock(gateRows: gateRows, batch: batch)
    return block * gateRows * (cell == .gru(.after) ? 2 : 1) + block * hidden
      + 2 * batch * hidden
  }

  /// Every step, from the last to the first.
  @inline(__always)
  func backward(
    _ forward: Forward, _ backward: Backward, scratch: UnsafeMutablePointer<Scalar>
  ) {
    let block = Self.largestBlock(gateRows: gateRows, batch: packing.count)
    let deltaRing = scratch
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
          t, forward, backward, deltas: deltas + place * gateRows,
          recurrentDeltas: recurrentDeltas + place * gateRows, stepShare: stepShare,
          resetShare: resetShare)
      }
      weightGradients(
        start..<end, forward, gradients: backward.gradients, deltas: UnsafePointer(deltas),
        recurrentDeltas: UnsafePointer(recurrentDeltas), previousStates: previousStates)
      if let inputGradients = backward.inputGradients {
        // dL/dx_t = W_xh' delta_t
        matrixProduct(
          .plain, m: packing.firstRow[end] - first, n: inputSize, k: gateRows,
          UnsafePointer(deltas), times: inputWeights, into: inputGradients + first * inputSize,
          accumulate: false)
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
    _ t: Int, _ forward: Forward, _ backward: Backward, deltas: UnsafeMutablePointer<Scalar>,
    recurrentDeltas: UnsafeMutablePointer<Scalar>, stepShare: UnsafeMutablePointer<Scalar>,
    resetShare: UnsafeMutablePointer<Scalar>
  ) {
    let rows = packing.active[t]
    let row = packing.firstRow[t]
    let gates = UnsafePointer(forward.gates + row * gateRows)
    let state = UnsafePointer(forward.states + (packing.count + row) * hidden)
    let previousState = UnsafePointer(forward.states + packing.previousRow(t) * hidden)
    let stateGradient = UnsafePointer(backward.stateGradients + row * hidden)
    let weights = RecurrentWeights(
      matrix: recurrentWeights, transposed: nil, rows: gateRows, hidden: hidden)
    // Where the share of h_{t-1} goes: to what it has from above, or to dL/dh_0.
    let isFirst = t == 0
    let previous =
      isFirst
      ? backward.initialStateGradient
      : backward.stateGradients + packing.firstRow[t - 1] * hidden
    switch cell {
    case .elman(let activation):
      let cell = ElmanCell(activation: activation, hidden: hidden, recurrent: weights)
      cell.backward(rows: rows, state: state, stateGradient: stateGradient, deltas: deltas)
      // a_t = ... + W_hh h_{t-1}: dL/dh_{t-1} += W_hh' delta_t
      weights.transposedProduct(
        rows: rows, UnsafePointer(deltas), into: previous, accumulate: !isFirst)
    case .lstm:
      let cell = LSTMCell(hidden: hidden, recurrent: weights)
      cell.backward(
        rows: rows, gates: gates,
        previousCell: UnsafePointer(forward.cells + packing.previousRow(t) * hidden),
        cell: UnsafePointer(forward.cells + (packing.count + row) * hidden),
        stateGradient: stateGradient, cellGradient: backward.cellGradient,
        cellGradientHere: backward.cellGradients.map { $0 + row * hidden }, deltas: deltas)
      weights.transposedProduct(
        rows: rows, UnsafePointer(deltas), into: previous, accumulate: !isFirst)
    case .gru(.after):
      let cell = GRUResetAfterCell(
        hidden: hidden, recurrent: weights, candidateBias: parameters + offsets.candidateBias)
      let share = isFirst ? previous : stepShare
      cell.backward(
        rows: rows, gates: gates,
        candidateRecurrent: UnsafePointer(forward.candidate + row * hidden),
        previousState: previousState, stateGradient: stateGradient, deltas: deltas,
        recurrentDeltas: recurrentDeltas, previousGradient: share)
      if !isFirst { add(share, to: previous, count: rows * hidden) }
    case .gru(.before):
      let cell = GRUResetBeforeCell(
        hidden: hidden,
        gateWeights: RecurrentWeights(
          matrix: recurrentWeights, transposed: nil, rows: 2 * hidden, hidden: hidden),
        candidateWeights: RecurrentWeights(
          matrix: recurrentWeights + 2 * hidden * hidden, transposed: nil, rows: hidden,
          hidden: hidden))
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
  for row in 0..<rows {
    let row = matrix + row * stride
    for column in 0..<columns { result[column] += row[column] }
  }
}

/// result += values
@inline(__always)
func add<Scalar: NetworkScalar>(
  _ values: UnsafeMutablePointer<Scalar>, to result: UnsafeMutablePointer<Scalar>, count: Int
) {
  for index in 0..<count { result[index] += values[index] }
}
