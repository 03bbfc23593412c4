// The GRU's passes beside their equations, both resets; gates r z n.

import CKernels
import Numerics

/// The GRU's C functions of one precision.
struct GRUKernels<Scalar> {
  typealias In = UnsafePointer<Scalar>?
  typealias Out = UnsafeMutablePointer<Scalar>?
  let afterForward: (Int, Int, Out, In, In, In, Out, Out) -> Void
  let afterBackward: (Int, Int, In, In, In, In, Out, Out, Out) -> Void
  let beforeReset: (Int, Int, Out, In, Out) -> Void
  let beforeForward: (Int, Int, Out, In, Out) -> Void
  let beforeBackwardCandidate: (Int, Int, In, In, In, Out, Out) -> Void
  let beforeBackwardReset: (Int, Int, In, In, In, Out, Out) -> Void
}

extension GRUKernels<Float> {
  init() {
    self.init(
      afterForward: unrolled_gru_after_forward_f32, afterBackward: unrolled_gru_after_backward_f32,
      beforeReset: unrolled_gru_before_reset_f32, beforeForward: unrolled_gru_before_forward_f32,
      beforeBackwardCandidate: unrolled_gru_before_backward_candidate_f32,
      beforeBackwardReset: unrolled_gru_before_backward_reset_f32)
  }
}

extension GRUKernels<Double> {
  init() {
    self.init(
      afterForward: unrolled_gru_after_forward_f64, afterBackward: unrolled_gru_after_backward_f64,
      beforeReset: unrolled_gru_before_reset_f64, beforeForward: unrolled_gru_before_forward_f64,
      beforeBackwardCandidate: unrolled_gru_before_backward_candidate_f64,
      beforeBackwardReset: unrolled_gru_before_backward_reset_f64)
  }
}

extension GRUKernels where Scalar: BinaryFloatingPoint & Sendable {
  func passes() -> [GatePass<Scalar>] {
    let backward = afterBackwardPass()
    let candidate = candidatePass()
    let reset = resetBackwardPass()
    return [
      afterForwardPass(), backward, backward.writing(6, over: 3), backward.writing(4, over: 0),
      resetPass(), forwardPass(), candidate, candidate.writing(3, over: 0),
      candidate.writing(4, over: 2), reset, reset.writing(3, over: 0),
    ]
  }

  /// gates, U h', b_hn, h', q, h
  private func afterForwardPass() -> GatePass<Scalar> {
    GatePass(
      name: "GRU (reset after) forward", widths: [3, 3, 0, 1, 1, 1],
      kernel: { rows, hidden, p in
        afterForward(rows, hidden, p[0], p[1], p[2], p[3], p[4], p[5])
      },
      equations: { arrays, row, k, hidden in
        let at = row * 3 * hidden + k
        let r = textbookSigmoid(arrays[0][at] + arrays[1][at])
        let z = textbookSigmoid(arrays[0][at + hidden] + arrays[1][at + hidden])
        let q = arrays[1][at + 2 * hidden] + arrays[2][k]
        let n = Double.tanh(arrays[0][at + 2 * hidden] + r * q)
        arrays[0][at] = r
        arrays[0][at + hidden] = z
        arrays[0][at + 2 * hidden] = n
        arrays[4][row * hidden + k] = q
        arrays[5][row * hidden + k] = (1 - z) * n + z * arrays[3][row * hidden + k]
      })
  }

  /// gates, q, h', dh, deltas of the input side, of the recurrent side, dh'
  private func afterBackwardPass() -> GatePass<Scalar> {
    GatePass(
      name: "GRU (reset after) backward", widths: [3, 1, 1, 1, 3, 3, 1],
      kernel: { rows, hidden, p in
        afterBackward(rows, hidden, p[0], p[1], p[2], p[3], p[4], p[5], p[6])
      },
      equations: { arrays, row, k, hidden in
        let at = row * 3 * hidden + k
        let r = arrays[0][at]
        let z = arrays[0][at + hidden]
        let n = arrays[0][at + 2 * hidden]
        let dh = arrays[3][row * hidden + k]
        let dn = dh * (1 - z) * (1 - n * n)
        let dz = dh * (arrays[2][row * hidden + k] - n) * z * (1 - z)
        let dr = dn * arrays[1][row * hidden + k] * r * (1 - r)
        for side in 4...5 {
          arrays[side][at] = dr
          arrays[side][at + hidden] = dz
        }
        arrays[4][at + 2 * hidden] = dn
        arrays[5][at + 2 * hidden] = dn * r
        arrays[6][row * hidden + k] = dh * z
      })
  }

  /// gates, h', r * h'
  private func resetPass() -> GatePass<Scalar> {
    GatePass(
      name: "GRU (reset before), reset", widths: [3, 1, 1],
      kernel: { rows, hidden, p in beforeReset(rows, hidden, p[0], p[1], p[2]) },
      equations: { arrays, row, k, hidden in
        let at = row * 3 * hidden + k
        arrays[0][at] = textbookSigmoid(arrays[0][at])
        arrays[0][at + hidden] = textbookSigmoid(arrays[0][at + hidden])
        arrays[2][row * hidden + k] = arrays[0][at] * arrays[1][row * hidden + k]
      })
  }

  /// gates, h', h
  private func forwardPass() -> GatePass<Scalar> {
    GatePass(
      name: "GRU (reset before) forward", widths: [3, 1, 1],
      kernel: { rows, hidden, p in beforeForward(rows, hidden, p[0], p[1], p[2]) },
      equations: { arrays, row, k, hidden in
        let at = row * 3 * hidden + k
        let z = arrays[0][at + hidden]
        let n = Double.tanh(arrays[0][at + 2 * hidden])
        arrays[0][at + 2 * hidden] = n
        arrays[2][row * hidden + k] = (1 - z) * n + z * arrays[1][row * hidden + k]
      })
  }

  /// gates, h', dh, deltas, dh'
  private func candidatePass() -> GatePass<Scalar> {
    GatePass(
      name: "GRU (reset before) backward, candidate", widths: [3, 1, 1, 3, 1],
      kernel: { rows, hidden, p in
        beforeBackwardCandidate(rows, hidden, p[0], p[1], p[2], p[3], p[4])
      },
      equations: { arrays, row, k, hidden in
        let at = row * 3 * hidden + k
        let z = arrays[0][at + hidden]
        let n = arrays[0][at + 2 * hidden]
        let dh = arrays[2][row * hidden + k]
        arrays[3][at + hidden] = dh * (arrays[1][row * hidden + k] - n) * z * (1 - z)
        arrays[3][at + 2 * hidden] = dh * (1 - z) * (1 - n * n)
        arrays[4][row * hidden + k] = dh * z
      })
  }

  /// gates, h', d(r * h'), deltas, dh'
  private func resetBackwardPass() -> GatePass<Scalar> {
    GatePass(
      name: "GRU (reset before) backward, reset", widths: [3, 1, 1, 3, 1],
      kernel: { rows, hidden, p in
        beforeBackwardReset(rows, hidden, p[0], p[1], p[2], p[3], p[4])
      },
      equations: { arrays, row, k, hidden in
        let r = arrays[0][row * 3 * hidden + k]
        let ds = arrays[2][row * hidden + k]
        arrays[3][row * 3 * hidden + k] = ds * arrays[1][row * hidden + k] * r * (1 - r)
        arrays[4][row * hidden + k] += ds * r
      })
  }
}
