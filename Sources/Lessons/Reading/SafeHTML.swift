/// The raw HTML that lessons and pages may carry: a few tags without attributes, and comments.
enum SafeHTML {
  static let names = ["br", "details", "kbd", "sub", "summary", "sup"]

  static func message(for tag: String) -> String {
    let shown = tag.count <= 60 ? tag : tag.prefix(57) + "..."
    let allowed = names.map { "<\($0)>" }.joined(separator: ", ")
    return "raw HTML '\(shown)' is not allowed in a lesson; allowed are \(allowed) without "
      + "attributes, and comments"
  }

  static func isAllowed(_ tag: String) -> Bool {
    if tag.hasPrefix("<!--") { return true }
    if tag == "<details open>" { return true }
    guard let name = name(of: tag), names.contains(name) else { return false }
    return tag == "<\(name)>" || tag == "</\(name)>"
      || (name == "br" && (tag == "<br/>" || tag == "<br />"))
  }

  /// `details` for `<details open>` and `</details>`.
  static func name(of tag: String) -> String? {
    guard tag.hasPrefix("<") else { return nil }
    let rest = tag.dropFirst().drop { $0 == "/" }
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return name.isEmpty ? nil : String(name)
  }

  /// Everything from a `<` to its `>` (or to the end), with its UTF-8 offset. A comment is one.
  static func tags(in text: String) -> [(text: String, offset: Int)] {
    var tags: [(String, Int)] = []
    var index = text.startIndex
    while let start = text[index...].firstIndex(of: "<") {
      let rest = text[start...]
      let end: String.Index
      if rest.hasPrefix("<!--") {
        end = rest.firstRange(of: "-->")?.upperBound ?? text.endIndex
      } else {
        end = rest.firstIndex(of: ">").map { text.index(after: $0) } ?? text.endIndex
      }
      tags.append((String(text[start..<end]), text.utf8.distance(from: text.startIndex, to: start)))
      index = end
    }
    return tags
  }

  /// The text of a raw HTML node as pages carry it: allowed tags stay, comments go, and what is
  /// left is shown as text.
  static func cleaned(_ html: String) -> String {
    var result = ""
    var index = html.startIndex
    for tag in tags(in: html) {
      let start = html.utf8.index(html.startIndex, offsetBy: tag.offset)
      result += escaped(html[index..<start])
      if tag.text.hasPrefix("<!--") {
        // Left out.
      } else if isAllowed(tag.text) {
        result += tag.text
      } else {
        result += escaped(tag.text[...])
      }
      index = html.utf8.index(start, offsetBy: tag.text.utf8.count)
    }
    return result + escaped(html[index...])
  }

  /// An `&` stays, because raw HTML may hold `&amp;`.
  private static func escaped(_ text: Substring) -> String {
    String(text).replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
