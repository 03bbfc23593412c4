import Drawing

/// Arrows between an input, the layers and an output of one step.
extension UnrolledArrows {
  mutating func addUp(_ step: Int, _ slot: Int) {
    for layer in 0..<figure.layers {
      let below: End = layer == 0 ? .input(step) : top(step, layer - 1)
      guard let source = geometry.boxes[below] else { continue }
      // A masked step reads nothing.
      for direction in figure.directions where !figure.steps[step].isMasked {
        addUp(step, slot, layer, direction, source, below)
      }
    }
    if figure.isBidirectional {
      for layer in 0..<figure.layers { addJoins(step, slot, layer) }
    }
    guard let output = geometry.boxes[.output(step)] else { return }
    let last = top(step, figure.layers - 1)
    guard let source = geometry.boxes[last] else { return }
    let values = figure.steps[step]
    let hasBackward = values.gradient != nil && (values.loss != nil || !layout.hasLoss)
    let shift = hasBackward ? 8.0 : 0
    let middle = layout.middle(ofSlot: slot)
    add(
      .up, [Point(middle - shift, source.top - 3), Point(middle - shift, output.bottom + 2)],
      width: 1.4, last, .output(step), figure.isReached(output: step))
    if hasBackward, let width = arrowWidth(strength(step, figure.layers - 1, .forward)) {
      add(
        .backward,
        [Point(middle + shift, output.bottom + 3), Point(middle + shift, source.top - 2)],
        width: width, .output(step), last, figure.isReached(gradient: step, .forward))
    }
  }

  /// What the layer above or the output takes.
  private func top(_ step: Int, _ layer: Int) -> End {
    figure.isBidirectional
      ? .joined(step, layer: layer) : .state(step, layer: layer, .forward)
  }

  /// From an input or from the layer below into a card; the reverse direction's stands higher, and
  /// its arrow passes the forward card at the right.
  private mutating func addUp(
    _ step: Int, _ slot: Int, _ layer: Int, _ direction: Direction, _ source: Rect, _ below: End
  ) {
    let card = card(slot, layer, direction)
    let hasGradient = layer > 0 && figure.gradient(step, direction) != nil
    var x = card.midX
    var back = x + 8
    if figure.isBidirectional {
      let right = self.card(slot, layer, .forward).right
      x = direction == .forward ? card.midX : right + 4
      back = direction == .forward ? card.midX + 12 : right + 10
    } else if hasGradient {
      x -= 8
    }
    let end = End.state(step, layer: layer, direction)
    let reached = figure.isReached(state: step, layer, direction)
    add(
      .up, [Point(x, source.top - 3), Point(x, card.bottom + 2)], width: 1.4, below, end, reached)
    guard hasGradient, let width = arrowWidth(strength(step, layer, direction)) else { return }
    add(
      .backward, [Point(back, card.bottom + 3), Point(back, source.top - 2)], width: width, end,
      below, figure.isReached(gradient: step, direction))
  }

  /// From both cards of a layer to what joins them; the forward card's passes the reverse card at
  /// the left.
  private mutating func addJoins(_ step: Int, _ slot: Int, _ layer: Int) {
    let joined = End.joined(step, layer: layer)
    guard let target = geometry.boxes[joined] else { return }
    let left = card(slot, layer, .reverse).left
    for direction in figure.directions {
      let card = card(slot, layer, direction)
      let end = End.state(step, layer: layer, direction)
      let isForward = direction == .forward
      let x = isForward ? left - 4 : card.midX - 6
      add(
        .up, [Point(x, card.top - 3), Point(x, target.bottom + 2)], width: 1.4, end, joined,
        figure.isReached(state: step, layer, direction))
      guard let width = arrowWidth(strength(step, layer, direction)) else { continue }
      let back = isForward ? left - 10 : card.midX + 6
      add(
        .backward, [Point(back, target.bottom + 3), Point(back, card.top - 2)], width: width,
        joined, end, figure.isReached(gradient: step, direction))
    }
  }

  // MARK: - Feedback

  /// From the output of the step before down between the columns to the input, or to the card
  /// where the step has no input of its own.
  mutating func addFeedback(_ step: Int, _ slot: Int) {
    let x = slot == 0 ? layout.columnLeft(0) - 12 : layout.feedbackX(into: slot)
    let output = geometry.boxes[.output(step - 1)]
    let y = output?.midY ?? rows.output.midY
    let isHidden = slot == 0 || layout.slots[slot - 1] == .dots
    let start =
      isHidden ? layout.middle(ofSlot: max(0, slot - 1)) + 13 : (output?.right ?? x) + 1
    var points = [Point(start, y), Point(x, y)]
    let end: End
    if let input = geometry.boxes[.input(step)] {
      points += [Point(x, input.midY), Point(input.left - 2, input.midY)]
      end = .input(step)
    } else {
      let card = card(slot, 0, .forward)
      let low = card.bottom + 24
      points += [Point(x, low), Point(card.midX, low), Point(card.midX, card.bottom + 2)]
      end = .state(step, layer: 0, .forward)
    }
    add(
      .fedBack, points, width: 1.4, isHidden ? .dots : .output(step - 1), end,
      figure.isReached(state: step, 0, .forward))
  }
}
