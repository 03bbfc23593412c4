import Foundation

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

  var error: Double { hypot(truncation, noise) }

  /// Powers of h in the error of a central difference.
  static let central = [2.0, 4, 6, 8]
  /// Powers of h in the error of a one-sided difference.
  static let oneSided = [1.0, 2, 3, 4]
  /// Powers of h in a second difference over h, where the loss is smooth.
  static let secondDifference = [1.0, 3, 5, 7]

  init(_ values: [Double], noise: [Double], powers: [Double]) {
    var previous: [(value: Double, weights: [Double])] = []
    self.init(value: values[0], truncation: .infinity, noise: noise[0])
    for j in values.indices {
      var weights = [Double](repeating: 0, count: values.count)
      weights[j] = 1
      var row = [(value: values[j], weights: weights)]
      for k in 0..<previous.count where k < powers.count {
        let factor = exp2(powers[k])
        let fine = row[k]
        let coarse = previous[k]
        let value = (factor * fine.value - coarse.value) / (factor - 1)
        let weights = zip(fine.weights, coarse.weights).map { (factor * $0 - $1) / (factor - 1) }
        let candidate = Extrapolation(
          value: value,
          truncation: max(abs(value - fine.value), abs(value - coarse.value)),
          noise: sqrt(zip(weights, noise).reduce(0) { $0 + ($1.0 * $1.1) * ($1.0 * $1.1) }))
        if candidate.error < error { self = candidate }
        row.append((value: value, weights: weights))
      }
      previous = row
    }
  }

  init(value: Double, truncation: Double, noise: Double) {
    self.value = value
    self.truncation = truncation
    self.noise = noise
  }
}
