import Foundation
import Lessons
import Testing

private let pairs = "sentences: { id: pairs, train: 200, test: 40, longer: 20 }"

private func translators(_ more: String = "") -> String {
  """
  translators: { id: t, pairs: pairs, cell: gru, embedding: 6, hidden: 7, seeds: 2, updates: 3, \
  batch: 4, optimizer: adam, rate: 0.01\(more) }
  """
}

/// `sentences`, `translators`, `translate` and `translator_check`.
@Suite struct TranslationTests {
  // MARK: The sentences

  /// By hand, from a Korean grammar.
  @Test(arguments: [
    ("Mina sees Junho", "미나가 준호를 본다"),
    ("the cat sees a red bird", "고양이가 빨간 새를 본다"),
    ("a student really likes the horse", "학생이 말을 정말 좋아한다"),
    ("every day the boy follows a ball in the park", "매일 소년이 공원에서 공을 따라간다"),
    ("the dog misses Sora at home now", "지금 개가 집에서 소라를 그리워한다"),
    (
      "the small black dog secretly seeks a big white star at school today",
      "오늘 작은 검은 개가 학교에서 큰 하얀 별을 몰래 찾는다"
    ),
  ])
  func theKoreanIsWhatItShouldBe(_ english: String, _ korean: String) throws {
    let result = try LessonFiles.result([
      pairs, translators(), "translate: { id: s, by: t, sentence: \(english) }",
    ])
    #expect(result.value("s", "wanted") == .text(korean))
    #expect(result.value("s", "english") == .text(english))
  }

  @Test func whatIsNoSentenceOfTheGrammarHasNoTranslationToCompareWith() throws {
    for sentence in [
      "sees the cat", "the Mina sees a cat", "cat sees a dog", "the star sees a cat",
      "a red boy sees a cat", "the cat sees the cat", "today the cat sees a dog now",
    ] {
      let result = try LessonFiles.result([
        pairs, translators(", seeds: 1").replacing("seeds: 2, ", with: ""),
        "translate: { id: s, by: t, sentence: \(sentence) }",
      ])
      #expect(result.value("s", "wanted") == .text(""), "\(sentence)")
      #expect(result.number("s", "right") == 0)
    }
  }

  @Test func noUnseenTranslationWasTrainedOn() throws {
    let result = try LessonFiles.result([
      "sentences: { id: pairs, train: 1500, test: 300, longer: 150, examples: 50 }"
    ])
    #expect(result.number("pairs", "shared") == 0)
    #expect(result.number("pairs", "new_words") == 0)
    #expect(result.number("pairs", "train") == 1500)
    #expect(result.number("pairs", "shortest") == 3)
    #expect(result.number("pairs", "longest") == 10)
    // 2 + 15 nouns + 4 + 3 + 6 + 4 and in the garden park at school home today now every day;
    // 11 nouns that act, 15 that are acted on, and 24 other words.
    #expect(result.number("pairs", "source_words") == 44)
    #expect(result.number("pairs", "target_words") == 50)
    let examples = try #require(result.table("pairs"))
    #expect(examples.rows.count == 50)
    for row in examples.rows {
      #expect(row.cells[1].split(separator: " ").count == Int(row.cells[0]))
      #expect(row.cells[2].hasSuffix("다"))
      // The verb crosses what it acts on.
      #expect(Int(row.cells[3])! >= 1)
    }
  }

  @Test func anotherSeedDrawsOtherSentences() throws {
    let directives = ["sentences: { id: pairs, train: 50, test: 10 }"]
    func examples(_ seed: UInt64) throws -> [[String]] {
      try #require(
        PreparedLesson(LessonFiles.document(directives), seed: seed).run().table("pairs")
      ).rows.map(\.cells)
    }
    #expect(try examples(1) == examples(1))
    #expect(try examples(1) != examples(2))
  }

  // MARK: What is refused, and where

  @Test(arguments: [
    (
      "sentences: { id: s, shortest: 9, longest: 8 }",
      "13:31: error: 'shortest' is 9 and 'longest' 8; the shortest cannot be longer"
    ),
    (
      "sentences: { id: s, train: 20000, test: 10, shortest: 3, longest: 5 }",
      "13:12: error: the grammar has too few sentences for 20000 + 10 of 3 to 5 words and 0 longer "
        + "ones; ask for fewer, or for longer ones"
    ),
    (
      "translate: { id: s, by: t, sentence: the cat sees a brid }",
      "13:38: error: 'brid' is no word of the sentences' 44; did you mean 'bird'? (they are "
        + "the, a, Mina, Junho, Sora, Minsu, girl, boy, student, cat, dog, bird, horse, ball, boat, "
        + "car, star, small, big, pretty, strange, red, white, black, sees, likes, follows, seeks, "
        + "remembers, misses, quietly, secretly, still, really, in, garden, park, at, school, home, "
        + "today, now, every, day)"
    ),
    (
      "translate: { id: s, by: t, sentence: the cat sees a bird, seed: 3 }",
      "13:65: error: seed 3; 't' has 2"
    ),
    (
      "translators: { id: u, pairs: pairs, momentum: 0.5 }",
      "13:47: error: 'momentum' is for the optimizer 'momentum'; here it is 'sgd'"
    ),
  ])
  func whatCannotRunIsRefusedAtItsPlace(_ directive: String, _ message: String) {
    expectOne(LessonFiles.complaints([pairs, translators(), directive]), endingWith: message)
  }

  @Test func twoUnknownWordsAreBothNamed() {
    let found = LessonFiles.complaints([
      pairs, translators(), "translate: { id: s, by: t, sentence: the fox sees a hen }",
    ])
    #expect(found.count == 1)
    #expect(found.first?.contains("'fox', 'hen' are no words of the sentences' 44 (") == true)
  }

  @Test func withoutAttentionThereIsNothingToDraw() {
    expectOne(
      LessonFiles.complaints([
        pairs, translators(),
        "translate: { id: s, by: t, sentence: the cat sees a bird, attention: false }",
        "figure: { id: f, kind: attention, from: [s], alt: a }",
      ]),
      endingWith: "error: 's' translates without attention, and so has no weights to draw")
  }

  @Test func theHelpNamesThem() {
    for kind in ["sentences", "translators", "translate", "translator_check"] {
      #expect(helpOnDirectives().contains("\n\(kind)  "), "\(kind)")
    }
  }

  // MARK: What they compute

  /// Steps 2 to 5 once more, from the states that the step reports.
  @Test func theSixStepsFollowFromTheStates() throws {
    let result = try LessonFiles.result([
      pairs, translators(),
      "translate: { id: s, by: t, sentence: The cat sees a red bird., show: [scores, weights, steps] }",
    ])
    let (s, h) = (result.rows("s", "read"), result.rows("s", "state"))
    let (e, alpha) = (result.rows("s", "scores"), result.rows("s", "weights"))
    let contexts = result.rows("s", "context")
    #expect(s.count == 6 && s.allSatisfy { $0.count == 7 })
    #expect(!h.isEmpty && h.count == e.count && contexts.count == e.count)
    for t in h.indices {
      let scores = s.map { zip($0, h[t]).reduce(0) { $0 + $1.0 * $1.1 } }
      let exponentials = scores.map { exp($0) }
      let sum = exponentials.reduce(0, +)
      for i in s.indices {
        #expect(abs(e[t][i] - scores[i]) < 1e-12)
        #expect(abs(alpha[t][i] - exponentials[i] / sum) < 1e-12)
      }
      for unit in 0..<7 {
        let context = s.indices.reduce(0) { $0 + alpha[t][$1] * s[$1][unit] }
        #expect(abs(contexts[t][unit] - context) < 1e-12)
      }
    }
    #expect(try #require(result.number("s", "textbook_difference")) < 1e-12)
  }

  @Test(arguments: ["rnn", "lstm", "gru"], [true, false])
  func theGradientOfEveryKindIsRight(_ cell: String, _ hasAttention: Bool) throws {
    let result = try LessonFiles.result([
      pairs, "translator_check: { id: c, pairs: pairs, cell: \(cell), attention: \(hasAttention) }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.number("c", "passed") == 1)
    #expect(try #require(result.number("c", "exact_difference")) < 1e-12)
  }

  @Test func bothPrecisionsTrainAndBothFiguresAreDrawn() throws {
    for precision in ["float32", "float64"] {
      let result = try LessonFiles.result([
        pairs, translators(", precision: \(precision)"),
        "figure: { id: a, kind: by_length, from: [t], alt: a }",
        "figure: { id: b, kind: loss, from: [t], alt: b }",
      ])
      #expect(result.figures.count == 2)
      #expect(result.numbers("t", "with_exact").count == 2)
      #expect(result.number("t", "diverged") == 0)
      // W_hy is twice as wide with attention: 52 words more times 7 units.
      #expect(
        result.number("t", "with_parameters")! - result.number("t", "without_parameters")!
          == 52 * 7)
    }
  }
}
