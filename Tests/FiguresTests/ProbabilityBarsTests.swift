import Figures
import Testing

@Suite struct ProbabilityBarsTests {
  private func bars(_ classes: Int, _ steps: Int, long: Bool = false) -> ProbabilityBars {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let names = (0..<classes).map { long ? "클래스 number \($0)" : String(letters[$0 % 26]) }
    return ProbabilityBars(
      title: "Next", classes: names.map { .plain($0) },
      steps: (0..<steps).map { step in
        let raw = noise(classes, step + 1).map { ($0 + 1) * ($0 + 1) * ($0 + 1) }
        let sum = raw.reduce(0, +)
        return .init(
          input: .character("q"), probabilities: raw.map { $0 / sum }, target: step % classes)
      })
  }

  @Test(arguments: [2, 4, 10, 12, 13, 30, 200], [1, 2, 6, 20, 60])
  func anyNumberOfClassesAndStepsCanBeRead(_ classes: Int, _ steps: Int) throws {
    try expectReadable(bars(classes, steps))
  }

  @Test(arguments: [2, 5, 30])
  func longNamesOfClassesCanBeRead(_ classes: Int) throws {
    try expectReadable(bars(classes, 3, long: true))
  }

  @Test func manyClassesAreRankedAndTheTargetIsAlwaysThere() throws {
    var probabilities = [Double](repeating: 0.001, count: 20)
    probabilities[3] = 0.981
    let figure = ProbabilityBars(
      title: "x", classes: (0..<20).map { .plain("c\($0)") },
      steps: [.init(probabilities: probabilities, target: 19), .init(probabilities: probabilities)])
    let found = try labels(figure)
    #expect(found.filter { $0 == "c3" }.count == 2)
    #expect(found.filter { $0 == "c19" }.count == 1)
    #expect(found.contains("14 more") && found.contains("15 more"))
    #expect(found.contains("0.98") && found.contains("<0.01") && found.contains("0.01"))
    // c0, c1, c2 and c4 are as probable as the rest and come first.
    #expect(found.contains("c4") && !found.contains("c5"))
  }

  @Test func whatIsNotFiniteIsMarkedAndSeenFirst() throws {
    var probabilities = [Double](repeating: 0.05, count: 20)
    probabilities[17] = .nan
    let step = ProbabilityBars.Step(probabilities: probabilities)
    let figure = ProbabilityBars(
      title: "x", classes: (0..<20).map { .plain("c\($0)") }, steps: [step, step])
    let found = try labels(figure)
    #expect(found.contains("c17") && found.contains("NaN"))
    try expectReadable(figure)
  }

  @Test func theRegionsAreTheSteps() throws {
    for classes in [4, 30] {
      let regions = try bars(classes, 7).render(scale: 1).regions
      #expect(regions.map(\.step) == Array(1...7))
      for (index, region) in regions.enumerated() {
        for other in regions[(index + 1)...] {
          #expect(!region.rect.overlaps(other.rect, slack: 0.5))
        }
      }
    }
  }

  @Test func whatDoesNotFitIsRefused() {
    func expectFault(_ figure: ProbabilityBars, _ reason: String) {
      #expect(throws: FigureError.invalidData(figure: "ProbabilityBars", reason: reason)) {
        try figure.validate()
      }
    }
    var figure = bars(2, 1)
    figure.steps[0].probabilities = [1]
    expectFault(figure, "step 1 has 1 probabilities for 2 classes")
    figure.steps[0].probabilities = [1.2, 0]
    expectFault(figure, "step 1 has the probability 1.2; 0 to 1 is allowed")
    figure = bars(2, 1)
    figure.steps[0].target = 2
    expectFault(figure, "step 1 has the target 2; 0 to 1 is allowed")
    figure.steps = []
    expectFault(figure, "0 steps were given; 1 to 60 are drawn")
    expectFault(bars(401, 1), "401 classes were given; 1 to 400 are drawn")
  }
}
