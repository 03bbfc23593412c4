import Figures
import Testing

@Suite struct UnrolledDiagramTests {
  @Test func everyDrawnStepHasItsColumn() throws {
    let regions = try Samples.unrolled(3, 2, hasGradient: true).render().regions
    #expect(regions.map(\.step) == [1, 2, 3])
    for (left, right) in zip(regions, regions.dropFirst()) {
      #expect(left.rect.right <= right.rect.left + 1e-9)
    }
  }

  @Test func ofManyStepsTheFirstAndLastThreeAreDrawn() throws {
    #expect(try Samples.unrolled(8, 1).render().regions.count == 8)
    let regions = try Samples.unrolled(1000, 1).render().regions
    #expect(regions.map(\.step) == [1, 2, 3, 998, 999, 1000])
  }

  @Test func theNumbersOfTheRunStandInTheBoxes() throws {
    let figure = UnrolledDiagram(
      title: "x",
      steps: [
        .init(
          input: .init(values: [1]), states: [[0.4621, -0.1974]],
          gradient: .init(stateNorms: [0.217398], deltas: [[-0.0444, 0.2018]]))
      ])
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    for number in ["0.46", "\u{2212}0.20", "\u{2212}0.04", "0.20", "1.00"] {
      #expect(texts.contains(number), "\(number) is missing")
    }
    #expect(texts.contains { $0.contains("0.217") })
  }

  @Test func moreThanFourUnitsAreColoursOnly() throws {
    func numbers(_ units: Int) throws -> [String] {
      let figure = UnrolledDiagram(title: "x", steps: [.init(states: [Samples.wave(units, 1)])])
      return try figure.drawn(theme: .light).0.placed.map(\.label.source)
        .filter { $0.contains(".") }
    }
    #expect(try numbers(4) == ["0.91", "\u{2212}0.96", "0.99", "\u{2212}1.00"])
    #expect(try numbers(5) == [])
  }

  @Test func coloursWithoutNumbersHaveAKey() throws {
    func names(_ units: Int) throws -> [String] {
      let figure = UnrolledDiagram(title: "x", steps: [.init(states: [Samples.wave(units, 1)])])
      return try figure.drawn(theme: .light).0.placed.map(\.label.source)
    }
    #expect(try !names(4).contains("state $h_t$"))
    #expect(Set(try names(5)).isSuperset(of: ["state $h_t$", "\u{2212}1", "1"]))
  }

  @Test func moreLayersMakeAHigherPageOfTheSameWidth() throws {
    let (one, four) = (Samples.unrolled(4, 3), Samples.unrolled(4, 3, layers: 4))
    #expect(one.size.width == 800 && four.size.width == 800)
    #expect(four.size.height > one.size.height + 100)
  }

  @Test func aStateThatIsNotFiniteIsNamed() throws {
    let figure = UnrolledDiagram(
      title: "x", steps: [.init(states: [[.nan, 0.5]], loss: .infinity)])
    let texts = try figure.drawn(theme: .light).0.placed.map(\.label.source)
    #expect(texts.contains("NaN"))
    #expect(texts.contains { $0.contains("∞") })
  }

  @Test func unequalShapesAreErrorsThatNameTheStep() {
    let ragged = UnrolledDiagram(
      title: "x", steps: [.init(states: [[1, 2]]), .init(states: [[1]])])
    #expect(
      throws: FigureError.invalidData(
        figure: "UnrolledDiagram", reason: "step 2, layer 1 has 1 units, step 1 has 2")
    ) { _ = try ragged.render() }
    #expect(throws: FigureError.self) { _ = try UnrolledDiagram(title: "x", steps: []).render() }
    let norms = UnrolledDiagram(
      title: "x", steps: [.init(states: [[1]], gradient: .init(stateNorms: [1, 2]))])
    #expect(throws: FigureError.self) { _ = try norms.render() }
  }

  private func texts(_ figure: UnrolledDiagram) throws -> [String] {
    try figure.drawn(theme: .light, scale: 1).0.placed.map(\.label.source)
  }

  private func arrows(
    _ figure: UnrolledDiagram, _ kind: UnrolledArrow.Kind
  ) -> [UnrolledArrow] {
    figure.geometry.arrows.filter { $0.kind == kind }
  }

  @Test func theWiringSaysWhichStepsHaveInputsAndOutputs() {
    func pattern(_ wiring: UnrolledDiagram.Wiring) -> String {
      UnrolledDiagram(title: "x", wiring: wiring).steps.map {
        ($0.input == nil ? "-" : "x") + ($0.output == nil ? "-" : "y")
      }.joined(separator: " ")
    }
    #expect(pattern(.oneToOne) == "xy")
    #expect(pattern(.oneToMany(steps: 3)) == "xy -y -y")
    #expect(pattern(.manyToOne(steps: 3)) == "x- x- xy")
    #expect(pattern(.manyToMany(steps: 2)) == "xy xy")
    #expect(pattern(.encoderDecoder(inputs: 3, outputs: 2)) == "x- x- xy -y")
  }

  @Test func anOutputThatIsFedBackHasAnArrowToTheNextStep() {
    let figure = UnrolledDiagram(title: "x", wiring: .oneToMany(steps: 4), isFedBack: true)
    let fed = arrows(figure, .fedBack)
    #expect(fed.map(\.from) == [.output(0), .output(1), .output(2)])
    #expect(fed.map(\.to) == (1...3).map { .state($0, layer: 0, .forward) })
  }

  @Test func theReverseDirectionRunsToTheLeftAndBothAreJoined() throws {
    let figure = UnrolledDiagram(
      title: "x", wiring: .manyToMany(steps: 3), layers: 2, isBidirectional: true)
    for arrow in arrows(figure, .state) {
      guard case .state(_, _, let direction) = arrow.to else { continue }
      let isToTheRight = arrow.points[1].x > arrow.points[0].x
      #expect(isToTheRight == (direction == .forward))
    }
    #expect(try texts(figure).filter { $0 == "concat" }.count == 6)
    #expect(try texts(figure).contains("$h_{2}^{(1)\\leftarrow}$"))
  }

  @Test func aCutStopsTheGradientAndLetsTheStatePass() throws {
    var figure = Samples.unrolled(4, 2, hasGradient: true)
    let state = arrows(figure, .state)
    #expect(arrows(figure, .backward).allSatisfy { $0.to != .bar })
    figure.cuts = [2]
    let stopped = arrows(figure, .backward).filter { $0.to == .bar }
    #expect(stopped.map(\.from) == [.state(2, layer: 0, .forward)])
    #expect(arrows(figure, .state) == state)
    #expect(try texts(figure).contains("cut"))
  }

  @Test func whatTheDotsHideIsCounted() throws {
    var figure = Samples.unrolled(20, 2, hasGradient: true)
    #expect(try texts(figure).contains("14 steps"))
    figure.cuts = [3, 4, 8, 8, 16, 17]
    for t in 15..<20 { figure.steps[t].isMasked = true }
    // The cuts after steps 3 and 17 stand beside drawn steps.
    #expect(try Set(texts(figure)).isSuperset(of: ["14 steps", "3 cuts", "2 masked"]))
    #expect(try texts(figure).filter { $0 == "cut" }.count == 2)
  }

  @Test func aMaskedStepShowsNoInputAndCarriesTheState() throws {
    var figure = Samples.unrolled(3, 2)
    figure.steps[2].input = .init(values: [0.123])
    #expect(try texts(figure).contains("0.12"))
    figure.steps[2].isMasked = true
    #expect(try !texts(figure).contains("0.12"))
    #expect(arrows(figure, .carried).map(\.to) == [.state(2, layer: 0, .forward)])
    #expect(try texts(figure).contains { $0.contains("carried on") })
    #expect(!arrows(figure, .up).contains { $0.from == .input(2) })
  }

  @Test func aLargerGradientHasAWiderArrow() {
    let sizes = [1e-6, 1e-4, 1e-2, 1]
    let figure = UnrolledDiagram(
      title: "x",
      steps: sizes.map {
        .init(states: [[0.5]], gradient: .init(stateNorms: [9], deltas: [[$0]]))
      })
    let widths = arrows(figure, .backward).map(\.width)
    // Equal ratios are equal steps of the width; no arrow leaves the first step.
    #expect(widths.count == 3)
    #expect(abs((widths[1] - widths[0]) - (widths[2] - widths[1])) < 1e-9)
    #expect(widths[0] < widths[1] && widths[2] == 3.4)
  }

  @Test func theCellStateHasItsOwnArrowAndCells() throws {
    var figure = Samples.unrolled(3, 2)
    #expect(arrows(figure, .cell).isEmpty)
    for t in 0..<3 { figure.steps[t].cells = [[1.5, -2.25]] }
    #expect(arrows(figure, .cell).count == 3)
    #expect(try texts(figure).filter { $0 == "1.50" }.count == 3)
    #expect(try texts(figure).contains("$c_{2}$"))
  }

  @Test func aNumberTooLongForItsCellIsShortenedAndNotSmaller() throws {
    let figure = UnrolledDiagram(
      title: "x",
      steps: (0..<8).map { _ in .init(states: [[-12_345.678, 1e300, -9.876e-9, 123.456]]) })
    let placed = try figure.drawn(theme: .light).0.placed.filter { $0.label.isPlain }
    #expect(placed.allSatisfy { $0.size >= 11 && $0.rect.width < 42 })
    let numbers = Set(placed.map(\.label.source))
    #expect(numbers.isSuperset(of: ["\u{2212}1e4", "1e300", "123.46", "\u{2212}1e\u{2212}8"]))
  }

  @Test func framesGoForwardThenToTheLossThenBackward() {
    let figure = Samples.unrolled(3, 2, layers: 2, hasGradient: true)
    let frames = figure.timedFrames(secondsPerStep: 0.5)
    #expect(
      frames.map(\.figure.progress) == [
        .start, .forward(step: 1, layer: 2), .forward(step: 2, layer: 2),
        .forward(step: 3, layer: 2), .loss, .backward(step: 3), .backward(step: 2),
        .backward(step: 1), .complete,
      ])
    #expect(frames.map(\.seconds) == [0.75, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 2.5])
    #expect(Samples.unrolled(20, 1).frames().count == 9)
  }

  @Test func theFramesMakeAnAnimation() throws {
    let figure = Samples.unrolled(2, 2, hasGradient: true)
    let animation = figure.animation(secondsPerStep: 0.4)
    #expect(animation.frames.count == figure.frames().count)
    let image = try PNG.decode(animation.render().bytes)
    #expect(image.chunks.filter { $0 == "fcTL" }.count == animation.frames.count)
  }

  @Test func aFrameShowsOnlyTheNumbersThatItHasReached() throws {
    var figure = UnrolledDiagram(
      title: "x",
      steps: [
        .init(states: [[0.11]], gradient: .init(stateNorms: [0.333], deltas: [[0.55]])),
        .init(
          states: [[0.22]], output: .init(values: [0.77]), loss: 0.888,
          gradient: .init(stateNorms: [0.444], deltas: [[0.66]])),
      ])
    func seen(_ progress: UnrolledDiagram.Progress) throws -> [String] {
      figure.progress = progress
      return try texts(figure).flatMap { $0.split(separator: " ").map(String.init) }
        .filter { $0.contains(".") }.sorted()
    }
    #expect(try seen(.start) == [])
    #expect(try seen(.forward(step: 1, layer: 1)) == ["0.11"])
    #expect(try seen(.forward(step: 2, layer: 1)) == ["0.11", "0.22", "0.77"])
    #expect(try seen(.loss) == ["0.11", "0.22", "0.77", "0.888"])
    #expect(try seen(.backward(step: 2)).contains("0.66"))
    #expect(try !seen(.backward(step: 2)).contains("0.55"))
    #expect(try seen(.complete).contains("0.55"))
  }

  @Test func theHatchOfAMaskedStepAndTheBarOfACutAreOnThePage() throws {
    var figure = Samples.unrolled(4, 2, hasGradient: true)
    figure.cuts = [2]
    let image = try PNG.decode(figure.render().bytes)
    guard let bar = arrows(figure, .backward).first(where: { $0.to == .bar })?.points[1] else {
      Issue.record("no bar")
      return
    }
    let pixel = image[Int((bar.x - 2) * 2), Int((bar.y + 8) * 2)]
    #expect(pixel.bytes == Theme.light.color(.gradient).bytes)
    func colours(_ figure: UnrolledDiagram) throws -> Int {
      let image = try PNG.decode(figure.render().bytes)
      guard let box = figure.geometry.boxes[.input(3)] else { return 0 }
      let y = Int((box.bottom - 6) * 2)
      return Set((Int(box.left + 10) * 2..<Int(box.right - 10) * 2).map { image[$0, y] }).count
    }
    figure.cuts = []
    #expect(try colours(figure) <= 3)
    figure.steps[3].isMasked = true
    #expect(try colours(figure) > 3)
  }

  @Test(arguments: [
    ("cuts", "a cut after step 3 was given; cuts lie after steps 1 to 2"),
    ("windows", "a window of steps 2 to 4 was given; the steps are 1 to 3"),
    ("first fed back", "step 1 is fed back; no step comes before it"),
    ("fed back", "step 3 is fed back; step 2 has no output"),
    ("reverse", "step 2 has a reverse direction, step 1 has none"),
    ("cells", "step 1 has cell states of [1] units, states of [2]"),
    ("limit", "stateLimit is 0.0; it must be above 0"),
  ])
  func faultyValuesAreNamedInOneLine(fault: String, reason: String) {
    var figure = Samples.unrolled(3, 2)
    switch fault {
    case "cuts": figure.cuts = [3]
    case "windows": figure.windows = [.init(2...4)]
    case "first fed back": figure.steps[0].isFedBack = true
    case "fed back":
      figure.steps[1].output = nil
      figure.steps[2].isFedBack = true
    case "reverse": figure.steps[1].reverse = .init(states: [[1, 2]])
    case "cells": figure.steps[0].cells = [[1]]
    default: figure.stateLimit = 0
    }
    #expect(throws: FigureError.invalidData(figure: "UnrolledDiagram", reason: reason)) {
      try figure.validate()
    }
  }

  @Test func faultyPanelsAreNamed() {
    #expect(
      throws: FigureError.invalidData(
        figure: "WiringPanels", reason: "no panels were given; at least 1 is needed")
    ) { try WiringPanels(title: "x", panels: []).validate() }
    #expect(
      throws: FigureError.invalidData(
        figure: "WiringPanels", reason: "panel 1 has 16 steps; 1 to 15 are drawn")
    ) { try WiringPanels(title: "x", panels: [.init(.manyToMany(steps: 16))]).validate() }
    #expect(
      throws: FigureError.invalidData(
        figure: "WiringPanels",
        reason: "panel 1 has 0 inputs and 2 outputs; each is at least 1")
    ) {
      try WiringPanels(title: "x", panels: [.init(.encoderDecoder(inputs: 0, outputs: 2))])
        .validate()
    }
    #expect(
      throws: FigureError.invalidData(
        figure: "WiringPanels", reason: "panel 1 has 2 labels for 1 outputs")
    ) {
      try WiringPanels(title: "x", panels: [.init(.manyToOne(steps: 3), outputs: ["a", "b"])])
        .validate()
    }
  }

  @Test func aPanelWritesWhatIsReadAndSaid() throws {
    let figure = WiringPanels(
      title: "x",
      panels: [.init(.oneToMany(steps: 2), inputs: ["가"], outputs: ["나", "다"]), .init(.oneToOne)])
    let (canvas, _) = try figure.drawn(theme: .light, scale: 1)
    let texts = canvas.placed.map(\.label.source)
    #expect(texts.filter { ["가", "나", "다"].contains($0) } == ["가", "나", "다"])
    #expect(texts.count { $0 == "$x_{1}$" } == 1)
  }

  @Test func manyPanelsTakeSeveralLines() throws {
    let panels = (1...12).map {
      WiringPanels.Panel(
        .manyToMany(steps: $0), title: "넓은 제목 with many words in it", note: "문장 하나에 라벨 하나")
    }
    let figure = WiringPanels(title: "x", panels: panels)
    let (canvas, _) = try figure.drawn(theme: .dark, scale: 1)
    #expect(canvas.problem == nil)
    #expect(figure.size.height > WiringPanels(title: "x").size.height + 500)
    for (index, text) in canvas.placed.enumerated() {
      #expect(text.rect.right <= 800 && text.rect.left >= 0)
      for other in canvas.placed[(index + 1)...] {
        #expect(!text.rect.overlaps(other.rect, slack: 0.8), "\(text.label), \(other.label)")
      }
    }
  }
}
