/// Where the pieces of a forward pass through a stack of layers stand in one buffer. All values are
/// plain, so that the passes count no references; a `PlanMemory` owns what `layers` points to.
///
/// R packed rows, B sequences of this thread, H hidden units, G x H gate rows.
struct StackPlan: @unchecked Sendable {
  struct Layer: Sendable {
    /// D of the layer.
    let inputSize: Int
    /// H
    let hidden: Int
    /// What the layer reads, [R, D]: room of its own for the lowest layer and with dropout, the
    /// output of the layer below otherwise.
    let input: Int
    /// What dropout multiplied the inputs with, [R, D]; -1 without dropout.
    let mask: Int
    let ahead: Direction
    /// The reverse direction; nil where there is none.
    let back: Direction?
    /// The layer's output, [R, H] or [R, 2H].
    let output: Int
    /// Room for copies of its weights in the scratch of either pass.
    let weightRoom: Int

    var directionCount: Int { back == nil ? 1 : 2 }
    @inline(__always)
    func direction(_ index: Int) -> Direction { index == 0 ? ahead : back! }
  }

  struct Direction: Sendable {
    /// [R, D] in the order of the direction.
    let input: Int
    /// [R, GH]
    let gates: Int
    /// [B + R, H]
    let states: Int
    /// [B + R, H]
    let cells: Int
    /// [R, H]
    let candidate: Int
    let parameters: LayerOffsets
  }

  let layers: UnsafeBufferPointer<Layer>
  let scratch: Int

  init<Scalar: NetworkScalar>(
    _ spec: NetworkSpec, packing: PackedRows, offsets: [[LayerOffsets]], isTraining: Bool,
    of _: Scalar.Type, in buffer: inout BufferPlan
  ) {
    let rows = packing.rows
    let batch = packing.count
    var layers: [Layer] = []
    var scratchSize = 0
    var below = -1
    for (index, hidden) in spec.hiddenSizes.enumerated() {
      let inputSize = spec.inputSize(ofLayer: index)
      let drops = isTraining && spec.dropout > 0
      let input = index == 0 || drops ? buffer.place(rows * inputSize) : below
      let mask = drops ? buffer.place(rows * inputSize) : -1
      let directions = spec.directions.map { direction in
        Direction(
          input: direction == .forward ? input : buffer.place(rows * inputSize),
          gates: buffer.place(rows * spec.cell.bands * hidden),
          states: buffer.place((batch + rows) * hidden),
          cells: spec.cell.hasCellState ? buffer.place((batch + rows) * hidden) : -1,
          candidate: spec.cell.name == "gru" ? buffer.place(rows * hidden) : -1,
          parameters: offsets[index][direction.rawValue])
      }
      // One direction's states are its output; two are put side by side.
      let output =
        directions.count == 1
        ? directions[0].states + batch * hidden : buffer.place(rows * 2 * hidden)
      layers.append(
        Layer(
          inputSize: inputSize, hidden: hidden, input: input, mask: mask, ahead: directions[0],
          back: directions.count == 2 ? directions[1] : nil, output: output,
          weightRoom: DirectionPass<Scalar>.weightRoom(
            cell: spec.cell, inputSize: inputSize, hidden: hidden)))
      below = output
      scratchSize = max(
        scratchSize,
        DirectionPass<Scalar>.forwardScratch(
          cell: spec.cell, inputSize: inputSize, hidden: hidden, batch: batch))
    }
    self.layers = plainCopy(layers)
    scratch = buffer.place(scratchSize)
  }
}

/// Where the pieces of a backward pass through a stack of layers stand in one buffer; as plain as
/// `StackPlan`.
struct StackBackwardPlan: @unchecked Sendable {
  struct Layer: Sendable {
    /// dL/d(output), [R, H] or [R, 2H]; in one direction the place of its state gradients.
    let output: Int
    let ahead: Direction
    let back: Direction?

    @inline(__always)
    func direction(_ index: Int) -> Direction { index == 0 ? ahead : back! }
  }

  struct Direction: Sendable {
    /// dL/dh_t, [R, H] in the order of the direction.
    let states: Int
    /// dL/dc_t, [R, H]; -1 where nobody asks.
    let cells: Int
    /// delta_t, [R, GH]; -1 where nobody asks.
    let deltas: Int
    /// dL/dh_n beside what the outputs say, [B, H].
    let finalState: Int
    /// dL/dh_0, [B, H]
    let initialState: Int
    /// dL/dc_n, then dL/dc_0, [B, H]; -1 without a cell state.
    let initialCell: Int
    /// dL/dx_t of the reverse direction, [R, D] in its order; -1 forward, or where nobody asks.
    let input: Int
  }

  let layers: UnsafeBufferPointer<Layer>
  /// dL/dx_t of the lowest layer, [R, D]; -1 where nobody asks.
  let input: Int
  let scratch: Int

  /// - Parameters:
  ///   - keepsSteps: Whether every delta_t and dL/dc_t is kept.
  ///   - wantsInput: Whether dL/dx_t of the lowest layer is wanted.
  init<Scalar: NetworkScalar>(
    _ spec: NetworkSpec, packing: PackedRows, keepsSteps: Bool, wantsInput: Bool, of _: Scalar.Type,
    in buffer: inout BufferPlan
  ) {
    let rows = packing.rows
    let batch = packing.count
    var layers: [Layer] = []
    var scratchSize = 0
    for (index, hidden) in spec.hiddenSizes.enumerated() {
      let inputSize = spec.inputSize(ofLayer: index)
      let hasInput = index > 0 || wantsInput
      let directions = spec.directions.map { direction in
        Direction(
          states: buffer.place(rows * hidden),
          cells: keepsSteps && spec.cell.hasCellState ? buffer.place(rows * hidden) : -1,
          deltas: keepsSteps ? buffer.place(rows * spec.cell.bands * hidden) : -1,
          finalState: buffer.place(batch * hidden), initialState: buffer.place(batch * hidden),
          initialCell: spec.cell.hasCellState ? buffer.place(batch * hidden) : -1,
          input: direction == .reverse && hasInput ? buffer.place(rows * inputSize) : -1)
      }
      let output = directions.count == 1 ? directions[0].states : buffer.place(rows * 2 * hidden)
      layers.append(
        Layer(
          output: output, ahead: directions[0], back: directions.count == 2 ? directions[1] : nil))
      scratchSize = max(
        scratchSize,
        DirectionPass<Scalar>.backwardScratch(
          cell: spec.cell, inputSize: inputSize, hidden: hidden, rows: rows, batch: batch))
    }
    self.layers = plainCopy(layers)
    input = wantsInput ? buffer.place(rows * spec.inputSize) : -1
    scratch = buffer.place(scratchSize)
  }
}
