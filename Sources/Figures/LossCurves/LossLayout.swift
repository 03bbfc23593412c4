import Drawing

/// Counts of a figure of training curves: how its panels are arranged and how high the page is.
///
/// What needs a look at every loss is found once, when it is made.
struct LossLayout {
  static let normGap = 14.0

  let figure: LossCurves
  let columns: Int
  let rows: Int
  /// The largest loss that a linear axis should show: the medians are cut only where they leave
  /// the rest far behind.
  let upperLimit: Double?
  let legend: [LegendItem]
  let plotTop: Double

  init(_ figure: LossCurves) {
    self.figure = figure
    let count = max(1, figure.panels.count)
    columns = count <= 3 ? count : count == 4 ? 2 : 3
    rows = (count + columns - 1) / columns
    upperLimit = figure.scale == .linear ? Self.upperLimit(of: figure) : nil
    legend = Self.legend(of: figure, columns: columns, limit: upperLimit)
    let lines = Self.lines(of: legend)
    plotTop = Page.plotTop + (lines == 0 ? 4 : 26 + 17 * Double(lines - 1))
  }

  var hasNorms: Bool {
    figure.panels.contains { $0.groups.contains { !$0.gradientNorms.isEmpty } }
  }
  var hasTitles: Bool { figure.panels.contains { $0.title != nil } }
  var hasNotes: Bool { figure.panels.contains { $0.note != nil } }
  /// Whether a panel's note has a line of its own under the title.
  var stacksNotes: Bool { hasNotes && hasTitles && columns > 2 }

  var titleHeight: Double {
    !(hasTitles || hasNotes) ? 0 : stacksNotes ? 40 : 24
  }

  var mainHeight: Double { rows > 1 ? (hasNorms ? 150 : 160) : hasNorms ? 210 : 312 }
  var normHeight: Double { hasNorms ? (rows > 1 ? 92 : 106) : 0 }
  var panelHeight: Double { mainHeight + (hasNorms ? normHeight + Self.normGap : 0) }
  /// From one row's x axis to the next row's titles.
  var rowGap: Double { 30 }
  /// Estimated from the letters, since no font is loaded yet.
  private static func lines(of legend: [LegendItem]) -> Int {
    let room = Page.width - 2 * Page.margin - 60
    var (lines, used) = (0, Double.infinity)
    for item in legend {
      let width = 29 + estimatedWidth(item.label)
      if used + width > room {
        lines += 1
        used = 0
      }
      used += width + 20
    }
    return lines
  }

  /// A little more than Inter takes at the size of labels.
  static func estimatedWidth(_ label: Label) -> Double {
    var (width, isMath, isCommand) = (0.0, false, false)
    for character in label.source {
      if character == "$", !label.isPlain { isMath.toggle() }
      isCommand = isMath && (character == "\\" || (isCommand && character.isLetter))
      if isMath, "$\\{}_^".contains(character) { continue }
      let em: Double =
        isCommand
        ? 0.25
        : (character.unicodeScalars.first?.value ?? 0) > 0x2000
          ? 1
          : "iljtfr.,;:!' ()[]|".contains(character)
            ? 0.36 : character.isUppercase || "mw".contains(character) ? 0.78 : 0.61
      width += em * Page.label.size
    }
    return width
  }

  /// What the legend explains.
  enum LegendItem {
    case group(Int, Label)
    case seed
    case range(Int)
    case median(Label)
    case notFinite
    case beyond
    case clipped(Label)

    var label: Label {
      switch self {
      case .group(_, let label), .median(let label), .clipped(let label): return label
      case .seed: return "one seed"
      case .range(let seeds): return Label("range of \(seeds) seeds")
      case .notFinite: return "not finite from here"
      case .beyond: return "beyond the axis"
      }
    }
  }

  /// Of the panels the one with most groups.
  var widest: LossCurves.Panel { Self.widest(figure) }

  private static func widest(_ figure: LossCurves) -> LossCurves.Panel {
    figure.panels.max { $0.groups.count < $1.groups.count } ?? figure.panels[0]
  }

  /// Whether a line has more points than its panel has pixels, two to a point of about 640.
  func isDense(_ count: Int) -> Bool { Self.isDense(count, columns: columns) }

  private static func isDense(_ count: Int, columns: Int) -> Bool { count * columns > 1280 }

  /// Whether seeds are drawn as the pale range of them all.
  static func isRange(_ count: Int, runs: Int, columns: Int) -> Bool {
    runs > 3 && isDense(count, columns: columns)
  }

  /// - Parameter limit: of a linear axis; losses beyond it have a triangle that needs explaining.
  private static func legend(
    of figure: LossCurves, columns: Int, limit: Double?
  ) -> [LegendItem] {
    let groups = figure.panels.flatMap(\.groups)
    var items: [LegendItem] = []
    for (index, group) in widest(figure).groups.enumerated() {
      if let label = group.label, groups.count > 1 { items.append(.group(index, label)) }
    }
    let seeds = groups.map(\.runs.count).max() ?? 1
    let longest = groups.flatMap(\.runs).map(\.count).max() ?? 0
    if seeds > 1 {
      let isRange = isRange(longest, runs: seeds, columns: columns)
      items.append(isRange ? .range(seeds) : .seed)
      let words = isDense(longest, columns: columns) ? ", smoothed" : ""
      items.append(.median(Label("median of \(seeds) seeds" + words)))
    }
    if groups.contains(where: Self.diverges) { items.append(.notFinite) }
    if let limit, groups.contains(where: { leaves($0, limit) }) { items.append(.beyond) }
    let hasClipped = figure.panels.contains { panel in
      panel.groups.contains { $0.clippedSteps(panel.clipThreshold).contains { $0.contains(true) } }
    }
    if hasClipped {
      items.append(.clipped(seeds > 1 ? "share of seeds clipped" : "clipped steps"))
    }
    return items
  }

  private static func upperLimit(of figure: LossCurves) -> Double? {
    let groups = figure.panels.flatMap(\.groups)
    guard let limit = CurveData.upperLimit(groups.flatMap { $0.runs.flatMap { $0 } }) else {
      return nil
    }
    let medians = groups.filter { $0.runs.count > 1 }
      .flatMap { CurveData.median(of: $0.runs) }.filter(\.isFinite)
    return max(limit, min(medians.max() ?? limit, 5 * limit))
  }

  private static func leaves(_ group: LossCurves.Group, _ limit: Double) -> Bool {
    group.runs.contains { $0.contains { $0.isFinite && $0 > limit } }
  }

  private static func diverges(_ group: LossCurves.Group) -> Bool {
    (group.runs + group.gradientNorms).contains { $0.contains { !$0.isFinite } }
  }

  func top(ofRow row: Int) -> Double {
    plotTop + Double(row) * (titleHeight + panelHeight + rowGap) + titleHeight
  }

  var bottom: Double { top(ofRow: rows - 1) + panelHeight }
  var pageSize: Size { Size(Page.width, (bottom + 56).rounded(.up)) }
}
