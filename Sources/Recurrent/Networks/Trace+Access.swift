// The numbers of a pass in the order of the batch, for readers: the passes themselves keep them
// packed.

/// What the packed rows of every thread become in the order of the batch.
private struct Unpacked<Scalar: NetworkScalar> {
  var values: [Scalar]

  init(count: Int) { values = Array(repeating: 0, count: count) }

  /// Puts rows of `width` where `places` says; `rows` says in which order they stand.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func put(
    _ source: UnsafePointer<Scalar>, width: Int, at places: UnsafeBufferPointer<Int>,
    rows: UnsafeBufferPointer<Int>?
  ) {
    values.withUnsafeMutableBufferPointer { values in
      for (index, place) in places.enumerated() {
        (values.baseAddress! + place * width).update(
          from: source + (rows?[index] ?? index) * width, count: width)
      }
    }
  }
}

extension PackedRows {
  /// The order of a direction's rows; nil for the order of the packed rows.
  fileprivate func order(_ direction: NetworkSpec.Direction) -> UnsafeBufferPointer<Int>? {
    direction == .forward ? nil : reversal
  }
}

extension Trace {
  /// A stretch of every thread's buffer, one row of `width` for each packed row, as [T, B, width].
  private func rows(
    width: Int, direction: NetworkSpec.Direction = .forward, _ offset: (ForwardPlan) -> Int
  ) -> [Scalar] {
    var result = Unpacked<Scalar>(count: steps * batch * width)
    for shard in shards {
      let packing = shard.plan.packing
      result.put(
        UnsafePointer(shard.buffer.base + offset(shard.plan)), width: width, at: packing.places,
        rows: packing.order(direction))
    }
    return result.values
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
      let states = shard.buffer.base + shard.plan.stack.layers[layer].ahead.states
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
          var result = Unpacked<Scalar>(count: batch * size)
          for shard in shards {
            let packing = shard.plan.packing
            let places = shard.plan.stack.layers[layer].direction(direction.rawValue)
            rows(packing).withUnsafeBufferPointer {
              result.put(
                UnsafePointer(shard.buffer.base + offset(places)), width: size,
                at: packing.order, rows: $0)
            }
          }
          return result.values
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
    var result = Unpacked<Scalar>(count: batch * width)
    for shard in shards {
      result.put(
        UnsafePointer(shard.buffer.base + offset(shard.plan)), width: width,
        at: shard.plan.packing.order, rows: nil)
    }
    return result.values
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
    var result = Unpacked<Scalar>(count: steps * batch * width)
    for shard in shards {
      let start = offset(shard)
      precondition(start >= 0, "this backward trace was told not to keep these numbers")
      let packing = shard.forward.packing
      result.put(
        UnsafePointer(shard.buffer.base + start), width: width, at: packing.places,
        rows: packing.order(direction))
    }
    return result.values
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
    var result = Unpacked<Scalar>(count: batch * width)
    for shard in shards {
      result.put(
        UnsafePointer(shard.buffer.base + shard.plan.outputs), width: width,
        at: shard.forward.packing.order, rows: nil)
    }
    return result.values
  }

  /// dL/dh_0 and dL/dc_0 of every layer and direction.
  public var initialStateGradient: NetworkState<Scalar> {
    var hidden: [[Scalar]] = []
    var cell: [[Scalar]] = []
    for (layer, size) in spec.hiddenSizes.enumerated() {
      for direction in spec.directions {
        func gather(_ offset: (StackBackwardPlan.Direction) -> Int) -> [Scalar] {
          var result = Unpacked<Scalar>(count: batch * size)
          for shard in shards {
            let places = shard.plan.stack.layers[layer].direction(direction.rawValue)
            result.put(
              UnsafePointer(shard.buffer.base + offset(places)), width: size,
              at: shard.forward.packing.order, rows: nil)
          }
          return result.values
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
