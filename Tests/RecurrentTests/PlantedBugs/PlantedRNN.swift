import Recurrent

/// A mistake that was made in published code, and its number on the project's list of them.
enum PlantedMistake: Int, CaseIterable {
  case none = 0
  /// dL/dh_{t-1} = 0: nothing is learned through time.
  case noLearningThroughTime = 1
  /// dL/dW_hh = delta_T h_{T-1}': backpropagation through one step.
  case oneStepRecurrentGradient = 3
  /// dL/dW = delta_t ... for the step seen last, where the sum over steps belongs.
  case onlyOneStepKept = 4
  /// tanh' taken of the pre-activation: 1 - a^2.
  case slopeOfPreactivation = 7
  /// 1 / (1 - h^2) for 1 - h^2.
  case inverseSlope = 8
}

/// The step loop of a tanh network with a dense head and half squared error at each step, forward
/// and backward, for one sequence. With `mistake` one line of it is wrong.
///
/// T steps, D inputs, H hidden units, O outputs.
struct PlantedRNN {
  let spec: NetworkSpec
  let parameters: Parameters<Double>
  let mistake: PlantedMistake

  /// dL/d(parameters); `targets` holds [T, O], `inputs` [T, D].
  func gradient(inputs: [[Double]], targets: [[Double]]) -> [Double] {
    let (wxh, whh, why) = (parameters["W_xh"], parameters["W_hh"], parameters["W_hy"])
    let (bh, by) = (parameters["b_h"], parameters["b_y"])
    let hidden = spec.hiddenSizes[0]
    let steps = inputs.count

    var states = [[Double](repeating: 0, count: hidden)]
    var preactivations: [[Double]] = []
    for x in inputs {
      let h = states[states.count - 1]
      let a = (0..<hidden).map { dot(wxh, row: $0, x) + dot(whh, row: $0, h) + bh[$0] }
      preactivations.append(a)
      states.append(a.map(Double.tanh))
    }

    var gradients = Parameters<Double>(spec.layout)
    var (dwxh, dwhh, dbh) = (gradients["W_xh"], gradients["W_hh"], gradients["b_h"])
    var (dwhy, dby) = (gradients["W_hy"], gradients["b_y"])
    var fromNext = [Double](repeating: 0, count: hidden)
    for step in (0..<steps).reversed() {
      let (h, previous) = (states[step + 1], states[step])
      let dy = by.indices.map {
        (dot(why, row: $0, h) + by[$0] - targets[step][$0]) / Double(steps)
      }
      add(dy, times: h, to: &dwhy)
      add(dy, times: [1], to: &dby)

      var dh = transposed(why, times: dy)
      if mistake != .noLearningThroughTime { dh = zip(dh, fromNext).map(+) }
      let delta = (0..<hidden).map { unit in
        switch mistake {
        case .slopeOfPreactivation:
          dh[unit] * (1 - preactivations[step][unit] * preactivations[step][unit])
        case .inverseSlope: dh[unit] / (1 - h[unit] * h[unit])
        default: dh[unit] * (1 - h[unit] * h[unit])
        }
      }
      if mistake == .onlyOneStepKept {
        dwxh = dwxh.map { _ in 0 }
        dwhh = dwhh.map { _ in 0 }
        dbh = dbh.map { _ in 0 }
      }
      add(delta, times: inputs[step], to: &dwxh)
      if mistake != .oneStepRecurrentGradient || step == steps - 1 {
        add(delta, times: previous, to: &dwhh)
      }
      add(delta, times: [1], to: &dbh)
      fromNext = transposed(whh, times: delta)
    }
    gradients["W_xh"] = dwxh
    gradients["W_hh"] = dwhh
    gradients["b_h"] = dbh
    gradients["W_hy"] = dwhy
    gradients["b_y"] = dby
    return gradients.values
  }

  /// One entry of matrix x.
  private func dot(_ matrix: [Double], row: Int, _ x: [Double]) -> Double {
    x.indices.reduce(0) { $0 + matrix[row * x.count + $1] * x[$1] }
  }

  /// matrix += column row'
  private func add(_ column: [Double], times row: [Double], to matrix: inout [Double]) {
    for (i, a) in column.enumerated() {
      for (j, b) in row.enumerated() { matrix[i * row.count + j] += a * b }
    }
  }

  /// matrix' column
  private func transposed(_ matrix: [Double], times column: [Double]) -> [Double] {
    let columns = matrix.count / column.count
    return (0..<columns).map { j in
      column.indices.reduce(0) { $0 + matrix[$1 * columns + j] * column[$1] }
    }
  }
}
