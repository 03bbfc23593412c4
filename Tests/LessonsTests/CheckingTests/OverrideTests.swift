import Lessons
import Testing

/// `--set key=value`.
@Suite struct OverrideTests {
  private let directives = [
    "model: { id: rnn, input: 1, hidden: 2, weights: { W_xh: [[1]] } }",
    "train: { id: first, model: rnn, clip: { norm: 1 } }",
    "train: { id: second, model: rnn, rate: 0.5 }",
    "data: { id: seq, text: abc }",
    "expect: [{ value: first.loss, equals: 3 }]",
  ]

  private func messages(_ override: String) -> [String] {
    Example.checker.check(Example.lesson(directives), overrides: [override]).diagnostics
      .map(\.description)
  }

  private func fields(_ overrides: String...) throws -> [CheckedMapping] {
    try Example.checker.check(Example.lesson(directives), overrides: overrides).validated()
      .directives.map(\.fields)
  }

  @Test func aKeyIsSetWhereverItIsStated() throws {
    #expect(try fields("hidden=3")[0].integerIfGiven("hidden") == 3)
    #expect(try fields("hidden=[3, 4]")[0].integersIfGiven("hidden") == [3, 4])
    #expect(try fields("text=나는 너를")[3].text("text") == "나는 너를")
    let both = Example.lesson([
      Example.model, "train: { model: rnn, epochs: 1 }", "train: { model: rnn, epochs: 2 }",
    ])
    let checked = try Example.checker.check(both, overrides: ["epochs=7"]).validated()
    #expect(checked.directives.dropFirst().map { $0.fields.integer("epochs") } == [7, 7])
  }

  @Test func aKeyOfAMappingIsSetByItsNameOrWithTheMappings() throws {
    for override in ["norm=2", "clip.norm=2", "first.norm=2", "train.clip.norm=2"] {
      #expect(try fields(override)[1].mapping("clip").number("norm") == 2)
      #expect(try fields(override)[2].mappingIfGiven("clip") == nil)
    }
    #expect(try fields("W_xh=[[2]]")[0].tensors("weights")[0].tensor.values == [2])
  }

  @Test func aKeyIsSetInTheStepsOfAnIdOrAKind() throws {
    #expect(try fields("rate=0.2").map { $0.numberIfGiven("rate") } == [nil, 0.1, 0.2, nil, nil])
    #expect(try fields("first.rate=0.2")[1].number("rate") == 0.2)
    #expect(try fields("train.rate=0.2")[2].number("rate") == 0.2)
    #expect(try fields("first.clip.value=3")[1].mapping("clip").number("value") == 3)
    #expect(try fields("second.clip.value=3")[2].mapping("clip").number("value") == 3)
  }

  @Test func aKeyThatNoneStatesGoesToTheOneThatMayHaveIt() throws {
    let model = try fields("bidirectional=true")[0]
    #expect(model.boolean("bidirectional"))
    #expect(model.isGiven("bidirectional"))
  }

  @Test func severalAreSetInTheirOrder() throws {
    let model = try fields("hidden=3", "cell=gru", "hidden=4")[0]
    #expect(model.integerIfGiven("hidden") == 4)
    #expect(model.text("cell") == "gru")
  }

  @Test func theValueIsCheckedLikeAnyOther() {
    #expect(
      messages("hidden=abc") == [
        "--set hidden=abc: error: 'hidden' in 'model' must be an integer from 1 to 4096, or a list "
          + "of 1 to 8 items, each an integer from 1 to 4096; found the text 'abc'"
      ])
    #expect(
      messages("second.rate=010") == [
        "--set second.rate=010: error: 'rate' in 'train' must be a number above 0; "
          + "found 010 (a number has no leading zero; write 10)"
      ])
    #expect(
      messages("hidden=[1") == [
        "--set hidden=[1: error: the '[' that opens here is never closed by ']'"
      ])
    #expect(
      messages("hidden=*a") == [
        "--set hidden=*a: error: '*' begins an alias, which is not accepted; put a text in quotes"
      ])
    #expect(
      messages("first.model=seq") == [
        "--set first.model=seq: error: 'model' in 'train' names 'seq', which is defined later, "
          + "at line 41; only earlier steps can be named"
      ])
  }

  @Test func anErrorInSeveralStepsIsReportedOnce() {
    #expect(
      messages("train.model=zebra") == [
        "--set train.model=zebra: error: 'model' in 'train' names 'zebra', but no step has that "
          + "id; the only earlier 'model' is 'rnn'"
      ])
  }

  @Test(arguments: [
    ("hiden=3", "'hiden' is no key of a step of this lesson; did you mean 'hidden'?"),
    ("zebra=1", "'zebra' is no key of a step of this lesson"),
    ("value=2", "'value' is no key of a step of this lesson; did you mean 'clip.value'?"),
    ("train.epoch=3", "'epoch' is no key of 'train'; did you mean 'epochs'?"),
    ("trian.epochs=3", "no step of this lesson is named 'trian'; did you mean 'train'?"),
    ("expect.equals=3", "'equals' is no key of 'expect'"),
    ("clip.nrom=3", "'clip.nrom' is no key of a step of this lesson; did you mean 'clip.norm'?"),
    ("id=x", "the id of a step cannot be set"),
    ("first.id=x", "the id of a step cannot be set"),
    (
      "epochs=3",
      "several steps may have the key 'epochs' and none states it; "
        + "write 'first.epochs=...' or 'second.epochs=...'"
    ),
    (
      "train.epochs=3",
      "several steps may have the key 'train.epochs' and none states it; "
        + "write 'first.epochs=...' or 'second.epochs=...'"
    ),
  ])
  func aKeyThatCannotBeSetIsExplained(override: String, message: String) {
    #expect(messages(override) == ["--set \(override): error: \(message)"])
  }

  @Test(arguments: ["=3", "a..b=3", "a.b.c.d=3", ".a=3"])
  func aKeyHasOneToThreeParts(override: String) {
    #expect(
      messages(override) == [
        "--set \(override): error: write the key as key, step.key, mapping.key or step.mapping.key"
      ])
  }

  @Test func anOptionNeedsAnEqualsSignAndAnEnd() {
    #expect(
      messages("epochs") == ["--set epochs: error: write it as key=value, such as hidden=2"])
    #expect(
      messages("text=" + String(repeating: "a", count: 100_000)) == [
        "--set text=\(String(repeating: "a", count: 35))...: error: "
          + "100005 bytes; at most 65536 are accepted"
      ])
  }
}
