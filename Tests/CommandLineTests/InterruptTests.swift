import Foundation
import Testing

@Suite struct InterruptTests {
  @Test(arguments: [SIGINT, SIGTERM])
  func anInterruptedTrainingLeavesTheOldOutput(_ signal: CInt) throws {
    let place = try Place(["01-long.md": Sample.small()])
    try place.run("run", "1")
    let before = place.snapshot()
    try place.write("Lessons/01-long.md", Sample.long)
    let program = try place.start(["run", "1"])
    #expect(program.wait { program.output.contains("[2/3] data d") })
    usleep(200_000)
    let start = ContinuousClock.now
    program.send(signal)
    let outcome = program.finish(within: 10)
    #expect(outcome.ending == .exit(130))
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(outcome.error == "interrupted; earlier output is as it was\n")
    #expect(place.snapshot() == before)
  }

  /// The two versions of a lesson, each with all that its run leaves.
  private func versions() throws -> (place: Place, old: [String: Data], new: [String: Data]) {
    let place = try Place(["01-drawn.md": Sample.drawn(seed: 1)])
    try place.run("run", "1")
    let old = place.snapshot("Output/01-drawn")
    let other = try Place(["01-drawn.md": Sample.drawn(seed: 2)])
    try other.run("run", "1")
    let new = other.snapshot("Output/01-drawn")
    #expect(old != new && old.count == 4)
    try place.write("Lessons/01-drawn.md", Sample.drawn(seed: 2))
    return (place, old, new)
  }

  /// Moments of a run that takes about 150 ms: all through it, and closer together where it writes.
  private static let moments: [(afterLastStep: Bool, delay: useconds_t)] =
    stride(from: 0, to: 180_000, by: 20_000).map { (false, useconds_t($0)) }
    + stride(from: 0, to: 20_000, by: 800).map { (true, useconds_t($0)) }

  /// Starts a run of the version that does not stand in the output, and returns at that moment.
  private func start(
    _ place: Place, old: [String: Data], until moment: (afterLastStep: Bool, delay: useconds_t)
  ) throws -> RunningProgram {
    let isOld = place.snapshot("Output/01-drawn") == old
    try place.write("Lessons/01-drawn.md", Sample.drawn(seed: isOld ? 2 : 1))
    let program = try place.start(["run", "1"])
    if moment.afterLastStep { _ = program.wait { program.output.contains("[4/4]") } }
    usleep(moment.delay)
    return program
  }

  @Test func anInterruptAtAnyMomentLeavesOldOrNew() throws {
    let (place, old, new) = try versions()
    for moment in Self.moments {
      let program = try start(place, old: old, until: moment)
      program.send(SIGINT)
      let outcome = program.finish()
      // Before the program has set its handlers, the system's own end a process.
      let isEarly = outcome.ending == .signal(SIGINT) && outcome.output.isEmpty
      #expect(isEarly || [.exit(0), .exit(130)].contains(outcome.ending), "\(outcome.ending)")
      let found = place.snapshot("Output/01-drawn")
      // A damaged folder would fail every moment that follows: one report of it is enough.
      try #require(found == old || found == new, "\(moment)")
      try #require(place.temporaries() == [], "\(moment)")
    }
  }

  @Test func aKillAtAnyMomentLeavesOldOrNew() throws {
    let (place, old, new) = try versions()
    for moment in Self.moments {
      let program = try start(place, old: old, until: moment)
      program.send(SIGKILL)
      _ = program.finish()
      let found = place.snapshot("Output/01-drawn")
      try #require(found == old || found == new, "\(moment)")
    }
    try place.write("Lessons/01-drawn.md", Sample.drawn(seed: 2))
    // The next run clears away what the killed ones could not.
    #expect(try place.run("run", "1").ending == .exit(0))
    #expect(place.temporaries() == [])
    #expect(place.snapshot("Output/01-drawn") == new)
  }

  @Test func runsAtOnceOnOneOutputDoNotDisturbEachOther() throws {
    let (place, old, new) = try versions()
    let programs = try (0..<5).map { _ in try place.start(["run", "1"]) }
    while !programs.allSatisfy(\.hasEnded) {
      let found = place.snapshot("Output/01-drawn")
      // A snapshot reads file by file, so that it may see two versions; but never half a file.
      for (name, bytes) in found { #expect(bytes == old[name] || bytes == new[name], "\(name)") }
    }
    for program in programs {
      let outcome = program.finish()
      #expect(outcome.ending == .exit(0), "\(outcome.error)")
    }
    #expect(place.snapshot("Output/01-drawn") == new)
    #expect(place.temporaries() == [])
    #expect(place.names(in: "Output") == ["01-drawn", "README.md", "index.html"])
  }
}
