import Lessons
import Testing

private let model = """
  model: { id: rnn, input: 2, hidden: 3, head: { outputs: 1, at: last }, loss: half_squared_error }
  """
private let data = """
  data: { id: seq, kind: sequences, items: [{ x: [[1, 2], [3, 4]], target: [0.5] }] }
  """
private let characters = "data: { id: text, kind: characters, text: abcab }"
private let classifier = """
  model: { id: rnn, input: 3, hidden: 4, head: { outputs: 3 }, loss: cross_entropy }
  """

@Suite struct DirectiveTests {
  @Test func aModelThatFitsItsDataHasNoComplaints() {
    #expect(
      LessonFiles.complaints([model, data, "forward: { id: f, model: rnn, data: seq }"]) == [])
  }

  @Test(arguments: [
    (
      ["data: { id: s, kind: sequences, items: [{ x: [1, 2], target: [1] }] }"],
      "'s' does not fit 'rnn': its inputs have 1 numbers a step, the model takes 2 ('input')"
    ),
    (
      ["data: { id: s, kind: sequences, items: [{ x: [[1, 2]], target: [1, 2] }] }"],
      "'s' does not fit 'rnn': a target has 2 numbers; 1 output at the last step make 1"
    ),
    (
      ["data: { id: s, kind: recall, steps: 2, symbols: 2, count: 3 }"],
      "'s' does not fit 'rnn': its targets are classes; they need the loss cross_entropy"
    ),
  ])
  func dataThatDoesNotFitIsRefusedWithBothSizes(_ directives: [String], _ message: String) {
    let found = LessonFiles.complaints(
      [model] + directives + ["forward: { id: f, model: rnn, data: s }"])
    expectOne(found, endingWith: message)
  }

  @Test func sequencesOfTwoLengthsAreRefused() {
    let found = LessonFiles.complaints([
      "data: { id: s, kind: sequences, items: [{ x: [1, 2] }, { x: [1, 2, 3] }] }"
    ])
    #expect(
      found == [
        "Lessons/99-test.md:7:61: error: 3 steps of 1 numbers; the first sequence has 2 steps of 1"
      ])
  }

  @Test func aKeyOfAnotherKindOfDataIsRefused() {
    let found = LessonFiles.complaints(["data: { id: s, kind: recall, text: abc }"])
    #expect(found.count == 1)
    #expect(
      found.first?.hasSuffix(
        "'text' is not for data of the kind 'recall', which has 'steps', 'symbols', 'count'")
        == true)
  }

  @Test func aValueThatAStepDoesNotYieldIsRefusedWithTheNearest() {
    let found = LessonFiles.complaints(
      [model, data, "forward: { id: f, model: rnn, data: seq }"], prose: "It is `= f.los %.2f`.")
    #expect(found.count == 1)
    #expect(found.first?.contains("'f' has no value 'los'; did you mean 'loss'?") == true)
  }

  @Test func weightsMustBeTheModelsOwn() {
    let found = LessonFiles.complaints([
      """
      model:
        id: rnn
        input: 1
        hidden: 1
        head: { outputs: 1 }
        loss: half_squared_error
        weights: { W_xh: [[1]], W_hh: [[1, 2]], b_h: [0], W_hyy: [[1]] }
      """
    ])
    #expect(found.count == 3)
    #expect(found.contains { $0.contains("'W_hh' is 1 x 2; the model needs 1 x 1") })
    #expect(found.contains { $0.contains("no parameter 'W_hyy'; did you mean 'W_hy'?") })
    #expect(found.contains { $0.contains("the weights lack 'W_hy', 'b_y'") })
  }

  @Test func aComparisonVariesOneThing() {
    let found = LessonFiles.complaints([
      classifier, characters,
      """
      compare:
        id: c
        model: rnn
        data: text
        train: { rate: 1 }
        cases: [{ name: a, rate: 2 }, { name: b, epochs: 3 }]
        learned: { loss_below: 0.1 }
      """,
    ])
    #expect(found.count == 1)
    #expect(found.first?.contains("the cases vary 'epochs', 'rate'; one thing is varied") == true)
  }

  @Test func aClaimThatFailsFailsTheLessonAndSaysWhere() throws {
    let result = try LessonFiles.result([
      model, data, "forward: { id: f, model: rnn, data: seq }",
      "expect: [{ value: f.loss, equals: 77, tolerance: 1e-6, why: it cannot }]",
    ])
    #expect(result.verdict == .fail)
    #expect(result.claims.map(\.holds) == [false])
    #expect(result.claims[0].statement == "f.loss = 77 within 1e-06 (it cannot)")
    let page = MarkdownPage.text(result)
    #expect(page.contains("f.loss = 77 within 1e-06"))
    #expect(page.contains("99-test.md:16"))
  }

  @Test func notANumberNeverHolds() throws {
    let result = try LessonFiles.result([
      classifier, characters,
      "train: { id: t, model: rnn, data: text, rate: 1e6, epochs: 3 }",
      "predict: { id: p, model: t, data: text }",
      "expect: [{ value: 't.loss[9]', below: 1 }]",
    ])
    #expect(result.verdict == .fail)
    #expect(result.claims.allSatisfy { !$0.holds })
  }

  @Test func aPlantedMistakeIsFoundAndItsAbsenceIsNot() throws {
    func verdict(_ relative: String) throws -> StepResult.Verdict? {
      try LessonFiles.result([
        classifier, characters,
        """
        gradcheck:
          id: g
          model: rnn
          data: text
          plant: { tensor: W_hh, row: 2, column: 3, relative: \(relative) }
        """,
      ]).steps.last?.verdict
    }
    #expect(try verdict("1e-6") == .pass)
    #expect(try verdict("-2") == .pass)
    #expect(try verdict("0") == .fail)
  }

  /// An error in one step leaves the others alone, and those that need it say so.
  @Test func aStepThatFailsDoesNotStopTheOthers() throws {
    let result = try LessonFiles.result([
      classifier, characters,
      "train: { id: t, model: rnn, data: text, epochs: 2 }",
      "figure: { id: bad, kind: loss, from: [t], title: '\u{1F642}', alt: a }",
      "predict: { id: p, model: t, data: text }",
    ])
    #expect(result.steps.map(\.verdict) == [.done, .done, .done, .error, .done])
    #expect(result.verdict == .fail)
  }

  @Test func aTitleThatCannotBeSetIsRefusedBeforeTheRun() {
    let found = LessonFiles.complaints([
      classifier, characters, "forward: { id: f, model: rnn, data: text }",
      "figure: { id: bad, kind: heatmap, from: [f], title: '$\\nonsense$', alt: a }",
    ])
    #expect(
      found == [
        "Lessons/99-test.md:16:53: error: 'title' in 'figure': unknown command '\\nonsense' in the "
          + "label '$\\nonsense$'"
      ])
  }

  @Test func everyKindOfDirectiveIsInTheHelp() {
    let help = helpOnDirectives()
    for kind in [
      "data", "model", "forward", "backward", "gradcheck", "train", "compare", "predict",
      "figure", "table", "expect",
    ] {
      #expect(help.contains("\n\(kind)") || help.hasPrefix(kind), "\(kind)")
    }
  }

  /// Adding a step never changes the random numbers of the others.
  @Test func theNumbersOfAStepDependOnItsIdAlone() throws {
    let alone = try LessonFiles.result([classifier])
    let other = model.replacing("id: rnn", with: "id: other")
    let among = try LessonFiles.result([characters, other, classifier])
    #expect(alone.value("rnn", "W_xh") == among.value("rnn", "W_xh"))
  }

  @Test func tablesShowValuesSideBySide() throws {
    let result = try LessonFiles.result([
      classifier, characters, "forward: { id: f, model: rnn, data: text }",
      """
      table:
        columns: [what, value]
        rows: [{ name: loss, values: [f.loss] }]
        decimals: 2
      """,
    ])
    guard case .table(let table) = result.steps[3].items.first else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.map(\.cells).first?.first == "loss")
    #expect(table.rows[0].cells[1].count == 4)
  }
}
