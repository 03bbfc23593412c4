import Foundation
import Recurrent

/// r, z = s(W_xh x_t + W_hh h_{t-1} + b_h), each by its own rows; h_t = (1 - z) n + z h_{t-1} with
///
///     n = tanh(W_xn x_t + b_n + r (W_hn h_{t-1} + b_hn))     reset after
///     n = tanh(W_xn x_t + b_n + W_hn (r h_{t-1}))            reset before
struct MuseumGRU: MuseumCell {
  let weights: LayerWeights
  let hidden: Int
  let reset: Cell.Reset
  let mistake: Mistake?

  func forward(_ x: [Double], _ h: [Double], _ c: [Double]) -> Step {
    var a = (0..<3).map { gate in (0..<hidden).map { j in inputTerm(gate, j, x) } }
    for gate in 0..<2 {
      for j in 0..<hidden { a[gate][j] += recurrentTerm(gate, j, h) }
    }
    let r = a[0].map(sigmoid)
    let z = a[1].map(sigmoid)
    var candidateTerm: [Double] = []
    switch reset {
    case .after:
      candidateTerm = (0..<hidden).map { recurrentTerm(2, $0, h) + weights.candidateBias[$0] }
      for j in 0..<hidden { a[2][j] += r[j] * candidateTerm[j] }
    case .before:
      let resetState = (0..<hidden).map { r[$0] * h[$0] }
      for j in 0..<hidden { a[2][j] += recurrentTerm(2, j, resetState) }
    }
    let n = a[2].map { tanh($0) }
    let new = (0..<hidden).map { (1 - z[$0]) * n[$0] + z[$0] * h[$0] }
    return Step(
      x: x, hBefore: h, cBefore: [], a: a, gates: [r, z, n], candidateTerm: candidateTerm, h: new)
  }

  func backward(_ step: Step, _ dh: [Double], _ dc: [Double]) -> StepGradient {
    let (r, z, n) = (step.gates[0], step.gates[1], step.gates[2])
    var deltas = [[Double]](repeating: zeros(hidden), count: 3)
    var dhBefore = zeros(hidden)

    // h_t = (1 - z) n + z h_{t-1}
    for j in 0..<hidden {
      let a = step.a[2][j]
      let (new, kept) =
        mistake == .updateGateExchanged
        ? (z[j], 1 - z[j])  // mistake 101
        : (1 - z[j], z[j])
      let dn = dh[j] * new
      dhBefore[j] = dh[j] * kept
      let dz = dh[j] * (step.hBefore[j] - n[j])
      deltas[1][j] =
        mistake == .gateSlopeForgotten
        ? dz * z[j]  // mistake 5
        : dz * z[j] * (1 - z[j])
      switch mistake {
      case .tanhTwice: deltas[2][j] = dn * (1 - tanh(n[j]) * tanh(n[j]))  // mistake 6
      case .slopeOfPreactivation: deltas[2][j] = dn * (1 - a * a)  // mistake 7
      case .inverseSlope: deltas[2][j] = dn / (1 - n[j] * n[j])  // mistake 8
      case .candidateSlopeForgotten: deltas[2][j] = dn  // mistake 111
      default: deltas[2][j] = dn * (1 - n[j] * n[j])
      }
    }

    // dr, and dL/d(W_hn u) with u = h_{t-1} (reset after) or r h_{t-1} (reset before)
    var dr = zeros(hidden)
    var recurrentDelta = deltas[2]
    var candidateInput = step.hBefore
    switch reset {
    case .after:
      for j in 0..<hidden {
        dr[j] =
          mistake == .candidateBiasForgotten
          ? deltas[2][j] * (step.candidateTerm[j] - weights.candidateBias[j])  // mistake 103
          : deltas[2][j] * step.candidateTerm[j]
        recurrentDelta[j] =
          mistake == .resetNotCarried
          ? deltas[2][j]  // mistake 116
          : deltas[2][j] * r[j]
      }
      add(carried(2, recurrentDelta), to: &dhBefore)
    case .before:
      let du = carried(2, deltas[2])
      for j in 0..<hidden {
        dr[j] = du[j] * step.hBefore[j]
        candidateInput[j] = r[j] * step.hBefore[j]
        dhBefore[j] +=
          mistake == .resetNotCarried
          ? du[j]  // mistake 116
          : du[j] * r[j]
      }
    }
    for j in 0..<hidden {
      deltas[0][j] =
        mistake == .resetSlopeForgotten
        ? dr[j]  // mistake 102
        : dr[j] * r[j] * (1 - r[j])
    }
    add(carried(0, deltas[0]), to: &dhBefore)
    add(carried(1, deltas[1]), to: &dhBefore)
    return StepGradient(
      deltas: deltas, recurrentDeltas: [deltas[0], deltas[1], recurrentDelta],
      recurrentInputs: [step.hBefore, step.hBefore, candidateInput], dhBefore: dhBefore)
  }
}
