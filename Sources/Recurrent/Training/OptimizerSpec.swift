/// A rule that turns gradients into steps. v and m begin at zero.
public enum OptimizerSpec: Sendable, Hashable, Codable {
  /// w <- w - rate * g
  case sgd(rate: Double)
  /// v <- momentum * v - rate * g,  w <- w + v: the rate inside the velocity, as in Keras. In
  /// PyTorch's v <- momentum * v + g, w <- w - rate * v it stands outside; at a constant rate the
  /// steps are the same.
  ///
  /// - Source: Polyak (1964), in the notation of Sutskever et al. (2013), equations 1 and 2.
  case momentum(rate: Double, momentum: Double = 0.9)
  /// v <- rho v + (1 - rho) g^2,  w <- w - rate * g / sqrt(v + epsilon): epsilon inside the root,
  /// as in Keras.
  case rmsprop(rate: Double, rho: Double = 0.9, epsilon: Double = 1e-7)
  /// m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2, and at step t = 1, 2, ...
  /// w <- w - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon): the means are
  /// corrected for their start at zero, epsilon is outside the root and added to the corrected
  /// one, as in PyTorch.
  ///
  /// - Source: Kingma and Ba (2015), algorithm 1.
  case adam(
    rate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

  /// The learning rate.
  public var rate: Double {
    switch self {
    case .sgd(let rate), .momentum(let rate, _), .rmsprop(let rate, _, _),
      .adam(let rate, _, _, _):
      rate
    }
  }
}
