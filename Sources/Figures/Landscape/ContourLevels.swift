import Foundation

/// Round numbers for the contours of a landscape.
package enum ContourLevels {
  /// 8 to 15 levels over what 98 of 100 values lie between, on a logarithmic scale at round
  /// factors of each power of ten.
  package static func levels(_ values: [Double], scale: AxisScale) -> [Double] {
    let usable = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }.sorted()
    guard let least = usable.first, let most = usable.last else {
      return scale == .linear ? [0, 1] : [0.1, 1]
    }
    // Single depths and peaks would leave few colours for the rest.
    let low = scale == .linear ? least : usable[usable.count / 100]
    let typical = usable[min(usable.count - 1, usable.count * 199 / 200)]
    let isExtreme = scale == .linear ? most > 10 * abs(typical) : most > 1e3 * typical
    let high = isExtreme ? typical : most
    return scale == .linear ? linear(low, high) : logarithmic(max(low, 1e-300), min(high, 1e300))
  }

  private static func linear(_ low: Double, _ high: Double) -> [Double] {
    guard low < high, (high - low).isFinite else {
      let room = low == 0 ? 1 : abs(low) / 2
      return [max(-1e300, low) - min(room, 1e299), min(1e300, high) + min(room, 1e299)]
    }
    let step = Axis.niceStep((high - low) / 11)
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private static func logarithmic(_ low: Double, _ high: Double) -> [Double] {
    let sets: [[Double]] = [
      [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1],
    ]
    for factors in sets where log10(high) - log10(low) < 20 {
      let levels = rounded(low, high, factors, everyDecade: 1)
      // A narrow range has few round factors, and an even scale serves it as well.
      if levels.count < 6, high < 3 * low, low < high {
        return linear(low, high).filter { $0 > 0 }
      }
      if levels.count <= 15 { return levels }
    }
    for every in [2, 5, 10, 20, 50, 100] {
      let levels = rounded(low, high, [1], everyDecade: every)
      if levels.count <= 15 { return levels }
    }
    return [low, high]
  }

  /// From the last round number at or under `low` to the first at or over `high`.
  private static func rounded(
    _ low: Double, _ high: Double, _ factors: [Double], everyDecade every: Int
  ) -> [Double] {
    let first = Int(floor(log10(low) / Double(every) + 1e-9)) * every
    let last = Int(ceil(log10(high) / Double(every) - 1e-9)) * every
    var all: [Double] = []
    for exponent in stride(from: first, through: last, by: every) {
      // Negative powers of ten are no doubles; the quotient is the nearest to 0.002.
      for factor in factors where exponent < last || factor == 1 {
        all.append(
          exponent >= 0 ? factor * pow(10, Double(exponent)) : factor / pow(10, Double(-exponent)))
      }
    }
    let from = all.lastIndex { $0 <= low * (1 + 1e-9) } ?? 0
    let to = all.firstIndex { $0 >= high * (1 - 1e-9) } ?? all.count - 1
    if from < to { return Array(all[from...to]) }
    return from > 0 ? [all[from - 1], all[from]] : [low / 2, low * 2]
  }
}
