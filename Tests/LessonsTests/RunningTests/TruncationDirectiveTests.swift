import Foundation
import Lessons
import Testing

/// Long series in windows: what each holds, what is cut off, and what training makes of them.
@Suite struct TruncationDirectiveTests {
  private static func model(at place: String = "each") -> String {
    """
    model:
      id: rnn
      input: 2
      hidden: 5
      head: { outputs: 2, at: \(place) }
      loss: cross_entropy
    """
  }

  private static let series = "data: { id: s, kind: echo, symbols: 2, length: 60, rows: 3, lag: 4 }"

  private static func train(_ keys: String, id: String = "t") -> String {
    "train: { id: \(id), model: rnn, data: s, rate: 0.1, \(keys) }"
  }

  @Test func windowsHoldEveryStepOfTheSeriesOnce() throws {
    let result = try LessonFiles.result([
      Self.series, "windows: { id: w, data: s, every: 8 }",
    ])
    #expect(result.number("w", "updates") == 3)
    #expect(result.rows("w", "first") == [[0, 20, 40], [8, 28, 48], [16, 36, 56]])
    #expect(result.rows("w", "last") == [[7, 27, 47], [15, 35, 55], [19, 39, 59]])
  }

  @Test func theEchoOfASeriesIsTheSymbolBefore() throws {
    let result = try LessonFiles.result([
      Self.model(), "data: { id: s, kind: echo, symbols: 2, length: 12, rows: 1, lag: 3 }",
      "forward: { id: f, model: rnn, data: s, show: [input] }",
    ])
    let lines = result.steps[1].items.compactMap {
      if case .line(let line) = $0 { line } else { nil }
    }
    let parts = try #require(lines.last).split(separator: "'").map(String.init)
    #expect(parts[3] == "000" + parts[1].dropLast(3))
  }

  @Test func ofALongSeriesTheFirstStepsAreShown() throws {
    let result = try LessonFiles.result([
      "data: { id: s, kind: echo, symbols: 2, length: 400, rows: 2, lag: 5 }"
    ])
    let lines = result.steps[0].items.compactMap {
      if case .line(let line) = $0 { line } else { nil }
    }
    let line = try #require(lines.last)
    #expect(line.hasPrefix("first, 60 of 200 steps: input '"))
    let parts = line.split(separator: "'").map(String.init)
    #expect(parts[1].count == 60)
    #expect(parts[3] == "00000" + parts[1].dropLast(5))
  }

  /// Twenty thousand steps in windows of ten need what ten steps need, and nothing for the others.
  @Test func theMemoryOfAWindowDoesNotDependOnTheLengthOfTheSeries() throws {
    func bytes(length: Int) throws -> [Double] {
      let result = try LessonFiles.result([
        Self.model(), "data: { id: s, kind: echo, symbols: 2, length: \(length), rows: 1, lag: 4 }",
        "truncation: { id: c, model: rnn, data: s, windows: [10] }",
      ])
      return result.numbers("c", "bytes") + result.numbers("c", "last_bytes")
    }
    let (short, long) = (try bytes(length: 20), try bytes(length: 20_000))
    #expect(short == long)
    // Twice the numbers of ten steps and of the parameters, and the products' room; not megabytes.
    #expect(short[0] < 40_000)
  }

  @Test func aWindowOfAllStepsIsTheWholeGradientAndEachCutOneIsRight() throws {
    let result = try LessonFiles.result([
      Self.model(), Self.series,
      "truncation: { id: c, model: rnn, data: s, windows: [1, 7, 20], check: true }",
      "figure: { id: p, kind: truncation, from: [c], alt: a falling curve }",
    ])
    #expect(result.verdict == .pass)
    let differences = result.numbers("c", "difference")
    #expect(differences[2] == 0)
    #expect(differences[0] > 1e-3)
    #expect(differences[1] > 1e-6)
    #expect(result.numbers("c", "passed") == [1, 1, 1])
    #expect(result.numbers("c", "updates") == [20, 3, 1])
    let bytes = result.numbers("c", "bytes")
    #expect(bytes == result.numbers("c", "last_bytes"))
    #expect(result.numbers("c", "grown") == [0, 0, 0])
    #expect(bytes[0] < bytes[1] && bytes[1] < bytes[2])
    // States, pre-activations and outputs of 7 steps and 3 sequences at the least.
    #expect(bytes[1] > Double(7 * 3 * (5 + 5 + 2) * 8))
  }

  @Test func oneWindowOfAllStepsTrainsAsPlainTrainingDoes() throws {
    let result = try LessonFiles.result([
      Self.model(), Self.series, Self.train("epochs: 4", id: "plain"),
      Self.train("epochs: 4, truncate: { every: 20 }", id: "whole"),
      Self.train("epochs: 4, truncate: { every: 5 }", id: "cut"),
    ])
    #expect(result.rows("plain", "W_hh") == result.rows("whole", "W_hh"))
    #expect(result.rows("plain", "W_hh") != result.rows("cut", "W_hh"))
    #expect(result.numbers("cut", "loss").count == 4)
  }

  @Test func anEpochIsAWindowAndTheSeriesBeginsAgainAfterItsLast() throws {
    let result = try LessonFiles.result([
      Self.model(), Self.series,
      "train: { id: t, model: rnn, data: s, rate: 1e-12, epochs: 7, truncate: { every: 8 } }",
    ])
    let losses = result.numbers("t", "loss")
    #expect(losses.count == 7)
    for index in 0..<4 { #expect(abs(losses[index] - losses[index + 3]) < 1e-9) }
    #expect(abs(losses[0] - losses[1]) > 1e-6)
  }

  @Test func withoutTheStateEachWindowBeginsFromZero() throws {
    let result = try LessonFiles.result([
      Self.model(), Self.series,
      """
      train:
        { id: t, model: rnn, data: s, rate: 1e-12, epochs: 3, truncate: { every: 8 } }
      """,
      """
      train:
        id: zero
        model: rnn
        data: s
        rate: 1e-12
        epochs: 3
        truncate: { every: 8, carry_state: false }
      """,
    ])
    let (carried, zero) = (result.numbers("t", "loss"), result.numbers("zero", "loss"))
    #expect(carried[0] == zero[0])
    #expect(abs(carried[1] - zero[1]) > 1e-6)
  }

  @Test func frozenTensorsKeepTheirFirstValues() throws {
    let result = try LessonFiles.result([
      Self.model(), Self.series, Self.train("epochs: 5, freeze: [W_hh, b_h]"),
    ])
    #expect(result.rows("t", "W_hh") == result.rows("rnn", "W_hh"))
    #expect(result.numbers("t", "b_h") == result.numbers("rnn", "b_h"))
    #expect(result.rows("t", "W_xh") != result.rows("rnn", "W_xh"))
    #expect(result.rows("t", "W_hy") != result.rows("rnn", "W_hy"))
  }

  @Test(arguments: [
    ("batch: 2, truncate: { every: 4 }", "each", "write one of them"),
    (
      "truncate: { every: 4, back: 3 }", "each",
      "a gradient goes back over the steps of its update at least"
    ),
    ("freeze: [W_hhh]", "each", "did you mean 'W_hh'? (it has W_xh, W_hh, b_h, W_hy, b_y)"),
    (
      "freeze: [W_xh, W_hh, b_h, W_hy, b_y]", "each",
      "every tensor is frozen; nothing can be trained"
    ),
  ])
  func whatCannotBeTrainedInWindowsIsRefused(_ keys: String, _ place: String, _ message: String) {
    expectOne(
      LessonFiles.complaints([Self.model(at: place), Self.series, Self.train(keys)]),
      endingWith: message)
  }

  @Test func windowsNeedAHeadAtEachStep() {
    expectOne(
      LessonFiles.complaints([
        Self.model(at: "last"), "data: { id: s, kind: recall }",
        "model: { id: m, input: 4, hidden: 3, head: { outputs: 4, at: last }, loss: cross_entropy }",
        "train: { id: t, model: m, data: s, truncate: { every: 4 } }",
      ]),
      endingWith: "windows need a head at each step (at: each); this model's is at the last")
  }

  @Test(arguments: [
    ("length: 100, rows: 3", "a series of 100 symbols is not cut into 3 rows of equal length"),
    ("length: 10, rows: 2, lag: 5", "a lag of 5 in rows of 5 steps"),
    (
      "length: 200000, symbols: 100",
      "a series of 200000 with 100 symbols is 2e+07 numbers; at most 2000000 are allowed"
    ),
  ])
  func aSeriesThatCannotBeMadeIsRefused(_ keys: String, _ message: String) {
    expectOne(
      LessonFiles.complaints(["data: { id: s, kind: echo, \(keys) }"]), endingWith: message)
  }

  @Test func aWindowLongerThanTheSequencesIsRefused() {
    expectOne(
      LessonFiles.complaints([
        Self.model(), Self.series, "truncation: { id: c, model: rnn, data: s, windows: [21] }",
      ]),
      endingWith: "a window of 21 steps; the sequences have 20")
  }
}
