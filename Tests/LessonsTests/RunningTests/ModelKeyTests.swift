import Lessons
import Testing

/// What `model` says to keys that do not belong together.
@Suite struct ModelKeyTests {
  private static func model(_ keys: String, head: String = "{ outputs: 1 }") -> String {
    """
    model:
      id: net
      hidden: 2
      head: \(head)
      loss: half_squared_error
    \(keys.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    """
  }

  @Test(arguments: [
    "input: 2", "input: 2\nactivation: relu", "input: 2\ncell: lstm",
    "input: 2\ncell: gru", "input: 2\ncell: gru\nreset: before",
    "input: 2\ncell: lstm\nlayers: 3\nbidirectional: true\ndropout: 0.5",
    "cell: gru\nembedding: { vocabulary: 5, size: 3 }\ninit: { embedding: 0.1 }",
    "cell: lstm\ninput: 2\ninit: { forget_bias: 3, recurrent: glorot }",
  ])
  func keysThatBelongTogetherAreAccepted(_ keys: String) {
    #expect(LessonFiles.complaints([Self.model(keys)]) == [])
  }

  @Test(arguments: [
    (
      "input: 2\ncell: lstm\nactivation: relu",
      "14:15: error: 'activation' is for the cell 'rnn'; in an lstm the gates are logistic functions "
        + "and the rest is tanh"
    ),
    (
      "input: 2\ncell: lstm\nreset: before",
      "14:10: error: 'reset' is for the cell 'gru'; an lstm has no reset gate"
    ),
    (
      "input: 2\nreset: after",
      "13:10: error: 'reset' is for the cell 'gru'; an rnn has no reset gate"
    ),
    (
      "cell: gru",
      "8:3: error: a model needs 'input', the numbers in x_t, or 'embedding', a table that makes "
        + "x_t of symbols"
    ),
    (
      "input: 2\nembedding: { vocabulary: 5, size: 2 }",
      "13:14: error: a model has either 'input' or 'embedding'; the size of an embedding is its "
        + "input"
    ),
    (
      "input: 2\ncell: gru\ninit: { forget_bias: 1 }",
      "14:24: error: 'forget_bias' is for the cell 'lstm'; the model's is 'gru'"
    ),
    (
      "input: 2\ninit: { embedding: 0.1 }",
      "13:22: error: 'embedding' in 'init' is for a model with an 'embedding'; this one has 'input'"
    ),
    (
      "embedding: { vocabulary: 1000000, size: 1000 }",
      "12:14: error: an embedding of this size makes 1e+09 parameters, 7.45 GiB; at most 4000000 "
        + "are allowed"
    ),
    (
      "input: 2\ncell: lstn",
      "13:9: error: 'cell' in 'model' must be one of 'rnn', 'lstm', 'gru'; found the text 'lstn'; did you "
        + "mean 'lstm'?"
    ),
    (
      "input: 2\nbidirectonal: true",
      "13:3: error: unknown key 'bidirectonal' in 'model'; did you mean 'bidirectional'?"
    ),
    (
      "input: 2\ndropout: 1",
      "13:12: error: 'dropout' in 'model' must be a number of at least 0 and below 1; found 1"
    ),
  ])
  func keysThatDoNotAreRefusedAtTheirPlace(_ keys: String, _ message: String) {
    let found = LessonFiles.complaints([Self.model(keys)])
    #expect(found == ["Lessons/99-test.md:\(message)"])
  }

  @Test func anIdentityHeadOfTwoDirectionsHasBothStates() {
    let found = LessonFiles.complaints([
      Self.model("input: 2\nbidirectional: true", head: "{ kind: identity, outputs: 2 }")
    ])
    #expect(found.count == 1)
    #expect(found.first?.contains("has the 4 outputs of the hidden state") == true)
  }

  private static let embedded = """
    model:
      id: net
      embedding: { vocabulary: 3, size: 2 }
      hidden: 2
      head: { outputs: 4 }
      loss: cross_entropy
    """

  @Test(arguments: [
    (
      "data: { id: d, kind: sequences, items: [{ x: [1, 2] }] }",
      "'d' does not fit 'net': its inputs are numbers; an embedding reads symbols, such as those of "
        + "the kind 'characters' or 'recall'"
    ),
    (
      "data: { id: d, kind: characters, text: abcd }",
      "'d' does not fit 'net': it has 4 symbols, the model's embedding 3 ('vocabulary')"
    ),
  ])
  func anEmbeddingReadsOnlySymbolsThatItHas(_ data: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.embedded, data, "forward: { id: f, model: net, data: d }",
    ])
    expectOne(found, endingWith: message)
  }

  @Test func theFirstParametersAreAsTheKeysSay() throws {
    func biases(_ keys: String) throws -> [Double] {
      try LessonFiles.result([Self.model("input: 2\ncell: lstm\n\(keys)")]).numbers("net", "b_h")
    }
    #expect(try biases("") == [0, 0, 1, 1, 0, 0, 0, 0])
    #expect(try biases("init: { forget_bias: -2.5 }") == [0, 0, -2.5, -2.5, 0, 0, 0, 0])
    let table = try LessonFiles.result([
      Self.model("embedding: { vocabulary: 40, size: 3 }\ninit: { embedding: 0.5 }")
    ]).rows("net", "embedding")
    #expect(table.count == 40)
    let largest = table.joined().map(\.magnitude).max() ?? 0
    #expect(largest <= 0.5 && largest > 0.4)
  }
}
