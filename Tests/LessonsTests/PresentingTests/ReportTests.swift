import Lessons
import Testing

@Suite struct ReportTests {
  @Test func aReportReadsBackAsItWasWritten() throws {
    let place = TemporaryPlace()
    let third = 1.0 / 3
    let report = Report(
      SampleResult.make(extra: [
        ("third", .number(third)), ("tiny", .number(5e-324)), ("zero", .number(-0.0)),
        ("big", .number(1e300)), ("text", .text("\"\\\n\u{1} 한")),
      ]))
    let read = try Report.read(path: place.write(report.text, to: "report.json"))
    #expect(read.steps[0].values["third"] == .number(third))
    #expect(read.steps[0].values["tiny"] == .number(5e-324))
    #expect(read.steps[0].values["text"] == .text("\"\\\n\u{1} 한"))
    #expect(read.steps[0].values["state"] == .list([.numbers([0.5, 1], from: 0)], from: 1))
    // JSON has no infinity.
    #expect(read.steps[0].values["worst"] == .text("inf"))
    #expect(read.text == report.text)
    #expect(read.source.hash == SampleResult.make().document.sourceHash)
    #expect(read.thumbnail?.file == "net.png")
    #expect(read.summary == "State $`h_t = \\tanh a_t`$ of [one] lesson. Loss 0.7230.")
  }

  @Test func theBytesAreStable() {
    let text = Report(SampleResult.make()).text
    #expect(text == Report(SampleResult.make()).text)
    #expect(text.hasPrefix("{\n  \"lesson\": \"07-sample\",\n  \"number\": 7,\n  \"schema\": 1,\n"))
    #expect(text.contains("\"algorithm\": \"FNV-1a 64\""))
    #expect(text.contains("\"loss\": 0.722994"))
    #expect(text.contains("\"worst\": \"inf\""))
    #expect(text.hasSuffix("}\n"))
  }

  @Test func theHashIsFNV1a() throws {
    var document = SampleResult.make().document
    document.source = "foobar"
    #expect(document.sourceHash == "85944171f73967e8")
    document.source = ""
    #expect(document.sourceHash == "cbf29ce484222325")
  }

  @Test(arguments: [
    ("", "this is not a report: no JSON with a 'schema'"),
    ("{\"schema\": 2}", "the report has schema 2; this program reads schema 1"),
    ("{\"schema\": 1, \"lesson\": \"x\"}", "the report is damaged at 'title'"),
  ])
  func aDamagedReportIsRefused(text: String, message: String) {
    let place = TemporaryPlace()
    let path = place.write(text, to: "report.json")
    #expect(throws: Diagnostic(at: SourceLocation(file: path, line: 1, column: 1), message)) {
      try Report.read(path: path)
    }
  }
}
