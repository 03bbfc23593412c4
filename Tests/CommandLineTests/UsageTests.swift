import Testing

@Suite struct UsageTests {
  @Test(arguments: [
    (["run"], "Missing expected argument '<lessons> ...'"),
    (["run", "1", "--chekc"], "Unknown option '--chekc'. Did you mean '--check'?"),
    (["run", "1", "--sed", "3"], "Unknown option '--sed'. Did you mean"),
    (["list", "--outputt", "x"], "Unknown option '--outputt'. Did you mean '--output'?"),
    (["run", "1", "--set"], "Missing value for '--set <key=value>'"),
    (["run", "1", "--seed"], "Missing value for '--seed <seed>'"),
    (["run", "1", "--output"], "Missing value for '--output <output>'"),
    (["run", "1", "--seed", "x"], "The value 'x' is invalid for '--seed <seed>'"),
    (
      ["run", "1", "--seed", "18446744073709551616"],
      "The value '18446744073709551616' is invalid for '--seed <seed>'"
    ),
    (
      ["run", "1", "--theme", "blue"],
      "The value 'blue' is invalid for '--theme <theme>'. Please provide one of 'light' and 'dark'."
    ),
    (["run", "1", "--set", "hidden"], "--set hidden: a setting is written key=value"),
    (["list", "extra"], "Unexpected argument 'extra'"),
    (["lists"], "there is no command 'lists'; did you mean 'list'?"),
    (["--version-of-nothing"], "Unknown option '--version-of-nothing'"),
  ])
  func aWrongCommandLineIsExplained(_ arguments: [String], _ message: String) throws {
    let place = try Place(["01-first.md": Sample.small()])
    let outcome = try place.start(arguments).finish()
    #expect(outcome.ending == .exit(64))
    #expect(outcome.error.hasPrefix("Error: " + message))
    #expect(outcome.output == "")
    #expect(!place.exists("Output"))
  }

  @Test func aCheckTakesNoOtherSettings() throws {
    let place = try Place(["01-first.md": Sample.small()])
    for extra in [["--seed", "3"], ["--set", "hidden=2"], ["--theme", "dark"]] {
      let outcome = try place.start(["run", "1", "--check"] + extra).finish()
      #expect(outcome.ending == .exit(64))
      #expect(outcome.error.hasPrefix("Error: --check compares lessons as they are written"))
      #expect(outcome.error.contains(extra[0]))
    }
  }

  @Test func withoutArgumentsTheProgramPrintsItsHelp() throws {
    let place = try Place()
    let bare = try place.run()
    let help = try place.run("--help")
    #expect(help.ending == .exit(0))
    #expect(bare.output == help.output)
    #expect(bare.ending == .exit(0))
  }

  @Test func helpShowsExamplesAndEveryExitCode() throws {
    let help = try Place().run("--help")
    let text = help.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for example in [
      "unrolled list", "unrolled run 7", "unrolled run 7 --step", "unrolled help directives",
    ] {
      #expect(help.lines.contains { $0.hasPrefix("  " + example + " ") }, "\(example)")
    }
    for (code, meaning) in [
      (0, "all is well"), (1, "a check failed"), (2, "a lesson or its data is invalid"),
      (64, "the command line is wrong"), (130, "interrupted"),
    ] {
      #expect(text.contains(" \(code) \(meaning)"))
    }
  }

  @Test(arguments: [["--help"], ["run", "--help"]])
  func everyExampleStandsOnOneLine(_ arguments: [String]) throws {
    let lines = try Place().start(arguments).finish().lines
    let start = try #require(lines.firstIndex(of: "Examples:"))
    let examples = lines[(start + 1)...].prefix { !$0.isEmpty }
    #expect(examples.count >= 5)
    for line in examples {
      #expect(line.hasPrefix("  unrolled "), "'\(line)' is the rest of a line that was broken")
      #expect(line.count <= 80)
    }
  }

  @Test func theSettingsInTheExamplesExist() throws {
    var count = 0
    for arguments in [["--help"], ["run", "--help"]] {
      for line in try Place().start(arguments).finish().lines where line.contains("--set ") {
        let words = line.split(separator: " ").map(String.init)
        guard words.count > 4, words[0] == "unrolled", words[1] == "run", let number = Int(words[2])
        else { continue }
        let lesson = try Sample.shipped(number)
        let place = try Place([lesson.name: lesson.text])
        // A second, impossible setting stops the run before it begins.
        let outcome = try place.run(
          "run", "Lessons/" + lesson.name, "--set", words[4], "--set", "no_such_key=1")
        #expect(!outcome.error.contains("--set \(words[4])"), "\(line): \(outcome.error)")
        #expect(outcome.error.contains("'no_such_key' is no key"))
        count += 1
      }
    }
    #expect(count >= 2)
  }

  @Test func helpOnDirectivesNamesEachKindWithItsKeys() throws {
    let place = try Place()
    let own = try place.run("directives")
    let help = try place.run("help", "directives")
    #expect(own.ending == .exit(0))
    #expect(help.ending == .exit(0))
    for kind in [
      "data", "model", "forward", "backward", "gradcheck", "train", "compare", "predict", "figure",
      "table", "expect",
    ] {
      #expect(own.lines.contains { $0.hasPrefix(kind + "  ") }, "\(kind)")
    }
    #expect(own.output.contains("  epsilon "))
    // The help command shows the same lines, not lines that were broken a second time.
    let shown = Set(help.lines)
    #expect(own.lines.filter { !shown.contains($0) } == [])
  }
}
