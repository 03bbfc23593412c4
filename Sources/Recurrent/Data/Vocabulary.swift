/// Characters or words, and the numbers that stand for them.
///
/// The first indices are set aside where that is asked for: first the one of padding (0), then the
/// one of unknown tokens (1, or 0 without padding). The tokens follow in their order. Two tokens
/// are the same where Unicode calls them canonically equivalent, as strings in Swift are: a Korean
/// syllable and the same syllable in its letters are one token.
public struct Vocabulary: Sendable, Hashable {
  public enum Order: String, Sendable, Hashable, Codable, CaseIterable {
    case firstAppearance
    /// The most frequent first; of equally frequent ones, the first to appear first. As in Keras.
    case frequency
  }

  /// What stands for padding and for unknown tokens where they are shown. A token of the same
  /// letters has another index.
  public static let paddingLabel = "<pad>"
  public static let unknownLabel = "<unk>"

  /// The tokens without those set aside, by index.
  public let tokens: [String]
  /// The index of padding.
  public let paddingIndex: Int?
  /// The index that stands for every token the vocabulary does not have.
  public let unknownIndex: Int?
  private let indices: [String: Int]

  /// The different tokens of a text, or those of a list in its order.
  ///
  /// - Parameters:
  ///   - maximumSize: The largest `size`, with the indices set aside: the rows of an embedding, and
  ///     `num_words` in Keras. Tokens late in the order are left out.
  ///   - padding: Whether index 0 is set aside for padding.
  ///   - unknown: Whether an index is set aside for unknown tokens; without it they are errors.
  /// - Precondition: `maximumSize` is at least 1.
  /// - Complexity: O(n + v log v) for n tokens, v of them different.
  public init(
    _ tokens: some Sequence<String>, order: Order = .firstAppearance, maximumSize: Int? = nil,
    padding: Bool = false, unknown: Bool = false
  ) {
    precondition(
      maximumSize ?? 1 >= 1, "a vocabulary of \(maximumSize ?? 1) tokens; it has at least 1")
    var places: [String: Int] = [:]
    var found: [(token: String, count: Int)] = []
    for token in tokens {
      if let place = places[token] {
        found[place].count += 1
      } else {
        places[token] = found.count
        found.append((token, 1))
      }
    }
    // The sort is stable, so that equal counts stay in the order of their first appearance.
    if order == .frequency { found.sort { $0.count > $1.count } }
    let reserved = (padding ? 1 : 0) + (unknown ? 1 : 0)
    if let maximumSize { found = Array(found.prefix(max(0, maximumSize - reserved))) }
    self.tokens = found.map(\.token)
    paddingIndex = padding ? 0 : nil
    unknownIndex = unknown ? reserved - 1 : nil
    indices = Dictionary(
      uniqueKeysWithValues: self.tokens.enumerated().map { ($1, $0 + reserved) })
  }

  /// The number of indices, those set aside among them.
  public var size: Int { reserved + tokens.count }

  private var reserved: Int { (paddingIndex == nil ? 0 : 1) + (unknownIndex == nil ? 0 : 1) }

  /// The index of a token, that of unknown tokens where it has none, or nil.
  public subscript(token: String) -> Int? { indices[token] ?? unknownIndex }

  /// The token of an index, or the label of one set aside.
  ///
  /// - Precondition: The index is in 0 ..< size.
  public subscript(index: Int) -> String {
    precondition(
      (0..<size).contains(index), "token index \(index) of a vocabulary; it is in 0 ..< \(size)")
    if index == paddingIndex { return Self.paddingLabel }
    if index == unknownIndex { return Self.unknownLabel }
    return tokens[index - reserved]
  }

  /// The index of each token.
  ///
  /// - Throws: `UnknownToken` for the first that the vocabulary does not have, unless it has an
  ///   index for unknown ones.
  public func encode(_ tokens: some Sequence<String>) throws(UnknownToken) -> [Int] {
    var result: [Int] = []
    for token in tokens {
      guard let index = self[token] else {
        throw UnknownToken(token, at: result.count, in: self.tokens)
      }
      result.append(index)
    }
    return result
  }

  /// The token of each index.
  ///
  /// - Precondition: Every index is in 0 ..< size.
  public func decode(_ indices: some Sequence<Int>) -> [String] { indices.map { self[$0] } }
}
