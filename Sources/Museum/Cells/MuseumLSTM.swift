import Foundation

/// i, f, o = s(W_xh x_t + W_hh h_{t-1} + b_h), g = tanh(...), each by its own rows;
/// c_t = f c_{t-1} + i g, h_t = o tanh(c_t).
struct MuseumLSTM: MuseumCell {
  let weights: LayerWeights
  let hidden: Int
  let mistake: Mistake?

  func forward(_ x: [Double], _ h: [Double], _ c: [Double]) -> Step {
    let a = (0..<4).map { gate in
      (0..<hidden).map { j in inputTerm(gate, j, x) + recurrentTerm(gate, j, h) }
    }
    var step = Step(x: x, hBefore: h, cBefore: c, a: a, gates: a, h: h, c: c)
    for j in 0..<hidden {
      let i = sigmoid(a[0][j])
      let f = sigmoid(a[1][j])
      let g = tanh(a[2][j])
      let o = sigmoid(a[3][j])
      for (gate, value) in [i, f, g, o].enumerated() { step.gates[gate][j] = value }
      step.c[j] = f * c[j] + i * g
      step.h[j] = o * tanh(step.c[j])
    }
    return step
  }

  func backward(_ step: Step, _ dh: [Double], _ dc: [Double]) -> StepGradient {
    var deltas = [[Double]](repeating: zeros(hidden), count: 4)
    var dcBefore = zeros(hidden)
    for j in 0..<hidden {
      let (i, f, g, o) = (step.gates[0][j], step.gates[1][j], step.gates[2][j], step.gates[3][j])
      let ag = step.a[2][j]
      let tanhC = tanh(step.c[j])

      // h_t = o tanh(c_t)
      let dcHere =
        mistake == .tanhTwice
        ? dc[j] + dh[j] * o * (1 - tanh(tanhC) * tanh(tanhC))  // mistake 6
        : dc[j] + dh[j] * o * (1 - tanhC * tanhC)
      let dOutput =
        mistake == .outputGateOfAnotherPath
        ? dcHere * tanhC  // mistake 11
        : dh[j] * tanhC

      // c_t = f c_{t-1} + i g
      let dInput = dcHere * g
      let dForget =
        mistake == .cellAfterForCellBefore
        ? dcHere * step.c[j]  // mistake 113
        : dcHere * step.cBefore[j]
      let dCandidate = dcHere * i
      dcBefore[j] =
        mistake == .forgetGateNotCarried
        ? dcHere  // mistake 115
        : dcHere * f

      // s' = s (1 - s), tanh' = 1 - tanh^2
      deltas[0][j] = dInput * i * (1 - i)
      deltas[1][j] =
        mistake == .gateSlopeForgotten
        ? dForget * f  // mistake 5
        : dForget * f * (1 - f)
      switch mistake {
      case .slopeOfPreactivation: deltas[2][j] = dCandidate * (1 - ag * ag)  // mistake 7
      case .inverseSlope: deltas[2][j] = dCandidate / (1 - g * g)  // mistake 8
      case .candidateSlopeForgotten: deltas[2][j] = dCandidate  // mistake 111
      default: deltas[2][j] = dCandidate * (1 - g * g)
      }
      deltas[3][j] = dOutput * o * (1 - o)
    }
    var dhBefore = zeros(hidden)
    for gate in 0..<4 { add(carried(gate, deltas[gate]), to: &dhBefore) }
    return StepGradient(
      deltas: deltas, recurrentDeltas: deltas,
      recurrentInputs: [[Double]](repeating: step.hBefore, count: 4), dhBefore: dhBefore,
      dcBefore: dcBefore)
  }
}
