import Drawing

/// Where everything of an unrolled diagram stands; a function of counts alone, so that the page's
/// size is known before a font is loaded, and so that no frame of an animation moves it.
struct UnrolledLayout {
  typealias Direction = UnrolledDiagram.Direction

  /// A column of the page.
  enum Slot: Equatable {
    case step(Int)
    case dots
  }

  static let gutter = 66.0
  /// At the right of the last step, for the state that the reverse direction begins with.
  static let reverseGutter = 54.0
  static let dotsWidth = 66.0
  /// By how much the reverse direction stands to the right of the forward one: the arrows that
  /// pass one direction on their way to the other need that room.
  static let stagger = 14.0
  static let rowGap = 4.0
  /// Cards from this width have the name of the gradient's norm beside its number.
  static let normNameWidth = 130.0
  static let normHeight = 19.0
  static let textRow = 19.0
  static let symbolWidth = 29.0

  let figure: UnrolledDiagram
  let slots: [Slot]
  let slotWidth: Double
  let cardWidth: Double
  /// The left end of the first slot.
  let left: Double
  let stagger: Double
  let hasDeltas: Bool
  let hasNorms: Bool
  let hasCells: Bool
  let hasFeedback: Bool
  let units: [Int]

  static func slots(_ count: Int) -> [Slot] {
    count <= 8
      ? (0..<count).map { .step($0) }
      : [0, 1, 2].map { .step($0) } + [.dots] + (count - 3..<count).map { .step($0) }
  }

  init(_ figure: UnrolledDiagram) {
    self.figure = figure
    slots = Self.slots(figure.steps.count)
    stagger = figure.isBidirectional ? Self.stagger : 0
    let drawn = Double(slots.filter { $0 != .dots }.count)
    let dots = slots.contains(.dots) ? Self.dotsWidth : 0
    let right = figure.isBidirectional ? Self.reverseGutter : 0
    let room = Page.width - 2 * Page.margin - Self.gutter - right - dots
    units = figure.steps[0].states.map(\.count)
    let isPlain = units.allSatisfy { $0 == 0 }
    slotWidth = min(room / max(drawn, 1), isPlain ? 150 : drawn == 1 ? 330 : 250)
    let total = Self.gutter + slotWidth * drawn + dots + right
    left = (Page.width - total) / 2 + Self.gutter
    let gap = isPlain ? slotWidth * 0.42 : slotWidth > 150 ? 56.0 : slotWidth > 100 ? 38 : 31
    cardWidth = slotWidth - max(gap, figure.isBidirectional ? 33 : 31)
    let gradients = figure.steps.flatMap { [$0.gradient, $0.reverse?.gradient] }.compactMap { $0 }
    hasNorms = !gradients.isEmpty
    hasDeltas = gradients.contains { !$0.deltas.isEmpty }
    hasCells = !figure.steps[0].cells.isEmpty
    hasFeedback = figure.steps.contains(where: \.isFedBack)
  }

  // MARK: - Across

  /// Between a card's edge and what stands in it.
  var padding: Double { cardWidth < 46 ? 4 : cardWidth < 56 ? 5 : 7 }
  var gap: Double { slotWidth - cardWidth }

  func rect(ofSlot index: Int) -> (left: Double, width: Double) {
    var x = left
    for slot in slots[..<index] { x += slot == .dots ? Self.dotsWidth : slotWidth }
    return (x, slots[index] == .dots ? Self.dotsWidth : slotWidth)
  }

  func middle(ofSlot index: Int) -> Double {
    let (x, width) = rect(ofSlot: index)
    return x + width / 2
  }

  /// Both directions' cards with the room between their edges.
  var columnWidth: Double { cardWidth + stagger }

  /// The left edge of a direction's card.
  func cardLeft(ofSlot index: Int, _ direction: Direction) -> Double {
    middle(ofSlot: index) - columnWidth / 2 + (direction == .reverse ? stagger : 0)
  }

  func slot(ofStep step: Int) -> Int? { slots.firstIndex(of: .step(step)) }

  /// The steps that the dots stand for, counted from 0.
  var elided: Range<Int> { slots.contains(.dots) ? 3..<figure.steps.count - 3 : 0..<0 }

  /// What the dots stand for, one line each.
  var dotsLines: [String] {
    func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)" }
    if elided.isEmpty { return [] }
    var lines = [counted(elided.count, elided.count == 1 ? "step" : "steps")]
    // A cut beside a drawn step is drawn.
    let cuts = Set(figure.cuts).filter { $0 > 3 && $0 < figure.steps.count - 3 }.count
    if cuts > 0 { lines.append(counted(cuts, cuts == 1 ? "cut" : "cuts")) }
    let masked = elided.filter { figure.steps[$0].isMasked }.count
    if masked > 0 { lines.append(counted(masked, "masked")) }
    return lines
  }

  /// Whether the gradient is cut between a slot and the one after it.
  func isCut(afterSlot index: Int) -> Bool {
    guard index + 1 < slots.count else { return false }
    if case .step(let step) = slots[index] { return figure.cuts.contains(step + 1) }
    if case .step(let step) = slots[index + 1] { return figure.cuts.contains(step) }
    return false
  }

  /// Whether the slot's step takes the output of the step before.
  func isFedBack(slot index: Int) -> Bool {
    guard case .step(let step) = slots[index] else { return false }
    return figure.steps[step].isFedBack
  }

  /// The right end of what stands in a slot, and the left.
  func columnRight(_ index: Int) -> Double {
    let half = slots[index] == .dots ? 13 : columnWidth / 2
    return middle(ofSlot: index) + half
  }

  func columnLeft(_ index: Int) -> Double {
    let half = slots[index] == .dots ? 13 : columnWidth / 2
    return middle(ofSlot: index) - half
  }

  /// Where the bar of a cut after a slot stands.
  func cutX(afterSlot index: Int) -> Double {
    let (start, end) = (columnRight(index), columnLeft(index + 1))
    return start + (end - start) * (isFedBack(slot: index + 1) ? 0.72 : 0.5)
  }

  /// Where an output that is fed back goes down between two slots.
  func feedbackX(into index: Int) -> Double {
    let (start, end) = (columnRight(index - 1), columnLeft(index))
    return start + (end - start) * (isCut(afterSlot: index - 1) ? 0.3 : 0.42)
  }
}

extension UnrolledDiagram {
  public var size: Size {
    steps.isEmpty || layers == 0
      ? Size(Page.width, Page.height) : Size(Page.width, UnrolledLayout(self).pageHeight)
  }
}
