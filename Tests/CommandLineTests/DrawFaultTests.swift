import Foundation
import Testing

/// `unrolled draw` leaves the old file or the new one, whatever stops it.
@Suite struct DrawFaultTests {
  private func place() throws -> Place {
    let place = try Place()
    try place.write("t.csv", "unit,1,2\na,0.5,-0.25\n")
    return place
  }

  private func temporaries(_ place: Place) -> [String] {
    place.snapshot(".").keys.filter { $0.hasSuffix(".partial") }
  }

  @Test(arguments: ["png", "svg", "pdf"])
  func aFullDeviceIsAnErrorInOneLine(_ ending: String) throws {
    let place = try place()
    #expect(symlink("/dev/full", "\(place.path)/full.\(ending)") == 0)
    let outcome = try place.run("draw", "heatmap", "t.csv", "-o", "full.\(ending)")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error.hasPrefix("t.csv: cannot write 'full.\(ending)'")
        && outcome.error.contains("No space left on device"), "\(outcome.error)")
    #expect(outcome.errorLines.count == 1 && outcome.output == "")
    let link = try FileManager.default.destinationOfSymbolicLink(
      atPath: "\(place.path)/full.\(ending)")
    #expect(link == "/dev/full")
    #expect(temporaries(place) == [])
  }

  /// Not even the system's administrator may write there.
  @Test(arguments: ["t.csv/a.png", "/proc/a.png", "none/a.svg", "folder.png"])
  func aPlaceWhereNothingCanBeWrittenIsAnErrorInOneLine(_ name: String) throws {
    let place = try place()
    try FileManager.default.createDirectory(
      atPath: place.path + "/folder.png", withIntermediateDirectories: false)
    let before = place.snapshot(".")
    let outcome = try place.run("draw", "heatmap", "t.csv", "-o", name)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.hasPrefix("t.csv: cannot write '\(name)'"), "\(outcome.error)")
    #expect(outcome.errorLines.count == 1 && outcome.output == "")
    #expect(place.snapshot(".") == before)
  }

  /// The smaller file fits below the limit, the larger does not.
  @Test func aFileThatFailsLeavesThoseBeforeItWhole() throws {
    let place = try place()
    try place.run("draw", "heatmap", "t.csv", "-o", "whole.svg", "-o", "whole.png")
    let sizes = ["svg", "png"].map { ($0, place.snapshot(".")["whole.\($0)"]?.count ?? 0) }
      .sorted { $0.1 < $1.1 }
    #expect(sizes[0].1 > 1000 && sizes[0].1 + 1024 < sizes[1].1)
    let (small, large) = ("a.\(sizes[0].0)", "b.\(sizes[1].0)")
    try place.write(large, "old")
    let outcome = try place.run("draw", "heatmap", "t.csv", "-o", small, "-o", large) {
      $0.prefix = "ulimit -f \(sizes[0].1 / 512 + 1);"
    }
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.hasPrefix("t.csv: cannot write '\(large)'"), "\(outcome.error)")
    let files = place.snapshot(".")
    #expect(files[small] == files["whole.\(sizes[0].0)"] && files[large] == Data("old".utf8))
    #expect(temporaries(place) == [])
  }

  @Test func anInterruptLeavesEachFileOldOrNew() throws {
    let place = try place()
    let rows = (0..<60).map { row in
      (0..<60).map { "\(Double(row * $0 % 17) / 17 - 0.5)" }.joined(separator: ",")
    }
    try place.write("big.csv", rows.joined(separator: "\n"))
    let names = ["a.png", "b.svg", "c.pdf", "d.png"]
    func start() throws -> RunningProgram {
      for name in names { try place.write(name, "old") }
      return try place.start(["draw", "heatmap", "big.csv"] + names.flatMap { ["-o", $0] })
    }
    let beginning = Date()
    #expect(try start().finish().ending == .exit(0))
    let seconds = Date().timeIntervalSince(beginning)
    let new = place.snapshot(".")
    var interrupted = 0
    for index in 0..<10 {
      let program = try start()
      let delay = seconds * (Double(index) + 0.5) / 10
      usleep(UInt32(delay * 1e6))
      program.send(SIGINT)
      let outcome = program.finish(within: 10)
      // Killed before it could catch the signal, or ended by it, or done already.
      let endings: [Program.Ending] = [.signal(SIGINT), .exit(130), .exit(0)]
      #expect(endings.contains(outcome.ending), "\(outcome.ending)")
      if outcome.ending != .exit(0) { interrupted += 1 }
      let files = place.snapshot(".")
      for name in names {
        #expect(
          files[name] == new[name] || files[name] == Data("old".utf8), "\(name) after \(delay) s")
        if outcome.ending == .exit(0) { #expect(files[name] == new[name]) }
      }
      #expect(temporaries(place) == [])
    }
    #expect(interrupted > 0)
  }
}
