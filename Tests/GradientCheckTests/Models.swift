import Foundation
import GradientCheck

/// A loss with a gradient derived by hand, at random parameters.
struct Model {
  let name: String
  let parameters: [NamedTensor]
  let loss: ([Double]) -> Double
  let gradient: ([Double]) -> [Double]

  /// Checks the gradient, after `spoil` has changed it.
  func check(
    _ check: GradientCheck = GradientCheck(seed: 7),
    spoil: (inout [Double], [Double]) -> Void = { _, _ in }
  ) -> GradientCheck.Report {
    check.run(
      parameters: parameters,
      loss: { loss($0.values) },
      gradient: { parameters in
        var values = gradient(parameters.values)
        spoil(&values, parameters.values)
        return LossAndGradient(loss: loss(parameters.values), values: values)
      })
  }

  /// The place of an entry of the flat gradient, as a report names it.
  func label(_ position: Int) -> String {
    var rest = position
    for tensor in parameters {
      guard rest >= tensor.values.count else {
        let columns = tensor.shape.count == 2 ? tensor.shape[1] : 1
        return tensor.shape.count == 2
          ? "\(tensor.name)[\(rest / columns), \(rest % columns)]" : "\(tensor.name)[\(rest)]"
      }
      rest -= tensor.values.count
    }
    return "no entry \(position)"
  }
}

/// A seeded source of the numbers that models are made of.
struct Draw: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Normally distributed numbers of the given standard deviation, after Box and Muller.
  mutating func normal(_ count: Int, scale: Double = 1) -> [Double] {
    (0..<count).map { _ in
      let radius = sqrt(-2 * log(Double.random(in: 1e-300..<1, using: &self)))
      return scale * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
    }
  }
}

// MARK: Closed forms

extension Model {
  /// f = 1/2 x'Ax + c'x with A symmetric; gradient Ax + c.
  static func quadratic(seed: Int, scale: Double, size n: Int = 5) -> Model {
    var draw = Draw(seed)
    let half = draw.normal(n * n)
    let a = (0..<n * n).map { half[$0] + half[($0 % n) * n + $0 / n] }
    let c = draw.normal(n)
    let product: @Sendable ([Double]) -> [Double] = { x in
      (0..<n).map { i in (0..<n).reduce(0) { $0 + a[i * n + $1] * x[$1] } }
    }
    return Model(
      name: "quadratic",
      parameters: [NamedTensor("x", values: draw.normal(n, scale: scale))],
      loss: { x in
        zip(x, zip(product(x), c)).reduce(0) { $0 + $1.0 * (0.5 * $1.1.0 + $1.1.1) }
      },
      gradient: { x in zip(product(x), c).map { $0 + $1 } })
  }

  /// f = sum_i exp(sin(x_i y_i)) + cos(x_i): gradient by x and by y.
  static func expSine(seed: Int, scale: Double, size n: Int = 4) -> Model {
    var draw = Draw(seed)
    return Model(
      name: "exp of sine",
      parameters: [
        NamedTensor("x", values: draw.normal(n, scale: scale)),
        NamedTensor("y", values: draw.normal(n, scale: scale)),
      ],
      loss: { v in (0..<n).reduce(0) { $0 + exp(sin(v[$1] * v[n + $1])) + cos(v[$1]) } },
      gradient: { v in
        let outer = (0..<n).map { exp(sin(v[$0] * v[n + $0])) * cos(v[$0] * v[n + $0]) }
        return (0..<n).map { outer[$0] * v[n + $0] - sin(v[$0]) }
          + (0..<n).map { outer[$0] * v[$0] }
      })
  }

  /// Mean softmax cross-entropy of a linear classifier; dL/dlogits = (p - onehot) / N.
  static func softmax(
    seed: Int, scale: Double, features d: Int = 4, classes k: Int = 3, samples n: Int = 5
  ) -> Model {
    var draw = Draw(seed)
    let x = draw.normal(n * d)
    let label = (0..<n).map { _ in Int.random(in: 0..<k, using: &draw) }
    let logits: @Sendable ([Double], Int) -> [Double] = { v, s in
      (0..<k).map { c in
        (0..<d).reduce(v[k * d + c]) { $0 + v[c * d + $1] * x[s * d + $1] }
      }
    }
    return Model(
      name: "softmax",
      parameters: [
        NamedTensor("W", rows: k, columns: d, values: draw.normal(k * d, scale: scale)),
        NamedTensor("b", values: draw.normal(k, scale: scale)),
      ],
      loss: { v in
        (0..<n).reduce(0) { sum, s in
          let z = logits(v, s)
          let top = z.max() ?? 0
          return sum + (top + log(z.reduce(0) { $0 + exp($1 - top) }) - z[label[s]]) / Double(n)
        }
      },
      gradient: { v in
        var g = [Double](repeating: 0, count: k * d + k)
        for s in 0..<n {
          let z = logits(v, s)
          let top = z.max() ?? 0
          let total = z.reduce(0) { $0 + exp($1 - top) }
          for c in 0..<k {
            let delta = (exp(z[c] - top) / total - (c == label[s] ? 1 : 0)) / Double(n)
            for i in 0..<d { g[c * d + i] += delta * x[s * d + i] }
            g[k * d + c] += delta
          }
        }
        return g
      })
  }
}

/// The natural logarithm, for tests that import no mathematics of their own.
func logarithm(_ x: Double) -> Double { log(x) }

extension Draw {
  /// Normally distributed numbers from a seed.
  static func numbers(_ count: Int, seed: Int) -> [Double] {
    var draw = Draw(seed)
    return draw.normal(count)
  }
}

extension Model {
  /// f = sum_i a_i sin(x_i) + (sum_i b_i x_i)^2 / 2; gradient a_i cos(x_i) + b_i sum_j b_j x_j.
  static func waves(count: Int, seed: Int) -> Model {
    let a = Draw.numbers(count, seed: 3 * seed + 1)
    let b = Draw.numbers(count, seed: 3 * seed + 2).map { $0 / Double(count).squareRoot() }
    @Sendable func sum(_ x: [Double]) -> Double {
      var sum = 0.0
      for i in 0..<count { sum += b[i] * x[i] }
      return sum
    }
    return Model(
      name: "waves",
      parameters: [NamedTensor("x", values: Draw.numbers(count, seed: 3 * seed + 3))],
      loss: { x in
        var waves = 0.0
        for i in 0..<count { waves += a[i] * sin(x[i]) }
        let s = sum(x)
        return waves + s * s / 2
      },
      gradient: { x in
        let s = sum(x)
        return (0..<count).map { a[$0] * cos(x[$0]) + b[$0] * s }
      })
  }
}
