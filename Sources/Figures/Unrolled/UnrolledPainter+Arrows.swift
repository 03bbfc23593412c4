import Drawing
import Foundation

extension UnrolledPainter {
  private var forward: Color { theme.secondary }
  private var backward: Color { theme.color(.gradient) }
  private static let dash = [4.0, 3.0]

  /// All arrows that end in a slot's boxes from the left and from below, and the dashed ones that
  /// leave them backward.
  func drawArrows(into slot: Int) {
    let (x, width) = layout.rect(ofSlot: slot)
    for layer in 0..<figure.layers { drawAcross(into: slot, layer) }
    guard case .step(let step) = layout.slots[slot] else { return }
    drawUp(step, middle: x + width / 2)
  }

  // MARK: - Through time

  private func drawAcross(into slot: Int, _ layer: Int) {
    let row = rows.cards[layer]
    let y = row.top + layout.stateHeight(layer) / 2
    let end = edge(of: slot, layer, isLeft: true)
    let isFirst = slot == 0
    let start = isFirst ? end - 40 : edge(of: slot - 1, layer, isLeft: false)
    canvas.arrow(Point(start + 3, y), Point(end - 2, y), theme.color(.hiddenState), width: 1.6)
    if isFirst {
      drawInitial(layer, right: start - 2, y: y)
    }
    let gap = end - start
    let name: Label = figure.layers > 1 ? "$W_{hh}^{(\(layer + 1))}$" : "$W_{hh}$"
    let style = canvas.fitted(name, Page.arrowLabel, width: gap - 4, minimum: 9.5)
    if layout.slots[slot] != .dots, gap >= canvas.measure(name, style).width + 2 {
      canvas.text(
        name, at: Point((start + end) / 2 - 1, y - 7), style, theme.color(.parameter),
        align: .center)
    }
    guard !isFirst, let weight = backwardWeight(from: slot, layer) else { return }
    let low = row.bottom - layout.gradientHeight(layer) / 2
    canvas.arrow(
      Point(end - 3, low), Point(start + 2, low), backward, width: weight, dash: Self.dash)
  }

  private func edge(of slot: Int, _ layer: Int, isLeft: Bool) -> Double {
    let (x, width) = layout.rect(ofSlot: slot)
    if layout.slots[slot] == .dots { return x + width / 2 + (isLeft ? -13 : 13) }
    let card = card(layer, slot: slot)
    return isLeft ? card.left : card.right
  }

  private func drawInitial(_ layer: Int, right: Double, y: Double) {
    let symbol = figure.layers > 1 ? "h_0^{(\(layer + 1))}" : "h_0"
    let values = figure.initialStates?[layer] ?? []
    let isZero = values.allSatisfy { $0 == 0 }
    let label = Label(isZero ? "$\(symbol) = 0$" : "$\(symbol)$")
    let style = canvas.fitted(label, TextStyle(12.5), width: right - 8)
    canvas.text(
      label, at: Point(right, y), style, theme.secondary, align: .right, anchor: .middle)
    guard !isZero else { return }
    let lines = values.count <= 4 ? values.map { NumberText.fixed($0, 2) } : []
    for (index, text) in lines.enumerated() {
      canvas.text(
        .plain(text), at: Point(right, y + 17 + Double(index) * 14), Page.tick, theme.secondary,
        align: .right, anchor: .middle)
    }
  }

  /// The width of the arrow that carries the gradient out of a slot's state to the step before:
  /// by the logarithm of |delta|; nil without a backward pass there.
  private func backwardWeight(from slot: Int, _ layer: Int) -> Double? {
    // Beside dots, the nearest drawn step stands for the hidden ones.
    let near = layout.slots[slot] == .dots ? slot - 1 : slot
    guard case .step(let step) = layout.slots[near] else { return nil }
    if layout.slots[slot] == .dots { return arrowWidth(strength(step + 1, layer)) }
    if case .step(let before) = layout.slots[slot - 1], figure.steps[before].gradient == nil {
      return nil
    }
    return arrowWidth(strength(step, layer))
  }

  /// |delta| of a step, or |dL/dh| when no deltas are given.
  private func strength(_ step: Int, _ layer: Int) -> Double? {
    guard let gradient = figure.steps[step].gradient else { return nil }
    guard layer < gradient.deltas.count else { return gradient.stateNorms[layer] }
    return gradient.deltas[layer].reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private func arrowWidth(_ strength: Double?) -> Double? {
    guard let strength else { return nil }
    guard strength.isFinite else { return 3.4 }
    guard strength > 0 else { return 0.8 }
    var (low, high) = (Double.infinity, -Double.infinity)
    for step in figure.steps.indices {
      for layer in 0..<figure.layers {
        guard let value = self.strength(step, layer), value > 0, value.isFinite else { continue }
        low = min(low, log(value))
        high = max(high, log(value))
      }
    }
    return high - low < 1e-9 ? 1.8 : 1.1 + 2.3 * (log(strength) - low) / (high - low)
  }

  // MARK: - Upward

  private func drawUp(_ step: Int, middle: Double) {
    let values = figure.steps[step]
    let shift = values.gradient == nil ? 0.0 : 8
    if values.input != nil {
      drawForward(
        middle, from: rows.input.top, to: rows.cards[0].bottom,
        step == 0 ? inputName(0) : nil)
    }
    for layer in 1..<max(1, figure.layers) {
      let (from, to) = (rows.cards[layer - 1].top, rows.cards[layer].bottom)
      drawForward(middle - shift, from: from, to: to, step == 0 ? inputName(layer) : nil)
      if let weight = arrowWidth(strength(step, layer)) {
        canvas.arrow(
          Point(middle + shift, to + 2), Point(middle + shift, from - 2), backward, width: weight,
          dash: Self.dash)
      }
    }
    guard values.output != nil else { return }
    let (from, to) = (rows.cards[figure.layers - 1].top, rows.output.bottom)
    let isFirst = figure.steps.firstIndex { $0.output != nil } == step
    let hasBackward = values.gradient != nil && (values.loss != nil || !layout.hasLoss)
    drawForward(middle - (hasBackward ? shift : 0), from: from, to: to, isFirst ? "$W_{hy}$" : nil)
    if hasBackward, let weight = arrowWidth(strength(step, figure.layers - 1)) {
      canvas.arrow(
        Point(middle + shift, to + 3), Point(middle + shift, from - 2), backward, width: weight,
        dash: Self.dash)
    }
  }

  private func inputName(_ layer: Int) -> Label {
    figure.layers > 1 ? "$W_{xh}^{(\(layer + 1))}$" : "$W_{xh}$"
  }

  private func drawForward(_ x: Double, from: Double, to: Double, _ name: Label?) {
    canvas.arrow(Point(x, from - 3), Point(x, to + 2), forward, width: 1.4)
    guard let name else { return }
    canvas.text(
      name, at: Point(x - 6, (from + to) / 2), TextStyle(11), theme.color(.parameter),
      align: .right, anchor: .middle)
  }

  // MARK: - Dots, names and foot

  func drawDots(at x: Double) {
    var heights = rows.cards.enumerated().map { $1.top + layout.stateHeight($0) / 2 }
    if layout.hasInput { heights.append(rows.input.midY) }
    if layout.hasOutput { heights.append(rows.output.midY) }
    for y in heights {
      for offset in [-7.0, 0, 7] {
        canvas.circle(Point(x + offset, y), radius: 1.8, fill: theme.secondary)
      }
    }
  }

  /// What the rows of plain text and of bare labels are, at the left.
  func drawRowNames() {
    let right = layout.left - 8
    func name(_ label: Label, _ y: Double, _ color: Color) {
      canvas.text(
        label, at: Point(right, y), TextStyle(12), color, align: .right, anchor: .middle)
    }
    if layout.hasLoss, !layout.namesInColumns {
      name("loss $L_t$", rows.loss, theme.color(.gradient))
    }
    if layout.hasTarget, !layout.namesInColumns { name("target", rows.target, theme.secondary) }
    let outputs = figure.steps.compactMap(\.output)
    if outputs.contains(where: { $0.label != nil || $0.values.isEmpty }) {
      let isDistribution = outputs.contains { $0.probability != nil }
      name(
        isDistribution ? "output $p_t$" : "output $y_t$", rows.output.midY, theme.color(.output))
    }
    let inputs = figure.steps.compactMap(\.input)
    if inputs.contains(where: { $0.label != nil || $0.values.isEmpty }) {
      name("input $x_t$", rows.input.midY, theme.color(.input))
    }
    if layout.hasNorms, layout.cardWidth < 124 {
      for (layer, row) in rows.cards.enumerated() {
        let y = row.bottom - UnrolledLayout.padding - UnrolledLayout.normHeight / 2
        let symbol = figure.layers > 1 ? "h_t^{(\(layer + 1))}" : "h_t"
        name("$|\\partial L / \\partial \(symbol)|$", y, theme.color(.gradient))
      }
    }
  }

  /// What the colours of cells without numbers mean; returns where it begins.
  @discardableResult
  private func drawKey(_ name: Label, limit: Double, right: Double, y: Double) -> Double {
    let map = theme.signedMap
    let end = NumberText.trimmed(limit)
    var x = right
    x =
      canvas.text(
        .plain(end), at: Point(x, y), Page.tick, theme.secondary, align: .right, anchor: .middle
      ).left - 7
    let bar = canvas.snapped(Rect(left: x - 84, top: y - 5, right: x, bottom: y + 5))
    canvas.cells(map.colors, columns: map.colors.count, rows: 1, in: bar)
    canvas.stroke(bar, theme.axis, width: 1)
    x =
      canvas.text(
        .plain(NumberText.trimmed(-limit)), at: Point(bar.left - 7, y), Page.tick,
        theme.secondary, align: .right, anchor: .middle
      ).left - 9
    return canvas.text(
      name, at: Point(x, y), Page.label, theme.secondary, align: .right, anchor: .middle
    ).left
  }

  func drawFoot() {
    let height = layout.pageHeight
    if layout.hasNorms {
      let y = height - 24
      var x = Page.margin
      canvas.arrow(Point(x, y), Point(x + 26, y), theme.color(.hiddenState), width: 1.6)
      x =
        canvas.text(
          "forward", at: Point(x + 33, y), Page.label, theme.secondary, anchor: .middle
        ).right + 20
      canvas.arrow(Point(x + 30, y), Point(x, y), backward, width: 1.8, dash: Self.dash)
      canvas.text(
        "backward; the wider, the larger $\\log|\\delta_t|$", at: Point(x + 37, y), Page.label,
        theme.secondary, anchor: .middle)
    }
    let y = height - (layout.hasNorms ? 52 : 30)
    var right = Page.width - Page.margin
    if let loss = figure.totalLoss {
      let label = Label("$L = $ \(NumberText.short(loss))")
      right =
        canvas.text(
          label, at: Point(right, y), TextStyle(13.5, weight: .medium, tabular: true),
          theme.color(.gradient), align: .right, anchor: .middle
        ).left - 24
    }
    if layout.hasStrips {
      right = drawKey("state $h_t$", limit: figure.stateLimit, right: right, y: y) - 24
      if layout.hasDeltas {
        drawKey("$\\delta_t$", limit: largestDelta, right: Page.width - Page.margin, y: height - 24)
      }
    }
    if let equation = figure.equation {
      let style = canvas.fitted(equation, TextStyle(14), width: right - Page.margin)
      canvas.text(equation, at: Point(Page.margin, y), style, anchor: .middle)
    }
  }
}
