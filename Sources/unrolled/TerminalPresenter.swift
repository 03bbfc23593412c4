import Lessons

/// A lesson's results as text.
struct TerminalPresenter {
  let style: Style

  /// `Lesson 7  Backpropagation through time, by hand                 seed 5, Float64`
  func heading(_ lesson: PreparedLesson) -> String {
    let number = lesson.document.number.map { "Lesson \($0)" } ?? "Lesson"
    let left = "\(number)  \(lesson.title)"
    let varied = lesson.variations.filter { !$0.hasPrefix("seed=") }
    let right = (varied + ["seed \(lesson.seed)", "Float64"]).joined(separator: ", ")
    let gap = max(2, 79 - Terminal.width(left) - Terminal.width(right))
    return style.bold(left) + String(repeating: " ", count: gap) + style.faint(right)
  }

  func step(_ step: StepResult, of count: Int) -> String {
    let name = [step.kind, step.id].compactMap { $0 }.joined(separator: " ")
    var heading = style.bold("[\(step.index)/\(count)] \(name)")
    if step.verdict != .done { heading += "  " + style.verdict(step.verdict.rawValue) }
    return ([heading] + step.items.map(item)).joined(separator: "\n")
  }

  func items(_ items: [StepResult.Item]) -> String {
    items.map(item).joined(separator: "\n")
  }

  private func item(_ item: StepResult.Item) -> String {
    switch item {
    case .line(let text): indent(text)
    case .table(let table): text(table)
    case .figure(let figure): indent("\(figure.fileName): \(figure.title)")
    case .claim(let claim):
      "   \(style.verdict(claim.holds ? "held" : "FAILED"))  \(claim.statement); found "
        + claim.found
        + (claim.holds ? "" : "  (\(claim.location))")
    case .failure(let text): indent(style.red(text))
    }
  }

  /// Lines of at most the page's width, three columns from the left; what is wrapped hangs.
  private func indent(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard Terminal.width(String(line)) + 3 > Terminal.columns else { return "   \(line)" }
      var lines: [String] = []
      var current = "  "
      for word in line.split(separator: " ", omittingEmptySubsequences: false) {
        if Terminal.width(current) + 1 + Terminal.width(String(word)) > Terminal.columns {
          lines.append(current)
          current = "    "
        }
        current += " " + word
      }
      return (lines + [current]).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// Columns as wide as their widest cell, numbers to the right, names to the left. A table that is
  /// wider than the page becomes several, each with the first column.
  private func text(_ table: Table) -> String {
    let rows = [table.columns.map(\.heading)] + table.rows.map(\.cells)
    let widths = table.columns.indices.map { column in
      rows.map { Terminal.width($0[column]) }.max() ?? 0
    }
    let isText = table.columns.indices.map { column in
      let cells = table.rows.map { $0.cells[column] }.filter { !$0.isEmpty }
      return !cells.isEmpty && cells.allSatisfy { Double($0) == nil && $0.count > 1 }
    }
    var lines = table.caption.map { ["   " + style.faint($0)] } ?? []
    for columns in groups(of: widths) {
      for (place, cells) in rows.enumerated() {
        let line = columns.map { column in
          let padding = String(
            repeating: " ", count: widths[column] - Terminal.width(cells[column]))
          return isText[column] ? cells[column] + padding : padding + cells[column]
        }.joined(separator: "  ")
        let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
        lines.append("   " + (place == 0 ? style.faint(trimmed) : trimmed))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The columns that fit beside each other, the first one in every group.
  private func groups(of widths: [Int]) -> [[Int]] {
    var groups: [[Int]] = [[0]]
    var used = 3 + widths[0]
    for column in widths.indices.dropFirst() {
      if used + 2 + widths[column] > Terminal.columns, groups[groups.count - 1].count > 1 {
        groups.append([0])
        used = 3 + widths[0]
      }
      groups[groups.count - 1].append(column)
      used += 2 + widths[column]
    }
    return groups
  }

  /// `PASS  lesson 7   Output/07-bptt/index.html   next: ./unrolled run 8`
  func closing(_ result: LessonResult, page: String?) -> String {
    let name = result.document.number.map { "lesson \($0)" } ?? result.document.name
    var parts = ["\(style.verdict(result.verdict == .pass ? "PASS" : "FAIL"))  \(name)"]
    if let page { parts.append(page) }
    if let next = result.next { parts.append("next: ./unrolled run \(next)") }
    return parts.joined(separator: "   ")
  }
}
