import Drawing
import Foundation

/// A scale with its ends known: which colour a value has, and what the bar beside it says.
package struct ColorScale: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case signed(limit: Double)
    case linear(low: Double, high: Double)
    case logarithmic(low: Double, high: Double)
  }

  package struct Tick: Sendable, Hashable {
    package var label: Label
    /// 0 at the low end, 1 at the high end.
    package var fraction: Double
  }

  package var kind: Kind
  /// Whether values lie beyond an end, and so share its colour.
  package var isPassedBelow = false
  package var isPassedAbove = false
  /// Whether a logarithmic scale has a value that is exactly 0.
  package var hasZero = false

  /// - Parameter values: all that the scale is for; not finite ones count for nothing.
  package init(_ scale: Heatmap.Scale, holding values: some Sequence<Double>) {
    let finite = values.filter(\.isFinite)
    let largest = finite.reduce(0) { max($0, abs($1)) }
    switch scale {
    case .signed(let limit): kind = .signed(limit: limit)
    case .automatic: kind = .signed(limit: largest > 0 ? largest : 1)
    case .unit: kind = .linear(low: 0, high: 1)
    case .linear(let low, let high): kind = .linear(low: low, high: high)
    case .logarithmic(let low, let high):
      let smallest = finite.reduce(Double.infinity) { $1 == 0 ? $0 : min($0, abs($1)) }
      kind = Self.logarithmic(low, high, smallest, largest)
      hasZero = finite.contains(0)
    }
    for value in finite {
      switch kind {
      case .signed(let limit):
        if value > limit { isPassedAbove = true }
        if value < -limit { isPassedBelow = true }
      case .linear(let low, let high):
        // Probabilities may be a rounding error past 1.
        let slack = (high - low) * 1e-6
        if value > high + slack { isPassedAbove = true }
        if value < low - slack { isPassedBelow = true }
      case .logarithmic(let low, let high):
        if abs(value) > high { isPassedAbove = true }
        if value != 0, abs(value) < low { isPassedBelow = true }
      }
    }
  }

  /// Whole powers of ten around the data, where an end was not given.
  private static func logarithmic(
    _ low: Double?, _ high: Double?, _ smallest: Double, _ largest: Double
  ) -> Kind {
    let isEmpty = largest == 0
    // A rounding error in the logarithm must not add a decade.
    let first = isEmpty ? -1 : floor(log10(smallest) + 1e-12)
    let last = isEmpty ? 0 : min(308, ceil(log10(largest) - 1e-12))
    var (from, to) = (low ?? pow(10, first), high ?? pow(10, max(last, first + 1)))
    // 10 to the power -324 is no number; an end alone may lie past the data.
    if from == 0 { from = .leastNonzeroMagnitude }
    if !(to.isFinite) { to = .greatestFiniteMagnitude }
    if from >= to {
      if low == nil { from = to / 10 } else { to = min(from * 10, .greatestFiniteMagnitude) }
    }
    return .logarithmic(low: from, high: to)
  }

  /// Where a finite value stands between the ends, clamped to 0...1; nil for the zero that a
  /// logarithm does not have.
  package func fraction(_ value: Double) -> Double? {
    let place: Double
    switch kind {
    case .signed(let limit): place = (value / limit + 1) / 2
    case .linear(let low, let high): place = (value - low) / (high - low)
    case .logarithmic(let low, let high):
      if value == 0 { return nil }
      let (start, end) = (log10(low), log10(high))
      place = (log10(abs(value)) - start) / (end - start)
    }
    return place.clamped(to: 0...1)
  }

  package func map(_ theme: Theme) -> ColorMap {
    switch kind {
    case .signed: theme.signedMap
    case .linear: theme.unitMap
    case .logarithmic: theme.name == "dark" ? Self.magnitudeDark : Self.magnitudeLight
    }
  }

  package func color(_ value: Double, _ theme: Theme) -> Color {
    fraction(value).map { map(theme).color(at: $0) } ?? theme.panel
  }

  /// The gradient's vermilion from near the page to far from it.
  private static let magnitudeLight = ColorMap(anchors: [
    0xFDF3EA, 0xFBDCC3, 0xF6B98C, 0xEB8F52, 0xD4651F, 0xA8430C, 0x722B0B, 0x431A0A,
  ])
  private static let magnitudeDark = ColorMap(anchors: [
    0x2A2320, 0x4A2D1F, 0x74401F, 0xA55824, 0xD2753A, 0xF09A66, 0xFCC7A0, 0xFFEEDF,
  ])

  // MARK: - The bar's ticks

  /// From the low end to the high one.
  package var ticks: [Tick] {
    switch kind {
    case .signed(let limit):
      return [-limit, -limit / 2, 0, limit / 2, limit].enumerated().map {
        Tick(label: label($0.element, end: $0.offset - 2), fraction: Double($0.offset) / 4)
      }
    case .linear(let low, let high):
      return [low, low / 2 + high / 2, high].enumerated().map {
        Tick(label: label($0.element, end: ($0.offset - 1) * 2), fraction: Double($0.offset) / 2)
      }
    case .logarithmic(let low, let high): return logTicks(low, high)
    }
  }

  /// - Parameter end: -2 for the low end, 2 for the high one.
  private func label(_ value: Double, end: Int) -> Label {
    // One notation for all ticks.
    if case .signed(let limit) = kind, limit < 0.005 {
      return .plain(sign(end) + NumberText.scientific(value, digits: 1))
    }
    return .plain(sign(end) + NumberText.trimmed(value))
  }

  private func sign(_ end: Int) -> String {
    end == -2 && isPassedBelow ? "≤ " : end == 2 && isPassedAbove ? "≥ " : ""
  }

  private func logTicks(_ low: Double, _ high: Double) -> [Tick] {
    let (start, end) = (log10(low), log10(high))
    let (first, last) = (Int((start - 1e-9).rounded(.up)), Int((end + 1e-9).rounded(.down)))
    let every = max(1, Int((Double(last - first) / 6).rounded(.up)))
    var ticks: [Tick] = []
    // Counted from the high end, so that it always has its power.
    for exponent in stride(from: last, through: first, by: -every).reversed() {
      let fraction = (Double(exponent) - start) / (end - start)
      let mark = fraction < 1e-6 ? sign(-2) : fraction > 1 - 1e-6 ? sign(2) : ""
      ticks.append(
        Tick(label: Label(mark + NumberText.power(ofTen: exponent)), fraction: fraction))
    }
    let room = 0.11
    if ticks.first.map({ $0.fraction > 1e-6 }) ?? true {
      if let first = ticks.first, first.fraction < room { ticks.removeFirst() }
      ticks.insert(Tick(label: endLabel(low, -2), fraction: 0), at: 0)
    }
    if ticks.last.map({ $0.fraction < 1 - 1e-6 }) ?? true {
      if ticks.count > 1, let last = ticks.last, last.fraction > 1 - room { ticks.removeLast() }
      ticks.append(Tick(label: endLabel(high, 2), fraction: 1))
    }
    return ticks
  }

  private func endLabel(_ value: Double, _ end: Int) -> Label {
    let exponent = log10(value)
    if abs(exponent - exponent.rounded()) < 1e-9 {
      return Label(sign(end) + NumberText.power(ofTen: Int(exponent.rounded())))
    }
    return .plain(sign(end) + NumberText.trimmed(value))
  }
}
