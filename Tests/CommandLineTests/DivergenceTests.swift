import Foundation
import Testing

@Suite struct DivergenceTests {
  /// A ReLU network, a huge rate: the second update has no finite loss.
  static let lesson = Sample.lesson(
    """
    model: { id: m, input: 1, hidden: 3, activation: relu, head: { outputs: 1, at: last }, \
    loss: half_squared_error }
    """,
    """
    data: { id: d, kind: sequences, items: [{ x: [\(Array(repeating: "100", count: 30)
      .joined(separator: ", "))], target: [500000] }] }
    """,
    "train: { id: t, model: m, data: d, rate: 1000, epochs: 50 }",
    "figure: { id: curve, kind: loss, from: [t], alt: The loss }",
    "forward: { id: f, model: t, data: d }",
    "gradcheck: { id: g, model: t, data: d }",
    "expect:\n  - { value: g.exact_difference, below: 1 }\n  - { value: g.passed, at_least: 1 }",
    title: "One that diverges")

  @Test func theStepIsNamedAndThePageShowsWhatThereIs() throws {
    let place = try Place(["01-diverges.md": Self.lesson])
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.lines.contains("[3/7] train t  fail"))
    let reason = try #require(outcome.lines.first { $0.contains("training stopped") })
    #expect(
      reason.firstMatch(of: /^   training stopped at epoch [0-9]+: the loss is (nan|inf|-inf)$/)
        != nil, "\(reason)")
    #expect(outcome.lines.contains("FAIL  lesson 1   Output/01-diverges/index.html"))
    // The curve up to that point is drawn, the page is there and says so.
    #expect(place.names(in: "Output/01-diverges").contains("curve.png"))
    let page = try place.read("Output/01-diverges/page.md")
    #expect(page.contains("**This lesson failed.**"))
    #expect(page.contains("training stopped at epoch"))
    #expect(page.contains("- Step 3, `train`, `01-diverges.md:18`: training stopped at epoch"))
    #expect(!page.contains("-nan"))
    #expect(try place.run("list").output == "  1  fail     One that diverges\n")
  }

  /// A maximum that drops NaN would call this an agreement to 16 digits.
  @Test func aCheckOfNumbersThatAreNotFiniteAgreesInNothing() throws {
    let place = try Place(["01-diverges.md": Self.lesson])
    let outcome = try place.run("run", "1")
    #expect(outcome.lines.contains("[6/7] gradcheck g  fail"))
    #expect(!outcome.output.contains("agreement to 16.0 digits"))
    let claims = outcome.lines.filter { $0.hasPrefix("   FAILED  g.") }
    #expect(claims.count == 2)
  }

  @Test func noStepThatNeedsAFailedOneIsSkippedInSilence() throws {
    let place = try Place([
      "01-x.md": Sample.lesson(
        Sample.model, Sample.data, Sample.forward,
        "figure: { id: bad, kind: unrolled, from: [f], alt: a, title: \"a $ b\" }",
        Sample.expect("value: \"f.state[9][0]\", below: 1"))
    ])
    let outcome = try place.run("run", "1")
    #expect(outcome.ending != .exit(0))
    #expect((outcome.output + outcome.error).contains("a '$' is not closed"))
  }
}
