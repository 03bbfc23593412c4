import Recurrent
import Testing

@Suite struct VocabularyTests {
  @Test func tokensStandInTheOrderOfTheirFirstAppearance() throws {
    let vocabulary = Vocabulary("hihello".map { String($0) })
    #expect(vocabulary.tokens == ["h", "i", "e", "l", "o"])
    #expect(vocabulary.size == 5)
    #expect(try vocabulary.encode("hello".map { String($0) }) == [0, 2, 3, 3, 4])
    #expect(vocabulary.decode([4, 0]) == ["o", "h"])
    #expect(vocabulary["l"] == 3)
    #expect(vocabulary["x"] == nil)
  }

  @Test func frequentTokensStandFirstAndEqualOnesAsTheyAppeared() {
    let words = ["b", "c", "a", "a", "c", "d", "a"]
    #expect(Vocabulary(words, order: .frequency).tokens == ["a", "c", "b", "d"])
  }

  @Test func indicesAreSetAsideWhereAskedFor() throws {
    let both = Vocabulary(["a", "b"], padding: true, unknown: true)
    #expect([both.paddingIndex, both.unknownIndex, both["a"], both["b"]] == [0, 1, 2, 3])
    #expect(both.size == 4)
    #expect(try both.encode(["b", "?", "a"]) == [3, 1, 2])
    #expect(both.decode(0..<4) == ["<pad>", "<unk>", "a", "b"])
    let padding = Vocabulary(["a", "b"], padding: true)
    #expect([padding.paddingIndex, padding.unknownIndex, padding["a"]] == [0, nil, 1])
    let unknown = Vocabulary(["a", "b"], unknown: true)
    #expect([unknown.paddingIndex, unknown.unknownIndex, unknown["a"]] == [nil, 0, 1])
    #expect(unknown["z"] == 0)
  }

  /// A text may hold the very letters that padding is shown with.
  @Test func aTokenThatLooksLikePaddingIsAToken() throws {
    let vocabulary = Vocabulary(["<pad>", "<unk>"], padding: true, unknown: true)
    #expect(try vocabulary.encode(["<pad>", "<unk>", "other"]) == [2, 3, 1])
  }

  /// 5 rows of an embedding: padding, unknown and 3 tokens, as with num_words=5 in Keras.
  @Test func theLargestSizeCountsWhatIsSetAside() throws {
    let words = ["a", "b", "b", "c", "c", "c", "d", "d", "d", "d"]
    let vocabulary = Vocabulary(
      words, order: .frequency, maximumSize: 5, padding: true, unknown: true)
    #expect(vocabulary.size == 5)
    #expect(vocabulary.tokens == ["d", "c", "b"])
    #expect(try vocabulary.encode(["a", "d"]) == [1, 2])
    #expect(Vocabulary(words, maximumSize: 2).tokens == ["a", "b"])
    #expect(Vocabulary(words, maximumSize: 9).size == 4)
    let none = Vocabulary(words, maximumSize: 1, padding: true, unknown: true)
    #expect(none.tokens.isEmpty)
  }

  @Test func anUnknownTokenIsNamedWithThoseThereAre() {
    let vocabulary = Vocabulary(["h", "i", "e"])
    let error = #expect(throws: UnknownToken.self) { try vocabulary.encode(["h", "x"]) }
    #expect(
      error?.description == #"unknown token "x" at 1; the vocabulary has "h", "i", "e""#)
    #expect(error?.allowed == ["h", "i", "e"])
    #expect(error?.nearest == nil)
    let empty = #expect(throws: UnknownToken.self) { try Vocabulary([String]()).encode(["a"]) }
    #expect(empty?.description == #"unknown token "a" at 0; the vocabulary is empty"#)
  }

  @Test func theNearestTokenIsSuggested() {
    func nearest(_ token: String, _ tokens: String...) -> String? {
      UnknownToken(token, at: 0, in: tokens).nearest
    }
    #expect(nearest("H", "h", "i") == "h")
    #expect(nearest("netwrok", "gate", "network", "networks") == "network")
    #expect(nearest("networ", "networks", "network") == "network")
    #expect(nearest("cell", "gate", "state") == nil)
    #expect(nearest("순환신경망", "순환신경", "게이트") == "순환신경")
    #expect(
      UnknownToken("H", at: 0, in: ["h", "i"]).description
        == #"unknown token "H" at 0; did you mean "h"? The vocabulary has "h", "i""#)
  }

  @Test func longListsAndOddTokensAreShownInOneLine() {
    let many = UnknownToken("\n", at: 2, in: (0..<3000).map { "w\($0)" }).description
    #expect(many.hasPrefix(#"unknown token "\n" at 2; the vocabulary has "w0", "w1""#))
    #expect(many.hasSuffix(#""w19" and 2980 more"#))
    let long = UnknownToken(String(repeating: "a", count: 1_000_000), at: 0, in: ["b"])
    #expect(long.description.count < 120)
  }

  /// The syllable and its two letters are canonically equivalent.
  @Test func aSyllableAndItsLettersAreOneToken() throws {
    let vocabulary = Vocabulary(["\u{AC00}", "\u{1100}\u{1161}", "나"])
    #expect(vocabulary.size == 2)
    #expect(try vocabulary.encode(["\u{1100}\u{1161}"]) == [0])
  }

  @Test func everyTokenComesBackFromItsIndex() throws {
    var cases = 0
    for seed: UInt64 in 1...1000 {
      var g = SeededGenerator(seed: seed)
      let texts = (0..<Int.random(in: 1...4, using: &g)).map { _ in g.oddText(letters: 20) }
      let tokens = texts.flatMap { Tokenizer.tokens(of: $0, by: .characters) }
      let (padding, unknown) = (Bool.random(using: &g), Bool.random(using: &g))
      let order = Vocabulary.Order.allCases.randomElement(using: &g)!
      let vocabulary = Vocabulary(tokens, order: order, padding: padding, unknown: unknown)
      let indices = try vocabulary.encode(tokens)
      #expect(vocabulary.decode(indices) == tokens, "seed \(seed)")
      #expect(Set(indices).count == vocabulary.tokens.count, "seed \(seed)")
      #expect(
        indices.allSatisfy {
          (0..<vocabulary.size).contains($0) && $0 != vocabulary.paddingIndex
            && $0 != vocabulary.unknownIndex
        }, "seed \(seed)")
      if order == .frequency {
        let counts = vocabulary.tokens.map { token in tokens.count { $0 == token } }
        #expect(counts == counts.sorted(by: >), "seed \(seed)")
      }
      cases += 1
    }
    print("vocabularies that give every token back: \(cases)")
  }
}
