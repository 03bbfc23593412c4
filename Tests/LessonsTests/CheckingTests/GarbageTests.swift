import Lessons
import Testing

/// Whatever stands in a file, the answer is a list of messages with places in that file, and it
/// comes soon.
@Suite struct GarbageTests {
  private static let good = """
    # a comment with a ' in it
    data:
      id: seq
      text: "나는 너를" # I love you
      limit: 500 ms
      items:
        - { x: [1.0, -2.5e-3, .5], target: [0] }
        - x:
          - [1, 2]
          - [3, 4]
          target: ['x']
      file: |-
        one
          [two
    """

  /// Xorshift64: the same garbage in every run.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state
    }
  }

  /// Checks a text and expects every message on one line, at a place in the text.
  private func check(_ bytes: some Sequence<UInt8>) {
    let text = String(decoding: Array(bytes), as: UTF8.self)
    let checked = Example.checker.check(Example.lesson([text]))
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let isInside = checked.diagnostics.allSatisfy { diagnostic in
      let line = diagnostic.location.line - 11
      return lines.indices.contains(line)
        && (1...lines[line].count + 1).contains(diagnostic.location.column)
    }
    #expect(isInside, "\(checked.diagnostics) of \(text.debugDescription)")
    let isOneLine = checked.diagnostics.allSatisfy { diagnostic in
      !diagnostic.message.isEmpty
        && !diagnostic.message.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
    }
    #expect(isOneLine, "\(checked.diagnostics)")
    #expect(checked.isValid == (checked.directives.count == 1))
  }

  @Test func aDirectiveCutAtAnyByteIsAnswered() {
    let bytes = Array(Self.good.utf8)
    for end in 0...bytes.count { check(bytes[..<end]) }
    for start in 1..<bytes.count { check(bytes[start...]) }
  }

  @Test func aDirectiveWithWrongBytesIsAnswered() {
    var generator = Generator(state: 1)
    let bytes = Array(Self.good.utf8)
    let marks = Array("[]{}:,-?&*!|>'\"%@`#\n\t \\\0~<=.0é".utf8)
    for _ in 0..<4000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0..<changed.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: changed[place] = marks.randomElement(using: &generator) ?? 0
        case 2: changed.insert(marks.randomElement(using: &generator) ?? 0, at: place)
        default: changed.remove(at: place)
        }
      }
      check(changed)
    }
  }

  @Test func marksInAnyOrderAreAnswered() {
    var generator = Generator(state: 2)
    let words = [
      "[", "]", "{", "}", ": ", ", ", "- ", "? ", "'", "\"", "|", ">", "#", "\n", "\n  ", "\n    ",
      "a", "data", "id", "1", "&a", "*a", "!", "\\", "---", "...", "%", "~", "가", "\t", "\r\n",
    ]
    for _ in 0..<6000 {
      let count = Int.random(in: 1...30, using: &generator)
      let text = (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
      check(text.utf8)
    }
  }

  @Test func anOverrideOfGarbageIsAnswered() {
    var generator = Generator(state: 3)
    let marks = Array("[]{}:,-?&*!|>'\"%@`#\n\t \\\0~=.0ahidden".utf8)
    for _ in 0..<2000 {
      let count = Int.random(in: 0...12, using: &generator)
      let bytes = (0..<count).map { _ in marks.randomElement(using: &generator) ?? 0 }
      let text = "hidden=" + String(decoding: bytes, as: UTF8.self)
      let checked = Example.checker.check(Example.lesson([Example.model]), overrides: [text])
      #expect(checked.diagnostics.allSatisfy { $0.location.file.hasPrefix("--set ") })
    }
  }

  @Test(arguments: [
    ("nested lists", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],\n"),
    ("mappings", "{a: {b: {c: 1}}},\n"), ("numbers", "-0.123456,"), ("quotes", "'',"),
    ("openings", "[{a: "), ("keys", "  k: 1\n"), ("lines", "  a b\n"), ("colons", ":"),
    ("commas", ","), ("Korean", "가나: 다, "), ("words", "a "), ("block text", "  |\n   [[[\n"),
    ("backslashes", "\\"), ("items", "\n- "), ("values", "{ value: a.b, equals: 1 },"),
  ])
  func aMegabyteIsAnsweredBeforeAReaderGivesUp(name: String, piece: String) {
    for opening in ["data: [", "data:\n", "data: { id: d, text: \"", "expect: [", "data: {"] {
      let text = opening + String(repeating: piece, count: 1_000_000 / piece.utf8.count)
      let time = ContinuousClock().measure { check(text.utf8) }
      // A scan that is not linear takes hours here; speed itself is not asserted.
      #expect(time < .seconds(60), "\(opening) \(name): \(time)")
    }
  }

  @Test func asManyValuesAsAreAcceptedAreCheckedWithoutHanging() {
    let numbers = String(repeating: "-0.123456,", count: 49_000)
    let time = ContinuousClock().measure {
      check("data: { id: d, items: [{ x: [\(numbers)] }], z: 1 }".utf8)
    }
    #expect(time < .seconds(60), "\(time)")
  }
}
