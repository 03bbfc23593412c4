import FigureData
import Foundation
import Testing

/// `unrolled draw KIND DATA`
@Suite struct DrawCommandTests {
  private func place(_ files: [String: String] = ["t.csv": "unit,1,2\na,0.5,-0.25\n"]) throws
    -> Place
  {
    let place = try Place()
    for (name, text) in files { try place.write(name, text) }
    return place
  }

  private func bytes(_ place: Place, _ name: String) -> Data {
    FileManager.default.contents(atPath: "\(place.path)/\(name)") ?? Data()
  }

  // MARK: Output

  @Test func theFormatFollowsTheNameOfTheOutput() throws {
    let place = try place()
    let outcome = try place.run(
      "draw", "heatmap", "t.csv", "-o", "a.png", "-o", "b.SVG", "--output", "c.pdf")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.error == "")
    #expect(
      outcome.lines == [
        "a.png  heatmap of 1 row, 3 columns; the first row holds names",
        "b.SVG  heatmap of 1 row, 3 columns; the first row holds names",
        "c.pdf  heatmap of 1 row, 3 columns; the first row holds names", "",
      ])
    #expect(bytes(place, "a.png").starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try place.read("b.SVG").contains("<svg"))
    #expect(bytes(place, "c.pdf").starts(with: Array("%PDF-".utf8)))
  }

  @Test func withoutOutputTheDataGivesTheName() throws {
    let place = try place()
    try FileManager.default.createDirectory(
      atPath: place.path + "/runs", withIntermediateDirectories: false)
    try place.write("runs/my.states.tsv", "1\t2\n")
    let outcome = try place.run("draw", "heatmap", "runs/my.states.tsv")
    #expect(outcome.output == "my.states.png  heatmap of 1 row, 2 columns\n")
    #expect(place.exists("my.states.png") && place.names(in: "runs") == ["my.states.tsv"])
  }

  @Test func twoRunsGiveTheSameBytesInAnyLocale() throws {
    let place = try place()
    for name in ["a", "b"] {
      if name == "b" { place.environment["LC_ALL"] = "de_DE.UTF-8" }
      let outcome = try place.run(
        "draw", "heatmap", "t.csv", "-o", "\(name).png", "-o", "\(name).svg", "-o", "\(name).pdf")
      #expect(outcome.ending == .exit(0))
    }
    for ending in ["png", "svg", "pdf"] {
      #expect(bytes(place, "a.\(ending)").count > 500)
      #expect(bytes(place, "a.\(ending)") == bytes(place, "b.\(ending)"))
    }
  }

  @Test func widthAndThemeChangeThePicture() throws {
    let place = try place()
    func width(_ name: String) -> Int {
      bytes(place, name).dropFirst(16).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    }
    try place.run("draw", "heatmap", "t.csv", "-o", "a.png")
    try place.run("draw", "heatmap", "t.csv", "-o", "b.png", "--width", "1201")
    try place.run("draw", "heatmap", "t.csv", "-o", "c.png", "--theme", "dark")
    #expect(width("a.png") == 1600 && width("b.png") == 1201 && width("c.png") == 1600)
    #expect(bytes(place, "a.png") != bytes(place, "c.png"))
  }

  @Test func anOldFileStaysWhenAnythingFails() throws {
    let place = try place([
      "t.csv": "unit,1\na,x\n", "glyph.csv": "unit,\u{1F600}\na,1\n", "good.csv": "1,2\n",
    ])
    try place.write("old.png", "old")
    for (arguments, message) in [
      (
        ["t.csv"],
        "t.csv:2:3: 'x' in column '1' is not a number; a cell is a number, nan, inf or empty"
      ),
      (["glyph.csv"], "glyph.csv: no font of the set has '\u{1F600}' (U+1F600)"),
      (["good.csv", "-o", "none/a.png"], "good.csv: cannot write 'none/a.png'"),
      (["good.csv", "--width", "32767"], "good.csv: a picture of 32767 x "),
    ] {
      let outcome = try place.start(
        ["draw", "heatmap", arguments[0], "-o", "old.png"].filter {
          !arguments.contains("none/a.png") || ($0 != "-o" && $0 != "old.png")
        } + arguments.dropFirst()
      ).finish()
      #expect(outcome.ending == .exit(2))
      #expect(outcome.errorLines.count == 1 && outcome.error.hasPrefix(message), "\(outcome.error)")
      #expect(try place.read("old.png") == "old")
    }
    #expect(place.names(in: ".").filter { $0.contains("partial") } == [])
  }

  @Test func aFullDiskLeavesTheOldFile() throws {
    let place = try place()
    try place.write("old.png", "old")
    let outcome = try place.run("draw", "heatmap", "t.csv", "-o", "old.png") {
      $0.prefix = "ulimit -f 1;"
    }
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.hasPrefix("t.csv: cannot write 'old.png'"), "\(outcome.error)")
    #expect(try place.read("old.png") == "old")
    #expect(place.names(in: ".").filter { $0.contains("partial") } == [])
  }

  // MARK: Input

  @Test func standardInputIsReadWithAFormat() throws {
    let place = try place()
    let outcome = try place.run("draw", "heatmap", "-", "--format", "csv") {
      $0.redirections = "< t.csv"
    }
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    #expect(
      outcome.output == "heatmap.png  heatmap of 1 row, 3 columns; the first row holds names\n")
    try place.run("draw", "heatmap", "t.csv", "--title", "standard input", "-o", "a.png")
    #expect(bytes(place, "a.png").count > 500)
    let broken = try place.run("draw", "loss", "-", "--format", "json") {
      $0.redirections = "< t.csv"
    }
    #expect(broken.ending == .exit(2))
    #expect(broken.error == "standard input:1:1: 'u' here; an array or an object is needed\n")
    // An endless stream is given up at the limit.
    let endless = try place.run("draw", "heatmap", "-", "--format", "csv") {
      $0.redirections = "< /dev/zero"
    }
    #expect(endless.ending == .exit(2))
    #expect(
      endless.error.hasPrefix("standard input: the file holds more than the 256,000,000 bytes"))
  }

  @Test func aFormatIsWorthMoreThanAName() throws {
    let place = try place(["t.txt": "1\t2\n3\t4\n"])
    #expect(try place.run("draw", "heatmap", "t.txt", "--format", "tsv").ending == .exit(0))
    #expect(place.exists("t.png"))
  }

  @Test(arguments: ["fifo.csv", "zero.csv", "folder.csv", "none.csv"])
  func whatIsNoRegularFileIsRefusedAtOnce(_ name: String) throws {
    let place = try place()
    #expect(mkfifo(place.path + "/fifo.csv", 0o600) == 0)
    #expect(symlink("/dev/zero", place.path + "/zero.csv") == 0)
    try FileManager.default.createDirectory(
      atPath: place.path + "/folder.csv", withIntermediateDirectories: false)
    let outcome = try place.start(["draw", "heatmap", name]).finish(within: 10)
    #expect(outcome.ending == .exit(2))
    let reason = [
      "fifo.csv": "this is a FIFO; a regular file is needed",
      "zero.csv": "this is a device; a regular file is needed",
      "folder.csv": "this is a folder; a regular file is needed", "none.csv": "no such file",
    ]
    #expect(outcome.error == "\(name): \(reason[name]!)\n")
  }

  @Test func aHundredMegabytesAreRefusedInAMoment() throws {
    let place = try place()
    try place.write("line.csv", bytes: [UInt8](repeating: UInt8(ascii: "1"), count: 100_000_000))
    let outcome = try place.run("draw", "heatmap", "line.csv")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error == "line.csv:1:1: a cell of more than 10,000 bytes; no more are allowed\n")
    #expect(outcome.processorTime < 1.5)
    #expect(outcome.memory < 256_000_000)
  }

  // MARK: The command line

  @Test(arguments: [
    (
      ["draw", "heatmpa", "t.csv"],
      "there is no kind of figure 'heatmpa'; did you mean 'heatmap'? There are heatmap, "
    ),
    (["draw", "heatmap"], "Missing expected argument '<data>'"),
    (
      ["draw", "heatmap", "t.xlsx"],
      "the format of 't.xlsx' is not known: its name ends in .csv, .tsv, .json or .npy, or --format says it"
    ),
    (
      ["draw", "heatmap", "-"],
      "the format of standard input is needed: --format csv, tsv, json or npy"
    ),
    (
      ["draw", "heatmap", "t.csv", "--format", "xml"],
      "The value 'xml' is invalid for '--format <format>'"
    ),
    (
      ["draw", "heatmap", "t.csv", "-o", "-"],
      "-o -: a picture goes to a file, name.png, name.svg or name.pdf"
    ),
    (["draw", "heatmap", "t.csv", "-o", "a.gif"], "-o "),
    (
      ["draw", "heatmap", "t.csv", "--clip", "1"],
      "'heatmap' does not read --clip; it reads --x-title, --y-title, --bar-title, --limit, --unit, --decimals, --panel, --labels, --transpose"
    ),
    (["draw", "bars", "t.csv", "--log"], "'bars' does not read --log; it reads --y-title"),
    (
      ["draw", "heatmap", "t.csv", "--limit", "0"],
      "--limit 0.0: a finite number above 0 is allowed"
    ),
    (
      ["draw", "heatmap", "t.csv", "--limit", "nan"],
      "--limit nan: a finite number above 0 is allowed"
    ),
    (
      ["draw", "heatmap", "t.csv", "--limit", "1", "--unit"],
      "--unit and --limit: one of them is allowed"
    ),
    (["draw", "loss", "t.csv", "--chance", "inf"], "--chance inf: a finite number is allowed"),
    (["draw", "heatmap", "t.csv", "--width", "0"], "--width 0: 16 to 32767 pixels are allowed"),
    (
      ["draw", "heatmap", "t.csv", "--width", "wide"],
      "The value 'wide' is invalid for '--width <pixels>'"
    ),
    (
      ["draw", "heatmap", "t.csv", "--title", "$\\alhpa$"],
      "--title: unknown command '\\alhpa' in the label '$\\alhpa$'; did you mean '\\alpha'?"
    ),
    (
      ["draw", "heatmap", "t.csv", "--header", "maybe"],
      "The value 'maybe' is invalid for '--header <header>'"
    ),
    (
      ["draw", "heatmap", "t.csv", "--titel", "x"],
      "Unknown option '--titel'. Did you mean '--title'?"
    ),
    (["draw", "heatmap", "t.csv", "u.csv"], "Unexpected argument 'u.csv'"),
  ])
  func aWrongCommandLineExitsWithSixtyFour(_ arguments: [String], _ message: String) throws {
    let place = try place()
    let outcome = try place.start(arguments).finish()
    #expect(outcome.ending == .exit(64))
    #expect(outcome.error.hasPrefix("Error: " + message), "\(outcome.error)")
    #expect(outcome.output == "" && !place.exists("t.png"))
  }

  @Test func theListShowsEveryKindWithAnExampleThatWorks() throws {
    let place = try Place()
    let outcome = try place.run("draw", "--list")
    #expect(outcome.ending == .exit(0))
    #expect(outcome.output == DrawnKinds.list() + "\n")
    for kind in DrawnKinds.all {
      try place.write(kind.example.file, kind.example.text + "\n")
      let drawn = try place.start(
        ["draw", kind.name, kind.example.file] + kind.example.arguments
      ).finish()
      #expect(drawn.ending == .exit(0), "\(kind.name): \(drawn.error)")
      #expect(drawn.output.contains("  \(kind.name) of "))
    }
  }

  @Test(arguments: DrawnKinds.all.map { $0.name })
  func helpShowsTheColumnsAndTheOptionsOfAKind(_ name: String) throws {
    let kind = try #require(DrawnKinds.named(name))
    let help = try Place().run("draw", name, "--help")
    #expect(help.ending == .exit(0))
    for line in DrawnKinds.help(on: kind).split(separator: "\n") {
      #expect(help.lines.contains(String(line)), "\(line)")
    }
    let read = kind.options.map { "--\($0.name.rawValue)" }
    for option in DrawnOption.Name.allCases.map({ "--\($0.rawValue)" }) {
      let isShown =
        help.output.contains("\n  \(option) ") || help.output.contains("\n  \(option)\n")
      #expect(isShown == read.contains(option), "\(option)")
    }
  }

  @Test func withoutAKindTheHelpIsPrinted() throws {
    let outcome = try Place().run("draw")
    #expect(outcome.ending == .exit(0))
    for line in ["USAGE: unrolled draw", "unrolled draw --list"] {
      #expect(outcome.output.contains(line))
    }
    for kind in DrawnKinds.all { #expect(outcome.output.contains("\n  \(kind.name) ")) }
  }
}
