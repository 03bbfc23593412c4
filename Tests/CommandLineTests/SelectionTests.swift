import Foundation
import Testing

@Suite struct SelectionTests {
  private func place() throws -> Place {
    try Place([
      "01-first.md": Sample.small(title: "First"), "02-second.md": Sample.small(title: "Second"),
      "05-fifth.md": Sample.small(title: "Fifth"),
    ])
  }

  /// The lessons that a run went through, by their closing lines.
  private func passed(_ outcome: Program.Outcome) -> [String] {
    outcome.lines.filter { $0.hasPrefix("PASS") }
      .map { String($0.dropFirst(6).prefix { $0 != "/" }).split(separator: "   ")[0] }
      .map(String.init)
  }

  @Test(arguments: [
    (["1"], ["lesson 1"]), (["2-5"], ["lesson 2", "lesson 5"]),
    (["5-2"], ["lesson 2", "lesson 5"]), (["all"], ["lesson 1", "lesson 2", "lesson 5"]),
    (["5", "1"], ["lesson 5", "lesson 1"]), (["0-99"], ["lesson 1", "lesson 2", "lesson 5"]),
    (["1", "1-1", "Lessons/01-first.md", "1"], ["lesson 1"]), (["01"], ["lesson 1"]),
  ])
  func numbersRangesAndPathsNameLessons(_ words: [String], _ expected: [String]) throws {
    let outcome = try place().start(["run"] + words).finish()
    #expect(outcome.ending == .exit(0))
    #expect(passed(outcome) == expected)
    #expect(outcome.error == "")
    if expected.count > 1 {
      #expect(
        outcome.lines.dropLast().last == "\(expected.count) of \(expected.count) lessons passed")
    }
  }

  @Test func theSameFileByAnotherPathIsStillTheSameLesson() throws {
    let place = try place()
    let outcome = try place.run(
      "run", "1", "./Lessons/01-first.md", "\(place.path)/Lessons/01-first.md",
      "Lessons/../Lessons/01-first.md")
    #expect(outcome.ending == .exit(0))
    #expect(passed(outcome) == ["lesson 1"])
  }

  @Test func theClosingLineNamesThePageAndTheNextLesson() throws {
    let outcome = try place().run("run", "2")
    #expect(
      outcome.lines.contains(
        "PASS  lesson 2   Output/02-second/index.html   next: ./unrolled run 5"))
  }

  @Test func aLessonAnywhereWritesBesideItself() throws {
    let place = try place()
    try place.write("mine.md", Sample.small(title: "Mine"))
    let outcome = try place.run("run", "mine.md")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.lines.contains("PASS  mine   Output/mine/index.html"))
    #expect(place.exists("Output/mine/page.md"))
  }

  @Test(arguments: [
    "-dash.md", "two words.md", "순환 \"신경망\".md", "it's.md", "%s%n$x.md", "a&b<c>.md",
  ])
  func aFileMayHaveAnyName(_ name: String) throws {
    let place = try place()
    try place.write(name, Sample.drawn())
    let outcome = try place.run("run", "--", name)
    let stem = String(name.dropLast(3))
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    #expect(
      place.names(in: "Output/" + stem) == ["index.html", "page.md", "report.json", "states.png"])
    // The contents page links to what is there, percent-encoded.
    let target = try #require(
      try place.read("Output/README.md").split(separator: "](").dropFirst().first?
        .split(separator: ")").first)
    #expect(String(target).removingPercentEncoding == stem + "/page.md")
  }

  @Test(arguments: [
    ("99", "there is no lesson 99; there are 1, 2, 5"),
    ("6-9", "there is no lesson 6-9; there are 1, 2, 5"),
    ("99999999999999999999", "there is no lesson 99999999999999999999; there are 1, 2, 5"),
    (
      "seven",
      "'seven' is not a lesson; a number (7), a range (3-5), 'all' or the path of a lesson file "
        + "(notes/mine.md) is"
    ),
    (
      "",
      "'' is not a lesson; a number (7), a range (3-5), 'all' or the path of a lesson file "
        + "(notes/mine.md) is"
    ),
    (
      "1-2-3",
      "'1-2-3' is not a lesson; a number (7), a range (3-5), 'all' or the path of a lesson file "
        + "(notes/mine.md) is"
    ),
  ])
  func aWordThatNamesNoLessonIsAUsageError(_ word: String, _ message: String) throws {
    let place = try place()
    let outcome = try place.run("run", "1", word)
    #expect(outcome.ending == .exit(64))
    #expect(outcome.errorLines.first == "Error: " + message)
    // Nothing runs before all words are understood.
    #expect(outcome.output == "")
    #expect(!place.exists("Output"))
  }

  @Test func anEnormousRangeIsARangeLikeAnyOther() throws {
    let outcome = try place().run("run", "2-99999999999999999999")
    #expect(outcome.ending == .exit(0))
    #expect(passed(outcome) == ["lesson 2", "lesson 5"])
  }

  @Test func aMissingFileIsInvalidDataAndTheOthersStillRun() throws {
    let outcome = try place().run("run", "1", "nothing.md", "2")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error == "nothing.md:1:1: error: no such file\n")
    #expect(passed(outcome) == ["lesson 1", "lesson 2"])
    #expect(outcome.lines.dropLast().last == "2 of 3 lessons passed; invalid: nothing.md")
  }

  @Test func aFailureComesFirstInTheSummaryAndLaterLessonsRun() throws {
    let place = try place()
    try place.write(
      "Lessons/01-first.md", Sample.small(title: "First", claim: "value: f.loss, above: 1"))
    let outcome = try place.run("run", "all")
    #expect(outcome.ending == .exit(1))
    #expect(outcome.lines.dropLast().last == "2 of 3 lessons passed; failed: lesson 1")
  }
}
