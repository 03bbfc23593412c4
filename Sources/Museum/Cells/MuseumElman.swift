import Foundation

/// h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)
struct MuseumElman: MuseumCell {
  let weights: LayerWeights
  let hidden: Int
  let mistake: Mistake?

  func forward(_ x: [Double], _ h: [Double], _ c: [Double]) -> Step {
    let a = (0..<hidden).map { j in inputTerm(0, j, x) + recurrentTerm(0, j, h) }
    let new = a.map { tanh($0) }
    return Step(x: x, hBefore: h, cBefore: [], a: [a], gates: [new], h: new)
  }

  func backward(_ step: Step, _ dh: [Double], _ dc: [Double]) -> StepGradient {
    var delta = zeros(hidden)
    for j in 0..<hidden {
      let a = step.a[0][j]
      let h = step.h[j]
      switch mistake {
      case .tanhTwice: delta[j] = dh[j] * (1 - tanh(h) * tanh(h))  // mistake 6
      case .slopeOfPreactivation: delta[j] = dh[j] * (1 - a * a)  // mistake 7
      case .inverseSlope: delta[j] = dh[j] / (1 - h * h)  // mistake 8
      case .candidateSlopeForgotten: delta[j] = dh[j]  // mistake 111
      default: delta[j] = dh[j] * (1 - h * h)
      }
    }
    return StepGradient(
      deltas: [delta], recurrentDeltas: [delta], recurrentInputs: [step.hBefore],
      dhBefore: carried(0, delta))
  }
}
