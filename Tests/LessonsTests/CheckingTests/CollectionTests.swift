import Lessons
import Testing

/// Lists, vectors, matrices, mappings and what may be one of several.
@Suite struct CollectionTests {
  private let hidden =
    "an integer from 1 to 4096, or a list of 1 to 8 items, each an integer from 1 to 4096"

  @Test func whatMayBeOneOfSeveralNamesThemAll() {
    for (text, found) in [("0", "0"), ("x", "the text 'x'"), ("{a: 1}", "a mapping")] {
      #expect(
        Example.messages("model: { id: rnn, input: 1, hidden: \(text) }") == [
          "11:37: error: 'hidden' in 'model' must be \(hidden); found \(found)"
        ])
    }
    #expect(
      Example.messages(Example.model, "train: { model: rnn, truncate: ful }") == [
        "21:32: error: 'truncate' in 'train' must be an integer from 1 to 100, or one of 'full', "
          + "'none'; found the text 'ful'; did you mean 'full'?"
      ])
  }

  @Test func whatMayBeOneOfSeveralIsTheFirstThatAcceptsIt() throws {
    let one = try Example.fields("model: { id: rnn, input: 1, hidden: 3 }")
    #expect(one.integerIfGiven("hidden") == 3)
    #expect(one.integersIfGiven("hidden") == nil)
    let several = try Example.fields("model: { id: rnn, input: 1, hidden: [3, 2] }")
    #expect(several.integers("hidden") == [3, 2])
    let train = try Example.fields(Example.model, "train: { model: rnn, truncate: 5 }")
    #expect(train.integerIfGiven("truncate") == 5)
    #expect(try Example.fields(Example.model, "train: { model: rnn }").text("truncate") == "full")
  }

  @Test func aListNamesTheItemThatIsWrong() {
    #expect(
      Example.messages("model: { id: rnn, input: 1, hidden: [2, 0, x] }") == [
        "11:41: error: item 2 of 'hidden' in 'model' must be an integer from 1 to 4096; found 0",
        "11:44: error: item 3 of 'hidden' in 'model' must be an integer from 1 to 4096; "
          + "found the text 'x'",
      ])
  }

  @Test func aListHasAsManyItemsAsIsAllowed() {
    let show = "a list of 1 to 3 items, each one of 'input', 'state', 'output'"
    for (text, found) in [
      ("[]", "an empty list"), ("[state, state, state, state]", "4 items"),
      ("state", "the text 'state' (a list of one is written [state])"), ("{}", "a mapping"),
    ] {
      #expect(
        Example.messages(Example.model, "forward: { model: rnn, show: \(text) }") == [
          "21:30: error: 'show' in 'forward' must be \(show); found \(found)"
        ])
    }
  }

  @Test func theRowsOfAMatrixAreEquallyLong() {
    #expect(
      Example.messages(Example.model, "forward: { model: rnn, state: [[1, 2], [3], [4, x]] }") == [
        "21:40: error: row 2 of 'state' in 'forward' has 1 number, row 1 has 2; "
          + "the rows of a matrix are equally long",
        "21:49: error: item 2 of item 3 of 'state' in 'forward' must be a number; "
          + "found the text 'x'",
      ])
    for (text, found) in [
      ("1", "1"), ("[]", "a list"), ("[1, 2]", "a list without rows"), ("{}", "a mapping"),
    ] {
      #expect(
        Example.messages(Example.model, "forward: { model: rnn, state: \(text) }") == [
          "21:31: error: 'state' in 'forward' must be a matrix (a list of rows of numbers); "
            + "found \(found)"
        ])
    }
  }

  @Test func aVectorHoldsNumbers() {
    #expect(
      Example.messages("data: { id: d, items: [{ x: [1, nan] }, { x: [] }, { x: 1 }, 3] }") == [
        "11:33: error: item 2 of 'x' in 'data.items' must be a number; "
          + "found nan (not a finite number)",
        "11:46: error: 'x' in 'data.items' must be a list of numbers; found an empty list",
        "11:57: error: 'x' in 'data.items' must be a list of numbers, or a matrix (a list of rows "
          + "of numbers); found 1",
        "11:62: error: item 4 of 'items' in 'data' must be a mapping of 'x', 'target'; found 3",
      ])
  }

  @Test func aVectorAndAMatrixAreToldApart() throws {
    let fields = try Example.fields(
      "data: { id: d, items: [{ x: [1, 2.5] }, { x: [[1, 2], [3, 4], [5, 6]], target: [0] }] }")
    let items = fields.mappings("items")
    #expect(items[0].vector("x") == [1, 2.5])
    #expect(items[0].matrixIfGiven("x") == nil)
    #expect(items[1].matrix("x") == CheckedTensor(shape: [3, 2], values: [1, 2, 3, 4, 5, 6]))
    #expect(items[1].isGiven("target"))
    #expect(!items[0].isGiven("target"))
  }

  @Test func weightsAreNumbersVectorsAndMatricesByName() throws {
    let fields = try Example.fields(
      "model: { id: m, input: 1, hidden: 2, weights: { W_xh: [[0.5], [-0.3]], b: [0, 1], c: 2 } }")
    let tensors = fields.tensors("weights")
    #expect(tensors.map(\.name) == ["W_xh", "b", "c"])
    #expect(tensors.map(\.tensor.shape) == [[2, 1], [2], []])
    #expect(tensors.map(\.tensor.values) == [[0.5, -0.3], [0, 1], [2]])
    #expect(tensors[1].location.description == "Lessons/07-bptt.md:11:72")
  }

  @Test func weightsAreRefusedWithTheirNames() {
    #expect(
      Example.messages(
        "model: { id: m, input: 1, hidden: 1, weights: { W: [[1, 2], [3]], b: x, d: {} } }") == [
          "11:61: error: row 2 of 'W' in 'model.weights' has 1 number, row 1 has 2; "
            + "the rows of a matrix are equally long",
          "11:70: error: 'b' in 'model.weights' must be a number; found the text 'x'",
          "11:76: error: 'd' in 'model.weights' must be a number, or a list of numbers, "
            + "or a matrix (a list of rows of numbers); found a mapping",
        ])
    for (text, found) in [("[]", "a list"), ("{}", "an empty mapping"), ("1", "1")] {
      #expect(
        Example.messages("model: { id: m, input: 1, hidden: 1, weights: \(text) }") == [
          "11:47: error: 'weights' in 'model' must be a mapping of names to numbers, vectors or "
            + "matrices; found \(found)"
        ])
    }
  }

  @Test func aDefaultStandsWhereTheKeyIsNotWritten() throws {
    let fields = try Example.fields(Example.model, "train: { model: rnn, epochs: 3 }")
    #expect(fields.number("rate") == 0.1)
    #expect(!fields.isGiven("rate"))
    #expect(fields.integer("epochs") == 3)
    #expect(fields.isGiven("epochs"))
    #expect(fields.mappingIfGiven("clip") == nil)
    #expect(fields.keys == ["model", "epochs"])
    #expect(fields.location(of: "epochs").description == "Lessons/07-bptt.md:21:30")
    #expect(fields.location(of: "rate").description == "Lessons/07-bptt.md:21:1")
  }

  @Test func aDefaultIsCheckedLikeInput() {
    let checker = LessonChecker(
      [
        DirectiveDeclaration(
          "note", summary: "",
          keys: [KeyDeclaration("size", .integer(1...9), default: "12", help: "")])
      ], frontMatter: nil)
    #expect(
      checker.check(Example.lesson(["note: {}"])).diagnostics.map(Example.shortened) == [
        "11:1: error: 'size' in 'note' must be an integer from 1 to 9; found 12"
      ])
  }
}
