import Lessons
import Testing

@Suite struct MarkdownPageTests {
  @Test func thePageHoldsTheProseAndEveryResult() {
    let page = MarkdownPage.text(SampleResult.make())
    #expect(
      page.hasPrefix("# 7. Sample\n\nState $`h_t = \\tanh a_t`$ of [one] lesson. Loss 0.7230.\n"))
    #expect(page.contains("| t | $`\\vert h_t\\vert `$ | c\\_0\\|c\\_1 |\n| --: | --: | :-- |\n"))
    #expect(page.contains("| 1 | -0.5000 | a\\|b |\n"))
    #expect(page.contains("![Two \"steps\" \\<here\\>](net.png)\n\nWith $`h_t`$.\n"))
    #expect(page.contains("- holds: `fwd.loss = 0.722994`, found 0.722994\n"))
    #expect(
      page.contains(
        "<details><summary>Step 1, <code>forward</code> fwd</summary>\n\n```yaml\nforward"))
    #expect(page.contains("````text\ny = 1\n```\n````\n"))
    #expect(page.hasSuffix("Made by `./unrolled run 7`, seed 5. Next: `./unrolled run 8`\n"))
  }

  @Test func namesInTablesAreCode() {
    var result = SampleResult.make()
    let rows = [Table.Row(["W_hh[1, 0]", "a*b_c"])]
    result.steps[0].items = [.table(Table(columns: [.init("n"), .init("m")], rows: rows))]
    #expect(MarkdownPage.text(result).contains("| `W_hh[1, 0]` | a\\*b\\_c |\n"))
  }

  @Test func aHeadingWhoseFormulaIsNotKnownStaysPlain() {
    #expect(MarkdownPage.text(SampleResult.make()).contains("| t | d |\n"))
  }

  @Test func aFailedPageSaysSoAtItsTop() {
    let page = MarkdownPage.text(SampleResult.make(holds: false))
    #expect(
      page.hasPrefix(
        """
        > [!CAUTION]
        > **This lesson failed.**
        > - Step 4, `expect`, `07-sample.md:18`: `bwd.norm[1] < 2`, found 2.5 (line 20)

        """))
    #expect(page.contains("- **FAILED**: `bwd.norm[1] < 2`, found 2.5\n"))
  }

  @Test func aStepThatCouldNotRunIsNamed() {
    var result = SampleResult.make()
    result.verdict = .fail
    result.steps[1].verdict = .error
    result.steps[1].items = [.failure("diverged at epoch 3: loss is *nan*")]
    let page = MarkdownPage.text(result)
    #expect(
      page.contains("`backward`, `07-sample.md:12`: diverged at epoch 3: loss is \\*nan\\*\n"))
    #expect(HTMLPage.text(result).contains("diverged at epoch 3: loss is *nan*</li>"))
  }

  @Test func aVariationIsToldAtTheTop() {
    var result = SampleResult.make()
    result.variations = ["hidden=2"]
    let page = MarkdownPage.text(result)
    #expect(page.hasPrefix("> [!NOTE]\n> Run with `hidden=2`\n"))
    #expect(page.contains("`./unrolled run 7 --set hidden=2`"))
  }

  @Test func theKoreanEditionSpeaksKorean() {
    let result = SampleResult.make(name: "07-sample.ko", holds: false)
    #expect(MarkdownPage.text(result).contains("이 레슨은 실패했습니다"))
    #expect(HTMLPage.text(result).contains("<html lang=\"ko\">"))
  }
}

@Suite struct HTMLPageTests {
  private let page = HTMLPage.text(SampleResult.make())

  @Test func thePageNeedsNothingElse() {
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    #expect(page.contains("src=\"data:image/png;base64,iVBORw0KGgo"))
    #expect(!page.contains("<link") && !page.contains(" src=\"http") && !page.contains("@import"))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.contains("prefers-reduced-motion"))
  }

  /// Every element that is opened is closed in order: what a browser would otherwise guess.
  @Test func elementsNestWell() {
    for text in [page, HTMLPage.text(SampleResult.make(holds: false))] {
      var open: [Substring] = []
      let body = text.replacing(/<style>(?s:.*?)<\/style>|<script>(?s:.*?)<\/script>/, with: "")
      for match in body.matches(of: /<(\/?)([a-z][a-z0-9]*)[^>]*>/) {
        let name = match.output.2
        if ["meta", "img", "br", "hr"].contains(name) { continue }
        if match.output.1.isEmpty {
          open.append(name)
        } else {
          #expect(open.popLast() == name)
        }
      }
      #expect(open.isEmpty)
    }
  }

  @Test func formulasAreMathMLWithoutDollars() {
    #expect(page.contains("State <math alttext=\"h_t = \\tanh a_t\"><msub>"))
    #expect(page.contains("</math> of <a href=\"https://example.org\">one</a> lesson"))
    #expect(page.contains("data-heading=\"|h|\"><math"))
    #expect(page.contains("data-heading=\"d\">d</th>"))
  }

  @Test func textIsEscaped() {
    #expect(page.contains("alt=\"Two &quot;steps&quot; &lt;here&gt;\""))
    #expect(page.contains("<td class=\"text\">&lt;i&gt;</td>"))
    #expect(!page.contains("<i>"))
  }

  @Test func filledProseCannotBringMarkup() {
    var result = SampleResult.make()
    result.blocks[0] = .prose(
      "<script>alert(1)</script>\n\n<img src=x onerror=y> [a](javascript:b)\n")
    let text = HTMLPage.text(result)
    #expect(!text.contains("<script>alert") && !text.contains("<img src=x"))
    #expect(!text.contains("javascript:"))
    #expect(text.contains("&lt;script&gt;alert(1)"))
  }

  @Test func theStepperJoinsBothTablesAndTheDiagram() {
    #expect(page.contains("<table class=\"numbers\" data-group=\"1\" data-walk=\"forward\""))
    #expect(page.contains("<table class=\"numbers\" data-group=\"1\" data-walk=\"backward\""))
    #expect(
      page.contains("data-group=\"1\" data-regions=\"[[1,0.1,0.2,0.25,0.5],[2,0.5,0.2,0.25,0.5]]\"")
    )
    #expect(page.contains("<tr data-step=\"2\"><td>2</td><td>0.2500</td>"))
    #expect(page.matches(of: /<div class="stepper" role="group"/).count == 1)
    #expect(page.contains("hidden>"))
    #expect(page.contains("aria-live=\"polite\""))
  }

  @Test func tablesWithoutADiagramAreNotWalked() {
    var result = SampleResult.make()
    result.steps[2].items = []
    let text = HTMLPage.text(result)
    #expect(!text.contains("<script>") && !text.contains("<div class=\"stepper\""))
    #expect(!text.contains("data-group"))
  }

  @Test func ofSeveralTablesADiagramTakesTheLastWithItsSteps() {
    var result = SampleResult.make()
    let (forward, backward) = (result.steps[0].items[0], result.steps[1].items[0])
    guard case .table(var short) = forward else { return }
    short.rows.removeLast()
    result.steps[0].items = [forward, backward, forward, .table(short)]
    result.steps[1].items = []
    let text = HTMLPage.text(result)
    // The backward table belongs to the first forward one, the short one to no diagram.
    #expect(text.matches(of: /<table class="numbers" data-group="1"/).count == 1)
    #expect(!text.contains("data-group=\"1\" data-walk=\"backward\""))
  }

  @Test func aSecondDiagramOfTheSameStepsJoinsTheFirst() throws {
    var result = SampleResult.make()
    let figure = result.steps[2].items[0]
    result.steps[2].items = [figure, figure]
    let text = HTMLPage.text(result)
    #expect(text.matches(of: /<div class="frame" data-group="1"/).count == 2)
    let stepper = try #require(text.firstRange(of: "<div class=\"stepper\""))
    let frames = text.matches(of: /<div class="frame"/)
    #expect(frames.count == 2 && frames[1].range.upperBound < stepper.lowerBound)
  }

  @Test func formulasInATableOfTheProseAreMathML() {
    var result = SampleResult.make()
    result.blocks[0] = .prose("| a | b |\n| --- | --- |\n| $`x_t`$ | `x` formula0 **$`h`$** |\n")
    let text = HTMLPage.text(result)
    #expect(text.contains("<td><math alttext=\"x_t\"><msub>"))
    #expect(text.contains("<code>x</code> formula0 <strong><math alttext=\"h\">"))
    #expect(!text.contains("$<") && !text.contains(">$"))
  }

  @Test func numbersUseTheMinusSign() {
    #expect(page.contains("<td>\u{2212}0.5000</td>"))
  }

  @Test func aFailedPageSaysSoAtItsTop() throws {
    let text = HTMLPage.text(SampleResult.make(holds: false))
    let notice = try #require(text.firstRange(of: "<h2>This lesson failed</h2>"))
    let article = try #require(text.firstRange(of: "<article>"))
    #expect(notice.upperBound < article.lowerBound)
    #expect(text.contains("<a href=\"#step-4\">Step 4</a>"))
    #expect(text.contains("id=\"step-4\""))
  }

  @Test func noFileTellsWhereOrWhenItWasMade() {
    let here = SampleResult.make(folder: "/home/someone/Lessons")
    let there = SampleResult.make(folder: "elsewhere")
    #expect(HTMLPage.text(here) == HTMLPage.text(there))
    #expect(MarkdownPage.text(here) == MarkdownPage.text(there))
    #expect(Report(here).text == Report(there).text)
  }
}
