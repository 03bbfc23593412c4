/// L(W) = |W x|^2 / 2, dL/dW = W x x'.
struct Product {
  let weights = [0.4, -0.2, 0.1, 0.3, 0.5, -0.6, -0.1, 0.2, 0.7]
  let x = [1.0, -2.0, 0.5]

  private func outputs(_ w: some Collection<Double>) -> [Double] {
    let w = Array(w)
    return (0..<3).map { row in (0..<3).reduce(0) { $0 + w[row * 3 + $1] * x[$1] } }
  }

  func loss(_ w: some Collection<Double>) -> Double {
    outputs(w).reduce(0) { $0 + $1 * $1 } / 2
  }

  func gradient(_ w: some Collection<Double>) -> [Double] {
    outputs(w).flatMap { y in x.map { y * $0 } }
  }

  func transposed(_ m: [Double]) -> [Double] { (0..<9).map { m[$0 % 3 * 3 + $0 / 3] } }
}

let product = Product()
