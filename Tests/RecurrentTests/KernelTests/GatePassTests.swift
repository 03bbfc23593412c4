// Every elementwise pass against its equations in plain Swift.

import CKernels
import Numerics
import Testing

@Suite struct GatePassTests {
  static let sizes = [1, 2, 7].flatMap { rows in
    [1, 3, 5, 8, 17, 64].map { (rows: rows, hidden: $0) }
  }

  @Test(arguments: sizes)
  func everyPassMatchesItsEquations(rows: Int, hidden: Int) {
    check(singlePasses, rows: rows, hidden: hidden)
    check(doublePasses, rows: rows, hidden: hidden)
  }

  /// NaN in one entry of one argument: it must come out exactly where the equations say.
  @Test(arguments: [(rows: 1, hidden: 5), (rows: 2, hidden: 21)])
  func everyNaNComesOutWhereTheEquationsPutIt(rows: Int, hidden: Int) {
    check(singlePasses, rows: rows, hidden: hidden, nan: true)
    check(doublePasses, rows: rows, hidden: hidden, nan: true)
  }

  @Test func noRowsAndNoUnitsAreNothingToDo() {
    check(doublePasses, rows: 0, hidden: 5)
    check(doublePasses, rows: 3, hidden: 0)
  }

  @Test func anEntryHasTheSameBitsWhereverItStandsInItsRow() {
    checkPlaces(singlePasses)
    checkPlaces(doublePasses)
  }

  /// Three divisors are multiplied: none of them may grow until the product is infinite.
  @Test(arguments: [-1e6, -800, 800, 1e6])
  func saturatedGatesOfTheStatesPassAreOneOrZero(a: Double) {
    for (gate, others) in [(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5), (0, a), (2, -a)] {
      var gates = [Double](repeating: others, count: 4)
      gates[gate] = a
      var (cell, state) = ([0.0], [0.0])
      unrolled_lstm_states_f64(1, 1, gates, [0.7], &cell, &state)
      let i = textbookSigmoid(gates[0])
      let f = textbookSigmoid(gates[1])
      let c = f * 0.7 + i * .tanh(gates[2])
      #expect((cell[0] - c).magnitude <= 4e-16, "\(gates)")
      #expect((state[0] - textbookSigmoid(gates[3]) * .tanh(c)).magnitude <= 4e-16, "\(gates)")
    }
  }

  private var singlePasses: [GatePass<Float>] {
    LSTMKernels<Float>().passes() + GRUKernels<Float>().passes()
      + OptimizerKernels<Float>().passes() + RowKernels<Float>().passes()
  }

  private var doublePasses: [GatePass<Double>] {
    LSTMKernels<Double>().passes() + lstmStatesPasses() + GRUKernels<Double>().passes()
      + OptimizerKernels<Double>().passes() + RowKernels<Double>().passes()
  }

  private func check<Scalar>(
    _ passes: [GatePass<Scalar>], rows: Int, hidden: Int, nan: Bool = false
  ) {
    for pass in passes {
      var numbers = KernelNumbers(state: UInt64(rows * 1000 + hidden))
      let arrays = pass.sizes(rows: rows, hidden: hidden).map { size in
        (0..<size).map { _ in Scalar(Double.random(in: pass.range, using: &numbers)) }
      }
      let places = nan ? arrays.indices.map { ($0, arrays[$0].count / 2) } : []
      for place in places.isEmpty ? [nil] : places.map(Optional.some) {
        var arrays = arrays
        if let (array, entry) = place { arrays[array][entry] = .nan }
        let expected = pass.expected(arrays, rows: rows, hidden: hidden)
        let (got, intact) = pass.run(arrays, rows: rows, hidden: hidden)
        #expect(intact, "\(pass.name) wrote beside its arrays, B = \(rows), H = \(hidden)")
        for argument in arrays.indices {
          let difference = worstDifference(got[argument], expected[argument])
          #expect(
            difference <= 16 * Double(Scalar.ulpOfOne),
            "\(pass.name), argument \(argument), B = \(rows), H = \(hidden), \(Scalar.self)")
        }
      }
    }
  }

  /// The largest |got - wanted|, relative to the largest |wanted| where that is above 1; infinite
  /// where one is NaN and the other is not.
  private func worstDifference<Scalar: BinaryFloatingPoint>(
    _ got: [Scalar], _ wanted: [Double]
  ) -> Double {
    guard got.count == wanted.count else { return .infinity }
    let scale = wanted.reduce(1) { $1.isNaN ? $0 : max($0, $1.magnitude) }
    return zip(got, wanted).reduce(0) { worst, pair in
      if pair.0.isNaN || pair.1.isNaN { return pair.0.isNaN && pair.1.isNaN ? worst : .infinity }
      return max(worst, (Double(pair.0) - pair.1).magnitude / scale)
    }
  }

  private func checkPlaces<Scalar>(_ passes: [GatePass<Scalar>]) {
    let (rows, hidden) = (2, 45)
    for pass in passes {
      var numbers = KernelNumbers(state: 5)
      // Each argument the same number in all places of a band of H.
      let arrays = pass.sizes(rows: rows, hidden: hidden).map { size in
        (0..<size / hidden).flatMap { _ in
          let value = Scalar(Double.random(in: pass.range, using: &numbers))
          return Array(repeating: value, count: hidden)
        }
      }
      let (got, _) = pass.run(arrays, rows: rows, hidden: hidden)
      for array in got {
        for start in stride(from: 0, to: array.count, by: hidden) {
          #expect(
            array[start..<start + hidden].allSatisfy { $0 == array[start] },
            "\(pass.name), \(Scalar.self)")
        }
      }
    }
  }
}
