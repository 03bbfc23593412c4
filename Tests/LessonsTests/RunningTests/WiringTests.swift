import Lessons
import Testing

private let rnn =
  "model: { id: rnn, input: 3, hidden: 5, head: { outputs: 3 }, loss: cross_entropy }"
private let level = "data: { id: level, kind: characters, text: level, alphabet: lev }"

@Suite struct WiringTests {
  @Test func theFourWiringsAreOneNetwork() throws {
    let result = try LessonFiles.result([
      rnn, level, "train: { id: t, model: rnn, data: level, optimizer: adam, rate: 0.05 }",
      "wirings: { id: w, model: t, data: level }",
    ])
    #expect(result.value("w", "many_to_many") == .text("evel"))
    #expect(result.value("w", "one_to_many") == .text("evel"))
    #expect(result.value("w", "many_to_one") == .text("l"))
    #expect(result.value("w", "one_to_one") == .text("e"))
    for name in ["one_to_one", "many_to_one", "one_to_many"] {
      #expect(result.number("w", "\(name)_distance") == 0)
    }
    #expect(result.number("w", "right") == 4)
    #expect(
      result.table("w")?.rows.map(\.cells).last
        == ["many to many", "l e v e", "(4, 3)", "e v e l", "(4, 3)", "63"])
  }

  /// What reads its own mistakes goes another way than what reads the text.
  @Test func anUntrainedNetworkThatReadsItselfDiffers() throws {
    let result = try LessonFiles.result([
      rnn, level, "wirings: { id: w, model: rnn, data: level }",
    ])
    #expect(result.number("w", "one_to_one_distance") == 0)
    #expect(result.number("w", "many_to_one_distance") == 0)
    #expect(try #require(result.number("w", "one_to_many_distance")) > 0.01)
    #expect(try #require(result.number("w", "right")) < 4)
  }

  @Test(arguments: [
    (
      "model: { id: rnn, input: 3, hidden: 2, head: { outputs: 3, at: last }, loss: cross_entropy }",
      level,
      "'rnn' cannot be wired in all four ways; that needs the loss cross_entropy, one direction, a "
        + "head at each step, and as many outputs as inputs"
    ),
    (
      rnn, "data: { id: level, kind: characters, text: levels, alphabet: levs }",
      "'level' has 1 sequence of 5 steps of 4 numbers; one text of 2 to 12 steps with 3 classes is "
        + "needed, whose targets are classes of the same alphabet"
    ),
  ])
  func whatCannotBeWiredIsRefused(_ model: String, _ data: String, _ message: String) {
    expectOne(
      LessonFiles.complaints([model, data, "wirings: { id: w, model: rnn, data: level }"]),
      endingWith: message)
  }

  /// D = 3, H = 5, O = 2.
  @Test func parametersAreCounted() throws {
    let result = try LessonFiles.result([
      "model: { id: rnn, input: 3, hidden: 5, head: { outputs: 2 }, loss: cross_entropy }",
      "sizes: { id: s, model: rnn, lengths: [1, 7] }",
    ])
    // W_xh 15, W_hh 25, b_h 5, W_hy 10, b_y 2.
    #expect(result.number("s", "recurrent") == 57)
    // 15 T + 5 + 12, and 45 T + 12.
    #expect(result.numbers("s", "feedforward") == [32, 122])
    #expect(result.numbers("s", "layers") == [57, 327])
  }

  @Test func gatesHaveNoFeedForwardCounterpart() {
    expectOne(
      LessonFiles.complaints([
        "model: { id: m, cell: gru, input: 3, hidden: 5, head: { outputs: 2 }, loss: cross_entropy }",
        "sizes: { id: s, model: m }",
      ]),
      endingWith: "'m' has no feed-forward network to stand beside it; that needs one layer of the "
        + "cell 'rnn' in one direction, vectors as inputs and a dense head")
  }
}
