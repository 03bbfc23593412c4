import Foundation
import Lessons
import Testing

/// Gradients on their way back through a recurrent layer, and functions with their slopes.
@Suite struct CarryTests {
  @Test(arguments: [0.9, 1.0, 1.1])
  func aLinearLayerWithARotationCarriesRadiusToThePowerOfTheSteps(_ radius: Double) throws {
    let result = try LessonFiles.result([
      """
      carry:
        id: c
        steps: 50
        hidden: 7
        seeds: 3
        cases: [{ name: linear, activation: identity, radius: \(radius) }]
      """
    ])
    let median = result.numbers("c", "linear")
    #expect(median.count == 51)
    let (least, most) = (result.numbers("c", "linear_least"), result.numbers("c", "linear_most"))
    for k in 0...50 { #expect(most[k] - least[k] <= 1e-12 * most[k]) }
    for k in 0...50 {
      #expect(abs(median[k] / pow(radius, Double(k)) - 1) < 1e-12)
    }
  }

  /// One unit without input: h_t = f(w h_{t-1}) can be followed by hand.
  @Test func aSingleSigmoidUnitMultipliesByItsWeightAndSlope() throws {
    let result = try LessonFiles.result([
      """
      carry:
        id: c
        steps: 30
        hidden: 1
        input: 0
        seeds: 1
        cases: [{ name: unit, activation: sigmoid, recurrent: identity, radius: 3 }]
      """
    ])
    var h = 0.0
    var factors: [Double] = []
    for _ in 0..<30 {
      h = 1 / (1 + exp(-3 * h))
      factors.append(3 * h * (1 - h))
    }
    var norm = 1.0
    let norms = result.numbers("c", "unit")
    #expect(norms[0] == 1)
    for k in 1...30 {
      norm *= factors[30 - k]
      #expect(abs(norms[k] / norm - 1) < 1e-12)
    }
    #expect(abs((result.number("c", "unit_state") ?? 0) - h) < 1e-14)
  }

  @Test func whatFloatLosesIsCounted() throws {
    let result = try LessonFiles.result([
      """
      carry:
        id: c
        steps: 200
        hidden: 4
        seeds: 2
        cases:
          - { name: gone, activation: sigmoid }
          - { name: kept, activation: identity }
      """
    ])
    let lost = try #require(result.number("c", "gone_lost"))
    // 0.25^75 is below the smallest number of single precision, 2^-149.
    #expect(lost > 50 && lost <= 76)
    #expect(result.number("c", "kept_lost") == 0)
    #expect(result.numbers("c", "gone")[Int(lost)] > 0)
  }

  /// f(c a) = c f(a) for c > 0: the same units are on, and every slope is the same one.
  @Test(arguments: ["identity", "relu"])
  func aFunctionThatScalesCarriesTheSameWhateverTheSizeOfItsInputs(_ name: String) throws {
    func norms(_ input: Double, _ name: String) throws -> [Double] {
      try LessonFiles.result([
        """
        carry:
          id: c
          steps: 20
          hidden: 5
          seeds: 3
          input: \(input)
          cases: [{ name: case, activation: \(name) }]
        """
      ]).numbers("c", "case")
    }
    // A power of two, which changes no rounding.
    #expect(try norms(0.125, name) == norms(8, name))
    #expect(try norms(0.125, "tanh") != norms(8, "tanh"))
  }

  @Test func aForwardPassWithNothingToShowStepByStepHasNoTable() throws {
    let result = try LessonFiles.result([
      """
      model:
        id: m
        input: 2
        hidden: 3
        head: { outputs: 2, at: last }
        loss: cross_entropy
      """,
      "data: { id: d, kind: recall, steps: 5, symbols: 2, count: 2 }",
      "forward: { id: f, model: m, data: d, show: [probability] }",
      "forward: { id: g, model: m, data: d, show: [input] }",
    ])
    func tables(_ step: Int) -> Int {
      result.steps[step].items.count { if case .table = $0 { true } else { false } }
    }
    #expect(tables(2) == 0)
    #expect(tables(3) == 1)
  }

  @Test func theSteepestSlopesAreThoseOfTheTextbook() throws {
    let result = try LessonFiles.result([
      "activations: { id: f, functions: [sigmoid, tanh, relu, identity], steps: 3 }",
      "figure: { id: p, kind: activations, from: [f], alt: four functions }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.number("f", "sigmoid_steepest") == 0.25)
    #expect(result.number("f", "sigmoid_where") == 0)
    #expect(result.numbers("f", "sigmoid_best") == [1, 0.25, 0.0625, 0.015625])
    #expect(result.number("f", "tanh_steepest") == 1)
    #expect(result.number("f", "relu_steepest") == 1)
    #expect(result.number("f", "identity_steepest") == 1)
    #expect(result.figures.count == 1)
  }

  @Test func whatIsTooMuchIsRefused() {
    expectOne(
      LessonFiles.complaints([
        "carry: { id: c, steps: 1000, hidden: 500, seeds: 100, cases: [{ name: a }] }"
      ]),
      endingWith: "take 2.5e+11 operations; at most 1e+09 are allowed")
    expectOne(
      LessonFiles.complaints(["carry: { id: c, cases: [{ name: a }, { name: a }] }"]),
      endingWith: "the case name 'a'; a name has letters, digits and _, and stands once")
    expectOne(
      LessonFiles.complaints(["activations: { id: f, functions: [tanh, tanh] }"]),
      endingWith: "a function stands twice")
  }
}
