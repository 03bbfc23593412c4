import Foundation
import Lessons
import Testing

/// What lessons 13 and 15 are made of: diagrams of a cell, contrasts, gradients through time.
@Suite struct GateLessonTests {
  private static let three = """
    data:
      id: seq
      kind: sequences
      items:
        - { x: [[1, 0.2], [0.5, -0.4], [-1, 0.3]], target: [0.5] }
        - { x: [[0.3, 0.1], [0.2, 0.9], [7, 7]], target: [0.1] }
      lengths: [3, 2]
    """

  private static func model(_ keys: String) -> String {
    """
    model:
      id: net
      input: 2
      hidden: 3
      head: { outputs: 1, at: last }
      loss: half_squared_error
      \(keys)
    """
  }

  private static let pass = [
    "forward: { id: f, model: net, data: seq }", "backward: { id: b, of: f }",
  ]

  @Test(arguments: [
    "cell: rnn", "cell: lstm", "cell: gru\n  reset: before", "cell: gru\n  reset: after",
    "cell: lstm\n  layers: 2",
  ])
  func everyCellIsDrawnAtEveryStep(_ cell: String) throws {
    let figures = (1...3).map {
      "figure: { id: c\($0), kind: cell, from: [f, b], step: \($0), alt: a }"
    }
    let result = try LessonFiles.result(
      [Self.model(cell), Self.three] + Self.pass + figures
        + ["figure: { id: last, kind: cell, from: [f], focus: state, alt: a }"])
    #expect(result.verdict == .pass, "\(result.steps.flatMap(\.items))")
    #expect(result.figures.count == 4)
    #expect(Set(result.figures.map(\.png)).count == 4)
  }

  /// What each cell has on its wires.
  private static let wires = [
    "cell: rnn": ["preactivation"],
    "cell: lstm": [
      "previous_cell_state", "input_gate", "forget_gate", "candidate", "output_gate",
      "cell_state", "cell_tanh",
    ],
    "cell: gru\n  reset: before": ["reset_gate", "update_gate", "candidate"],
    "cell: gru\n  reset: after": ["reset_gate", "update_gate", "candidate"],
  ]

  /// A lesson with a diagram of a step, whose numbers are the figure's values.
  private static func drawn(_ cell: String, step: Int) throws -> LessonResult {
    let result = try LessonFiles.result(
      [model(cell), three] + pass
        + ["figure: { id: c, kind: cell, from: [f, b], step: \(step), alt: a }"])
    let all = wires[cell]! + ["input", "previous_state", "state"]
    #expect(
      Set(result.steps.last!.values.map(\.name)) == Set(all + all.map { "\($0)_gradient" }))
    return result
  }

  @Test(arguments: wires.keys.sorted(), 1...3)
  func aDiagramShowsTheNumbersOfTheForwardTable(_ cell: String, _ step: Int) throws {
    let result = try Self.drawn(cell, step: step)
    let others = ["previous_cell_state", "cell_tanh"]
    for name in Self.wires[cell]! + ["input"] where !others.contains(name) {
      #expect(result.numbers("c", name) == result.rows("f", name)[step - 1], "\(name)")
    }
    // States begin with h_0.
    #expect(result.numbers("c", "state") == result.rows("f", "state")[step])
    #expect(result.numbers("c", "previous_state") == result.rows("f", "state")[step - 1])
    guard cell == "cell: lstm" else { return }
    let cells = [[0, 0, 0]] + result.rows("f", "cell_state")
    #expect(result.numbers("c", "previous_cell_state") == cells[step - 1])
    #expect(result.numbers("c", "cell_tanh") == cells[step].map { Foundation.tanh($0) })
  }

  @Test(arguments: wires.keys.sorted(), 1...3)
  func aDiagramShowsTheGradientsOfTheBackwardTable(_ cell: String, _ step: Int) throws {
    let result = try Self.drawn(cell, step: step)
    func gradient(_ wire: String) -> [Double] { result.numbers("c", "\(wire)_gradient") }
    let deltas = result.rows("b", "delta")[step - 1]
    let states = result.rows("b", "state_gradient")
    #expect(gradient("state") == states[step - 1])
    if step > 1 { #expect(gradient("previous_state") == states[step - 2]) }
    // dL/dx = W_xh' delta
    let weights = result.rows("net", "W_xh")
    expect(
      gradient("input"),
      near: (0..<2).map { j in zip(weights, deltas).reduce(0) { $0 + $1.0[j] * $1.1 } })
    // The tables have dL/da; a gate's own gradient is without the slope of its function.
    for gate in Self.wires[cell]!.filter({ $0.hasSuffix("_gate") || $0 == "candidate" }) {
      let slopes = result.numbers("c", gate).map {
        gate == "candidate" ? 1 - $0 * $0 : $0 * (1 - $0)
      }
      expect(
        zip(gradient(gate), slopes).map { $0 * $1 },
        near: result.rows("b", "\(gate)_delta")[step - 1])
    }
    if cell == "cell: rnn" { #expect(gradient("preactivation") == deltas) }
    guard cell == "cell: lstm" else { return }
    let cells = result.rows("b", "cell_state_gradient")
    let forget = result.rows("f", "forget_gate")
    #expect(gradient("cell_state") == cells[step - 1])
    if step > 1 {
      #expect(gradient("previous_cell_state") == cells[step - 2])
    } else {
      expect(gradient("previous_cell_state"), near: zip(cells[0], forget[0]).map { $0 * $1 })
    }
    // dL/dc = dL/dtanh(c) (1 - tanh(c)^2) + f_{t+1} dL/dc_{t+1}
    expect(
      (0..<3).map { unit in
        let tanh = result.numbers("c", "cell_tanh")[unit]
        let next = step < 3 ? forget[step][unit] * cells[step][unit] : 0
        return gradient("cell_tanh")[unit] * (1 - tanh * tanh) + next
      }, near: cells[step - 1])
  }

  private func expect(
    _ found: [Double], near wanted: [Double],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) {
    #expect(
      found.count == wanted.count && !wanted.isEmpty
        && zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-14 },
      "\(found) instead of \(wanted)", sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    (
      "cell: lstm", "kind: cell, focus: reset_gate",
      "the cell 'lstm' has no equation 'reset_gate' (it has 'input_gate', 'forget_gate', "
        + "'candidate', 'output_gate', 'cell_state', 'state')"
    ),
    ("cell: gru", "kind: cell, step: 4", "step 4; the pass has 3 steps"),
    (
      "cell: gru", "kind: heatmap, step: 2",
      "'step' is for figures of the kind 'cell'; this one is of the kind 'heatmap'"
    ),
    (
      "bidirectional: true", "kind: cell",
      "a figure of the kind 'cell' is drawn for one direction; the model has two"
    ),
    (
      "cell: rnn", "kind: heatmap, show: all",
      "'all' is for the cells 'lstm' and 'gru'; the model's is 'rnn'"
    ),
  ])
  func aDiagramThatCannotBeDrawnIsRefused(_ cell: String, _ keys: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.model(cell), Self.three, "forward: { id: f, model: net, data: seq }",
      "figure: { id: c, from: [f], alt: a, \(keys) }",
    ])
    expectOne(found, endingWith: message)
  }

  @Test func aDiagramOfTwoPassesIsRefused() {
    let found = LessonFiles.complaints([
      Self.model("cell: lstm"), Self.three, "forward: { id: f, model: net, data: seq }",
      "forward: { id: g, model: net, data: seq }", "backward: { id: b, of: g }",
      "figure: { id: c, kind: cell, from: [f, b], alt: a }",
    ])
    expectOne(found, endingWith: "'b' goes back over another pass than the one that is drawn")
  }

  /// A padded step is known only when the lesson runs: the sequence that is shown is a shorter one.
  @Test func aStepOfPaddingIsNotDrawn() throws {
    let result = try LessonFiles.result([
      Self.model("cell: lstm"), Self.three,
      "forward: { id: f, model: net, data: seq, sequence: 2 }",
      "figure: { id: c, kind: cell, from: [f], step: 3, alt: a }",
    ])
    #expect(result.steps.last?.verdict == .error)
    #expect("\(result.steps.last!.items)".contains("step 3; the shown sequence has 2 steps"))
  }

  @Test(arguments: ["lstm", "gru"])
  func gatesStandBesideStates(_ cell: String) throws {
    let result = try LessonFiles.result([
      Self.model("cell: \(cell)"), Self.three, "forward: { id: f, model: net, data: seq }",
      "figure: { id: h, kind: heatmap, from: [f], show: all, alt: a }",
    ])
    #expect(result.verdict == .pass)
    #expect(Set(result.figures[0].regions.map(\.step)) == Set(1...3))
  }

  @Test func aContrastIsTheLargestDifferenceOfEachRow() throws {
    let result = try LessonFiles.result([
      Self.model("cell: gru"), Self.three, "forward: { id: f, model: net, data: seq }",
      "forward: { id: g, model: net, data: seq, sequence: 1 }",
      "contrast: { id: same, values: [f.state, g.state] }",
      "contrast: { id: apart, values: [f.reset_gate, f.update_gate] }",
    ])
    #expect(result.number("same", "largest") == 0)
    #expect(result.numbers("same", "at") == [0, 0, 0, 0])
    let expected = zip(result.rows("f", "reset_gate"), result.rows("f", "update_gate")).map {
      zip($0, $1).map { abs($0 - $1) }.max()!
    }
    #expect(result.numbers("apart", "at") == expected)
    #expect(result.number("apart", "largest") == expected.max())
  }

  @Test func aContrastOfDifferentShapesFails() throws {
    let result = try LessonFiles.result([
      Self.model("cell: gru"), Self.three, "forward: { id: f, model: net, data: seq }",
      "contrast: { id: c, values: [f.state, f.update_gate] }",
    ])
    #expect(result.steps.last?.verdict == .error)
    #expect(
      "\(result.steps.last!.items)".contains(
        "f.state and f.update_gate are not lists of one length"))
  }

  private static func flow(_ keys: String) -> [String] {
    [
      "data: { id: long, kind: recall, steps: 9, symbols: 4, count: 3 }",
      """
      model:
        id: net
        input: 4
        hidden: 4
        head: { kind: identity, at: last }
        loss: cross_entropy
        \(keys)
      """, "flow: { id: flow, data: long, cases: [{ model: net, label: it }], seeds: 3 }",
    ]
  }

  /// Without weights h brings nothing back, and each step multiplies dL/dc by the forget gate.
  @Test func anLSTMWithoutWeightsKeepsThePowerOfItsForgetGate() throws {
    let init0 = "init: { weights: uniform, recurrent: uniform, scale: 0, forget_bias: 2 }"
    let result = try LessonFiles.result(
      Self.flow("cell: lstm\n  \(init0)") + [
        "figure: { id: fig, kind: gradient_flow, from: [flow], alt: a }"
      ])
    let kept = pow(1 / (1 + exp(-2.0)), 8)
    for name in ["kept", "least", "most"] {
      #expect(abs(result.number("flow", "net_cell_\(name)")! - kept) < 1e-12)
    }
    #expect(result.number("flow", "net_state_kept") == 0)
    #expect(result.numbers("flow", "net_cell").count == 9)
    #expect(result.figures.count == 1)
  }

  /// A rotation times 0.9, and no function: every step keeps 0.9 of the norm.
  @Test func aLinearRotationKeepsThePowerOfItsGain() throws {
    let result = try LessonFiles.result(
      Self.flow("activation: identity\n  init: { recurrent: orthogonal, gain: 0.9 }"))
    for name in ["kept", "least", "most"] {
      #expect(abs(result.number("flow", "net_state_\(name)")! - pow(0.9, 8)) < 1e-12)
    }
    #expect(result.value("flow", "net_cell_kept") == nil)
  }

  @Test func aFlowRefusesWhatItCannotFollow() {
    expectOne(
      LessonFiles.complaints(
        Self.flow("bidirectional: true").map {
          $0.replacing("kind: identity", with: "outputs: 4")
        }),
      endingWith: "'net' reads both ways; a flow follows the gradient of one direction")
    expectOne(
      LessonFiles.complaints(
        Self.flow("cell: gru").map {
          $0.replacing("label: it }]", with: "label: it }, { model: net }]")
        }), endingWith: "'net' stands twice in 'cases'")
  }
}
