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
  /// What `weightRoom(cell:inputSize:hidden:)` says of this layer.
  let weightRoom: Int

  /// The forward trace of a direction.
  struct Forward {
    /// x_t, [R, D].
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

  /// The cell, with the weights that one of the passes needs.
  enum Step {
    case elman(ElmanCell<Scalar>)
    case lstm(LSTMCell<Scalar>)
    case gruAfter(GRUResetAfterCell<Scalar>)
    case gruBefore(GRUResetBeforeCell<Scalar>)
  }

  /// G x H
  var gateRows: Int { cell.bands * hidden }
  var inputWeights: UnsafePointer<Scalar> { parameters + offsets.inputWeights }
  var recurrentWeights: UnsafePointer<Scalar> { parameters + offsets.recurrentWeights }

  // MARK: Weights

  /// Room for the copies of W_xh and W_hh in either pass.
  static func weightRoom(cell: Cell, inputSize: Int, hidden: Int) -> Int {
    func room(_ rows: Int, _ columns: Int) -> Int {
      max(
        WeightMatrix<Scalar>.room(inner: rows, columns: columns),
        WeightMatrix<Scalar>.room(inner: columns, columns: rows))
    }
    return room(cell.bands * hidden, inputSize)
      + recurrentParts(of: cell).reduce(0) {
        $0 + room($1.count * hidden, hidden)
      }
  }

  /// The bands of W_hh whose products are taken together.
  private static func recurrentParts(of cell: Cell) -> [Range<Int>] {
    cell == .gru(.before) ? [0..<2, 2..<3] : [0..<cell.bands]
  }

  /// The cell with W_hh' for the way forward, or with W_hh for the way back.
  @inline(__always)
  func step(transposed: Bool, room: UnsafeMutablePointer<Scalar>) -> Step {
    func weights(_ bands: Range<Int>, _ room: UnsafeMutablePointer<Scalar>) -> WeightMatrix<Scalar>
    {
      let matrix = recurrentWeights + bands.lowerBound * hidden * hidden
      let rows = bands.count * hidden
      return WeightMatrix(
        matrix, transposed: transposed, inner: transposed ? hidden : rows,
        columns: transposed ? rows : hidden, rows: packing.count, total: packing.rows, room: room)
    }
    switch cell {
    case .elman(let activation):
      return .elman(
        ElmanCell(activation: activation, hidden: hidden, recurrent: weights(0..<1, room)))
    case .lstm:
      return .lstm(LSTMCell(hidden: hidden, recurrent: weights(0..<4, room)))
    case .gru(.after):
      return .gruAfter(
        GRUResetAfterCell(
          hidden: hidden, recurrent: weights(0..<3, room),
          candidateBias: parameters + offsets.candidateBias))
    case .gru(.before):
      let gates = weights(0..<2, room)
      return .gruBefore(
        GRUResetBeforeCell(
          hidden: hidden, gateWeights: gates,
          candidateWeights: weights(2..<3, room + gates.room)))
    }
  }

  // MARK: Blocks

  /// The rows of a block: about as many as fill the second cache with their gates, but enough for
  /// a product to be worth its call.
  static func blockRows(gateRows: Int) -> Int {
    max(128, 524_288 / (gateRows * MemoryLayout<Scalar>.stride))
  }

  /// The largest number of rows that a block can have.
  static func largestBlock(gateRows: Int, rows: Int, batch: Int) -> Int {
    min(rows, max(blockRows(gateRows: gateRows), batch))
  }

  /// The largest number of rows that a block has here.
  var largestBlock: Int {
    Self.largestBlock(gateRows: gateRows, rows: packing.rows, batch: packing.count)
  }

  /// The end of the block that begins at `start`.
  @inline(__always)
  func blockEnd(from start: Int) -> Int {
    let limit = packing.firstRow[start] + Self.blockRows(gateRows: gateRows)
    var end = start + 1
    while end < packing.steps && packing.firstRow[end + 1] <= limit { end += 1 }
    return end
  }

  /// The start of the block that ends before `end`, taken from the end.
  @inline(__always)
  func blockStart(before end: Int) -> Int {
    let limit = packing.firstRow[end] - Self.blockRows(gateRows: gateRows)
    var start = end - 1
    while start > 0 && packing.firstRow[start - 1] >= limit { start -= 1 }
    return start
  }
}
