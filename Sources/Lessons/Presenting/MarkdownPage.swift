/// `page.md`: the lesson as GitHub shows it, with the run's numbers, tables and figures.
public enum MarkdownPage {
  public static func text(_ result: LessonResult) -> String {
    let words = PageWords(for: result.document)
    var parts: [String] = []
    if let verdict = verdict(of: result, words: words) { parts.append(verdict) }
    if !result.variations.isEmpty {
      let options = result.variations.map(MarkdownText.code).joined(separator: ", ")
      parts.append("> [!NOTE]\n> \(words.runWith) \(options)\n")
    }
    for block in result.blocks {
      switch block {
      case .prose(let text):
        parts.append(
          PageLinks.rewritten(text.trimmingNewlines, for: .page(file: "page.md")) + "\n")
      case .step(let index): parts.append(contentsOf: step(result.steps[index], result, words))
      }
    }
    parts.append("---\n")
    parts.append(footer(of: result, words: words))
    return parts.joined(separator: "\n")
  }

  private static func verdict(of result: LessonResult, words: PageWords) -> String? {
    guard result.verdict == .fail else { return nil }
    let failures = PageVerdict.failures(of: result, words: words)
    var lines = ["[!CAUTION]", "**\(words.pageFailed).**"]
    if failures.isEmpty { lines[1] += " \(words.stopped)." }
    for failure in failures {
      for text in failure.texts {
        let what = text.code.map { MarkdownText.code($0) + ", " } ?? ""
        let name = MarkdownText.code(failure.step.kind)
        let place = MarkdownText.code(PageVerdict.place(of: failure.step))
        lines.append(
          "- \(words.step) \(failure.step.index), \(name), \(place): \(what)"
            + MarkdownText.escaped(text.text))
      }
    }
    return lines.map { "> \($0)\n" }.joined()
  }

  private static func step(
    _ step: StepResult, _ result: LessonResult, _ words: PageWords
  ) -> [String] {
    var parts: [String] = []
    if let yaml = result.yaml(of: step) {
      var name = "<code>\(HTMLText.escaped(step.kind))</code>"
      if let id = step.id { name += " \(HTMLText.escaped(id))" }
      if let word = PageVerdict.word(for: step.verdict, words: words) { name += ": \(word)" }
      parts.append("<details><summary>\(words.step) \(step.index), \(name)</summary>\n")
      parts.append(MarkdownText.fence(yaml, info: "yaml"))
      parts.append("</details>\n")
    }
    var lines: [String] = []
    var claims: [String] = []
    func flush() {
      if !lines.isEmpty {
        parts.append(MarkdownText.fence(lines.joined(separator: "\n"), info: "text"))
      }
      if !claims.isEmpty { parts.append(claims.joined(separator: "\n") + "\n") }
      lines = []
      claims = []
    }
    for item in step.items {
      switch item {
      case .line(let text):
        if !claims.isEmpty { flush() }
        lines.append(text)
      case .claim(let claim):
        if !lines.isEmpty { flush() }
        claims.append(bullet(claim, words))
      case .table(let table):
        flush()
        parts.append(self.table(table))
      case .figure(let figure):
        flush()
        parts.append(self.figure(figure))
      case .failure(let text):
        flush()
        parts.append("> [!CAUTION]\n> **\(words.failed)**: \(MarkdownText.escaped(text))\n")
      }
    }
    flush()
    return parts
  }

  private static func bullet(_ claim: Claim, _ words: PageWords) -> String {
    let verdict = claim.holds ? words.holds : "**\(words.failed.uppercased())**"
    return "- \(verdict): \(MarkdownText.code(claim.statement)), \(words.found) "
      + MarkdownText.escaped(claim.found)
  }

  private static func table(_ table: Table) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    var text = ""
    if let caption = table.caption { text += "\(caption.onOneLine)\n\n" }
    text += row(table.columns.map(heading))
    text += row(table.columns.indices.map { table.isNumeric(column: $0) ? "--:" : ":--" })
    for line in table.rows {
      text += row(
        table.columns.indices.map { column in
          column < line.cells.count ? MarkdownText.cell(line.cells[column]) : ""
        })
    }
    return text
  }

  /// GitHub splits cells at every `|`, in a formula too: TeX has names for its two bars.
  private static func heading(_ column: Table.Column) -> String {
    guard let math = column.math, (try? MathML.convert(math, display: false)) != nil else {
      return MarkdownText.escaped(column.heading)
    }
    let safe = math.replacing("\\|", with: "\\Vert ").replacing("|", with: "\\vert ")
    return "$`\(safe)`$"
  }

  private static func figure(_ figure: FigureResult) -> String {
    let isPlain = figure.fileName.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    let target = isPlain ? figure.fileName : "<\(figure.fileName)>"
    let picture = "![\(MarkdownText.escaped(figure.alt))](\(target))\n"
    guard let caption = figure.caption else { return picture }
    return "\(picture)\n\(caption.onOneLine)\n"
  }

  private static func footer(of result: LessonResult, words: PageWords) -> String {
    var text = "\(words.madeBy) \(MarkdownText.code(result.command)), \(words.seed) \(result.seed)."
    if let next = result.next {
      text += " \(words.next.capitalizedFirst): `./unrolled run \(next)`"
    }
    return text + "\n"
  }
}

extension Table {
  /// A column of numbers is set flush right.
  func isNumeric(column: Int) -> Bool {
    let cells = rows.compactMap { column < $0.cells.count ? $0.cells[column] : nil }
      .filter { !$0.isEmpty }
    return !cells.isEmpty
      && cells.allSatisfy { cell in
        let text = cell.replacing("\u{2212}", with: "-").replacing(",", with: "")
        return text == "-" || Double(text) != nil
      }
  }
}

extension String {
  /// Captions are inline Markdown.
  var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }

  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  var trimmingNewlines: String {
    var rest = self[...].drop(while: \.isNewline)
    while rest.last?.isNewline == true { rest.removeLast() }
    return String(rest)
  }
}
