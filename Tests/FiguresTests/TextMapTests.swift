import Figures
import Testing

@Suite struct TextMapTests {
  private static let text =
    "The boat said \"go,\" and the wind went.\nWWW MMM @@@ 나는 오늘 학교에 갔다. Then it was over.\n"

  private func text(_ count: Int) -> String {
    String(String(repeating: Self.text, count: count / Self.text.count + 1).prefix(count))
  }

  private func map(_ count: Int, rows: Int = 1, guesses: Bool = false) -> TextMap {
    let tokens = text(count).map { String($0) }
    return TextMap(
      title: "A unit", tokens: tokens,
      rows: (0..<rows).map {
        TextMap.Row(rows > 1 ? "unit \($0 + 1)" : nil, values: noise(count, $0 + 1))
      },
      predictions: guesses
        ? tokens.indices.map {
          [.init("a", 0.7), .init(tokens[($0 + 1) % count], 0.2), .init("W", 0.05), .init("x", 0)]
        } : [], scale: .signed(limit: 1), barTitle: "$h_t^{(3)}$")
  }

  @Test(arguments: [1, 2, 7, 20, 60, 200, 700, 1500])
  func textsOfAnyLengthCanBeRead(_ count: Int) throws {
    for theme in [Theme.light, .dark] { try expectReadable(map(count), theme: theme) }
  }

  @Test(arguments: [1, 7, 80, 300])
  func severalRowsAndGuessesCanBeRead(_ count: Int) throws {
    try expectReadable(map(count, rows: 4))
    try expectReadable(map(count, rows: 1, guesses: true))
    try expectReadable(map(count, rows: 3, guesses: true))
    try expectReadable(map(count, rows: 0, guesses: true))
  }

  @Test func aCellHasTheColourOfItsValue() throws {
    let values: [Double?] = [1, -1, 0.5, nil, 0]
    for theme in [Theme.light, .dark] {
      let figure = TextMap(title: "x", text: "abcde", values: values, scale: .signed(limit: 1))
      let rendered = try figure.render(theme: theme)
      let image = try PNG.decode(rendered.bytes)
      for (index, value) in values.enumerated() {
        let rect = rendered.regions[index].rect
        let found = image[Int((rect.x + 2) * 2), Int((rect.y + 2) * 2)].bytes
        let expected = value.map { theme.signedMap.color(at: ($0 + 1) / 2) } ?? theme.panel
        // Cairo rounds the colour of a rectangle by itself.
        let pairs = [
          (found.red, expected.bytes.red), (found.green, expected.bytes.green),
          (found.blue, expected.bytes.blue),
        ]
        #expect(pairs.allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "character \(index): \(found)")
      }
    }
  }

  @Test func everyCharacterIsAStepInReadingOrder() throws {
    let rendered = try map(200).render(scale: 1)
    #expect(rendered.regions.map(\.step) == Array(1...200))
    for (before, after) in zip(rendered.regions, rendered.regions.dropFirst()) {
      let isBeside = after.rect.y == before.rect.y && abs(after.rect.x - before.rect.right) < 1e-6
      let isBelow = after.rect.y >= before.rect.bottom && after.rect.x < before.rect.x
      #expect(isBeside || isBelow, "step \(after.step)")
    }
  }

  @Test func linesEndAtLineEndsAndAfterSpaces() throws {
    let figure = map(160)
    let regions = try figure.render(scale: 1).regions
    for index in 1..<160 where regions[index].rect.y > regions[index - 1].rect.y {
      #expect([" ", "\n"].contains(figure.tokens[index - 1]), "after token \(index)")
    }
  }

  @Test func koreanLettersAreWiderAndRowsStayAligned() throws {
    let figure = map(900, rows: 2)
    let regions = try figure.render(scale: 1).regions
    let latin = figure.tokens.firstIndex(of: "h") ?? 0
    let korean = figure.tokens.firstIndex(of: "학") ?? 0
    #expect(regions[korean].rect.width > regions[latin].rect.width)
  }

  @Test func spacesAndLineEndsAreVisible() throws {
    let found = try labels(TextMap(title: "x", text: "a b\n", values: [0, 0, 0, 0]))
    #expect(found.contains("\u{2423}") && found.contains("\u{23CE}"))
    let words = TextMap(title: "x", tokens: ["two", " words\n"], rows: [.init(values: [0, 1])])
    #expect(try labels(words).contains("\u{2423}words\u{23CE}"))
  }

  @Test func onlyTheThreeBestGuessesAreShown() throws {
    let figure = TextMap(
      title: "title", tokens: ["q", "q"], rows: [],
      predictions: [[.init("u", 0.1), .init("v", 0.6), .init("w", 0.2), .init("z", 0.05)], []])
    let found = try labels(figure)
    #expect(found.contains("u") && found.contains("v") && found.contains("w"))
    #expect(!found.contains("z"))
    // A right guess looks different.
    var right = figure
    right.tokens[1] = "v"
    var wrong = figure
    wrong.tokens[1] = "w"
    #expect(try right.render().bytes != wrong.render().bytes)
  }

  @Test func whatIsNotFiniteIsCounted() throws {
    let figure = TextMap(title: "x", text: "abc", values: [.nan, 1, -.infinity])
    #expect(try labels(figure).contains("2 values are not finite"))
    try expectReadable(figure)
  }

  @Test func aWordLongerThanALineIsCut() throws {
    let word = String(repeating: "x", count: 400)
    let figure = TextMap(title: "x", tokens: ["a", word, "b"], rows: [.init(values: [0, 1, 0])])
    try expectReadable(figure)
  }

  @Test func whatDoesNotFitIsRefused() {
    func expectFault(_ figure: TextMap, _ reason: String) {
      #expect(throws: FigureError.invalidData(figure: "TextMap", reason: reason)) {
        try figure.validate()
      }
    }
    expectFault(
      TextMap(title: "x", text: "", values: []), "0 tokens were given; 1 to 4000 are drawn")
    expectFault(
      TextMap(title: "x", text: "ab", values: [1]), "row 1 has 1 values for 2 tokens")
    expectFault(
      TextMap(title: "x", tokens: ["a", ""], rows: [.init(values: [1, 2])]),
      "token 2 is empty; at least 1 character is needed")
    expectFault(
      TextMap(title: "x", tokens: ["a"], rows: []),
      "neither rows nor predictions were given; at least one of them is needed")
    expectFault(
      TextMap(title: "x", text: "ab", values: [1, 2], predictions: [[]]),
      "1 lists of predictions for 2 tokens")
    expectFault(
      TextMap(title: "x", text: "a", values: [1], predictions: [[.init("b", 1.5)]]),
      "token 1 predicts 'b' with the probability 1.5; 0 to 1 is allowed")
  }
}
