import Figures
import Foundation
import Lessons
import Testing

private let model = """
  model: { id: net, cell: lstm, input: 3, hidden: 2, head: { outputs: 3, at: last }, loss: cross_entropy }
  """
private let data = "data: { id: seq, kind: recall, steps: 4, symbols: 3, count: 3 }"
private let check = "gradcheck: { id: grad, model: net, data: seq }"

/// `differences`, `rules` and `museum`, and the figures of the checker.
@Suite struct CheckerDirectiveTests {
  // MARK: What is refused, and where

  @Test(arguments: [
    (
      "differences: { id: v, of: net, tensor: W_hh }",
      "16:27: error: 'of' in 'differences' names 'net', which is a 'model'; a 'gradcheck' is wanted"
    ),
    (
      "differences: { id: v, of: grad, tensor: W_h }",
      "16:41: error: the model has no tensor 'W_h'; did you mean 'W_xh'? (it has W_xh, W_hh, b_h, "
        + "W_hy, b_y)"
    ),
    (
      "differences: { id: v, of: grad, tensor: W_hh, row: 8, column: 0 }",
      "16:52: error: W_hh has 8 rows and 2 columns; there is no [8, 0]"
    ),
    (
      "differences: { id: v, of: grad, tensor: W_hh, column: 1 }",
      "16:55: error: 'column' goes with 'row'"
    ),
    (
      "rules: { id: r, model: net, data: seq, zeroed: 500 }",
      "16:48: error: 'zeroed' is 500; 'net' has 57 parameters"
    ),
    (
      "museum: { id: m, exhibits: [no_learning_trough_time] }",
      "did you mean 'no_learning_through_time'?"
    ),
    (
      "museum: { id: m, exhibits: [wrong_sign, wrong_sign] }",
      "16:41: error: 'wrong_sign' is named twice in 'exhibits'"
    ),
    (
      "museum: { id: m, cells: [rnn, gru], exhibits: [forget_gate_not_carried] }",
      "16:48: error: 'forget_gate_not_carried' is a mistake of other cells than 'rnn' and 'gru'"
    ),
    (
      "figure: { id: f, kind: differences, from: [grad], alt: a }",
      "16:43: error: 'grad' is a 'gradcheck'; a figure of the kind 'differences' is made from "
        + "differences"
    ),
    (
      "figure: { id: f, kind: gradcheck, from: [grad, grad], alt: a }",
      "16:41: error: a figure of the kind 'gradcheck' is made from one 'gradcheck'"
    ),
  ])
  func whatCannotRunIsRefusedAtItsPlace(_ directive: String, _ message: String) {
    expectOne(LessonFiles.complaints([model, data, check, directive]), endingWith: message)
  }

  @Test func theHelpNamesTheCheckersDirectives() {
    for kind in ["differences", "rules", "museum"] {
      #expect(helpOnDirectives().contains("\n\(kind)  "), "\(kind)")
    }
  }

  @Test func dropoutHasNoV() {
    let dropping = model.replacing("head:", with: "dropout: 0.5, head:")
    let found = LessonFiles.complaints([
      dropping, data, check, "differences: { id: v, of: grad, tensor: W_hh }",
      "rules: { id: r, model: net, data: seq }",
    ])
    #expect(found.count == 2)
    #expect(found.first?.contains(":16:27: error: 'grad' is of a model with dropout") == true)
    #expect(found.last?.contains(":19:24: error: 'net' has dropout") == true)
  }

  // MARK: What is found

  /// Too long a step errs by truncation, too short a one by noise, and Float by more than Double.
  @Test func theErrorOfDifferencesIsAV() throws {
    let result = try LessonFiles.result([
      model, data, check, "differences: { id: v, of: grad, tensor: W_xh }",
    ])
    let steps = result.numbers("v", "steps")
    let errors = result.numbers("v", "errors")
    #expect(steps.count == 49 && errors.count == 49)
    let best = try #require(result.number("v", "best_error"))
    #expect(best == errors.min())
    #expect(errors[0] > 1000 * best)
    #expect(errors[48] > 1000 * best)
    #expect(try #require(result.number("v", "single_best_error")) > 1000 * best)
    // What the check settles on is better than any single step.
    #expect(try #require(result.number("v", "settled_error")) < best)
    // Truncation falls with the square of the step: two decades, four orders.
    let ratio = errors[44] / errors[36]
    #expect(abs(log10(ratio) - 4) < 0.3)
  }

  @Test func oneEntryHasAVOfItsOwn() throws {
    let result = try LessonFiles.result([
      model, data, check, "differences: { id: v, of: grad, tensor: b_h, row: 3 }",
      "figure: { id: f, kind: differences, from: [v], alt: a V }",
    ])
    #expect(result.number("v", "entries") == 1)
    #expect(result.figures.map(\.fileName) == ["f.png"])
    #expect(result.verdict == .pass)
  }

  @Test func fixedRulesErrBothWaysAndTheCheckDoesNot() throws {
    let small = model.replacing(
      "loss:", with: "init: { weights: normal, recurrent: normal, scale: 0.01 }, loss:")
    let result = try LessonFiles.result([
      small, data, "rules: { id: r, model: net, data: seq }",
    ])
    func value(_ name: String) throws -> Double { try #require(result.number("r", name)) }
    #expect(try value("right_relative") > 10)
    #expect(try value("right_absolute") == 0)
    #expect(try value("right_check") == 0)
    #expect(try value("right_passed") == 1)
    #expect(try value("decay_absolute") == 0)
    #expect(try value("zeroed_absolute") == 0)
    #expect(try value("decay_found") == 1)
    #expect(try value("zeroed_check") == 10)
  }

  @Test func exhibitsAreCaughtAndTheRightCopyPasses() throws {
    let result = try LessonFiles.result([
      """
      museum:
        id: m
        exhibits: [wrong_sign, recurrent_transposed, forget_gate_not_carried, bias_of_another_gate]
        seeds: 2
        show: [lines, results]
      """
    ])
    #expect(result.number("m", "exhibits") == 4)
    #expect(result.number("m", "caught") == 4)
    #expect(result.number("m", "escaped") == 0)
    #expect(result.number("m", "right_passed") == 1)
    guard case .text(let says)? = result.value("m", "wrong_sign_says") else {
      Issue.record("no diagnosis")
      return
    }
    #expect(says.contains("sign"), "\(says)")
    #expect(result.number("m", "forget_gate_not_carried_caught") == 2)
    #expect(result.value("m", "recurrent_transposed_tensors") == .text("W_hh"))
    let step = try #require(result.steps.first)
    let tables = step.items.compactMap { if case .table(let table) = $0 { table } else { nil } }
    #expect(tables.map(\.rows.count) == [4, 5])
    #expect(tables[1].rows[0].cells == ["none", "each", "0 of 6", "", "", "passes"])
    #expect(tables[1].rows[3].cells.prefix(3) == ["forget_gate_not_carried", "lstm", "2 of 2"])
  }

  /// After one step from zero states nothing has come through time.
  @Test func theWeakProbeLetsMistakesPass() throws {
    let result = try LessonFiles.result([
      """
      museum:
        id: m
        probe: weak
        cells: [rnn]
        exhibits: [no_learning_through_time, carry_transposed, only_one_step_kept, wrong_sign]
      """
    ])
    #expect(result.number("m", "missed") == 3)
    #expect(result.number("m", "caught") == 1)
    #expect(result.number("m", "right_passed") == 0)
    #expect(
      result.value("m", "right_says") == .text("cannot pass; not tested: W_hh"))
  }

  @Test func everyMistakeOfTheMuseumIsShownByDefault() throws {
    let result = try LessonFiles.result(["museum: { id: m, show: [] }"])
    #expect(try #require(result.number("m", "exhibits")) >= 30)
    #expect(result.number("m", "escaped") == 0)
  }

  // MARK: Pictures

  @Test func parametersAreDrawnByVerdict() throws {
    let result = try LessonFiles.result([
      model, data,
      """
      gradcheck:
        id: grad
        model: net
        data: seq
        plant: { tensor: W_hh, row: 2, column: 1, relative: 1e-4 }
      """,
      "figure: { id: f, kind: gradcheck, from: [grad], alt: one wrong entry }",
    ])
    #expect(result.verdict == .pass)
    let picture = try PNG.decode(try #require(result.figures.first).png)
    #expect(picture.width == 1600)
  }
}
