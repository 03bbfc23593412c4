import Drawing
import Foundation

/// The names along one side of a panel: which are shown, and turned by how much.
struct HeatmapTicks {
  struct Tick {
    var index: Int
    var label: Label
  }

  var ticks: [Tick]
  /// Anticlockwise from level, in radians.
  var angle = 0.0
  /// From the panel's edge to the far end of the labels.
  var extent = 21.0
  /// How far a turned label reaches sideways from its tick.
  var reach = 0.0

  private static let steps = [
    1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10_000,
  ]
  private static let angles = [45.0, 60, 90].map { $0 * Double.pi / 180 }
  /// Between the middles of two lines of text.
  private static let lineRoom = 12.5
  static let longest = 110.0
  static let longestRow = 170.0

  /// Names under or over columns of `cell` points.
  ///
  /// - Parameter room: how far a label under the first column may reach to the left.
  static func columns(
    _ labels: [Label], count: Int, cell: Double, above: Bool, room: Double
  ) -> HeatmapTicks {
    let level = above ? 20.0 : 21.0
    func width(_ label: Label) -> Double { TextEstimate.width(label, Page.tick) }
    if labels.isEmpty {
      let widest = width(.plain(String(count)))
      return HeatmapTicks(
        ticks: numbers(count) { cell * Double($0) >= widest + (count > 12 ? 14 : 5) },
        extent: level)
    }
    let widest = labels.map(width).max() ?? 0
    if widest + 5 <= cell { return HeatmapTicks(ticks: all(labels), extent: level) }
    if labels.allSatisfy(isNumber) {
      let fitting = everyNth(labels) { cell * Double($0) >= widest + 9 }
      return HeatmapTicks(ticks: fitting, extent: level)
    }
    // A letter that does not fit upright fits no better when turned.
    if labels.contains(where: { $0.source.count > 2 }),
      let angle = angles.first(where: { cell * sin($0) >= lineRoom })
    {
      let most = above || angle > 1.5 ? longest : min(longest, room / cos(angle))
      let short = labels.map { TextEstimate.shortened($0, Page.tick, width: most) }
      let length = short.map(width).max() ?? 0
      return HeatmapTicks(
        ticks: all(short), angle: angle, extent: length * sin(angle) + 5 * cos(angle) + 9,
        reach: length * cos(angle) + 5 * sin(angle))
    }
    return HeatmapTicks(
      ticks: numbers(count) { cell * Double($0) >= width(.plain(String(count))) + 14 },
      extent: level)
  }

  /// Names beside rows of `cell` points.
  static func rows(_ labels: [Label], count: Int, cell: Double) -> [Tick] {
    if labels.isEmpty { return numbers(count) { cell * Double($0) >= ($0 == 1 ? 13 : 17) } }
    if cell >= lineRoom {
      return all(labels.map { TextEstimate.shortened($0, Page.tick, width: longestRow) })
    }
    return labels.allSatisfy(isNumber)
      ? everyNth(labels) { cell * Double($0) >= 13 } : numbers(count) { cell * Double($0) >= 17 }
  }

  private static func isNumber(_ label: Label) -> Bool {
    Double(label.source.replacing("\u{2212}", with: "-")) != nil
  }

  private static func all(_ labels: [Label]) -> [Tick] {
    labels.enumerated().map { Tick(index: $0.offset, label: $0.element) }
  }

  private static func everyNth(_ labels: [Label], fits: (Int) -> Bool) -> [Tick] {
    let every = steps.first { fits($0) } ?? labels.count
    return stride(from: 0, to: labels.count, by: every).map { Tick(index: $0, label: labels[$0]) }
  }

  /// Numbers from 1, which stand at 1, 5, 10, ...
  private static func numbers(_ count: Int, fits: (Int) -> Bool) -> [Tick] {
    let every = steps.first { fits($0) } ?? count
    return (1...max(1, count)).filter { $0 % every == 0 || ($0 == 1 && every > 2) }.map {
      Tick(index: $0 - 1, label: .plain(String($0)))
    }
  }
}
