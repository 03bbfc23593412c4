import Foundation
import Testing

@Suite struct OverrideTests {
  private func value(_ name: String, in report: String) throws -> Any? {
    let object = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
    let steps = object?["steps"] as? [[String: Any]] ?? []
    let parts = name.split(separator: ".").map(String.init)
    let step = steps.first { $0["id"] as? String == parts[0] }
    return (step?["values"] as? [String: Any])?[parts[1]]
  }

  @Test func aSettingIsWrittenApartFromTheLessonsOwnPages() throws {
    let place = try Place(["01-drawn.md": Sample.drawn()])
    try place.run("run", "1")
    let own = place.snapshot()
    let outcome = try place.run("run", "1", "--set", "hidden=3", "--set", "m.head.outputs=1")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.lines[0].hasSuffix("hidden=3, m.head.outputs=1, seed 1, Float64"))
    #expect(outcome.output.contains("W_hh 3x3"))
    #expect(outcome.lines.contains("PASS  lesson 1   Output/varied/01-drawn/index.html"))
    let after = place.snapshot().filter { !$0.key.hasPrefix("varied") }
    #expect(after == own)
    #expect(try place.read("Output/varied/01-drawn/report.json").contains("hidden=3"))
    #expect(try place.run("list").output == "  1  pass     A drawn one\n")
  }

  @Test func anotherSeedGivesOtherNumbersAndTheSameSeedTheSame() throws {
    let place = try Place(["01-drawn.md": Sample.drawn(seed: 1)])
    try place.run("run", "1")
    let own = try place.read("Output/01-drawn/report.json")
    let loss = try #require(try value("f.loss", in: own) as? Double)
    #expect(try place.run("run", "1", "--seed", "2").ending == .exit(0))
    let other = try value("f.loss", in: place.read("Output/varied/01-drawn/report.json")) as? Double
    #expect(other != nil && other != loss)
    #expect(try place.run("run", "1", "--seed", "1").ending == .exit(0))
    let same = try value("f.loss", in: place.read("Output/varied/01-drawn/report.json")) as? Double
    #expect(same == loss)
    #expect(try place.read("Output/01-drawn/report.json") == own)
    for seed in ["0", "18446744073709551615"] {
      #expect(try place.run("run", "1", "--seed", seed).ending == .exit(0))
    }
  }

  @Test func theDarkThemeChangesPicturesAndNothingElse() throws {
    let place = try Place(["01-drawn.md": Sample.drawn()])
    try place.run("run", "1")
    let own = place.snapshot("Output/01-drawn")
    #expect(try place.run("run", "1", "--theme", "dark").ending == .exit(0))
    let dark = place.snapshot("Output/varied/01-drawn")
    #expect(place.snapshot("Output/01-drawn") == own)
    #expect(Set(dark.keys) == Set(own.keys))
    #expect(dark["states.png"] != own["states.png"])
    let report = String(decoding: try #require(dark["report.json"]), as: UTF8.self)
    let ownReport = String(decoding: try #require(own["report.json"]), as: UTF8.self)
    #expect(
      try value("f.loss", in: report) as? Double == value("f.loss", in: ownReport) as? Double)
  }

  @Test func anOutputFolderThatIsNamedIsMade() throws {
    let place = try Place(["01-drawn.md": Sample.drawn()])
    let outcome = try place.run("run", "1", "--output", "some where")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.lines.contains("PASS  lesson 1   some where/01-drawn/index.html"))
    #expect(place.names(in: "some where") == ["01-drawn", "README.md", "index.html"])
    #expect(!place.exists("Output"))
  }

  @Test func aFailureUnderOtherSettingsIsPutInItsPlace() throws {
    let place = try Place(["01-small.md": Sample.small(claim: "value: f.loss, at_most: 0.723")])
    let outcome = try place.run("run", "1", "--set", "activation=identity")
    #expect(outcome.ending == .exit(1))
    #expect(
      outcome.error
        == "this run had settings of its own; the claims were written for the lesson's\n")
  }

  @Test(arguments: [
    ("hiden=3", "'hiden' is no key of a step of this lesson; did you mean 'hidden'?"),
    ("hidden=0", "'hidden' in 'model' must be an integer from 1 to 1000000000; found 0"),
    (
      "hidden=3.0",
      "'hidden' in 'model' must be an integer from 1 to 1000000000; found 3.0 (an integer is "
        + "written without a point)"
    ),
    ("m.hidden=", "'hidden' in 'model' must be an integer from 1 to 1000000000; found nothing"),
    ("=3", "write the key as key, step.key, mapping.key or step.mapping.key"),
    ("a.b.c.d.e=3", "write the key as key, step.key, mapping.key or step.mapping.key"),
    ("id=x", "the id of a step cannot be set"), ("m.id=x", "the id of a step cannot be set"),
    ("hidden=&a 3", "'&' begins an anchor, which is not accepted; put a text in quotes"),
    ("hidden=*a", "'*' begins an alias, which is not accepted; put a text in quotes"),
    ("kind=\"x", "the quote that opens here is never closed"),
  ])
  func aSettingThatDoesNotFitIsRefused(_ setting: String, _ message: String) throws {
    let place = try Place(["01-drawn.md": Sample.drawn()])
    let outcome = try place.run("run", "1", "--set", setting)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error == "--set \(setting): error: \(message)\n")
    #expect(outcome.output == "")
    #expect(!place.exists("Output"))
  }

  @Test func oneMistakeIsReportedOnceForHoweverManySteps() throws {
    let place = try Place([
      "01-two.md": Sample.lesson(
        "data: { id: a, kind: characters, text: abab, alphabet: ab }",
        "data: { id: b, kind: characters, text: baba, alphabet: ab }")
    ])
    let outcome = try place.run("run", "1", "--set", "text=abc")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error == "--set text=abc: error: 'c' is not in the alphabet 'ab'\n")
  }
}
