import Lessons
import Testing

/// Gradient checks and trainings of every kind of model.
@Suite struct CellTrainingTests {
  private static let text = "data: { id: text, kind: characters, text: hihello, alphabet: eihol }"

  private static func model(_ keys: String) -> String {
    "model: { id: net, hidden: 4, head: { outputs: 5 }, loss: cross_entropy, \(keys) }"
  }

  static let models = [
    "input: 5", "input: 5, activation: sigmoid, layers: 2", "input: 5, cell: lstm",
    "input: 5, cell: gru, reset: before", "input: 5, cell: gru, reset: after",
    "input: 5, cell: lstm, layers: 2, bidirectional: true",
    "embedding: { vocabulary: 5, size: 3 }, cell: gru, bidirectional: true",
    "embedding: { vocabulary: 6, size: 3 }, cell: lstm, dropout: 0.5",
  ]

  @Test(arguments: models)
  func everyGradientIsRight(_ keys: String) throws {
    let result = try LessonFiles.result([
      Self.model(keys), Self.text, "gradcheck: { id: g, model: net, data: text }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.number("g", "exact_difference")! < 1e-12)
    #expect(result.number("g", "entries") == result.number("net", "parameters"))
  }

  /// With dropout the differences see one mask, and a wrong entry under it is still found.
  @Test func dropoutIsHeldFixedInAGradientCheck() throws {
    func result(_ plant: String) throws -> LessonResult {
      try LessonFiles.result([
        Self.model("input: 5, cell: gru, layers: 2, dropout: 0.4"), Self.text,
        "gradcheck: { id: g, model: net, data: text\(plant) }",
      ])
    }
    let right = try result("")
    #expect(right.verdict == .pass)
    let lines = right.steps[2].items.compactMap { item in
      if case .line(let line) = item { line } else { nil }
    }
    #expect(lines.first?.hasSuffix("evaluations, one dropout mask in all)") == true)
    #expect(
      try result(", plant: { tensor: gru.2.W_hh, row: 1, column: 2, relative: 1e-4 }").verdict
        == .pass)
    #expect(
      try result(", plant: { tensor: gru.2.W_hh, row: 1, column: 2, relative: 0 }").verdict
        == .fail)
  }

  @Test func aWrongEntryIsNamedWithItsGate() throws {
    let result = try LessonFiles.result([
      Self.model("input: 5, cell: lstm"), Self.text,
      """
      gradcheck:
        id: g
        model: net
        data: text
        plant: { tensor: W_hh, row: 6, column: 1, relative: 1e-5 }
      """,
    ])
    let step = result.steps[2]
    #expect(step.verdict == .pass)
    let cells = result.table("g")?.rows.map(\.cells).first { $0[0] == "W_hh" } ?? []
    #expect(cells.prefix(3) == ["W_hh", "FAIL", "W_hh[6, 1], forget gate"])
  }

  @Test(arguments: [
    "optimizer: sgd, rate: 1.0", "optimizer: momentum, rate: 0.3, momentum: 0.8",
    "optimizer: rmsprop, rate: 0.02, rho: 0.95, epsilon: 1e-6",
    "optimizer: adam, rate: 0.05, beta1: 0.8, beta2: 0.99, epsilon: 1e-7",
  ])
  func everyOptimizerLearns(_ keys: String) throws {
    let result = try LessonFiles.result([
      Self.model("input: 5, cell: lstm"), Self.text,
      "train: { id: t, model: net, data: text, epochs: 300, \(keys) }",
      "predict: { id: p, model: t, data: text }",
    ])
    #expect(result.number("t", "last")! < 0.2)
    #expect(result.number("p", "accuracy") == 1)
  }

  /// The first step of momentum is that of plain descent; Adam's is the rate, whatever the slope.
  @Test func theFirstStepIsTheOptimizersOwn() throws {
    func step(_ keys: String) throws -> [Double] {
      let result = try LessonFiles.result([
        Self.model("input: 5"), Self.text,
        "train: { id: t, model: net, data: text, epochs: 1, rate: 0.01, \(keys) }",
      ])
      return zip(result.numbers("t", "b_y"), result.numbers("net", "b_y")).map { $0 - $1 }
    }
    let plain = try step("optimizer: sgd")
    #expect(plain.allSatisfy { $0 != 0 })
    #expect(try step("optimizer: momentum") == plain)
    for (adam, sgd) in zip(try step("optimizer: adam"), plain) {
      #expect(abs(adam.magnitude - 0.01) < 1e-6)
      #expect((adam < 0) == (sgd < 0))
    }
  }

  @Test(arguments: [
    (
      "optimizer: sgd, momentum: 0.5",
      "'momentum' is for the optimizer 'momentum'; here it is 'sgd'"
    ),
    ("optimizer: adam, rho: 0.5", "'rho' is for the optimizer 'rmsprop'; here it is 'adam'"),
    ("beta1: 0.5", "'beta1' is for the optimizer 'adam'; here it is 'sgd'"),
    (
      "optimizer: momentum, epsilon: 1e-7",
      "'epsilon' is for the optimizer 'rmsprop' or 'adam'; here it is 'momentum'"
    ),
  ])
  func aKeyOfAnotherOptimizerIsRefused(_ keys: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.model("input: 5"), Self.text, "train: { id: t, model: net, data: text, \(keys) }",
    ])
    expectOne(found, endingWith: message)
  }

  @Test func aComparisonOfOptimizersSharesTheKeysOfAnyOfThem() {
    func complaints(_ shared: String) -> [String] {
      LessonFiles.complaints([
        Self.model("input: 5"), Self.text,
        """
        compare:
          id: c
          model: net
          data: text
          train: { rate: 0.1, \(shared) }
          cases: [{ name: plain }, { name: fast, optimizer: adam }]
          learned: { loss_below: 0.1 }
        """,
      ])
    }
    #expect(complaints("beta1: 0.8") == [])
    let found = complaints("rho: 0.8")
    #expect(found.count == 1)
    #expect(
      found.first?.hasSuffix("'rho' is for the optimizer 'rmsprop'; here it is 'sgd'") == true)
  }

  /// Dropout acts in training, by the seed, and nowhere else.
  @Test func dropoutActsInTrainingAlone() throws {
    func run(_ dropout: String) throws -> LessonResult {
      try LessonFiles.result([
        Self.model("input: 5, cell: gru, layers: 2, dropout: \(dropout)"), Self.text,
        "forward: { id: f, model: net, data: text }",
        "train: { id: t, model: net, data: text, epochs: 5 }",
      ])
    }
    let (without, with) = (try run("0"), try run("0.5"))
    #expect(without.number("f", "loss") == with.number("f", "loss"))
    #expect(without.numbers("t", "loss")[0] == without.number("f", "loss"))
    #expect(with.numbers("t", "loss")[0] != with.number("f", "loss"))
    #expect(try run("0.5").numbers("t", "loss") == with.numbers("t", "loss"))
  }

  @Test(arguments: ["state", "cell_state", "gates", "candidate"])
  func aHeatmapShowsStatesAndGates(_ show: String) throws {
    let result = try LessonFiles.result([
      Self.model("input: 5, cell: lstm, bidirectional: true"), Self.text,
      "forward: { id: f, model: net, data: text }",
      "figure: { id: h, kind: heatmap, from: [f], show: \(show), alt: a }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.figures.count == 1)
    #expect(Set(result.figures[0].regions.map(\.step)) == Set(1...6))
  }

  @Test(arguments: [
    (
      "input: 5, cell: gru", "kind: heatmap, show: cell_state",
      "'cell_state' is for the cell 'lstm'; the model's is 'gru'"
    ),
    (
      "input: 5", "kind: heatmap, show: gates",
      "'gates' is for the cells 'lstm' and 'gru'; the model's is 'rnn'"
    ),
    (
      "input: 5", "kind: activation, show: state",
      "'show' is for figures of the kind 'heatmap'; this one is of the kind 'activation'"
    ),
    (
      "input: 5, cell: lstm", "kind: activation",
      "a figure of the kind 'activation' is drawn for the cell 'rnn'; the model's is 'lstm'"
    ),
  ])
  func aFigureThatCannotBeDrawnIsRefused(_ model: String, _ keys: String, _ message: String) {
    let found = LessonFiles.complaints([
      Self.model(model), Self.text, "forward: { id: f, model: net, data: text }",
      "figure: { id: h, from: [f], alt: a, \(keys) }",
    ])
    expectOne(found, endingWith: message)
  }

  @Test func anUnrolledLSTMIsDrawnWithItsGradient() throws {
    let result = try LessonFiles.result([
      Self.model("embedding: { vocabulary: 5, size: 2 }, cell: lstm, layers: 2"), Self.text,
      "forward: { id: f, model: net, data: text, show: [input, state] }",
      "backward: { id: b, of: f }",
      "figure: { id: h, kind: unrolled, from: [f, b], alt: a }",
    ])
    #expect(result.verdict == .pass)
    #expect(result.figures.count == 1)
    // An embedded symbol is shown, and x_t is its row of the table.
    #expect(result.table("f")?.rows.map { $0.cells[1] } == ["h", "i", "h", "e", "l", "l"])
    #expect(result.rows("f", "input")[1] == result.rows("net", "embedding")[1])
  }

  /// Two layers, two directions, and a last step that is padding.
  @Test func bothDirectionsOfAShorterSequenceAreDrawn() throws {
    let result = try LessonFiles.result([
      "data: { id: d, kind: onehot, texts: [abca, abca], lengths: [4, 3], alphabet: abc }",
      """
      model: { id: m, cell: lstm, layers: 2, bidirectional: true, input: 3, hidden: 2,
               head: { outputs: 5 }, loss: cross_entropy }
      """,
      "forward: { id: f, model: m, data: d, sequence: 2 }",
      "figure: { id: h, kind: unrolled, from: [f], alt: a }",
    ])
    #expect(result.verdict == .pass)
    #expect(Set(result.figures[0].regions.map(\.step)) == [1, 2, 3, 4])
  }
}
