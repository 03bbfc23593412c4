import Foundation

/// What is drawn of a list of numbers: medians over seeds, means and ranges of dense lines.
package enum CurveData {
  /// The median at each index over the runs that reach it; a number that is not finite counts as
  /// larger than all others, so that a median exists while fewer than half have diverged.
  package static func median(of runs: [[Double]]) -> [Double] {
    let length = runs.map(\.count).max() ?? 0
    return (0..<length).map { index in
      let values = runs.filter { index < $0.count }
        .map { $0[index].isFinite ? $0[index] : Double.infinity }.sorted()
      let middle = values.count / 2
      if values.count % 2 == 1 { return values[middle] }
      let (low, high) = (values[middle - 1], values[middle])
      // Half of each: the sum of two large numbers overflows.
      return low / 2 + high / 2
    }
  }

  /// The mean of the finite numbers within `half` places on both sides.
  package static func centeredMean(_ values: [Double], half: Int) -> [Double] {
    var sum = 0.0
    var count = 0
    var means: [Double] = []
    means.reserveCapacity(values.count)
    var (from, to) = (0, 0)
    for index in values.indices {
      while to < min(values.count, index + half + 1) {
        if values[to].isFinite {
          sum += values[to]
          count += 1
        }
        to += 1
      }
      while from < index - half {
        if values[from].isFinite {
          sum -= values[from]
          count -= 1
        }
        from += 1
      }
      means.append(values[index].isFinite && count > 0 ? sum / Double(count) : .nan)
    }
    return means
  }

  /// A stretch of a line that falls into one column of pixels.
  package struct Bin: Equatable {
    /// The mean index.
    package var index: Double
    package var low: Double
    package var high: Double
    package var first: Double
    package var last: Double
  }

  /// Runs of finite values, each as bins of at most `size` values: a dense line keeps its peaks.
  package static func bins(_ values: [Double], size: Int) -> [[Bin]] {
    var pieces: [[Bin]] = []
    var piece: [Bin] = []
    var index = 0
    while index < values.count {
      let end = min(index + max(1, size), values.count)
      var position = index
      while position < end {
        guard values[position].isFinite else {
          if !piece.isEmpty { pieces.append(piece) }
          piece = []
          position += 1
          continue
        }
        var bin = Bin(
          index: Double(position), low: values[position], high: values[position],
          first: values[position], last: values[position])
        let start = position
        while position < end, values[position].isFinite {
          bin.low = min(bin.low, values[position])
          bin.high = max(bin.high, values[position])
          bin.last = values[position]
          position += 1
        }
        bin.index = Double(start + position - 1) / 2
        piece.append(bin)
      }
      index = end
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces
  }

  /// The largest value that an axis should show: under a few extreme ones, a multiple of what 98 of
  /// 100 values stay below.
  package static func upperLimit(_ values: [Double]) -> Double? {
    let finite = values.filter(\.isFinite).sorted()
    guard let largest = finite.last else { return nil }
    let typical = finite[min(finite.count - 1, finite.count * 98 / 100)]
    return typical > 0 && largest > 3 * typical ? 1.25 * typical : largest
  }
}
