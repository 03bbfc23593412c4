import Foundation
import Testing

@Suite struct JSONTests {
  /// The documents of a stream: each ends with a line that is a single closing brace.
  private func documents(_ output: String) throws -> [[String: Any]] {
    var documents: [[String: Any]] = []
    var rest = ""
    for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
      rest += line + "\n"
      if line == "}" {
        let object = try JSONSerialization.jsonObject(with: Data(rest.utf8))
        documents.append(try #require(object as? [String: Any]))
        rest = ""
      }
    }
    let isRead = rest.allSatisfy { $0.isWhitespace }
    #expect(isRead, "left over: \(rest.prefix(200))")
    return documents
  }

  @Test func jsonIsTheReportAndNothingElse() throws {
    let place = try Place(["01-small.md": Sample.small()])
    let outcome = try place.run("run", "1", "--json")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.error == "")
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(document["lesson"] as? String == "01-small")
    #expect(document["verdict"] as? String == "pass")
    #expect((document["steps"] as? [Any])?.count == 4)
    #expect(outcome.output == (try place.read("Output/01-small/report.json")))
  }

  @Test func severalLessonsAreAStreamOfDocuments() throws {
    let place = try Place([
      "01-a.md": Sample.small(), "02-b.md": Sample.small(claim: "value: f.loss, above: 1"),
      "03-c.md": Sample.small(),
    ])
    let outcome = try place.run("run", "all", "--json")
    #expect(outcome.ending == .exit(1))
    let found = try documents(outcome.output)
    #expect(found.map { $0["lesson"] as? String } == ["01-a", "02-b", "03-c"])
    #expect(found.map { $0["verdict"] as? String } == ["pass", "fail", "pass"])
  }

  @Test func anInvalidLessonLeavesTheStreamValid() throws {
    let place = try Place(["01-a.md": "", "02-b.md": Sample.small()])
    let outcome = try place.run("run", "all", "--json")
    #expect(outcome.ending == .exit(2))
    #expect(try documents(outcome.output).count == 1)
    #expect(outcome.error.hasPrefix("Lessons/01-a.md:1:1: error: "))
    let alone = try place.run("run", "1", "--json")
    #expect(alone.ending == .exit(2))
    #expect(alone.output == "")
  }

  @Test func numbersThatAreNotFiniteKeepTheJSONValid() throws {
    let place = try Place(["01-d.md": DivergenceTests.lesson])
    let outcome = try place.run("run", "1", "--json")
    #expect(outcome.ending == .exit(1))
    #expect(try documents(outcome.output).count == 1)
  }
}
