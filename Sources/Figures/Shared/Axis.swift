import Foundation

/// How an axis maps numbers to places.
public enum AxisScale: String, Sendable, Hashable, CaseIterable {
  case linear
  /// Powers of ten; numbers that are not positive have no place and are marked at the edge.
  case logarithmic
}

/// A range of numbers on an axis, with its ticks.
package struct Axis: Sendable, Equatable {
  package struct Tick: Sendable, Equatable {
    package var value: Double
    /// nil for a minor tick.
    package var label: String?
  }

  package let scale: AxisScale
  package let lower: Double
  package let upper: Double
  package let ticks: [Tick]

  /// An axis that holds every finite value, its ends at round numbers.
  ///
  /// - Parameters:
  ///   - isTight: whether the ends are the data's own instead.
  ///   - mostTicks: how many labels have room.
  ///   - isWhole: whether only whole numbers have a meaning, as for epochs.
  package init(
    holding values: some Sequence<Double>, scale: AxisScale = .linear, isTight: Bool = false,
    mostTicks: Int = 6, isWhole: Bool = false
  ) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (scale == .linear || value > 0) {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { (low, high) = scale == .linear ? (0, 1) : (0.1, 1) }
    self.scale = scale
    switch scale {
    case .linear:
      // Twice the largest finite number is not finite: such data ends at the edge.
      (low, high) = (max(low, -1e300), min(high, 1e300))
      if low == high {
        let room = low == 0 ? 1 : abs(low) * 0.5
        (low, high) = (low - room, high + room)
      }
      let nice = Self.niceStep((high - low) / Double(max(1, mostTicks - 1)))
      let step = isWhole ? max(1, nice.rounded(.up)) : nice
      if !isTight {
        low = (low / step + 1e-9).rounded(.down) * step
        high = (high / step - 1e-9).rounded(.up) * step
      }
      lower = low
      upper = high
      let first = Int((low / step - 1e-9).rounded(.up).clamped(to: -1e15...1e15))
      let last = Int((high / step + 1e-9).rounded(.down).clamped(to: -1e15...1e15))
      let rest =
        first > last
        ? []
        : (first...last).prefix(50).map {
          Tick(value: Double($0) * step, label: NumberText.tick(Double($0) * step, step: step))
        }
      // Epochs begin at 1, which is no multiple of a round step.
      let isApart = rest.first.map { $0.value - low > 0.4 * step } ?? true
      ticks =
        isTight && isWhole && isApart
        ? [Tick(value: low, label: NumberText.tick(low, step: 1))] + rest : rest
    case .logarithmic:
      (low, high) = (max(low, 1e-300), min(high, 1e300))
      let span = log10(high / low)
      if !isTight {
        if span > 1.2 {
          // Half a decade is the least that ends read well at.
          low = Self.logFloor(low)
          high = Self.logCeiling(high)
        } else {
          (low, high) = (low / 1.25, high * 1.25)
        }
      } else if low == high {
        (low, high) = (low / 1.25, high * 1.25)
      }
      lower = low
      upper = high
      ticks = Self.logTicks(low, high, mostTicks: mostTicks)
    }
  }

  /// An axis with given ends and ticks.
  package init(scale: AxisScale, lower: Double, upper: Double, ticks: [Tick]) {
    self.scale = scale
    self.lower = lower
    self.upper = upper
    self.ticks = ticks
  }

  /// 1, 2, 2.5 or 5 times a power of ten, at least `rough`.
  package static func niceStep(_ rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return 1 }
    let power = pow(10, floor(log10(rough)))
    for factor in [1.0, 2.0, 2.5, 5.0] where rough <= factor * power * (1 + 1e-9) {
      return factor * power
    }
    return 10 * power
  }

  private static func logFloor(_ value: Double) -> Double {
    let power = pow(10, floor(log10(value) + 1e-9))
    for factor in [5.0, 2.0] where factor * power <= value * (1 + 1e-9) { return factor * power }
    return power
  }

  private static func logCeiling(_ value: Double) -> Double {
    let power = pow(10, floor(log10(value) + 1e-9))
    for factor in [1.0, 2.0, 5.0] where value <= factor * power * (1 + 1e-9) {
      return factor * power
    }
    return 10 * power
  }

  /// 1-2-5 over up to two decades, else every decade or every n-th, with minor ticks between.
  private static func logTicks(_ low: Double, _ high: Double, mostTicks: Int) -> [Tick] {
    let (first, last) = (Int(floor(log10(low) + 1e-9)), Int(floor(log10(high) + 1e-9)))
    let span = log10(high / low)
    let isShort = span <= 2.2
    let every = isShort ? 1 : decades(span / Double(max(1, mostTicks - 1)))
    // Under a decade, ticks at whatever a linear axis would label.
    if span < 0.75 {
      let step = niceStep((high - low) / Double(max(1, mostTicks - 1)))
      let (from, to) = (Int((low / step).rounded(.up)), Int((high / step).rounded(.down)))
      if from <= to {
        return (from...to).map {
          Tick(value: Double($0) * step, label: NumberText.tick(Double($0) * step, step: step))
        }
      }
    }
    // One notation for the whole axis: plain numbers where every name is short, else powers.
    let names = (first...last).filter { exponent in
      let power = pow(10, Double(exponent))
      return isShort
        || (exponent % every == 0 && power >= low * (1 - 1e-9) && power <= high * (1 + 1e-9))
    }
    let isPlain = names.allSatisfy { (-4...4).contains($0) }
    var ticks: [Tick] = []
    for exponent in first...last {
      let power = pow(10, Double(exponent))
      let isNamed = isShort || exponent % every == 0
      // Past a few dozen decades even their lines would be a pattern.
      if every > 5, !isNamed { continue }
      for factor in every > 1 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9] {
        let value = Double(factor) * power
        guard value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) else { continue }
        let named = isNamed && (factor == 1 || (isShort && (factor == 2 || factor == 5)))
        ticks.append(Tick(value: value, label: named ? name(value, exponent, isPlain) : nil))
      }
    }
    return ticks
  }

  /// A round number of decades from one name to the next.
  private static func decades(_ rough: Double) -> Int {
    [1, 2, 3, 5, 10, 20, 50, 100].first { Double($0) >= rough - 1e-9 } ?? 200
  }

  /// A number as a power of ten with one digit before it: 10 to the -3, 2 times 10 to the -3.
  package static func powerName(_ value: Double) -> String {
    guard value > 0, value.isFinite else { return NumberText.trimmed(value) }
    let exponent = Int(floor(log10(value) + 1e-9))
    let factor = NumberText.trimmed(value / pow(10, Double(exponent)))
    let power = NumberText.power(ofTen: exponent)
    return factor == "1" ? power : "\(factor)·" + power
  }

  private static func name(_ value: Double, _ exponent: Int, _ isPlain: Bool) -> String {
    if isPlain { return NumberText.tick(value, step: pow(10, Double(min(exponent, 0)))) }
    return powerName(value)
  }

  /// Where a value stands between the ends, 0 to 1 and beyond; nil when it has no place.
  package func fraction(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return (value - lower) / (upper - lower)
    case .logarithmic:
      // The quotient of a very large and a very small number is not finite.
      return value > 0 ? (log(value) - log(lower)) / (log(upper) - log(lower)) : nil
    }
  }
}

extension Double {
  package func clamped(to range: ClosedRange<Double>) -> Double {
    Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
  }
}
