import Foundation
import Testing

/// Lesson 7: the numbers that were worked out on paper, and what happens when it is mistyped.
@Suite struct WorkedExampleTests {
  private let tables = [
    """
     forward fwd
       t      x_t   a_t[0]   a_t[1]   h_t[0]   h_t[1]
       1   1.0000   0.5000  -0.2000   0.4621  -0.1974
       2   0.5000   0.4743  -0.0630   0.4417  -0.0629
       3  -1.0000  -0.3107   0.4253  -0.3011   0.4014
       y = -0.7025   target = 0.5000   loss = 0.722994

    """,
    """
     backward bwd
       t  |dL/dh_t|  delta[0]  delta[1]
       3     1.7006   -1.0935    1.0088
       2     0.6205   -0.2709    0.5193
       1     0.2174   -0.0444    0.2018

    """,
  ]

  private func place() throws -> (place: Place, name: String) {
    let lesson = try Sample.shipped(7)
    return (try Place([lesson.name: lesson.text]), lesson.name)
  }

  @Test func lessonSevenPrintsBothTablesLineByLine() throws {
    let (place, _) = try place()
    let outcome = try place.run("run", "7")
    #expect(outcome.ending == .exit(0))
    #expect(
      outcome.lines.first
        == "Lesson 7  Backpropagation through time, by hand                 seed 5, Float64")
    for table in tables { #expect(outcome.output.contains(table)) }
    #expect(outcome.lines.contains("PASS  lesson 7   Output/07-bptt/index.html"))
    #expect(
      place.names(in: "Output/07-bptt").filter { !$0.hasSuffix(".png") }
        == ["index.html", "page.md", "report.json"])
    #expect(place.names(in: "Output") == ["07-bptt", "README.md", "index.html"])
  }

  /// The lesson with its first gradient check in block style and one key mistyped.
  private func mistyped(_ text: String) throws -> (text: String, line: Int) {
    let flow = "gradcheck: { id: grad, model: rnn, data: seq }"
    let block = "gradcheck:\n  id: grad\n  model: rnn\n  data: seq\n  epsilonn: 1e-3"
    #expect(text.contains(flow))
    let changed = text.replacingOccurrences(of: flow, with: block)
    let lines = changed.components(separatedBy: "\n")
    return (changed, try #require(lines.firstIndex(of: "  epsilonn: 1e-3")) + 1)
  }

  @Test func aMistypedKeyIsNamedWithItsPlaceAndTheNearestKey() throws {
    let (place, name) = try place()
    try place.run("run", "7")
    let before = place.snapshot()
    #expect(before.count > 6)
    let (text, line) = try mistyped(try place.read("Lessons/" + name))
    try place.write("Lessons/" + name, text)
    let outcome = try place.run("run", "7")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error
        == "Lessons/\(name):\(line):3: error: unknown key 'epsilonn' in 'gradcheck'; did you mean "
        + "'epsilon'?\n")
    #expect(outcome.output == "")
    #expect(place.snapshot() == before)
  }

  @Test func aPathFromElsewhereIsShownAsItWasGiven() throws {
    let (place, name) = try place()
    let (text, line) = try mistyped(try place.read("Lessons/" + name))
    try place.write("copy.md", text)
    let message = "error: unknown key 'epsilonn' in 'gradcheck'; did you mean 'epsilon'?\n"
    for path in ["copy.md", "./copy.md", "\(place.path)/copy.md"] {
      #expect(try place.run("run", path).error == "\(path):\(line):3: \(message)")
    }
    let elsewhere = try place.run("run", "\(place.path)/copy.md") { $0.folder = "/" }
    #expect(elsewhere.error.hasSuffix("copy.md:\(line):3: \(message)"))
    #expect(!place.exists("Output"))
  }

  @Test func everyProblemIsReportedAtOnce() throws {
    let (place, name) = try place()
    var text = try mistyped(try place.read("Lessons/" + name)).text
    text = text.replacingOccurrences(of: "of: fwd", with: "of: fdw")
    text = text.replacingOccurrences(of: "seed: 5", with: "seed: five")
    try place.write("Lessons/" + name, text)
    let outcome = try place.run("run", "7")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.errorLines.count == 3)
    #expect(outcome.error.contains("names 'fdw', but no step has that id; did you mean 'fwd'?"))
    #expect(outcome.error.contains("unknown key 'epsilonn'"))
    #expect(outcome.error.contains("'seed' in 'front matter'"))
    // In the order of the file.
    let lines = outcome.errorLines.compactMap { Int($0.split(separator: ":")[1]) }
    #expect(lines == lines.sorted())
  }

  @Test func aWrongClaimFailsTheLessonAndThePageSaysWhere() throws {
    let (place, name) = try place()
    let text = try place.read("Lessons/" + name)
      .replacingOccurrences(of: "equals: 0.722994", with: "equals: 0.8")
    let line = try #require(
      text.components(separatedBy: "\n").firstIndex { $0.contains("equals: 0.8") })
    try place.write("Lessons/" + name, text)
    let outcome = try place.run("run", "7")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.error == "")
    #expect(
      outcome.lines.contains(
        "   FAILED  fwd.loss = 0.8 within 1e-06; found 0.72299441  (Lessons/\(name):\(line + 1):5)")
    )
    #expect(outcome.lines.contains("FAIL  lesson 7   Output/07-bptt/index.html"))
    let page = try place.read("Output/07-bptt/page.md")
    #expect(page.contains("**This lesson failed.**"))
    let failure = page.components(separatedBy: "\n").first {
      $0.contains("`fwd.loss = 0.8 within 1e-06`") && $0.contains("Step")
    }
    #expect(failure?.contains("found 0.72299441") == true)
    #expect(failure?.contains(name + ":") == true)
    #expect(failure?.hasSuffix("(line \(line + 1))") == true, "\(failure ?? "no such line")")
    let html = try place.read("Output/07-bptt/index.html")
    #expect(html.contains("This lesson failed"))
    #expect(html.contains("fwd.loss = 0.8 within 1e-06"))
    #expect(try place.read("Output/README.md").contains("**failed**"))
    #expect(try place.run("list").output == "  7  fail     Backpropagation through time, by hand\n")
  }
}
