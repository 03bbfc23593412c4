// The long short-term memory cell, one time step forward and backward. Lesson 13 runs it with
// every number.
//
//   i_t = s(W_xi x_t + W_hi h_{t-1} + b_i)       input gate
//   f_t = s(W_xf x_t + W_hf h_{t-1} + b_f)       forget gate
//   g_t = tanh(W_xg x_t + W_hg h_{t-1} + b_g)    candidate
//   o_t = s(W_xo x_t + W_ho h_{t-1} + b_o)       output gate
//   c_t = f_t * c_{t-1} + i_t * g_t              cell state
//   h_t = o_t * tanh(c_t)                        hidden state
//
//   dL/dh_t = (from above) + W_hh' delta_{t+1}
//   dL/dc_t = dL/dh_t * o_t * (1 - tanh(c_t)^2) + dL/dc_{t+1} * f_{t+1}
//   delta_i = dL/dc_t * g_t * i_t (1 - i_t)        delta_g = dL/dc_t * i_t * (1 - g_t^2)
//   delta_f = dL/dc_t * c_{t-1} * f_t (1 - f_t)    delta_o = dL/dh_t * tanh(c_t) * o_t (1 - o_t)
//
// H hidden units, B sequences that have the step; the rows of W_xh, W_hh, b_h are those of i, f, g,
// o one after another, [4H, ...]. s is the logistic function, * is entry by entry. Source:
// Hochreiter and Schmidhuber (1997), with the forget gate of Gers et al. (2000).

/// One step of an LSTM layer.
struct LSTMCell<Scalar: NetworkScalar> {
  let hidden: Int
  /// W_hh' going forward, W_hh going backward.
  let recurrent: WeightMatrix<Scalar>

  /// - Parameters:
  ///   - gates: W_xh x_t + b_h, [B, 4H]; gets i_t, f_t, g_t, o_t.
  ///   - previousState: h_{t-1}, [B, H].
  ///   - previousCell: c_{t-1}, [B, H].
  ///   - cell: gets c_t, [B, H].
  ///   - state: gets h_t, [B, H].
  @inline(__always)
  func forward(
    rows: Int, gates: UnsafeMutablePointer<Scalar>, previousState: UnsafePointer<Scalar>,
    previousCell: UnsafePointer<Scalar>, cell: UnsafeMutablePointer<Scalar>,
    state: UnsafeMutablePointer<Scalar>
  ) {
    recurrent.addProduct(rows: rows, previousState, to: gates)
    lstmForwardPass(
      rows: rows, hidden: hidden, gates: gates, previousCell: previousCell, cell: cell,
      state: state)
  }

  /// - Parameters:
  ///   - gates: i_t, f_t, g_t, o_t, [B, 4H].
  ///   - stateGradient: dL/dh_t, all of it, [B, H].
  ///   - cellGradient: dL/dc_{t+1} * f_{t+1} in, dL/dc_t * f_t out, [B, H].
  ///   - cellGradientHere: gets dL/dc_t, [B, H]; nil where nobody asks.
  ///   - deltas: gets delta_t, [B, 4H].
  @inline(__always)
  func backward(
    rows: Int, gates: UnsafePointer<Scalar>, previousCell: UnsafePointer<Scalar>,
    cell: UnsafePointer<Scalar>, stateGradient: UnsafePointer<Scalar>,
    cellGradient: UnsafeMutablePointer<Scalar>, cellGradientHere: UnsafeMutablePointer<Scalar>?,
    deltas: UnsafeMutablePointer<Scalar>
  ) {
    lstmBackwardPass(
      rows: rows, hidden: hidden, gates: gates, previousCell: previousCell, cell: cell,
      stateGradient: stateGradient, cellGradient: cellGradient,
      cellGradientHere: cellGradientHere, deltas: deltas)
  }
}
