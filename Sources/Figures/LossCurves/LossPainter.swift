import Drawing
import Foundation

/// Draws training curves.
struct LossPainter {
  let figure: LossCurves
  let canvas: Canvas
  let layout: LossLayout
  let xAxis: Axis
  let yAxis: Axis
  let normAxis: Axis

  var theme: Theme { canvas.theme }

  init(_ figure: LossCurves, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = LossLayout(figure)
    let groups = figure.panels.flatMap(\.groups)
    let longest =
      groups.flatMap { $0.runs + $0.gradientNorms }.map(\.count).max() ?? 1
    let end = figure.xStart + figure.xStep * Double(max(1, longest - 1))
    xAxis = Axis(
      holding: [figure.xStart, end], isTight: true, mostTicks: layout.columns == 1 ? 8 : 5,
      isWhole: figure.xStart == figure.xStart.rounded() && figure.xStep == figure.xStep.rounded())
    var losses: [Double] = groups.flatMap { $0.runs.flatMap { $0 } }
    if figure.scale == .linear, let limit = layout.upperLimit {
      losses = losses.map { min($0, limit) }
      // A loss is read against zero when it comes near it.
      let finite = losses.filter(\.isFinite)
      if let low = finite.min(), low >= 0, low < limit * 0.4 { losses.append(0) }
    }
    if let chance = figure.chance { losses.append(chance.value) }
    yAxis = Axis(holding: losses, scale: figure.scale, mostTicks: layout.rows > 1 ? 5 : 6)
    let norms = groups.flatMap { $0.gradientNorms.flatMap { $0 } }
    normAxis = Axis(
      holding: norms + figure.panels.compactMap(\.clipThreshold), scale: .logarithmic,
      mostTicks: 5)
  }

  func draw() {
    let labels = max(
      PlotFrame.labelWidth(yAxis, on: canvas),
      layout.hasNorms ? PlotFrame.labelWidth(normAxis, on: canvas) : 0)
    let left = Page.margin + 22 + labels + 9
    let chanceWidth =
      figure.chance.map { canvas.measure($0.label, Page.label).width + 8 } ?? 0
    let right = Page.width - Page.margin - max(chanceWidth, 8)
    let gap = 22.0
    let width =
      (right - left - gap * Double(layout.columns - 1)) / Double(layout.columns)
    drawLegend(left: left, width: Page.width - Page.margin - left)
    for (index, panel) in figure.panels.enumerated() {
      let (row, column) = (index / layout.columns, index % layout.columns)
      let x = left + Double(column) * (width + gap)
      let rect = canvas.snapped(
        Rect(x: x, y: layout.top(ofRow: row), width: width, height: layout.mainHeight))
      let isLast = column == layout.columns - 1 || index == figure.panels.count - 1
      draw(panel, rect, isFirst: column == 0, isLast: isLast)
      if column == 0 { drawTitles(rect) }
    }
    canvas.text(
      figure.xTitle, at: Point((left + right) / 2, layout.bottom + 41), Page.axisTitle,
      theme.secondary, align: .center)
  }

  private func drawTitles(_ rect: Rect) {
    let x = Page.margin + 9
    canvas.verticalTitle(figure.yTitle, at: Point(x, rect.midY), height: rect.height)
    guard layout.hasNorms else { return }
    let y = rect.bottom + LossLayout.normGap + layout.normHeight / 2
    canvas.verticalTitle("gradient norm", at: Point(x, y), height: layout.normHeight)
  }

  // MARK: - A panel

  private func draw(_ panel: LossCurves.Panel, _ rect: Rect, isFirst: Bool, isLast: Bool) {
    drawHead(panel, rect)
    let frame = PlotFrame(rect: rect, x: xAxis, y: yAxis)
    frame.draw(on: canvas, xLabels: !layout.hasNorms, yLabels: isFirst)
    for (index, group) in panel.groups.enumerated() {
      let painter = CurvePainter(
        frame: frame, canvas: canvas, layout: layout, style: style(index, panel))
      painter.draw(group.runs)
      painter.drawMarks(group.runs)
    }
    if let chance = figure.chance, let y = frame.y(chance.value) {
      // Over the curves: where nothing is learned they would hide it.
      canvas.line(Point(rect.left, y), Point(rect.right, y), theme.ink, width: 1.2, dash: [5, 4])
      if isLast {
        canvas.text(
          chance.label, at: Point(rect.right + 6, y), Page.label, theme.ink, anchor: .middle)
      }
    }
    guard layout.hasNorms else { return }
    let below = Rect(
      left: rect.left, top: rect.bottom + LossLayout.normGap, right: rect.right,
      bottom: rect.bottom + LossLayout.normGap + layout.normHeight)
    drawNorms(panel, canvas.snapped(below), isFirst: isFirst)
  }

  private func drawHead(_ panel: LossCurves.Panel, _ rect: Rect) {
    let titleLine = rect.top - (layout.stacksNotes ? 25 : 9)
    var used = 0.0
    if let title = panel.title {
      let style = canvas.fitted(title, Page.panelTitle, width: rect.width)
      used = canvas.text(title, at: Point(rect.left, titleLine), style).width + 12
    }
    guard let note = panel.note else { return }
    let room = layout.stacksNotes ? rect.width : rect.width - used
    let style = canvas.fitted(note, Page.label, width: room)
    canvas.text(
      note, at: Point(layout.stacksNotes ? rect.left : rect.right, rect.top - 9), style,
      theme.secondary, align: layout.stacksNotes ? .left : .right)
  }

  private func drawNorms(_ panel: LossCurves.Panel, _ rect: Rect, isFirst: Bool) {
    let frame = PlotFrame(rect: rect, x: xAxis, y: normAxis)
    frame.draw(on: canvas, yLabels: isFirst)
    let painters = panel.groups.indices.map {
      CurvePainter(frame: frame, canvas: canvas, layout: layout, style: style($0, panel))
    }
    let norms = panel.groups.map(\.gradientNorms)
    for (painter, runs) in zip(painters, norms) where !runs.isEmpty { painter.draw(runs) }
    drawRug(panel, rect)
    // Over the strip: a step that is not finite counts as clipped, and its cross lies there.
    for (painter, runs) in zip(painters, norms) { painter.drawMarks(runs) }
    guard let threshold = panel.clipThreshold, let y = frame.y(threshold) else { return }
    canvas.line(Point(rect.left, y), Point(rect.right, y), theme.ink, width: 1.2, dash: [6, 3])
    let label = Label("clip at \(NumberText.trimmed(threshold))")
    // Above the line, or below it when the line runs along the upper edge.
    let isHigh = y - rect.top < 18
    canvas.text(
      label, at: Point(rect.right - 4, isHigh ? y + 13 : y - 5), Page.label, theme.ink,
      align: .right, halo: theme.background)
  }

  /// A strip along the upper edge, the darker the more seeds are clipped at the step.
  private func drawRug(_ panel: LossCurves.Panel, _ rect: Rect) {
    let runs = panel.groups.flatMap { $0.clippedSteps(panel.clipThreshold) }
    guard !runs.isEmpty else { return }
    let length = runs.map(\.count).max() ?? 0
    let strip = canvas.snapped(Rect(x: rect.left, y: rect.top - 3, width: rect.width, height: 6))
    let count = max(1, min(length, Int(rect.width * canvas.scale)))
    let last = Double(max(1, length - 1))
    var clipped = [Int](repeating: 0, count: count)
    var all = clipped
    for run in runs {
      for (index, wasClipped) in run.enumerated() {
        // Steps stand at the middles of their cells, the first and last at the edges.
        let cell = min(count - 1, Int(Double(index) / last * Double(count - 1) + 0.5))
        all[cell] += 1
        if wasClipped { clipped[cell] += 1 }
      }
    }
    let (low, high) = (theme.background, theme.color(.gradient))
    let colors: [Color?] = clipped.indices.map { cell -> Color? in
      if clipped[cell] == 0 { return nil }
      let share = Double(clipped[cell]) / Double(all[cell])
      return low.mixed(with: high, 0.2 + 0.8 * share)
    }
    canvas.fill(strip, theme.panel)
    canvas.cells(colors, columns: count, rows: 1, in: strip)
  }

  // MARK: - Colours and legend

  private static let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [9, 3, 2, 3], [4, 2], [1, 3]]

  func style(_ index: Int, _ panel: LossCurves.Panel) -> CurvePainter.Style {
    if panel.groups.count == 1 { return .init(color: theme.color(.loss), dash: []) }
    return .init(
      color: theme.sequence[index % theme.sequence.count],
      dash: Self.dashes[index % Self.dashes.count])
  }

  private func drawLegend(left: Double, width: Double) {
    let widest = layout.widest
    let color = widest.groups.count == 1 ? theme.color(.loss) : theme.secondary
    let entries = layout.legend.map { item in
      let sample: LegendEntry.Sample
      switch item {
      case .group(let index, _):
        let style = style(index, widest)
        sample = .line(style.color, width: 2.2, dash: style.dash)
      case .seed: sample = .line(CurvePainter.pale(color, theme), width: 0.6, dash: [])
      case .range: sample = .line(CurvePainter.band(color, theme), width: 9, dash: [])
      case .median: sample = .line(color, width: 2.4, dash: [])
      case .notFinite: sample = .cross(theme.ink)
      case .beyond: sample = .triangle(color)
      case .clipped: sample = .rug(theme.color(.gradient), theme.background)
      }
      return LegendEntry(sample: sample, label: item.label)
    }
    LegendEntry.draw(entries, at: Point(left, Page.plotTop + 2), width: width, on: canvas)
  }
}
