import Recurrent

extension SentenceGrammar {
  /// A noun with what stands before it.
  struct Phrase: Sendable, Hashable {
    var noun: Noun
    /// None before a name.
    var article: String?
    var size: Word?
    var color: Word?

    var adjectives: [Word] { [size, color].compactMap { $0 } }
    var english: [String] {
      [article].compactMap { $0 } + adjectives.flatMap(\.english) + [noun.english]
    }
  }

  /// What a sentence says, in no language.
  struct Clause: Sendable, Hashable {
    var time: Word?
    /// In English the time may stand at either end.
    var beginsWithTime = false
    var subject: Phrase
    var adverb: Word?
    var verb: Word
    var object: Phrase
    var place: Word?

    /// How many English words it takes.
    var length: Int {
      let words = [time, adverb, place].reduce(0) { $0 + ($1?.english.count ?? 0) }
      return words + subject.english.count + 1 + object.english.count
    }

    /// Both sentences.
    var pair: SentencePair {
      var english: [String] = []
      var places: [Word: [Int]] = [:]
      func say(_ word: Word?) {
        guard let word else { return }
        places[word] = Array(english.count..<english.count + word.english.count)
        english += word.english
      }
      func say(_ phrase: Phrase) -> [Int] {
        english += phrase.english
        let noun = english.count - 1
        return (0...phrase.adjectives.count).map { noun - phrase.adjectives.count + $0 }
      }
      if beginsWithTime { say(time) }
      let who = say(subject)
      say(adverb)
      say(verb)
      let what = say(object)
      say(place)
      if !beginsWithTime { say(time) }

      var korean: [String] = []
      var sources: [[Int]] = []
      func write(_ word: Word?) {
        guard let word, let from = places[word] else { return }
        korean.append(word.korean)
        sources.append(from)
      }
      func write(_ phrase: Phrase, _ noun: String, _ from: [Int]) {
        korean += phrase.adjectives.map(\.korean) + [noun]
        sources += from.map { [$0] }
      }
      write(time)
      write(subject, subject.noun.asSubject, who)
      write(place)
      write(object, object.noun.asObject, what)
      let objectPlace = korean.count - 1
      write(adverb)
      write(verb)
      return SentencePair(
        english: english, korean: korean, sources: sources, object: objectPlace)
    }
  }

  /// A clause drawn at random.
  ///
  /// - Parameter fullness: How likely each word is that may be left out, in 0 ... 1.
  static func clause(
    fullness: Double, using generator: inout SeededGenerator
  ) -> Clause {
    func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < share }
    func one<Element>(_ elements: [Element]) -> Element {
      elements[Int.random(in: elements.indices, using: &generator)]
    }
    func phrase(_ nouns: [Noun]) -> Phrase {
      let isName = chance(0.8 * (1 - fullness))
      let noun = one(nouns.filter { ($0.kind == .name) == isName })
      guard !isName else { return Phrase(noun: noun) }
      return Phrase(
        noun: noun, article: one(articles), size: chance(fullness) ? one(sizes) : nil,
        color: noun.takesColor && chance(fullness) ? one(colors) : nil)
    }
    let subject = phrase(nouns.filter(\.canAct))
    return Clause(
      time: chance(fullness) ? one(times) : nil, beginsWithTime: chance(0.5), subject: subject,
      adverb: chance(fullness) ? one(adverbs) : nil, verb: one(verbs),
      object: phrase(nouns.filter { $0 != subject.noun }),
      place: chance(fullness) ? one(places) : nil)
  }

  /// What a sentence says; nil where it is none of this grammar.
  static func clause(_ words: [String]) -> Clause? {
    var rest = words[...]
    func take(_ choices: [Word]) -> Word? {
      guard let word = choices.first(where: { rest.starts(with: $0.english) }) else { return nil }
      rest = rest.dropFirst(word.english.count)
      return word
    }
    func takePhrase() -> Phrase? {
      let article = articles.first { $0 == rest.first }
      if article != nil { rest = rest.dropFirst() }
      let (size, color) = (
        article.flatMap { _ in take(sizes) }, article.flatMap { _ in take(colors) }
      )
      guard
        let noun = nouns.first(where: { $0.english == rest.first }),
        (noun.kind == .name) == (article == nil), noun.takesColor || color == nil
      else { return nil }
      rest = rest.dropFirst()
      return Phrase(noun: noun, article: article, size: size, color: color)
    }
    let first = take(times)
    guard let subject = takePhrase(), subject.noun.canAct else { return nil }
    let adverb = take(adverbs)
    guard let verb = take(verbs), let object = takePhrase(), object.noun != subject.noun else {
      return nil
    }
    let place = take(places)
    let last = first == nil ? take(times) : nil
    guard rest.isEmpty else { return nil }
    return Clause(
      time: first ?? last, beginsWithTime: first != nil, subject: subject, adverb: adverb,
      verb: verb, object: object, place: place)
  }
}
