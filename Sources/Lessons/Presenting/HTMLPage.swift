import Foundation

/// `index.html`: the lesson as one file that needs nothing else, with its pictures inside.
///
/// The page reads without JavaScript; with it, the walked tables and the unrolled diagram can be
/// stepped through.
public enum HTMLPage {
  public static func text(_ result: LessonResult) -> String {
    let words = PageWords(for: result.document)
    let walks = Walks(result)
    // The whole lesson is one Markdown document, so that a link's definition serves all of it.
    let mark = "step-\(result.document.sourceHash)-"
    var markdown = ""
    var inserts: [String: String] = [:]
    for block in result.blocks {
      switch block {
      case .prose(let text):
        markdown +=
          PageLinks.rewritten(text.trimmingNewlines, for: .page(file: "index.html")) + "\n\n"
      case .step(let index):
        inserts["\(mark)\(index)"] = HTMLStep.html(index, result, words, walks)
        markdown += "```\(mark)\(index)\n```\n\n"
      }
    }
    let title = HTMLText.escaped(result.title)
    return """
      <!DOCTYPE html>
      <html lang="\(words.code)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="unrolled">
      <title>\(title)</title>
      <style>
      \(PageStyle.text)</style>
      </head>
      <body>
      <header class="bar">
      <nav><a href="../index.html">\(words.allLessons)</a></nav>
      <p>\(badge(result.verdict, words)) <span>\(words.seed) \(result.seed)</span></p>
      </header>
      <main>
      \(notices(result, words))<article>
      \(HTMLProse.html(markdown, inserts: inserts))</article>
      </main>
      <footer>
      <p>\(words.madeBy) <code>\(HTMLText.escaped(result.command))</code>\(next(result, words))</p>
      </footer>
      \(walks.count == 0 ? "" : "<script>\n\(PageScript.text)</script>\n")</body>
      </html>

      """
  }

  static func badge(_ verdict: LessonResult.Verdict, _ words: PageWords) -> String {
    let word = verdict == .pass ? words.passed : words.failed
    return "<span class=\"badge \(verdict.rawValue)\">\(word)</span>"
  }

  private static func next(_ result: LessonResult, _ words: PageWords) -> String {
    guard let next = result.next else { return "" }
    return ", \(words.next): <code>./unrolled run \(next)</code>"
  }

  private static func notices(_ result: LessonResult, _ words: PageWords) -> String {
    var text = ""
    if result.verdict == .fail {
      let failures = PageVerdict.failures(of: result, words: words)
      let lines = failures.flatMap { failure in
        failure.texts.map { text in
          let what = text.code.map { "<code>\(HTMLText.escaped($0))</code>, " } ?? ""
          let step = failure.step
          return """
            <li><a href="#step-\(step.index)">\(words.step) \(step.index)</a>, \
            <code>\(HTMLText.escaped(step.kind))</code>, \
            <span class="place">\(HTMLText.escaped(PageVerdict.place(of: step)))</span>: \
            \(what)\(HTMLText.escaped(text.text))</li>

            """
        }
      }
      let body = lines.isEmpty ? "<p>\(words.stopped)</p>\n" : "<ul>\n\(lines.joined())</ul>\n"
      text += "<section class=\"notice fail\">\n<h2>\(words.pageFailed)</h2>\n\(body)</section>\n"
    }
    if !result.variations.isEmpty {
      let options = result.variations.map { "<code>\(HTMLText.escaped($0))</code>" }
      text += "<p class=\"notice\">\(words.runWith) \(options.joined(separator: ", "))</p>\n"
    }
    return text
  }
}
