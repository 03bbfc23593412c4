import Recurrent

/// A layer in one direction over one sequence: a loop over a cell, forward and backward. Steps are
/// counted in the order in which they are read.
struct MuseumLayer {
  let cell: any MuseumCell
  var mistake: Mistake? { cell.mistake }

  init(_ kind: Cell, weights: LayerWeights, mistake: Mistake?) {
    let hidden = weights.recurrent[0].count
    switch kind {
    case .elman: cell = MuseumElman(weights: weights, hidden: hidden, mistake: mistake)
    case .lstm: cell = MuseumLSTM(weights: weights, hidden: hidden, mistake: mistake)
    case .gru(let reset):
      cell = MuseumGRU(weights: weights, hidden: hidden, reset: reset, mistake: mistake)
    }
  }

  func forward(_ inputs: [[Double]], h: [Double], c: [Double]) -> [Step] {
    var steps: [Step] = []
    for x in inputs {
      steps.append(cell.forward(x, steps.last?.h ?? h, steps.last?.c ?? c))
    }
    return steps
  }

  /// What a layer says on the way back.
  struct Gradient {
    var weights: LayerWeights
    /// dL/dx_t
    var inputs: [[Double]]
    /// dL/dh_0 and dL/dc_0
    var h: [Double]
    var c: [Double]
  }

  /// - Parameters:
  ///   - inputs: What dL/dW_xh is made with: x_t.
  ///   - fromAbove: dL/dh_t by way of the outputs and the final state.
  ///   - cellFromAbove: dL/dc_t, which only the final state has.
  ///   - meanOver: T, for a mistake that divides by it.
  func backward(
    _ steps: [Step], inputs: [[Double]], fromAbove: [[Double]], cellFromAbove: [[Double]],
    meanOver batchSteps: Int
  ) -> Gradient {
    var gradient = Gradient(
      weights: cell.weights.zeros, inputs: inputs, h: zeros(cell.hidden),
      c: zeros(cellFromAbove[0].count))
    for t in steps.indices.reversed() {
      // gradient.h and gradient.c are what step t + 1 says of h_t and c_t.
      let dh =
        mistake == .nextStepDropped
        ? fromAbove[t]  // mistake 2
        : sum(fromAbove[t], gradient.h)
      let dc =
        mistake == .nextStepDropped || mistake == .cellGradientNotCarried
        ? cellFromAbove[t]  // mistakes 2 and 9
        : sum(cellFromAbove[t], gradient.c)
      let step = cell.backward(steps[t], dh, dc)

      if mistake == .onlyOneStepKept {
        gradient.weights = cell.weights.zeros  // mistake 4
      }
      let isLast = t == steps.count - 1
      addToWeights(&gradient.weights, step, x: inputs[t], h: steps[t].h, isLast: isLast)
      gradient.inputs[t] = inputGradient(step)
      gradient.h =
        mistake == .noLearningThroughTime
        ? zeros(cell.hidden)  // mistake 1
        : step.dhBefore
      gradient.c = step.dcBefore
      if mistake == .initialStateOneStepLate && t == 0 {
        gradient.h = dh  // mistake 110
      }
    }
    if mistake == .meanOverSteps {
      gradient.weights = gradient.weights.scaled(by: 1 / Double(batchSteps))  // mistake 106
    }
    return gradient
  }

  /// dW_xh += delta_t x_t', dW_hh += delta_t h_{t-1}', db_h += delta_t, gate by gate.
  private func addToWeights(
    _ gradient: inout LayerWeights, _ step: StepGradient, x: [Double], h: [Double], isLast: Bool
  ) {
    for gate in step.deltas.indices {
      let delta = step.deltas[gate]
      let recurrentDelta = step.recurrentDeltas[gate]
      let u =
        mistake == .stateAfterForStateBefore
        ? h  // mistake 112
        : step.recurrentInputs[gate]
      let biasDelta =
        mistake == .biasOfAnotherGate && gate == 0
        ? step.deltas[1]  // mistake 10
        : delta
      for j in delta.indices {
        let row =
          mistake == .gatesExchanged
          ? cell.row(exchanged(gate, of: step.deltas.count), j)  // mistake 120
          : cell.row(gate, j)
        for k in x.indices { gradient.input[row][k] += delta[j] * x[k] }
        for k in u.indices {
          switch mistake {
          case .oneStepOnly where !isLast:
            break  // mistake 3
          case .recurrentTransposed:
            gradient.recurrent[cell.row(gate, k)][j] += recurrentDelta[j] * u[k]  // mistake 121
          default:
            gradient.recurrent[row][k] += recurrentDelta[j] * u[k]
          }
        }
        gradient.bias[row] +=
          mistake == .biasAddedTwice
          ? 2 * biasDelta[j]  // mistake 108
          : biasDelta[j]
      }
    }
    for j in gradient.candidateBias.indices {
      gradient.candidateBias[j] +=
        mistake == .candidateBiasWithoutReset
        ? step.deltas[2][j]  // mistake 104
        : step.recurrentDeltas[2][j]
    }
  }

  /// The gate order of somebody else: i g f o for i f g o, z r n for r z n.
  private func exchanged(_ gate: Int, of count: Int) -> Int {
    count == 4 ? [0, 2, 1, 3][gate] : [1, 0, 2][gate]
  }

  /// dL/dx_t = W_xh' delta_t
  private func inputGradient(_ step: StepGradient) -> [Double] {
    transposedProduct(cell.weights.input, step.deltas.flatMap { $0 })
  }
}
