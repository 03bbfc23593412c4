import Foundation
import Testing

@Suite struct CheckTests {
  @Test func aFreshRunAgreesWithItsOwnOutputAndWritesNothing() throws {
    let place = try Place(["01-drawn.md": Sample.drawn()])
    try place.run("run", "1")
    let before = place.snapshot()
    let outcome = try place.run("run", "1", "--check")
    #expect(outcome.ending == .exit(0))
    #expect(
      Array(outcome.lines.suffix(4))
        == ["PASS  lesson 1", "   agrees with Output/01-drawn", "", ""])
    #expect(place.snapshot() == before)
  }

  @Test func aChangedNumberIsFound() throws {
    let place = try Place(["01-small.md": Sample.small()])
    try place.run("run", "1")
    let report = try place.read("Output/01-small/report.json")
    let changed = report.replacingOccurrences(of: "0.722994410039", with: "0.722994420039")
    #expect(changed != report)
    try place.write("Output/01-small/report.json", changed)
    let outcome = try place.run("run", "1", "--check")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.output.contains("step 3 (forward f), loss: kept 0.722994420039"))
    #expect(outcome.output.contains("differences from Output/01-small"))
    #expect(try place.read("Output/01-small/report.json") == changed)
  }

  @Test(arguments: ["page.md", "report.json", "states.png"])
  func aMissingFileIsFound(_ name: String) throws {
    let place = try Place(["01-drawn.md": Sample.drawn()])
    try place.run("run", "1")
    try FileManager.default.removeItem(atPath: "\(place.path)/Output/01-drawn/\(name)")
    let outcome = try place.run("run", "1", "--check")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.output.contains(name))
    #expect(!place.exists("Output/01-drawn/" + name))
  }

  @Test func aLessonThatWasNeverRunHasNothingToAgreeWith() throws {
    let place = try Place(["01-small.md": Sample.small()])
    let outcome = try place.run("run", "1", "--check")
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.lines.contains(
        "   'Output/01-small' does not exist; run the lesson once and keep its pages"))
    #expect(!place.exists("Output"))
  }

  @Test func anEditedLessonIsFound() throws {
    let place = try Place(["01-small.md": Sample.small()])
    try place.run("run", "1")
    try place.write("Lessons/01-small.md", Sample.small() + "\nMore.\n")
    let outcome = try place.run("run", "1", "--check")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.output.contains("the lesson has changed since its pages were kept"))
  }

  @Test func aCheckAsJSONIsStillOnlyTheReport() throws {
    let place = try Place(["01-small.md": Sample.small()])
    try place.run("run", "1")
    let outcome = try place.run("run", "1", "--check", "--json")
    #expect(outcome.ending == .exit(0))
    _ = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
  }
}
