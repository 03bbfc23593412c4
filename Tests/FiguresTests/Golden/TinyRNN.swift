import Foundation

/// A tanh network written out, for figures whose numbers are those of a run:
/// `h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)`, `o_t = W_hy h_t`, `L = sum 1/2 |o_t - y_t|^2`.
struct TinyRNN {
  /// H x D, H x H, H, O x H.
  var inputWeights: [[Double]]
  var stateWeights: [[Double]]
  var bias: [Double]
  var outputWeights: [[Double]]

  var units: Int { bias.count }

  /// Two units, one input, one output.
  static let small = TinyRNN(
    inputWeights: [[0.5], [-0.3]], stateWeights: [[0.4, -0.2], [0.3, 0.5]], bias: [0, 0],
    outputWeights: [[0.9, -0.7]])
  static let smallInputs = [[1.0], [0.5], [-1.0], [0.25]]
  static let smallTargets = [[0.2], [0.1], [-0.6], [0.3]]

  /// Weights drawn uniformly from -scale ..< scale.
  static func random(
    inputs: Int, units: Int, outputs: Int, scale: Double, seed: UInt64
  ) -> TinyRNN {
    var generator = SplitMix(state: seed)
    func matrix(_ rows: Int, _ columns: Int) -> [[Double]] {
      (0..<rows).map { _ in (0..<columns).map { _ in generator.next(scale) } }
    }
    return TinyRNN(
      inputWeights: matrix(units, inputs), stateWeights: matrix(units, units),
      bias: matrix(1, units)[0], outputWeights: matrix(outputs, units))
  }

  struct Pass {
    var states: [[Double]] = []
    var outputs: [[Double]] = []
    var losses: [Double] = []
    /// dL/dh_t and dL/da_t.
    var stateGradients: [[Double]] = []
    var deltas: [[Double]] = []
    var loss: Double { losses.reduce(0, +) }
    var stateNorms: [Double] { stateGradients.map(TinyRNN.norm) }
  }

  static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { zip($0, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  static func transposed(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    (matrix.first ?? []).indices.map { column in
      zip(matrix, vector).reduce(0) { $0 + $1.0[column] * $1.1 }
    }
  }

  func states(_ inputs: [[Double]]) -> [[Double]] {
    var state = [Double](repeating: 0, count: units)
    return inputs.map { input in
      let (fromInput, fromState) = (
        Self.product(inputWeights, input), Self.product(stateWeights, state)
      )
      state = (0..<units).map { tanh(fromInput[$0] + fromState[$0] + bias[$0]) }
      return state
    }
  }

  /// Forward and backward.
  func pass(_ inputs: [[Double]], _ targets: [[Double]]) -> Pass {
    var pass = Pass()
    pass.states = states(inputs)
    pass.outputs = pass.states.map { Self.product(outputWeights, $0) }
    let errors = zip(pass.outputs, targets).map { zip($0, $1).map { $0 - $1 } }
    pass.losses = errors.map { 0.5 * $0.reduce(0) { $0 + $1 * $1 } }
    let nothing = [Double](repeating: 0, count: units)
    pass.stateGradients = inputs.map { _ in nothing }
    pass.deltas = pass.stateGradients
    var later = nothing
    for t in inputs.indices.reversed() {
      let own = Self.transposed(outputWeights, errors[t])
      pass.stateGradients[t] = zip(own, later).map { $0 + $1 }
      pass.deltas[t] = zip(pass.stateGradients[t], pass.states[t]).map { $0 * (1 - $1 * $1) }
      later = Self.transposed(stateWeights, pass.deltas[t])
    }
    return pass
  }

  /// dL/dW_xh, dL/dW_hh, dL/db_h, dL/dW_hy in the network's own shapes.
  func gradient(_ inputs: [[Double]], _ targets: [[Double]], _ pass: Pass) -> TinyRNN {
    var gradient = self
    gradient.inputWeights = inputWeights.map { $0.map { _ in 0 } }
    gradient.stateWeights = stateWeights.map { $0.map { _ in 0 } }
    gradient.bias = bias.map { _ in 0 }
    gradient.outputWeights = outputWeights.map { $0.map { _ in 0 } }
    for t in inputs.indices {
      for i in 0..<units {
        let delta = pass.deltas[t][i]
        gradient.bias[i] += delta
        for j in inputs[t].indices { gradient.inputWeights[i][j] += delta * inputs[t][j] }
        if t > 0 {
          for j in 0..<units { gradient.stateWeights[i][j] += delta * pass.states[t - 1][j] }
        }
      }
      for o in targets[t].indices {
        let error = pass.outputs[t][o] - targets[t][o]
        for j in 0..<units { gradient.outputWeights[o][j] += error * pass.states[t][j] }
      }
    }
    return gradient
  }

  /// All parameters in one list.
  var values: [Double] {
    get {
      inputWeights.flatMap { $0 } + stateWeights.flatMap { $0 } + bias
        + outputWeights.flatMap { $0 }
    }
    set {
      var rest = newValue[...]
      func take(_ count: Int) -> [Double] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      inputWeights = inputWeights.map { take($0.count) }
      stateWeights = stateWeights.map { take($0.count) }
      bias = take(bias.count)
      outputWeights = outputWeights.map { take($0.count) }
    }
  }

  /// Gradient descent with the norm clipped: the loss and the norm before clipping of each update.
  mutating func train(
    _ inputs: [[Double]], _ targets: [[Double]], updates: Int, rate: Double, clip: Double
  ) -> (losses: [Double], norms: [Double]) {
    var (losses, norms): ([Double], [Double]) = ([], [])
    for _ in 0..<updates {
      let pass = pass(inputs, targets)
      let gradient = gradient(inputs, targets, pass).values
      let norm = Self.norm(gradient)
      let step = rate * min(1, clip / norm)
      values = zip(values, gradient).map { $0 - step * $1 }
      losses.append(pass.loss)
      norms.append(norm)
    }
    return (losses, norms)
  }
}

/// S. Vigna's SplitMix64: the same numbers everywhere.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// From -scale ..< scale.
  mutating func next(_ scale: Double) -> Double {
    (Double(next() >> 11) * 0x1p-52 - 1) * scale
  }
}
