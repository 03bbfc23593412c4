/// A small English and the Korean that it becomes: who does what to whom, sometimes how, where and
/// when.
///
///     English   [when] who [how] does what [where] [when]
///     Korean    [when] who-가 [where] what-를 [how] does
///
/// The verb stands last in Korean, so most words change their places. Articles have no counterpart;
/// `every day` and `in the garden` become one word.
enum SentenceGrammar {
  struct Word: Sendable, Hashable {
    let english: [String]
    let korean: String

    init(_ english: String, _ korean: String) {
      self.english = english.split(separator: " ").map(String.init)
      self.korean = korean
    }
  }

  struct Noun: Sendable, Hashable {
    enum Kind: Sendable { case name, person, animal, thing }
    let english: String
    let korean: String
    let kind: Kind

    /// Things do nothing.
    var canAct: Bool { kind != .thing }
    var takesColor: Bool { kind == .animal || kind == .thing }
    /// With the particle of who does it: 고양이가, 소년이.
    var asSubject: String { korean + (endsInConsonant(korean) ? "이" : "가") }
    /// With the particle of what it is done to: 고양이를, 소년을.
    var asObject: String { korean + (endsInConsonant(korean) ? "을" : "를") }

    init(_ english: String, _ korean: String, _ kind: Kind) {
      self.english = english
      self.korean = korean
      self.kind = kind
    }
  }

  static let articles = ["the", "a"]
  static let nouns = [
    Noun("Mina", "미나", .name), Noun("Junho", "준호", .name), Noun("Sora", "소라", .name),
    Noun("Minsu", "민수", .name), Noun("girl", "소녀", .person), Noun("boy", "소년", .person),
    Noun("student", "학생", .person), Noun("cat", "고양이", .animal), Noun("dog", "개", .animal),
    Noun("bird", "새", .animal), Noun("horse", "말", .animal), Noun("ball", "공", .thing),
    Noun("boat", "배", .thing), Noun("car", "자동차", .thing), Noun("star", "별", .thing),
  ]
  static let sizes = [
    Word("small", "작은"), Word("big", "큰"), Word("pretty", "예쁜"), Word("strange", "이상한"),
  ]
  static let colors = [Word("red", "빨간"), Word("white", "하얀"), Word("black", "검은")]
  static let verbs = [
    Word("sees", "본다"), Word("likes", "좋아한다"), Word("follows", "따라간다"),
    Word("seeks", "찾는다"), Word("remembers", "기억한다"), Word("misses", "그리워한다"),
  ]
  static let adverbs = [
    Word("quietly", "조용히"), Word("secretly", "몰래"), Word("still", "여전히"),
    Word("really", "정말"),
  ]
  static let places = [
    Word("in the garden", "정원에서"), Word("in the park", "공원에서"),
    Word("at school", "학교에서"), Word("at home", "집에서"),
  ]
  static let times = [Word("today", "오늘"), Word("now", "지금"), Word("every day", "매일")]

  /// Every English word, each once.
  static let english: [String] = {
    let phrases = [sizes, colors, verbs, adverbs, places, times].joined().flatMap(\.english)
    var seen: Set<String> = []
    return (articles + nouns.map(\.english) + phrases).filter { seen.insert($0).inserted }
  }()

  /// Every Korean word with its particle.
  static let korean: [String] =
    nouns.filter(\.canAct).map(\.asSubject) + nouns.map(\.asObject)
    + [sizes, colors, verbs, adverbs, places, times].joined().map(\.korean)

  /// Whether the last syllable of a Korean word ends in a consonant; its particles depend on it.
  ///
  /// Syllables stand in Unicode in groups of 28, the first of each without a final consonant.
  static func endsInConsonant(_ word: String) -> Bool {
    guard let last = word.unicodeScalars.last, (0xAC00...0xD7A3).contains(last.value) else {
      return false
    }
    return (last.value - 0xAC00) % 28 != 0
  }
}

/// A sentence in both languages, with what each Korean word stands for.
struct SentencePair: Sendable, Hashable {
  let english: [String]
  let korean: [String]
  /// For each Korean word the places of its English ones; a noun's article is none of them.
  let sources: [[Int]]
  /// The place of what the verb acts on, in the Korean sentence; the verb is its last word.
  let object: Int

  /// Pairs of Korean words whose English words stand in the other order.
  var crossings: [(first: Int, second: Int)] {
    sources.indices.flatMap { second in
      (0..<second).filter { sources[$0][0] > sources[second][0] }.map { ($0, second) }
    }
  }
}
