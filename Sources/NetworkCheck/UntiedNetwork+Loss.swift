import Foundation
import GradientCheck
import Recurrent

extension UntiedNetwork {
  /// The loss with these copies and nudges, by the textbook's forward pass.
  ///
  /// - Complexity: one textbook pass.
  public func loss(_ tensors: ParameterTensors) -> Double {
    let values = tensors.values
    // Only the steps whose copies were moved need a network of their own.
    var moved: [Int: [Double]] = [:]
    for piece in pieces {
      guard case .block(let block) = piece.kind else { continue }
      let copy = values[piece.start..<piece.start + piece.count]
      guard !copy.elementsEqual(network.parameters.values[block.range]) else { continue }
      moved[piece.step, default: network.parameters.values].replaceSubrange(
        block.range, with: copy)
    }
    var networks = [TextbookNetwork<Double>](repeating: tied, count: batch.steps)
    for (step, parameters) in moved {
      networks[step] = TextbookNetwork(network.spec, parameters: parameters)
    }
    return tied.loss(
      ofOutputs: (0..<batch.batch).map { outputs(of: $0, networks, values) }, on: batch)
  }

  /// y_t of one sequence.
  private func outputs(
    of row: Int, _ networks: [TextbookNetwork<Double>], _ values: [Double]
  ) -> [[Double]] {
    let spec = network.spec
    let initial = TextbookState<Double>(initialState).row(row, of: batch.batch)
    var x = tied.sequence(row, of: batch, inputs: batch.inputs)
    var last: [Double] = []
    for layer in spec.hiddenSizes.indices {
      var states = [[Double]](repeating: [], count: x.count)
      last = []
      for direction in spec.directions {
        let place = layer * spec.directions.count + direction.rawValue
        var h = initial.hidden[place]
        var c = spec.cell.hasCellState ? initial.cell[place] : []
        let steps = direction == .forward ? Array(x.indices) : x.indices.reversed()
        for t in steps {
          let step = networks[t].step(
            layer: layer, direction: direction, input: x[t], previousState: h,
            previousCellState: c)
          h = step.state
          if spec.cell.hasCellState {
            // dL/dc_t counts what reaches c_t by way of h_t = o * tanh(c_t) as well.
            c = moved(step.cellState, nudges.cell[place][t], row, values)
            h = zip(step["o"], c).map { $0 * tanh($1) }
          }
          h = moved(h, nudges.hidden[place][t], row, values)
          states[t] += h
        }
        last += h
      }
      x = states
    }
    return spec.head.place == .eachStep ? x.map(tied.output) : [tied.output(last)]
  }

  /// A sequence's state and its nudges, which begin at `start` for the first sequence.
  private func moved(
    _ state: [Double], _ start: Int, _ row: Int, _ values: [Double]
  ) -> [Double] {
    state.indices.map { state[$0] + values[start + row * state.count + $0] }
  }
}
