import Lessons
import Testing

/// What stands between the two `---` lines at the top of a lesson.
@Suite struct FrontMatterTests {
  private let checker = LessonChecker(
    Example.declarations + [
      DirectiveDeclaration(
        "figure", summary: "A picture.",
        keys: [KeyDeclaration("id", .newID, required: true, help: "the step's name")])
    ])

  private func check(_ frontMatter: String?) -> CheckedLesson {
    checker.check(
      Example.lesson([Example.model, "figure: { id: unrolled }"], frontMatter: frontMatter))
  }

  private func messages(_ frontMatter: String?) -> [String] {
    check(frontMatter).diagnostics.map(Example.shortened)
  }

  @Test func everyKeyArrives() throws {
    let text = "title: BPTT, by hand\nseed: 5\nbudget: 2 s\nfigure: unrolled\nnext: 8\n"
    let fields = try #require(check(text).validated().frontMatter)
    #expect(fields.text("title") == "BPTT, by hand")
    #expect(fields.integer("seed") == 5)
    #expect(fields.number("budget") == 2)
    #expect(fields.text("figure") == "unrolled")
    #expect(fields.integer("next") == 8)
  }

  @Test func onlyTheTitleIsRequired() throws {
    let fields = try #require(check("title: 시간을 거슬러").validated().frontMatter)
    #expect(fields.integer("seed") == 0)
    #expect(fields.textIfGiven("figure") == nil)
    #expect(
      messages("seed: 5") == [
        "2:1: error: missing key 'title' in 'front matter'; "
          + "it must be a text of 1 to 200 characters"
      ])
  }

  @Test func mistakesAreFoundWhereTheyStand() {
    #expect(
      messages("title: a\nsede: 5\nseed: -1\nbudget: 2\nfigure: rnn\n") == [
        "3:1: error: unknown key 'sede' in 'front matter'; did you mean 'seed'?",
        "4:7: error: 'seed' in 'front matter' must be an integer of at least 0; found -1",
        "5:9: error: 'budget' in 'front matter' must be a time above 0 s and at most 3600 s "
          + "such as '2 s' or '500 ms'; found 2 (the units are ms, s, min and h)",
        "6:9: error: 'figure' in 'front matter' names 'rnn', which is a 'model'; "
          + "a 'figure' is wanted",
      ])
  }

  @Test func theLargestSeedIsTheLargestInteger() throws {
    let fields = try #require(
      check("title: a\nseed: 9223372036854775807").validated().frontMatter)
    #expect(fields.integer("seed") == Int.max)
    #expect(
      messages("title: a\nseed: 9223372036854775808") == [
        "3:7: error: 'seed' in 'front matter' must be an integer of at least 0; "
          + "found 9223372036854775808 (too large for any integer)"
      ])
  }

  @Test func aLessonWithoutFrontMatterIsToldHowToBegin() {
    #expect(
      messages(nil) == [
        "1:1: error: missing front matter; a lesson begins with '---', 'title: ...', '---'"
      ])
  }

  @Test func anInvalidLessonThrowsAllThatIsWrong() {
    let error = #expect(throws: InvalidLesson.self) { try check("seed: -1").validated() }
    #expect(error?.diagnostics.count == 2)
  }
}
