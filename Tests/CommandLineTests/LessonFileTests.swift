import Foundation
import Testing

/// Files that are no lesson, and lessons that were damaged on the way.
@Suite struct LessonFileTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var make: @Sendable (Place) throws -> Void
    /// What stands behind the file's name.
    var message: String
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ message: String) {
      self.name = name
      self.message = message
      make = { try $0.write("case.md", text) }
    }

    init(_ name: String, bytes: [UInt8], _ message: String) {
      self.name = name
      self.message = message
      make = { try $0.write("case.md", bytes: bytes) }
    }

    init(_ name: String, _ message: String, make: @escaping @Sendable (Place) throws -> Void) {
      self.name = name
      self.message = message
      self.make = make
    }
  }

  private static let good = Sample.small()

  static let cases = [
    Case(
      "empty", "",
      "1:1: error: the file is empty; a lesson holds prose and at least one 'yaml run' fence"),
    Case("missing", "1:1: error: no such file") { _ in },
    Case("a folder", "1:1: error: this is a folder; a regular file is needed") {
      try FileManager.default.createDirectory(
        atPath: $0.path + "/case.md", withIntermediateDirectories: false)
    },
    Case("a FIFO", "1:1: error: this is a FIFO; a regular file is needed") {
      #expect(mkfifo($0.path + "/case.md", 0o600) == 0)
    },
    Case("/dev/zero", "1:1: error: this is a device; a regular file is needed") {
      #expect(symlink("/dev/zero", $0.path + "/case.md") == 0)
    },
    Case("a link to itself", "1:1: error: ") {
      #expect(symlink("case.md", $0.path + "/case.md") == 0)
    },
    Case(
      "fifty megabytes", String(repeating: "ten bytes\n", count: 5_000_000),
      "1:1: error: the file holds more than the 1,000,000 bytes that are allowed here"),
    Case(
      "one line of 200 kB", good + String(repeating: "x", count: 200_000),
      "36:1: error: the line holds 200,000 bytes; at most 100,000 are allowed"),
    Case(
      "invalid UTF-8", bytes: Array("---\ntitle: a".utf8) + [0xFF, 0x0A],
      "2:9: error: byte 0xFF is not UTF-8; save the file as UTF-8"),
    Case(
      "NUL", "---\ntitle: a\u{0}b\n",
      "2:9: error: NUL (U+0000) cannot stand in a text file"),
    Case("no front matter", "```yaml run\ndata: {}\n```\n", "1:1: error: missing front matter"),
    Case(
      "no directive", "---\ntitle: a\nbudget: 1 s\n---\n# a\n",
      "1:1: error: the lesson has no directive; write at least one fence that begins with "
        + "'```yaml run'"),
    Case(
      "an empty fence", Sample.lesson(""),
      "10:1: error: a directive is one key that names its kind, such as 'data: ...'; "
        + "found nothing"),
    Case(
      "deep nesting", Sample.lesson("data: " + String(repeating: "[", count: 50_000)),
      "10:"),
    Case(
      "an alias", Sample.lesson("data: { id: a, kind: sequences, items: [&x { x: [1.0] }, *x] }"),
      "10:41: error: '&' begins an anchor, which is not accepted; put a text in quotes"),
    Case(
      "a key twice",
      good.replacingOccurrences(of: "  hidden: 2\n", with: "  hidden: 2\n  hidden: 3\n"),
      "14:3: error: the key 'hidden' is given twice; the first is at line 13"),
    Case(
      "an escape in the title",
      good.replacingOccurrences(of: "title: A", with: "title: \"\\e[31m\"\nx: A"),
      "2:8: error: 'title' in 'front matter' must be a text of 1 to 200 characters; found a "
        + "text with the control character U+1B"),
    Case(
      "a title of half a megabyte",
      good.replacingOccurrences(
        of: "title: A", with: "title: " + String(repeating: "Long ", count: 18_000)),
      "2:8: error: 'title' in 'front matter' must be a text of"),
    Case(
      "a plain dollar", good.replacingOccurrences(of: "Some words.", with: "Some $x$ words."),
      "7:6: error: "),
    Case(
      "raw HTML", good.replacingOccurrences(of: "Some words.", with: "<script>alert(1)</script>"),
      "7:1: error: "),
  ]

  @Test(arguments: cases)
  func whatIsNoLessonIsRefusedInOneLine(_ item: Case) throws {
    let place = try Place()
    try item.make(place)
    let outcome = try place.run("run", "case.md")
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.hasPrefix("case.md:" + item.message), "\(outcome.error.prefix(500))")
    #expect(outcome.error.utf8.count < 2000)
    #expect(outcome.output == "")
    #expect(!place.exists("Output"))
    #expect(outcome.processorTime < 1)
    #expect(outcome.memory < 256 << 20)
  }

  @Test func aByteOrderMarkAndWindowsLineEndingsAreAccepted() throws {
    let place = try Place(["01-plain.md": Sample.small()])
    let windows = Sample.small().replacingOccurrences(of: "\n", with: "\r\n")
    try place.write("Lessons/02-windows.md", bytes: [0xEF, 0xBB, 0xBF] + Array(windows.utf8))
    #expect(try place.run("run", "all").ending == .exit(0))
    func values(_ name: String) throws -> String {
      let report = try place.read("Output/\(name)/report.json")
      return String(report[try #require(report.range(of: "\"steps\"")).lowerBound...])
        .components(separatedBy: "\"summary\"")[0]
    }
    #expect(try values("01-plain") == values("02-windows"))
  }

  /// Not every one of 600 bytes: what is cut off changes only at words and signs.
  @Test func aLessonCutAnywhereIsRefusedOrRuns() throws {
    let bytes = Array(Self.good.utf8)
    let place = try Place()
    for length in stride(from: 1, to: bytes.count, by: 41) {
      try place.write("case.md", bytes: Array(bytes[..<length]))
      let outcome = try place.run("run", "case.md")
      switch outcome.ending {
      case .exit(0):
        #expect(outcome.error == "")
        #expect(outcome.output.contains("PASS  case"))
      case .exit(2):
        #expect(outcome.error.hasPrefix("case.md:"), "cut at \(length)")
        #expect(outcome.error.contains(": error: "))
        #expect(outcome.output == "")
      default: Issue.record("cut at \(length): \(outcome.ending)")
      }
    }
  }

  @Test func controlCharactersOfAPathDoNotReachTheTerminal() throws {
    let outcome = try Place().run("run", "no\u{1B}[31m\nsuch.md")
    #expect([.exit(2), .exit(64)].contains(outcome.ending))
    #expect(!outcome.error.contains("[31m\n"))
    #expect(!outcome.error.contains("\u{1B}"))
  }
}
