import Foundation
import Testing

@Suite struct ReproducibleTests {
  /// The bytes that a run leaves under other surroundings, from a lesson with every kind of number.
  private func output(_ adjust: (inout Program.Surroundings) -> Void) throws -> [String: Data] {
    let lesson = try Sample.shipped(7)
    let place = try Place([lesson.name: lesson.text])
    let outcome = try place.run("run", "7", adjust: adjust)
    #expect(outcome.ending == .exit(0), "\(outcome.error)")
    return place.snapshot()
  }

  @Test func surroundingsDoNotReachThePages() throws {
    let plain = try output { _ in }
    #expect(plain.keys.contains("07-bptt/report.json"))
    let others: [(name: String, adjust: (inout Program.Surroundings) -> Void)] = [
      ("again", { _ in }),
      ("locale", { $0.environment["LC_ALL"] = "de_DE.UTF-8" }),
      ("C locale", { $0.environment["LC_ALL"] = "C" }),
      ("time zone", { $0.environment["TZ"] = "Asia/Kathmandu" }),
      (
        "no home",
        {
          for name in ["HOME", "USER", "LANG", "XDG_CACHE_HOME"] { $0.environment[name] = nil }
        }
      ),
      ("folder", { $0.folder = "/" }), ("columns", { $0.environment["COLUMNS"] = "40" }),
    ]
    for other in others {
      let found = try output(other.adjust)
      #expect(Set(found.keys) == Set(plain.keys), "\(other.name)")
      for (name, bytes) in plain { #expect(found[name] == bytes, "\(other.name): \(name)") }
    }
  }

  @Test func aSecondRunLeavesTheSameBytes() throws {
    let lesson = try Sample.shipped(7)
    let place = try Place([lesson.name: lesson.text])
    try place.run("run", "7")
    let first = place.snapshot()
    #expect(first.count >= 8)
    try place.run("run", "7")
    #expect(place.snapshot() == first)
  }

  @Test func thePagesNameNeitherTheMachineNorItsFolders() throws {
    let lesson = try Sample.shipped(7)
    let place = try Place([lesson.name: lesson.text])
    try place.run("run", "\(place.path)/Lessons/\(lesson.name)", "-o", "\(place.path)/Output")
    #expect(place.exists("Output/07-bptt/page.md"))
    for (name, bytes) in place.snapshot() where !name.hasSuffix(".png") {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains(place.path), "\(name)")
      #expect(!text.contains("unrolled-test-"), "\(name)")
    }
  }
}
