/// The line that stands for a lesson on the contents page.
enum PageSummary {
  /// The first paragraph of the prose that is not a heading, cut at the end of a sentence near
  /// 200 characters.
  static func text(of result: LessonResult) -> String {
    for case .prose(let prose) in result.blocks {
      let tree = MarkdownTree(prose.utf8)
      var found: (start: Int, end: Int)?
      tree.walk { node, entering in
        if entering, found == nil, node.kind == "paragraph", node.parent?.kind == "document" {
          found = (node.startLine, node.endLine)
        }
      }
      guard let found else { continue }
      let lines = prose.split(separator: "\n", omittingEmptySubsequences: false)
      let paragraph = lines[(found.start - 1)..<min(found.end, lines.count)]
        .map { $0.trimming(\.isWhitespace) }.joined(separator: " ")
      return shortened(paragraph)
    }
    return ""
  }

  private static func shortened(_ paragraph: String) -> String {
    guard paragraph.count > 200 else { return paragraph }
    var end: String.Index?
    var previous: Character = " "
    var isCode = false
    for index in paragraph.indices {
      let character = paragraph[index]
      if character == "`" { isCode.toggle() }
      if character == " ", !isCode, ".?!:。".contains(previous) {
        end = index
        if paragraph.distance(from: paragraph.startIndex, to: index) >= 80 { break }
      }
      previous = character
    }
    return end.map { String(paragraph[..<$0]) } ?? paragraph
  }
}

extension Substring {
  func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var rest = drop(while: isTrimmed)
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return String(rest)
  }
}
