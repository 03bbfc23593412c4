import Foundation
import Lessons
import Testing

@Suite struct PageLinkTests {
  /// Every relative link and picture of the committed pages leads to a file.
  @Test func everyLinkOfTheCommittedPagesLeadsSomewhere() throws {
    let output = LessonFiles.root.appendingPathComponent("Output")
    let pages = LessonFiles.all.map { $0.replacing(".md", with: "") + "/page.md" } + ["README.md"]
    var checked = 0
    for page in pages {
      let path = output.appendingPathComponent(page)
      let text = try String(contentsOf: path, encoding: .utf8)
      let targets =
        text.matches(of: /\]\(([^()\s#]+)(?:#[^()\s]*)?\)/).map { String($0.1) }
        + text.matches(of: /(?:href|src)="([^"#]+)"/).map { String($0.1) }
      for target in targets where !target.contains(":") {
        let place = path.deletingLastPathComponent().appendingPathComponent(target).standardized
        #expect(FileManager.default.fileExists(atPath: place.path), "\(page): \(target)")
        checked += 1
      }
    }
    #expect(checked > 60)
  }

  /// What the README shows of the checker is what lesson 7 says.
  @Test func theReadmeShowsTheCommittedReport() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: LessonFiles.root.appendingPathComponent(path), encoding: .utf8)
    }
    let readme = try text("README.md")
    let start = try #require(readme.range(of: "gradient check FAILED: "))
    let block = readme[start.lowerBound...].prefix { $0 != "`" }
    let words = block.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let page = try text("Output/07-bptt/page.md")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.count > 150)
    #expect(page.contains(words))
  }

  @Test func proseLeadsFromThePageToOtherPagesAndSources() throws {
    let prose = """
      As [lesson 3](03-i-love-you.md) and [its question](03-i-love-you.md#a-question) say; the
      [code](../Sources/x.swift), [elsewhere](https://example.org/a.md), [here](#below).

      ```text
      [not](a-link.md)
      ```
      """
    let result = try LessonFiles.result(
      ["data: { id: d, kind: characters, text: abab }"], prose: prose)
    let page = MarkdownPage.text(result)
    #expect(page.contains("[lesson 3](../03-i-love-you/page.md) and"))
    #expect(page.contains("[its question](../03-i-love-you/page.md#a-question)"))
    #expect(page.contains("[code](../../Sources/x.swift)"))
    #expect(page.contains("[elsewhere](https://example.org/a.md), [here](#below)"))
    #expect(page.contains("[not](a-link.md)"))
    let html = HTMLPage.text(result)
    #expect(html.contains("href=\"../03-i-love-you/index.html\""))
    #expect(html.contains("href=\"../../Sources/x.swift\""))
  }
}
