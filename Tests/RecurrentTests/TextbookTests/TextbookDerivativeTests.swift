import ComplexModule
import Recurrent
import Testing

/// Two exact derivatives of the textbook's loss that share only its equations: dual numbers, and
/// the complex step f(x + ihd) = f(x) + ih f'(x) d.
@Suite struct TextbookDerivativeTests {
  static let step = 1e-150
  static let cases = TextbookCase.cells.enumerated().flatMap { index, cell in
    (0..<12).map { TextbookCase(seed: UInt64(100 * index + $0), cell: cell) }
  }

  @Test func everyParametersDerivativeIsTheComplexSteps() {
    var worst = Worst()
    var largest: [String: Double] = [:]
    for c in Self.cases {
      let dual = TextbookNetwork.gradient(c.spec, at: c.parameters, of: c.batch, from: c.initial)
      var g = SeededGenerator(seed: c.seed + 5000)
      for block in c.spec.layout.blocks {
        let direction = block.range.map { _ in g.nextNormal() }
        var moved = c.parameters.map { Complex($0, 0) }
        for (index, d) in zip(block.range, direction) { moved[index].imaginary = Self.step * d }
        let complex = TextbookNetwork(c.spec, parameters: moved)
          .loss(c.batch, from: TextbookState(c.initial))
        worst.record(
          difference(dual[block.range], direction, complex), at: "\(block.name), \(c)")
        let magnitude = dual[block.range].reduce(0) { max($0, $1.magnitude) }
        let name = "\(c.spec.cell) " + block.name.split(separator: ".").last!
        largest[name] = max(largest[name] ?? 0, magnitude)
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 300, "textbook, parameters by dual and complex numbers")
    // A block whose gradient is always zero has not been checked: three of each cell and the fourth
    // of one, two of the head and the embedding.
    #expect(largest.count == 7 * 6 + 1)
    for (name, magnitude) in largest { #expect(magnitude > 0.01, "\(name)") }
  }

  @Test func everyInputsDerivativeIsTheComplexSteps() {
    var worst = Worst()
    for c in Self.cases where c.batch.tokens.isEmpty {
      let dual = TextbookNetwork.inputGradient(
        c.spec, at: c.parameters, of: c.batch, from: c.initial)
      var g = SeededGenerator(seed: c.seed + 6000)
      let direction = dual.map { _ in g.nextNormal() }
      let network = TextbookNetwork<Complex<Double>>(
        c.spec, parameters: c.parameters.map { Complex($0, 0) })
      let inputs = zip(c.batch.inputs, direction).map { Complex($0, Self.step * $1) }
      let runs = network.run(c.batch, inputs: inputs, from: TextbookState(c.initial))
      worst.record(difference(dual, direction, network.loss(of: runs, on: c.batch)), at: "\(c)")
      // No loss hears of an input beyond the end of its sequence.
      for (row, length) in (c.batch.lengths ?? []).enumerated() {
        let size = c.batch.inputSize
        for step in length..<c.batch.steps {
          let start = (step * c.batch.batch + row) * size
          #expect(dual[start..<start + size].allSatisfy { $0 == 0 })
        }
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 30, "textbook, inputs by dual and complex numbers")
  }

  @Test func everyInitialStatesDerivativeIsTheComplexSteps() {
    var worst = Worst()
    for c in Self.cases {
      let dual = TextbookNetwork.initialStateGradient(
        c.spec, at: c.parameters, of: c.batch, from: c.initial)
      var g = SeededGenerator(seed: c.seed + 7000)
      var state = TextbookState<Complex<Double>>(c.initial)
      var gradient: [Double] = []
      var direction: [Double] = []
      func move(_ values: inout [[Complex<Double>]], along slopes: [[Double]]) {
        for place in values.indices {
          for index in values[place].indices {
            direction.append(g.nextNormal())
            gradient.append(slopes[place][index])
            values[place][index].imaginary = Self.step * direction.last!
          }
        }
      }
      move(&state.hidden, along: dual.hidden)
      move(&state.cell, along: dual.cell)
      let network = TextbookNetwork<Complex<Double>>(
        c.spec, parameters: c.parameters.map { Complex($0, 0) })
      worst.record(
        difference(gradient, direction, network.loss(c.batch, from: state)), at: "\(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 80, "textbook, h_0 and c_0 by dual and complex numbers")
  }

  @Test func chosenEntriesAreThoseOfTheWholeGradient() {
    for c in Self.cases.prefix(12) {
      let all = TextbookNetwork.gradient(c.spec, at: c.parameters, of: c.batch)
      let some = [c.parameters.count - 1, 0, 3]
      #expect(
        TextbookNetwork.gradient(c.spec, at: c.parameters, of: c.batch, entries: some)
          == some.map { all[$0] })
    }
  }

  /// |g d - exact|, relative to |g| |d|: the product itself may cancel.
  private func difference(
    _ gradient: some Collection<Double>, _ direction: [Double], _ loss: Complex<Double>
  ) -> Double {
    let product = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    let difference = abs(product - loss.imaginary / Self.step)
    return difference == 0
      ? 0 : difference / (euclideanNorm(Array(gradient)) * euclideanNorm(direction))
  }
}
