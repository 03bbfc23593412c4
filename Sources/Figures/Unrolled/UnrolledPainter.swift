import Drawing
import Foundation

/// Draws an unrolled diagram.
struct UnrolledPainter {
  typealias Direction = UnrolledDiagram.Direction

  let figure: UnrolledDiagram
  let canvas: Canvas
  let layout: UnrolledLayout
  let rows: UnrolledLayout.Rows
  let arrows: UnrolledArrows
  let largestDelta: Double
  let largestCell: Double

  var theme: Theme { canvas.theme }

  init(_ figure: UnrolledDiagram, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = UnrolledLayout(figure)
    rows = layout.rows
    arrows = UnrolledArrows(layout, rows)
    largestDelta = figure.largestDelta
    largestCell = figure.largestCell
  }

  func draw() -> [FigureRegion] {
    var regions: [FigureRegion] = []
    drawRowNames()
    drawCutLines()
    drawArrows()
    for (index, slot) in layout.slots.enumerated() {
      switch slot {
      case .dots: drawDots(at: layout.middle(ofSlot: index))
      case .step(let step):
        drawStep(step, slot: index)
        let left = layout.columnLeft(index)
        // Narrower than the slot, so that a frame around it does not cross the arrows' names.
        regions.append(
          FigureRegion(
            step: step + 1,
            rect: Rect(
              left: left - 5, top: rows.top - 4, right: layout.columnRight(index) + 5,
              bottom: rows.time + 11)))
      }
    }
    drawCutBars()
    drawWindows()
    drawFoot()
    return regions
  }

  /// `_3`, `_3^{(2)}`, or with the arrow of its direction.
  func index(_ step: String, _ layer: Int, _ direction: Direction) -> String {
    var above = figure.layers > 1 ? "(\(layer + 1))" : ""
    if figure.isBidirectional { above += direction == .forward ? "\\to" : "\\leftarrow" }
    return above.isEmpty ? "_{\(step)}" : "_{\(step)}^{\(above)}"
  }

  // MARK: - One step

  private func drawStep(_ step: Int, slot: Int) {
    let values = figure.steps[step]
    for layer in 0..<figure.layers {
      for direction in figure.directions { drawCard(step, layer, direction) }
      if figure.isBidirectional { drawJoined(step, layer) }
    }
    let boxes = arrows.geometry.boxes
    if let input = values.input, let rect = boxes[.input(step)] {
      drawContent(
        input, "x_{\(step + 1)}", .input, rect, isReached: figure.isReached(input: step),
        isMasked: values.isMasked)
    }
    if let output = values.output, let rect = boxes[.output(step)] {
      drawContent(
        output, "y_{\(step + 1)}", .output, rect, isReached: figure.isReached(output: step),
        isMasked: false)
    }
    let middle = layout.middle(ofSlot: slot)
    let isFirst = step == 0
    canvas.text(
      isFirst ? "$t = 1$" : "$\(step + 1)$", at: Point(middle, rows.time), Page.label,
      theme.secondary, align: .center, anchor: .middle)
    drawHead(step, middle)
  }

  /// Target and loss above the output.
  private func drawHead(_ step: Int, _ middle: Double) {
    let values = figure.steps[step]
    if let target = values.target {
      let style = TextStyle(12, weight: .medium)
      let room = layout.slotWidth - 8
      if layout.namesInColumns {
        let name = canvas.measure("target  ", TextStyle(12)).width
        let (label, fitting) = canvas.cut(target, style, width: room - name)
        let start = middle - (name + canvas.measure(label, fitting).width) / 2
        canvas.text(
          "target", at: Point(start, rows.target), TextStyle(12), theme.secondary, anchor: .middle)
        canvas.text(label, at: Point(start + name, rows.target), fitting, anchor: .middle)
      } else {
        let (label, fitting) = canvas.cut(target, style, width: room)
        canvas.text(
          label, at: Point(middle, rows.target), fitting, align: .center, anchor: .middle)
      }
    }
    guard let loss = values.loss, figure.isLossReached else { return }
    let number = NumberText.short(loss)
    canvas.text(
      layout.namesInColumns ? Label("loss $L_{\(step + 1)} = $ \(number)") : .plain(number),
      at: Point(middle, rows.loss), TextStyle(12, tabular: true), theme.color(.gradient),
      align: .center, anchor: .middle)
  }

  // MARK: - Cards

  private func drawCard(_ step: Int, _ layer: Int, _ direction: Direction) {
    guard let rect = arrows.geometry.boxes[.state(step, layer: layer, direction)] else { return }
    guard figure.isReached(state: step, layer, direction) else {
      drawOutline(rect, radius: 8)
      return
    }
    let values = figure.steps[step]
    canvas.fill(rect, theme.fill(.hiddenState), radius: 8)
    let band = layout.gradientHeight(layer)
    let gradient =
      figure.isReached(gradient: step, direction) ? figure.gradient(step, direction) : nil
    if band > 0, gradient != nil {
      let below = Rect(
        left: rect.left, top: rect.bottom - band, right: rect.right, bottom: rect.bottom)
      canvas.clipped(to: below) { canvas.fill(rect, theme.fill(.gradient), radius: 8) }
    }
    if layout.hasCells { fillCellState(rect, layer) }
    if values.isMasked { hatch(rect) }
    let states = figure.states(step, direction)[layer]
    let cells = figure.cells(step, direction)
    let name = index("\(step + 1)", layer, direction)
    var y = rect.top + layout.padding
    if layout.hasCells, layer < cells.count {
      drawRow(
        "c" + name, cells[layer], at: Point(rect.left, y), theme.color(.cellState),
        isHatched: values.isMasked
      ) { theme.signedMap.color(at: (($0 / largestCell) + 1) / 2) }
    }
    y = rect.top + layout.stateTop(layer)
    drawRow(
      "h" + name, states, at: Point(rect.left, y), theme.color(.hiddenState),
      isHatched: values.isMasked
    ) { theme.signedMap.color(at: (($0 / figure.stateLimit) + 1) / 2) }
    if let gradient { drawGradient(gradient, step, layer, name, rect) }
    canvas.stroke(
      rect, theme.color(.hiddenState), width: 1.5, radius: 8, dash: values.isMasked ? [4, 3] : [])
  }

  /// The upper part of a card of an LSTM.
  private func fillCellState(_ rect: Rect, _ layer: Int) {
    let bottom = rect.top + layout.stateTop(layer) - 3
    canvas.clipped(to: Rect(left: rect.left, top: rect.top, right: rect.right, bottom: bottom)) {
      canvas.fill(rect, theme.fill(.cellState), radius: 8)
    }
  }

  private func drawGradient(
    _ gradient: UnrolledDiagram.Gradient, _ step: Int, _ layer: Int, _ name: String, _ rect: Rect
  ) {
    var y = rect.top + layout.stateHeight(layer)
    if layout.hasDeltas, layer < gradient.deltas.count {
      drawRow(
        "\\delta" + name, gradient.deltas[layer], at: Point(rect.left, y), theme.color(.gradient),
        isHatched: false
      ) { theme.signedMap.color(at: (($0 / largestDelta) + 1) / 2) }
    }
    if layout.hasDeltas { y += layout.rowHeight(layout.units[layer]) + UnrolledLayout.rowGap }
    let number = NumberText.short(gradient.stateNorms[layer])
    let long = Label("$|\\partial L / \\partial h\(name)| = $ \(number)")
    let style = TextStyle(11, tabular: true)
    // The name stands at the left where one of the cards is too narrow for it.
    let label =
      layout.cardWidth >= UnrolledLayout.normNameWidth
        && canvas.measure(long, style).width <= rect.width - 6
      ? long : Label.plain(number)
    canvas.text(
      label, at: Point(rect.midX, y + UnrolledLayout.normHeight / 2), style,
      theme.color(.gradient), align: .center, anchor: .middle,
      halo: figure.steps[step].isMasked ? theme.fill(.gradient) : nil)
  }

  /// A box that the run has not reached.
  func drawOutline(_ rect: Rect, radius: Double) {
    canvas.stroke(rect, theme.axis, width: 1, radius: radius)
  }

  /// Lines from the lower left to the upper right.
  func hatch(_ rect: Rect) {
    canvas.clipped(to: rect.inset(2, 2)) {
      var x = rect.left - rect.height
      while x < rect.right {
        canvas.line(
          Point(x, rect.bottom), Point(x + rect.height, rect.top), theme.axis.opacity(0.6),
          width: 0.9)
        x += 6
      }
    }
  }

  /// Both directions of a layer put together: what the layer above and the output read.
  private func drawJoined(_ step: Int, _ layer: Int) {
    guard let rect = arrows.geometry.boxes[.joined(step, layer: layer)] else { return }
    guard figure.isReached(joined: step, layer) else {
      drawOutline(rect, radius: 10)
      return
    }
    canvas.fill(rect, theme.panel, radius: 10)
    canvas.text(
      "concat", at: rect.center, TextStyle(11), theme.secondary, align: .center,
      anchor: .middle)
    canvas.stroke(rect, theme.secondary, width: 1.1, radius: 10)
  }

  /// A symbol and its cells, beside each other or one above the other.
  func drawRow(
    _ symbol: String, _ values: [Double], at corner: Point, _ border: Color, isHatched: Bool,
    color: (Double) -> Color
  ) {
    let block = layout.block(values.count)
    let x = corner.x + layout.padding
    let label = Label("$\(symbol)$")
    let halo = isHatched ? theme.fill(.hiddenState) : nil
    if values.isEmpty {
      canvas.text(
        label, at: Point(corner.x + layout.cardWidth / 2, corner.y + 12), Page.boxMath,
        align: .center, anchor: .middle, halo: halo)
    } else if layout.isWide(values.count) {
      canvas.text(
        label, at: Point(x, corner.y + block.height / 2), Page.boxMath, anchor: .middle, halo: halo)
      block.draw(
        values, at: Point(x + layout.symbolRoom, corner.y), on: canvas, border: border,
        color: color)
    } else {
      let style = canvas.fitted(label, Page.boxMath, width: layout.cardWidth - 6)
      canvas.text(
        label,
        at: Point(corner.x + layout.cardWidth / 2, corner.y + layout.symbolHeight * 0.5 - 2.5),
        style, align: .center, anchor: .middle, halo: halo)
      block.draw(
        values, at: Point(x, corner.y + layout.symbolHeight), on: canvas, border: border,
        color: color)
    }
  }
}
