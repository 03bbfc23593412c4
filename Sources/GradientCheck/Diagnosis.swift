import Foundation

/// Names the likely mistake in a tensor whose gradient is wrong, from the shape of the error.
///
/// Looks for a constant ratio of gradient to estimate, for the transpose, and for a difference
/// proportional to the parameters, in this order; the first that explains every entry is told.
enum Diagnosis {
  typealias Entry = GradientCheck.EntryReport

  static let unknown = "no known pattern"

  /// One sentence, or nil when nothing failed.
  static func sentence(
    for block: ParameterTensors.Block, entries: [Entry], parameters: ArraySlice<Double>
  ) -> String? {
    let wrong = entries.filter(\.verdict.isFailure)
    if wrong.isEmpty { return nil }
    if let found = ratio(entries) { return found }
    let single = entries.filter { $0.direction == nil }
    if single.count == block.count {
      if let found = transpose(block, single) { return found }
      if let found = penalty(single, Array(parameters)) { return found }
    }
    let bands = Set(wrong.map(\.band))
    if bands.count == 1, let band = bands.first ?? nil {
      let found = ratio(entries.filter { $0.band == band }) ?? unknown
      return "every wrong entry lies in the \(band); there, \(found)"
    }
    return unknown
  }

  /// The gradient is c times the estimate in every entry.
  private static func ratio(_ entries: [Entry]) -> String? {
    let squares = entries.reduce(0) { $0 + $1.estimate * $1.estimate }
    guard squares > 0, squares.isFinite else { return nil }
    let c = entries.reduce(0) { $0 + $1.analytic * $1.estimate } / squares
    let telling = entries.count { abs($0.estimate) > 100 * $0.error }
    guard c != 0, telling >= 1, explains(entries, by: { c * $0.estimate }, factor: abs(c))
    else { return nil }
    if isNear(c, -1) { return "the sign is wrong in every entry" }
    if isNear(c, 2) {
      return "twice the estimate in every entry (added twice, or the 1/2 of a square forgotten)"
    }
    if isNear(c, 0.5) { return "half the estimate in every entry (the 2 of a square forgotten)" }
    guard telling >= 2 else { return nil }
    let (n, inverse) = (c.rounded(), (1 / c).rounded())
    if n >= 3 && n <= 10_000 && isNear(c, n) {
      return "\(Int(n)) times the estimate in every entry (a sum where the loss takes the mean of "
        + "\(Int(n))?)"
    }
    if inverse >= 3 && inverse <= 10_000 && isNear(c * inverse, 1) {
      return "1/\(Int(inverse)) of the estimate in every entry (a mean over \(Int(inverse)) where "
        + "the loss takes the sum?)"
    }
    guard telling >= 3 else { return nil }
    return String(format: "%.6g times the estimate in every entry", c)
  }

  /// The gradient of a matrix is written as its transpose.
  private static func transpose(_ block: ParameterTensors.Block, _ entries: [Entry]) -> String? {
    guard block.shape.count == 2, block.shape.allSatisfy({ $0 > 1 }) else { return nil }
    let (rows, columns) = (block.shape[0], block.shape[1])
    let transposed = entries.indices.map { entries[($0 % rows) * columns + $0 / rows] }
    let fits = zip(entries, transposed).allSatisfy { entry, other in
      isExplained(entry.analytic, by: other.estimate, error: other.error, largest: 0)
    }
    return fits ? "it is the transpose of the right gradient" : nil
  }

  /// The difference is c theta: a term c/2 |theta|^2 stands on one side only.
  private static func penalty(_ entries: [Entry], _ parameters: [Double]) -> String? {
    let squares = parameters.reduce(0) { $0 + $1 * $1 }
    guard squares > 0, parameters.count(where: { $0 != 0 }) >= 3 else { return nil }
    let c =
      zip(entries, parameters).reduce(0) { $0 + ($1.0.analytic - $1.0.estimate) * $1.1 } / squares
    let fits = zip(entries, parameters).allSatisfy { entry, parameter in
      isExplained(
        entry.analytic, by: entry.estimate + c * parameter, error: entry.error, largest: 0)
    }
    guard fits else { return nil }
    let term = String(format: "%.3g/2 |theta|^2", abs(c))
    return c < 0
      ? "the loss has a term \(term) that the gradient lacks"
      : "the gradient has the derivative of a term \(term) that the loss lacks"
  }

  private static func explains(
    _ entries: [Entry], by model: (Entry) -> Double, factor: Double
  ) -> Bool {
    let largest = entries.reduce(0) { max($0, abs($1.analytic)) }
    return entries.allSatisfy {
      isExplained($0.analytic, by: model($0), error: $0.error * max(1, factor), largest: largest)
    }
  }

  private static func isExplained(
    _ gradient: Double, by model: Double, error: Double, largest: Double
  ) -> Bool {
    abs(gradient - model) <= 2 * GradientCheck.agreement * error + 1e-9 * largest
  }

  private static func isNear(_ value: Double, _ target: Double) -> Bool {
    abs(value - target) <= 1e-6 * abs(target)
  }
}
