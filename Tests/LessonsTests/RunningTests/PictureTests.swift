import Foundation
import Lessons
import Testing

/// Three pictures in a folder of their own: a bar, a beam that shares two letters with it, a dot.
private struct Drawn {
  static let bar =
    ["bar"] + Array(repeating: "########", count: 4)
    + Array(repeating: "........", count: 4)
  static let bat = ["bat"] + Array(repeating: "####....", count: 8)
  static let dot = ["dot"] + Array(repeating: "........", count: 7) + ["#......."]
  static let data = "data: { id: p, kind: pictures, drawings: p.txt, copies: 10, flipped: 4 }"
  /// D = 64 + 6, the letters a b d o r t and the end mark making 7 outputs.
  static let model = """
    model: { id: m, cell: gru, input: 71, hidden: 9, head: { outputs: 7 }, loss: cross_entropy }
    """
  static let trained = """
    compare:
      id: c
      model: m
      data: p
      seeds: 3
      train: { optimizer: adam, rate: 0.02, epochs: 60, batch: 6 }
      cases: [{ name: gru }]
      learned: { loss_below: 0.3, over_last: 5 }
    """

  let folder: String

  init(_ lines: [String] = bar + [""] + bat + [""] + dot) throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("unrolled-pictures-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: folder + "/p.txt", atomically: true, encoding: .utf8)
  }

  func lesson(_ directives: [String]) throws -> PreparedLesson {
    let fences = directives.map { "```yaml run\n\($0)\n```\n" }.joined()
    return try PreparedLesson(
      LessonReader.read(
        text: "---\ntitle: A test\nseed: 3\n---\n\n\(fences)\n", path: folder + "/99-test.md"))
  }

  func complaints(_ directives: [String]) -> [String] {
    do {
      _ = try lesson(directives)
      return []
    } catch let error as InvalidLesson {
      return error.diagnostics.map { $0.description.replacingOccurrences(of: folder, with: "") }
    } catch {
      return ["\(error)"]
    }
  }
}

@Suite struct PictureTests {
  @Test func picturesBecomeSequences() throws {
    let drawn = try Drawn()
    defer { try? FileManager.default.removeItem(atPath: drawn.folder) }
    let result = try drawn.lesson([Drawn.data]).run()
    #expect(result.number("p", "sequences") == 30)
    #expect(result.number("p", "steps") == 4)
    #expect(result.number("p", "classes") == 7)
    #expect(result.number("p", "input_size") == 71)
  }

  /// The picture comes in at the first step alone, and each letter one step after it was said.
  @Test func aSequenceIsThePictureAndThenItsLetters() throws {
    let drawn = try Drawn()
    defer { try? FileManager.default.removeItem(atPath: drawn.folder) }
    let result = try drawn.lesson([
      Drawn.data, Drawn.model, "forward: { id: f, model: m, data: p, sequence: 11 }",
      "predict: { id: q, model: m, data: p, sequence: 11 }",
    ]).run()
    let rows = try #require(result.table("q")?.rows.map(\.cells))
    #expect(rows.map { $0[1] } == ["picture", "b", "a", "t"])
    #expect(rows.map { $0[3] } == ["b", "a", "t", "."])
  }

  @Test func sharesAddUpToTheLead() throws {
    let drawn = try Drawn()
    defer { try? FileManager.default.removeItem(atPath: drawn.folder) }
    let result = try drawn.lesson([
      Drawn.data, Drawn.model, Drawn.trained,
      "describe: { id: d, of: c, data: p, flips: [0, 64], tries: 3 }",
      "pixels: { id: x, of: c, data: p, word: bar, against: bat }",
      "figure: { id: a, kind: pictures, from: [d], alt: a }",
      "figure: { id: b, kind: flips, from: [d], alt: b }",
      "figure: { id: e, kind: pixels, from: [x], alt: e }",
    ]).run()
    #expect(result.verdict == .pass)
    #expect(result.number("c", "gru_learned") == 3)
    #expect(result.number("d", "right_least") == 3)
    let share = result.numbers("d", "share")
    #expect(share[0] == 1)
    // A picture with every pixel turned is another picture.
    #expect(share[1] < 1)
    #expect(result.number("d", "follows_picture") == 1)
    #expect(result.value("x", "common") == .text("ba"))
    #expect(try #require(result.number("x", "lead")) > 0)
    #expect(try #require(result.number("x", "other_lead")) < 0)
    #expect(try #require(result.number("x", "sum_difference")) < 1e-3)
    #expect(result.figures.map(\.fileName) == ["a.png", "b.png", "e.png"])
  }

  @Test(
    arguments: [
      (
        Drawn.bar.dropLast() + Drawn.dot,
        "/p.txt:9:1: error: row 8 of 'bar' has 3 characters; each "
          + "of its 8 rows has 8"
      ),
      (
        Drawn.bar + [""] + Drawn.bar,
        "/p.txt:11:1: error: 'bar' has a picture already; each word "
          + "has one"
      ),
      (Drawn.bar, "/p.txt:1:1: error: 1 picture; 2 to 200 are needed"),
      (
        ["two words"] + Drawn.bar,
        "/p.txt:1:1: error: 'two words' is no word of 1 to 40 letters; "
          + "each picture stands under its word"
      ),
      (
        ["dot", "...x...."] + Drawn.bar,
        "/p.txt:2:4: error: 'x' in row 1 of 'dot'; a pixel is '.' or "
          + "'#'"
      ),
    ] as [([String], String)])
  func drawingsThatAreNoneAreRefusedAtTheirPlace(_ lines: [String], _ message: String) throws {
    let drawn = try Drawn(lines)
    defer { try? FileManager.default.removeItem(atPath: drawn.folder) }
    #expect(drawn.complaints([Drawn.data]) == [message])
  }

  @Test func whatCannotSpellIsRefused() throws {
    let drawn = try Drawn()
    defer { try? FileManager.default.removeItem(atPath: drawn.folder) }
    expectOne(
      drawn.complaints([
        Drawn.data, Drawn.model, Drawn.trained,
        "pixels: { id: x, of: c, data: p, word: bar, against: boat }",
      ]), endingWith: "'boat' is no picture of 'p', which has bar bat dot")
    expectOne(
      drawn.complaints([
        Drawn.data, Drawn.model, Drawn.trained,
        "data: { id: t, kind: characters, text: abab }",
        "describe: { id: d, of: c, data: t }",
      ]), endingWith: "'t' is no data of the kind 'pictures'")
    expectOne(
      drawn.complaints(["data: { id: p, kind: pictures, drawings: ../p.txt }"]),
      endingWith: "found the text '../p.txt' (a path must not contain '..')")
  }
}
