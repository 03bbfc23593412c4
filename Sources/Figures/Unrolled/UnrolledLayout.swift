import Drawing

/// Where everything of an unrolled diagram stands; a function of counts alone, so that the page's
/// size is known before a font is loaded.
struct UnrolledLayout {
  /// A column of the page.
  enum Slot: Equatable {
    case step(Int)
    case dots
  }

  static let gutter = 66.0
  static let dotsWidth = 46.0
  static let padding = 7.0
  static let rowGap = 4.0
  static let normHeight = 19.0
  static let textRow = 19.0

  let figure: UnrolledDiagram
  let slots: [Slot]
  let slotWidth: Double
  let cardWidth: Double
  /// The left end of the first slot.
  let left: Double
  let hasDeltas: Bool
  let hasNorms: Bool

  init(_ figure: UnrolledDiagram) {
    self.figure = figure
    let count = figure.steps.count
    slots =
      count <= 8
      ? (0..<count).map { .step($0) }
      : [0, 1, 2].map { .step($0) } + [.dots] + (count - 3..<count).map { .step($0) }
    let drawn = Double(slots.filter { $0 != .dots }.count)
    let dots = slots.contains(.dots) ? Self.dotsWidth : 0
    let room = Page.width - 2 * Page.margin - Self.gutter - dots
    slotWidth = min(room / max(drawn, 1), drawn == 1 ? 330 : 250)
    let total = Self.gutter + slotWidth * drawn + dots
    left = (Page.width - total) / 2 + Self.gutter
    let gap = slotWidth > 150 ? 56.0 : slotWidth > 100 ? 38 : 31
    cardWidth = slotWidth - gap
    hasNorms = figure.steps.contains { $0.gradient != nil }
    hasDeltas = figure.steps.contains { !($0.gradient?.deltas.isEmpty ?? true) }
  }

  // MARK: - Across

  func rect(ofSlot index: Int) -> (left: Double, width: Double) {
    var x = left
    for slot in slots[..<index] { x += slot == .dots ? Self.dotsWidth : slotWidth }
    return (x, slots[index] == .dots ? Self.dotsWidth : slotWidth)
  }

  // MARK: - Down

  func units(_ layer: Int) -> Int { figure.steps[0].states[layer].count }

  /// Whether a row of a card is its symbol with the cells to the right; else the symbol stands
  /// above the cells.
  func isWide(_ count: Int) -> Bool {
    let room = cardWidth - 2 * Self.padding - Self.symbolWidth
    return count <= VectorBlock.mostNumbers
      ? room >= Double(count) * VectorBlock.numberWidth : room >= 64
  }

  static let symbolWidth = 29.0

  /// Room for a symbol above its cells; a stacked superscript needs more.
  var symbolHeight: Double { figure.layers > 1 ? 22 : 17 }

  func block(_ count: Int) -> VectorBlock {
    let inner = cardWidth - 2 * Self.padding
    return VectorBlock(count: count, width: isWide(count) ? inner - Self.symbolWidth : inner)
  }

  /// Cells without a symbol, under a label.
  func bareBlock(_ count: Int) -> VectorBlock {
    VectorBlock(count: count, width: cardWidth - 2 * Self.padding)
  }

  /// A symbol and its cells.
  func rowHeight(_ count: Int) -> Double {
    block(count).height + (isWide(count) ? 0 : symbolHeight)
  }

  func stateHeight(_ layer: Int) -> Double { rowHeight(units(layer)) + 2 * Self.padding }

  /// The lower band of a card: delta and the norm of the gradient.
  func gradientHeight(_ layer: Int) -> Double {
    guard hasNorms else { return 0 }
    let deltas = hasDeltas ? rowHeight(units(layer)) + Self.rowGap : 0
    return deltas + Self.normHeight + Self.padding
  }

  func cardHeight(_ layer: Int) -> Double { stateHeight(layer) + gradientHeight(layer) }

  func contentHeight(_ content: UnrolledDiagram.Content?) -> Double {
    guard let content else { return 0 }
    let label = content.label == nil ? 0.0 : content.probability == nil ? 20 : 34
    let values =
      content.values.isEmpty
      ? 0
      : content.label == nil
        ? rowHeight(content.values.count) : bareBlock(content.values.count).height + 2
    return max(16, label + values) + 2 * Self.padding - (label > 0 ? 4 : 0)
  }

  var inputHeight: Double { figure.steps.map { contentHeight($0.input) }.max() ?? 0 }
  var outputHeight: Double { figure.steps.map { contentHeight($0.output) }.max() ?? 0 }
  var hasInput: Bool { figure.steps.contains { $0.input != nil } }
  var hasOutput: Bool { figure.steps.contains { $0.output != nil } }
  var hasTarget: Bool { figure.steps.contains { $0.target != nil } }
  var hasLoss: Bool { figure.steps.contains { $0.loss != nil } }
  /// Whether a column is wide enough for "loss L_3 = 0.723"; else the names stand at the left.
  var namesInColumns: Bool { slotWidth >= 150 }
  var hasFoot: Bool { figure.equation != nil || figure.totalLoss != nil || hasStrips }
  /// Whether some states are colours without numbers, so that the colours need a key.
  var hasStrips: Bool { figure.steps[0].states.contains { $0.count > VectorBlock.mostNumbers } }

  /// Rows of text above the outputs.
  private var headHeight: Double {
    (hasTarget ? Self.textRow : 0) + (hasLoss ? Self.textRow : 0) + (hasTarget || hasLoss ? 4 : 0)
  }

  private var footHeight: Double { 26 + (hasFoot ? 36 : 0) + (hasNorms ? 24 : 0) + 14 }

  private var gaps: Int { figure.layers - 1 + (hasInput ? 1 : 0) + (hasOutput ? 1 : 0) }

  private var boxesHeight: Double {
    (0..<figure.layers).reduce(inputHeight + outputHeight) { $0 + cardHeight($1) }
  }

  private static let smallestGap = 38.0
  private static let largestGap = 62.0

  var pageHeight: Double {
    let needed =
      Page.plotTop + headHeight + boxesHeight + Double(gaps) * Self.smallestGap + footHeight
    let roomy = needed + Double(gaps) * (Self.largestGap - Self.smallestGap)
    return max(needed, min(Page.height, max(roomy, 380))).rounded(.up)
  }

  /// The heights of all rows, from the top.
  struct Rows {
    var loss = 0.0
    var target = 0.0
    var output = Rect(x: 0, y: 0, width: 0, height: 0)
    /// Layer 1 first.
    var cards: [Rect] = []
    var input = Rect(x: 0, y: 0, width: 0, height: 0)
    var time = 0.0
    var top = 0.0
  }

  /// Rows with the full width of a card at x = 0.
  var rows: Rows {
    let room = pageHeight - Page.plotTop - headHeight - boxesHeight - footHeight
    let gap = gaps == 0 ? 0 : min(Self.largestGap, room / Double(gaps))
    let rest = room - gap * Double(gaps)
    var rows = Rows()
    var y = Page.plotTop + rest / 2
    rows.top = y
    if hasLoss {
      rows.loss = y + Self.textRow / 2
      y += Self.textRow
    }
    if hasTarget {
      rows.target = y + Self.textRow / 2
      y += Self.textRow
    }
    if hasTarget || hasLoss { y += 4 }
    if hasOutput {
      rows.output = Rect(x: 0, y: y, width: cardWidth, height: outputHeight)
      y += outputHeight + gap
    }
    for layer in (0..<figure.layers).reversed() {
      rows.cards.insert(Rect(x: 0, y: y, width: cardWidth, height: cardHeight(layer)), at: 0)
      y += cardHeight(layer) + (layer == 0 ? 0 : gap)
    }
    if hasInput {
      y += gap
      rows.input = Rect(x: 0, y: y, width: cardWidth, height: inputHeight)
      y += inputHeight
    }
    rows.time = y + 16
    return rows
  }
}

extension UnrolledDiagram {
  public var size: Size {
    steps.isEmpty || layers == 0
      ? Size(Page.width, Page.height) : Size(Page.width, UnrolledLayout(self).pageHeight)
  }
}
