import Foundation
import Lessons
import Testing

@Suite struct FitTests {
  private static let model = """
    model: { id: m, cell: lstm, embedding: { vocabulary: 100, size: 8 }, hidden: 8, dropout: 0.1,
      head: { outputs: 1, at: last }, loss: binary_cross_entropy }
    """
  private static func corpus(_ more: String = "") -> String {
    "data: { id: c, kind: corpus, file: none.tsv, pad_to: 30, vocabulary: 100\(more) }"
  }
  private static func fit(_ more: String = "") -> String {
    "fit: { id: f, model: m, data: c, optimizer: adam, rate: 0.02, batch: 16, epochs: 8\(more) }"
  }

  private func given(_ count: Int = 200) throws -> Given {
    try Given((["text\tlabel"] + reviewRows(count)).joined(separator: "\n"))
  }

  @Test func oneTellingWordIsLearned() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(),
      "read: { id: good, fit: f, text: this was GOOD! }",
      "read: { id: bad, fit: f, text: this was bad }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.number("f", "accuracy") == 1)
    #expect(try #require(result.number("good", "p")) > 0.8)
    #expect(try #require(result.number("bad", "p")) < 0.2)
    #expect(result.numbers("f", "curve_loss").count == 8)
  }

  /// With weights this small y is near 0, and -log(1/2) is the loss of every text.
  @Test func aNetworkThatHasLearnedNothingCostsLn2() throws {
    let result = try given().result([
      Self.corpus(), Self.model.replacing("hidden: 8", with: "init: { embedding: 0 }, hidden: 8"),
      "fit: { id: f, model: m, data: c, optimizer: sgd, rate: 1e-9, epochs: 1 }",
    ])
    #expect(abs(try #require(result.number("f", "first_loss")) - 0.693147) < 1e-5)
    #expect(abs(result.numbers("f", "curve_loss")[0] - 0.693147) < 1e-5)
  }

  @Test func theKeptEpochIsTheOneWithTheLowestValidationLoss() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(", patience: 2"),
    ])
    let losses = result.numbers("f", "curve_validation_loss")
    let kept = try #require(result.number("f", "kept"))
    #expect(losses.firstIndex(of: losses.min()!).map { Double($0 + 1) } == kept)
    #expect(result.number("f", "loss") == losses.min())
  }

  /// Labels that nothing tells: the loss is guessing's or worse, and no epoch is a start.
  @Test func patienceWaitsForAStart() throws {
    let rows = (0..<100).map { "the same text\t\($0 % 2)" }
    let result = try Given((["text\tlabel"] + rows).joined(separator: "\n")).result([
      Self.corpus(), Self.model, Self.fit(", patience: 1"),
    ])
    #expect(result.numbers("f", "curve_loss").count == 8)
    let learned = try given().result([Self.corpus(), Self.model, Self.fit(", patience: 1")])
    #expect(learned.number("f", "accuracy") == 1)
  }

  @Test func twoRunsAreEqualAndThreadsDifferInRoundingOnly() throws {
    func losses(_ threads: Int) throws -> [Double] {
      let more = ", threads: \(threads)"
      return try given().result([Self.corpus(), Self.model, Self.fit(more)])
        .numbers("f", "curve_validation_loss")
    }
    let two = try losses(2)
    #expect(try losses(2) == two)
    for (one, other) in zip(try losses(1), two) { #expect(abs(one - other) < 0.02) }
  }

  @Test func severalSeedsAreCounted() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(", seeds: 3, learned: { accuracy: 0.9 }"),
    ])
    let accuracies = result.numbers("f", "accuracies")
    #expect(accuracies.count == 3)
    #expect(result.number("f", "learned") == Double(accuracies.count { $0 >= 0.9 }))
    #expect(result.number("f", "lowest") == accuracies.min())
    #expect(result.number("f", "accuracy") == accuracies.sorted()[1])
  }

  /// The gradient that padding lets through, from nothing to much.
  @Test func paddingIsReadWhereItIsNotMasked() throws {
    let result = try given().result([
      Self.corpus(), Self.model, Self.fit(),
      "padding: { id: p, fit: f, steps: [0, 10, 200], texts: 10 }",
    ])
    let gradient = result.numbers("p", "gradient")
    #expect(gradient[0] == 1)
    #expect(gradient[1] < 1 && gradient[2] < gradient[1])
    #expect(result.numbers("p", "accuracy")[0] == 1)
  }

  @Test func anInterruptedFitReportsWhatItHas() throws {
    let interruption = Interruption()
    #expect(!interruption.ask(), "nothing is running that could end")
    let lesson = try given(400).lesson([
      Self.corpus(), Self.model, Self.fit(), "data: { id: d, kind: recall }",
    ])
    let result = lesson.run(
      observer: RunObserver(
        progress: { if $0.done >= 30 { _ = interruption.ask() } }, interruption: interruption))
    #expect(interruption.isAsked)
    #expect(result.steps.map(\.kind) == ["data", "model", "fit"])
    // 320 texts make 20 updates an epoch.
    #expect(result.numbers("f", "curve_loss").count == 2)
    #expect(result.table("f")?.rows.last?.cells[0] == "2 (part)")
  }

  @Test func aModelThatDoesNotFitIsRefused() throws {
    let given = try given()
    expectOne(
      given.complaints([
        Self.corpus(),
        """
        model: { id: m, cell: lstm, input: 3, hidden: 8, head: { outputs: 1, at: last },
          loss: binary_cross_entropy }
        """, Self.fit(),
      ]), endingWith: "'m' reads vectors; a corpus needs a model with an 'embedding'")
    expectOne(
      given.complaints([
        "data: { id: c, kind: corpus, file: none.tsv }", Self.model, Self.fit(),
      ]), endingWith: "'m' embeds 100 tokens; 'c' may have 3000 ('vocabulary')")
    expectOne(
      given.complaints([
        Self.corpus(), Self.model.replacing("binary_cross_entropy", with: "half_squared_error"),
        Self.fit(),
      ]),
      endingWith: "'m' needs head: { outputs: 1, at: last } and loss: binary_cross_entropy for the "
        + "two labels of a corpus")
    expectOne(
      given.complaints(
        [
          "data: { id: c, kind: recall }", Self.model, Self.fit(),
        ] + [Self.corpus().replacing("id: c", with: "id: e")]),
      endingWith: "'c' is no corpus; 'fit' needs data of the kind 'corpus', 'train' takes others")
    expectOne(
      given.complaints([
        Self.corpus(), Self.model, "train: { id: t, model: m, data: c, epochs: 1 }",
      ]), endingWith: "'c' is a corpus; 'fit' trains on it, and 'read' reads texts")
  }
}
