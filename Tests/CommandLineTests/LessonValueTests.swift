import Foundation
import Testing

/// Lessons that are well formed and say what cannot be.
@Suite struct LessonValueTests {
  /// A change of the small lesson, and what stands behind the file's name.
  struct Case: CustomTestStringConvertible, Sendable {
    var old: String
    var new: String
    var message: String
    var testDescription: String { new }

    init(_ old: String, _ new: String, _ message: String) {
      self.old = old
      self.new = new
      self.message = message
    }
  }

  private static let hidden = "'hidden' in 'model' must be an integer from 1 to 1000000000; found "
  private static let number =
    "17:13: error: item 1 of item 1 of 'W_xh' in 'model.weights' must be a number; found "

  static let cases = [
    Case("hidden: 2", "hidden: 0", "13:11: error: \(hidden)0"),
    Case("hidden: 2", "hidden: -1", "13:11: error: \(hidden)-1"),
    Case("hidden: 2", "hidden: nan", "13:11: error: \(hidden)nan"),
    Case("hidden: 2", "hidden: true", "13:11: error: \(hidden)true"),
    Case("hidden: 2", "hidden: [2]", "13:11: error: \(hidden)a list"),
    Case(
      "hidden: 2", "hidden: 2.0",
      "13:11: error: \(hidden)2.0 (an integer is written without a point)"),
    Case("hidden: 2", "hidden: 0x2", "13:11: error: \(hidden)0x2 (write it in decimal: 2)"),
    Case(
      "hidden: 2", "hidden: 02", "13:11: error: \(hidden)02 (a number has no leading zero; write 2)"
    ),
    Case("hidden: 2", "hidden: 12:30", "13:11: error: \(hidden)12:30 (a number has no ':'"),
    Case(
      "hidden: 2", "hidden: 99999999999999999999",
      "13:11: error: \(hidden)99999999999999999999 (too large for any integer)"),
    Case(
      "hidden: 2", "hidden: 1000000000",
      "13:11: error: hidden 1000000000 makes 1e+18 parameters, 7.45e+09 GiB"),
    Case("outputs: 1,", "outputs: 2,", "20:5: error: 'W_hy' is 1 x 2; the model needs 2 x 2"),
    Case("input: 1", "input: 3", "17:5: error: 'W_xh' is 2 x 1; the model needs 2 x 3"),
    Case("  hidden: 2\n", "", "10:1: error: "),
    Case("[[0.5],", "[[.nan],", "\(number).nan (not a finite number)"),
    Case("[[0.5],", "[[nan],", "\(number)nan (not a finite number)"),
    Case("[[0.5],", "[[-.inf],", "\(number)-.inf (not a finite number)"),
    Case("[[0.5],", "[[1e400],", "\(number)1e400 (too large: numbers reach 1.8e308)"),
    Case("[[0.5],", "[[\"0.5\"],", "\(number)the text '0.5' in quotes"),
    Case("[[0.5],", "[[~],", "\(number)nothing"),
    Case(
      "[[0.5],", "[[0.5, 1.0],",
      "17:24: error: row 2 of 'W_xh' in 'model.weights' has 1 number, row 1 has 2"),
    Case(
      "W_xh: [[0.5], [-0.3]]", "W_xh: [[0.5, 1], [-0.3, 1]]",
      "17:5: error: 'W_xh' is 2 x 2; the model needs 2 x 1"),
    Case("    b_h: [0.0, 0.1]\n", "", "17:5: error: the weights lack 'b_h'"),
    Case("b_h: [0.0, 0.1]", "b_hh: [0.0, 0.1]", "17:5: error: the weights lack 'b_h'\n"),
    Case(
      "target: [0.5]", "target: [0.5, 1]",
      "29:35: error: 'd' does not fit 'm': a target has 2 numbers; 1 output at the last step make 1"
    ),
    Case("target: [0.5]", "target: []", "25:"),
    Case(
      "x: [1.0, 0.5, -1.0]", "x: []",
      "25:46: error: 'x' in 'data.items' must be a list of numbers; found an empty list"),
    Case("items: [{", "items: [{ x: [1.0], target: [1] }, {", "25:"),
    Case(
      "model: m, data: d", "model: n, data: d",
      "29:26: error: 'model' in 'forward' names 'n', but no step has that id"),
    Case("model: m, data: d", "model: d, data: d", "29:26: error: "),
    Case("value: f.loss", "value: g.loss", "34:"),
    Case("value: f.loss", "value: f.losss", "34:"),
    Case("value: f.loss", "value: \"f.state[99999999999999999999]\"", "34:"),
    Case("below: 1", "equals: 1", "34:"),
    Case("below: 1", "why: nothing", "34:5: error: a claim without a bound"),
    Case("expect:", "expects:", "33:1: error: "),
  ]

  @Test(arguments: cases)
  func whatCannotBeIsRefusedAtItsPlace(_ item: Case) throws {
    let good = Sample.small()
    #expect(good.contains(item.old))
    let place = try Place()
    try place.write("case.md", good.replacingOccurrences(of: item.old, with: item.new))
    let outcome = try place.run("run", "case.md")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error.contains("case.md:" + item.message), "\(outcome.error) for \(item.message)")
    #expect(outcome.errorLines.allSatisfy { $0.hasPrefix("case.md:") && $0.contains(": error: ") })
    #expect(outcome.output == "")
    #expect(!place.exists("Output"))
    #expect(outcome.processorTime < 1)
    #expect(outcome.memory < 256 << 20)
  }

  @Test func aReferenceForwardIsNoReference() throws {
    let place = try Place([
      "01-later.md": Sample.lesson(Sample.model, Sample.forward, Sample.data)
    ])
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(2))
    #expect(
      outcome.error.contains(
        "names 'd', which is defined later, at line 29; only earlier steps can be named"))
  }

  @Test func aNumberTooSmallCountsAsZeroAndIsSaid() throws {
    let place = try Place([
      "01-tiny.md": Sample.small().replacingOccurrences(of: "[[0.5],", with: "[[1e-400],")
    ])
    let outcome = try place.run("run", "1")
    #expect(outcome.ending == .exit(0))
    #expect(
      outcome.error
        == "Lessons/01-tiny.md:17:13: warning: item 1 of item 1 of 'W_xh' in 'model.weights': "
        + "1e-400 is too small for a number and counts as 0\n")
  }

  /// Each is more than a computer of this kind has, and no single number of it is out of range.
  @Test(arguments: [
    Sample.lesson("data: { id: d, kind: recall, steps: 10000, symbols: 1000, count: 100000 }"),
    Sample.lesson(model("input: 1, hidden: 4000", outputs: 1_000_000)),
    Sample.lesson(model("input: 1000000, hidden: 1000", outputs: 1)),
    Sample.lesson(model("input: 1, layers: 100, hidden: 3000", outputs: 1)),
    // Parameters and data are small; the trace of all states is not.
    Sample.lesson(
      model("input: 2, hidden: 500", outputs: 2),
      "data: { id: d, kind: recall, steps: 10000, symbols: 2, count: 100 }", Sample.forward),
  ])
  func whatNoMemoryHoldsIsRefusedBeforeItIsAskedFor(_ lesson: String) throws {
    let place = try Place(["01-big.md": lesson])
    // With eight gigabytes of addresses at most, so that a mistake here does not stop the machine.
    let program = try place.start(["run", "1"]) { $0.prefix = "ulimit -v 8000000 2>/dev/null;" }
    let outcome = program.finish(within: 5)
    #expect(outcome.ending == .exit(2))
    #expect(outcome.error.hasPrefix("Lessons/01-big.md:"))
    #expect(outcome.error.contains("GiB"), "\(outcome.error)")
    #expect(outcome.processorTime < 1)
    #expect(outcome.memory < 256 << 20)
  }

  private static func model(_ sizes: String, outputs: Int) -> String {
    "model: { id: m, \(sizes), init: { recurrent: glorot }, loss: cross_entropy, "
      + "head: { outputs: \(outputs), at: last } }"
  }
}
