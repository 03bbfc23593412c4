import Recurrent
import Testing

@Suite struct InitializerTests {
  static let shapes = [
    (1, 1), (5, 5), (3, 7), (7, 3), (1, 6), (6, 1), (40, 40), (33, 64), (64, 33),
    (100, 70), (65, 200),
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

  /// The block of an LSTM of 256 units.
  @Test func aLargeBlockIsOrthogonalToRounding() {
    var g = SeededGenerator(seed: 21)
    let (rows, columns) = (1024, 256)
    let w = Initializer.orthogonal().values(rows: rows, columns: columns, using: &g)
    var gram = [Double](repeating: 0, count: columns * columns)
    for row in 0..<rows {
      let row = w[row * columns..<(row + 1) * columns]
      for (i, a) in row.enumerated() where i % 16 == 0 {
        for (j, b) in row.enumerated() { gram[i * columns + j] += a * b }
      }
    }
    var worst = Worst()
    for i in stride(from: 0, to: columns, by: 16) {
      for j in 0..<columns {
        worst.record(abs(gram[i * columns + j] - (i == j ? 1 : 0)), at: "[\(i), \(j)]")
      }
    }
    worst.expect(within: 1e-14, ofAtLeast: 4096, "orthogonal 1024 x 256")
  }

  /// A generator that always says the same draws rows that are all alike; the matrix is orthogonal
  /// nevertheless, and the drawing ends.
  @Test(arguments: [(1, 1), (4, 4), (3, 7), (40, 40), (70, 35)])
  func aGeneratorThatRepeatsItselfStillGivesAnOrthogonalMatrix(rows: Int, columns: Int) {
    struct Constant: RandomNumberGenerator {
      mutating func next() -> UInt64 { 0x9876_5432_1234_5678 }
    }
    var g = Constant()
    let w = Initializer.orthogonal().values(rows: rows, columns: columns, using: &g)
    let (count, length) = (min(rows, columns), max(rows, columns))
    func entry(_ vector: Int, _ index: Int) -> Double {
      rows <= columns ? w[vector * columns + index] : w[index * columns + vector]
    }
    var worst = Worst()
    for i in 0..<count {
      for j in 0..<count {
        let product = (0..<length).reduce(0) { $0 + entry(i, $1) * entry(j, $1) }
        worst.record(abs(product - (i == j ? 1 : 0)), at: "[\(i), \(j)]")
      }
    }
    worst.expect(within: 1e-13, "orthogonal \(rows) x \(columns) from a constant")
  }

  /// E[w_ij] = 0 and E[w_ij^2] = 1 / max(rows, columns) for every entry alike: no row or column of
  /// the uniform distribution is special, the sign of none is fixed.
  @Test func orthogonalMatricesAreDrawnFromTheUniformDistribution() {
    var g = SeededGenerator(seed: 22)
    let (rows, columns, draws) = (3, 4, 20_000)
    var sums = [Double](repeating: 0, count: rows * columns)
    var squares = sums
    for _ in 0..<draws {
      for (index, x) in Initializer.orthogonal().values(rows: rows, columns: columns, using: &g)
        .enumerated()
      {
        sums[index] += x
        squares[index] += x * x
      }
    }
    // Five standard deviations of a mean of 20,000 draws: 0.018 and 0.009.
    for index in sums.indices {
      #expect(abs(sums[index] / Double(draws)) < 0.018)
      #expect(abs(squares[index] / Double(draws) - 0.25) < 0.009)
    }
  }

  @Test func bandsAreMatricesOfTheirOwn() {
    for initializer in [Initializer.orthogonal(), .glorot, .uniform(bound: 2)] {
      var g = SeededGenerator(seed: 23)
      var same = g
      let banded = initializer.values(rows: 12, columns: 5, bands: 3, using: &g)
      let apart = (0..<3).flatMap { _ in initializer.values(rows: 4, columns: 5, using: &same) }
      #expect(banded == apart)
      #expect(g.next() == same.next())
    }
    var g = SeededGenerator(seed: 24)
    let whole = Initializer.glorot.values(rows: 400, columns: 20, using: &g)
    let banded = Initializer.glorot.values(rows: 400, columns: 20, bands: 4, using: &g)
    #expect(whole.max()! <= (6.0 / 420).squareRoot())
    #expect(banded.max()! > 0.98 * (6.0 / 120).squareRoot())
  }

  @Test func givenEntriesAreTakenAsTheyAre() {
    var g = SeededGenerator(seed: 25)
    var untouched = g
    let given = Initializer.given([1, -2, 3, .infinity, 0, 5])
    #expect(given.values(rows: 2, columns: 3, using: &g) == [1, -2, 3, .infinity, 0, 5])
    #expect(given.values(rows: 2, columns: 3, bands: 2, using: &g) == [1, -2, 3, .infinity, 0, 5])
    #expect(g.next() == untouched.next())
  }

  @Test func givenEntriesThatDoNotFillTheMatrixStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var g = SeededGenerator(seed: 1)
      _ = Initializer.given([1, 2, 3]).values(rows: 2, columns: 2, using: &g)
    }
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
