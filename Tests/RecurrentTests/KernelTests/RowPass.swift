// The softmax of rows and the gradient through tanh beside their equations.

import CKernels
import Numerics

/// These C functions of one precision.
struct RowKernels<Scalar> {
  typealias In = UnsafePointer<Scalar>?
  typealias Out = UnsafeMutablePointer<Scalar>?
  let softmax: (Int, Int, In, Out) -> Void
  let tanhBackward: (Int, In, In, Out) -> Void
}

extension RowKernels<Float> {
  init() { self.init(softmax: unrolled_softmax_f32, tanhBackward: unrolled_tanh_backward_f32) }
}

extension RowKernels<Double> {
  init() { self.init(softmax: unrolled_softmax_f64, tanhBackward: unrolled_tanh_backward_f64) }
}

extension RowKernels where Scalar: BinaryFloatingPoint & Sendable {
  func passes() -> [GatePass<Scalar>] {
    // tanh a, its gradient, the gradient of a
    let backward = GatePass<Scalar>(
      name: "tanh backward", widths: [1, 1, 1], range: -0.99...0.99,
      kernel: { rows, hidden, p in tanhBackward(rows * hidden, p[0], p[1], p[2]) },
      equations: { arrays, row, k, hidden in
        let at = row * hidden + k
        arrays[2][at] = arrays[1][at] * (1 - arrays[0][at] * arrays[0][at])
      })
    return [
      // y, p
      GatePass(
        name: "softmax", widths: [1, 1],
        kernel: { rows, hidden, p in softmax(rows, hidden, p[0], p[1]) },
        equations: { arrays, row, k, hidden in
          let y = arrays[0][row * hidden..<(row + 1) * hidden]
          let sum = y.reduce(0) { $0 + .exp($1) }
          arrays[1][row * hidden + k] = .exp(arrays[0][row * hidden + k]) / sum
        }),
      backward, backward.writing(2, over: 0), backward.writing(2, over: 1),
    ]
  }
}
