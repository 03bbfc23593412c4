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
  ///
  /// Each window is the end of one block and the beginning of the next, whose sums are made by
  /// adding alone (M. van Herk, 1992): a running sum would keep the rounding errors of large
  /// numbers that have left it, and lose a loss that has fallen by many powers of ten.
  ///
  /// - Complexity: O(values), whatever `half` is.
  package static func centeredMean(_ values: [Double], half: Int) -> [Double] {
    let window = 2 * half + 1
    let length = values.count + 2 * half
    // At both ends there is room for windows that reach beyond.
    func finite(_ place: Int) -> Double? {
      let index = place - half
      return values.indices.contains(index) && values[index].isFinite ? values[index] : nil
    }
    var before = [Double](repeating: 0, count: length)
    var after = before
    var counts = [Int](repeating: 0, count: length + 1)
    for place in 0..<length {
      let value = finite(place)
      before[place] = (place % window == 0 ? 0 : before[place - 1]) + (value ?? 0)
      counts[place + 1] = counts[place] + (value == nil ? 0 : 1)
    }
    for place in (0..<length).reversed() {
      let isLast = place % window == window - 1 || place == length - 1
      after[place] = (isLast ? 0 : after[place + 1]) + (finite(place) ?? 0)
    }
    return values.indices.map { index in
      let (first, last) = (index, index + window - 1)
      guard values[index].isFinite else { return .nan }
      let sum = first % window == 0 ? before[last] : after[first] + before[last]
      return sum / Double(counts[last + 1] - counts[first])
    }
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
    var finite = values.filter(\.isFinite)
    guard let largest = finite.max() else { return nil }
    let typical = smallest(finite.count * 98 / 100, of: &finite)
    return typical > 0 && largest > 3 * typical ? 1.25 * typical : largest
  }

  /// The number that would stand at `rank` if they were sorted, found in time proportional to their
  /// count (C. A. R. Hoare, "Algorithm 65: Find", 1961).
  package static func smallest(_ rank: Int, of values: inout [Double]) -> Double {
    precondition(values.indices.contains(rank), "rank \(rank) of \(values.count) numbers")
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = values[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        break
      }
    }
    return values[rank]
  }
}
