import Foundation

/// How a value span writes its number: the part of C's printf that is safe for a lesson.
///
/// `%.Nf`, `%.Ne` and `%.Ng` for numbers, `%d` for whole numbers, `%s` for texts and lists; the
/// flags `-`, `+`, space and `0` and a width of at most 99 may stand before them.
public struct ValueFormat: Sendable, Hashable, CustomStringConvertible {
  /// A format that is not allowed; the message says which are.
  public struct Problem: Error, Sendable, CustomStringConvertible {
    public let description: String
  }

  public let description: String
  private let flags: String
  private let width: Int
  private let precision: Int?
  private let conversion: Character

  public init(_ text: String) throws(Problem) {
    let problem = Problem(
      description: "unknown format '\(text)'; allowed are %.Nf, %.Ne and %.Ng with N up to 17, "
        + "%d and %s, as in `= fwd.loss %.4f`")
    var rest = text[...]
    guard rest.popFirst() == "%" else { throw problem }
    let flags = rest.prefix { "-+ 0".contains($0) }
    guard Set(flags).count == flags.count else { throw problem }
    rest = rest.dropFirst(flags.count)
    let width = rest.prefix { $0.isASCII && $0.isNumber }
    guard width.count <= 2 else { throw problem }
    rest = rest.dropFirst(width.count)
    var precision: Int?
    if rest.first == "." {
      let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits), number <= 17 else { throw problem }
      precision = number
      rest = rest.dropFirst(1 + digits.count)
    }
    guard rest.count == 1, let conversion = rest.first else { throw problem }
    switch conversion {
    case "f", "e", "g": guard precision != nil else { throw problem }
    case "d", "s": guard precision == nil else { throw problem }
    default: throw problem
    }
    self.description = text
    self.flags = String(flags)
    self.width = Int(width) ?? 0
    self.precision = precision
    self.conversion = conversion
  }

  private init(plain: Void) {
    description = "%s"
    flags = ""
    width = 0
    precision = nil
    conversion = "s"
  }

  /// Where no format is written: texts as they are, numbers as by `%.6g`, lists with commas.
  public static let plain = ValueFormat(plain: ())

  /// The value as text, or nil when the format does not fit it: a number asked of a text or a
  /// list, a whole number of a fraction.
  public func text(_ value: Value) -> String? {
    if conversion == "s" { return padded(Self.plainText(value)) }
    guard case .number(let number) = value else { return nil }
    if !number.isFinite { return padded(number.isNaN ? "nan" : number < 0 ? "-inf" : "inf") }
    let widthText = width == 0 ? "" : String(width)
    if conversion == "d" {
      guard let whole = Int64(exactly: number) else { return nil }
      return String(format: "%\(flags)\(widthText)lld", whole)
    }
    let format = "%\(flags)\(widthText).\(precision ?? 6)\(conversion)"
    let text = String(format: format, number)
    // Never `-0.0000`, as in tables.
    return text.contains(where: { ("1"..."9").contains($0) }) ? text : String(format: format, 0.0)
  }

  private static func plainText(_ value: Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): number.isFinite ? String(format: "%.6g", number) : "\(number)"
    case .list(let list): list.elements.map(plainText).joined(separator: ", ")
    }
  }

  private func padded(_ text: String) -> String {
    let padding = String(repeating: " ", count: max(0, width - text.count))
    return flags.contains("-") ? text + padding : padding + text
  }
}
