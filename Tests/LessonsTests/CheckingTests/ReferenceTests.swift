import Lessons
import Testing

/// Ids, references to them and paths of values.
@Suite struct ReferenceTests {
  @Test func anUnknownIdSuggestsTheNearestOfTheWantedKind() {
    #expect(
      Example.messages(Example.model, "data: { id: rn }", "forward: { model: rmn }") == [
        "31:19: error: 'model' in 'forward' names 'rmn', but no step has that id; "
          + "did you mean 'rnn'?"
      ])
  }

  @Test func anIdLikeNoOtherListsWhatThereIs() {
    #expect(
      Example.messages("forward: { model: zebra }") == [
        "11:19: error: 'model' in 'forward' names 'zebra', but no step has that id; "
          + "no 'model' with an id comes before"
      ])
    #expect(
      Example.messages(Example.model, "forward: { model: zebra }") == [
        "21:19: error: 'model' in 'forward' names 'zebra', but no step has that id; "
          + "the only earlier 'model' is 'rnn'"
      ])
    #expect(
      Example.messages(
        Example.model, "model: { id: lstm, input: 1, hidden: 1 }", "forward: { model: zebra }") == [
          "31:19: error: 'model' in 'forward' names 'zebra', but no step has that id; "
            + "earlier ones of 'model' are 'rnn', 'lstm'"
        ])
  }

  @Test func anIdThatComesLaterIsNamedWithItsLine() {
    #expect(
      Example.messages("forward: { model: rnn }", Example.model) == [
        "11:19: error: 'model' in 'forward' names 'rnn', which is defined later, at line 21; "
          + "only earlier steps can be named"
      ])
  }

  @Test func anIdOfAnotherKindIsNamedWithBoth() {
    #expect(
      Example.messages("data: { id: seq }", "forward: { model: seq }") == [
        "21:19: error: 'model' in 'forward' names 'seq', which is a 'data'; a 'model' is wanted"
      ])
  }

  @Test func aStepCannotNameItself() {
    #expect(
      Example.messages("forward: { id: fwd, model: fwd }") == [
        "11:28: error: 'model' in 'forward' names 'fwd', which is this step itself"
      ])
  }

  @Test func anIdBelongsToOneStep() {
    #expect(
      Example.messages(Example.model, "data: { id: rnn }") == [
        "21:13: error: 'id' in 'data' is 'rnn', an id that the 'model' at line 11 has already"
      ])
  }

  @Test(arguments: ["Fwd", "1a", "a b", "한글", "a.b", "-a"])
  func anIdIsASmallWord(id: String) {
    let found = Example.messages("data: { id: \(id) }")
    #expect(
      found == [
        "11:13: error: 'id' in 'data' must be an id: a small letter, then small letters, digits, "
          + "'_' or '-'; found the text '\(id)'"
      ])
  }

  @Test func aDirectiveWithAnErrorKeepsItsId() {
    let forward = "forward: { id: fwd, model: rnn }"
    let expectation = "expect: [{ value: fwd.loss, equals: 1 }]"
    for broken in [
      "model: { id: rnn, input: 0, hidden: 2 }",  // a value out of range
      "model: { input: 1, hidden: 2, id: rnn, banana: 1 }",  // an unknown key
      "moddel: { id: rnn }",  // an unknown kind
      "model: { id: rnn, input: [1 }",  // not YAML
      "model:\n  id: rnn\n  input: *a",  // refused before it is read
    ] {
      let found = Example.messages(broken, forward, expectation)
      #expect(found.count == 1, "\(found)")
    }
  }

  @Test func aValueBelongsToAnEarlierStep() {
    let form = "a value of an earlier step, written like 'fwd.loss' or 'bwd.norm[1]'"
    #expect(
      Example.messages(
        Example.model, "forward: { id: fwd, model: rnn }",
        """
        expect:
          - { value: fwd, equals: 1 }
          - { value: fwdd.loss, equals: 1 }
          - { value: "bwd.norm[1]", equals: 1 }
          - { value: "fwd.state[x]", equals: 1, toleranc: 1 }
          - { value: fwd.loss, equals: [1] }
        """, "data: { id: bwd }") == [
          "32:14: error: 'value' in 'expect' must be \(form); found the text 'fwd'",
          "33:14: error: 'value' in 'expect' names 'fwdd.loss', but no step has the id 'fwdd'; "
            + "did you mean 'fwd'?",
          "34:14: error: 'value' in 'expect' names 'bwd.norm[1]', which is defined later, "
            + "at line 41; only earlier steps can be named",
          "35:14: error: 'value' in 'expect' must be \(form); "
            + "found the text 'fwd.state[x]' in quotes",
          "35:41: error: unknown key 'toleranc' in 'expect'; did you mean 'tolerance'?",
          "36:32: error: 'equals' in 'expect' must be a number, or a text of 1 to 100 "
            + "characters; found a list",
        ])
  }

  @Test func bracketsInAFlowMappingNeedQuotes() {
    #expect(
      Example.messages("expect: [{ value: fwd.norm[1], equals: 1 }]") == [
        "11:27: error: expected ',' or '}' in the mapping that '{' opens; "
          + "a text with '[' needs quotes"
      ])
  }

  @Test func theEntriesOfAListArrive() throws {
    let checked = try Example.checker.check(
      Example.lesson([
        Example.model, "forward: { id: fwd, model: rnn }",
        "expect:\n  - { value: 'fwd.state[2][0]', equals: 0.5 }\n  - { value: fwd.text, equals: '0.5' }",
      ])
    ).validated()
    #expect(checked.directives.map(\.id) == ["rnn", "fwd", nil])
    let entries = try #require(checked.directives.last).entries
    #expect(entries[0].path("value") == ValuePath(id: "fwd", name: "state", indices: [2, 0]))
    #expect(entries[0].numberIfGiven("equals") == 0.5)
    #expect(entries[1].textIfGiven("equals") == "0.5")
    #expect(entries[1].numberIfGiven("equals") == nil)
  }

  @Test func theSpansOfProseNameEarlierSteps() {
    var lesson = Example.lesson([Example.model, "forward: { id: fwd, model: rnn }"])
    let place = Lessons.SourceLocation(file: "Lessons/07-bptt.md", line: 18, column: 13)
    let spans = ["rnn.size", "fwd.loss", "fdw.loss", "rnn"].map {
      LessonDocument.ValueSpan(path: $0, format: nil, location: place, range: 0..<1)
    }
    let prose = LessonDocument.Prose(text: "", firstLine: 15, spans: spans)
    lesson.blocks.insert(.prose(prose), at: 1)
    #expect(
      Example.checker.check(lesson).diagnostics.map(Example.shortened) == [
        "18:13: error: the span '= fwd.loss' names 'fwd.loss', which is defined later, "
          + "at line 21; only earlier steps can be named",
        "18:13: error: the span '= fdw.loss' names 'fdw.loss', but no step has the id 'fdw'; "
          + "the only earlier step is 'rnn'",
        "18:13: error: the span '= rnn' must name a value of an earlier step, "
          + "written like 'fwd.loss' or 'bwd.norm[1]'",
      ])
  }
}

@Suite struct ValuePathTests {
  @Test(arguments: ["fwd.loss", "bwd.norm[1]", "fwd.state[2][0]", "a-b.lstm.1.W_hh[10]"])
  func aPathIsReadAndWrittenBack(text: String) throws {
    #expect(try #require(ValuePath(text)).description == text)
  }

  @Test(arguments: [
    "", "fwd", "fwd.", ".loss", "fwd.loss[", "fwd.loss[]", "fwd.loss[-1]", "fwd.loss[1]x",
    "fwd.loss[1", "fwd..loss", "Fwd.loss", "fwd.loss.", "fwd.1", "fwd. loss", "fwd.l\u{301}",
    "fwd.loss[9999999999]", "fwd.loss[٣]", "fwd.loss[1][1][1][1][1][1][1][1][1]",
  ])
  func whatIsNoPathIsRefused(text: String) {
    #expect(ValuePath(text) == nil)
  }
}
