import Figures
import Testing

@Suite struct UnrolledDiagramTests {
  @Test func everyDrawnStepHasItsColumn() throws {
    let regions = try Samples.unrolled(3, 2, hasGradient: true).render().regions
    #expect(regions.map(\.step) == [1, 2, 3])
    for (left, right) in zip(regions, regions.dropFirst()) {
      #expect(left.rect.right <= right.rect.left + 1e-9)
    }
  }

  @Test func ofManyStepsTheFirstAndLastThreeAreDrawn() throws {
    #expect(try Samples.unrolled(8, 1).render().regions.count == 8)
    let regions = try Samples.unrolled(1000, 1).render().regions
    #expect(regions.map(\.step) == [1, 2, 3, 998, 999, 1000])
  }

  @Test func theNumbersOfTheRunStandInTheBoxes() throws {
    let figure = UnrolledDiagram(
      title: "x",
      steps: [
        .init(
          input: .init(values: [1]), states: [[0.4621, -0.1974]],
          gradient: .init(stateNorms: [0.217398], deltas: [[-0.0444, 0.2018]]))
      ])
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    for number in ["0.46", "\u{2212}0.20", "\u{2212}0.04", "0.20", "1.00"] {
      #expect(texts.contains(number), "\(number) is missing")
    }
    #expect(texts.contains { $0.contains("0.217") })
  }

  @Test func moreThanFourUnitsAreColoursOnly() throws {
    func numbers(_ units: Int) throws -> [String] {
      let figure = UnrolledDiagram(title: "x", steps: [.init(states: [Samples.wave(units, 1)])])
      return try figure.drawn(theme: .light).0.placed.map(\.label.source)
        .filter { $0.contains(".") }
    }
    #expect(try numbers(4) == ["0.91", "\u{2212}0.96", "0.99", "\u{2212}1.00"])
    #expect(try numbers(5) == [])
  }

  @Test func coloursWithoutNumbersHaveAKey() throws {
    func names(_ units: Int) throws -> [String] {
      let figure = UnrolledDiagram(title: "x", steps: [.init(states: [Samples.wave(units, 1)])])
      return try figure.drawn(theme: .light).0.placed.map(\.label.source)
    }
    #expect(try !names(4).contains("state $h_t$"))
    #expect(Set(try names(5)).isSuperset(of: ["state $h_t$", "\u{2212}1", "1"]))
  }

  @Test func moreLayersMakeAHigherPageOfTheSameWidth() throws {
    let (one, four) = (Samples.unrolled(4, 3), Samples.unrolled(4, 3, layers: 4))
    #expect(one.size.width == 800 && four.size.width == 800)
    #expect(four.size.height > one.size.height + 100)
  }

  @Test func aStateThatIsNotFiniteIsNamed() throws {
    let figure = UnrolledDiagram(
      title: "x", steps: [.init(states: [[.nan, 0.5]], loss: .infinity)])
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    #expect(texts.contains("NaN"))
    #expect(texts.contains { $0.contains("∞") })
  }

  @Test func unequalShapesAreErrorsThatNameTheStep() {
    let ragged = UnrolledDiagram(
      title: "x", steps: [.init(states: [[1, 2]]), .init(states: [[1]])])
    #expect(
      throws: FigureError.invalidData(
        figure: "UnrolledDiagram", reason: "step 2, layer 1 has 1 units, step 1 has 2")
    ) { _ = try ragged.render() }
    #expect(throws: FigureError.self) { _ = try UnrolledDiagram(title: "x", steps: []).render() }
    let norms = UnrolledDiagram(
      title: "x", steps: [.init(states: [[1]], gradient: .init(stateNorms: [1, 2]))])
    #expect(throws: FigureError.self) { _ = try norms.render() }
  }
}
