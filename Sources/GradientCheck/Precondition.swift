/// The rules that every estimate relies on; each returns why it is broken, or nil.
enum Precondition {
  typealias Reason = GradientCheck.InvalidReason

  static func checkParameters(_ parameters: ParameterTensors) -> Reason? {
    if parameters.values.isEmpty {
      return Reason(.noParameters, "there is no parameter to check")
    }
    return firstNotFinite(parameters.values, in: parameters).map {
      Reason(.notFinite, "the parameter \($0); every parameter must be finite")
    }
  }

  static func checkLoss(_ loss: Double, repeated: [Double]) -> Reason? {
    if !loss.isFinite {
      return Reason(
        .notFinite, "the loss is \(loss.isNaN ? "nan" : "\(loss)") at the parameters to be checked")
    }
    for value in repeated where value.bitPattern != loss.bitPattern {
      return Reason(
        .changingLoss,
        "the loss is \(loss), then \(value) at the same parameters: fix what it draws "
          + "(dropout masks, a new model at every call) or carries over (a state)")
    }
    return nil
  }

  /// The loss at the parameters among other points, or after them, must be what it is alone.
  static func checkState(_ loss: Double, later: Double, when: String) -> Reason? {
    if later.bitPattern == loss.bitPattern { return nil }
    return Reason(
      .changedState,
      "the loss was \(loss) before the check and \(later) \(when) it, at the same parameters: "
        + "a closure keeps state between calls, or adds up otherwise when asked for many points")
  }

  static func checkGradient(
    _ values: [Double], again: [Double], of parameters: ParameterTensors
  ) -> Reason? {
    if let place = firstNotFinite(values, in: parameters) {
      return Reason(.notFinite, "the gradient of \(place)")
    }
    let isSame = zip(values, again).allSatisfy { $0.bitPattern == $1.bitPattern || $0 == $1 }
    if isSame { return nil }
    if zip(values, again).allSatisfy({ 2 * $0 == $1 }) {
      return Reason(
        .accumulatedGradient,
        "the second gradient is exactly twice the first: the gradient is added to what an earlier "
          + "call left, and never set to zero")
    }
    let position = values.indices.first { !(values[$0] == again[$0]) } ?? 0
    return Reason(
      .changingGradient,
      "the gradient of \(place(position, in: parameters)) is \(values[position]), then "
        + "\(again[position]) at the same parameters")
  }

  /// The loss that comes with the gradient may be added up in another order, no more.
  static func checkSameLoss(_ loss: Double, _ other: Double, noise: Double) -> Reason? {
    let tolerance = max(10 * noise, 1e-12 * abs(loss))
    if abs(loss - other) <= tolerance { return nil }
    return Reason(
      .differentLoss,
      "the loss is \(loss), the loss that comes with the gradient \(other): "
        + "they must be the same function")
  }

  private static func firstNotFinite(
    _ values: [Double], in parameters: ParameterTensors
  ) -> String? {
    values.firstIndex { !$0.isFinite }.map { "\(place($0, in: parameters)) is \(values[$0])" }
  }

  private static func place(_ position: Int, in parameters: ParameterTensors) -> String {
    guard let block = parameters.blocks.first(where: { $0.range.contains(position) }) else {
      return "entry \(position)"
    }
    return "\(block.name)\(block.index(at: position - block.range.lowerBound))"
  }
}
