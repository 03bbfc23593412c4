/// Markdown as HTML: cmark-gfm's own, with formulas as MathML, a few safe tags, and blocks of our
/// own in the place of marked fences.
enum HTMLProse {
  /// - Parameter inserts: HTML for each fence whose info string is the key.
  static func html(_ markdown: String, inserts: [String: String] = [:]) -> String {
    let tree = MarkdownTree(markdown.utf8)
    var codes: [MarkdownNode] = []
    var tables: [MarkdownNode] = []
    tree.walk { node, entering in
      switch node.kind {
      case "code_block":
        guard let info = node.fenceInfo else { return }
        if let insert = inserts[info] {
          node.replace(withBlock: insert)
        } else if info == "math" {
          let math = formula(node.literal, display: true)
          node.replace(withBlock: "<div class=\"math\">\(math)</div>\n")
        }
      case "html_block":
        node.replace(withBlock: SafeHTML.cleaned(node.literal))
      case "html_inline":
        node.replace(withInline: SafeHTML.cleaned(node.literal))
      case "code" where entering:
        codes.append(node)
      case "table" where entering:
        tables.append(node)
      default: break
      }
    }
    var mark = "formula"
    while markdown.contains(mark) { mark += "-" }
    var inCells: [String] = []
    for node in codes {
      guard let math = takeFormula(node) else { continue }
      if node.parent?.kind == "table_cell" {
        // cmark allows no HTML of ours there, so the formula goes in behind it.
        node.setLiteral("\(mark)\(inCells.count)")
        inCells.append(math)
      } else {
        node.replace(withInline: math)
      }
    }
    // A wide table scrolls by itself, not the page.
    for node in tables { node.surround(with: "<div class=\"scroll\">\n", "</div>\n") }
    var html = tree.html()
    for (index, math) in inCells.enumerated() {
      html = html.replacing("<code>\(mark)\(index)</code>", with: math)
    }
    return html
  }

  /// Inline Markdown: a caption, without the paragraph around it.
  static func inline(_ markdown: String) -> String {
    let html = html(markdown.onOneLine).trimmingNewlines
    guard html.hasPrefix("<p>"), html.hasSuffix("</p>"),
      html.dropFirst(3).firstRange(of: "<p>") == nil
    else { return html }
    return String(html.dropFirst(3).dropLast(4))
  }

  /// The MathML of code between two dollars; the dollars, which belong to it, are taken away.
  private static func takeFormula(_ node: MarkdownNode) -> String? {
    guard let before = node.previous, let after = node.next, before.kind == "text",
      after.kind == "text", before.literal.hasSuffix("$"), after.literal.hasPrefix("$")
    else { return nil }
    before.setLiteral(String(before.literal.dropLast()))
    after.setLiteral(String(after.literal.dropFirst()))
    return formula(node.literal, display: false)
  }

  /// The reader has refused what cannot be converted; a formula of a table falls back to its TeX.
  static func formula(_ tex: String, display: Bool) -> String {
    (try? MathML.convert(tex, display: display)) ?? "<code>\(HTMLText.escaped(tex))</code>"
  }
}
