import Foundation
import Testing

/// `unrolled check FILE`
@Suite struct CheckCommandTests {
  static let model = """
    model: { cell: lstm, input: 3, hidden: 2, head: { outputs: 3, at: last }, loss: cross_entropy }

    """
  static let good = model + "data: { kind: recall, steps: 4, symbols: 3, count: 3 }\nseed: 7\n"
  /// One step: W_hh meets nothing but zeros.
  static let untested = good.replacing("steps: 4", with: "steps: 1")

  private func place(_ text: String = good) throws -> Place {
    let place = try Place()
    try place.write("mine.yaml", text)
    return place
  }

  private func report(_ outcome: Program.Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  @Test func aRightGradientPassesTensorByTensor() throws {
    let outcome = try place().run("check", "mine.yaml")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.error == "")
    #expect(outcome.lines[0].hasPrefix("mine.yaml  LSTM, 2 units, 57 parameters; "))
    for tensor in ["W_xh", "W_hh", "b_h", "W_hy", "b_y"] {
      let row = outcome.lines.first { $0.hasPrefix("   \(tensor) ") }
      #expect(row?.split(separator: " ").dropFirst().first == "pass", "\(tensor)")
    }
    let last = try #require(outcome.lines.last { !$0.isEmpty })
    #expect(last.hasPrefix("PASS  a bug of "))
    for part in [" evaluations; ", "noise of the loss ", "exact derivatives agree to 1"] {
      #expect(last.contains(part), "\(last)")
    }
  }

  @Test func whatCouldNotBeTestedExitsWithOne() throws {
    let outcome = try place(Self.untested).run("check", "mine.yaml")
    #expect(outcome.ending == .exit(1))
    let last = try #require(outcome.lines.last { !$0.isEmpty })
    #expect(last.hasPrefix("FAIL  no influence on the loss, so not tested: W_hh; "))
    #expect(outcome.output.contains("W_hh    FAIL"))
  }

  @Test func jsonIsTheReportAndNothingElse() throws {
    let place = try place()
    let outcome = try place.run("check", "mine.yaml", "--json")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.error == "")
    let document = try report(outcome)
    #expect(document["verdict"] as? String == "pass")
    #expect(document["seed"] as? Int == 7)
    let report = try #require(document["report"] as? [String: Any])
    let tensors = try #require(report["tensors"] as? [[String: Any]])
    #expect(tensors.compactMap { $0["name"] as? String } == ["W_xh", "W_hh", "b_h", "W_hy", "b_y"])
    let entries = try #require(tensors[0]["entries"] as? [[String: Any]])
    #expect(entries.count == 24)
    #expect(entries.allSatisfy { $0["analytic"] is Double && $0["detectable"] is Double })
    // The keys stand in order, as in a lesson's report.
    let keys = outcome.lines.filter { $0.hasPrefix("  \"") }
    #expect(keys == keys.sorted() && keys.count >= 7)
    #expect(try place.run("check", "mine.yaml", "--json").output == outcome.output)
  }

  @Test func aFailureIsInTheJSONToo() throws {
    let outcome = try place(Self.untested).run("check", "mine.yaml", "--json")
    #expect(outcome.ending == .exit(1))
    #expect(try report(outcome)["verdict"] as? String == "fail")
  }

  @Test func modeAndSeedStandInThePlaceOfTheFilesOwn() throws {
    let place = try place()
    func found(_ arguments: String...) throws -> (mode: String?, seed: Int?, entries: Int) {
      let document = try report(
        try place.start(["check", "mine.yaml", "--json"] + arguments).finish())
      let report = try #require(document["report"] as? [String: Any])
      let tensors = try #require(report["tensors"] as? [[String: Any]])
      let entries = tensors.flatMap { $0["entries"] as? [[String: Any]] ?? [] }
      return (
        report["mode"] as? String, document["seed"] as? Int,
        entries.count { ($0["index"] as? [Int])?.isEmpty == false }
      )
    }
    #expect(try found() == ("standard", 7, 57))
    #expect(try found("--mode", "quick") == ("quick", 7, 0))
    #expect(try found("--mode", "exhaustive", "--seed", "9") == ("exhaustive", 9, 57))
  }

  @Test func figuresAreWrittenIntoAFolder() throws {
    let place = try place()
    let outcome = try place.run("check", "mine.yaml", "-o", "figures")
    #expect(outcome.ending == .exit(0))
    let names = place.names(in: "figures")
    #expect(names.contains("verdicts.png") && names.contains("differences.png"))
    for name in names {
      #expect(outcome.lines.contains("   figures/\(name)"))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(place.path)/figures/\(name)"))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    let before = place.snapshot("figures")
    #expect(try place.run("check", "mine.yaml", "-o", "figures").ending == .exit(0))
    #expect(place.snapshot("figures") == before)
    let dark = try place.run("check", "mine.yaml", "-o", "figures", "--theme", "dark")
    #expect(dark.ending == .exit(0))
    #expect(place.snapshot("figures") != before)
  }

  @Test func aFolderThatCannotBeMadeExitsWithTwo() throws {
    let place = try place()
    for folder in ["mine.yaml", "no/such/parent"] {
      let outcome = try place.run("check", "mine.yaml", "-o", folder)
      #expect(outcome.ending == .exit(2))
      #expect(outcome.errorLines.count == 1)
      #expect(outcome.error.contains(folder), "\(outcome.error)")
    }
    #expect(try place.read("mine.yaml") == Self.good)
  }

  static let invalid: [(name: String, make: @Sendable (Place) throws -> Void, message: String)] = [
    ("nothing", { _ in }, "1:1: error: no such file"),
    ("empty", { try $0.write("case.yaml", "") }, "1:1: error: missing key 'model' in 'file'"),
    (
      "a folder",
      {
        try FileManager.default.createDirectory(
          atPath: $0.path + "/case.yaml", withIntermediateDirectories: false)
      }, "1:1: error: this is a folder; a regular file is needed"
    ),
    (
      "a FIFO", { #expect(mkfifo($0.path + "/case.yaml", 0o600) == 0) },
      "1:1: error: this is a FIFO; a regular file is needed"
    ),
    (
      "a device", { #expect(symlink("/dev/zero", $0.path + "/case.yaml") == 0) },
      "1:1: error: this is a device; a regular file is needed"
    ),
    (
      "many megabytes",
      { try $0.write("case.yaml", String(repeating: "# ten byte\n", count: 500_000)) },
      "1:1: error: the file holds more than the 1,000,000 bytes that are allowed here"
    ),
    (
      "no UTF-8", { try $0.write("case.yaml", bytes: Array("model: ".utf8) + [0xFF]) },
      "1:8: error: byte 0xFF is not UTF-8; save the file as UTF-8"
    ),
    (
      "no data", { try $0.write("case.yaml", CheckCommandTests.model) },
      "1:1: error: missing key 'data' in 'file'"
    ),
    (
      "a billion units",
      {
        try $0.write(
          "case.yaml", CheckCommandTests.good.replacing("hidden: 2", with: "hidden: 1000000000"))
      },
      "1:40: error: hidden 1000000000 makes"
    ),
    (
      "a misspelt key",
      { try $0.write("case.yaml", CheckCommandTests.good.replacing("input:", with: "inptu:")) },
      "1:22: error: unknown key 'inptu' in 'file.model'; did you mean 'input'?"
    ),
    (
      "an alias", { try $0.write("case.yaml", "model: &a [*a]\n") },
      "1:8: error: '&' begins an anchor"
    ),
  ]

  @Test(arguments: invalid.indices)
  func aFileThatIsNoModelExitsWithTwo(_ index: Int) throws {
    let (name, make, message) = Self.invalid[index]
    let place = try Place()
    try make(place)
    let outcome = try place.start(["check", "case.yaml"]).finish(within: 10)
    #expect(outcome.ending == .exit(2), "\(name)")
    #expect(outcome.output == "")
    #expect(outcome.error.hasPrefix("case.yaml:" + message), "\(name): \(outcome.error)")
  }

  @Test func aLessonIsSentToRun() throws {
    let place = try Place(["01-small.md": Sample.small()])
    let outcome = try place.run("check", "Lessons/01-small.md")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.error.contains("'unrolled run Lessons/01-small.md'"))
  }

  @Test(arguments: [
    (["check"], "Missing expected argument '<file>'"),
    (["check", "a.yaml", "--mode", "slow"], "The value 'slow' is invalid for '--mode <mode>'"),
    (["check", "a.yaml", "--sed", "3"], "Unknown option '--sed'. Did you mean"),
    (["check", "a.yaml", "b.yaml"], "Unexpected argument 'b.yaml'"),
    (["chekc", "a.yaml"], "there is no command 'chekc'; did you mean 'check'?"),
  ])
  func aWrongCommandLineExitsWithSixtyFour(_ arguments: [String], _ message: String) throws {
    let outcome = try place().start(arguments).finish()
    #expect(outcome.ending == .exit(64))
    #expect(outcome.error.hasPrefix("Error: " + message), "\(outcome.error)")
  }

  @Test func helpShowsAFileThatPasses() throws {
    let place = try Place()
    let help = try place.run("check", "--help")
    #expect(help.ending == .exit(0))
    let lines = help.lines
    let start = try #require(
      lines.firstIndex { $0.trimmingCharacters(in: .whitespaces).hasPrefix("model: {") })
    let example = lines[start...].prefix { !$0.isEmpty }.map { String($0.dropFirst(2)) }
    try place.write("example.yaml", example.joined(separator: "\n") + "\n")
    let outcome = try place.run("check", "example.yaml")
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
  }
}
