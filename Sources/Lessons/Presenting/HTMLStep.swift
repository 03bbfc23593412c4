import Foundation

/// One step of the page: its directive folded away, then what it found.
enum HTMLStep {
  static func html(
    _ index: Int, _ result: LessonResult, _ words: PageWords, _ walks: Walks
  ) -> String {
    let step = result.steps[index]
    var parts: [String] = []
    if let yaml = result.yaml(of: step) {
      var name = "<code>\(HTMLText.escaped(step.kind))</code>"
      if let id = step.id { name += " \(HTMLText.escaped(id))" }
      if let word = PageVerdict.word(for: step.verdict, words: words) {
        name += " <span class=\"badge fail\">\(word)</span>"
      }
      parts.append(
        """
        <details class="asked"><summary><span class="number">\(step.index)</span> \
        \(name)</summary>
        <pre><code>\(HTMLText.escaped(yaml))</code></pre>
        </details>
        """)
    }
    var lines: [String] = []
    var claims: [String] = []
    func flush() {
      if !lines.isEmpty {
        let text = HTMLText.escaped(lines.joined(separator: "\n"))
        parts.append("<pre class=\"lines\"><code>\(text)</code></pre>")
      }
      if !claims.isEmpty {
        parts.append("<ul class=\"claims\">\n\(claims.joined(separator: "\n"))\n</ul>")
      }
      lines = []
      claims = []
    }
    for (position, item) in step.items.enumerated() {
      let here = Walks.Item(step: index, item: position)
      switch item {
      case .line(let text):
        if !claims.isEmpty { flush() }
        lines.append(text)
      case .claim(let claim):
        if !lines.isEmpty { flush() }
        claims.append(self.claim(claim, words))
      case .table(let table):
        flush()
        parts.append(self.table(table, group: walks.groups[here], words))
      case .figure(let figure):
        flush()
        parts.append(self.figure(figure, group: walks.groups[here], words))
      case .failure(let text):
        flush()
        parts.append(
          "<p class=\"notice fail\"><strong>\(words.failed)</strong>: "
            + "\(HTMLText.escaped(text))</p>")
      }
      if walks.controlsBehind.contains(here), let group = walks.groups[here] {
        flush()
        parts.append(controls(group: group, words))
      }
    }
    flush()
    let body = parts.joined(separator: "\n")
    return "<section class=\"step\" id=\"step-\(step.index)\">\n\(body)\n</section>\n"
  }

  private static func claim(_ claim: Claim, _ words: PageWords) -> String {
    let badge =
      claim.holds
      ? "<span class=\"badge pass\">\(words.holds)</span>"
      : "<span class=\"badge fail\">\(words.failed)</span>"
    return "<li>\(badge) <code>\(HTMLText.escaped(claim.statement))</code> "
      + "<span class=\"found\">\(words.found) \(HTMLText.escaped(claim.found))</span></li>"
  }

  private static func table(_ table: Table, group: Int?, _ words: PageWords) -> String {
    var attributes = ""
    if let group, let walk = table.walk {
      let word = walk == .forward ? words.forward : words.backward
      attributes = " data-group=\"\(group)\" data-walk=\"\(walk.rawValue)\" data-word=\"\(word)\""
    }
    var text = "<div class=\"scroll\"><table class=\"numbers\"\(attributes)>\n"
    if let caption = table.caption {
      let short = caption.count <= 40 ? " class=\"short\"" : ""
      text += "<caption\(short)>\(HTMLProse.inline(caption))</caption>\n"
    }
    let numeric = table.columns.indices.map { table.isNumeric(column: $0) }
    text += "<thead><tr>"
    for (column, isNumeric) in zip(table.columns, numeric) {
      let heading = HTMLText.escaped(column.heading)
      let math = column.math.flatMap { try? MathML.convert($0, display: false) }
      text += "<th scope=\"col\"\(isNumeric ? "" : " class=\"text\"") data-heading=\"\(heading)\">"
      text += "\(math ?? heading)</th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for row in table.rows {
      text += row.step.map { "<tr data-step=\"\($0)\">" } ?? "<tr>"
      for (index, isNumeric) in numeric.enumerated() {
        let cell = index < row.cells.count ? HTMLText.escaped(row.cells[index]) : ""
        // A minus sign is as wide as a plus, a hyphen is not.
        let number = cell.hasPrefix("-") && cell.count > 1 ? "\u{2212}" + cell.dropFirst() : cell
        let long = cell.count > 32 ? " long" : ""
        text += isNumeric ? "<td>\(number)</td>" : "<td class=\"text\(long)\">\(cell)</td>"
      }
      text += "</tr>\n"
    }
    return text + "</tbody>\n</table></div>"
  }

  private static func figure(_ figure: FigureResult, group: Int?, _ words: PageWords) -> String {
    var attributes = ""
    if let group {
      let regions = figure.regions.map { region in
        "[\(region.step),\(fraction(region.x)),\(fraction(region.y)),"
          + "\(fraction(region.width)),\(fraction(region.height))]"
      }
      attributes = " data-group=\"\(group)\" data-regions=\"[\(regions.joined(separator: ","))]\""
    }
    let data = Data(figure.png).base64EncodedString()
    var text = """
      <figure>
      <div class="pan"><div class="frame"\(attributes)><img src="data:image/png;base64,\(data)" \
      width="\(Int(figure.width.rounded()))" height="\(Int(figure.height.rounded()))" \
      alt="\(HTMLText.escaped(figure.alt))"></div></div>

      """
    if let caption = figure.caption {
      text += "<figcaption>\(HTMLProse.inline(caption))</figcaption>\n"
    }
    return text + "</figure>"
  }

  /// Hidden until the script finds it: without JavaScript there is nothing to press.
  private static func controls(group: Int, _ words: PageWords) -> String {
    func button(_ move: String, _ sign: String, _ label: String) -> String {
      "<button type=\"button\" data-move=\"\(move)\" aria-label=\"\(label)\" title=\"\(label)\">"
        + "\(sign)</button>"
    }
    return """
      <div class="stepper" role="group" aria-label="\(words.walk)" data-group="\(group)" \
      data-step-word="\(words.step)" hidden>
      <div class="buttons">
      \(button("first", "\u{21E4}", words.first))
      \(button("previous", "\u{2190}", words.previous))
      \(button("next", "\u{2192}", words.following))
      \(button("last", "\u{21E5}", words.last))
      <span class="where">\(words.walk)</span> <span class="hint">\(words.walkHint)</span>
      </div>
      <div class="readout"></div>
      <p class="spoken" aria-live="polite" aria-atomic="true"></p>
      </div>
      """
  }

  /// Four places are a tenth of a pixel.
  private static func fraction(_ number: Double) -> String {
    let rounded = (number * 10_000).rounded() / 10_000
    return rounded.isFinite ? "\(rounded)" : "0"
  }
}
