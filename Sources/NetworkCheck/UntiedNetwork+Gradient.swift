import GradientCheck
import Recurrent

extension UntiedNetwork {
  /// The loss, and what backpropagation through time says of every step: from the network's own
  /// backward pass.
  ///
  /// - Precondition: All copies are equal and every nudge is 0, as in `parameters`.
  public func gradient() -> LossAndGradient {
    let (loss, tensors) = lossAndTerms()
    return LossAndGradient(loss: loss, values: tensors.flatMap(\.values))
  }

  /// The same tensor by tensor: the terms whose sum over the steps is the gradient of the network.
  public func lossAndTerms() -> (loss: Double, tensors: [NamedTensor]) {
    let trace = network.forward(batch, from: initialState)
    let backward = network.backward(trace)
    let terms = network.spec.hiddenSizes.indices.map { layer in
      network.spec.directions.map {
        StepTerms(layer: layer, direction: $0, trace, backward, initialState)
      }
    }
    let tensors = pieces.map { piece in
      let terms = terms[piece.layer][piece.direction.rawValue]
      let values =
        switch piece.kind {
        case .hidden: Array(terms.stateGradient(at: piece.step))
        case .cell: Array(terms.cellGradient(at: piece.step))
        case .block(let block): terms.gradient(of: block, at: piece.step)
        }
      return NamedTensor(piece.name, shape: piece.shape, values: values)
    }
    return (trace.loss, tensors)
  }
}

/// The terms of dL/dW of each step, from a backward trace.
///
/// T steps, B sequences, D inputs of the layer, H hidden units, G gates.
private struct StepTerms {
  let cell: Cell
  let batch: Int
  let hidden: Int
  let direction: NetworkSpec.Direction
  /// [T, B, D]
  let inputs: [Double]
  /// h_t, [T, B, H], and the state before the first step, [B, H].
  let states: [Double]
  let initial: [Double]
  let lengths: [Int]
  /// delta_t, [T, B, GH]
  let deltas: [Double]
  let stateGradients: [Double]
  let cellGradients: [Double]
  /// r_t * h_{t-1} of a GRU that resets before; r_t of one that resets after; empty for others.
  let resets: [Double]

  init(
    layer: Int, direction: NetworkSpec.Direction, _ trace: Trace<Double>,
    _ backward: BackwardTrace<Double>, _ initialState: NetworkState<Double>
  ) {
    let spec = trace.spec
    let size = spec.hiddenSizes[layer]
    cell = spec.cell
    batch = trace.batch
    hidden = size
    self.direction = direction
    initial = initialState.hidden[layer * spec.directions.count + direction.rawValue]
    lengths = (0..<trace.batch).map { trace.data.length(of: $0) }
    states = trace.states(layer: layer, direction: direction)
    deltas = backward.deltas(layer: layer, direction: direction)
    stateGradients = backward.stateGradients(layer: layer, direction: direction)
    cellGradients =
      spec.cell.hasCellState
      ? backward.cellStateGradients(layer: layer, direction: direction) : []
    switch spec.cell {
    case .gru(.before): resets = trace.candidateTerms(layer: layer, direction: direction)
    case .gru(.after):
      let gates = trace.gates(layer: layer, direction: direction)
      resets = stride(from: 0, to: gates.count, by: 3 * size).flatMap { gates[$0..<$0 + size] }
    case .elman, .lstm: resets = []
    }
    guard layer > 0 else {
      inputs = trace.layerInputs
      return
    }
    let below = spec.directions.map { trace.states(layer: layer - 1, direction: $0) }
    let width = spec.hiddenSizes[layer - 1]
    inputs = (0..<below[0].count / width).flatMap { row in
      below.flatMap { $0[row * width..<(row + 1) * width] }
    }
  }

  func stateGradient(at step: Int) -> ArraySlice<Double> { rows(stateGradients, hidden, step) }
  func cellGradient(at step: Int) -> ArraySlice<Double> { rows(cellGradients, hidden, step) }

  private func rows(_ values: [Double], _ width: Int, _ step: Int) -> ArraySlice<Double> {
    values[step * batch * width..<(step + 1) * batch * width]
  }

  /// The state that a sequence had before a step.
  private func previousState(_ row: Int, at step: Int) -> ArraySlice<Double> {
    let before = direction == .forward ? step - 1 : step + 1
    guard before >= 0, before < lengths[row] else {
      return initial[row * hidden..<(row + 1) * hidden]
    }
    let start = (before * batch + row) * hidden
    return states[start..<start + hidden]
  }

  func gradient(of block: ParameterLayout.Block, at step: Int) -> [Double] {
    var result = [Double](repeating: 0, count: block.range.count)
    let gateRows = deltas.count / states.count * hidden
    let name = block.name.split(separator: ".").last!
    for row in 0..<batch where step < lengths[row] {
      let place = step * batch + row
      let delta = Array(deltas[place * gateRows..<(place + 1) * gateRows])
      let width = inputs.count / (states.count / hidden)
      switch name {
      case "W_xh": add(delta, times: inputs[place * width..<(place + 1) * width], to: &result)
      case "b_h": add(delta, times: [1], to: &result)
      case "b_hn": add(recurrent(delta, place).suffix(hidden), times: [1], to: &result)
      default: addRecurrent(delta, previousState(row, at: step), place, to: &result)
      }
    }
    return result
  }

  /// delta as W_hh sees it: that of a candidate which is reset after the product comes through r.
  private func recurrent(_ delta: [Double], _ place: Int) -> [Double] {
    guard cell == .gru(.after) else { return delta }
    let r = resets[place * hidden..<(place + 1) * hidden]
    return delta.prefix(2 * hidden) + zip(delta.suffix(hidden), r).map { $0 * $1 }
  }

  private func addRecurrent(
    _ delta: [Double], _ previous: ArraySlice<Double>, _ place: Int, to result: inout [Double]
  ) {
    guard cell == .gru(.before) else {
      return add(recurrent(delta, place), times: previous, to: &result)
    }
    // The candidate's rows are multiplied with r * h_{t-1}.
    var candidate = [Double](repeating: 0, count: hidden * hidden)
    let reset = resets[place * hidden..<(place + 1) * hidden]
    add(Array(delta.suffix(hidden)), times: reset, to: &candidate)
    var gates = [Double](repeating: 0, count: 2 * hidden * hidden)
    add(Array(delta.prefix(2 * hidden)), times: previous, to: &gates)
    for (index, value) in (gates + candidate).enumerated() { result[index] += value }
  }

  /// matrix += column row'
  private func add(
    _ column: some Collection<Double>, times row: ArraySlice<Double>, to matrix: inout [Double]
  ) {
    var index = 0
    for a in column {
      for b in row {
        matrix[index] += a * b
        index += 1
      }
    }
  }
}
