import Recurrent

/// Sentences in which an early word decides the last one, with so many words between.
///
///     the boat is on its way . now we wait , a          sailor
///     the KEY is on its way . ... a                     ANSWER
///
/// Where the template has `...`, words of the filler are drawn; all else is as written. A sentence
/// belongs to the held-out ones or not by a hash of its filler, so that what is tested was never
/// trained on, with no key: by the whole sentence, a short gap could hold a key out altogether.
package struct MemoryTask: Sendable {
  /// All words: the template's in order of appearance, keys in the place of KEY, then filler.
  package let alphabet: [String]
  package let answers: [String]
  /// The words of the template before the key, between key and filler, and behind the filler.
  private let before: [Int]
  private let between: [Int]
  private let behind: [Int]
  private let keys: [Int]
  private let filler: [Int]

  /// Of so many fillers one is held out.
  static let heldOutOf: UInt64 = 4

  /// - Parameters:
  ///   - words: The template's, with one `KEY` and, behind it, one `...`.
  ///   - pairs: Each key with its answer.
  package init(words: [String], pairs: [(key: String, answer: String)], filler: [String]) {
    var alphabet: [String] = []
    func place(_ word: String) -> Int {
      if let place = alphabet.firstIndex(of: word) { return place }
      alphabet.append(word)
      return alphabet.count - 1
    }
    let key = words.firstIndex(of: "KEY")!
    let dots = words.firstIndex(of: "...")!
    before = words[..<key].map(place)
    keys = pairs.map { place($0.key) }
    between = words[(key + 1)..<dots].map(place)
    behind = words[(dots + 1)...].map(place)
    self.filler = filler.map(place)
    answers = pairs.map(\.answer)
    self.alphabet = alphabet
  }

  /// The fewest words between key and answer.
  package var leastGap: Int { between.count + behind.count }

  /// T with so many words between key and answer.
  package func steps(gap: Int) -> Int { before.count + 1 + gap }

  /// One sentence and the place of its answer.
  func sentence<Generator: RandomNumberGenerator>(
    gap: Int, using generator: inout Generator
  ) -> (words: [Int], answer: Int) {
    let answer = Int.random(in: keys.indices, using: &generator)
    let drawn = (0..<gap - leastGap).map { _ in
      filler[Int.random(in: filler.indices, using: &generator)]
    }
    return (before + [keys[answer]] + between + drawn + behind, answer)
  }

  /// One sentence for each key, all of them with the same filler.
  func alike<Generator: RandomNumberGenerator>(
    gap: Int, using generator: inout Generator
  ) -> [(words: [Int], answer: Int)] {
    let words = sentence(gap: gap, using: &generator).words
    return keys.indices.map { answer in
      var own = words
      own[before.count] = keys[answer]
      return (own, answer)
    }
  }

  /// Sentences that are all held out, or all not.
  ///
  /// A gap without filler, or with little, may have none that are held out, or only such; then
  /// those are as good as any.
  package func sentences<Generator: RandomNumberGenerator>(
    _ count: Int, gap: Int, isHeldOut: Bool, using generator: inout Generator
  ) -> [(words: [Int], answer: Int)] {
    (0..<count).map { _ in
      var drawn = sentence(gap: gap, using: &generator)
      for _ in 0..<100 where self.isHeldOut(drawn.words) != isHeldOut {
        drawn = sentence(gap: gap, using: &generator)
      }
      return drawn
    }
  }

  /// By a hash of the filler, mixed anew at each word, so that the last counts as much as the first.
  package func isHeldOut(_ words: [Int]) -> Bool {
    let drawn = words[(before.count + 1 + between.count)..<(words.count - behind.count)]
    let hash = drawn.reduce(UInt64(0)) { hash, word in
      var mixer = SeededGenerator(seed: hash ^ UInt64(word))
      return mixer.next()
    }
    return hash % Self.heldOutOf == 0
  }
}

extension DataDirective {
  /// The keys of the kind `memory`; it has `count` as well.
  static let memoryKeys = [
    KeyDeclaration(
      "sentence", .text(maximumLength: 1000),
      help: "memory: words with one KEY and, behind it, one '...' where filler stands"),
    KeyDeclaration(
      "pairs", .list(.text(maximumLength: 80), count: 2...100),
      help: "memory: each a word in the place of KEY and the word that must follow the sentence"),
    KeyDeclaration(
      "filler", .list(.text(maximumLength: 40), count: 1...1000), help: "memory: words to draw"),
    KeyDeclaration(
      "gap", .integer(0...10_000),
      help: "memory: words between KEY and the answer; without it, as few as there can be"),
    KeyDeclaration(
      "alike", .boolean, default: "false",
      help: "memory: one sentence for each key, the same but for the key; without 'count'"),
  ]

  /// Sentences with a key at their beginning; the target is the word that it asks for.
  static func memory(
    _ fields: CheckedMapping, _ plan: inout LessonPlan, seed: UInt64
  ) -> DataSet? {
    guard let task = memoryTask(fields, &plan) else { return nil }
    let gap = fields.integerIfGiven("gap") ?? task.leastGap
    let isAlike = fields.boolean("alike")
    guard !isAlike || !fields.isGiven("count") else {
      plan.error(
        at: fields.location(of: "count"),
        "'count' is not for sentences that are 'alike'; there is one for each key")
      return nil
    }
    let count = isAlike ? task.answers.count : fields.integer("count")
    guard gap >= task.leastGap else {
      plan.error(
        at: fields.location(of: "gap"),
        "a gap of \(gap); the sentence itself has \(counted(task.leastGap, "word")) between KEY "
          + "and the answer")
      return nil
    }
    let numbers = Double(task.steps(gap: gap)) * Double(task.alphabet.count) * Double(count)
    guard numbers <= 2e6 else {
      plan.error(
        at: fields.location,
        "\(count) sentences of \(task.steps(gap: gap)) words, one-hot among "
          + "\(task.alphabet.count), are \(significant(numbers, 3)) numbers; at most 2000000 are "
          + "allowed")
      return nil
    }
    var generator = SeededGenerator(seed: seed)
    let rows =
      isAlike
      ? task.alike(gap: gap, using: &generator)
      : (0..<count).map { _ in task.sentence(gap: gap, using: &generator) }
    return DataSet(
      steps: task.steps(gap: gap), inputSize: task.alphabet.count,
      inputs: rows.map { row in
        row.words.map { word in
          var vector = [Double](repeating: 0, count: task.alphabet.count)
          vector[word] = 1
          return vector
        }
      },
      targets: .classes(rows.map { [$0.answer] }, count: task.answers.count),
      alphabet: task.alphabet, targetAlphabet: task.answers,
      symbols: rows.map { row in row.words.map { task.alphabet[$0] } }, task: task)
  }

  private static func memoryTask(
    _ fields: CheckedMapping, _ plan: inout LessonPlan
  ) -> MemoryTask? {
    guard let sentence = fields.textIfGiven("sentence"), fields.isGiven("pairs"),
      let filler = fields.textsIfGiven("filler")
    else {
      plan.error(
        at: fields.location, "data of the kind 'memory' needs 'sentence', 'pairs' and 'filler'")
      return nil
    }
    let words = sentence.split(separator: " ").map(String.init)
    let places = ["KEY", "..."].map { word in words.indices.filter { words[$0] == word } }
    guard places.allSatisfy({ $0.count == 1 }), places[0][0] < places[1][0] else {
      plan.error(
        at: fields.location(of: "sentence"),
        "the sentence has \(counted(places[0].count, "KEY")) and "
          + "\(places[1].count) '...'; it needs one KEY and, behind it, one '...'")
      return nil
    }
    var split: [(key: String, answer: String)] = []
    for item in fields.list("pairs") {
      let parts = (item.text ?? "").split(separator: " ").map(String.init)
      guard parts.count == 2, !split.contains(where: { $0.key == parts[0] }),
        !split.contains(where: { $0.answer == parts[1] }), !words.contains(parts[0]),
        !filler.contains(parts[0])
      else {
        plan.error(
          at: item.location,
          "\(quoted(item.text ?? "")); a pair is a key and its answer, such as 'boat sailor', each "
            + "in one pair alone, and the key stands neither in the sentence nor in the filler")
        return nil
      }
      split.append((parts[0], parts[1]))
    }
    return MemoryTask(words: words, pairs: split, filler: filler)
  }
}
