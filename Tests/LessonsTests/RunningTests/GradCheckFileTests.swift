import Figures
import Foundation
import Lessons
import Testing

private let good = """
  model: { cell: gru, input: 3, hidden: 2, head: { outputs: 3, at: last }, loss: cross_entropy }
  data: { kind: recall, steps: 4, symbols: 3, count: 3 }
  """

/// A model and its data in a file, for `unrolled check`.
@Suite struct GradCheckFileTests {
  private func complaints(_ text: String) -> [String] {
    do {
      _ = try GradCheckFile(text: text, path: "mine.yaml")
      return []
    } catch {
      return error.diagnostics.map(\.description)
    }
  }

  @Test func aRightModelPasses() throws {
    let file = try GradCheckFile(text: good, path: "models/mine.yaml")
    #expect(file.name == "mine")
    #expect(file.seed == 0)
    let result = file.run()
    #expect(result.verdict == .pass)
    #expect(result.summary.hasPrefix("a bug of "))
    #expect(result.subject.hasSuffix("47 parameters; 3 sequences of 4 steps"))
  }

  /// The directives of a lesson, joined: the ids say nothing and are no error.
  @Test func theDirectivesOfALessonAreAFile() {
    let text = good.replacing("model: {", with: "model: { id: net,")
      .replacing("data: {", with: "data: { id: seq,")
    #expect(complaints(text) == [])
  }

  @Test func theSameSeedGivesTheSameReport() throws {
    func json(_ seed: UInt64?) throws -> String {
      try GradCheckFile(text: good, path: "mine.yaml", seed: seed).run().json
    }
    #expect(try json(3) == json(3))
    #expect(try json(3) != json(4))
    let own = try GradCheckFile(text: good + "\nseed: 3", path: "mine.yaml").run().json
    #expect(try own == json(3))
  }

  /// One step from a zero state: W_hh multiplies zeros, and nothing can be said of its gradient.
  @Test func whatWasNotTestedDoesNotPass() throws {
    let text = good.replacing("steps: 4", with: "steps: 1")
    let result = try GradCheckFile(text: text, path: "mine.yaml").run()
    #expect(result.verdict == .fail)
    #expect(result.summary.contains("not tested: W_hh"))
    let allowed = try GradCheckFile(
      text: text + "\ncheck: { allow_unused: [W_hh] }", path: "mine.yaml")
    #expect(allowed.run().verdict == .pass)
  }

  @Test(arguments: [
    ("", "mine.yaml:1:1: error: missing key 'model' in 'file'; it must be a mapping of 'id'"),
    ("[1, 2]", "mine.yaml:1:1: error: 'file' must be a mapping of 'model', 'data', 'seed'"),
    (good + "\nsed: 3", "mine.yaml:3:1: error: unknown key 'sed' in 'file'; did you mean 'seed'?"),
    (
      good.replacing("hidden", with: "hiden"),
      "mine.yaml:1:31: error: unknown key 'hiden' in 'file.model'; did you mean 'hidden'?"
    ),
    (
      good.replacing("recall", with: "recal"),
      "mine.yaml:2:15: error: 'kind' in 'file.data' must be one of"
    ),
    (
      good.replacing("symbols: 3", with: "symbols: 4"),
      "mine.yaml:2:7: error: 'data' does not fit 'model': its inputs have 4 numbers a step, the "
        + "model takes 3 ('input')"
    ),
    (
      good.replacing("hidden: 2", with: "hidden: 1000000000"),
      "mine.yaml:1:39: error: hidden 1000000000 makes"
    ),
    (
      good.replacing("symbols: 3, count: 3", with: "text: abc"),
      "mine.yaml:2:39: error: 'text' is not for data of the kind 'recall'"
    ),
    (
      good + "\ncheck: { mode: exhausive }",
      "mine.yaml:3:16: error: 'mode' in 'file.check' must be one of"
    ),
    (
      good + "\ncheck: { allow_unused: [W_h] }",
      "mine.yaml:3:25: error: the model has no tensor 'W_h'; did you mean 'W_xh'?"
    ),
    (
      "data: { kind: recall, steps: 4, symbols: 3, count: 3 }",
      "mine.yaml:1:1: error: missing key 'model' in 'file'"
    ),
  ])
  func whatIsWrongIsToldWithItsPlace(_ text: String, _ message: String) {
    let found = complaints(text)
    #expect(found.first?.hasPrefix(message) == true, "\(found)")
  }

  @Test func everythingIsToldTogether() {
    let text = good.replacing("hidden", with: "hiden").replacing("recall", with: "recal")
    #expect(complaints(text).count == 2)
  }

  @Test func anExhaustiveCheckOfMillionsIsRefused() {
    let text = """
      model: { cell: rnn, input: 2, hidden: 1500, head: { outputs: 1 }, loss: half_squared_error,
        init: { recurrent: glorot } }
      data: { kind: sequences, items: [{ x: [[1, 2]], target: [1] }] }
      check: { mode: exhaustive }
      """
    #expect(
      complaints(text) == [
        "mine.yaml:1:8: error: the mode 'exhaustive' would take 22,560,010 evaluations for "
          + "2,256,001 parameters, and is for at most 500,000; take 'standard'"
      ])
  }

  @Test func weightsComeFromAFileBesideIt() throws {
    let found = complaints(
      good.replacing("loss:", with: "weights: ../elsewhere.yaml, loss:"))
    #expect(found.count == 1)
    #expect(found.first?.contains("'weights' in 'file.model'") == true, "\(found)")
  }

  @Test func figuresSayWhereTheyComeFrom() throws {
    let result = try GradCheckFile(text: good, path: "mine.yaml").run()
    let figures = try result.figures(theme: .light)
    #expect(figures.map(\.name) == ["verdicts.png", "differences.png", "through-time.png"])
    for figure in figures {
      let picture = try PNG.decode(figure.png)
      #expect(picture.texts.first { $0.keyword == "Source" }?.text == "mine.yaml, seed 0")
    }
    #expect(try result.figures(theme: .dark).map(\.png) != figures.map(\.png))
  }
}
