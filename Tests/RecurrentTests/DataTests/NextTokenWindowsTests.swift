import Recurrent
import Testing

@Suite struct NextTokenWindowsTests {
  private func windows(_ text: String, rows: Int, steps: Int) throws -> [(String, String)] {
    let tokenizer = Tokenizer(.characters, fitting: [text])
    let windows = NextTokenWindows(try tokenizer.encode(text), rows: rows, steps: steps)
    return (0..<windows.count).map { index in
      let window = windows[index]
      func text(_ rows: [[Int]]) -> String {
        rows.map { tokenizer.decode($0) }.joined(separator: "|")
      }
      return (text(window.inputs), text(window.targets))
    }
  }

  /// The last target is the token behind the last input, not the first of the window or the text.
  @Test func theTargetOfATokenIsTheOneBehindIt() throws {
    let one = try windows("hihello", rows: 1, steps: 6)
    #expect(one.map(\.0) == ["hihell"])
    #expect(one.map(\.1) == ["ihello"])
    let two = try windows("hihello", rows: 1, steps: 3)
    #expect(two.map(\.0) == ["hih", "ell"])
    #expect(two.map(\.1) == ["ihe", "llo"])
  }

  @Test func rowsReadTheTextFromPlacesFarApart() throws {
    let found = try windows("abcdefghijklm", rows: 2, steps: 3)
    #expect(found.map(\.0) == ["abc|ghi", "def|jkl"])
    #expect(found.map(\.1) == ["bcd|hij", "efg|klm"])
  }

  @Test func whatDoesNotFillAWindowIsLeftOut() throws {
    #expect(try windows("abcdefgh", rows: 1, steps: 3).map(\.1) == ["bcd", "efg"])
    #expect(try windows("abcdef", rows: 2, steps: 3).isEmpty)
    #expect(try windows("abcdefg", rows: 2, steps: 3).map(\.1) == ["bcd|efg"])
    #expect(NextTokenWindows([], rows: 1, steps: 1).count == 0)
  }

  /// A state that is carried from window to window meets each token of its row once, in order.
  @Test func everyRowGoesOnWhereItsLastWindowEnded() {
    for seed: UInt64 in 1...1000 {
      var g = SeededGenerator(seed: seed)
      let tokens = Array(0..<Int.random(in: 1...60, using: &g))
      let rows = Int.random(in: 1...4, using: &g)
      let windows = NextTokenWindows(tokens, rows: rows, steps: Int.random(in: 1...7, using: &g))
      for row in 0..<rows {
        let read = (0..<windows.count).flatMap { windows[$0].inputs[row] }
        let first = row * windows.rowLength
        #expect(read == Array(first..<first + windows.rowLength), "seed \(seed)")
        let said = (0..<windows.count).flatMap { windows[$0].targets[row] }
        #expect(said == read.map { $0 + 1 }, "seed \(seed)")
      }
    }
  }
}
