// The optimizers' passes beside their equations; parameters count as one row.

import CKernels
import Numerics

/// The optimizers' C functions of one precision.
struct OptimizerKernels<Scalar> {
  typealias In = UnsafePointer<Scalar>?
  typealias Out = UnsafeMutablePointer<Scalar>?
  let adam: (Int, Out, In, Out, Out, Scalar, Scalar, Scalar, Scalar, Scalar, Scalar) -> Void
  let rmsprop: (Int, Out, In, Out, Scalar, Scalar, Scalar) -> Void
}

extension OptimizerKernels<Float> {
  init() { self.init(adam: unrolled_adam_f32, rmsprop: unrolled_rmsprop_f32) }
}

extension OptimizerKernels<Double> {
  init() { self.init(adam: unrolled_adam_f64, rmsprop: unrolled_rmsprop_f64) }
}

extension OptimizerKernels where Scalar: BinaryFloatingPoint & Sendable {
  func passes() -> [GatePass<Scalar>] {
    // Numbers that both precisions hold exactly; step 2 of beta1 = 0.875, beta2 = 0.96875.
    let (rate, beta1, beta2, epsilon) = (0.125, 0.875, 0.96875, 0.0009765625)
    let (correction1, correction2) = (1 - beta1 * beta1, 1 - beta2 * beta2)
    return [
      // w, g, m, v
      GatePass(
        name: "Adam", widths: [1, 1, 1, 1], range: 0.01...1.99,
        kernel: { rows, hidden, p in
          adam(
            rows * hidden, p[0], p[1], p[2], p[3], Scalar(rate), Scalar(beta1), Scalar(beta2),
            Scalar(epsilon), Scalar(correction1), Scalar(correction2))
        },
        equations: { arrays, row, k, hidden in
          let at = row * hidden + k
          let g = arrays[1][at]
          arrays[2][at] = beta1 * arrays[2][at] + (1 - beta1) * g
          arrays[3][at] = beta2 * arrays[3][at] + (1 - beta2) * g * g
          arrays[0][at] -=
            rate * (arrays[2][at] / correction1)
            / (.sqrt(arrays[3][at] / correction2) + epsilon)
        }),
      // w, g, v
      GatePass(
        name: "RMSProp", widths: [1, 1, 1], range: 0.01...1.99,
        kernel: { rows, hidden, p in
          rmsprop(
            rows * hidden, p[0], p[1], p[2], Scalar(rate), Scalar(beta1), Scalar(epsilon))
        },
        equations: { arrays, row, k, hidden in
          let at = row * hidden + k
          let g = arrays[1][at]
          arrays[2][at] = beta1 * arrays[2][at] + (1 - beta1) * g * g
          arrays[0][at] -= rate * g / .sqrt(arrays[2][at] + epsilon)
        }),
    ]
  }
}
