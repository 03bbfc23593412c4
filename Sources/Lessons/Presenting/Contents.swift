/// The contents page of an output folder, from the reports found in it.
struct Contents {
  let reports: [Report]

  /// Lessons by number, those without one behind; a translation stands behind its original.
  init(reports: [Report]) {
    self.reports = reports.sorted {
      ($0.number ?? .max, $0.lesson) < ($1.number ?? .max, $1.lesson)
    }
  }

  /// What tells a contents page of ours from a file of somebody else's.
  static let markdownMark = "<!-- Contents of an output folder, written by unrolled. -->"
  static let htmlMark = "<meta name=\"generator\" content=\"unrolled\">"

  private var tally: String {
    let failed = reports.count { $0.verdict == .fail }
    let lessons = reports.count == 1 ? "1 lesson" : "\(reports.count) lessons"
    return failed == 0 ? "\(lessons), all passed." : "\(lessons), \(failed) failed."
  }

  /// README.md
  var markdown: String {
    guard !reports.isEmpty else {
      return "# Lessons\n\nNo lesson has been run yet.\n\n\(Self.markdownMark)\n"
    }
    var text = "# Lessons\n\n\(tally)\n\n\(Self.markdownMark)\n"
    text += "\n| | lesson | verdict |\n| :-- | :-- | :-- |\n"
    for report in reports {
      let picture = report.thumbnail.map { figure in
        "<a href=\"\(Self.link(report, "page.md"))\"><img src=\""
          + "\(Self.link(report, figure.file))\" width=\"240\" "
          + "alt=\"\(HTMLText.escaped(figure.alt).replacing("|", with: "&#124;"))\"></a>"
      }
      let verdict = report.verdict == .pass ? "passed" : "**failed**"
      let title = MarkdownText.escaped(Self.heading(of: report))
      text += "| \(picture ?? "") | [\(title)](\(Self.link(report, "page.md")))<br>"
      text +=
        "\(Self.cell(PageLinks.rewritten(report.summary, for: .contents(file: "page.md")))) | \(verdict) |\n"
    }
    return text
  }

  /// index.html
  var html: String {
    var cards = ""
    for report in reports {
      let picture = report.thumbnail.map { figure in
        "<img src=\"\(Self.link(report, figure.file))\" loading=\"lazy\" "
          + "width=\"\(Int(figure.width))\" height=\"\(Int(figure.height))\" alt=\"\(HTMLText.escaped(figure.alt))\">"
      }
      let summary = PageLinks.rewritten(report.summary, for: .contents(file: "index.html"))
      let words = report.lesson.hasSuffix(".ko") ? PageWords.korean : .english
      cards += """
        <li lang="\(words.code)"><a href="\(Self.link(report, "index.html"))">\
        \(picture ?? "<span class=\"blank\"></span>")
        <span class="title">\(HTMLText.escaped(Self.heading(of: report)))</span></a>
        <p>\(HTMLProse.inline(summary))</p>
        <p>\(HTMLPage.badge(report.verdict, words))</p></li>

        """
    }
    let empty = "<p>No lesson has been run yet.</p>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      \(Self.htmlMark)
      <title>Lessons</title>
      <style>
      \(PageStyle.text)\(PageStyle.contents)</style>
      </head>
      <body>
      <main class="contents">
      <h1>Lessons</h1>
      \(reports.isEmpty ? empty : "<p>\(tally)</p>\n<ol class=\"cards\">\n\(cards)</ol>\n")</main>
      </body>
      </html>

      """
  }

  /// `7. Backpropagation through time, by hand`
  private static func heading(of report: Report) -> String {
    let start = report.number.map { "\($0). " } ?? ""
    return report.title.hasPrefix(start) ? report.title : start + report.title
  }

  /// A relative address; what an address cannot hold is written with percent signs.
  private static func link(_ report: Report, _ file: String) -> String {
    "\(report.lesson)/\(file)".utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain || "-._~/".contains(character) { return String(character) }
      let code = String(byte, radix: 16, uppercase: true)
      return "%" + (code.count == 1 ? "0" : "") + code
    }.joined()
  }

  /// Markdown inside a table's cell: formulas keep their bars by TeX's names for them.
  private static func cell(_ markdown: String) -> String {
    var result = ""
    var isCode = false
    var previous: Character = " "
    for character in markdown {
      if character == "`" { isCode.toggle() }
      if character == "|", previous != "\\" {
        result += isCode ? "\\vert " : "\\|"
      } else {
        result.append(character)
      }
      previous = character
    }
    return result
  }
}
