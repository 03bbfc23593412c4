/// What has been found in a lesson so far, with every problem.
struct LessonSurvey {
  let source: SourceText
  var problems: [Diagnostic] = []
  var frontMatter: LessonDocument.YAMLSource?
  /// Lines of the front matter, its two `---` included.
  var frontMatterLines = 0
  var directives: [Directive] = []
  var spans: [Span] = []

  struct Directive {
    var yaml: LessonDocument.YAMLSource
    /// The lines of the fence, both ends included.
    var lines: ClosedRange<Int>
  }

  struct Span {
    var path: String
    var format: String?
    /// In offsets of the file, backticks included.
    var range: Range<Int>
  }

  init(source: SourceText) { self.source = source }

  /// A file of nothing but mistakes would fill the terminal, and take long to be told.
  static let mostProblems = 100

  mutating func note(at offset: Int, _ message: String) {
    guard problems.count < Self.mostProblems else { return }
    problems.append(Diagnostic(at: source.location(at: offset), message))
  }

  mutating func note(line: Int, column: Int = 1, _ message: String) {
    guard problems.count < Self.mostProblems else { return }
    let place = SourceLocation(file: source.path, line: line, column: column)
    problems.append(Diagnostic(at: place, message))
  }

  mutating func readFrontMatter() {
    func isRule(_ line: Int) -> Bool {
      let text = source.text(of: source.line(line))
      return text.hasPrefix("---") && text.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }
    guard source.lineCount > 0, isRule(1) else { return }
    guard source.lineCount > 1, let end = (2...source.lineCount).first(where: isRule) else {
      frontMatterLines = 1
      note(line: 1, "the front matter is not closed; write '---' on a line behind it")
      return
    }
    frontMatterLines = end
    let text = source.text(of: source.lineStarts[1]..<source.lineStarts[end - 1])
    frontMatter = LessonDocument.YAMLSource(text: text, firstLine: 2)
  }

  mutating func readMarkdown() {
    guard !source.text.allSatisfy(\.isWhitespace) else {
      note(line: 1, "the file is empty; a lesson holds prose and at least one 'yaml run' fence")
      return
    }
    // Empty lines for the front matter keep cmark's line numbers those of the file.
    let start = frontMatterLines == 0 ? 0 : source.lineStarts[frontMatterLines]
    let blank = [UInt8](repeating: 0x0A, count: frontMatterLines)
    let tree = MarkdownTree(blank + source.bytes[start...])
    // The nodes in `blocks` belong to the tree.
    defer { withExtendedLifetime(tree) {} }
    var leaf: InlineBlock?
    var leaves: [InlineBlock] = []
    var blocks: [MarkdownNode] = []
    var depth = 0
    var deepest = (depth: 0, line: 1)
    tree.walk { node, entering in
      let kind = node.kind
      switch kind {
      case "code_block", "html_block":
        blocks.append(node)
      case "paragraph", "heading", "table_cell":
        if entering {
          leaf = InlineBlock(isTableCell: kind == "table_cell", pieces: [])
        } else if let ended = leaf {
          leaves.append(ended)
          leaf = nil
        }
      case "text", "code", "html_inline":
        leaf?.pieces.append(InlinePiece(node, kind: kind))
      case "block_quote", "list", "emph", "strong", "link":
        depth += entering ? 1 : -1
        if depth > deepest.depth { deepest = (depth, max(1, node.startLine)) }
      default: break
      }
    }
    guard deepest.depth <= 64 else {
      note(line: deepest.line, "quotations, lists and emphasis are nested more than 64 deep")
      return
    }
    for node in blocks {
      if node.kind == "html_block" { checkHTML(of: node) } else { readFence(node) }
    }
    for block in leaves { read(block) }
    spans.sort { $0.range.lowerBound < $1.range.lowerBound }
    checkDetails(of: blocks.filter { $0.kind == "html_block" })
    if directives.isEmpty && problems.isEmpty {
      note(
        line: 1,
        "the lesson has no directive; write at least one fence that begins with '```yaml run'")
    }
  }

  /// Prose and directives in the order of the file; slices of nothing but white space are left out.
  func blocks() -> [LessonDocument.Block] {
    var blocks: [LessonDocument.Block] = []
    var line = frontMatterLines + 1
    func appendProse(upTo end: Int) {
      guard line < end else { return }
      let range = source.lineStarts[line - 1]..<source.lineStarts[end - 1]
      let text = source.text(of: range)
      guard !text.allSatisfy(\.isWhitespace) else { return }
      let inside = spans.filter { range.contains($0.range.lowerBound) }.map { span in
        LessonDocument.ValueSpan(
          path: span.path, format: span.format,
          location: source.location(at: span.range.lowerBound),
          range: span.range.lowerBound - range.lowerBound..<span.range.upperBound
            - range.lowerBound)
      }
      blocks.append(.prose(LessonDocument.Prose(text: text, firstLine: line, spans: inside)))
    }
    for directive in directives {
      appendProse(upTo: directive.lines.lowerBound)
      blocks.append(.directive(directive.yaml))
      line = directive.lines.upperBound + 1
    }
    appendProse(upTo: source.lineCount + 1)
    return blocks
  }
}
