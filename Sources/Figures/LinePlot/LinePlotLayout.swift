import Drawing

/// How the panels of a line plot are arranged, and how high the page is.
struct LinePlotLayout {
  let figure: LinePlot
  let columns: Int
  let rows: Int

  init(_ figure: LinePlot) {
    self.figure = figure
    let count = max(1, figure.panels.count)
    columns = count <= 3 ? count : count == 4 ? 2 : 3
    rows = (count + columns - 1) / columns
  }

  var isSingle: Bool { figure.panels.count <= 1 }
  var titleHeight: Double { figure.panels.contains { $0.title != nil } ? 24 : 2 }

  /// From one row's x axis to the next row's titles.
  var rowGap: Double { 14 }

  var panelHeight: Double {
    let bottom = figure.xTitle == nil ? 456.0 : 432
    return rows == 1 ? bottom - Page.plotTop - titleHeight : 216
  }

  func top(ofRow row: Int) -> Double {
    Page.plotTop + titleHeight + Double(row) * (panelHeight + titleHeight + rowGap)
  }

  var bottom: Double { top(ofRow: rows - 1) + panelHeight }
  var pageSize: Size { Size(Page.width, (bottom + (figure.xTitle == nil ? 44 : 68)).rounded(.up)) }

  /// Whether a curve has more points than can be told apart on a page at scale 2.
  static func isDense(_ curve: LinePlot.Curve, width: Double) -> Bool {
    guard Double(curve.points.count) > 2 * width, !curve.showsPoints else { return false }
    return zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.x <= $1.x }
  }

  /// Whether numbers come so near the floor that it needs a line of its own.
  var showsFloor: Bool {
    guard let floor = figure.floor, figure.yScale == .logarithmic else { return false }
    return figure.curves.contains { curve in
      !curve.isReference && curve.points.contains { $0.y < floor.value * 1e3 }
    }
  }

  /// What of the data has a place on the y axis.
  func isLost(_ y: Double) -> Bool {
    guard figure.yScale == .logarithmic, y.isFinite else { return false }
    return y <= 0 || (figure.floor.map { y < $0.value } ?? false)
  }

  var axes: (x: Axis, y: Axis) {
    let data = figure.panels.flatMap { panel in
      panel.curves.filter { !$0.isReference || panel.curves.allSatisfy(\.isReference) }
        .flatMap { $0.points + $0.runs.flatMap { $0 } } + panel.markers.map(\.at)
    }
    let references = figure.panels.flatMap(\.references)
    let vertical = references.filter { $0.direction == .vertical }.map(\.value)
    let horizontal = references.filter { $0.direction == .horizontal }.map(\.value)
    let x = Axis(
      holding: data.map(\.x) + vertical, scale: figure.xScale,
      isTight: figure.xScale == .linear, mostTicks: columns == 1 ? 9 : columns == 2 ? 7 : 5)
    let mostTicks = rows == 1 ? 7 : 5
    if let range = figure.yRange {
      let y = Axis(
        holding: [range.lowerBound, range.upperBound], scale: figure.yScale, isTight: true,
        mostTicks: mostTicks)
      return (x, y)
    }
    let floor = showsFloor ? figure.floor.map { [$0.value] } ?? [] : []
    let y = Axis(
      holding: data.map(\.y).filter { !isLost($0) } + horizontal + floor, scale: figure.yScale,
      mostTicks: mostTicks)
    return (x, y)
  }
}
