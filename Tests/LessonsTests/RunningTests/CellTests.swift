import Foundation
import Lessons
import Testing

/// The numbers that forward and backward show of each kind of cell.
@Suite struct CellTests {
  private static let two = """
    data:
      id: seq
      kind: sequences
      items:
        - { x: [[1, 0.2], [0.5, -0.4], [-1, 0.3]], target: [0.5] }
        - { x: [[0.3, 0.1], [0.2, 0.9], [7, 7]], target: [0.1] }
      lengths: [3, 2]
    """

  private static func model(_ keys: String, at place: String = "last") -> String {
    """
    model:
      id: net
      input: 2
      hidden: 3
      head: { outputs: 1, at: \(place) }
      loss: half_squared_error
      \(keys)
    """
  }

  private static func sigmoidSlope(_ y: Double) -> Double { y * (1 - y) }

  @Test func anLSTMShowsItsGatesAndTheirDeltas() throws {
    let result = try LessonFiles.result([
      Self.model("cell: lstm"), Self.two,
      "forward: { id: f, model: net, data: seq, show: [gates, cell_state, state] }",
      "backward: { id: b, of: f, show: [state_gradient, cell_state_gradient, delta] }",
    ])
    #expect(result.verdict == .pass)
    let names = ["input_gate", "forget_gate", "candidate", "output_gate"]
    let gates = names.map { result.rows("f", $0) }
    let (i, f, g, o) = (gates[0], gates[1], gates[2], gates[3])
    let c = result.rows("f", "cell_state")
    let h = result.rows("f", "state")
    let deltas = names.map { result.rows("b", "\($0)_delta") }
    let dh = result.rows("b", "state_gradient")
    let dc = result.rows("b", "cell_state_gradient")
    #expect(h.count == 4 && c.count == 3 && dh.count == 3)
    for t in 0..<3 {
      for unit in 0..<3 {
        let before = t == 0 ? 0 : c[t - 1][unit]
        #expect(abs(c[t][unit] - (f[t][unit] * before + i[t][unit] * g[t][unit])) < 1e-14)
        let squashed = tanh(c[t][unit])
        #expect(abs(h[t + 1][unit] - o[t][unit] * squashed) < 1e-14)
        let expected = [
          dc[t][unit] * g[t][unit] * Self.sigmoidSlope(i[t][unit]),
          dc[t][unit] * before * Self.sigmoidSlope(f[t][unit]),
          dc[t][unit] * i[t][unit] * (1 - g[t][unit] * g[t][unit]),
          dh[t][unit] * squashed * Self.sigmoidSlope(o[t][unit]),
        ]
        for gate in 0..<4 { #expect(abs(deltas[gate][t][unit] - expected[gate]) < 1e-14) }
      }
    }
    #expect(result.rows("b", "delta")[2] == deltas.flatMap { $0[2] })
    let headings = result.table("f")?.columns.map(\.heading) ?? []
    #expect(headings.first == "t")
    let symbols = headings.filter { $0.hasSuffix("[0]") }.map { $0.prefix(1) }
    #expect(symbols == ["i", "f", "g", "o", "c", "h"])
    #expect(result.table("b")?.columns.map(\.heading).contains("delta_f[2]") == true)
  }

  @Test(arguments: ["before", "after"])
  func aGRUShowsItsGatesAndWhatTheResetGateActsOn(_ reset: String) throws {
    let result = try LessonFiles.result([
      Self.model("cell: gru\n  reset: \(reset)"), Self.two,
      "forward: { id: f, model: net, data: seq, show: [gates, candidate_term, state] }",
      "backward: { id: b, of: f }",
    ])
    #expect(result.verdict == .pass)
    let (r, z) = (result.rows("f", "reset_gate"), result.rows("f", "update_gate"))
    let (n, h) = (result.rows("f", "candidate"), result.rows("f", "state"))
    let term = result.rows("f", "candidate_term")
    let dn = result.rows("b", "candidate_delta")
    let dh = result.rows("b", "state_gradient")
    for t in 0..<3 {
      for unit in 0..<3 {
        let expected = (1 - z[t][unit]) * n[t][unit] + z[t][unit] * h[t][unit]
        #expect(abs(h[t + 1][unit] - expected) < 1e-14)
        if reset == "before" { #expect(abs(term[t][unit] - r[t][unit] * h[t][unit]) < 1e-14) }
        let slope = (1 - z[t][unit]) * (1 - n[t][unit] * n[t][unit])
        #expect(abs(dn[t][unit] - dh[t][unit] * slope) < 1e-14)
      }
    }
    #expect(term[2].allSatisfy { $0 != 0 })
    let heading = reset == "before" ? "(r_t h_t-1)[0]" : "(W_hn h_t-1 + b_hn)[0]"
    #expect(result.table("f")?.columns.map(\.heading).contains(heading) == true)
  }

  @Test func theTwoFormsOfTheResetGateDiffer() throws {
    func states(_ reset: String) throws -> [[Double]] {
      try LessonFiles.result([
        Self.model("cell: gru\n  reset: \(reset)"), Self.two,
        "forward: { id: f, model: net, data: seq }",
      ]).rows("f", "state")
    }
    let (before, after) = (try states("before"), try states("after"))
    // The first step begins at zero, where there is nothing to reset.
    #expect(before[1] == after[1])
    #expect(before[3] != after[3])
  }

  @Test(arguments: [
    ("cell: lstm", "recurrent_product", "the cell 'lstm' has no 'recurrent_product' (it has "),
    ("cell: gru", "cell_state", "the cell 'gru' has no 'cell_state' (it has "),
    (
      "cell: gru", "output_gate",
      "the cell 'gru' has no 'output_gate' (it has 'input', "
        + "'preactivation', 'gates', 'candidate', 'reset_gate', 'update_gate', 'candidate_term', "
        + "'state', 'output')"
    ),
    ("activation: relu", "gates", "the cell 'rnn' has no 'gates' (it has 'input', "),
  ])
  func aNumberThatACellDoesNotHaveIsRefused(_ cell: String, _ name: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.model(cell), Self.two, "forward: { id: f, model: net, data: seq, show: [\(name)] }",
    ])
    #expect(found.count == 1)
    #expect(found.first?.contains(message) == true, "\(found)")
  }

  @Test(arguments: [
    ("show: [terms]", "'terms' are shown for the cell 'rnn'; the model's is 'gru'"),
    (
      "show: [cell_state_gradient]",
      "'cell_state_gradient' is for the cell 'lstm'; the model's cell 'gru' has no cell state"
    ),
  ])
  func backwardRefusesWhatTheCellDoesNotHave(_ keys: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.model("cell: gru"), Self.two, "forward: { id: f, model: net, data: seq }",
      "backward: { id: b, of: f, \(keys) }",
    ])
    expectOne(found, endingWith: message)
  }

  /// What stands behind a sequence's length is neither read nor shown.
  @Test(arguments: ["cell: rnn", "cell: lstm", "cell: gru\n  bidirectional: true"])
  func paddingIsNeitherReadNorShown(_ cell: String) throws {
    func run(_ data: String) throws -> LessonResult {
      try LessonFiles.result([
        Self.model(cell), data, "forward: { id: f, model: net, data: seq, sequence: 2 }",
        "backward: { id: b, of: f }",
      ])
    }
    let result = try run(Self.two)
    let other = try run(Self.two.replacing("[7, 7]", with: "[-3, 0]"))
    #expect(result.number("f", "loss") == other.number("f", "loss"))
    #expect(result.number("b", "gradient_norm") == other.number("b", "gradient_norm"))
    #expect(result.rows("f", "state").count == 3)
    #expect(result.table("f")?.rows.count == 2)
    #expect(result.table("b")?.rows.count == 2)
    #expect(result.table("f")?.caption?.contains("2 of 3 steps, the rest is padding") == true)
    let longer = try run(Self.two.replacing("[3, 2]", with: "[3, 3]"))
    #expect(longer.number("f", "loss") != other.number("f", "loss"))
  }

  @Test(arguments: [
    ("[3, 4]", "a length of 4; the sequences have 3 steps"),
    ("[3]", "1 length for 2 sequences; each has one"),
  ])
  func lengthsMustFitTheirSequences(_ lengths: String, _ message: String) {
    let found = LessonFiles.complaints([Self.two.replacing("[3, 2]", with: lengths)])
    expectOne(found, endingWith: message)
  }

  /// y = [h forward; h reverse] with an identity head.
  @Test func bothDirectionsCanBeShown() throws {
    let model = """
      model:
        id: net
        cell: lstm
        input: 2
        hidden: 3
        layers: 2
        bidirectional: true
        head: { kind: identity, at: each }
        loss: half_squared_error
      """
    let data = "data: { id: seq, kind: sequences, items: [{ x: [[1, 2], [3, 4], [0, 1]] }] }"
    let result = try LessonFiles.result([
      model, data, "forward: { id: f, model: net, data: seq }",
      "forward: { id: r, model: net, data: seq, direction: reverse }",
      "forward: { id: low, model: net, data: seq, layer: 1 }",
    ])
    #expect(result.verdict == .pass)
    let (forward, reverse) = (result.rows("f", "state"), result.rows("r", "state"))
    #expect(forward.count == 4 && reverse.count == 3)
    for t in 0..<3 { #expect(result.rows("f", "output")[t] == forward[t + 1] + reverse[t]) }
    #expect(result.rows("low", "state")[3] != forward[3])
    #expect(result.table("r")?.caption == "Layer 2 of 2, reverse direction")
    for id in ["f", "r", "low"] {
      #expect(result.number(id, "textbook_difference")! < 1e-14)
    }
  }

  @Test(arguments: [
    ("layer: 3", "layer 3; 'net' has 1 layer"),
    (
      "direction: reverse",
      "'net' reads forward only; 'bidirectional: true' gives it a reverse direction"
    ),
  ])
  func aLayerOrDirectionThatIsNotThereIsRefused(_ keys: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.model("cell: gru"), Self.two, "forward: { id: f, model: net, data: seq, \(keys) }",
    ])
    expectOne(found, endingWith: message)
  }
}
