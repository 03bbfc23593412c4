import Foundation

/// The most tensors and entries that a description names; the rest is counted.
private let tensorLimit = 5
private let entryLimit = 3

extension GradientCheck.Report: CustomStringConvertible {
  public var description: String {
    switch verdict {
    case .invalid(let reason): "gradient check invalid: \(reason). Nothing was compared. \(footer)"
    case .pass:
      (["gradient check passed: \(coverage)"] + zeros + sensitivity + [footer]).joined(
        separator: "\n")
    case .fail:
      (["gradient check FAILED: \(coverage)"] + findings + verdictOnAll + advice + [footer]).joined(
        separator: "\n")
    case .inconclusive:
      (["gradient check inconclusive: \(coverage)"] + findings + advice + [footer]).joined(
        separator: "\n")
    }
  }

  private var coverage: String {
    let directions = entries.count - checkedCount
    let through = directions == 0 ? "" : ", \(directions) directions"
    let wrong = entries.count(where: \.verdict.isFailure)
    let unsure = entries.count(where: \.verdict.isInconclusive)
    let idle = tensors.count { $0.isVacuous && $0.verdict == .fail }
    return
      "\(checkedCount) of \(entryCount) entries\(through) in \(tensors.count) "
      + (tensors.count == 1 ? "tensor" : "tensors")
      + (wrong > 0 ? ", \(wrong) wrong" : "") + (unsure > 0 ? ", \(unsure) undecided" : "")
      + (idle > 0 ? ", \(idle) of them without influence on the loss" : "")
  }

  private var footer: String {
    "(\(lossEvaluations) losses, \(gradientEvaluations) gradients; "
      + "noise of the loss \(brief(noiseFloor)); seed \(seed))"
  }

  private var sensitivity: [String] {
    let passed = entries.filter { $0.verdict == .pass && $0.direction == nil }
    guard let weakest = passed.max(by: { $0.detectable < $1.detectable }) else {
      return guarantees
    }
    return [
      "  a bug of \(brief(weakest.detectable)) in any entry looked at would have been seen "
        + "(weakest: \(weakest.label))"
    ] + guarantees
  }

  /// What directions through a large tensor say about the entries not looked at.
  private var guarantees: [String] {
    let sampled = tensors.filter { $0.checkedCount < $0.entryCount && $0.guarantee != nil }
    let hidden = sampled.count - tensorLimit
    return sampled.prefix(tensorLimit).map { tensor in
      "  \(tensor.name)\(tensor.shape): any single entry wrong by "
        + "\(brief(tensor.guarantee ?? .nan)) would have been seen"
    } + (hidden > 0 ? ["  ... and so for \(hidden) more tensors"] : [])
  }

  /// Entries that passed as zeros, and so were not tested.
  private var zeros: [String] {
    tensors.filter { $0.counts.keys.contains(where: \.isZero) }.prefix(tensorLimit).map { tensor in
      let zeros = tensor.entries.filter(\.verdict.isZero)
      if tensor.isVacuous { return "  \(tensor.name): no influence on the loss, as allowed" }
      let named = zeros.prefix(entryLimit).map(\.label).joined(separator: "; ")
      let more = zeros.count > entryLimit ? " and \(zeros.count - entryLimit) more" : ""
      return "  zero here, so not tested: \(named)\(more)"
    }
  }

  private var findings: [String] {
    let affected = tensors.filter { $0.verdict != .pass }
      .sorted { $0.verdict == .fail && $1.verdict != .fail }
    let hidden = affected.count - tensorLimit
    return affected.prefix(tensorLimit).flatMap(\.findings)
      + (hidden > 0 ? ["  ... and \(hidden) more tensors"] : [])
  }

  /// What all tensors together show; one tensor's findings say it themselves.
  private var verdictOnAll: [String] {
    guard let diagnosis, tensors.count > 1 else { return [] }
    return ["  all tensors together: \(diagnosis)"]
  }

  private var advice: [String] {
    if let verdict = worst?.verdict, verdict.isFailure || verdict.isInconclusive {
      return ["  next: \(verdict.advice)"]
    }
    return ["  next: use a longer or richer input, or list the tensor in allowUnused"]
  }
}

extension GradientCheck.TensorReport {
  fileprivate var findings: [String] {
    if isVacuous {
      let kind =
        entries.allSatisfy { $0.verdict == .unused }
        ? "no probe of it moves the loss (never read, or multiplied by zero)"
        : "its gradient is zero at this point (dead, saturated, or a single step)"
      return ["  \(name)\(shape): \(kind), so its gradient was not tested"]
    }
    let affected = entries.filter { $0.verdict.isFailure || $0.verdict.isInconclusive }
      .sorted(by: GradientCheck.EntryReport.isWorse)
    let hidden = affected.count - entryLimit
    return affected.prefix(entryLimit).map { "  \($0)" }
      + (hidden > 0 ? ["  ... and \(hidden) more of \(name)"] : [])
      + (extent.map { ["  \(name): \($0)"] } ?? [])
      + (diagnosis.map { ["  \(name) looks like this: \($0)"] } ?? [])
  }
}

extension GradientCheck.EntryReport: CustomStringConvertible {
  public var description: String {
    let values = "gradient \(exact(analytic)), estimate \(exact(estimate)) +- \(brief(error))"
    let seen = "a bug of \(brief(detectable)) would have been seen"
    switch verdict {
    case .pass: return "\(label): \(values); \(seen)"
    case .zeroHere: return "\(label): zero at this point, not elsewhere"
    case .unused: return "\(label): no probe moves the loss"
    case .mismatch:
      return "\(label): \(values); off by \(brief(abs(analytic - estimate))), "
        + "\(brief(ratio)) times the error (\(seen))"
    case .missing:
      return "\(label): gradient is exactly 0, estimate \(exact(estimate)) +- "
        + "\(brief(error)) (\(seen))"
    case .phantom: return "\(label): \(values); the loss does not depend on it (\(seen))"
    case .kink: return "\(label): gradient \(exact(analytic)) lies at a kink\(slopes)"
    case .outsideKink:
      return "\(label): gradient \(exact(analytic)) lies outside the slopes of a kink\(slopes)"
    case .noise: return "\(label): \(values); only a bug of \(brief(detectable)) would be seen"
    case .unsettled: return "\(label): \(values); the estimate settles at no step size"
    }
  }

  private var slopes: String {
    kinkSlopes.map { ", slopes \(exact($0.lowerBound)) to \(exact($0.upperBound))" } ?? ""
  }
}

extension GradientCheck.EntryVerdict {
  /// What to try after this verdict.
  fileprivate var advice: String {
    switch self {
    case .mismatch: "compare the backward line that writes this entry with its forward line"
    case .missing: "look for a term that backward never adds, or a row it never writes"
    case .phantom: "look for a derivative that is added to the wrong row or tensor"
    case .outsideKink: "take either one-sided slope as the derivative at the kink"
    case .kink: "move the parameters off the kink (another seed) and check again"
    case .noise:
      "compute the loss in Double and sum it more exactly, "
        + "or accept larger bugs by minimumDetectable"
    case .unsettled: "look for steps, rounding or draws in the loss; try a smaller firstStep"
    case .pass, .zeroHere, .unused: "nothing"
    }
  }
}

func exact(_ value: Double) -> String { String(format: "%.10g", value) }
func brief(_ value: Double) -> String { String(format: "%.2g", value) }
