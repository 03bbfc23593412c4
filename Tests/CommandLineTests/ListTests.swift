import Testing

@Suite struct ListTests {
  @Test func everyLessonHasALineWithItsVerdict() throws {
    let place = try Place([
      "01-first.md": Sample.small(title: "First"),
      "03-third.md": Sample.small(title: "Third", claim: "value: f.loss, below: 0.1"),
      "12-twelfth.md": Sample.small(title: "Twelfth"),
      "12-twelfth.ko.md": Sample.small(title: "열두째"),
      "notes.md": "no lesson",
    ])
    let fresh = try place.run("list")
    #expect(fresh.ending == .exit(0))
    #expect(fresh.output == "  1  not run  First\n  3  not run  Third\n 12  not run  Twelfth\n")
    #expect(fresh.error == "")
    #expect(!place.exists("Output"))

    #expect(try place.run("run", "all").ending == .exit(1))
    let after = try place.run("list")
    #expect(after.output == "  1  pass     First\n  3  fail     Third\n 12  pass     Twelfth\n")
    #expect(after.ending == .exit(0))
  }

  @Test func anEditedLessonIsStaleUntilItIsRunAgain() throws {
    let place = try Place(["01-first.md": Sample.small(title: "First")])
    try place.run("run", "1")
    #expect(try place.run("list").output == "  1  pass     First\n")
    try place.write("Lessons/01-first.md", Sample.small(title: "First") + "\nOne more word.\n")
    #expect(try place.run("list").output == "  1  stale    First\n")
    try place.run("run", "1")
    #expect(try place.run("list").output == "  1  pass     First\n")
  }

  @Test func anotherOutputFolderHasItsOwnVerdicts() throws {
    let place = try Place(["01-first.md": Sample.small(title: "First")])
    #expect(try place.run("run", "1", "-o", "elsewhere").ending == .exit(0))
    #expect(try place.run("list").output == "  1  not run  First\n")
    #expect(try place.run("list", "--output", "elsewhere").output == "  1  pass     First\n")
  }

  @Test func anInvalidLessonIsListedAndFailsTheCommand() throws {
    let place = try Place(["01-first.md": "", "02-second.md": Sample.small(title: "Second")])
    let list = try place.run("list")
    #expect(list.ending == .exit(2))
    #expect(list.output == "  1  invalid  Lessons/01-first.md\n  2  not run  Second\n")
    #expect(
      list.error
        == "Lessons/01-first.md:1:1: error: the file is empty; a lesson holds prose and at least "
        + "one 'yaml run' fence\n")
  }

  @Test func aPlaceWithoutLessonsSaysSo() throws {
    let place = try Place()
    for arguments in [["list"], ["run", "all"], ["run", "7"]] {
      let outcome = try place.start(arguments).finish()
      #expect(outcome.ending == .exit(64))
      #expect(outcome.error.hasPrefix("Error: there is no lesson in \(place.path)/Lessons"))
      #expect(outcome.output == "")
    }
  }
}
