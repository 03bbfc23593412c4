// The steps of the optimizers; `OptimizerSpec` has their equations.
//
// Goals, in this order: the equations as they are written there, the same step for every entry
// wherever it stands, speed. RMSProp and Adam are passes in C, because their roots and quotients
// gain most from wide vectors; the other two wait for the memory.

/// An optimizer with what it remembers between steps.
public struct Optimizer<Scalar: NetworkScalar>: Sendable {
  public let spec: OptimizerSpec
  /// The number of steps taken: Adam's t.
  public private(set) var stepsTaken = 0
  /// The velocity v of momentum or the mean m of Adam; empty for an optimizer without either.
  private var mean: [Scalar] = []
  /// The mean v of g^2; empty for an optimizer without it.
  private var meanSquare: [Scalar] = []
  /// beta1^t and beta2^t, of the betas as they are in `Scalar`, so that the corrections are those
  /// of the means; kept in Double, because 1 - beta2^t has few digits to lose.
  private var powers = (1.0, 1.0)

  /// - Precondition: rho, beta1 and beta2 are in [0, 1).
  public init(_ spec: OptimizerSpec, for layout: ParameterLayout) {
    self.spec = spec
    let zeros = [Scalar](repeating: 0, count: layout.count)
    switch spec {
    case .sgd: break
    case .momentum: mean = zeros
    case .rmsprop(_, let rho, _):
      checkDecay(rho, "rho")
      meanSquare = zeros
    case .adam(_, let beta1, let beta2, _):
      checkDecay(beta1, "beta1")
      checkDecay(beta2, "beta2")
      mean = zeros
      meanSquare = zeros
    }
  }

  /// Moves the parameters one step against the gradients.
  ///
  /// - Precondition: As many gradients as parameters as the layout of `init` has.
  /// - Complexity: O(count); nothing is allocated.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func step(
    _ parameters: inout Parameters<Scalar>, along gradients: Parameters<Scalar>
  ) {
    let count = gradients.values.count
    precondition(
      parameters.values.count == count,
      "\(count) gradients for \(parameters.values.count) parameters")
    precondition(
      (mean.isEmpty || mean.count == count) && (meanSquare.isEmpty || meanSquare.count == count),
      "\(count) parameters; the optimizer was made for \(max(mean.count, meanSquare.count))")
    guard count > 0 else { return }
    stepsTaken += 1
    gradients.values.withUnsafeBufferPointer { g in
      parameters.values.withUnsafeMutableBufferPointer { w in
        step(count, w.baseAddress!, g.baseAddress!)
      }
    }
  }

  @inline(__always)
  private mutating func step(
    _ count: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>
  ) {
    switch spec {
    case .sgd(let rate):
      let rate = Scalar(rate)
      for index in 0..<count { w[index] -= rate * g[index] }
    case .momentum(let rate, let momentum):
      let rate = Scalar(rate)
      let momentum = Scalar(momentum)
      mean.withUnsafeMutableBufferPointer { v in
        let v = v.baseAddress!
        for index in 0..<count {
          v[index] = momentum * v[index] - rate * g[index]
          w[index] += v[index]
        }
      }
    case .rmsprop(let rate, let rho, let epsilon):
      meanSquare.withUnsafeMutableBufferPointer { v in
        rmspropPass(
          n: count, w: w, g: g, v: v.baseAddress!, rate: Scalar(rate), rho: Scalar(rho),
          epsilon: Scalar(epsilon))
      }
    case .adam(let rate, let beta1, let beta2, let epsilon):
      let beta1 = Scalar(beta1)
      let beta2 = Scalar(beta2)
      powers = (powers.0 * Double(beta1), powers.1 * Double(beta2))
      let correction1 = Scalar(1 - powers.0)
      let correction2 = Scalar(1 - powers.1)
      mean.withUnsafeMutableBufferPointer { m in
        meanSquare.withUnsafeMutableBufferPointer { v in
          adamPass(
            n: count, w: w, g: g, m: m.baseAddress!, v: v.baseAddress!, rate: Scalar(rate),
            beta1: beta1, beta2: beta2, epsilon: Scalar(epsilon), correction1: correction1,
            correction2: correction2)
        }
      }
    }
  }
}

private func checkDecay(_ value: Double, _ name: String) {
  precondition(value >= 0 && value < 1, "\(name) \(value) of an optimizer; it is in [0, 1)")
}
