import Recurrent

/// What a forward step leaves for the steps after it.
struct ForwardRun: Sendable {
  let network: Network<Double>
  let trace: Trace<Double>
  let data: DataSet
  /// The sequence that tables and figures show.
  let sequence: Int
  /// The layer and the direction that tables show.
  let layer: Int
  let direction: NetworkSpec.Direction
  // Read once: each is copied out of the trace.
  /// y, [S, B, O]
  let outputs: [Double]
  /// p, [S, B, O]; empty with a loss that has none.
  let probabilities: [Double]
  /// [S, B]
  let positionLosses: [Double]

  init(
    network: Network<Double>, trace: Trace<Double>, data: DataSet, sequence: Int,
    layer: Int? = nil, direction: NetworkSpec.Direction = .forward
  ) {
    self.network = network
    self.trace = trace
    self.data = data
    self.sequence = sequence
    self.layer = layer ?? network.spec.hiddenSizes.count - 1
    self.direction = direction
    outputs = trace.outputs
    probabilities = trace.probabilities
    positionLosses = trace.positionLosses
  }

  /// H of the shown layer.
  var size: Int { network.spec.hiddenSizes[layer] }

  /// The steps of the shown sequence, those that are padding left out.
  var steps: Int { trace.data.length(of: sequence) }

  /// x_t of the shown sequence, t from 1.
  func input(_ step: Int) -> [Double] { data.inputs[sequence][step - 1] }

  /// h_t of the shown sequence in a layer's forward direction, t from 0.
  func state(_ step: Int, layer: Int) -> [Double] {
    trace.state(layer: layer, step: step, sequence: sequence)
  }

  /// A slice [O] or [H] of a flat [steps, B, size].
  func slice(_ flat: [Double], _ step: Int, size: Int) -> [Double] {
    let start = (step * trace.batch + sequence) * size
    return Array(flat[start..<start + size])
  }

  /// The shown sequence of a flat [T, B, size], step by step.
  func rows(of flat: [Double], size: Int) -> [[Double]] {
    (0..<steps).map { slice(flat, $0, size: size) }
  }

  /// The shown sequence of one gate of a flat [T, B, GH].
  func rows(of flat: [Double], gate: CellGate) -> [[Double]] {
    let bands = network.spec.cell.bands
    return rows(of: flat, size: bands * size).map {
      Array($0[gate.band * size..<(gate.band + 1) * size])
    }
  }

  /// The steps that have an output, t from 1.
  var outputSteps: ClosedRange<Int> {
    network.spec.head.place == .eachStep ? 1...steps : steps...steps
  }

  /// y_t or p_t of the shown sequence at a step that has an output.
  func output(_ flat: [Double], at step: Int) -> [Double] {
    slice(flat, step - outputSteps.lowerBound, size: network.spec.outputSize)
  }

  /// The place of a sequence's step among the positions that have an output.
  func position(at step: Int, of row: Int? = nil) -> Int {
    (step - outputSteps.lowerBound) * trace.batch + (row ?? sequence)
  }

  /// Whether a position counts in the loss: not where its step has the weight 0.
  func counts(_ position: Int) -> Bool { trace.data.weights.map { $0[position] > 0 } ?? true }

  /// The target of the shown sequence at a step, as text; nil without targets, and where the step
  /// counts for nothing.
  func target(at step: Int, of row: Int? = nil) -> String? {
    let position = position(at: step, of: row)
    guard counts(position) else { return nil }
    switch trace.targets {
    case .none: return nil
    case .classes(let classes): return data.targetName(classes[position])
    case .values(let values, let size):
      return values[position * size..<(position + 1) * size].map { fixed($0) }
        .joined(separator: " ")
    }
  }
}
