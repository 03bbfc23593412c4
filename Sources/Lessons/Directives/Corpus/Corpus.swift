import Recurrent

/// How a text is cut into tokens.
enum CorpusUnit: String, Sendable, CaseIterable {
  case words
  case characters
  /// Each two neighbouring characters, so that n characters make n - 1 overlapping tokens.
  case pairs

  /// Pairs where a quarter of the texts or more have characters of Korean, Chinese or Japanese,
  /// whose words change too much or stand without spaces; words otherwise.
  static func suiting(_ texts: [String]) -> CorpusUnit {
    func isEastAsian(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x1100...0x11FF, 0x3040...0x30FF, 0x3130...0x318F, 0x3400...0x9FFF, 0xAC00...0xD7A3:
        true
      default: false
      }
    }
    let found = texts.count { $0.unicodeScalars.contains(where: isEastAsian) }
    return 4 * found >= texts.count ? .pairs : .words
  }

  /// The tokens of a text in small letters, runs of white space as one space. A text with no
  /// token in this unit (`!!!` in words) has the one token "", which no vocabulary knows.
  ///
  /// - Parameter most: Of a longer text the last ones are kept.
  func tokens(of text: String, most: Int) -> [String] {
    let all: [String]
    switch self {
    case .words: all = Tokenizer.tokens(of: text, by: .words)
    case .characters: all = Self.characters(text, most: most)
    case .pairs:
      let single = Self.characters(text, most: most + 1)
      all = single.count == 1 ? single : zip(single, single.dropFirst()).map { $0 + $1 }
    }
    return all.isEmpty ? [""] : Array(all.suffix(most))
  }

  /// What a reader is shown of a text, and for each piece the token that ends with it.
  func pieces(of text: String, most: Int) -> [(shown: String, token: Int?)] {
    let tokens = tokens(of: text, most: most)
    guard self == .pairs, tokens.count > 1 || tokens[0].count == 2 else {
      return tokens.enumerated().map { ($1.isEmpty ? "?" : $1, $0) }
    }
    let single = Self.characters(text, most: most + 1)
    return single.enumerated().map { ($1, $0 == 0 ? nil : $0 - 1) }
  }

  private static func characters(_ text: String, most: Int) -> [String] {
    var result: [String] = []
    // Twice as many, for the white space that goes.
    for character in text.suffix(2 * most + 100).lowercased() {
      let piece = character.isWhitespace ? " " : String(character)
      if piece != " " || (result.last ?? " ") != " " { result.append(piece) }
    }
    if result.last == " " { result.removeLast() }
    return Array(result.suffix(most))
  }
}

/// Texts as tokens, each token a place in the list of all that occur.
struct Corpus: Sendable {
  let unit: CorpusUnit
  /// The most tokens of a text.
  let length: Int
  let labels: [Int]
  private let rows: [[Int32]]
  private let names: [String]
  private let places: [String: Int32]
  /// Texts that had more tokens than are kept.
  let cut: Int

  init(_ file: CorpusFile, unit: CorpusUnit, length: Int) {
    self.unit = unit
    self.length = length
    labels = file.labels
    var names: [String] = []
    var places: [String: Int32] = [:]
    var cut = 0
    rows = file.texts.map { text in
      let tokens = unit.tokens(of: text, most: length + 1)
      if tokens.count > length { cut += 1 }
      return tokens.suffix(length).map { token in
        if let place = places[token] { return place }
        let place = Int32(names.count)
        places[token] = place
        names.append(token)
        return place
      }
    }
    self.names = names
    self.places = places
    self.cut = cut
  }

  var count: Int { rows.count }

  func length(of row: Int) -> Int { rows[row].count }

  /// Rows apart for validation, as many of each label as its share.
  func split(validation share: Double, seed: UInt64) -> (training: [Int], validation: [Int]) {
    var generator = SeededGenerator(seed: seed)
    var training: [Int] = []
    var validation: [Int] = []
    for label in 0...1 {
      var own = labels.indices.filter { labels[$0] == label }
      own.shuffle(using: &generator)
      // At least one on either side, where there are two.
      let wanted = Int((share * Double(own.count)).rounded())
      let size = min(max(wanted, 1), max(own.count - 1, 0))
      validation += own.prefix(size)
      training += own.dropFirst(size)
    }
    return (training.sorted(), validation.sorted())
  }

  /// The most frequent tokens of these rows. Index 0 is padding and 1 any other token.
  struct Vocabulary: Sendable {
    static let padding = 0
    static let unknown = 1
    /// The index of each place in the corpus's list.
    fileprivate let indices: [Int32]
    /// Indices in all, those two among them.
    let size: Int
    /// Different tokens in the rows that it was made of, and those of them that stand there once.
    let different: Int
    let once: Int
  }

  /// - Parameter size: The most indices. Of equally frequent tokens the first to appear comes first.
  func vocabulary(of chosen: [Int], size: Int) -> Vocabulary {
    var counts = [Int](repeating: 0, count: names.count)
    for row in chosen { for token in rows[row] { counts[Int(token)] += 1 } }
    let present = counts.indices.filter { counts[$0] > 0 }
    // The sort is stable.
    let ranked = present.filter { !names[$0].isEmpty }.sorted { counts[$0] > counts[$1] }
    var indices = [Int32](repeating: Int32(Vocabulary.unknown), count: names.count)
    let kept = ranked.prefix(max(0, size - 2))
    for (rank, token) in kept.enumerated() { indices[token] = Int32(rank + 2) }
    return Vocabulary(
      indices: indices, size: kept.count + 2, different: present.count,
      once: present.count { counts[$0] == 1 })
  }

  /// A text of the corpus as indices.
  func encoded(_ row: Int, _ vocabulary: Vocabulary) -> [Int] {
    rows[row].map { Int(vocabulary.indices[Int($0)]) }
  }

  /// Any text as indices.
  func encoded(_ text: String, _ vocabulary: Vocabulary) -> [Int] {
    unit.tokens(of: text, most: length).map { token in
      places[token].map { Int(vocabulary.indices[Int($0)]) } ?? Vocabulary.unknown
    }
  }

  /// The share of the tokens in these rows that the vocabulary does not have.
  func unknownShare(_ chosen: [Int], _ vocabulary: Vocabulary) -> Double {
    var (unknown, all) = (0, 0)
    for row in chosen {
      all += rows[row].count
      unknown += rows[row].count { vocabulary.indices[Int($0)] == Int32(Vocabulary.unknown) }
    }
    return Double(unknown) / Double(max(all, 1))
  }

  /// Rows side by side for a network.
  ///
  /// - Parameter isMasked: Whether each row keeps its own length. Otherwise all are filled up with
  ///   padding to the corpus's length, and the network reads it.
  func batch<Scalar: NetworkScalar>(
    _ chosen: some Sequence<Int>, _ vocabulary: Vocabulary, isMasked: Bool, as type: Scalar.Type
  ) -> SequenceBatch<Scalar> {
    var tokens: [[Int]] = []
    var targets: [Scalar] = []
    for row in chosen {
      var own = encoded(row, vocabulary)
      if !isMasked, own.count < length {
        own += Array(repeating: Vocabulary.padding, count: length - own.count)
      }
      tokens.append(own)
      targets.append(Scalar(labels[row]))
    }
    return SequenceBatch(tokens: tokens, targets: .values(targets, size: 1))
  }
}
