/// Text in which the parts between dollar signs are mathematics: `"state $h_t^{(2)}$"`.
///
/// A string literal is read that way; `\$` is a dollar sign. Text that comes from data and may hold
/// anything goes through ``plain(_:)`` or ``character(_:)``.
public struct Label: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  public let source: String
  /// Whether dollar signs have no meaning.
  public let isPlain: Bool

  /// A label with mathematics between dollar signs.
  public init(_ source: String) {
    self.source = source
    isPlain = false
  }

  public init(stringLiteral value: String) { self.init(value) }

  /// Whether the mathematics can be set; glyphs are found only when it is drawn.
  ///
  /// - Throws: An unknown command, or braces and dollars that do not match.
  public func validate() throws(DrawingError) { _ = try MathParser.parts(of: self) }

  private init(plain: String) {
    source = plain
    isPlain = true
  }

  /// Text taken as it is.
  public static func plain(_ text: String) -> Label { Label(plain: text) }

  /// One character of a text as a tick or a box shows it: a space as U+2423, a line end as U+23CE,
  /// a tab as U+21E5, any other control character by its number.
  public static func character(_ character: Character) -> Label {
    switch character {
    case " ": return Label(plain: "\u{2423}")
    case "\n", "\r\n", "\r": return Label(plain: "\u{23CE}")
    case "\t": return Label(plain: "\u{21E5}")
    default:
      guard let first = character.unicodeScalars.first, first.properties.generalCategory == .control
      else { return Label(plain: String(character)) }
      return Label(plain: "x" + String(first.value, radix: 16, uppercase: true))
    }
  }

  public var description: String { source }
  public var isEmpty: Bool { source.isEmpty }
}
