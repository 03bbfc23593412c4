import Drawing
import Foundation

/// Draws an unrolled diagram.
struct UnrolledPainter {
  let figure: UnrolledDiagram
  let canvas: Canvas
  let layout: UnrolledLayout
  let rows: UnrolledLayout.Rows

  var theme: Theme { canvas.theme }

  init(_ figure: UnrolledDiagram, _ canvas: Canvas) {
    self.figure = figure
    self.canvas = canvas
    layout = UnrolledLayout(figure)
    rows = layout.rows
  }

  func draw() -> [FigureRegion] {
    var regions: [FigureRegion] = []
    drawRowNames()
    for (index, slot) in layout.slots.enumerated() {
      let (x, width) = layout.rect(ofSlot: index)
      drawArrows(into: index)
      switch slot {
      case .dots: drawDots(at: x + width / 2)
      case .step(let step):
        let left = x + (width - layout.cardWidth) / 2
        drawStep(step, left: left)
        // Narrower than the slot, so that a frame around it does not cross the arrows' names.
        regions.append(
          FigureRegion(
            step: step + 1,
            rect: Rect(
              left: left - 5, top: rows.top - 4, right: left + layout.cardWidth + 5,
              bottom: rows.time + 11)))
      }
    }
    drawFoot()
    return regions
  }

  /// `_3` or `_3^{(2)}`.
  func index(_ step: Int, _ layer: Int) -> String {
    figure.layers > 1 ? "_{\(step)}^{(\(layer + 1))}" : "_{\(step)}"
  }

  func card(_ layer: Int, slot: Int) -> Rect {
    let (x, width) = layout.rect(ofSlot: slot)
    return rows.cards[layer].offset(x + (width - layout.cardWidth) / 2, 0)
  }

  // MARK: - One step

  private func drawStep(_ step: Int, left: Double) {
    let values = figure.steps[step]
    for layer in 0..<figure.layers {
      drawCard(step, layer, rows.cards[layer].offset(left, 0))
    }
    if let input = values.input {
      drawContent(input, "x_{\(step + 1)}", .input, rows.input.offset(left, 0), sitsAtTop: true)
    }
    if let output = values.output {
      drawContent(
        output, "y_{\(step + 1)}", .output, rows.output.offset(left, 0), sitsAtTop: false)
    }
    let middle = left + layout.cardWidth / 2
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
      let room = layout.slotWidth - 6
      if layout.namesInColumns {
        let name = canvas.measure("target  ", TextStyle(12)).width
        let fitting = canvas.fitted(target, style, width: room - name)
        let start = middle - (name + canvas.measure(target, fitting).width) / 2
        canvas.text(
          "target", at: Point(start, rows.target), TextStyle(12), theme.secondary, anchor: .middle)
        canvas.text(target, at: Point(start + name, rows.target), fitting, anchor: .middle)
      } else {
        canvas.text(
          target, at: Point(middle, rows.target), canvas.fitted(target, style, width: room),
          align: .center, anchor: .middle)
      }
    }
    guard let loss = values.loss else { return }
    let number = NumberText.short(loss)
    canvas.text(
      layout.namesInColumns ? Label("loss $L_{\(step + 1)} = $ \(number)") : .plain(number),
      at: Point(middle, rows.loss), TextStyle(12, tabular: true), theme.color(.gradient),
      align: .center, anchor: .middle)
  }

  private func drawCard(_ step: Int, _ layer: Int, _ rect: Rect) {
    let state = figure.steps[step].states[layer]
    let gradient = figure.steps[step].gradient
    canvas.fill(rect, theme.fill(.hiddenState), radius: 8)
    let band = layout.gradientHeight(layer)
    if band > 0, gradient != nil {
      let below = Rect(
        left: rect.left, top: rect.bottom - band, right: rect.right, bottom: rect.bottom)
      canvas.clipped(to: below) { canvas.fill(rect, theme.fill(.gradient), radius: 8) }
    }
    let limit = figure.stateLimit
    drawRow(
      "h\(index(step + 1, layer))", state, at: Point(rect.left, rect.top + UnrolledLayout.padding),
      theme.color(.hiddenState)
    ) { theme.signedMap.color(at: (($0 / limit) + 1) / 2) }
    if let gradient {
      var y = rect.top + layout.stateHeight(layer)
      if layout.hasDeltas, layer < gradient.deltas.count {
        let largest = largestDelta
        drawRow(
          "\\delta\(index(step + 1, layer))", gradient.deltas[layer], at: Point(rect.left, y),
          theme.color(.gradient)
        ) { theme.signedMap.color(at: (($0 / largest) + 1) / 2) }
        y += layout.rowHeight(layout.units(layer)) + UnrolledLayout.rowGap
      }
      drawNorm(gradient.stateNorms[layer], step, layer, y: y, rect)
    }
    canvas.stroke(rect, theme.color(.hiddenState), width: 1.5, radius: 8)
  }

  private func drawNorm(_ norm: Double, _ step: Int, _ layer: Int, y: Double, _ rect: Rect) {
    let number = NumberText.short(norm)
    let long = Label("$|\\partial L / \\partial h\(index(step + 1, layer))| = $ \(number)")
    let style = TextStyle(11, tabular: true)
    let label =
      canvas.measure(long, style).width <= rect.width - 10 ? long : Label.plain(number)
    canvas.text(
      label, at: Point(rect.midX, y + UnrolledLayout.normHeight / 2), style,
      theme.color(.gradient), align: .center, anchor: .middle)
  }

  /// A symbol and its cells, beside each other or one above the other.
  private func drawRow(
    _ symbol: String, _ values: [Double], at corner: Point, _ border: Color,
    color: (Double) -> Color
  ) {
    let block = layout.block(values.count)
    let x = corner.x + UnrolledLayout.padding
    let label = Label("$\(symbol)$")
    if layout.isWide(values.count) {
      canvas.text(
        label, at: Point(x, corner.y + block.height / 2), Page.boxMath, anchor: .middle)
      block.draw(
        values, at: Point(x + UnrolledLayout.symbolWidth, corner.y), on: canvas, border: border,
        color: color)
    } else {
      canvas.text(
        label,
        at: Point(corner.x + layout.cardWidth / 2, corner.y + layout.symbolHeight * 0.5 - 2.5),
        Page.boxMath,
        align: .center, anchor: .middle)
      block.draw(
        values, at: Point(x, corner.y + layout.symbolHeight), on: canvas, border: border,
        color: color)
    }
  }

  var largestDelta: Double {
    var largest = 0.0
    for step in figure.steps {
      for delta in step.gradient?.deltas ?? [] {
        for value in delta where value.isFinite { largest = max(largest, abs(value)) }
      }
    }
    return largest > 0 ? largest : 1
  }

  /// An input below its arrow or an output above it.
  private func drawContent(
    _ content: UnrolledDiagram.Content, _ symbol: String, _ role: Theme.Role, _ row: Rect,
    sitsAtTop: Bool
  ) {
    let height = layout.contentHeight(content)
    let width = content.values.isEmpty ? min(layout.cardWidth, 76) : layout.cardWidth
    let rect = Rect(
      x: row.midX - width / 2, y: sitsAtTop ? row.top : row.bottom - height, width: width,
      height: height)
    canvas.fill(rect, theme.fill(role), radius: 7)
    var y = rect.top + UnrolledLayout.padding
    if let label = content.label {
      let style = canvas.fitted(label, TextStyle(14, weight: .medium), width: width - 8)
      let isAlone = content.probability == nil && content.values.isEmpty
      canvas.text(
        label, at: Point(rect.midX, isAlone ? rect.midY : y + 6), style, align: .center,
        anchor: .middle)
      y += 18
      if let probability = content.probability {
        canvas.text(
          .plain(NumberText.fixed(probability, 2)), at: Point(rect.midX, y + 4), Page.tick,
          theme.secondary, align: .center, anchor: .middle)
        y += 14
      }
    }
    if !content.values.isEmpty {
      drawValues(content, symbol, role, at: Point(rect.left, y))
    }
    canvas.stroke(rect, theme.color(role), width: 1.5, radius: 7)
  }

  /// Numbers on the page's own colour; a strip of more than four shaded by magnitude.
  private func drawValues(
    _ content: UnrolledDiagram.Content, _ symbol: String, _ role: Theme.Role, at corner: Point
  ) {
    let finite = content.values.filter(\.isFinite).map(abs)
    let largest = max(1, finite.max() ?? 1)
    let (low, high) = (theme.background, theme.color(role))
    let isStrip = content.values.count > VectorBlock.mostNumbers
    let shade = { (value: Double) -> Color in
      isStrip ? low.mixed(with: high, min(1, abs(value) / largest) * 0.7) : low
    }
    guard content.label != nil else {
      drawRow(symbol, content.values, at: corner, theme.color(role), color: shade)
      return
    }
    layout.bareBlock(content.values.count).draw(
      content.values, at: Point(corner.x + UnrolledLayout.padding, corner.y + 2), on: canvas,
      border: theme.color(role), color: shade)
  }
}
