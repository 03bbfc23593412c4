// The LSTM's passes beside their equations; gates i f g o.

import CKernels
import Numerics

/// The LSTM's C functions of one precision.
struct LSTMKernels<Scalar> {
  typealias In = UnsafePointer<Scalar>?
  typealias Out = UnsafeMutablePointer<Scalar>?
  let forward: (Int, Int, Out, In, Out, Out) -> Void
  let backward: (Int, Int, In, In, In, In, Out, Out, Out) -> Void
}

extension LSTMKernels<Float> {
  init() { self.init(forward: unrolled_lstm_forward_f32, backward: unrolled_lstm_backward_f32) }
}

extension LSTMKernels<Double> {
  init() { self.init(forward: unrolled_lstm_forward_f64, backward: unrolled_lstm_backward_f64) }
}

/// The forward pass that keeps no gates, which is there in Double alone.
func lstmStatesPasses() -> [GatePass<Double>] {
  // gates, previous cell, cell, state
  let pass = GatePass<Double>(
    name: "LSTM states", widths: [4, 1, 1, 1],
    kernel: { rows, hidden, p in
      unrolled_lstm_states_f64(rows, hidden, p[0], p[1], p[2], p[3])
    },
    equations: { arrays, row, k, hidden in
      let at = row * 4 * hidden + k
      let i = textbookSigmoid(arrays[0][at])
      let f = textbookSigmoid(arrays[0][at + hidden])
      let g = Double.tanh(arrays[0][at + 2 * hidden])
      let o = textbookSigmoid(arrays[0][at + 3 * hidden])
      let c = f * arrays[1][row * hidden + k] + i * g
      arrays[2][row * hidden + k] = c
      arrays[3][row * hidden + k] = o * .tanh(c)
    })
  return [pass, pass.writing(2, over: 1)]
}

extension LSTMKernels where Scalar: BinaryFloatingPoint & Sendable {
  func passes() -> [GatePass<Scalar>] {
    // gates, previous cell, cell, state
    let forwardPass = GatePass<Scalar>(
      name: "LSTM forward", widths: [4, 1, 1, 1],
      kernel: { rows, hidden, p in forward(rows, hidden, p[0], p[1], p[2], p[3]) },
      equations: { arrays, row, k, hidden in
        let at = row * 4 * hidden + k
        let i = textbookSigmoid(arrays[0][at])
        let f = textbookSigmoid(arrays[0][at + hidden])
        let g = Double.tanh(arrays[0][at + 2 * hidden])
        let o = textbookSigmoid(arrays[0][at + 3 * hidden])
        let c = f * arrays[1][row * hidden + k] + i * g
        arrays[0][at] = i
        arrays[0][at + hidden] = f
        arrays[0][at + 2 * hidden] = g
        arrays[0][at + 3 * hidden] = o
        arrays[2][row * hidden + k] = c
        arrays[3][row * hidden + k] = o * .tanh(c)
      })
    // gates, previous cell, cell, dh, dc, dc of this step, deltas
    let widths = [4, 1, 1, 1, 1, 1, 4]
    func equations(keepingGradient: Bool) -> (inout Arrays<Double>, Int, Int, Int) -> Void {
      { arrays, row, k, hidden in
        let at = row * 4 * hidden + k
        let i = arrays[0][at]
        let f = arrays[0][at + hidden]
        let g = arrays[0][at + 2 * hidden]
        let o = arrays[0][at + 3 * hidden]
        let dh = arrays[3][row * hidden + k]
        let t = Double.tanh(arrays[2][row * hidden + k])
        let dc = arrays[4][row * hidden + k] + dh * o * (1 - t * t)
        arrays[4][row * hidden + k] = dc * f
        if keepingGradient { arrays[5][row * hidden + k] = dc }
        arrays[6][at] = dc * g * i * (1 - i)
        arrays[6][at + hidden] = dc * arrays[1][row * hidden + k] * f * (1 - f)
        arrays[6][at + 2 * hidden] = dc * i * (1 - g * g)
        arrays[6][at + 3 * hidden] = dh * t * o * (1 - o)
      }
    }
    let backwardPass = GatePass<Scalar>(
      name: "LSTM backward", widths: widths,
      kernel: { rows, hidden, p in
        backward(rows, hidden, p[0], p[1], p[2], p[3], p[4], p[5], p[6])
      }, equations: equations(keepingGradient: true))
    let withoutKeeping = GatePass<Scalar>(
      name: "LSTM backward without dc of this step", widths: widths,
      kernel: { rows, hidden, p in
        backward(rows, hidden, p[0], p[1], p[2], p[3], p[4], nil, p[6])
      }, equations: equations(keepingGradient: false))
    return [
      forwardPass, forwardPass.writing(2, over: 1), backwardPass, withoutKeeping,
      backwardPass.writing(6, over: 0), withoutKeeping.writing(6, over: 0),
    ]
  }
}
