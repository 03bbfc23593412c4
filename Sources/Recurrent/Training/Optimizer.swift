/// A rule that turns gradients into steps.
public enum OptimizerSpec: Sendable, Hashable, Codable {
  /// w <- w - rate * g
  case sgd(rate: Double)
  /// v <- rho v + (1 - rho) g^2,  w <- w - rate * g / sqrt(v + epsilon): epsilon inside the root,
  /// as in Keras.
  case rmsprop(rate: Double, rho: Double = 0.9, epsilon: Double = 1e-7)
}

/// An optimizer with what it remembers between steps.
public struct Optimizer<Scalar: NetworkScalar>: Sendable {
  public let spec: OptimizerSpec
  /// RMSProp's running mean of g^2; empty for an optimizer without memory.
  private var meanSquare: [Scalar]

  public init(_ spec: OptimizerSpec, for layout: ParameterLayout) {
    self.spec = spec
    switch spec {
    case .sgd: meanSquare = []
    case .rmsprop: meanSquare = Array(repeating: 0, count: layout.count)
    }
  }

  /// Moves the parameters one step against the gradients.
  ///
  /// - Complexity: O(count).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func step(
    _ parameters: inout Parameters<Scalar>, along gradients: Parameters<Scalar>
  ) {
    precondition(
      parameters.values.count == gradients.values.count,
      "\(gradients.values.count) gradients for \(parameters.values.count) parameters")
    let count = gradients.values.count
    let g = gradients.values.span
    var w = parameters.values.mutableSpan
    switch spec {
    case .sgd(let rate):
      let rate = Scalar(rate)
      for index in 0..<count { w[index] -= rate * g[index] }
    case .rmsprop(let rate, let rho, let epsilon):
      let rate = Scalar(rate)
      let rho = Scalar(rho)
      let epsilon = Scalar(epsilon)
      var v = meanSquare.mutableSpan
      for index in 0..<count {
        v[index] = rho * v[index] + (1 - rho) * g[index] * g[index]
        w[index] -= rate * g[index] / (v[index] + epsilon).squareRoot()
      }
    }
  }
}
