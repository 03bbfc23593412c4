// The gated recurrent unit, one time step forward and backward, in both forms of its reset gate.
// Lesson 15 runs them with every number.
//
//   r_t = s(W_xr x_t + W_hr h_{t-1} + b_r)                        reset gate
//   z_t = s(W_xz x_t + W_hz h_{t-1} + b_z)                        update gate
//   n_t = tanh(W_xn x_t + b_n + r_t * (W_hn h_{t-1} + b_hn))      candidate, reset after
//   n_t = tanh(W_xn x_t + b_n + W_hn (r_t * h_{t-1}))             candidate, reset before
//   h_t = (1 - z_t) * n_t + z_t * h_{t-1}                         hidden state
//
//   delta_z = dL/dh_t * (h_{t-1} - n_t) * z_t (1 - z_t)
//   delta_n = dL/dh_t * (1 - z_t) * (1 - n_t^2)
//   after:  delta_r = delta_n * (W_hn h_{t-1} + b_hn) * r_t (1 - r_t)
//           dL/dh_{t-1} += dL/dh_t * z_t + W_hr' delta_r + W_hz' delta_z + W_hn' (delta_n * r_t)
//   before: delta_r = (W_hn' delta_n) * h_{t-1} * r_t (1 - r_t)
//           dL/dh_{t-1} += dL/dh_t * z_t + W_hr' delta_r + W_hz' delta_z + (W_hn' delta_n) * r_t
//
// H hidden units, B sequences that have the step; the rows of W_xh, W_hh, b_h are those of r, z, n
// one after another, [3H, ...]. s is the logistic function, * is entry by entry. Sources: Cho et
// al. (2014) for "before"; "after" is cuDNN's form, PyTorch's and Keras's default. Where z stands
// for 1 - z in a paper, the roles of n_t and h_{t-1} change places.

/// One step of a GRU layer whose reset gate acts on the product W_hn h.
struct GRUResetAfterCell<Scalar: NetworkScalar> {
  let hidden: Int
  /// W_hh' going forward, W_hh going backward.
  let recurrent: WeightMatrix<Scalar>
  /// b_hn, [H]
  let candidateBias: UnsafePointer<Scalar>

  /// - Parameters:
  ///   - gates: W_xh x_t + b_h, [B, 3H]; gets r_t, z_t, n_t.
  ///   - previousState: h_{t-1}, [B, H].
  ///   - candidateRecurrent: gets W_hn h_{t-1} + b_hn, [B, H].
  ///   - scratch: room for [B, 3H].
  ///   - state: gets h_t, [B, H].
  @inline(__always)
  func forward(
    rows: Int, gates: UnsafeMutablePointer<Scalar>, previousState: UnsafePointer<Scalar>,
    candidateRecurrent: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>
  ) {
    recurrent.product(rows: rows, previousState, from: nil, into: scratch)
    gruAfterForwardPass(
      rows: rows, hidden: hidden, gates: gates, recurrent: UnsafePointer(scratch),
      candidateBias: candidateBias, previousState: previousState,
      candidateRecurrent: candidateRecurrent, state: state)
  }

  /// - Parameters:
  ///   - stateGradient: dL/dh_t, all of it, [B, H].
  ///   - deltas: gets delta_t, [B, 3H].
  ///   - recurrentDeltas: gets delta_r, delta_z, delta_n * r_t, [B, 3H].
  ///   - previousGradient: gets dL/dh_t * z_t, [B, H].
  @inline(__always)
  func backward(
    rows: Int, gates: UnsafePointer<Scalar>, candidateRecurrent: UnsafePointer<Scalar>,
    previousState: UnsafePointer<Scalar>, stateGradient: UnsafePointer<Scalar>,
    deltas: UnsafeMutablePointer<Scalar>, recurrentDeltas: UnsafeMutablePointer<Scalar>,
    previousGradient: UnsafeMutablePointer<Scalar>
  ) {
    gruAfterBackwardPass(
      rows: rows, hidden: hidden, gates: gates, candidateRecurrent: candidateRecurrent,
      previousState: previousState, stateGradient: stateGradient, inputDeltas: deltas,
      recurrentDeltas: recurrentDeltas, previousGradient: previousGradient)
    recurrent.addProduct(rows: rows, UnsafePointer(recurrentDeltas), to: previousGradient)
  }
}

/// One step of a GRU layer whose reset gate acts on h before the product.
struct GRUResetBeforeCell<Scalar: NetworkScalar> {
  let hidden: Int
  /// The rows of W_hh for r and z, [2H, H]; transposed going forward.
  let gateWeights: WeightMatrix<Scalar>
  /// Its rows for n, [H, H]; likewise.
  let candidateWeights: WeightMatrix<Scalar>

  /// - Parameters:
  ///   - gates: W_xh x_t + b_h, [B, 3H]; gets r_t, z_t, n_t.
  ///   - previousState: h_{t-1}, [B, H].
  ///   - resetState: gets r_t * h_{t-1}, [B, H].
  ///   - state: gets h_t, [B, H].
  @inline(__always)
  func forward(
    rows: Int, gates: UnsafeMutablePointer<Scalar>, previousState: UnsafePointer<Scalar>,
    resetState: UnsafeMutablePointer<Scalar>, state: UnsafeMutablePointer<Scalar>
  ) {
    gateWeights.addProduct(rows: rows, previousState, to: gates, cStride: 3 * hidden)
    gruBeforeResetPass(
      rows: rows, hidden: hidden, gates: gates, previousState: previousState,
      resetState: resetState)
    candidateWeights.addProduct(
      rows: rows, UnsafePointer(resetState), to: gates + 2 * hidden, cStride: 3 * hidden)
    gruBeforeForwardPass(
      rows: rows, hidden: hidden, gates: gates, previousState: previousState, state: state)
  }

  /// - Parameters:
  ///   - stateGradient: dL/dh_t, all of it, [B, H].
  ///   - deltas: gets delta_t, [B, 3H].
  ///   - scratch: room for [B, H].
  ///   - previousGradient: gets all that reaches h_{t-1} from this step, [B, H].
  @inline(__always)
  func backward(
    rows: Int, gates: UnsafePointer<Scalar>, previousState: UnsafePointer<Scalar>,
    stateGradient: UnsafePointer<Scalar>, deltas: UnsafeMutablePointer<Scalar>,
    scratch: UnsafeMutablePointer<Scalar>, previousGradient: UnsafeMutablePointer<Scalar>
  ) {
    gruBeforeBackwardCandidatePass(
      rows: rows, hidden: hidden, gates: gates, previousState: previousState,
      stateGradient: stateGradient, deltas: deltas, previousGradient: previousGradient)
    // dL/d(r_t * h_{t-1}) = W_hn' delta_n
    candidateWeights.product(
      rows: rows, UnsafePointer(deltas + 2 * hidden), aStride: 3 * hidden, from: nil, into: scratch)
    gruBeforeBackwardResetPass(
      rows: rows, hidden: hidden, gates: gates, previousState: previousState,
      resetStateGradient: UnsafePointer(scratch), deltas: deltas,
      previousGradient: previousGradient)
    gateWeights.addProduct(
      rows: rows, UnsafePointer(deltas), aStride: 3 * hidden, to: previousGradient)
  }
}
