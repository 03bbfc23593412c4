import Lessons
import Testing

/// Kinds and keys: unknown, missing, twice.
@Suite struct KeyTests {
  @Test func theMessageOfAnUnknownKeyIsTheOneThatWasPromised() {
    let document = LessonDocument(
      path: "Lessons/07-bptt.md", name: "07-bptt", number: 7, source: "", frontMatter: nil,
      blocks: [
        .directive(.init(text: Example.model, firstLine: 11)),
        .directive(
          .init(
            text: "gradcheck:\n  id: grad\n  model: rnn\n  epsilonn: 1e-5\n", firstLine: 37)),
      ])
    let found = Example.checker.check(document).diagnostics.map(\.description)
    #expect(
      found == [
        "Lessons/07-bptt.md:40:3: error: unknown key 'epsilonn' in 'gradcheck'; "
          + "did you mean 'epsilon'?"
      ])
  }

  @Test func aKeyLikeNoOtherListsTheKeys() {
    #expect(
      Example.messages(Example.model, "gradcheck: { model: rnn, banana: 1 }") == [
        "21:26: error: unknown key 'banana' in 'gradcheck'; the keys are 'id', 'model', 'epsilon'"
      ])
  }

  @Test func anUnknownKeyOfAMappingNamesTheMapping() {
    #expect(
      Example.messages(Example.model, "train: { model: rnn, clip: { nrom: 1 } }") == [
        "21:30: error: unknown key 'nrom' in 'train.clip'; did you mean 'norm'?"
      ])
  }

  @Test func aMissingKeyIsNamedWithWhatItMustBe() {
    #expect(
      Example.messages("model: { id: rnn, hidden: 2 }") == [
        "11:1: error: missing key 'input' in 'model'; it must be an integer from 1 to 4096"
      ])
    #expect(
      Example.messages("forward:") == [
        "11:1: error: missing key 'model' in 'forward'; it must be the id of an earlier 'model'"
      ])
  }

  @Test func aMissingKeyOfAnItemIsReportedAtTheItem() {
    #expect(
      Example.messages("data:\n  id: d\n  items:\n    - x: [1]\n    - target: [1]\n") == [
        "15:7: error: missing key 'x' in 'data.items'; "
          + "it must be a list of numbers, or a matrix (a list of rows of numbers)"
      ])
  }

  @Test func aMisspeltRequiredKeyIsNotReportedAsMissingToo() {
    #expect(
      Example.messages(Example.model, "gradcheck: { modle: rnn }") == [
        "21:14: error: unknown key 'modle' in 'gradcheck'; did you mean 'model'?"
      ])
  }

  @Test func everyKeyThatStandsTwiceIsReportedWithTheFirstOnesLine() {
    #expect(
      Example.messages(
        Example.model,
        "train:\n  model: rnn\n  rate: 0\n  \"model\": rnn\n  rate: 1\n  clip: { norm: 1, norm: 2 }\n"
      ) == [
        "23:9: error: 'rate' in 'train' must be a number above 0; found 0",
        "24:3: error: the key 'model' is given twice; the first is at line 22",
        "25:3: error: the key 'rate' is given twice; the first is at line 23",
        "26:20: error: the key 'norm' is given twice; the first is at line 26",
      ])
  }

  @Test func aKeyThatStandsManyTimesIsStillAnError() {
    let text = "train:\n" + String(repeating: "  rate: 1\n", count: 50)
    #expect(
      Example.messages(text) == ["22:3: error: the key 'rate' is given twice"]
    )
    let long = "train:\n" + String(repeating: "  rate: 1\n", count: 4000)
    #expect(Example.messages(long) == ["12:3: error: the key 'rate' is given twice"])
  }

  @Test func aKeyMustBeAWord() {
    #expect(
      Example.messages(Example.model, "train: { model: rnn, [a]: 1, {b: c}: 2 }") == [
        "21:22: error: a key must be a word; found a list",
        "21:30: error: a key must be a word; found a mapping",
      ])
  }

  @Test func anUnknownDirectiveSuggestsTheNearestAndListsAll() {
    let kinds = "kinds are 'model', 'data', 'forward', 'gradcheck', 'train', 'expect'"
    #expect(
      Example.messages("foward: {}") == [
        "11:1: error: unknown directive 'foward'; did you mean 'forward'? The \(kinds)"
      ])
    #expect(
      Example.messages("banana: {}") == ["11:1: error: unknown directive 'banana'; the \(kinds)"])
  }

  @Test(arguments: [
    ("", "11:1", "nothing"), ("# only a comment\n", "11:1", "nothing"),
    ("[a]", "11:1", "a list"), ("forward", "11:1", "the text 'forward'"),
    ("  12", "11:3", "12"), ("{}", "11:1", "a mapping"),
  ])
  func aDirectiveIsAKeyThatNamesItsKind(text: String, place: String, found: String) {
    #expect(
      Example.messages(text) == [
        "\(place): error: a directive is one key that names its kind, such as 'model: ...'; "
          + "found \(found)"
      ])
  }

  @Test func aSecondDirectiveInAFenceIsRefused() {
    let form = "a directive is one key that names its kind, such as 'model: ...'"
    #expect(
      Example.messages(Example.model + "gradcheck: { model: rnn }") == [
        "12:1: error: \(form); 'gradcheck' stands beside 'model'; give it a fence of its own"
      ])
    #expect(
      Example.messages(Example.model + "hidden: 3") == [
        "12:1: error: \(form); 'hidden' stands beside 'model'; indent it if it belongs to 'model'"
      ])
  }

  @Test func aFileOfModelsHoldsADirectiveForEachKey() throws {
    let document = Example.lesson([Example.model + "gradcheck: { model: rnn }\n"])
    let checked = try Example.checker.check(document, directivesPerSource: .many).validated()
    #expect(checked.directives.map(\.kind) == ["model", "gradcheck"])
    #expect(checked.directives.map(\.index) == [1, 2])
  }

  @Test func aDirectiveHoldsAMappingOrAListAsDeclared() {
    #expect(
      Example.messages("gradcheck: [1]", "expect: { value: a.b, equals: 1 }", "expect: []") == [
        "11:12: error: 'gradcheck' must be a mapping of 'id', 'model', 'epsilon'; found a list",
        "21:9: error: 'expect' must be a list of at least 1 item, each a mapping of 'value', "
          + "'equals', 'tolerance'; found a mapping",
        "31:9: error: 'expect' must be a list of at least 1 item, each a mapping of 'value', "
          + "'equals', 'tolerance'; found an empty list",
      ])
  }

  @Test func allErrorsOfAFileComeTogetherInItsOrder() {
    #expect(
      Example.messages(
        "model: { id: rnn, input: 0, hiden: 2 }", "banana: {}", "forward: { model: rn",
        "train: { model: rnn, rate: -1, epochs: 0 }"
      ).map { String($0.prefix(13)) } == [
        "11:26: error:", "11:29: error:", "21:1: error: ", "31:10: error:", "41:28: error:",
        "41:40: error:",
      ])
  }

  @Test func checkingEndsAfterAHundredErrors() {
    let text = "train:\n" + (0..<500).map { "  key\($0): 1\n" }.joined()
    let found = Example.messages(text)
    #expect(found.count == 101)
    #expect(found.last == "111:3: error: checking ends here, after 100 errors")
  }
}
