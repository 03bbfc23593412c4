/// Where the pieces of a pass over copies side by side stand in its room.
///
/// The rows are the packed rows of an ordinary pass, and each number of a row is `copies` numbers,
/// one for each copy: [R, H] becomes [R, H, P]. With P = 1 these are the rows themselves. R packed
/// rows, B sequences, H hidden units, G x H gate rows, P copies.
struct ProbePlan: Sendable {
  struct Layer: Sendable {
    let inputSize: Int
    let hidden: Int
    /// What the layer reads, [R, D]: the output of the layer below, or room of its own for the
    /// lowest layer and with dropout.
    let input: Int
    let directions: [Direction]
    /// [R, H] or [R, 2H]
    let output: Int
  }

  struct Direction: Sendable {
    let parameters: LayerOffsets
    /// x_t in the order of the direction, [R, D].
    let input: Int
    /// h_0, then h_t, [B + R, H].
    let states: Int
    /// c of an LSTM: c_0, then c_t, [B + R, H], where everything is kept; else the latest, [B, H].
    let cells: Int
    /// W_xh x_t + b_h, [R, GH]; kept steps alone.
    let products: Int
    /// The gates, [R, GH]; kept steps alone.
    let gates: Int
    /// W_hn h + b_hn or r * h of a GRU, [R, H]; kept steps alone.
    let candidate: Int
  }

  /// P
  let copies: Int
  /// Whether every step is kept.
  let keeps: Bool
  let layers: [Layer]
  /// What the head reads, [S, W] for S positions.
  let headInput: Int
  /// y, [S, O]
  let outputs: Int
  /// Scratch of a step, of one row or of all B where the copy is alone: the gates, behind them for a
  /// GRU that resets after W_hh h, then h' or c'. Without gaps, for any H: the derivatives of a cell
  /// read these bands at equal distances.
  let step: Int
  /// Scratch of a step: r * h, or W_hn h + b_hn.
  let candidate: Int
  /// b_hn of every copy.
  let candidateBias: Int
  /// Copies of W_xh, W_hh and of W_hy.
  let weights: Int
  /// 1 for each copy.
  let ones: Int
  /// y, p and the losses of a position or of all positions, by copies.
  let rows: Int
  let probabilities: Int
  let positionLosses: Int
  /// A sum for each copy.
  let totals: Int
  let count: Int

  init(_ call: ProbeCall, copies: Int, keeps: Bool) {
    let spec = call.spec
    let packing = call.packing.rows
    let (rows, batch) = (packing.rows, packing.count)
    let together = copies == 1 ? batch : 1
    var buffer = BufferPlan()
    func place(_ size: Int) -> Int { buffer.place(size * copies) }
    var layers: [Layer] = []
    var weightRoom = 0
    for (index, hidden) in spec.hiddenSizes.enumerated() {
      let inputSize = spec.inputSize(ofLayer: index)
      // Only the table of an embedding can move what the lowest layer reads.
      let input =
        index > 0 && call.masks == nil
        ? layers[index - 1].output
        : index > 0 || copies == 1 || !call.tokenRows.isEmpty ? place(rows * inputSize) : -1
      let bands = spec.cell.bands
      let directions = spec.directions.map { direction in
        Direction(
          parameters: call.offsets.layers[index][direction.rawValue],
          input: direction == .forward || input < 0 ? input : place(rows * inputSize),
          states: place((batch + rows) * hidden),
          cells: spec.cell.hasCellState ? place((keeps ? batch + rows : batch) * hidden) : -1,
          products: keeps ? place(rows * bands * hidden) : -1,
          gates: keeps ? place(rows * bands * hidden) : -1,
          candidate: keeps && spec.cell.name == "gru" ? place(rows * hidden) : -1)
      }
      let output =
        directions.count == 1
        ? directions[0].states + batch * hidden * copies : place(rows * 2 * hidden)
      layers.append(
        Layer(
          inputSize: inputSize, hidden: hidden, input: input, directions: directions,
          output: output))
      if copies == 1 {
        weightRoom = max(
          weightRoom,
          DirectionPass<Double>.weightRoom(cell: spec.cell, inputSize: inputSize, hidden: hidden))
      }
    }
    let widest = spec.hiddenSizes.max()!
    let gateRows = spec.cell.bands * widest
    let positions = call.positions
    headInput =
      spec.head.place == .last
      ? place(positions * spec.topSize) : layers[layers.count - 1].output
    outputs =
      spec.head.kind == .identity
      ? headInput : place((copies == 1 ? positions : 1) * spec.outputSize)
    step = place(together * (gateRows * 2 + widest))
    candidate = place(together * widest)
    candidateBias = place(widest)
    weights = buffer.place(
      max(
        weightRoom,
        copies == 1 ? WeightMatrix<Double>.room(inner: spec.topSize, columns: spec.outputSize) : 0))
    ones = place(1)
    let scored = (copies == 1 ? positions : 1) * spec.outputSize
    self.rows = copies == 1 ? outputs : place(scored)
    probabilities = spec.loss.hasProbabilities ? place(scored) : -1
    positionLosses = place(copies == 1 ? positions : 1)
    totals = place(1)
    self.copies = copies
    self.keeps = keeps
    self.layers = layers
    count = buffer.count
  }
}
