// The simple recurrent cell, one time step forward and backward. Lesson 2 runs the forward step
// with every number, lesson 7 the backward one.
//
//   a_t = W_xh x_t + W_hh h_{t-1} + b_h          h_t = f(a_t)
//
//   dL/dh_t  = (from above) + W_hh' delta_{t+1}
//   delta_t  = dL/da_t = dL/dh_t * f'(a_t)
//   dL/dW_hh = sum_t delta_t h_{t-1}'   dL/dW_xh = sum_t delta_t x_t'   dL/db_h = sum_t delta_t
//
// T steps, B sequences in the batch, H hidden units. Backward needs h_t alone: each f' is a
// function of f. Source: Elman, "Finding structure in time" (1990), equations as in the lessons.

/// One step of a recurrent layer h_t = f(W_xh x_t + W_hh h_{t-1} + b_h) over a batch.
struct ElmanCell: Sendable {
  let activation: Activation
  let hiddenSize: Int
  let batch: Int

  /// The forward step. `preactivations` holds W_xh x_t + b_h at `step` and gets W_hh h_{t-1}
  /// added; `states` holds h_{t-1} at `step` and gets h_t at `step + 1`.
  @inline(__always)
  func forward<Scalar: NetworkScalar>(
    step: Int, recurrentWeights: Span<Scalar>, weightsStart: Int,
    preactivations: inout MutableSpan<Scalar>, states: inout MutableSpan<Scalar>
  ) {
    let size = batch * hiddenSize
    let start = step * size
    matrixProduct(
      .timesTransposed, m: batch, n: hiddenSize, k: hiddenSize, states.span, at: start,
      times: recurrentWeights, from: weightsStart, into: &preactivations, to: start,
      accumulate: true)
    for index in start..<start + size {
      states[size + index] = activation.value(preactivations[index])
    }
  }

  /// The backward step. `stateGradients` holds at `step` what reaches h_t from above and gets the
  /// share of step t + 1 added; `deltas` gets delta_t.
  @inline(__always)
  func backward<Scalar: NetworkScalar>(
    step: Int, steps: Int, recurrentWeights: Span<Scalar>, weightsStart: Int,
    states: Span<Scalar>, stateGradients: inout MutableSpan<Scalar>,
    deltas: inout MutableSpan<Scalar>
  ) {
    let size = batch * hiddenSize
    let start = step * size
    if step + 1 < steps {
      // h_{t+1} = f(... + W_hh h_t): dL/dh_t += W_hh' delta_{t+1}
      matrixProduct(
        .plain, m: batch, n: hiddenSize, k: hiddenSize, deltas.span, at: start + size,
        times: recurrentWeights, from: weightsStart, into: &stateGradients, to: start,
        accumulate: true)
    }
    for index in start..<start + size {
      // h_t = f(a_t): delta_t = dL/dh_t * f'(a_t)
      deltas[index] = stateGradients[index] * activation.derivative(atValue: states[size + index])
    }
  }
}
