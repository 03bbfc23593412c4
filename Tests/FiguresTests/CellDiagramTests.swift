import Drawing
import Figures
import Foundation
import Testing

@Suite struct CellDiagramTests {
  static let kinds: [CellDiagram.Kind] =
    CellDiagram.Activation.allCases.map { .rnn($0) }
    + [.lstm, .gru(reset: .before), .gru(reset: .after)]

  /// Numbers on every wire: gates in 0...1, the rest in -1...1.
  static func values(
    _ kind: CellDiagram.Kind, _ units: Int, inputs: Int
  ) -> [CellDiagram.Wire: [Double]] {
    let gates: Set<CellDiagram.Wire> = [.inputGate, .forgetGate, .outputGate, .reset, .update]
    var values: [CellDiagram.Wire: [Double]] = [:]
    for (phase, wire) in kind.wires.enumerated() {
      let wave = Samples.wave(wire == .input ? inputs : units, phase)
      values[wire] = gates.contains(wire) ? wave.map { ($0 + 1) / 2 } : wave
    }
    return values
  }

  // MARK: - What is drawn

  @Test(arguments: kinds)
  func everyNamedWireShowsItsNumbers(kind: CellDiagram.Kind) throws {
    for wire in kind.wires {
      let figure = CellDiagram(title: "x", cell: kind, values: [wire: [0.1234, -0.5678]])
      let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
      #expect(texts.contains("0.12") && texts.contains("\u{2212}0.57"), "\(wire)")
      #expect(CellScheme(figure).tags.contains { $0.wire == wire && !$0.isBare })
    }
    let drawn = CellScheme(CellDiagram(title: "x", cell: kind)).tags.map(\.wire)
    #expect(Set(drawn) == Set(kind.wires))
  }

  @Test func moreThanFourUnitsAreColoursWithAKey() throws {
    func texts(_ units: Int) throws -> [String] {
      let given = Self.values(.lstm, units, inputs: units)
      return try CellDiagram(title: "x", cell: .lstm, values: given).drawn(theme: .light).0.placed
        .map(\.label.source)
    }
    let (four, five) = (try texts(4), try texts(5))
    #expect(four.contains { $0.contains(".") } && !four.contains("gates"))
    #expect(!five.contains { $0.contains(".") })
    #expect(Set(five).isSuperset(of: ["gates", "0", "1", "other values", "\u{2212}1"]))
  }

  @Test func whatIsNotFiniteIsNamedEvenWhereTheRestIsPale() throws {
    var given = Self.values(.lstm, 2, inputs: 2)
    given[.forgetGate] = [.nan, 0.5]
    given[.previousCell] = [.infinity, -.infinity]
    let figure = CellDiagram(title: "x", cell: .lstm, values: given, focus: .outputGate)
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    #expect(Set(texts).isSuperset(of: ["NaN", "∞", "\u{2212}∞"]))
  }

  @Test func theResetGateMultipliesBeforeOrAfterTheProduct() throws {
    func scheme(_ reset: CellDiagram.Reset) -> CellScheme {
      CellScheme(CellDiagram(title: "x", cell: .gru(reset: reset)))
    }
    /// The way from the reset gate's circle or to it, through the box of W_hn.
    func product(_ scheme: CellScheme) throws -> CellScheme.Box {
      try #require(scheme.boxes.first { $0.label.source.contains("W_{hn}") })
    }
    func reset(_ scheme: CellScheme) throws -> CellScheme.Operation {
      try #require(scheme.operations.first { $0.equations == [.candidate] })
    }
    func isNear(_ a: Point?, _ b: Point) -> Bool {
      a.map { abs($0.x - b.x) + abs($0.y - b.y) < 1e-6 } ?? false
    }
    func hasWire(_ scheme: CellScheme, from: Point, to: Point) -> Bool {
      scheme.paths.contains { isNear($0.points.first, from) && isNear($0.points.last, to) }
    }
    let (before, after) = (scheme(.before), scheme(.after))
    #expect(try product(before).rect.left > reset(before).rect.right)
    #expect(try product(after).rect.right < reset(after).rect.left)
    #expect(try product(before).label == "$W_{hn}$")
    #expect(try product(after).label == "$W_{hn},\\, b_{hn}$")
    // Before: the circle's wire ends at the box. After: the box's wire ends at the circle.
    let (box, circle) = (try product(before).rect, try reset(before).rect)
    #expect(
      hasWire(
        before, from: Point(circle.right, circle.midY), to: Point(box.left, box.midY)))
    let (first, then) = (try product(after).rect, try reset(after).rect)
    #expect(
      hasWire(
        after, from: Point(first.right, first.midY), to: Point(then.midX, then.bottom)))
  }

  @Test(arguments: [
    (CellDiagram.Kind.lstm, ["$c_t = \\!f_t \\odot c_{t-1} + i_t \\odot g_t$"]),
    (.lstm, ["$h_t = o_t \\odot \\tanh(c_t)$"]),
    (.lstm, ["$i_t = \\sigma(W_{xi}\\,x_t + W_{hi}\\,h_{t-1} + b_i)$"]),
    (.gru(reset: .before), ["$h_t = (1 - z_t) \\odot n_t + z_t \\odot h_{t-1}$"]),
    (
      .gru(reset: .before),
      ["$n_t = \\tanh(W_{xn}\\,x_t + b_n + W_{hn}\\,(r_t \\odot h_{t-1}))$"]
    ),
    (
      .gru(reset: .after),
      ["$n_t = \\tanh(W_{xn}\\,x_t + b_n + r_t \\odot (W_{hn}\\,h_{t-1} + b_{hn}))$"]
    ),
    (.rnn(.relu), ["$h_t = \\operatorname{ReLU}(a_t)$"]),
    (.rnn(.identity), ["$h_t = a_t$"]),
  ])
  func withoutFocusEveryEquationIsListed(kind: CellDiagram.Kind, wanted: [String]) throws {
    let placed = try CellDiagram(title: "x", cell: kind).drawn(theme: .light).0.placed
    for equation in wanted { #expect(placed.contains { $0.label.source == equation }) }
    let equations = placed.filter { $0.label.source.contains(" = ") }
    #expect(equations.count == kind.equations.count)
  }

  @Test func theEquationInFocusStandsAloneAndLarge() throws {
    let given = Self.values(.lstm, 2, inputs: 3)
    let figure = CellDiagram(title: "x", cell: .lstm, values: given, focus: .forgetGate)
    let placed = try figure.drawn(theme: .light).0.placed
    let equations = placed.filter { $0.label.source.contains(" = ") }
    #expect(equations.map(\.size) == [19])
    #expect(equations[0].label.source.hasPrefix("$f_t = "))
    #expect(placed.contains { $0.label.source == "forget gate" })
  }

  @Test func anEquationEntryByEntryIsAlsoWrittenInNumbers() throws {
    let given: [CellDiagram.Wire: [Double]] = [
      .update: [0.41, 0.29], .candidate: [-0.86, 0.94], .previousHidden: [-0.15, 0.35],
      .hiddenState: [-0.57, .nan],
    ]
    let figure = CellDiagram(
      title: "x", cell: .gru(reset: .before), values: given, focus: .hiddenState)
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    let minus = "\u{2212}"
    #expect(
      texts.contains(
        "unit 0:  (1 \(minus) 0.41) · (\(minus)0.86) + 0.41 · (\(minus)0.15) ≈ \(minus)0.57"))
    #expect(!texts.contains { $0.hasPrefix("unit 1") })
  }

  // MARK: - Colours

  @Test(arguments: [false, true])
  func theFocusHasFullInkAndTheRestIsPale(isDark: Bool) throws {
    let theme = isDark ? Theme.dark : .light
    let figure = CellDiagram(title: "x", cell: .lstm, focus: .cellState)
    let (canvas, _) = try figure.drawn(theme: theme)
    let image = try PNG.decode(canvas.png())
    let shift = canvas.size.height - figure.size.height
    let ground = CellInk(theme: theme, focus: nil).ground
    /// The colour in the middle of a wire's first stretch.
    func contrast(_ path: CellScheme.Path) -> Double {
      let (a, b) = (path.points[0], path.points[1])
      let (x, y) = ((0.6 * a.x + 0.4 * b.x) * 2, (0.6 * a.y + 0.4 * b.y + shift) * 2)
      return image[Int(x), Int(y)].contrast(with: ground)
    }
    let inside = CellScheme(figure).paths.filter {
      $0.points[0].x > 130 && $0.points[0].x < 670 && $0.bridges.isEmpty
    }
    let (full, pale) = (
      inside.filter { $0.equations.contains(.cellState) }.map(contrast),
      inside.filter { !$0.equations.contains(.cellState) }.map(contrast)
    )
    #expect(full.count >= 6 && pale.count >= 15)
    let (leastFull, mostPale) = (full.min() ?? 0, pale.max() ?? 21)
    #expect(leastFull >= 3)
    #expect(mostPale < leastFull / 1.5)
    #expect(pale.allSatisfy { $0 > 1.2 })
  }

  @Test(arguments: [false, true])
  func paleTextKeepsThreeToOneOnEveryFill(isDark: Bool) {
    let theme = isDark ? Theme.dark : .light
    let ink = CellInk(theme: theme, focus: .forgetGate)
    let roles = Theme.Role.allCases.map(theme.fill)
    let fills = roles + [theme.background] + theme.signedMap.colors + theme.unitMap.colors
    for fill in fills {
      let pale = ink.fill(fill, isPale: true)
      let text = ink.text(theme.text(on: pale), on: pale, isPale: true)
      #expect(text.contrast(with: pale) >= 3)
      #expect(ink.text(theme.ink, on: theme.background, isPale: false) == theme.ink)
    }
    for role in Theme.Role.allCases {
      #expect(ink.line(role, isPale: false).contrast(with: ink.ground) >= 3)
    }
  }

  @Test func everyWireAndBoxBelongsToSomeEquationOfItsCell() {
    for kind in Self.kinds {
      let scheme = CellScheme(CellDiagram(title: "x", cell: kind))
      let all = Set(kind.equations)
      let sets =
        scheme.paths.map(\.equations) + scheme.boxes.map(\.equations)
        + scheme.operations.map(\.equations) + scheme.tags.map(\.equations)
      for set in sets { #expect(!set.isEmpty && set.isSubset(of: all)) }
      for equation in all {
        #expect(scheme.paths.filter { $0.equations.contains(equation) }.count >= 2)
      }
    }
  }

  // MARK: - Errors

  @Test(arguments: [
    (
      CellDiagram(title: "x", cell: .gru(reset: .before), values: [.forgetGate: [1]]),
      "values were given for forgetGate, a GRU (reset before) has input, previousHidden, reset, "
        + "update, candidate, hiddenState"
    ),
    (
      CellDiagram(title: "x", cell: .rnn(.tanh), gradients: [.cellState: [1]]),
      "gradients were given for cellState, an RNN (tanh) has input, previousHidden, "
        + "preActivation, hiddenState"
    ),
    (
      CellDiagram(title: "x", cell: .lstm, values: [.previousHidden: [1, 2], .candidate: [1]]),
      "candidate has 1 units, previousHidden has 2"
    ),
    (
      CellDiagram(
        title: "x", cell: .lstm, values: [.hiddenState: [1, 2]], gradients: [.candidate: [1]]),
      "the gradient of candidate has 1 units, hiddenState has 2"
    ),
    (
      CellDiagram(title: "x", cell: .lstm, values: [.input: [1, 2]], gradients: [.input: [1]]),
      "the gradient of input has 1 entries, input has 2"
    ),
    (
      CellDiagram(title: "x", cell: .lstm, values: [.input: []]),
      "input has no values; leave it out or give at least 1"
    ),
    (
      CellDiagram(title: "x", cell: .lstm, focus: .update),
      "focus is update, an LSTM has inputGate, forgetGate, candidate, outputGate, cellState, "
        + "hiddenState"
    ),
  ])
  func whatDoesNotFitTheCellIsAnErrorThatNamesIt(figure: CellDiagram, reason: String) {
    #expect(throws: FigureError.invalidData(figure: "CellDiagram", reason: reason)) {
      _ = try figure.render()
    }
  }

  @Test func theInputMayHaveAnotherSizeThanTheState() throws {
    let figure = CellDiagram(
      title: "x", cell: .lstm, values: [.input: [1, 2, 3], .previousHidden: [1, 2]])
    #expect(throws: Never.self) { try figure.validate() }
  }

  @Test func twoRendersAreTheSameBytes() throws {
    let figure = CellDiagram(
      title: "x", cell: .lstm, values: Self.values(.lstm, 8, inputs: 3), focus: .candidate)
    #expect(try figure.render() == figure.render())
  }
}
