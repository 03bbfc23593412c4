import Recurrent
import Testing

@Suite struct InitializerTests {
  static let shapes = [
    (1, 1), (5, 5), (3, 7), (7, 3), (1, 6), (6, 1), (40, 40), (33, 64), (64, 33),
  ]

  /// W W' = gain^2 I for a wide matrix, W' W = gain^2 I for a tall one, both for a square one.
  @Test(arguments: shapes) func orthogonalMatricesAreOrthogonal(rows: Int, columns: Int) {
    var worst = Worst()
    for (seed, gain) in zip(UInt64(1)..., [1, 0.5, 1.6]) {
      var g = SeededGenerator(seed: seed)
      let w = Initializer.orthogonal(gain: gain).values(rows: rows, columns: columns, using: &g)
      func product(_ i: Int, _ j: Int, byRows: Bool) -> Double {
        (0..<(byRows ? columns : rows)).reduce(0) { sum, k in
          byRows
            ? sum + w[i * columns + k] * w[j * columns + k]
            : sum + w[k * columns + i] * w[k * columns + j]
        }
      }
      for byRows in [true, false] where byRows ? rows <= columns : columns <= rows {
        let count = byRows ? rows : columns
        for i in 0..<count {
          for j in 0..<count {
            let wanted = i == j ? gain * gain : 0
            worst.record(
              abs(product(i, j, byRows: byRows) - wanted) / (gain * gain), at: "[\(i), \(j)]")
          }
        }
      }
    }
    worst.expect(within: 1e-14, "orthogonal \(rows) x \(columns)")
  }

  @Test func glorotFillsItsIntervalAndNoMore() {
    for (rows, columns) in [(3, 5), (40, 10), (1, 1)] {
      var g = SeededGenerator(seed: 9)
      let bound = (6 / Double(rows + columns)).squareRoot()
      let values = (0..<2000 / (rows * columns) + 1).flatMap { _ in
        Initializer.glorot.values(rows: rows, columns: columns, using: &g)
      }
      #expect(values.allSatisfy { $0.magnitude <= bound })
      #expect(values.max()! > 0.98 * bound)
      #expect(values.min()! < -0.98 * bound)
    }
  }

  @Test func uniformAndNormalHaveTheirScale() {
    var g = SeededGenerator(seed: 10)
    let uniform = Initializer.uniform(bound: 0.2).values(rows: 50, columns: 40, using: &g)
    #expect(uniform.allSatisfy { $0.magnitude <= 0.2 })
    #expect(uniform.max()! > 0.196)
    let normal = Initializer.normal(deviation: 3).values(rows: 100, columns: 100, using: &g)
    let square = normal.reduce(0) { $0 + $1 * $1 } / 10_000
    #expect(abs(square / 9 - 1) < 0.06)
  }

  @Test func theSameSeedGivesTheSameNetwork() {
    let spec = NetworkSpec(
      inputSize: 3, hiddenSizes: [4, 2], head: .init(.dense(outputs: 5), at: .last),
      loss: .softmaxCrossEntropy)
    func network(_ seed: UInt64) -> Parameters<Double> {
      var g = SeededGenerator(seed: seed)
      return Network<Double>(spec, using: &g).parameters
    }
    #expect(network(7) == network(7))
    #expect(network(7) != network(8))
    let parameters = network(7)
    for block in spec.layout.blocks {
      let values = parameters[block.name]
      // Biases begin at zero, matrices nowhere.
      #expect(values.allSatisfy { ($0 == 0) == (block.shape.count == 1) }, "\(block.name)")
    }
  }

  @Test func aFloatNetworkIsTheDoubleNetworkRounded() {
    let spec = NetworkSpec(
      inputSize: 3, hiddenSizes: [4], head: .init(.identity, at: .last), loss: .halfSquaredError)
    var g = SeededGenerator(seed: 11)
    var same = g
    let wide = Network<Double>(spec, using: &g).parameters.values
    #expect(Network<Float>(spec, using: &same).parameters.values == wide.map { Float($0) })
  }
}
