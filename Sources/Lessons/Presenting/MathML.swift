/// Formulas: a subset of TeX, as GitHub shows it, to native MathML.
///
/// Letters, numbers, operators, Greek, stacked scripts and primes, fractions, roots, accents,
/// big operators with limits, functions, `\left ... \right`, text and alphabets, matrices,
/// `aligned` and `cases`. Anything else is an error that says where, so that a formula is right
/// on every page or the lesson does not run.
public enum MathML {
  public struct Problem: Error, Sendable, CustomStringConvertible {
    /// In UTF-8 bytes of the TeX.
    public var offset: Int
    public var message: String
    public var description: String { message }

    public init(offset: Int, message: String) {
      self.offset = offset
      self.message = message
    }
  }

  /// The formula as one `<math>` element, with its TeX as the alternative text.
  ///
  /// - Parameter display: a formula of its own line, with limits above and below.
  /// - Complexity: linear in the length of `tex`; groups may be nested 40 deep.
  public static func convert(_ tex: String, display: Bool) throws(Problem) -> String {
    var parser = MathMLParser(tokens: try MathMLToken.tokens(of: tex), end: tex.utf8.count)
    let body = try parser.formula()
    let alternative = HTMLText.escaped(tex.split(whereSeparator: \.isWhitespace).joined(by: " "))
    let mode = display ? " display=\"block\"" : ""
    return "<math\(mode) alttext=\"\(alternative)\">\(body)</math>"
  }
}

extension Array where Element == Substring {
  fileprivate func joined(by separator: String) -> String { joined(separator: separator) }
}
