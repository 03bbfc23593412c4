import Drawing
import Foundation

/// The panels of a heatmap by what their colours mean: one colour bar for each meaning.
struct HeatmapGroups {
  let bars: [ColorBar]
  /// The bar of each panel.
  let barOfPanel: [Int]

  private struct Key: Hashable {
    var scale: Heatmap.Scale
    var title: Label?
  }

  init(_ figure: Heatmap) {
    var keys: [Key] = []
    var owners: [Int] = []
    for panel in figure.panels {
      let key = Key(
        scale: panel.scale ?? figure.scale,
        title: panel.scale == nil ? panel.barTitle ?? figure.barTitle : panel.barTitle)
      if let known = keys.firstIndex(of: key) {
        owners.append(known)
      } else {
        owners.append(keys.count)
        keys.append(key)
      }
    }
    bars = keys.enumerated().map { index, key in
      var values: [Double] = []
      for (panel, owner) in zip(figure.panels, owners) where owner == index {
        for row in panel.values { values += row.compactMap { $0 } }
        values += (panel.rowStrip?.values ?? []).compactMap { $0 }
        values += (panel.columnStrip?.values ?? []).compactMap { $0 }
      }
      return ColorBar(scale: ColorScale(key.scale, holding: values), title: key.title)
    }
    barOfPanel = owners
  }

  /// How the numbers in a panel's cells are written; nil where none are wanted.
  func numbers(ofPanel panel: Int, decimals: Int?) -> CellNumbers? {
    guard let decimals else { return nil }
    switch scale(ofPanel: panel).kind {
    case .logarithmic: return .magnitude
    // Fixed decimals would leave the largest value a single digit.
    case .signed(let limit) where limit < 5 * pow(10, -Double(decimals)): return .scientific
    case .signed: return .fixed(decimals)
    case .linear: return .share(decimals)
    }
  }

  func scale(ofPanel panel: Int) -> ColorScale { bars[barOfPanel[panel]].scale }
  var barWidth: Double { bars.map(\.width).max() ?? 0 }
}

/// How numbers in cells are written.
enum CellNumbers {
  case fixed(Int)
  /// Fixed decimals; what is too small for them is said to be less than the last of them.
  case share(Int)
  /// Two digits and a power of ten.
  case scientific
  /// One digit and a power of ten, where that is shorter.
  case magnitude

  func text(_ value: Double) -> String {
    if value == 0 { return "0" }
    switch self {
    case .fixed(let decimals): return NumberText.cell(value, decimals)
    case .share(let decimals): return NumberText.share(value, decimals)
    case .scientific: return NumberText.scientific(value, digits: 1)
    case .magnitude:
      let size = abs(value)
      return size >= 0.095 && size < 99.5
        ? NumberText.fixed(value, size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2)
        : NumberText.scientific(value, digits: 0)
    }
  }
}

/// A row that does not sum to what it should.
struct RowSum: Hashable {
  /// The least height of a row that says its sum.
  static let numberHeight = 12.4

  var row: Int
  var sum: Double
  var expected: Double

  /// Rows with a hole or a number that is not finite have no sum.
  static func faulty(_ panel: Heatmap.Panel, expected: Double?) -> [RowSum] {
    guard let expected else { return [] }
    return panel.values.enumerated().compactMap { index, row in
      let known = row.compactMap { $0 }
      guard known.count == row.count, known.allSatisfy(\.isFinite) else { return nil }
      let sum = known.reduce(0, +)
      // What rounding in 32 bits leaves of a softmax is no fault.
      let isRight = abs(sum - expected) <= 1e-4 * max(1, abs(expected))
      return isRight ? nil : RowSum(row: index, sum: sum, expected: expected)
    }
  }

  var label: Label {
    let short = NumberText.short(sum)
    let isSame = short == NumberText.short(expected)
    return .plain("Σ " + (isSame ? NumberText.fixed(sum, 5) : short))
  }

  static func width(_ sums: [RowSum]) -> Double {
    sums.map { TextEstimate.width($0.label, Page.tick) + 10 }.max() ?? 0
  }
}
