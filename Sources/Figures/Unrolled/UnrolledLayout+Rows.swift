import Drawing

/// The heights of rows and of what stands in them.
extension UnrolledLayout {
  /// Whether a row of a card is its symbol with the cells to the right; else the symbol stands
  /// above the cells.
  func isWide(_ count: Int) -> Bool {
    let room = cardWidth - 2 * padding - Self.symbolWidth - (hasSuperscripts ? 12 : 0)
    return count <= VectorBlock.mostNumbers
      ? room >= Double(count) * VectorBlock.numberWidth : room >= 64
  }

  /// Whether symbols carry their layer or direction.
  var hasSuperscripts: Bool { figure.layers > 1 || figure.isBidirectional }
  var symbolRoom: Double { Self.symbolWidth + (hasSuperscripts ? 12 : 0) }

  /// Room for a symbol above its cells; a stacked superscript needs more.
  var symbolHeight: Double { hasSuperscripts ? 22 : 17 }

  func block(_ count: Int) -> VectorBlock {
    let inner = cardWidth - 2 * padding
    return VectorBlock(count: count, width: isWide(count) ? inner - symbolRoom : inner)
  }

  /// Cells without a symbol, under a label.
  func bareBlock(_ count: Int) -> VectorBlock {
    VectorBlock(count: count, width: cardWidth - 2 * padding)
  }

  /// A symbol and its cells; a symbol alone without them.
  func rowHeight(_ count: Int) -> Double {
    count == 0 ? 24 : block(count).height + (isWide(count) ? 0 : symbolHeight)
  }

  /// From a card's top to its row of h; the row of c stands above.
  func stateTop(_ layer: Int) -> Double {
    padding + (hasCells ? rowHeight(units[layer]) + Self.rowGap + 2 : 0)
  }

  func stateHeight(_ layer: Int) -> Double { stateTop(layer) + rowHeight(units[layer]) + padding }

  /// From a card's top to the arrow of h, and of c.
  func stateMiddle(_ layer: Int) -> Double {
    hasCells ? stateTop(layer) + rowHeight(units[layer]) / 2 : stateHeight(layer) / 2
  }

  func cellMiddle(_ layer: Int) -> Double { padding + rowHeight(units[layer]) / 2 }

  /// The lower band of a card: delta and the norm of the gradient.
  func gradientHeight(_ layer: Int) -> Double {
    guard hasNorms else { return 0 }
    let deltas = hasDeltas ? rowHeight(units[layer]) + Self.rowGap : 0
    return deltas + Self.normHeight + padding
  }

  func cardHeight(_ layer: Int) -> Double { stateHeight(layer) + gradientHeight(layer) }

  static let joinedHeight = 20.0
  /// Between the two directions, and between them and what joins them.
  static let innerGap = 20.0
  static let joinedGap = 28.0

  /// A layer with both directions.
  func groupHeight(_ layer: Int) -> Double {
    figure.isBidirectional
      ? 2 * cardHeight(layer) + Self.innerGap + Self.joinedGap + Self.joinedHeight
      : cardHeight(layer)
  }

  func contentHeight(_ content: UnrolledDiagram.Content?) -> Double {
    guard let content else { return 0 }
    if content.isPlain { return 32 }
    let label = content.label == nil ? 0.0 : content.probability == nil ? 20 : 34
    let values =
      content.values.isEmpty
      ? 0
      : content.label == nil
        ? rowHeight(content.values.count) : bareBlock(content.values.count).height + 2
    return max(16, label + values) + 2 * padding - (label > 0 ? 4 : 0)
  }

  var inputHeight: Double { figure.steps.map { contentHeight($0.input) }.max() ?? 0 }
  var outputHeight: Double { figure.steps.map { contentHeight($0.output) }.max() ?? 0 }
  var hasInput: Bool { figure.steps.contains { $0.input != nil } }
  var hasOutput: Bool { figure.steps.contains { $0.output != nil } }
  var hasTarget: Bool { figure.steps.contains { $0.target != nil } }
  var hasLoss: Bool { figure.steps.contains { $0.loss != nil } }
  /// Whether a column is wide enough for "loss L_3 = 0.723"; else the names stand at the left.
  var namesInColumns: Bool { slotWidth >= 150 && !hasFeedback }
  var hasFoot: Bool { figure.equation != nil || figure.totalLoss != nil }
  /// Whether some states are colours without numbers, so that the colours need a key.
  var hasStrips: Bool { units.contains { $0 > VectorBlock.mostNumbers } }

  /// Rows of text above the outputs.
  private var headHeight: Double {
    (hasTarget ? Self.textRow : 0) + (hasLoss ? Self.textRow : 0) + (hasTarget || hasLoss ? 4 : 0)
  }

  /// Brackets of windows, and a line that counts what is not drawn.
  static let mostWindows = 6
  var drawnWindows: [UnrolledDiagram.Window] {
    let seen = figure.windows.filter { window in
      slots.contains { slot in
        if case .step(let step) = slot { window.steps.contains(step + 1) } else { false }
      }
    }
    return Array(seen.prefix(Self.mostWindows))
  }
  var windowsHeight: Double {
    let drawn = drawnWindows.count
    let rows = drawn + (figure.windows.count > drawn ? 1 : 0)
    return rows == 0 ? 0 : Double(rows) * Self.windowRow + 6
  }
  static let windowRow = 20.0
  static let legendRow = 24.0

  private var timeHeight: Double {
    26 + 14 * Double(max(0, dotsLines.count - 1 + (isCutBesideDots ? 1 : 0)))
  }

  /// The words of a cut stand where the dots' first line would; they go one line down.
  var isCutBesideDots: Bool {
    slots.indices.contains { index in
      isCut(afterSlot: index) && (slots[index] == .dots || slots[index + 1] == .dots)
    }
  }

  private var footHeight: Double {
    timeHeight + windowsHeight + (hasFoot ? 36 : 0)
      + Double(UnrolledLegend(self).rows.count) * Self.legendRow + 14
  }

  private var gaps: Int {
    figure.layers - 1 + (hasInput || hasFeedback ? 1 : 0) + (hasOutput ? 1 : 0)
  }

  private var boxesHeight: Double {
    (0..<figure.layers).reduce(inputHeight + outputHeight) { $0 + groupHeight($1) }
  }

  private static let smallestGap = 38.0
  private static let largestGap = 62.0

  var pageHeight: Double {
    let needed =
      Page.plotTop + headHeight + boxesHeight + Double(gaps) * Self.smallestGap + footHeight
    let roomy = needed + Double(gaps) * (Self.largestGap - Self.smallestGap)
    return max(needed, min(Page.height, max(roomy, 380))).rounded(.up)
  }

  /// The heights of all rows, with the left end at x = 0.
  struct Rows {
    var loss = 0.0
    var target = 0.0
    var output = Rect(x: 0, y: 0, width: 0, height: 0)
    /// Layer 1 first, for each direction.
    var cards: [[Rect]] = [[], []]
    /// What joins the directions of each layer.
    var joined: [Rect] = []
    var input = Rect(x: 0, y: 0, width: 0, height: 0)
    var time = 0.0
    var top = 0.0
    /// Where the first bracket of a window stands.
    var windows = 0.0
  }

  /// Rows with the full width of a card at x = 0.
  var rows: Rows {
    let room = pageHeight - Page.plotTop - headHeight - boxesHeight - footHeight
    let gap = gaps == 0 ? 0 : min(Self.largestGap, room / Double(gaps))
    let rest = room - gap * Double(gaps)
    var rows = Rows()
    var y = Page.plotTop + rest / 2
    rows.top = y
    func take(_ height: Double, _ width: Double) -> Rect {
      defer { y += height }
      return Rect(x: 0, y: y, width: width, height: height)
    }
    if hasLoss { rows.loss = take(Self.textRow, 0).midY }
    if hasTarget { rows.target = take(Self.textRow, 0).midY }
    if hasTarget || hasLoss { y += 4 }
    if hasOutput {
      rows.output = take(outputHeight, cardWidth)
      y += gap
    }
    for layer in (0..<figure.layers).reversed() {
      if figure.isBidirectional {
        rows.joined.insert(take(Self.joinedHeight, columnWidth), at: 0)
        y += Self.joinedGap
        rows.cards[1].insert(take(cardHeight(layer), cardWidth), at: 0)
        y += Self.innerGap
      }
      rows.cards[0].insert(take(cardHeight(layer), cardWidth), at: 0)
      y += layer == 0 ? 0 : gap
    }
    if hasInput || hasFeedback { y += gap }
    if hasInput { rows.input = take(inputHeight, cardWidth) }
    rows.time = y + 16
    rows.windows = y + timeHeight + 4
    return rows
  }
}
