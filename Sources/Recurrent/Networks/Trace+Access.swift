// The numbers of a pass in the order of the batch, for readers: the passes themselves keep them
// packed.

/// The packed rows of one thread, and where they go.
private struct PackedPart<Scalar: NetworkScalar>: @unchecked Sendable {
  let source: UnsafePointer<Scalar>
  /// Where the rows go.
  let places: UnsafeBufferPointer<Int>
  /// In which order they stand; nil for the order of `places`.
  var rows: [Int]?

  @inline(__always)
  func put(into result: UnsafeMutablePointer<Scalar>, width: Int) {
    for (index, place) in places.enumerated() {
      (result + place * width).initialize(
        from: source + (rows?[index] ?? index) * width, count: width)
    }
  }
}

/// The rows of every thread in the order of the batch, `count` of them; zeros where no row goes.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func unpacked<Scalar: NetworkScalar>(
  _ parts: [PackedPart<Scalar>], width: Int, count: Int
) -> [Scalar] {
  Array(unsafeUninitializedCapacity: count * width) { values, initialized in
    let result = Destination(base: values.baseAddress!)
    if parts.reduce(0, { $0 + $1.places.count }) < count {
      result.base.initialize(repeating: 0, count: count * width)
    }
    if parts.count > 1 && count * width >= worthThreads {
      onThreads(parts.count) { parts[$0].put(into: result.base, width: width) }
    } else {
      for part in parts { part.put(into: result.base, width: width) }
    }
    initialized = count * width
  }
}

/// So many numbers take longer to copy than threads to start.
private let worthThreads = 1 << 18

/// An address that several threads write to, each at places of its own.
private struct Destination<Scalar>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Scalar>
}

extension PackedRows {
  /// The order of a direction's rows; nil for the order of the packed rows.
  fileprivate func order(_ direction: NetworkSpec.Direction) -> [Int]? {
    direction == .forward ? nil : Array(reversal)
  }
}

extension Trace {
  /// A stretch of every thread's buffer, one row of `width` for each packed row, as [T, B, width].
  private func rows(
    width: Int, direction: NetworkSpec.Direction = .forward, _ offset: (ForwardPlan) -> Int
  ) -> [Scalar] {
    let parts = shards.map { shard in
      PackedPart(
        source: UnsafePointer(shard.room.base + offset(shard.plan)),
        places: shard.plan.packing.places, rows: shard.plan.packing.order(direction))
    }
    return unpacked(parts, width: width, count: steps * batch)
  }

  private func layerRows(
    _ layer: Int, _ direction: NetworkSpec.Direction, bands: Int, skipsInitial: Bool,
    _ offset: (StackPlan.Direction) -> Int
  ) -> [Scalar] {
    let width = spec.hiddenSizes[layer] * bands
    return rows(width: width, direction: direction) { plan in
      offset(plan.stack.layers[layer].direction(direction.rawValue))
        + (skipsInitial ? plan.packing.count * width : 0)
    }
  }

  /// h_t for t = 1 ... T, [T, B, H].
  public func states(layer: Int, direction: NetworkSpec.Direction = .forward) -> [Scalar] {
    layerRows(layer, direction, bands: 1, skipsInitial: true) { $0.states }
  }

  /// c_t for t = 1 ... T, [T, B, H].
  ///
  /// - Precondition: The cell is an LSTM.
  public func cellStates(layer: Int, direction: NetworkSpec.Direction = .forward) -> [Scalar] {
    precondition(spec.cell.hasCellState, "\(spec.cell.name) cells have no cell state")
    return layerRows(layer, direction, bands: 1, skipsInitial: true) { $0.cells }
  }

  /// The gates in the order of their rows, [T, B, GH]: i f g o, or r z n. Of a simple cell, the
  /// pre-activations a_t, [T, B, H].
  public func gates(layer: Int, direction: NetworkSpec.Direction = .forward) -> [Scalar] {
    layerRows(layer, direction, bands: spec.cell.bands, skipsInitial: false) { $0.gates }
  }

  /// What stands beside the gates of a GRU, [T, B, H]: W_hn h_{t-1} + b_hn where it resets after,
  /// r_t * h_{t-1} where it resets before.
  ///
  /// - Precondition: The cell is a GRU.
  public func candidateTerms(
    layer: Int, direction: NetworkSpec.Direction = .forward
  ) -> [Scalar] {
    precondition(spec.cell.name == "gru", "\(spec.cell.name) cells have no reset gate")
    return layerRows(layer, direction, bands: 1, skipsInitial: false) { $0.candidate }
  }

  /// h_t of one sequence, for t in 0 ... T; t = 0 is the initial state.
  ///
  /// - Precondition: The step is at most the sequence's length.
  public func state(layer: Int, step: Int, sequence: Int) -> [Scalar] {
    precondition(
      step <= data.length(of: sequence),
      "step \(step) of a sequence of \(data.length(of: sequence))")
    let size = spec.hiddenSizes[layer]
    for shard in shards {
      let packing = shard.plan.packing
      guard let index = packing.order.firstIndex(of: sequence) else { continue }
      let row = step == 0 ? index : packing.count + packing.firstRow[step - 1] + index
      let states = shard.room.base + shard.plan.stack.layers[layer].ahead.states
      return Array(UnsafeBufferPointer(start: states + row * size, count: size))
    }
    preconditionFailure("sequence \(sequence) of \(batch)")
  }

  /// h and c of each sequence's last valid step (the first, in the reverse direction): where a
  /// following stretch of the sequences begins.
  public var finalState: NetworkState<Scalar> {
    state { packing in (0..<packing.count).map { packing.count + packing.lastRow($0) } }
  }

  /// h and c after that many steps; after 0, the initial states.
  ///
  /// - Precondition: A network of one direction; no sequence is shorter.
  public func state(after step: Int) -> NetworkState<Scalar> {
    precondition(
      !spec.isBidirectional && step >= 0
        && (0..<batch).allSatisfy { data.length(of: $0) >= step },
      "the state after \(step) steps; a network of one direction and sequences of at least as many "
        + "steps have one")
    return state { packing in
      (0..<packing.count).map {
        step == 0 ? $0 : packing.count + packing.firstRow[step - 1] + $0
      }
    }
  }

  /// h and c of every layer and direction from those rows, counted from h_0's.
  private func state(_ rows: (PackedRows) -> [Int]) -> NetworkState<Scalar> {
    var hidden: [[Scalar]] = []
    var cell: [[Scalar]] = []
    for (layer, size) in spec.hiddenSizes.enumerated() {
      for direction in spec.directions {
        func gather(_ offset: (StackPlan.Direction) -> Int) -> [Scalar] {
          let parts = shards.map { shard in
            let packing = shard.plan.packing
            let places = shard.plan.stack.layers[layer].direction(direction.rawValue)
            return PackedPart(
              source: UnsafePointer(shard.room.base + offset(places)), places: packing.order,
              rows: rows(packing))
          }
          return unpacked(parts, width: size, count: batch)
        }
        hidden.append(gather { $0.states })
        if spec.cell.hasCellState { cell.append(gather { $0.cells }) }
      }
    }
    return NetworkState(hidden: hidden, cell: cell)
  }

  /// One row for each position, [S, B, width].
  private func positions(width: Int, _ offset: (ForwardPlan) -> Int) -> [Scalar] {
    guard spec.head.place == .last else { return rows(width: width, offset) }
    let parts = shards.map { shard in
      PackedPart(
        source: UnsafePointer(shard.room.base + offset(shard.plan)),
        places: shard.plan.packing.order)
    }
    return unpacked(parts, width: width, count: batch)
  }

  /// y_t, [S, B, O]
  public var outputs: [Scalar] { positions(width: spec.outputSize) { $0.outputs } }

  /// softmax(y_t) or sigmoid(y_t) with a cross-entropy, [S, B, O]; empty with another loss.
  public var probabilities: [Scalar] {
    spec.loss.hasProbabilities ? positions(width: spec.outputSize) { $0.probabilities } : []
  }

  /// The loss at each position, [S, B].
  public var positionLosses: [Scalar] { positions(width: 1) { $0.positionLosses } }

  /// What the lowest layer read, [T, B, D]: the embedded tokens, or the vectors, as dropout left
  /// them.
  public var layerInputs: [Scalar] {
    rows(width: spec.inputSize) { $0.stack.layers[0].input }
  }
}

extension BackwardTrace {
  private func rows(
    width: Int, direction: NetworkSpec.Direction = .forward, _ offset: (Shard) -> Int
  ) -> [Scalar] {
    let parts = shards.map { shard in
      let start = offset(shard)
      precondition(start >= 0, "this backward trace was told not to keep these numbers")
      return PackedPart(
        source: UnsafePointer(shard.room.base + start), places: shard.forward.packing.places,
        rows: shard.forward.packing.order(direction))
    }
    return unpacked(parts, width: width, count: steps * batch)
  }

  private func layerRows(
    _ layer: Int, _ direction: NetworkSpec.Direction, bands: Int,
    _ offset: (StackBackwardPlan.Direction) -> Int
  ) -> [Scalar] {
    rows(width: spec.hiddenSizes[layer] * bands, direction: direction) {
      offset($0.plan.stack.layers[layer].direction(direction.rawValue))
    }
  }

  /// dL/dh_t, everything that reaches h_t, [T, B, H].
  public func stateGradients(
    layer: Int, direction: NetworkSpec.Direction = .forward
  ) -> [Scalar] {
    layerRows(layer, direction, bands: 1) { $0.states }
  }

  /// dL/dc_t, everything that reaches c_t, [T, B, H].
  ///
  /// - Precondition: The cell is an LSTM, and everything was kept.
  public func cellStateGradients(
    layer: Int, direction: NetworkSpec.Direction = .forward
  ) -> [Scalar] {
    layerRows(layer, direction, bands: 1) { $0.cells }
  }

  /// delta_t = dL/da_t of the pre-activations, in the order of the gates' rows, [T, B, GH].
  ///
  /// - Precondition: Everything was kept.
  public func deltas(layer: Int, direction: NetworkSpec.Direction = .forward) -> [Scalar] {
    layerRows(layer, direction, bands: spec.cell.bands) { $0.deltas }
  }

  /// dL/dx_t of what the lowest layer read, [T, B, D].
  ///
  /// - Precondition: Inputs or everything was kept.
  public var inputGradients: [Scalar] {
    rows(width: spec.inputSize) { $0.plan.stack.input }
  }

  /// dL/dy_t, [S, B, O].
  ///
  /// - Precondition: Everything was kept, or the head is not the identity.
  public var outputGradients: [Scalar] {
    precondition(
      detail == .everything || spec.head.kind != .identity,
      "this backward trace was told not to keep these numbers")
    let width = spec.outputSize
    guard spec.head.place == .last else { return rows(width: width) { $0.plan.outputs } }
    let parts = shards.map { shard in
      PackedPart(
        source: UnsafePointer(shard.room.base + shard.plan.outputs),
        places: shard.forward.packing.order)
    }
    return unpacked(parts, width: width, count: batch)
  }

  /// dL/dh_0 and dL/dc_0 of every layer and direction.
  public var initialStateGradient: NetworkState<Scalar> {
    var hidden: [[Scalar]] = []
    var cell: [[Scalar]] = []
    for (layer, size) in spec.hiddenSizes.enumerated() {
      for direction in spec.directions {
        func gather(_ offset: (StackBackwardPlan.Direction) -> Int) -> [Scalar] {
          let parts = shards.map { shard in
            let places = shard.plan.stack.layers[layer].direction(direction.rawValue)
            return PackedPart(
              source: UnsafePointer(shard.room.base + offset(places)),
              places: shard.forward.packing.order)
          }
          return unpacked(parts, width: size, count: batch)
        }
        hidden.append(gather { $0.initialState })
        if spec.cell.hasCellState { cell.append(gather { $0.initialCell }) }
      }
    }
    return NetworkState(hidden: hidden, cell: cell)
  }

  /// |dL/dh_t| over the whole batch, for t = 1 ... T.
  public func stateGradientNorms(
    layer: Int, direction: NetworkSpec.Direction = .forward
  ) -> [Scalar] {
    let all = stateGradients(layer: layer, direction: direction)
    let size = batch * spec.hiddenSizes[layer]
    return (0..<steps).map { step in
      euclideanNorm(Array(all[step * size..<(step + 1) * size]))
    }
  }
}
