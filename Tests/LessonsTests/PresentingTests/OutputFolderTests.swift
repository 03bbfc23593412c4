import Foundation
import Lessons
import Testing

@Suite struct OutputFolderTests {
  private func message(_ body: () throws(OutputError) -> Void) -> String {
    do {
      try body()
      return "written"
    } catch {
      return error.message
    }
  }

  @Test func aRunLeavesOneFolderAndNothingElse() throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path + "/Output")
    try output.prepare()
    #expect(try output.write(SampleResult.make()) == "\(output.path)/07-sample/index.html")
    try output.writeContents()
    #expect(place.names(in: "Output") == ["07-sample", "README.md", "index.html"])
    #expect(
      place.names(in: "Output/07-sample") == ["index.html", "net.png", "page.md", "report.json"])
  }

  @Test func twoRunsLeaveTheSameBytes() throws {
    let first = TemporaryPlace()
    let second = TemporaryPlace()
    for place in [first.path, second.path] {
      try OutputFolder(place).write(SampleResult.make())
      try OutputFolder(place).writeContents()
    }
    for name in [
      "07-sample/page.md", "07-sample/index.html", "07-sample/report.json",
      "07-sample/net.png", "README.md", "index.html",
    ] {
      #expect(first.bytes(of: name) != nil)
      #expect(first.bytes(of: name) == second.bytes(of: name))
    }
  }

  @Test func aSecondRunReplacesTheWholeFolder() throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path)
    try output.write(SampleResult.make())
    try output.write(SampleResult.make(holds: false))
    #expect(
      place.names(in: "07-sample") == ["index.html", "net.png", "page.md", "report.json"])
    #expect(place.names() == ["07-sample"])
  }

  @Test(arguments: ["notes.txt", "photo.png", "notes.md"])
  func whatNoRunWroteIsNotDeleted(_ name: String) throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path)
    try output.write(SampleResult.make())
    let notes = place.write("mine", to: "07-sample/\(name)")
    #expect(
      message { () throws(OutputError) in try output.write(SampleResult.make(holds: false)) }
        == "'\(notes)' was not written by a run; move it elsewhere first")
    #expect(place.bytes(of: "07-sample/\(name)") == Array("mine".utf8))
    #expect(output.status(of: SampleResult.make().document) == .pass)
  }

  @Test func aFileInTheWayIsRefusedInOneLine() throws {
    let place = TemporaryPlace()
    let file = place.write("x", to: "Output")
    #expect(
      message { () throws(OutputError) in try OutputFolder(file).prepare() }
        == "the output '\(file)' is a file; name a folder")
    let missing = place.path + "/no/Output"
    #expect(
      message { () throws(OutputError) in try OutputFolder(missing).prepare() }
        == "the folder that '\(missing)' should stand in does not exist; make it first")
    let target = place.write("x", to: "07-sample")
    #expect(
      message { () throws(OutputError) in
        try OutputFolder(place.path).write(SampleResult.make())
      } == "'\(target)' is a file; a folder is needed there")
    #expect(place.bytes(of: "07-sample") == Array("x".utf8))
  }

  @Test func aPictureCannotLeaveTheFolderAndTheOldPagesStay() throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path)
    try output.write(SampleResult.make())
    var result = SampleResult.make(holds: false)
    guard case .figure(var figure) = result.steps[2].items[0] else { return }
    figure.fileName = "a/b.png"
    result.steps[2].items = [.figure(figure)]
    #expect(
      message { () throws(OutputError) in try output.write(result) }
        == "'a/b.png' cannot be a picture's name; write one like 'unrolled.png'")
    #expect(output.status(of: result.document) == .pass)
    #expect(place.names() == ["07-sample"])
  }

  @Test func aFullDiskIsReported() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    #expect(throws: OutputError("cannot write 'page.md': No space left on device")) {
      try Files.write(Array("text".utf8), to: descriptor, "page.md")
    }
  }

  @Test func theRestOfAKilledRunIsRemovedAndWorkInProgressIsNot() throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path)
    let stale = place.path + "/\(TemporaryFolder.prefix)07-sample-1-abcdef"
    try FileManager.default.createDirectory(
      atPath: stale, withIntermediateDirectories: true)
    let other = try TemporaryFolder(for: "08-other", in: place.path)
    try output.write(SampleResult.make())
    let left = place.names()
    #expect(left.count == 2)
    #expect(left.contains("07-sample"))
    #expect(left.contains { $0.hasPrefix("\(TemporaryFolder.prefix)08-other-") })
    other.remove()
    #expect(place.names() == ["07-sample"])
  }

  @Test func anInterruptedRunRemovesItsOwn() throws {
    let place = TemporaryPlace()
    let half = try TemporaryFolder(for: "07-sample", in: place.path)
    #expect(place.names().count == 1)
    OutputFolder(place.path).removeOwnTemporaries()
    #expect(place.names().isEmpty)
    _ = half.path
  }

  @Test func twoRenamesServeWhereAFileSystemCannotExchange() throws {
    let place = TemporaryPlace()
    let target = place.path + "/target"
    for text in ["first", "second"] {
      let folder = try TemporaryFolder(for: "target", in: place.path)
      try Files.replace(folder.path + "/page.md", with: Array(text.utf8))
      try folder.exchangeByTwoRenames(with: target)
      folder.remove()
      #expect(place.bytes(of: "target/page.md") == Array(text.utf8))
      #expect(place.names() == ["target"])
    }
  }

  @Test func concurrentRunsNeverMix() async throws {
    let place = TemporaryPlace()
    let path = place.path
    await withTaskGroup(of: Void.self) { group in
      for round in 0..<16 {
        group.addTask {
          let result = SampleResult.make(
            loss: Double(round), picture: SampleResult.png(UInt8(round), 10))
          _ = try? OutputFolder(path).write(result)
        }
      }
    }
    #expect(place.names() == ["07-sample"])
    let report = try Report.read(path: path + "/07-sample/report.json")
    guard case .number(let loss)? = report.steps[0].values["loss"] else {
      Issue.record("the report has no loss")
      return
    }
    #expect(place.bytes(of: "07-sample/net.png") == SampleResult.png(UInt8(loss), 10))
  }

  @Test func aChangedLessonIsStale() throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path)
    let result = SampleResult.make(holds: false)
    #expect(output.status(of: result.document) == .notRun)
    try output.write(result)
    #expect(output.status(of: result.document) == .fail)
    let changed = SampleResult.make(source: SampleResult.lesson + "More.\n").document
    #expect(output.status(of: changed) == .stale)
  }

  /// `--output .` in somebody's project must not cost them their README.
  @Test(arguments: ["README.md", "index.html"])
  func aFolderWithSomebodysOwnPageIsRefused(_ name: String) throws {
    let place = TemporaryPlace()
    let file = place.write("# My project\n", to: name)
    let output = OutputFolder(place.path)
    let text =
      "'\(file)' was not written by a run; choose another output folder, or move it elsewhere"
    #expect(message { () throws(OutputError) in try output.prepare() } == text)
    #expect(message { () throws(OutputError) in try output.writeContents() } == text)
    #expect(place.bytes(of: name) == Array("# My project\n".utf8))
  }

  @Test func theContentsKeepTheOtherLessons() throws {
    let place = TemporaryPlace()
    let output = OutputFolder(place.path)
    try output.writeContents()
    #expect(
      place.bytes(of: "README.md")
        == Array(
          """
          # Lessons

          No lesson has been run yet.

          <!-- Contents of an output folder, written by unrolled. -->

          """.utf8))
    try output.write(SampleResult.make(name: "10-later", holds: false))
    try output.write(SampleResult.make(name: "07-sample"))
    try output.writeContents()
    let readme = String(decoding: place.bytes(of: "README.md") ?? [], as: UTF8.self)
    #expect(readme.contains("2 lessons, 1 failed."))
    let first = try #require(readme.firstRange(of: "[7. Sample](07-sample/page.md)"))
    let second = try #require(readme.firstRange(of: "[10. Sample](10-later/page.md)"))
    #expect(first.lowerBound < second.lowerBound)
    #expect(readme.contains("<img src=\"07-sample/net.png\" width=\"240\" alt=\"Two"))
    let html = String(decoding: place.bytes(of: "index.html") ?? [], as: UTF8.self)
    #expect(html.contains("<a href=\"10-later/index.html\">"))
    #expect(html.contains("<span class=\"badge fail\">failed</span>"))
  }
}
