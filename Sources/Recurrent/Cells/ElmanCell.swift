// The simple recurrent cell, one time step forward and backward. Lesson 2 runs the forward step
// with every number, lesson 7 the backward one.
//
//   a_t = W_xh x_t + W_hh h_{t-1} + b_h          h_t = f(a_t)
//
//   dL/dh_t  = (from above) + W_hh' delta_{t+1}
//   delta_t  = dL/da_t = dL/dh_t * f'(a_t)
//   dL/dW_hh = sum_t delta_t h_{t-1}'   dL/dW_xh = sum_t delta_t x_t'   dL/db_h = sum_t delta_t
//
// H hidden units, B sequences that have the step. Backward needs h_t alone: each f' is a function
// of f. Source: Elman, "Finding structure in time" (1990), equations as in the lessons.

/// One step of a layer h_t = f(W_xh x_t + W_hh h_{t-1} + b_h).
struct ElmanCell<Scalar: NetworkScalar> {
  let activation: Activation
  let hidden: Int
  /// W_hh' going forward, W_hh going backward.
  let recurrent: WeightMatrix<Scalar>

  /// - Parameters:
  ///   - gates: W_xh x_t + b_h, [B, H]; gets a_t.
  ///   - previousState: h_{t-1}, [B, H].
  ///   - state: gets h_t, [B, H].
  @inline(__always)
  func forward(
    rows: Int, gates: UnsafeMutablePointer<Scalar>, previousState: UnsafePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>
  ) {
    recurrent.addProduct(rows: rows, previousState, to: gates)
    let count = rows * hidden
    switch activation {
    case .tanh: tanhPass(n: count, in: UnsafePointer(gates), out: state)
    case .sigmoid: sigmoidPass(n: count, in: UnsafePointer(gates), out: state)
    case .relu: for index in 0..<count { state[index] = Activation.relu.value(gates[index]) }
    case .identity: state.update(from: gates, count: count)
    }
  }

  /// - Parameters:
  ///   - state: h_t, [B, H].
  ///   - stateGradient: dL/dh_t, all of it, [B, H].
  ///   - deltas: gets delta_t, [B, H].
  @inline(__always)
  func backward(
    rows: Int, state: UnsafePointer<Scalar>, stateGradient: UnsafePointer<Scalar>,
    deltas: UnsafeMutablePointer<Scalar>
  ) {
    let count = rows * hidden
    // h_t = f(a_t): delta_t = dL/dh_t * f'(a_t)
    switch activation {
    case .tanh:
      tanhBackwardPass(n: count, out: state, outGradient: stateGradient, inGradient: deltas)
    case .sigmoid, .relu, .identity:
      for index in 0..<count {
        deltas[index] = stateGradient[index] * activation.derivative(atValue: state[index])
      }
    }
  }
}
