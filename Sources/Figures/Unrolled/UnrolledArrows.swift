import Drawing
import Foundation

/// Works out every arrow.
struct UnrolledArrows {
  typealias Direction = UnrolledDiagram.Direction
  typealias End = UnrolledArrow.End

  let figure: UnrolledDiagram
  let layout: UnrolledLayout
  let rows: UnrolledLayout.Rows
  var geometry = UnrolledGeometry()
  /// The logarithms of the smallest and the largest |delta|.
  private var strengths: (low: Double, high: Double) = (.infinity, -.infinity)

  init(_ layout: UnrolledLayout, _ rows: UnrolledLayout.Rows) {
    figure = layout.figure
    self.layout = layout
    self.rows = rows
    findStrengths()
    for (slot, content) in layout.slots.enumerated() {
      if case .step(let step) = content { addBoxes(step, slot) }
    }
    for slot in layout.slots.indices {
      for layer in 0..<figure.layers {
        for direction in figure.directions { addAcross(slot, layer, direction) }
      }
    }
    for (slot, content) in layout.slots.enumerated() {
      if case .step(let step) = content {
        addUp(step, slot)
        if figure.steps[step].isFedBack { addFeedback(step, slot) }
      }
    }
  }

  mutating func add(
    _ kind: UnrolledArrow.Kind, _ points: [Point], width: Double, _ from: End, _ to: End,
    _ isReached: Bool
  ) {
    geometry.arrows.append(
      UnrolledArrow(
        kind: kind, points: points, width: width, from: from, to: to, isReached: isReached))
  }

  func card(_ slot: Int, _ layer: Int, _ direction: Direction) -> Rect {
    rows.cards[direction.rawValue][layer].offset(layout.cardLeft(ofSlot: slot, direction), 0)
  }

  /// The box of an input or output; one without values is narrower.
  func contentRect(
    _ content: UnrolledDiagram.Content, _ row: Rect, slot: Int, sitsAtTop: Bool
  ) -> Rect {
    let height = layout.contentHeight(content)
    let width =
      figure.isBidirectional && sitsAtTop
      ? layout.cardWidth
      : content.isPlain
        ? min(layout.cardWidth, 56)
        : content.values.isEmpty ? min(layout.cardWidth, 76) : layout.cardWidth
    return Rect(
      x: layout.middle(ofSlot: slot) - width / 2, y: sitsAtTop ? row.top : row.bottom - height,
      width: width, height: height)
  }

  private mutating func addBoxes(_ step: Int, _ slot: Int) {
    let values = figure.steps[step]
    if let input = values.input {
      geometry.boxes[.input(step)] = contentRect(input, rows.input, slot: slot, sitsAtTop: true)
    }
    if let output = values.output {
      geometry.boxes[.output(step)] = contentRect(
        output, rows.output, slot: slot, sitsAtTop: false)
    }
    for layer in 0..<figure.layers {
      for direction in figure.directions {
        geometry.boxes[.state(step, layer: layer, direction)] = card(slot, layer, direction)
      }
      if figure.isBidirectional {
        geometry.boxes[.joined(step, layer: layer)] =
          rows.joined[layer].offset(layout.cardLeft(ofSlot: slot, .forward), 0)
      }
    }
  }

  // MARK: - Strength of the gradient

  /// |delta| of a step, or |dL/dh| when no deltas are given.
  func strength(_ step: Int, _ layer: Int, _ direction: Direction) -> Double? {
    guard let gradient = figure.gradient(step, direction) else { return nil }
    guard layer < gradient.deltas.count, !gradient.deltas[layer].isEmpty else {
      return gradient.stateNorms[layer]
    }
    // Scaled, so that squares do not overflow.
    let largest = gradient.deltas[layer].reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return gradient.deltas[layer].reduce(0, +) }
    return largest
      * gradient.deltas[layer].reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }

  private mutating func findStrengths() {
    for step in figure.steps.indices {
      for direction in figure.directions {
        for layer in 0..<figure.layers {
          guard let value = strength(step, layer, direction), value > 0, value.isFinite else {
            continue
          }
          strengths.low = min(strengths.low, log(value))
          strengths.high = max(strengths.high, log(value))
        }
      }
    }
  }

  /// Of the arrow that carries a gradient: by the logarithm of |delta|; nil without one.
  func arrowWidth(_ strength: Double?) -> Double? {
    guard let strength else { return nil }
    guard strength.isFinite else { return 3.4 }
    guard strength > 0 else { return 0.8 }
    let range = strengths.high - strengths.low
    return range < 1e-9 ? 1.8 : 1.1 + 2.3 * (log(strength) - strengths.low) / range
  }

  // MARK: - Through time

  /// The state's arrow between a slot and the one before it, for both directions; at the outer
  /// slot the arrow of the initial state.
  private mutating func addAcross(_ slot: Int, _ layer: Int, _ direction: Direction) {
    let isForward = direction == .forward
    let top = rows.cards[direction.rawValue][layer].top
    let y = top + layout.stateMiddle(layer)
    let isOuter = isForward ? slot == 0 : slot == layout.slots.count - 1
    // From `source` to `target`, which are neighbours.
    let source = isForward ? slot - 1 : slot + 1
    let sign = isForward ? 1.0 : -1
    let end = edge(slot, layer, direction, isLeft: isForward)
    let start =
      isOuter ? end - sign * 40 : edge(source, layer, direction, isLeft: !isForward)
    let (from, to) = (
      isOuter ? End.initial : self.end(source, layer, direction), self.end(slot, layer, direction)
    )
    let isCarried = isMasked(slot, nextTo: isOuter ? slot : source)
    let reached = isReached(slot, nextTo: isOuter ? slot : source, layer, direction)
    add(
      isCarried ? .carried : .state, [Point(start + sign * 3, y), Point(end - sign * 2, y)],
      width: 1.6, from, to, reached)
    if layout.hasCells {
      let y = top + layout.cellMiddle(layer)
      add(
        isCarried ? .carried : .cell, [Point(start + sign * 3, y), Point(end - sign * 2, y)],
        width: 1.6, from, to, reached)
    }
    guard !isOuter, layout.hasNorms else { return }
    addBackward(slot, source, layer, direction, from: end, to: start, (to, from))
  }

  /// The gradient's arrow back along a state's arrow that ran from `source` to `slot`.
  private mutating func addBackward(
    _ slot: Int, _ source: Int, _ layer: Int, _ direction: Direction, from: Double, to: Double,
    _ ends: (from: End, to: End)
  ) {
    let forward = direction == .forward
    // Beside dots, the nearest hidden step stands for all.
    let step = hiddenOr(slot, nextTo: source)
    guard let width = arrowWidth(strength(step, layer, direction)),
      figure.gradient(hiddenOr(source, nextTo: slot), direction) != nil
    else { return }
    let sign = forward ? -1.0 : 1
    let row = rows.cards[direction.rawValue][layer]
    let y = row.bottom - layout.gradientHeight(layer) / 2
    let earlier = min(slot, source)
    let target = hiddenOr(source, nextTo: slot)
    if layout.isCut(afterSlot: earlier) {
      let bar = layout.cutX(afterSlot: earlier)
      add(
        .backward, [Point(from + sign * 2, y), Point(bar - sign * 2, y)], width: width,
        ends.from, .bar, figure.isReached(gradient: step, direction))
      return
    }
    add(
      .backward, [Point(from + sign * 3, y), Point(to - sign * 2, y)], width: width, ends.from,
      ends.to, figure.isReached(gradient: target, direction))
  }

  private func edge(_ slot: Int, _ layer: Int, _ direction: Direction, isLeft: Bool) -> Double {
    if layout.slots[slot] == .dots {
      return layout.middle(ofSlot: slot) + (isLeft ? -13 : 13)
    }
    let card = card(slot, layer, direction)
    return isLeft ? card.left : card.right
  }

  private func end(_ slot: Int, _ layer: Int, _ direction: Direction) -> End {
    guard case .step(let step) = layout.slots[slot] else { return .dots }
    return .state(step, layer: layer, direction)
  }

  /// A slot's step; for dots the hidden step beside the neighbour.
  private func hiddenOr(_ slot: Int, nextTo neighbour: Int) -> Int {
    if case .step(let step) = layout.slots[slot] { return step }
    guard case .step(let beside) = layout.slots[neighbour] else { return 0 }
    return slot > neighbour ? beside + 1 : beside - 1
  }

  private func isMasked(_ slot: Int, nextTo neighbour: Int) -> Bool {
    figure.steps[hiddenOr(slot, nextTo: neighbour)].isMasked
  }

  private func isReached(
    _ slot: Int, nextTo neighbour: Int, _ layer: Int, _ direction: Direction
  ) -> Bool {
    figure.isReached(state: hiddenOr(slot, nextTo: neighbour), layer, direction)
  }
}
