/// Raw HTML: only a few tags without attributes may stand in a lesson, because pages carry them.
extension LessonSurvey {
  mutating func checkHTML(of node: MarkdownNode) {
    var line = node.startLine
    for text in node.literal.split(separator: "\n", omittingEmptySubsequences: false) {
      if line <= source.lineCount { checkTags(in: String(text), from: source.line(line)) }
      line += 1
    }
  }

  mutating func checkInlineHTML(_ piece: InlinePiece, from: Int?) {
    guard !SafeHTML.isAllowed(piece.literal) else { return }
    let line = source.line(piece.startLine)
    let expected = line.lowerBound + piece.startColumn - 1
    let from = max(from ?? line.lowerBound, line.lowerBound)
    let found = source.bytes[from..<line.upperBound].indices.first {
      source.bytes[$0...].starts(with: piece.literal.utf8)
    }
    note(at: found ?? min(expected, line.upperBound), SafeHTML.message(for: piece.literal))
  }

  private mutating func checkTags(in text: String, from line: Range<Int>) {
    for tag in SafeHTML.tags(in: text) where !SafeHTML.isAllowed(tag.text) {
      let start = source.text(of: line).range(of: text)?.lowerBound
      let indent = start.map { source.text(of: line)[..<$0].utf8.count } ?? 0
      note(
        at: min(line.lowerBound + indent + tag.offset, line.upperBound),
        SafeHTML.message(for: tag.text))
    }
  }

  /// A `<details>` that is never closed would fold the rest of the page away.
  mutating func checkDetails(of blocks: [MarkdownNode]) {
    for name in ["details", "summary"] {
      var open: [Int] = []
      for node in blocks {
        for tag in SafeHTML.tags(in: node.literal) {
          if tag.text == "</\(name)>" {
            if open.popLast() == nil {
              note(line: node.startLine, "'</\(name)>' closes nothing; write '<\(name)>' before it")
            }
          } else if SafeHTML.name(of: tag.text) == name {
            open.append(node.startLine)
          }
        }
      }
      for line in open { note(line: line, "'<\(name)>' is not closed; write '</\(name)>'") }
    }
  }
}
