import Recurrent
import Testing

@Suite struct TokenizerTests {
  /// What `text_to_word_sequence` of Keras 3 makes of these texts.
  @Test(arguments: [
    (
      "The cat sat on the mat. The dog, the CAT!",
      ["the", "cat", "sat", "on", "the", "mat", "the", "dog", "the", "cat"]
    ),
    (
      "Don't stop (ever): well-known_words; a/b\tc\nd",
      ["don't", "stop", "ever", "well", "known", "words", "a", "b", "c", "d"]
    ),
    (
      "신경망 언어 모델은 임베딩 벡터를 사용한다. 임베딩 벡터!",
      ["신경망", "언어", "모델은", "임베딩", "벡터를", "사용한다", "임베딩", "벡터"]
    ),
    (
      "È già l'una… “sì” 3.14 = π?", ["è", "già", "l'una…", "“sì”", "3", "14", "π"]
    ),
  ])
  func wordsAreThoseOfKeras(text: String, words: [String]) {
    #expect(Tokenizer.tokens(of: text, by: .words) == words)
  }

  @Test func wordsEndAtEveryKindOfWhiteSpace() {
    #expect(
      Tokenizer.tokens(of: "하나\u{3000}둘\u{A0}셋\r\n넷  ", by: .words) == ["하나", "둘", "셋", "넷"])
    #expect(Tokenizer.tokens(of: " .,!\t", by: .words).isEmpty)
    #expect(Tokenizer.tokens(of: "", by: .words).isEmpty)
  }

  @Test func charactersAreWhatAReaderCountsAsOne() {
    #expect(Tokenizer.tokens(of: "안녕!", by: .characters) == ["안", "녕", "!"])
    #expect(
      Tokenizer.tokens(of: "\u{1112}\u{1161}\u{11AB}e\u{301}👩‍🔬\r\n", by: .characters)
        == ["한", "é", "👩‍🔬", "\r\n"])
  }

  /// The same texts through the tokenizer of Keras 3 with num_words=5, oov_token="<unk>", and then
  /// pad_sequences with maxlen=4: index 0 is padding, 1 unknown.
  @Test func textsAreEncodedAsKerasDoes() throws {
    let texts = [
      "The cat sat on the mat. The dog, the CAT!",
      "신경망 언어 모델은 임베딩 벡터를 사용한다. 임베딩 벡터!",
    ]
    let tokenizer = Tokenizer(
      .words, fitting: texts + ["Don't stop (ever): well-known_words; a/b\tc\nd"], maximumSize: 5,
      padding: true, unknown: true)
    #expect(tokenizer.vocabulary.tokens == ["the", "cat", "임베딩"])
    #expect(try tokenizer.encode(texts[0]) == [2, 3, 1, 1, 2, 1, 2, 1, 2, 3])
    #expect(try tokenizer.encode(texts[1]) == [1, 1, 1, 4, 1, 1, 4, 1])
    #expect(try tokenizer.encode(texts[0], maximumLength: 4, keeping: .end) == [2, 1, 2, 3])
    #expect(try tokenizer.encode(texts[0], maximumLength: 4) == [2, 3, 1, 1])
    #expect(try tokenizer.encode(texts[0], maximumLength: 99).count == 10)
  }

  @Test func anUnknownCharacterIsNamedAtItsPlaceInTheText() {
    let tokenizer = Tokenizer(.characters, fitting: ["hihello"])
    let error = #expect(throws: UnknownToken.self) { try tokenizer.encode("help") }
    #expect(
      error?.description
        == #"unknown token "p" at 3; the vocabulary has "h", "i", "e", "l", "o""#)
    let later = #expect(throws: UnknownToken.self) {
      try tokenizer.encode("xxhe?", maximumLength: 3, keeping: .end)
    }
    #expect(later?.place == 4)
    #expect(throws: Never.self) { try tokenizer.encode("hex", maximumLength: 2) }
  }

  @Test func decodingLeavesPaddingOut() throws {
    let words = Tokenizer(.words, fitting: ["Up, down; up!"], padding: true, unknown: true)
    #expect(words.decode([2, 3, 2, 0, 0]) == "up down up")
    #expect(try words.decode(words.encode("up left")) == "up <unk>")
    let characters = Tokenizer(.characters, fitting: ["고마워"], padding: true)
    #expect(try characters.decode(characters.encode("워고") + [0]) == "워고")
  }

  @Test func aTextComesBackFromItsCharacters() throws {
    var cases = 0
    for seed: UInt64 in 1...1000 {
      var g = SeededGenerator(seed: seed)
      let text = g.oddText(letters: Int.random(in: 0...40, using: &g))
      let tokenizer = Tokenizer(
        .characters, fitting: [text], padding: Bool.random(using: &g),
        unknown: Bool.random(using: &g))
      let indices = try tokenizer.encode(text)
      #expect(tokenizer.decode(indices) == text, "seed \(seed)")
      #expect(indices.count == text.count, "seed \(seed)")
      let length = Int.random(in: 1...45, using: &g)
      #expect(
        try tokenizer.decode(tokenizer.encode(text, maximumLength: length))
          == String(text.prefix(length)), "seed \(seed)")
      #expect(
        try tokenizer.decode(tokenizer.encode(text, maximumLength: length, keeping: .end))
          == String(text.suffix(length)), "seed \(seed)")
      cases += 1
    }
    print("texts that come back from their characters: \(cases)")
  }

  /// Words side by side are a text of the same words.
  @Test func wordsComeBackFromTheirText() throws {
    var cases = 0
    for seed: UInt64 in 1...1000 {
      var g = SeededGenerator(seed: seed)
      let text = g.oddText(letters: Int.random(in: 0...60, using: &g))
      let tokenizer = Tokenizer(.words, fitting: [text], padding: Bool.random(using: &g))
      let words = Tokenizer.tokens(of: text, by: .words)
      let decoded = tokenizer.decode(try tokenizer.encode(text))
      #expect(decoded == words.joined(separator: " "), "seed \(seed)")
      #expect(Tokenizer.tokens(of: decoded, by: .words) == words, "seed \(seed)")
      #expect(
        words.allSatisfy { word in
          !word.isEmpty && !word.contains { $0.isWhitespace || Tokenizer.separators.contains($0) }
        }, "seed \(seed)")
      cases += 1
    }
    print("words that come back from their text: \(cases)")
  }
}
