/// Fenced code: directives and displayed formulas.
extension LessonSurvey {
  mutating func readFence(_ node: MarkdownNode) {
    guard let info = node.fenceInfo else { return }
    if info == "yaml run" {
      readDirective(node)
    } else if info == "math" {
      checkDisplayedFormula(node)
    } else {
      let words = info.lowercased().split(whereSeparator: \.isWhitespace)
      if words == ["yaml", "run"] || words == ["yml", "run"] {
        note(
          at: offset(ofFence: node),
          "the fence says '\(info)' and would not run; a directive's says exactly 'yaml run'")
      }
    }
  }

  private mutating func readDirective(_ node: MarkdownNode) {
    let start = offset(ofFence: node)
    guard node.parent?.kind == "document" else {
      note(
        at: start,
        "a directive cannot stand in a list or a quotation; begin its fence at the line's start")
      return
    }
    let last = source.text(of: source.line(min(node.endLine, source.lineCount)))
    let closing = last.drop { $0 == " " }.prefix { $0 == "`" || $0 == "~" }
    guard node.endLine > node.startLine, closing.count >= node.fence.length else {
      note(at: start, "the directive's fence is not closed; write '```' on a line behind it")
      return
    }
    directives.append(
      Directive(
        yaml: LessonDocument.YAMLSource(
          text: node.literal, firstLine: node.startLine + 1, indent: node.fence.offset),
        lines: node.startLine...node.endLine))
  }

  private mutating func checkDisplayedFormula(_ node: MarkdownNode) {
    let tex = node.literal
    do {
      _ = try MathML.convert(tex, display: true)
    } catch {
      // The line of the fence, then the place in it: a fence may be indented, its lines are not.
      let before = Array(tex.utf8.prefix(error.offset))
      let lines = before.split(separator: 0x0A, omittingEmptySubsequences: false)
      let number = min(node.startLine + lines.count, source.lineCount)
      let texLines = tex.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      let length = texLines[min(lines.count, texLines.count) - 1].count
      let range = source.line(number)
      let start = max(range.lowerBound, range.upperBound - length)
      note(at: min(start + (lines.last?.count ?? 0), range.upperBound), error.message)
    }
  }

  /// cmark counts columns in bytes; in a list or a quotation the fence stands behind the mark.
  private func offset(ofFence node: MarkdownNode) -> Int {
    let line = source.line(min(max(node.startLine, 1), source.lineCount))
    return source.bytes[line].firstIndex { $0 == 0x60 || $0 == 0x7E } ?? line.lowerBound
  }
}
