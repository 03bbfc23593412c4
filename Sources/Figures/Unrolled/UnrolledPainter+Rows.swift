import Drawing

/// Dots, cuts, windows, and the names at the left of rows.
extension UnrolledPainter {
  func drawDots(at x: Double) {
    var heights: [Double] = []
    for (direction, cards) in rows.cards.enumerated() where direction == 0 || !cards.isEmpty {
      for (layer, card) in cards.enumerated() {
        heights.append(card.top + layout.stateMiddle(layer))
        if layout.hasCells { heights.append(card.top + layout.cellMiddle(layer)) }
      }
    }
    if layout.hasNorms {
      for cards in rows.cards {
        for (layer, card) in cards.enumerated() {
          let y = card.bottom - layout.gradientHeight(layer) / 2
          for offset in [-7.0, 0, 7] {
            canvas.circle(Point(x + offset, y), radius: 1.5, fill: theme.color(.gradient))
          }
        }
      }
    }
    if layout.hasInput { heights.append(rows.input.midY) }
    if layout.hasOutput { heights.append(rows.output.midY) }
    for y in heights {
      for offset in [-7.0, 0, 7] {
        canvas.circle(Point(x + offset, y), radius: 1.8, fill: theme.secondary)
      }
    }
    let first = rows.time + (layout.isCutBesideDots ? 14 : 0)
    for (index, line) in layout.dotsLines.enumerated() {
      canvas.text(
        .plain(line), at: Point(x, first + 14 * Double(index)), Page.label, theme.secondary,
        align: .center, anchor: .middle)
    }
  }

  // MARK: - Cuts

  private var cutXs: [Double] {
    layout.slots.indices.filter { layout.isCut(afterSlot: $0) }.map { layout.cutX(afterSlot: $0) }
  }

  /// A thin line through all layers, under everything, with its name at the foot.
  func drawCutLines() {
    let top = (rows.cards[1].last ?? rows.cards[0][figure.layers - 1]).top - 10
    for x in cutXs {
      canvas.line(
        Point(x, top), Point(x, rows.time - 9), theme.color(.gradient), width: 0.9, dash: [2, 3])
      canvas.text(
        "cut", at: Point(x, rows.time), Page.label, theme.color(.gradient), align: .center,
        anchor: .middle)
    }
  }

  /// The bars that stop the gradient; where the state passes, they are open.
  func drawCutBars() {
    for x in cutXs {
      for cards in rows.cards {
        for (layer, card) in cards.enumerated() {
          let band = layout.gradientHeight(layer)
          if band > 0 {
            bar(x, card.bottom - band + 2, card.bottom - 2)
          } else {
            let middle = card.top + layout.stateMiddle(layer)
            let upper = layout.hasCells ? card.top + layout.cellMiddle(layer) : middle
            bar(x, card.top, upper - 7)
            if layout.hasCells { bar(x, upper + 7, middle - 7) }
            bar(x, middle + 7, card.bottom)
          }
        }
      }
    }
  }

  private func bar(_ x: Double, _ top: Double, _ bottom: Double) {
    guard bottom > top else { return }
    canvas.fill(
      Rect(left: x - 1.6, top: top, right: x + 1.6, bottom: bottom), theme.color(.gradient))
  }

  // MARK: - Windows

  /// A bracket for each backward pass under the steps that it covers.
  func drawWindows() {
    let windows = layout.drawnWindows
    for (row, window) in windows.enumerated() {
      drawWindow(window, y: rows.windows + UnrolledLayout.windowRow * (Double(row) + 0.5))
    }
    let hidden = figure.windows.count - windows.count
    guard hidden > 0 else { return }
    let y = rows.windows + UnrolledLayout.windowRow * (Double(windows.count) + 0.5)
    canvas.text(
      .plain(hidden == 1 ? "and 1 more window" : "and \(hidden) more windows"),
      at: Point(layout.columnLeft(0), y), Page.label, theme.secondary, anchor: .middle)
  }

  private func drawWindow(_ window: UnrolledDiagram.Window, y: Double) {
    let (low, high) = (window.steps.lowerBound, window.steps.upperBound)
    let dots = layout.slots.firstIndex(of: .dots) ?? 0
    let (first, last) = (layout.slot(ofStep: low - 1), layout.slot(ofStep: high - 1))
    let left = layout.columnLeft(first ?? dots)
    let right = layout.columnRight(last ?? dots)
    let color = theme.color(.gradient)
    canvas.line(Point(left, y), Point(right, y), color, width: 1.2, dash: [4, 3])
    if first != nil { canvas.line(Point(left, y - 6), Point(left, y + 1), color, width: 1.4) }
    if last != nil { canvas.line(Point(right, y - 6), Point(right, y + 1), color, width: 1.4) }
    let numbers = low == high ? "\(low)" : "\(low)\u{2013}\(high)"
    var label = window.label ?? Label("steps " + numbers)
    let style = Page.label
    if window.label == nil, canvas.measure(label, style).width > right - left - 14 {
      label = Label(numbers)
    }
    let (text, fitting) = canvas.cut(label, style, width: right - left - 14)
    let width = canvas.measure(text, fitting).width
    let middle = (left + right) / 2
    canvas.fill(
      Rect(left: middle - width / 2 - 4, top: y - 7, right: middle + width / 2 + 4, bottom: y + 7),
      theme.background)
    canvas.text(text, at: Point(middle, y), fitting, color, align: .center, anchor: .middle)
  }

  // MARK: - Names at the left

  func normY(_ layer: Int, _ direction: Direction) -> Double {
    rows.cards[direction.rawValue][layer].bottom - layout.padding - UnrolledLayout.normHeight / 2
  }

  /// What the rows of plain text and of bare labels are.
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
    if outputs.contains(where: { $0.label != nil || $0.isPlain }) {
      let isDistribution = outputs.contains { $0.probability != nil }
      name(
        isDistribution ? "output $p_t$" : "output $y_t$", rows.output.midY, theme.color(.output))
    }
    let inputs = figure.steps.compactMap(\.input)
    if inputs.contains(where: { $0.label != nil || $0.isPlain }) {
      name("input $x_t$", rows.input.midY, theme.color(.input))
    }
    for layer in 0..<figure.layers {
      for direction in figure.directions {
        if layout.hasNorms, layout.cardWidth < UnrolledLayout.normNameWidth {
          let symbol = "h" + index("t", layer, direction)
          name(
            "$|\\partial L / \\partial \(symbol)|$", normY(layer, direction), theme.color(.gradient)
          )
        }
      }
      if figure.isBidirectional {
        name(
          "reverse", rows.cards[1][layer].top + layout.stateMiddle(layer),
          theme.color(.hiddenState))
      }
    }
  }
}
