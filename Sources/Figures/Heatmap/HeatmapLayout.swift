import Drawing

/// Counts of a heatmap: how its panels are arranged and how high the page is.
struct HeatmapLayout {
  static let titleHeight = 22.0
  static let barWidth = 14.0

  let figure: Heatmap
  let rowsOfPanels: Int
  let columnsOfPanels: Int
  /// The most of any panel.
  let rows: Int
  let columns: Int
  let cellHeight: Double

  init(_ figure: Heatmap) {
    self.figure = figure
    let count = figure.panels.count
    rows = max(1, figure.panels.map { $0.values.count }.max() ?? 1)
    columns = max(1, figure.panels.map { $0.values.first?.count ?? 0 }.max() ?? 1)
    // Wide panels read best one below the other, on one time axis.
    if count > 1, columns >= 3 * rows {
      columnsOfPanels = 1
    } else {
      columnsOfPanels = count <= 3 ? count : count == 4 ? 2 : count <= 9 ? 3 : 4
    }
    rowsOfPanels = (count + columnsOfPanels - 1) / max(1, columnsOfPanels)
    let room = rowsOfPanels == 1 ? 344.0 : max(120, 380 / Double(rowsOfPanels))
    let most = count == 1 ? 60.0 : 40
    // No cell is smaller than a pixel, up to a page of 2000 points.
    cellHeight = max(min(room / Double(rows), most), min(0.5, 2000 / Double(rows)))
  }

  var hasPanelTitles: Bool { figure.panels.contains { $0.title != nil } }
  var plotHeight: Double { cellHeight * Double(rows) }

  /// Whether inner panels leave their ticks to the outer ones.
  var sharesTicks: Bool {
    figure.panels.allSatisfy {
      $0.rowLabels == figure.panels[0].rowLabels && $0.columnLabels == figure.panels[0].columnLabels
        && $0.values.count == rows && $0.values[0].count == columns
    }
  }

  var rowGap: Double { (hasPanelTitles ? Self.titleHeight + 6 : 14) + (sharesTicks ? 0 : 22) }

  var plotTop: Double { Page.plotTop + (hasPanelTitles ? Self.titleHeight : 2) }

  var plotBottom: Double {
    plotTop + plotHeight * Double(rowsOfPanels) + rowGap * Double(rowsOfPanels - 1)
  }

  var pageSize: Size {
    Size(Page.width, max(220, plotBottom + (figure.columnTitle == nil ? 44 : 66)).rounded(.up))
  }
}
