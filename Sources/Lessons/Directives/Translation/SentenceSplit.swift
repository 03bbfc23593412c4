import Recurrent

/// Sentence pairs to train on, and others that no training sees.
///
/// No two pairs have the same Korean sentence. English ones that differ in articles alone, or in
/// where the time stands, have the same translation: a pair of them on both sides of the split
/// would be a test sentence whose answer was learned by heart.
struct SentenceSplit: Sendable {
  let train: [SentencePair]
  let test: [SentencePair]
  /// With more English words than any in `train`.
  let longer: [SentencePair]

  /// The decoder's first token, and its last.
  static let start = SentenceGrammar.korean.count
  static let end = SentenceGrammar.korean.count + 1
  static let sourceVocabulary = SentenceGrammar.english.count
  static let targetVocabulary = SentenceGrammar.korean.count + 2
  /// The longest sentence that the grammar has: `every day the small red cat quietly sees a small
  /// red bird in the garden`.
  static let longest = 15
  /// After so many times 200 draws without a new sentence of a length, it counts as used up.
  private static let mostMisses = 20

  /// - Returns: Nil where the grammar has not so many sentences of these lengths, or nearly not.
  init?(
    train: Int, test: Int, longer: Int, lengths: ClosedRange<Int>, longest: Int, seed: UInt64
  ) {
    var generator = SeededGenerator(seed: seed)
    var seen: Set<[String]> = []
    // Lengths are drawn evenly, each until it has hardly a sentence left that was not drawn.
    func draw(_ count: Int, _ lengths: ClosedRange<Int>) -> [SentencePair] {
      var drawn: [SentencePair] = []
      var misses: [Int: Int] = [:]
      var left = Array(lengths)
      while drawn.count < count, let length = left.randomElement(using: &generator) {
        if let pair = fresh(length) {
          drawn.append(pair)
        } else {
          misses[length, default: 0] += 1
          if misses[length] == Self.mostMisses { left.removeAll { $0 == length } }
        }
      }
      return drawn
    }
    func fresh(_ length: Int) -> SentencePair? {
      // So that most draws come near the length that is wanted.
      let fullness = 0.1 + 0.8 * Double(length - 3) / Double(Self.longest - 3)
      for _ in 0..<200 {
        let clause = SentenceGrammar.clause(fullness: fullness, using: &generator)
        guard clause.length == length else { continue }
        let pair = clause.pair
        if seen.insert(pair.korean).inserted { return pair }
      }
      return nil
    }
    let pairs = draw(train + test, lengths)
    self.longer = longer == 0 ? [] : draw(longer, lengths.upperBound + 1...longest)
    guard pairs.count == train + test, self.longer.count == longer else { return nil }
    self.test = Array(pairs.prefix(test))
    self.train = Array(pairs.dropFirst(test))
  }

  private static let englishPlaces = places(SentenceGrammar.english)
  private static let koreanPlaces = places(SentenceGrammar.korean)

  private static func places(_ words: [String]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: words.enumerated().map { ($0.element, $0.offset) })
  }

  /// - Precondition: Words of the grammar.
  static func sourceTokens(_ words: [String]) -> [Int] { words.map { englishPlaces[$0]! } }
  /// - Precondition: Words of the grammar.
  static func targetTokens(_ words: [String]) -> [Int] { words.map { koreanPlaces[$0]! } }

  /// What stands in a table for an output class.
  static func targetWord(_ token: Int) -> String {
    switch token {
    case start: "(start)"
    case end: "(end)"
    default: SentenceGrammar.korean[token]
    }
  }

  static func batch<Scalar: NetworkScalar>(
    _ pairs: [SentencePair], as scalar: Scalar.Type = Scalar.self
  ) -> EncoderDecoderBatch<Scalar> {
    EncoderDecoderBatch(
      sources: pairs.map { sourceTokens($0.english) },
      targets: pairs.map { targetTokens($0.korean) + [end] }, start: start)
  }
}
