import Foundation

/// The gradient is c times the estimate everywhere.
struct Ratio {
  let c: Double
  private let telling: Int

  /// Nil when no factor explains every finding.
  init?(_ findings: [Finding]) {
    let squares = findings.reduce(0) { $0 + $1.judgement.estimate * $1.judgement.estimate }
    guard squares > 0, squares.isFinite else { return nil }
    let c = findings.reduce(0) { $0 + $1.question.gradient * $1.judgement.estimate } / squares
    telling = findings.count(where: \.isTelling)
    self.c = c
    guard c != 0, telling >= 1, !Self.isNear(c, 1) else { return nil }
    let largest = findings.reduce(0) { max($0, abs($1.question.gradient)) }
    let fits = findings.allSatisfy {
      $0.isExplained(by: c * $0.judgement.estimate, factor: c, slack: 1e-9 * largest)
    }
    guard fits, sentence != nil else { return nil }
  }

  var isSign: Bool { Self.isNear(c, -1) }

  /// "twice the estimate in every entry", or nil when too few entries stand behind the factor.
  var sentence: String? {
    if isSign { return "the sign is wrong in every entry" }
    return size.map { "\($0.amount) the estimate in every entry\($0.reason)" }
  }

  /// The factor in words, with what it suggests.
  var size: (amount: String, reason: String)? {
    if Self.isNear(c, 2) {
      return ("twice", " (added twice, or the 1/2 of a square forgotten)")
    }
    if Self.isNear(c, 0.5) { return ("half", " (the 2 of a square forgotten)") }
    guard telling >= 2 else { return nil }
    let (n, inverse) = (c.rounded(), (1 / c).rounded())
    if n >= 3 && n <= 10_000 && Self.isNear(c, n) {
      return ("\(Int(n)) times", " (a sum where the loss takes the mean of \(Int(n))?)")
    }
    if inverse >= 3 && inverse <= 10_000 && Self.isNear(c * inverse, 1) {
      return (
        "1/\(Int(inverse)) of", " (a mean over \(Int(inverse)) where the loss takes the sum?)"
      )
    }
    guard telling >= 3 else { return nil }
    return (String(format: "%.6g times", c), c > 0 && c < 1 ? " (clipped by its norm?)" : "")
  }

  private static func isNear(_ value: Double, _ target: Double) -> Bool {
    abs(value - target) <= 1e-6 * abs(target)
  }
}
