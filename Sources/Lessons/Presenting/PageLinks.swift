/// Links of a lesson's prose, from the lesson's folder to where its page stands.
///
///     Lessons/01-wirings.md     [lesson 3](03-i-love-you.md)      [code](../Sources/...)
///     Output/01-wirings/page.md [lesson 3](../03-i-love-you/page.md)  [code](../../Sources/...)
enum PageLinks {
  /// Where prose is shown.
  enum Place {
    /// `Output/NN-name/page.md` and `index.html`.
    case page(file: String)
    /// `Output/README.md` and `index.html`.
    case contents(file: String)
  }

  /// The Markdown with its relative links leading on; code is left alone.
  static func rewritten(_ markdown: String, for place: Place) -> String {
    var isCode = false
    return markdown.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
      guard !isCode, line.contains("](") else { return String(line) }
      return String(line).replacing(/\]\(([^()\s]+)\)/) { "](" + target(String($0.1), place) + ")" }
    }.joined(separator: "\n")
  }

  private static func target(_ target: String, _ place: Place) -> String {
    guard target.prefixMatch(of: /[a-zA-Z][a-zA-Z0-9+.\-]*:|#|\//) == nil else { return target }
    if let lesson = target.wholeMatch(of: /([0-9][^\/.]*)\.md(#.*)?/) {
      let rest = String(lesson.2 ?? "")
      switch place {
      case .page(let file): return "../\(lesson.1)/\(file)\(rest)"
      case .contents(let file): return "\(lesson.1)/\(file)\(rest)"
      }
    }
    switch place {
    case .page: return "../" + target
    case .contents: return target
    }
  }
}
