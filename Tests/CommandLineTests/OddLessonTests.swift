import Foundation
import Testing

/// Lessons at the edges of what is allowed: they run, or say plainly why not.
@Suite struct OddLessonTests {
  private func run(_ directives: [String]) throws -> (outcome: Program.Outcome, place: Place) {
    let text = directives.reduce(into: Sample.lesson()) { $0 += "\n```yaml run\n\($1)\n```\n" }
    let place = try Place(["01-odd.md": text])
    return (try place.start(["run", "1"]).finish(within: 20), place)
  }

  private func model(
    input: Int = 1, hidden: Int = 2, outputs: Int = 1, at: String = "last",
    loss: String = "half_squared_error", more: String = ""
  ) -> String {
    "model: { id: m, input: \(input), hidden: \(hidden), "
      + "head: { outputs: \(outputs), at: \(at) }, loss: \(loss)\(more) }"
  }

  private func numbers(_ count: Int) -> String {
    let values = (0..<count).map { place -> String in
      let tenths = place * 37 % 19 - 9
      return String(Double(tenths) / 10)
    }.joined(separator: ", ")
    return "data: { id: d, kind: sequences, items: [{ x: [\(values)], target: [0.5] }] }"
  }

  private let backward =
    "backward: { id: b, of: f, show: [norms, state_gradient, delta, gradients] }"
  private let pictures = [
    "figure: { id: u, kind: unrolled, from: [f, b], alt: a }",
    "figure: { id: h, kind: heatmap, from: [f], alt: a }",
    "figure: { id: a, kind: activation, from: [f], alt: a }",
  ]

  @Test(arguments: [(1, 2), (2, 1), (60, 3), (200, 2)])
  func sequencesOfAnyLengthAreDrawn(_ steps: Int, _ hidden: Int) throws {
    let (outcome, place) = try run(
      [model(hidden: hidden), numbers(steps), Sample.forward, backward] + pictures)
    #expect(outcome.ending == .exit(0), "\(outcome.output.suffix(600))")
    #expect(place.names(in: "Output/01-odd").filter { $0.hasSuffix(".png") }.count == 3)
  }

  /// The clock alone does not make a lesson late: the processor has to have worked as long.
  @Test func aLessonOverItsBudgetFails() throws {
    let slow = Sample.lesson(
      model(), numbers(3), "train: { id: t, model: m, data: d, epochs: 20000 }")
    for (budget, code, varied) in [("0.001 s", 1, false), ("60 s", 0, false), ("0.001 s", 0, true)]
    {
      let place = try Place(["01-odd.md": slow.replacing("budget: 60 s", with: "budget: \(budget)")]
      )
      let words = ["run", "1"] + (varied ? ["--seed", "5"] : [])
      let outcome = try place.start(words).finish(within: 20)
      #expect(outcome.ending == .exit(Int32(code)), "\(outcome.output)\(outcome.error)")
      #expect(outcome.error.contains("its budget is 0.001 s") == (code == 1))
    }
  }

  @Test func threeHundredUnitsAreCheckedInSeconds() throws {
    let (outcome, _) = try run([
      model(hidden: 300), numbers(2), "gradcheck: { id: g, model: m, data: d }",
    ])
    #expect(outcome.lines.contains("[3/3] gradcheck g  pass"))
    #expect(outcome.ending == .exit(0), "\(outcome.ending)")
  }

  @Test func aHundredLayersAreCheckedInSeconds() throws {
    let (outcome, _) = try run([
      model(hidden: 3, more: ", layers: 100"), numbers(2),
      "gradcheck: { id: g, model: m, data: d }",
    ])
    // So deep, no gradient arrives below: the check may say so, but not keep anybody waiting.
    #expect([.exit(0), .exit(1)].contains(outcome.ending), "\(outcome.ending)")
    #expect(outcome.lines.contains { $0.hasPrefix("[3/3] gradcheck g  ") })
  }

  @Test func sixtyClassesAreRefusedWithANumberOrDrawn() throws {
    let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01234567"
    let (outcome, place) = try run([
      model(input: 60, outputs: 60, at: "each", loss: "cross_entropy"),
      "data: { id: d, kind: characters, text: \(text) }",
      "predict: { id: p, model: m, data: d }",
      "figure: { id: bars, kind: probabilities, from: [p], alt: a }",
    ])
    if outcome.ending == .exit(0) {
      #expect(place.exists("Output/01-odd/bars.png"))
    } else {
      #expect((outcome.output + outcome.error).contains("60 classes"))
    }
  }

  @Test(arguments: [
    ("abab", 3), ("\u{65}\u{301}x\u{E9}x", 1), ("가나가나", 1), ("a b$c\\d`", 2),
  ])
  func charactersOfAnyKindAreClasses(_ text: String, _ ahead: Int) throws {
    let classes = Set(text).count
    let quoted = text.replacing("\\", with: "\\\\")
    let (outcome, place) = try run([
      model(input: classes, outputs: classes, at: "each", loss: "cross_entropy"),
      "data: { id: d, kind: characters, text: \"\(quoted)\", ahead: \(ahead) }",
      Sample.forward, "predict: { id: p, model: m, data: d }",
      "figure: { id: bars, kind: probabilities, from: [p], alt: a }",
      "figure: { id: u, kind: unrolled, from: [f], alt: a }",
    ])
    #expect(outcome.ending == .exit(0), "\(outcome.output.suffix(600))\(outcome.error)")
    #expect(place.exists("Output/01-odd/bars.png"))
  }

  @Test func aTextAsShortAsItsDistanceIsRefused() throws {
    let (outcome, _) = try run(["data: { id: d, kind: characters, text: abab, ahead: 4 }"])
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error.contains("4 characters; with 'ahead' 4 at least 5 are needed"))
  }

  @Test func claimsAboutListsAndTextsFailWithTheReason() throws {
    let (outcome, _) = try run([
      model(input: 2, outputs: 2, at: "each", loss: "cross_entropy"),
      "data: { id: d, kind: characters, text: abab }", Sample.forward,
      "predict: { id: p, model: m, data: d }",
      """
      expect:
        - { value: p.text, equals: 0, tolerance: 1 }
        - { value: f.state, at_least: 2 }
        - { value: "f.state[9][0]", at_least: 0 }
        - { value: "f.state[1][0][0]", at_least: 0 }
        - { value: "f.loss[0]", at_least: 0 }
      """,
    ])
    #expect(outcome.ending == .exit(1))
    for reason in [
      "p.text is not a number", "do not, such as", "[9] is outside 0 ... 3",
      "f.state[1][0][0]: [0] is one index too many", "f.loss[0]: [0] is one index too many",
    ] {
      #expect(outcome.output.contains(reason), "\(reason)")
    }
  }

  @Test func aThousandDirectivesAreRunInOrder() throws {
    let (outcome, _) = try run(
      (0..<1000).map { "data: { id: d\($0), kind: recall, steps: 3, symbols: 2, count: 2 }" })
    #expect(outcome.ending == .exit(0))
    #expect(outcome.lines.contains("[1000/1000] data d999"))
  }

  @Test func aTrainingMayGoOnFromOneThatWentOn() throws {
    let trainings = (1...4).map {
      "train: { id: t\($0), model: \($0 == 1 ? "m" : "t\($0 - 1)"), data: d, epochs: 3 }"
    }
    let (outcome, _) = try run([model(), numbers(3)] + trainings)
    #expect(outcome.ending == .exit(0), "\(outcome.ending)")
    #expect(outcome.lines.contains("[6/6] train t4"))
  }

  @Test func oneSeedAndOneEpochAreAComparison() throws {
    let (outcome, place) = try run([
      model(input: 4, hidden: 4, outputs: 4, loss: "cross_entropy"),
      "data: { id: d, kind: recall, steps: 3, count: 10 }",
      """
      compare:
        id: c
        model: m
        data: d
        seeds: 1
        train: { epochs: 1 }
        cases: [{ name: a }, { name: b, rate: 1000000 }]
        learned: { loss_below: 0.1 }
      """, "figure: { id: l, kind: loss, from: [c], alt: a, scale: log }",
    ])
    #expect(outcome.ending == .exit(0), "\(outcome.output)")
    #expect(place.exists("Output/01-odd/l.png"))
  }

  @Test(arguments: ["a $ b", "$\\\\nosuch{x}$", "$\\\\frac{1}{$"])
  func aBrokenFormulaIsFoundBeforeAnythingRuns(_ title: String) throws {
    let (outcome, place) = try run([
      model(), numbers(3), Sample.forward,
      "figure: { id: u, kind: unrolled, from: [f], alt: a, title: \"\(title)\" }",
    ])
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.hasPrefix("Lessons/01-odd.md:"))
    #expect(!place.exists("Output"))
  }

  @Test func markupInTitlesIsText() throws {
    let place = try Place([
      "01-odd.md": Sample.lesson(
        Sample.model, Sample.data, Sample.forward,
        "figure: { id: u, kind: heatmap, from: [f], alt: '\"><script>alert(1)</script>', "
          + "caption: '<img src=x onerror=alert(2)>', title: 'A & B <b>' }",
        title: "'<script>alert(3)</script> | & \"x\"'")
    ])
    let outcome = try place.run("run", "1")
    guard outcome.ending == .exit(0) else {
      #expect(outcome.ending == .exit(2), "\(outcome.output) \(outcome.error)")
      return
    }
    for page in ["Output/01-odd/index.html", "Output/index.html"] {
      let html = try place.read(page)
      #expect(!html.contains("<script>alert"), "\(page)")
      #expect(!html.contains("<img src=x"), "\(page)")
    }
  }

  /// One lesson's large report must not slow down every run after it.
  @Test func aLargeReportDoesNotBurdenItsNeighbours() throws {
    let place = try Place([
      "01-wide.md": Sample.lesson(
        model(hidden: 40), numbers(40), Sample.forward,
        "backward: { id: b, of: f, show: [terms] }"),
      "02-small.md": Sample.small(),
    ])
    let wide = try place.start(["run", "1"]).finish(within: 20)
    #expect(wide.ending != .timeout)
    let small = try place.run("run", "2")
    #expect(small.ending == .exit(0))
    #expect(place.exists("Output/02-small/report.json"))
    #expect(small.processorTime < 1)
  }
}
