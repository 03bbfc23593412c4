import Foundation

/// One step of a cell forward and backward, with one line that may be wrong.
///
/// D inputs, H hidden units, G gates (1 without any).
protocol MuseumCell: Sendable {
  var weights: LayerWeights { get }
  var hidden: Int { get }
  var mistake: Mistake? { get }

  /// h_t and c_t from x_t, h_{t-1} and c_{t-1}, with all that backward needs.
  func forward(_ x: [Double], _ h: [Double], _ c: [Double]) -> Step

  /// - Parameters:
  ///   - dh: dL/dh_t, all of it.
  ///   - dc: dL/dc_t but for the share that comes by way of h_t; empty without a cell state.
  func backward(_ step: Step, _ dh: [Double], _ dc: [Double]) -> StepGradient
}

/// What a step keeps for the way back.
struct Step: Sendable {
  /// x_t, h_{t-1}, c_{t-1}
  let x, hBefore, cBefore: [Double]
  /// What the gates' functions were applied to, [G][H].
  var a: [[Double]]
  /// The gates, [G][H]; without any, h_t.
  var gates: [[Double]]
  /// W_hn h_{t-1} + b_hn of a GRU that resets after the product.
  var candidateTerm: [Double] = []
  /// h_t, and c_t of an LSTM.
  var h: [Double]
  var c: [Double] = []
}

/// What a step says on the way back.
struct StepGradient: Sendable {
  /// delta_t = dL/da_t by gate, [G][H].
  var deltas: [[Double]]
  /// dL/d(W_hh u) by gate, [G][H], where u is what W_hh multiplied.
  var recurrentDeltas: [[Double]]
  /// u by gate, [G][H]: h_{t-1}, or r * h_{t-1}.
  var recurrentInputs: [[Double]]
  /// dL/dh_{t-1} and dL/dc_{t-1}, as far as they come by way of this step.
  var dhBefore: [Double]
  var dcBefore: [Double] = []
}

extension MuseumCell {
  /// Row j of a gate in W_xh, W_hh and b_h.
  func row(_ gate: Int, _ j: Int) -> Int { gate * hidden + j }

  /// W_xh x + b_h in one row.
  func inputTerm(_ gate: Int, _ j: Int, _ x: [Double]) -> Double {
    dot(weights.input[row(gate, j)], x) + weights.bias[row(gate, j)]
  }

  /// W_hh u in one row.
  func recurrentTerm(_ gate: Int, _ j: Int, _ u: [Double]) -> Double {
    dot(weights.recurrent[row(gate, j)], u)
  }

  /// What a gate's delta says of what its rows of W_hh multiplied.
  func carried(_ gate: Int, _ delta: [Double]) -> [Double] {
    let matrix = Array(weights.recurrent[row(gate, 0)..<row(gate + 1, 0)])
    return mistake == .carryTransposed
      ? product(matrix, delta)  // mistake 105
      : transposedProduct(matrix, delta)
  }
}

/// 1 / (1 + e^-a)
func sigmoid(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
