import Drawing

/// Counts of a figure of training curves: how its panels are arranged and how high the page is.
struct LossLayout {
  static let normGap = 14.0

  let figure: LossCurves
  let columns: Int
  let rows: Int

  init(_ figure: LossCurves) {
    self.figure = figure
    let count = max(1, figure.panels.count)
    columns = count <= 3 ? count : count == 4 ? 2 : 3
    rows = (count + columns - 1) / columns
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
  var plotTop: Double { Page.plotTop + (hasLegend ? 26 : 4) }

  /// Whether anything needs a legend: labelled groups, seeds, clipped steps, diverged runs.
  var hasLegend: Bool {
    figure.panels.contains { panel in
      panel.groups.contains { group in
        group.label != nil || group.runs.count > 1 || Self.diverges(group)
          || panel.clipThreshold != nil && !group.gradientNorms.isEmpty
      }
    }
  }

  static func diverges(_ group: LossCurves.Group) -> Bool {
    (group.runs + group.gradientNorms).contains { $0.contains { !$0.isFinite } }
  }

  func top(ofRow row: Int) -> Double {
    plotTop + Double(row) * (titleHeight + panelHeight + rowGap) + titleHeight
  }

  var bottom: Double { top(ofRow: rows - 1) + panelHeight }
  var pageSize: Size { Size(Page.width, (bottom + 56).rounded(.up)) }
}
