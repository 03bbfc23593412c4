import Foundation
import Testing

@Suite struct OutputFaultTests {
  private func place() throws -> Place { try Place(["01-drawn.md": Sample.drawn()]) }

  @Test(arguments: [
    ("occupied", "the output 'occupied' is a file; name a folder"),
    ("no/such", "the folder that 'no/such' should stand in does not exist; make it first"),
    ("occupied/below", "cannot make the output folder 'occupied/below': Not a directory"),
    ("/dev/null", "the output '/dev/null' is a file; name a folder"),
  ])
  func anOutputThatCannotBeIsRefusedBeforeTheRun(_ output: String, _ message: String) throws {
    let place = try place()
    try place.write("occupied", "mine")
    let outcome = try place.run("run", "1", "-o", output)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.contains(message), "\(outcome.error)")
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.output == "")
    #expect(try place.read("occupied") == "mine")
  }

  @Test func aLinkToAFolderIsAnOutputFolder() throws {
    let place = try place()
    try FileManager.default.createDirectory(
      atPath: place.path + "/real", withIntermediateDirectories: false)
    #expect(symlink("real", place.path + "/Output") == 0)
    #expect(try place.run("run", "1").ending == .exit(0))
    #expect(place.names(in: "real") == ["01-drawn", "README.md", "index.html"])
  }

  @Test(arguments: ["notes.txt", "notes.md", "photo.png", "drafts"])
  func whatNoRunWroteIsNotDeleted(_ name: String) throws {
    let place = try place()
    try place.run("run", "1")
    if name == "drafts" {
      try FileManager.default.createDirectory(
        atPath: place.path + "/Output/01-drawn/drafts", withIntermediateDirectories: false)
    } else {
      try place.write("Output/01-drawn/" + name, "mine")
    }
    let before = place.snapshot()
    let outcome = try place.run("run", "1")
    #expect(place.exists("Output/01-drawn/" + name))
    if outcome.ending == .exit(2) {
      #expect(outcome.error.contains(name))
      #expect(place.snapshot() == before)
    }
  }

  @Test(arguments: ["README.md", "index.html"])
  func aStrangersContentsPageIsNotReplaced(_ name: String) throws {
    let place = try place()
    try place.write(name, "# My own project\n")
    let outcome = try place.run("run", "1", "-o", ".")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.contains(name))
    #expect(try place.read(name) == "# My own project\n")
  }

  @Test(arguments: ["> /dev/full", ">&-"])
  func outputThatCannotBePrintedIsAnError(_ redirection: String) throws {
    let place = try place()
    for arguments in [["run", "1"], ["run", "1", "--json"], ["list"], ["directives"]] {
      let outcome = try place.start(arguments) { $0.redirections = redirection }.finish()
      #expect(outcome.ending == .exit(2), "\(arguments) \(redirection)")
      #expect(outcome.error.contains("standard output cannot be written"), "\(arguments)")
      #expect(place.temporaries() == [])
    }
  }

  @Test(arguments: ["2>&-", "2> /dev/full", "<&- >&- 2>&-"])
  func aClosedErrorStreamIsNoReasonToCrash(_ redirection: String) throws {
    let place = try place()
    try place.write("bad.md", "")
    let outcome = try place.start(["run", "bad.md"]) { $0.redirections = redirection }.finish()
    #expect(outcome.ending == .exit(2))
    // With streams closed, a page's file must not become the place where messages go.
    let good = try place.start(["run", "1"]) { $0.redirections = "2>&- > /dev/null" }.finish()
    #expect(good.ending == .exit(0))
    let first = place.snapshot()
    try place.run("run", "1")
    #expect(place.snapshot() == first)
  }

  @Test func aReaderThatGoesAwayEndsTheProgramQuietly() throws {
    let place = try place()
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
    close(ends[0])
    let program = try place.start(["run", "1"]) { $0.output = ends[1] }
    let outcome = program.finish()
    close(ends[1])
    guard case .exit(let code) = outcome.ending else {
      Issue.record("\(outcome.ending)")
      return
    }
    #expect([0, 141].contains(code))
    #expect(!place.exists("Output/01-drawn"))
    #expect(outcome.error == "")
    #expect(place.temporaries() == [])
  }

  /// Blocks of 512 bytes; the first limits stop the first file, the last ones the last.
  @Test(arguments: [0, 1, 4, 16, 64, 128])
  func aLimitOnFileSizesLeavesTheOldOutput(_ blocks: Int) throws {
    let place = try place()
    try place.run("run", "1")
    let before = place.snapshot()
    try place.write("Lessons/01-drawn.md", Sample.drawn(seed: 2))
    // A terminal has no such limit: the message gets through.
    let terminal = try PseudoTerminal()
    let outcome = try place.start(["run", "1"]) {
      $0.prefix = "ulimit -f \(blocks);"
      $0.redirections = "> /dev/null"
      $0.error = terminal.side
    }.finish()
    if terminal.text.contains("File too large") {
      #expect(outcome.ending == .exit(2))
      #expect(place.snapshot() == before)
    } else {
      #expect(outcome.ending == .exit(0))
      #expect(blocks >= 64)
    }
    #expect(place.temporaries() == [])
  }
}
