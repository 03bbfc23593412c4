import Lessons
import Testing

@Suite struct LessonReaderTests {
  static let sample = """
    ---
    title: Sample
    seed: 5
    ---
    # 7. Sample

    The é loss is `= fwd.loss %.4f`, and $`h_t`$ too.

    ```yaml run
    data: { id: seq }
    ```
      ```yaml run
      forward:
        id: fwd
      ```
    - in a list `= bwd.norm[1]` and
    lazily `= grad.block[W_hh].error %.2e`

    | a | b |
    |---|---|
    | x \\| y | `= q.r %d` |

    """

  private func prose(_ document: LessonDocument) -> [LessonDocument.Prose] {
    document.blocks.compactMap { if case .prose(let prose) = $0 { prose } else { nil } }
  }

  private func directives(_ document: LessonDocument) -> [LessonDocument.YAMLSource] {
    document.blocks.compactMap { if case .directive(let yaml) = $0 { yaml } else { nil } }
  }

  private func problems(_ text: String, fence: Bool = true) -> [String] {
    do {
      let start = fence ? "```yaml run\na: 1\n```\n" : ""
      _ = try LessonReader.read(text: start + text, path: "x.md")
      return []
    } catch {
      return error.diagnostics.map { "\($0.location.line):\($0.location.column) \($0.message)" }
    }
  }

  @Test func aLessonIsTakenApartWithEveryPlace() throws {
    let document = try LessonReader.read(text: Self.sample, path: "Lessons/07-sample.md")
    #expect(document.name == "07-sample")
    #expect(document.number == 7)
    #expect(document.frontMatter?.text == "title: Sample\nseed: 5\n")
    #expect(document.frontMatter?.firstLine == 2)
    let yaml = directives(document)
    #expect(yaml.map(\.text) == ["data: { id: seq }\n", "forward:\n  id: fwd\n"])
    #expect(yaml.map(\.firstLine) == [10, 13])
    #expect(yaml.map(\.indent) == [0, 2])
    #expect(prose(document).map(\.firstLine) == [5, 16])
  }

  @Test func everyValueSpanHasItsExactPlace() throws {
    let document = try LessonReader.read(text: Self.sample, path: "07-sample.md")
    let spans = prose(document).flatMap(\.spans)
    #expect(spans.map(\.path) == ["fwd.loss", "bwd.norm[1]", "grad.block[W_hh].error", "q.r"])
    #expect(spans.map(\.format) == ["%.4f", nil, "%.2e", "%d"])
    #expect(spans.map(\.location.line) == [7, 16, 17, 21])
    #expect(spans.map(\.location.column) == [15, 13, 8, 12])
    for prose in prose(document) {
      let bytes = Array(prose.text.utf8)
      for span in prose.spans {
        let text = String(decoding: bytes[span.range], as: UTF8.self)
        #expect(text == "`= \(span.path)\(span.format.map { " \($0)" } ?? "")`")
      }
    }
  }

  @Test func aByteOrderMarkAndCRLFChangeNoPlace() throws {
    let plain = try LessonReader.read(text: Self.sample, path: "07-sample.md")
    let dos = "\u{FEFF}" + Self.sample.replacing("\n", with: "\r\n")
    let read = try LessonReader.read(bytes: Array(dos.utf8), path: "07-sample.md")
    #expect(read.source == plain.source)
    #expect(read.sourceHash == plain.sourceHash)
    #expect(
      prose(read).flatMap(\.spans).map(\.location) == prose(plain).flatMap(\.spans).map(\.location))
    #expect(directives(read).map(\.firstLine) == directives(plain).map(\.firstLine))
    let wrong = "\u{FEFF}```yaml run\r\na: 1\r\n```\r\n\r\né `= a.b %x`\r\n"
    #expect(throws: InvalidLesson.self) { try LessonReader.read(text: wrong, path: "x.md") }
    do {
      _ = try LessonReader.read(text: wrong, path: "x.md")
    } catch {
      #expect(error.description.hasPrefix("x.md:5:3: error: unknown format '%x'"))
    }
  }

  @Test func valuesFillTheProseAndCannotChangeThePage() throws {
    let document = try LessonReader.read(
      text: "Loss `= a.b`, text `= c.d`.\n\n```yaml run\na: 1\n```\n", path: "x.md")
    let filled = prose(document)[0].filled(with: ["0.5", "<b>*|`\n$x$"])
    #expect(filled == "Loss 0.5, text \\<b\\>\\*\\|\\` \\$x\\$.\n\n")
  }

  @Test func onlyRealCodeSpansAreValues() throws {
    let text = "`` `= a.b` `` and `=x` and \\`= c.d\\`\n\n    `= e.f`\n\n```\n`= g.h`\n```\n"
    let document = try LessonReader.read(text: "```yaml run\na: 1\n```\n" + text, path: "x.md")
    #expect(prose(document).flatMap(\.spans).isEmpty)
  }

  @Test func aMissingDirectiveAndAnEmptyFileAreErrors() {
    #expect(problems("", fence: false)[0].hasPrefix("1:1 the file is empty"))
    #expect(problems(" \n\n", fence: false)[0].hasPrefix("1:1 the file is empty"))
    #expect(problems("# Title\n", fence: false)[0].hasPrefix("1:1 the lesson has no directive"))
    #expect(
      problems("---\na: 1\n", fence: false)[0].hasPrefix("1:1 the front matter is not closed"))
  }

  @Test func aDirectiveMustStandAtTheMarginAndBeClosed() {
    #expect(
      problems("- item\n\n  ```yaml run\n  a: 1\n  ```\n") == [
        "6:3 a directive cannot stand in a list or a quotation; begin its fence at the line's start"
      ])
    #expect(problems("> ```yaml run\n> a: 1\n> ```\n")[0].hasPrefix("4:3 a directive cannot stand"))
    #expect(
      problems("text\n\n```yaml run\na: 1\n") == [
        "6:1 the directive's fence is not closed; write '```' on a line behind it"
      ])
    #expect(problems("````yaml run\na: 1\n```\n")[0].hasPrefix("4:1 the directive's fence is not"))
  }

  @Test(arguments: ["yaml  run", "YAML run", "yml run"])
  func anInfoStringThatIsAlmostRightIsAnError(info: String) {
    #expect(
      problems("```\(info)\na: 1\n```\n") == [
        "4:1 the fence says '\(info)' and would not run; a directive's says exactly 'yaml run'"
      ])
  }

  @Test func otherFencesAreProse() throws {
    #expect(problems("```yaml\na: 1\n```\n\n```text\nb\n```\n").isEmpty)
  }

  @Test func aBareFormulaIsRefusedWithTheFormToWrite() {
    #expect(
      problems("so $h_t = \\tanh(a_t)$ is\n") == [
        "4:4 a bare $...$ loses its backslashes in Markdown; write $`h_t = \\tanh(a_t)`$"
      ])
    #expect(problems("| a |\n|---|\n| é $x_1$ |\n")[0].hasPrefix("6:5 a bare $...$"))
    #expect(problems("$$\na\n$$\n")[0].contains("```math"))
    #expect(problems("$`a`$ costs $5 or $6, \\$x\\$, `$y$` and [l](u$v$w)\n").isEmpty)
  }

  @Test func aFormulaIsCheckedWhereItStands() {
    #expect(
      problems("é $`a + \\alhpa`$\n") == [
        "4:9 unknown command '\\alhpa'; did you mean '\\alpha'?"
      ])
    #expect(
      problems("> ```math\n> a +\n>  \\frac{1}{\\foo}\n> ```\n") == ["6:13 unknown command '\\foo'"]
    )
  }

  @Test func rawHTMLIsRefusedButForAFewTags() {
    #expect(problems("a <script>b</script>\n").count == 2)
    #expect(problems("a <script>b\n")[0].hasPrefix("4:3 raw HTML '<script>' is not allowed"))
    #expect(problems("<div onclick=\"x\">\n")[0].hasPrefix("4:1 raw HTML"))
    #expect(problems("<details onclick=\"x\">\n</details>\n").count == 1)
    #expect(
      problems("<details>\n<summary>Answer</summary>\n\nx<sub>2</sub>\n\n</details>\n").isEmpty)
    #expect(problems("<!-- note -->\n").isEmpty)
    #expect(problems("<details>\n\nx\n") == ["4:1 '<details>' is not closed; write '</details>'"])
  }

  @Test func aSpanThatNamesNothingIsAnError() {
    #expect(problems("`= a b`\n")[0].hasPrefix("4:1 '= a b' does not name a value"))
    #expect(problems("`= a..b`\n")[0].hasPrefix("4:1 'a..b' is not the path of a value"))
    #expect(problems("`= a[1`\n")[0].hasPrefix("4:1 'a[1' is not the path of a value"))
    #expect(problems("`= a.b\n%d`\n")[0].hasPrefix("4:1 a value must stand on one line"))
    #expect(problems("`= a.b %n`\n")[0].hasPrefix("4:1 unknown format '%n'"))
  }

  @Test func allProblemsOfAFileAreReportedInItsOrder() {
    let lines = problems("$x$\n\n`= a.b %q`\n\n<b>\n\n```yml run\n```\n").map { $0.prefix(3) }
    #expect(lines == ["4:1", "6:1", "8:1", "10:"])
  }

  @Test func aLessonCutAtAnyByteIsReadOrRefusedWithAPlaceInTheFile() {
    let bytes = Array(Self.sample.utf8)
    for count in 0..<bytes.count {
      do {
        _ = try LessonReader.read(bytes: Array(bytes[..<count]), path: "x.md")
      } catch {
        let lines = bytes[..<count].count { $0 == 0x0A } + 1
        #expect(!error.diagnostics.isEmpty)
        #expect(error.diagnostics.allSatisfy { (1...lines).contains($0.location.line) })
      }
    }
  }

  @Test(arguments: [
    ">", "- ", "*", "[", "`", "$", "<", "\\", "_a", "` `` ", "`= a.b` ", "$x$ ", "![a](", "é`a`",
    "<!--", "|",
  ])
  func hostileRepetitionEndsSoon(unit: String) {
    let line = String(repeating: unit, count: 90_000 / unit.count)
    let clock = ContinuousClock()
    let time = clock.measure { _ = problems((line + "\n")) }
    #expect(time < .seconds(60))
  }
}
