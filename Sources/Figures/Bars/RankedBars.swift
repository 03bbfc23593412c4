import Drawing

/// Steps with many classes: for each a card with its most probable classes as lying bars.
struct RankedLayout {
  static let most = 5
  static let rowHeight = 16.0
  static let headHeight = 24.0
  static let gap = 22.0

  let figure: ProbabilityBars
  let across: Int
  let down: Int
  let cardWidth: Double

  /// One line of a card.
  enum Line: Equatable {
    case bar(Int)
    /// How many classes have no line, and what they have together.
    case rest(count: Int, sum: Double)
  }

  init(_ figure: ProbabilityBars) {
    self.figure = figure
    let count = figure.steps.count
    let widest = count <= 3 ? count : count <= 8 ? (count + 1) / 2 : 5
    across = min(widest, 5)
    down = (count + across - 1) / across
    cardWidth =
      (Page.width - 2 * Page.margin - Self.gap * Double(across - 1)) / Double(across)
  }

  /// The most probable first; numbers that are not finite before all of them, to be seen.
  static func lines(_ step: ProbabilityBars.Step) -> [Line] {
    func key(_ index: Int) -> Double {
      let value = step.probabilities[index]
      return value.isFinite ? value : .infinity
    }
    // Equal ones keep the order of the classes.
    let order = step.probabilities.indices.sorted { (key($0), $1) > (key($1), $0) }
    var shown = Array(order.prefix(most))
    if let target = step.target, !shown.contains(target) { shown.append(target) }
    let rest = order.filter { !shown.contains($0) }
    let sum = rest.reduce(0) { $0 + (step.probabilities[$1].isFinite ? step.probabilities[$1] : 0) }
    return shown.map { .bar($0) } + (rest.isEmpty ? [] : [.rest(count: rest.count, sum: sum)])
  }

  private var mostLines: Int { figure.steps.map { Self.lines($0).count }.max() ?? 1 }
  private var cardHeight: Double { Self.headHeight + Double(mostLines) * Self.rowHeight }
  private var top: Double { Page.plotTop + 26 }

  func card(_ index: Int) -> Rect {
    let (row, column) = (index / across, index % across)
    return Rect(
      x: Page.margin + Double(column) * (cardWidth + Self.gap),
      y: top + Double(row) * (cardHeight + Self.gap), width: cardWidth, height: cardHeight)
  }

  var pageSize: Size {
    let bottom = top + Double(down) * (cardHeight + Self.gap)
    return Size(Page.width, max(220, bottom + 6).rounded(.up))
  }
}

/// Draws the cards.
struct RankedPainter {
  let figure: ProbabilityBars
  let canvas: Canvas
  let layout: RankedLayout

  private var theme: Theme { canvas.theme }

  init(_ figure: ProbabilityBars, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = RankedLayout(figure)
  }

  func draw() -> [FigureRegion] {
    drawLegend()
    return figure.steps.indices.map { index in
      let card = layout.card(index)
      draw(index, in: card)
      return FigureRegion(step: index + 1, rect: card)
    }
  }

  private func draw(_ index: Int, in card: Rect) {
    let step = figure.steps[index]
    let number = canvas.text(
      .plain("\(index + 1)"), at: Point(card.left, card.top + 11), Page.tick, theme.secondary)
    if let input = step.input {
      let style = TextStyle(13, weight: .medium)
      let room = card.width - number.width - 14
      canvas.text(
        TextEstimate.shortened(input, style, width: room),
        at: Point(number.right + 8, card.top + 11), style, theme.color(.input))
    }
    let line = canvas.snapped(card.top + 18)
    canvas.line(Point(card.left, line), Point(card.right, line), theme.axis, width: 1)
    let lines = RankedLayout.lines(step)
    let names = lines.map { name($0, step) }
    let nameWidth = min(
      0.45 * card.width, max(18, names.map { TextEstimate.width($0, Page.label) }.max() ?? 0))
    for (row, item) in lines.enumerated() {
      let y = card.top + RankedLayout.headHeight + (Double(row) + 0.5) * RankedLayout.rowHeight
      draw(item, names[row], step, y: y, nameWidth: nameWidth, in: card)
    }
  }

  private func name(_ line: RankedLayout.Line, _ step: ProbabilityBars.Step) -> Label {
    switch line {
    case .bar(let index): figure.classes[index]
    case .rest(let count, _): .plain("\(count) more")
    }
  }

  private func draw(
    _ line: RankedLayout.Line, _ name: Label, _ step: ProbabilityBars.Step, y: Double,
    nameWidth: Double, in card: Rect
  ) {
    let purple = theme.color(.output)
    let start = card.left + nameWidth + 7
    let room = card.right - start - 36
    let isTarget: Bool
    let value: Double
    var fill = BarsPainter.otherFill(theme)
    var edge = purple.mixed(with: theme.background, 0.25)
    switch line {
    case .bar(let index):
      isTarget = index == step.target
      value = step.probabilities[index]
      if isTarget { (fill, edge) = (purple, theme.ink) }
    case .rest(_, let sum):
      isTarget = false
      value = sum
      (fill, edge) = (theme.panel, theme.axis)
    }
    let style = TextStyle(11, weight: isTarget ? .semibold : .regular)
    canvas.text(
      TextEstimate.shortened(name, style, width: nameWidth + 2), at: Point(start - 7, y), style,
      isTarget ? theme.ink : theme.secondary, align: .right, anchor: .middle)
    guard value.isFinite else {
      Mark.cross(Point(start + 5, y), theme.color(.gradient), on: canvas)
      canvas.text(
        .plain(NumberText.fixed(value, 0)), at: Point(start + 15, y), Page.tick,
        theme.color(.gradient), anchor: .middle)
      return
    }
    let bar = canvas.snapped(
      Rect(x: start, y: y - 5.5, width: max(0.5, room * value.clamped(to: 0...1)), height: 11))
    canvas.fill(bar, fill)
    if bar.width > 2 {
      let width = isTarget ? 1.4 : 0.8
      canvas.stroke(bar.inset(width / 2, width / 2), edge, width: width)
    }
    canvas.text(
      .plain(NumberText.share(value, 2)), at: Point(bar.right + 5, y),
      TextStyle(11, weight: isTarget ? .semibold : .regular, tabular: true),
      isTarget ? theme.ink : theme.secondary, anchor: .middle)
  }

  private func drawLegend() {
    let purple = theme.color(.output)
    var entries: [LegendEntry] = []
    if figure.steps.contains(where: { $0.target != nil }) {
      entries.append(LegendEntry(sample: .box(purple, border: theme.ink), label: "target class"))
    }
    entries.append(
      LegendEntry(
        sample: .box(
          BarsPainter.otherFill(theme), border: purple.mixed(with: theme.background, 0.25)),
        label: "most probable others"))
    entries.append(
      LegendEntry(sample: .box(theme.panel, border: theme.axis), label: "all the rest together"))
    LegendEntry.draw(
      entries, at: Point(Page.margin - 9, Page.plotTop), width: Page.width - 2 * Page.margin,
      on: canvas)
  }
}
