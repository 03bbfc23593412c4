import Drawing

/// Where map, colour bar and slice of a landscape stand, and what its levels are.
struct LandscapeLayout {
  static let barWidth = 14.0
  static let barGap = 16.0

  let figure: Landscape
  let levels: [Double]
  /// The values' axis: that of the colour bar and of the slice.
  let valueAxis: Axis
  let hasLegend: Bool
  let isBelow: Bool
  let isAbove: Bool
  let isHatched: Bool

  init(_ figure: Landscape) {
    self.figure = figure
    let values = figure.values.flatMap { $0 }
    let levels = figure.levels ?? ContourLevels.levels(values, scale: figure.scale)
    self.levels = levels
    let isPlain = levels.allSatisfy { $0 == 0 || (1e-4...1e5).contains(abs($0)) }
    valueAxis = Axis(
      scale: figure.scale, lower: levels[0], upper: levels[levels.count - 1],
      ticks: levels.map { level in
        Axis.Tick(
          value: level,
          label: figure.scale == .logarithmic && !isPlain
            ? Axis.powerName(level) : NumberText.trimmed(level))
      })
    isBelow = values.contains { $0 < levels[0] }
    isAbove = values.contains { $0 > levels[levels.count - 1] }
    isHatched = values.contains { !$0.isFinite }
    hasLegend = figure.paths.contains { $0.label != nil } || isHatched
  }

  var top: Double { Page.plotTop + (hasLegend ? 48 : 22) }
  var bottom: Double { figure.xTitle == nil ? 452 : 432 }

  /// What the bands between the levels are coloured.
  func color(band: Int, _ map: ColorMap) -> Color {
    map.color(at: (Double(band) + 0.5) / Double(max(1, levels.count - 1)))
  }

  /// The labels of the colour bar that have room, the ends first.
  func barTicks(height: Double) -> [Axis.Tick] {
    let places = valueAxis.ticks.map { valueAxis.fraction($0.value) ?? 0 }
    let last = places.count - 1
    var kept: [Int] = [0, last]
    // Powers of ten before what lies between.
    let byRank = valueAxis.ticks.indices.sorted { (rank($0), $0) < (rank($1), $1) }
    for index in byRank where !kept.contains(index) {
      if kept.allSatisfy({ abs(places[$0] - places[index]) * height >= 13 }) { kept.append(index) }
    }
    return Set(kept).sorted().map { valueAxis.ticks[$0] }
  }

  private func rank(_ index: Int) -> Int {
    guard figure.scale == .logarithmic else { return index % 2 }
    let label = NumberText.power(ofTen: 0)
    let name = Axis.powerName(levels[index])
    return name.hasPrefix(String(label.prefix(9))) ? 0 : 1
  }
}
