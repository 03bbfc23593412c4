/// One number for each step of a stencil; the rest is padding.
typealias Lanes = SIMD8<Double>

/// The limit of a quantity as its step goes to zero, from steps that halve, with an error.
///
///     A_j0 = the given values, at steps h_j = h_0 2^-j
///     A_jk = (2^p_k A_j,k-1 - A_j-1,k-1) / (2^p_k - 1)
///     N_jk = sqrt(sum_q (w_q n_q)^2)                     w: weights of A_jk on the A_q0
///     T_jk = max(|A_jk - A_j,k-1|, |A_jk - A_j-1,k-1|)
///     E_jk = sqrt(T_jk^2 + N_jk^2)
///
/// `p_k` are the powers of h in the error of A_j0 and n_q the noise of A_q0. The entry of least E
/// wins. The maximum of both differences matters: a single one was seen to be 11 times too small.
///
/// Source: Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", 1982, with a noise term.
struct Extrapolation: Sendable {
  /// The extrapolated limit.
  var value: Double
  /// How far the last two refinements moved.
  var truncation: Double
  /// What the noise of the values amounts to in the limit.
  var noise: Double

  var error: Double { (truncation * truncation + noise * noise).squareRoot() }

  /// The powers p_k of one kind of quotient, with the weights w that follow from them.
  struct Scheme: Sendable {
    fileprivate let factors: [Double]
    /// The weights of A_jk at [5 j + k], for five steps.
    fileprivate let weights: [Lanes]

    init(powers: [Int]) {
      let count = Stencil.most
      let factors = powers.map { Double(1 << $0) }
      var weights = [Lanes](repeating: .zero, count: count * count)
      for j in 0..<count {
        weights[count * j][j] = 1
        for k in 1..<count where k <= j {
          let (fine, coarse) = (weights[count * j + k - 1], weights[count * (j - 1) + k - 1])
          weights[count * j + k] = (factors[k - 1] * fine - coarse) / (factors[k - 1] - 1)
        }
      }
      self.factors = factors
      self.weights = weights
    }
  }

  /// Powers of h in the error of a central difference.
  static let central = Scheme(powers: [2, 4, 6, 8])
  /// Powers of h in the error of a one-sided difference.
  static let oneSided = Scheme(powers: [1, 2, 3, 4])
  /// Powers of h in a second difference over h, where the loss is smooth.
  static let secondDifference = Scheme(powers: [1, 3, 5, 7])

  /// - Parameter count: How many steps there are.
  init(_ values: Lanes, noise: Lanes, _ scheme: Scheme, count: Int) {
    self.init(value: values[0], truncation: .infinity, noise: noise[0])
    var least = Double.infinity
    var column = values
    for k in 1..<count {
      let factor = scheme.factors[k - 1]
      let scale = 1 / (factor - 1)
      var next = Lanes.zero
      for j in k..<count {
        let (fine, coarse) = (column[j], column[j - 1])
        let value = (factor * fine - coarse) * scale
        next[j] = value
        let truncation = max(abs(value - fine), abs(value - coarse))
        guard truncation < least else { continue }
        let weighted = scheme.weights[Stencil.most * j + k] * noise
        let candidate = Extrapolation(
          value: value, truncation: truncation, noise: (weighted * weighted).sum().squareRoot())
        if candidate.error < least {
          self = candidate
          least = candidate.error
        }
      }
      column = next
    }
  }

  init(value: Double, truncation: Double, noise: Double) {
    self.value = value
    self.truncation = truncation
    self.noise = noise
  }
}
