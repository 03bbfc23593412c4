/// Text to token indices and back: how a text is cut, and the vocabulary of the pieces.
public struct Tokenizer: Sendable, Hashable {
  /// What a token is.
  public enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
    /// What a reader calls a character (an extended grapheme cluster): a Korean syllable or an
    /// accented letter is one, whatever it is made of.
    case characters
    /// Lower-case words between white space and `Tokenizer.separators`.
    case words
  }

  /// ASCII punctuation but the apostrophe: what the tokenizer of Keras filters by default. Other
  /// punctuation stays with its word, as it does there.
  public static let separators: Set<Character> = Set("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~")

  /// What a text that is too long keeps.
  public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
    case start
    /// As Keras' `pad_sequences` does unless told otherwise.
    case end
  }

  public let unit: Unit
  public let vocabulary: Vocabulary

  public init(_ unit: Unit, vocabulary: Vocabulary) {
    self.unit = unit
    self.vocabulary = vocabulary
  }

  /// A tokenizer for the tokens of these texts. The arguments are those of `Vocabulary`; words
  /// stand in the order of their frequency and characters in that of their first appearance where
  /// nothing is said.
  public init(
    _ unit: Unit, fitting texts: [String], order: Vocabulary.Order? = nil,
    maximumSize: Int? = nil, padding: Bool = false, unknown: Bool = false
  ) {
    self.init(
      unit,
      vocabulary: Vocabulary(
        texts.lazy.flatMap { Self.tokens(of: $0, by: unit) },
        order: order ?? (unit == .words ? .frequency : .firstAppearance), maximumSize: maximumSize,
        padding: padding, unknown: unknown))
  }

  /// The pieces of a text.
  ///
  /// - Complexity: O(length of the text).
  public static func tokens(of text: String, by unit: Unit) -> [String] {
    switch unit {
    case .characters: text.map { String($0) }
    case .words:
      text.lowercased().split { $0.isWhitespace || separators.contains($0) }.map { String($0) }
    }
  }

  /// The index of each token of a text.
  ///
  /// - Parameters:
  ///   - maximumLength: How many tokens are kept; all where it is nil.
  ///   - part: Which ones, of a text that has more.
  /// - Throws: `UnknownToken` for the first kept token that the vocabulary does not have, unless
  ///   it has an index for unknown ones; its place counts from the start of the text.
  /// - Precondition: `maximumLength` is at least 1.
  public func encode(
    _ text: String, maximumLength: Int? = nil, keeping part: Part = .start
  ) throws(UnknownToken) -> [Int] {
    precondition(maximumLength ?? 1 >= 1, "a text of \(maximumLength ?? 1) tokens; at least 1")
    let tokens = Self.tokens(of: text, by: unit)
    let length = min(tokens.count, maximumLength ?? tokens.count)
    let kept = part == .start ? tokens.prefix(length) : tokens.suffix(length)
    do {
      return try vocabulary.encode(kept)
    } catch {
      var error = error
      error.place += kept.startIndex
      throw error
    }
  }

  /// The text of these tokens: characters side by side, words with a space between them. Padding
  /// is left out.
  ///
  /// - Precondition: Every index is one of the vocabulary.
  public func decode(_ indices: some Sequence<Int>) -> String {
    let tokens = vocabulary.decode(indices.filter { $0 != vocabulary.paddingIndex })
    return tokens.joined(separator: unit == .words ? " " : "")
  }
}
