import Foundation
import Testing

@Suite struct TerminalTests {
  private let escape = "\u{1B}["

  @Test func colourIsForTerminalsOnly() throws {
    let place = try Place(["01-small.md": Sample.small()])
    let plain = try place.run("run", "1")
    #expect(!plain.output.contains("\u{1B}"))
    let coloured = try onTerminal(place, ["run", "1"])
    #expect(coloured.text.contains(escape + "32mPASS" + escape + "0m"))
    // Without its colours a terminal's text is what a file would hold.
    let bare = coloured.text.replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing("\r\n", with: "\n")
    #expect(bare == plain.output)
  }

  @Test(arguments: [["NO_COLOR": "1"], ["NO_COLOR": "yes", "TERM": "xterm"], ["TERM": "dumb"]])
  func colourCanBeDeclined(_ extra: [String: String]) throws {
    let place = try Place(["01-small.md": Sample.small()])
    place.environment.merge(extra) { $1 }
    let outcome = try onTerminal(place, ["run", "1"])
    #expect(!outcome.text.contains("\u{1B}"))
    #expect(outcome.text.contains("PASS  lesson 1"))
  }

  @Test func theListIsColouredAsWell() throws {
    let place = try Place(["01-small.md": Sample.small(title: "One")])
    try place.run("run", "1")
    #expect(try onTerminal(place, ["list"]).text == "  1  \(escape)32mpass\(escape)0m     One\r\n")
  }

  @Test func progressIsForTerminalsOnly() throws {
    let place = try Place(["01-long.md": Sample.long])
    let terminal = try PseudoTerminal()
    let shown = try place.start(["run", "1"]) { $0.error = terminal.side }
    let bar = /train t \[[#.]{24}\] +[0-9]+ %  [0-9.e+]+\/s  [0-9.e+]+ s left/
    // Three seconds are long for somebody who waits.
    #expect(shown.wait(upTo: 3) { terminal.text.contains(bar) }, "no progress within 3 s")
    shown.send(SIGINT)
    #expect(shown.finish().ending == .exit(130))
    #expect(terminal.text.hasSuffix("interrupted; earlier output is as it was\r\n"))

    let hidden = try place.start(["run", "1"])
    #expect(hidden.wait { hidden.output.contains("[2/3] data d") })
    usleep(500_000)
    hidden.send(SIGINT)
    let outcome = hidden.finish()
    #expect(outcome.error == "interrupted; earlier output is as it was\n")
  }

  @Test func stepsWaitForReturnOnATerminal() throws {
    let place = try Place(["01-small.md": Sample.small()])
    let terminal = try PseudoTerminal()
    let program = try place.start(["run", "1", "--step"]) {
      $0.input = terminal.side
      $0.output = terminal.side
      $0.error = terminal.side
    }
    for step in 1...3 {
      let heading = "[\(step)/4]"
      #expect(program.wait { terminal.text.contains(heading) && pauses(terminal.text) == step })
      usleep(50_000)
      #expect(!terminal.text.contains("[\(step + 1)/4]"), "step \(step + 1) did not wait")
      terminal.type("\n")
    }
    #expect(program.wait { terminal.text.contains("PASS") })
    #expect(program.finish().ending == .exit(0))
    #expect(pauses(terminal.text) == 3)
  }

  @Test func theEndOfInputEndsThePauses() throws {
    let place = try Place(["01-small.md": Sample.small()])
    let terminal = try PseudoTerminal()
    let program = try place.start(["run", "1", "--step"]) {
      $0.input = terminal.side
      $0.output = terminal.side
    }
    #expect(program.wait { terminal.text.contains("[1/4]") })
    // Control-D, once for each pause at most.
    for _ in 0..<3 {
      terminal.type("\u{4}")
      usleep(100_000)
    }
    _ = program.wait { terminal.text.contains("PASS") }
    #expect(program.finish(within: 5).ending == .exit(0))
  }

  @Test func stepsNeverWaitWithoutATerminal() throws {
    let place = try Place(["01-small.md": Sample.small()])
    // A pipe that nobody writes to and nobody closes.
    var ends: [CInt] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let waiting = try place.start(["run", "1", "--step"]) { $0.input = ends[0] }
    let outcome = waiting.finish(within: 10)
    #expect(outcome.ending == .exit(0))
    #expect(outcome.lines.contains { $0.hasPrefix("PASS  lesson 1") })
    #expect(!(outcome.output + outcome.error).contains("Return"))
    // A terminal on one side alone is none: nobody could see the question, or answer it.
    let terminal = try PseudoTerminal()
    let half = try place.start(["run", "1", "--step"]) { $0.input = terminal.side }
    #expect(half.finish(within: 10).ending == .exit(0))
  }

  private func pauses(_ text: String) -> Int { text.components(separatedBy: "Return").count - 1 }

  private func onTerminal(
    _ place: Place, _ arguments: [String]
  ) throws -> (text: String, ending: Program.Ending) {
    let terminal = try PseudoTerminal()
    let program = try place.start(arguments) { $0.output = terminal.side }
    // The terminal is small: it has to be read while the program writes.
    _ = program.wait {
      _ = terminal.text
      return false
    }
    let ending = program.finish().ending
    #expect(ending == .exit(0))
    return (terminal.text, ending)
  }
}
