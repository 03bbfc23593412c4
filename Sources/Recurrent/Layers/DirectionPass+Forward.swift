extension DirectionPass {
  /// Room that `forward` needs beside the trace: the weights, and the recurrent products of a step
  /// of a GRU that resets after.
  static func forwardScratch(cell: Cell, inputSize: Int, hidden: Int, batch: Int) -> Int {
    weightRoom(cell: cell, inputSize: inputSize, hidden: hidden)
      + (cell == .gru(.after) ? batch * cell.bands * hidden : 0)
  }

  /// Every step, from the states that stand in the first rows of `states` and `cells`.
  @inline(__always)
  func forward(_ trace: Forward, scratch: UnsafeMutablePointer<Scalar>) {
    let input = WeightMatrix(
      inputWeights, transposed: true, inner: inputSize, columns: gateRows, rows: largestBlock,
      total: packing.rows, room: scratch)
    let step = step(transposed: true, room: scratch + input.room)
    let stepScratch = scratch + weightRoom
    let bias = parameters + offsets.bias
    var start = 0
    while start < packing.steps {
      let end = blockEnd(from: start)
      let first = packing.firstRow[start]
      // W_xh x_t + b_h of the block
      input.product(
        rows: packing.firstRow[end] - first, trace.input + first * inputSize, from: bias,
        startStride: 0, into: trace.gates + first * gateRows)
      for t in start..<end {
        step.forward(
          rows: packing.active[t], row: packing.firstRow[t], previousRow: packing.previousRow(t),
          stateRow: packing.count + packing.firstRow[t], trace: trace, scratch: stepScratch)
      }
      start = end
    }
  }
}

extension DirectionPass.Step {
  /// - Parameters:
  ///   - rows: The sequences that have the step.
  ///   - row, previousRow, stateRow: Where x_t, h_{t-1} and h_t of the first of them stand.
  @inline(__always)
  fileprivate func forward(
    rows: Int, row: Int, previousRow: Int, stateRow: Int, trace: DirectionPass.Forward,
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
