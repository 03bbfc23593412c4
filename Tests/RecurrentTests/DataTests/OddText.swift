import Recurrent

extension SeededGenerator {
  /// Text of all that makes characters hard: Korean syllables and their letters apart, accents of
  /// their own, emoji of several parts, white space and punctuation.
  mutating func oddText(letters: Int) -> String {
    let pieces = [
      "a", "B", "z", "0", "'", ".", ",", "!", "-", "_", " ", "  ", "\t", "\n", "\r\n", "\u{3000}",
      "가", "나", "힣", "\u{1100}\u{1161}\u{11A8}", "\u{1112}\u{1175}", "ㅋ", "e\u{301}", "é", "ß",
      "İ", "👩‍🔬", "🇰🇷", "漢", "…", "“",
    ]
    return (0..<letters).map { _ in pieces.randomElement(using: &self)! }.joined()
  }
}
