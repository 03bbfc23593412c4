import Drawing

/// Counts of a figure of distributions.
struct BarsLayout {
  static let headHeight = 26.0

  let figure: ProbabilityBars
  /// Groups side by side.
  let across: Int
  let rows: Int

  init(_ figure: ProbabilityBars) {
    self.figure = figure
    let narrowest = Double(max(1, figure.classes.count)) * 8.4 + 14
    let most = max(1, min(8, Int(666 / narrowest)))
    rows = max(1, (figure.steps.count + most - 1) / most)
    // Rows of equal length rather than a full one and a rest.
    across = max(1, (figure.steps.count + rows - 1) / rows)
  }

  var hasInputs: Bool { figure.steps.contains { $0.input != nil } }
  var plotHeight: Double { rows == 1 ? 270 : rows == 2 ? 170 : 130 }
  /// Class names, the input and the target.
  var footHeight: Double { 26 + (hasInputs ? 20 : 0) + (hasTargets ? 18 : 0) + 8 }
  var hasTargets: Bool { figure.steps.contains { $0.target != nil } }
  var top: Double { Page.plotTop + Self.headHeight }
  func top(ofRow row: Int) -> Double { top + Double(row) * (plotHeight + footHeight + 22) }
  var pageSize: Size {
    Size(Page.width, (top(ofRow: rows - 1) + plotHeight + footHeight + 22).rounded(.up))
  }
}

/// Draws probability bars.
struct BarsPainter {
  let figure: ProbabilityBars
  let canvas: Canvas
  let layout: BarsLayout

  private var theme: Theme { canvas.theme }

  init(_ figure: ProbabilityBars, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = BarsLayout(figure)
  }

  func draw() -> [FigureRegion] {
    let left = Page.margin + 62
    let right = Page.width - Page.margin
    // Few steps do not spread their bars over the whole page.
    let natural = (right - left) / Double(layout.across)
    let widest = Double(figure.classes.count) * (figure.steps.count == 1 ? 150 : 80) + 60
    let width = min(natural, widest)
    let axis = Axis(holding: [0, 1], mostTicks: layout.plotHeight > 200 ? 6 : 3)
    var regions: [FigureRegion] = []
    for row in 0..<layout.rows {
      let top = layout.top(ofRow: row)
      let first = row * layout.across
      let steps = first..<min(first + layout.across, figure.steps.count)
      let rect = canvas.snapped(
        Rect(
          x: left, y: top, width: width * Double(steps.count), height: layout.plotHeight))
      let frame = PlotFrame(
        rect: rect, x: Axis(holding: [0, 1], isTight: true, mostTicks: 1), y: axis)
      drawGrid(frame)
      drawRowNames(rect)
      for step in steps {
        let x = rect.left + Double(step - first) * width
        let group = Rect(x: x, y: rect.top, width: width, height: rect.height)
        if step > first {
          canvas.line(
            Point(x, rect.top), Point(x, rect.bottom + layout.footHeight - 4), theme.grid, width: 1)
        }
        draw(step, in: group)
        regions.append(
          FigureRegion(
            step: step + 1,
            rect: Rect(
              left: x, top: rect.top - 6, right: x + width,
              bottom: rect.bottom + layout.footHeight)))
      }
    }
    drawLegend(left)
    return regions
  }

  private func drawGrid(_ frame: PlotFrame) {
    for tick in frame.y.ticks {
      guard let at = frame.y(tick.value) else { continue }
      let y = canvas.snapped(at)
      canvas.line(
        Point(frame.rect.left, y), Point(frame.rect.right, y),
        tick.value == 0 ? theme.axis : theme.grid, width: 1)
      canvas.text(
        Label.plain(NumberText.tick(tick.value, step: 0.2)), at: Point(frame.rect.left - 8, at),
        Page.tick, theme.secondary, align: .right, anchor: .middle)
    }
    canvas.verticalTitle(
      figure.yTitle, at: Point(Page.margin + 9, frame.rect.midY), height: frame.rect.height)
  }

  private var inputLine: Double { 43 }
  private var targetLine: Double { layout.hasInputs ? 62 : 43 }

  private func drawRowNames(_ rect: Rect) {
    func name(_ label: Label, _ y: Double, _ color: Color) {
      canvas.text(
        label, at: Point(rect.left - 8, rect.bottom + y), Page.label, color, align: .right)
    }
    name("class", 17, theme.secondary)
    if layout.hasInputs { name("input", inputLine, theme.color(.input)) }
    if layout.hasTargets { name("target", targetLine, theme.ink) }
  }

  // MARK: - A step

  private func draw(_ index: Int, in group: Rect) {
    let step = figure.steps[index]
    let count = Double(figure.classes.count)
    let slot = (group.width - 14) / count
    let bar = min(slot * 0.78, figure.steps.count == 1 ? 64 : 36)
    let best = step.probabilities.indices.filter { step.probabilities[$0].isFinite }
      .max { step.probabilities[$0] < step.probabilities[$1] }
    for (number, probability) in step.probabilities.enumerated() {
      let middle = group.left + 7 + (Double(number) + 0.5) * slot
      drawBar(probability, x: middle, width: bar, isTarget: number == step.target, in: group)
      drawClass(number, number == step.target, middle, slot, group)
    }
    // Over narrow bars numbers would meet: the target's stands in its row below instead.
    let isRoomy = slot >= 20
    var taken: Rect?
    for number in [step.target, best].compactMap({ $0 }) where isRoomy || number == best {
      if number == best, number == step.target, taken != nil { continue }
      let middle = group.left + 7 + (Double(number) + 0.5) * slot
      taken = drawNumber(
        step.probabilities[number], x: middle, isTarget: number == step.target, in: group,
        above: taken)
    }
    if let input = step.input {
      let style = canvas.fitted(
        input, TextStyle(13, weight: .medium), width: group.width - 8)
      canvas.text(
        input, at: Point(group.midX, group.bottom + inputLine), style, theme.color(.input),
        align: .center)
    }
    if let target = step.target {
      drawTarget(target, step.probabilities[target], isRoomy: isRoomy, group)
    }
  }

  private func drawTarget(_ target: Int, _ probability: Double, isRoomy: Bool, _ group: Rect) {
    let label = figure.classes[target]
    let number = Label.plain("  " + NumberText.fixed(probability, 2))
    let numberWidth = isRoomy ? 0 : canvas.measure(number, Page.tick).width
    let style = canvas.fitted(
      label, TextStyle(13, weight: .medium), width: group.width - 8 - numberWidth)
    let width = canvas.measure(label, style).width
    let y = group.bottom + targetLine
    let start = group.midX - (width + numberWidth) / 2
    canvas.text(label, at: Point(start, y), style, theme.ink)
    if !isRoomy { canvas.text(number, at: Point(start + width, y), Page.tick, theme.secondary) }
  }

  private func drawBar(
    _ probability: Double, x: Double, width: Double, isTarget: Bool, in group: Rect
  ) {
    guard probability.isFinite else {
      Mark.cross(Point(x, group.bottom - 8), theme.color(.gradient), on: canvas)
      return
    }
    let height = group.height * probability.clamped(to: 0...1)
    let rect = canvas.snapped(
      Rect(x: x - width / 2, y: group.bottom - height, width: width, height: height))
    let purple = theme.color(.output)
    guard isTarget else {
      canvas.fill(rect, BarsPainter.otherFill(theme))
      if rect.height > 1.5, rect.width >= 4 {
        canvas.stroke(rect.inset(0.4, 0.4), purple.mixed(with: theme.background, 0.25), width: 0.8)
      }
      return
    }
    canvas.fill(rect, purple)
    if rect.height > 2 { canvas.stroke(rect.inset(0.7, 0.7), theme.ink, width: 1.4) }
  }

  /// The number over a bar, raised where it would touch the one drawn before.
  private func drawNumber(
    _ probability: Double, x: Double, isTarget: Bool, in group: Rect, above taken: Rect?
  ) -> Rect? {
    guard probability.isFinite else { return taken }
    let text = Label.plain(NumberText.fixed(probability, 2))
    let style = TextStyle(11, weight: isTarget ? .semibold : .regular, tabular: true)
    // A number wider than its bar keeps clear of the group's edges.
    let width = canvas.measure(text, style).width
    let edge = width / 2 + 1
    let center = x.clamped(
      to: min(group.midX, group.left + edge)...max(group.midX, group.right - edge))
    var y = group.bottom - group.height * probability.clamped(to: 0...1) - 5
    if let taken,
      taken.overlaps(Rect(x: center - width / 2 - 2, y: y - 9, width: width + 4, height: 10))
    {
      y = taken.top - 4
    }
    return canvas.text(
      text, at: Point(center, y), style, isTarget ? theme.ink : theme.secondary, align: .center,
      halo: theme.background)
  }

  private func drawClass(
    _ number: Int, _ isTarget: Bool, _ x: Double, _ slot: Double, _ group: Rect
  ) {
    let label = figure.classes[number]
    let style = TextStyle(11, weight: isTarget ? .semibold : .regular)
    guard canvas.measure(label, style).width <= slot + 1 else { return }
    canvas.text(
      label, at: Point(x, group.bottom + 17), style, isTarget ? theme.ink : theme.secondary,
      align: .center)
  }

  static func otherFill(_ theme: Theme) -> Color {
    theme.color(.output).mixed(with: theme.background, 0.62)
  }

  private func drawLegend(_ left: Double) {
    let purple = theme.color(.output)
    var entries: [LegendEntry] = []
    if layout.hasTargets {
      entries.append(LegendEntry(sample: .box(purple, border: theme.ink), label: "target class"))
      entries.append(
        LegendEntry(
          sample: .box(
            Self.otherFill(theme), border: purple.mixed(with: theme.background, 0.25)),
          label: "other classes"))
    }
    LegendEntry.draw(
      entries, at: Point(left - 9, Page.plotTop - 2), width: Page.width - Page.margin - left,
      on: canvas)
  }
}
