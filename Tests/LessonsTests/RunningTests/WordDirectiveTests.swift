import Foundation
import Lessons
import Testing

private let pair =
  "data: { id: pair, kind: onehot, texts: [abca, abca], lengths: [4, 3], alphabet: abc }"
private let lstm = """
  model:
    id: lstm
    cell: lstm
    layers: 2
    bidirectional: true
    input: 3
    hidden: 2
    head: { kind: identity, at: each }
    loss: half_squared_error
  """
private let classifier = """
  model: { id: rnn, input: 3, hidden: 4, head: { outputs: 3 }, loss: cross_entropy }
  """
private let blanks = """
  data:
    id: told
    kind: blanks
    sentences: ["it is [not] so", "it [was] so"]
  """

@Suite struct WordDirectiveTests {
  @Test func lettersBecomeRowsWithASingleOne() throws {
    let result = try LessonFiles.result([pair])
    #expect(result.number("pair", "input_size") == 3)
    #expect(result.number("pair", "steps") == 4)
    #expect(result.table("pair")?.rows.map(\.cells).last == ["4", "a", "1", "0", "0"])
  }

  @Test(arguments: [
    ("texts: [abd], alphabet: abc", "'d' is not in the alphabet 'abc'"),
    ("texts: [abc], alphabet: aba", "'a' stands twice in the alphabet"),
    ("texts: [abc], lengths: [4]", "a length of 4; text 1 has 3 characters"),
    ("texts: [abc, ab], lengths: [2]", "1 length for 2 texts; each has one"),
    ("alphabet: abc", "data of the kind 'onehot' needs 'texts'"),
  ])
  func textsThatDoNotFitAreRefused(_ keys: String, _ message: String) {
    expectOne(
      LessonFiles.complaints(["data: { id: d, kind: onehot, \(keys) }"]), endingWith: message)
  }

  @Test func textsOfUnequalLengthArePaddedWithZeros() throws {
    let result = try LessonFiles.result([
      "data: { id: d, kind: onehot, texts: [abc, a], alphabet: abc }", lstm,
      "forward: { id: f, model: lstm, data: d }", "returns: { id: r, of: f }",
    ])
    guard case .list(let outputs)? = result.value("r", "outputs"),
      case .list(let second)? = outputs[2]
    else {
      Issue.record("no outputs")
      return
    }
    #expect(second[2] == .numbers([0, 0], from: 0))
    #expect(second[3] == .numbers([0, 0], from: 0))
    #expect(second[1] != .numbers([0, 0], from: 0))
  }

  @Test func finalStatesStandWhereEachSequenceEnds() throws {
    let claims = [
      "{ value: \"r.h[2][2]\", same_as: \"r.outputs[2][3]\", tolerance: 0 }",
      "{ value: \"r.h[2][1]\", same_as: \"r.outputs[1][4]\", tolerance: 0 }",
      "{ value: \"r.h_reverse[2][2]\", same_as: \"r.outputs_reverse[2][1]\", tolerance: 0 }",
      "{ value: r.output_shape, equals: [2, 4, 2], tolerance: 0 }",
      "{ value: r.state_shape, equals: [2, 2], tolerance: 0 }",
      "{ value: \"r.outputs_reverse[2][4]\", equals: [0, 0], tolerance: 0 }",
    ]
    let result = try LessonFiles.result([
      pair, lstm, "forward: { id: f, model: lstm, data: pair }", "returns: { id: r, of: f }",
      "expect: [\(claims.joined(separator: ", "))]",
    ])
    #expect(result.claims.count == 6)
    for claim in result.claims { #expect(claim.holds, "\(claim.statement): \(claim.found)") }
  }

  @Test func stepWeightsShareTheLossAmongThem() throws {
    let weights: [Double] = [1, 0, 3]
    let result = try LessonFiles.result([
      classifier,
      "data: { id: d, kind: characters, text: abca, alphabet: abc, weights: [1, 0, 3] }",
      "forward: { id: f, model: rnn, data: d }", "predict: { id: p, model: rnn, data: d }",
    ])
    let losses = result.numbers("f", "losses")
    let wanted = zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 } / 4
    let loss = try #require(result.number("f", "loss"))
    #expect(losses.count == 3)
    #expect((loss - wanted).magnitude < 1e-15)
    #expect(result.number("p", "positions") == 2)
  }

  @Test(arguments: [
    ("[1, 1]", "2 weights for 3 targets; each has one"),
    ("[1, -1, 1]", "the weights 1, -1, 1; none may be negative and one must be above 0"),
    ("[0, 0, 0]", "the weights 0, 0, 0; none may be negative and one must be above 0"),
  ])
  func stepWeightsThatMeanNothingAreRefused(_ weights: String, _ message: String) {
    expectOne(
      LessonFiles.complaints([
        "data: { id: d, kind: characters, text: abca, weights: \(weights) }"
      ]), endingWith: message)
  }

  @Test func onlyTheBlankIsAskedFor() throws {
    let result = try LessonFiles.result([
      blanks,
      "model: { id: m, input: 4, hidden: 3, head: { outputs: 2 }, loss: cross_entropy }",
      "forward: { id: f, model: m, data: told, sequence: 2 }",
      "predict: { id: p, model: m, data: told }",
    ])
    #expect(result.number("told", "input_size") == 4)
    #expect(result.number("p", "positions") == 2)
    #expect(result.table("p")?.rows.map { $0.cells[3] } == ["", "", "not", ""])
  }

  @Test(arguments: [
    (
      "[\"it is so\"]",
      "'it is so' has no blank, or several; one word stands in brackets: I am [not] cold"
    ),
    (
      "[\"[it] is [so]\"]",
      "'[it] is [so]' has no blank, or several; one word stands in brackets: I am [not] cold"
    ),
  ])
  func aSentenceHasOneBlank(_ sentences: String, _ message: String) {
    expectOne(
      LessonFiles.complaints(["data: { id: d, kind: blanks, sentences: \(sentences) }"]),
      endingWith: message)
  }

  @Test func unseenSentencesUseTheWordsOfOthers() {
    expectOne(
      LessonFiles.complaints([
        blanks,
        "data: { id: d, kind: blanks, words_of: told, sentences: [\"it [not] rains\"] }",
      ]), endingWith: "'rains' is no word of 'told' at such a place")
  }
}

@Suite struct ListClaimTests {
  private func claims(_ entries: String...) throws -> [Claim] {
    try LessonFiles.result([
      classifier, "data: { id: d, kind: characters, text: abca, alphabet: abc }",
      "forward: { id: f, model: rnn, data: d }",
      "forward: { id: g, model: rnn, data: d }",
      "expect: [\(entries.joined(separator: ", "))]",
    ]).claims
  }

  @Test func aListHoldsWhenAllItsNumbersDo() throws {
    let found = try claims(
      "{ value: f.probability, above: 0, below: 1 }",
      "{ value: f.probability, below: 0 }",
      "{ value: f.output, same_as: g.output, tolerance: 0 }",
      "{ value: f.input, equals: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], tolerance: 0 }")
    #expect(found.map(\.holds) == [true, false, true, true])
    #expect(found[0].found == "all 9 numbers")
    #expect(found[1].found.hasPrefix("9 of 9 do not, such as 0."))
    #expect(found[3].statement == "f.input = 3 x 3 numbers exactly")
  }

  @Test func aListOfAnotherShapeOrWithAnotherNumberFails() throws {
    let found = try claims(
      "{ value: f.input, equals: [[1, 0, 0], [0, 1, 0]], tolerance: 1 }",
      "{ value: f.input, equals: [[1, 0, 0], [0, 1, 0], [0, 0.25, 1]], tolerance: 0.1 }",
      "{ value: f.loss, same_as: f.losses, tolerance: 1 }")
    #expect(found.map(\.holds) == [false, false, false])
    #expect(found[0].found == "3 x 3 numbers instead of 2 x 3 numbers")
    #expect(found[1].found == "1 of 9 differ, by up to 0.25")
  }

  @Test func sameAsNeedsAToleranceToo() {
    expectOne(
      LessonFiles.complaints([
        classifier, "data: { id: d, kind: characters, text: abca }",
        "forward: { id: f, model: rnn, data: d }",
        "expect: [{ value: f.loss, same_as: f.loss }]",
      ]),
      endingWith: "'same_as' needs a 'tolerance': equality of computed numbers is an accident")
  }
}

/// A network whose answers are known: it says the letter behind the one it reads, a b c a ...
private let cycle = """
  model:
    id: cycle
    input: 3
    hidden: 3
    head: { kind: identity, at: each }
    loss: cross_entropy
    weights:
      W_xh: [[-9, -9, 9], [9, -9, -9], [-9, 9, -9]]
      W_hh: [[0, 0, 0], [0, 0, 0], [0, 0, 0]]
      b_h: [0, 0, 0]
  """
private let letters = "data: { id: d, kind: characters, text: abcabc, alphabet: abc }"

@Suite struct GenerationTests {
  @Test func aNetworkReadsWhatItSaid() throws {
    let result = try LessonFiles.result([
      cycle, letters,
      "generate: { id: g, model: cycle, data: d, prompt: ab, count: 4, wanted: cabc }",
    ])
    #expect(result.value("g", "text") == .text("cabc"))
    #expect(result.number("g", "matches") == 1)
    #expect(result.table("g")?.rows.map { $0.cells[1] } == ["b", "c", "a", "b"])
  }

  /// Scores of 1 and -1: p = 1 / (1 + 2 exp(-2 / temperature)) for each letter.
  @Test(arguments: [2.0, 1.0, 0.5])
  func drawnTextsAreAsFrequentAsTheirProbability(_ temperature: Double) throws {
    let result = try LessonFiles.result([
      cycle, letters,
      """
      generate:
        { id: g, model: cycle, data: d, prompt: a, count: 2, wanted: bc, samples: 4000,
          temperature: \(temperature) }
      """,
    ])
    let one = 1 / (1 + 2 * exp(-2 / temperature))
    let exact = try #require(result.number("g", "wanted_probability"))
    let share = try #require(result.number("g", "share"))
    #expect((exact - one * one).magnitude < 1e-6)
    // Five standard deviations of a share of 4000.
    #expect((share - exact).magnitude < 5 * (exact * (1 - exact) / 4000).squareRoot())
  }

  @Test(arguments: [
    ("prompt: x", "'x' is no symbol of 'd', which has a b c"),
    ("prompt: a, samples: 3", "3 samples without a 'temperature' would all be the same"),
    ("prompt: a, wanted: ab", "'wanted' has 2 symbols, 'count' is 5"),
    (
      "prompt: a, temperature: 1, samples: 10000, count: 1000",
      "10000 samples of 1001 symbols are 10010000 steps; at most 500000 are allowed"
    ),
  ])
  func whatCannotBeGeneratedIsRefused(_ keys: String, _ message: String) {
    expectOne(
      LessonFiles.complaints([
        cycle, letters, "generate: { id: g, model: cycle, data: d, \(keys) }",
      ]),
      endingWith: message)
  }

  @Test func bothWaysOfReadingMakeTheirFirstMistakeTogether() throws {
    let result = try LessonFiles.result([
      classifier, letters,
      """
      compare:
        id: c
        model: rnn
        data: d
        seeds: 6
        train: { optimizer: adam, rate: 0.05 }
        cases: [{ name: few, epochs: 2 }, { name: many, epochs: 300 }]
        learned: { loss_below: 0.1 }
      """,
      "rollout: { id: r, of: c }",
    ])
    #expect(result.number("r", "networks") == 12)
    #expect(result.number("r", "same_first_mistake") == 12)
    #expect(result.number("r", "many_free_whole") == 6)
    #expect(result.number("r", "many_free") == 1)
    #expect(result.number("r", "few_forced_whole") == result.number("r", "few_free_whole"))
  }

  @Test func textThatIsNotReadNextCannotBeRolledOut() {
    expectOne(
      LessonFiles.complaints([
        classifier, "data: { id: d, kind: characters, text: abcabc, alphabet: abc, ahead: 2 }",
        """
        compare:
          { id: c, model: rnn, data: d, train: { epochs: 1 }, cases: [{ name: one }],
            learned: { loss_below: 1 } }
        """,
        "rollout: { id: r, of: c }",
      ]),
      endingWith:
        "the targets of 'c' are not its next inputs ('characters' with 'ahead: 1' has such)")
  }
}
