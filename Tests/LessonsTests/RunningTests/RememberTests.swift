import Lessons
import Testing

private let reviews =
  "data: { id: c, kind: corpus, file: data/17-reviews.tsv, tokens: pairs, fixed: true }"

private func model(_ id: String, _ cell: String, _ keys: String = "") -> String {
  """
  model:
    { id: \(id), cell: \(cell), embedding: { vocabulary: 3000, size: 5 }, hidden: 4,
      head: { outputs: 1, at: last }, loss: binary_cross_entropy\(keys) }
  """
}

private func fit(_ id: String, _ model: String, _ data: String = "c") -> String {
  "fit: { id: \(id), model: \(model), data: \(data), optimizer: adam, rate: 0.01, batch: 64, epochs: 1,"
    + " seeds: 2 }"
}

@Suite struct RememberTests {
  @Test func influenceIsMeasuredBackFromTheLastToken() throws {
    let result = try LessonFiles.result([
      reviews, model("a", "lstm"), model("b", "gru"), fit("long", "a"), fit("gated", "b"),
      "remember: { id: r, of: [long, gated], text: It was good fun., back: 12 }",
      "figure: { id: t, kind: remembered, from: [r], alt: t }",
      "figure: { id: u, kind: forgetting, from: [r], alt: u }",
    ])
    #expect(result.verdict == .pass)
    // Sixteen characters, fifteen pairs.
    #expect(result.number("r", "tokens") == 15)
    for name in ["long", "gated"] {
      let back = result.numbers("r", "\(name)_back")
      #expect(back.count == 13)
      #expect(back[0] == 1)
      #expect(back.allSatisfy { $0 > 0 && $0.isFinite })
      let reaches = result.numbers("r", "\(name)_reaches")
      #expect(reaches.count == 2)
      #expect(reaches.allSatisfy { $0 >= 1 && $0 <= 80 })
    }
    #expect(result.figures.count == 2)
  }

  @Test func networksOfTwoCorporaAreRefused() {
    let other = reviews.replacing("id: c", with: "id: d")
    expectOne(
      LessonFiles.complaints([
        reviews, other, model("a", "lstm"), fit("one", "a"), fit("two", "a", "d"),
        "remember: { id: r, of: [one, two], text: good }",
      ]), endingWith: "'two' was fitted to 'd', 'one' to 'c'; one corpus is needed")
  }

  @Test func bothDirectionsAreRefused() {
    expectOne(
      LessonFiles.complaints([
        reviews, model("a", "lstm", ", bidirectional: true"), fit("one", "a"),
        "remember: { id: r, of: [one], text: good }",
      ]), endingWith: "'one' reads from both ends, and has no last token")
  }
}
