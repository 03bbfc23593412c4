/// Text as Markdown.
enum MarkdownText {
  /// What Markdown would read as markup gets a backslash; line endings become spaces.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_{}[]<>#|$~&!".contains(character) {
        result.append("\\")
        result.append(character)
      } else if character.isNewline {
        result.append(" ")
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// A table's cell: names such as `W_hh[1, 0]` as code, which reads better than backslashes.
  static func cell(_ text: String) -> String {
    let isName =
      text.contains("_") && text.first?.isLetter == true
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_/[], ".contains($0)) }
    return isName ? code(text) : escaped(text)
  }

  /// A fenced block; the fence is longer than any run of backticks inside.
  static func fence(_ text: String, info: String) -> String {
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let ticks = String(repeating: "`", count: max(3, longest + 1))
    let body = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
    return "\(ticks)\(info)\n\(body)\(ticks)\n"
  }

  /// A code span that may hold backticks.
  static func code(_ text: String) -> String {
    guard text.contains("`") else { return "`\(text)`" }
    return "`` \(text.replacing("``", with: "` `")) ``"
  }
}
