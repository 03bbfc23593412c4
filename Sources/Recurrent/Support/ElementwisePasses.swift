// The elementwise passes of CKernels under the names of Swift, for either number type. Equations,
// shapes and which arrays may be the same stand in its header.

import CKernels

/// out = 1 / (1 + e^-in).
@inline(__always)
func sigmoidPass<Scalar: NetworkScalar>(
  n: Int, in input: UnsafePointer<Scalar>, out: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_sigmoid_f32(n, input.cast(), out.cast())
  } else {
    unrolled_sigmoid_f64(n, input.cast(), out.cast())
  }
}

/// out = tanh in.
@inline(__always)
func tanhPass<Scalar: NetworkScalar>(
  n: Int, in input: UnsafePointer<Scalar>, out: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_tanh_f32(n, input.cast(), out.cast())
  } else {
    unrolled_tanh_f64(n, input.cast(), out.cast())
  }
}

/// inGradient = outGradient * (1 - out^2), where out = tanh in.
@inline(__always)
func tanhBackwardPass<Scalar: NetworkScalar>(
  n: Int, out: UnsafePointer<Scalar>, outGradient: UnsafePointer<Scalar>,
  inGradient: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_tanh_backward_f32(n, out.cast(), outGradient.cast(), inGradient.cast())
  } else {
    unrolled_tanh_backward_f64(n, out.cast(), outGradient.cast(), inGradient.cast())
  }
}

/// The softmax of each row.
@inline(__always)
func softmaxPass<Scalar: NetworkScalar>(
  rows: Int, size: Int, in input: UnsafePointer<Scalar>, out: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_softmax_f32(rows, size, input.cast(), out.cast())
  } else {
    unrolled_softmax_f64(rows, size, input.cast(), out.cast())
  }
}

/// One step forward of an LSTM.
@inline(__always)
func lstmForwardPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafeMutablePointer<Scalar>, previousCell: UnsafePointer<Scalar>,
  cell: UnsafeMutablePointer<Scalar>, state: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_lstm_forward_f32(
      rows, hidden, gates.cast(), previousCell.cast(), cell.cast(), state.cast())
  } else {
    unrolled_lstm_forward_f64(
      rows, hidden, gates.cast(), previousCell.cast(), cell.cast(), state.cast())
  }
}

/// One step backward of an LSTM.
@inline(__always)
func lstmBackwardPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafePointer<Scalar>, previousCell: UnsafePointer<Scalar>,
  cell: UnsafePointer<Scalar>, stateGradient: UnsafePointer<Scalar>,
  cellGradient: UnsafeMutablePointer<Scalar>, cellGradientHere: UnsafeMutablePointer<Scalar>?,
  deltas: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_lstm_backward_f32(
      rows, hidden, gates.cast(), previousCell.cast(), cell.cast(), stateGradient.cast(),
      cellGradient.cast(), cellGradientHere?.cast(), deltas.cast())
  } else {
    unrolled_lstm_backward_f64(
      rows, hidden, gates.cast(), previousCell.cast(), cell.cast(), stateGradient.cast(),
      cellGradient.cast(), cellGradientHere?.cast(), deltas.cast())
  }
}

/// One step forward of a GRU that resets after the product.
@inline(__always)
func gruAfterForwardPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafeMutablePointer<Scalar>, recurrent: UnsafePointer<Scalar>,
  candidateBias: UnsafePointer<Scalar>, previousState: UnsafePointer<Scalar>,
  candidateRecurrent: UnsafeMutablePointer<Scalar>, state: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_gru_after_forward_f32(
      rows, hidden, gates.cast(), recurrent.cast(), candidateBias.cast(), previousState.cast(),
      candidateRecurrent.cast(), state.cast())
  } else {
    unrolled_gru_after_forward_f64(
      rows, hidden, gates.cast(), recurrent.cast(), candidateBias.cast(), previousState.cast(),
      candidateRecurrent.cast(), state.cast())
  }
}

/// One step backward of a GRU that resets after the product.
@inline(__always)
func gruAfterBackwardPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafePointer<Scalar>, candidateRecurrent: UnsafePointer<Scalar>,
  previousState: UnsafePointer<Scalar>, stateGradient: UnsafePointer<Scalar>,
  inputDeltas: UnsafeMutablePointer<Scalar>, recurrentDeltas: UnsafeMutablePointer<Scalar>,
  previousGradient: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_gru_after_backward_f32(
      rows, hidden, gates.cast(), candidateRecurrent.cast(), previousState.cast(),
      stateGradient.cast(), inputDeltas.cast(), recurrentDeltas.cast(), previousGradient.cast())
  } else {
    unrolled_gru_after_backward_f64(
      rows, hidden, gates.cast(), candidateRecurrent.cast(), previousState.cast(),
      stateGradient.cast(), inputDeltas.cast(), recurrentDeltas.cast(), previousGradient.cast())
  }
}

/// First half of a step forward of a GRU that resets before the product.
@inline(__always)
func gruBeforeResetPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafeMutablePointer<Scalar>, previousState: UnsafePointer<Scalar>,
  resetState: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_gru_before_reset_f32(
      rows, hidden, gates.cast(), previousState.cast(), resetState.cast())
  } else {
    unrolled_gru_before_reset_f64(
      rows, hidden, gates.cast(), previousState.cast(), resetState.cast())
  }
}

/// Second half of a step forward of a GRU that resets before the product.
@inline(__always)
func gruBeforeForwardPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafeMutablePointer<Scalar>, previousState: UnsafePointer<Scalar>,
  state: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_gru_before_forward_f32(rows, hidden, gates.cast(), previousState.cast(), state.cast())
  } else {
    unrolled_gru_before_forward_f64(rows, hidden, gates.cast(), previousState.cast(), state.cast())
  }
}

/// First half of a step backward of a GRU that resets before the product.
@inline(__always)
func gruBeforeBackwardCandidatePass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafePointer<Scalar>, previousState: UnsafePointer<Scalar>,
  stateGradient: UnsafePointer<Scalar>, deltas: UnsafeMutablePointer<Scalar>,
  previousGradient: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_gru_before_backward_candidate_f32(
      rows, hidden, gates.cast(), previousState.cast(), stateGradient.cast(), deltas.cast(),
      previousGradient.cast())
  } else {
    unrolled_gru_before_backward_candidate_f64(
      rows, hidden, gates.cast(), previousState.cast(), stateGradient.cast(), deltas.cast(),
      previousGradient.cast())
  }
}

/// Second half of a step backward of a GRU that resets before the product.
@inline(__always)
func gruBeforeBackwardResetPass<Scalar: NetworkScalar>(
  rows: Int, hidden: Int, gates: UnsafePointer<Scalar>, previousState: UnsafePointer<Scalar>,
  resetStateGradient: UnsafePointer<Scalar>, deltas: UnsafeMutablePointer<Scalar>,
  previousGradient: UnsafeMutablePointer<Scalar>
) {
  if Scalar.self == Float.self {
    unrolled_gru_before_backward_reset_f32(
      rows, hidden, gates.cast(), previousState.cast(), resetStateGradient.cast(), deltas.cast(),
      previousGradient.cast())
  } else {
    unrolled_gru_before_backward_reset_f64(
      rows, hidden, gates.cast(), previousState.cast(), resetStateGradient.cast(), deltas.cast(),
      previousGradient.cast())
  }
}

/// One step of Adam.
@inline(__always)
func adamPass<Scalar: NetworkScalar>(
  n: Int, w: UnsafeMutablePointer<Scalar>, g: UnsafePointer<Scalar>,
  m: UnsafeMutablePointer<Scalar>, v: UnsafeMutablePointer<Scalar>, rate: Scalar, beta1: Scalar,
  beta2: Scalar, epsilon: Scalar, correction1: Scalar, correction2: Scalar
) {
  if Scalar.self == Float.self {
    unrolled_adam_f32(
      n, w.cast(), g.cast(), m.cast(), v.cast(), Float(rate), Float(beta1), Float(beta2),
      Float(epsilon), Float(correction1), Float(correction2))
  } else {
    unrolled_adam_f64(
      n, w.cast(), g.cast(), m.cast(), v.cast(), Double(rate), Double(beta1), Double(beta2),
      Double(epsilon), Double(correction1), Double(correction2))
  }
}

/// One step of RMSProp.
@inline(__always)
func rmspropPass<Scalar: NetworkScalar>(
  n: Int, w: UnsafeMutablePointer<Scalar>, g: UnsafePointer<Scalar>,
  v: UnsafeMutablePointer<Scalar>, rate: Scalar, rho: Scalar, epsilon: Scalar
) {
  if Scalar.self == Float.self {
    unrolled_rmsprop_f32(n, w.cast(), g.cast(), v.cast(), Float(rate), Float(rho), Float(epsilon))
  } else {
    unrolled_rmsprop_f64(
      n, w.cast(), g.cast(), v.cast(), Double(rate), Double(rho), Double(epsilon))
  }
}
