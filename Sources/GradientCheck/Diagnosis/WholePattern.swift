import Foundation

/// Patterns that only all tensors together show.
struct WholePattern {
  let tensors: [TensorFindings]
  /// The places of the tensors in which something failed.
  let wrong: [Int]
  /// What each tensor shows on its own.
  let sentences: [String?]
  let subject: Subject

  /// One sentence, or nil when nothing fits.
  var sentence: String? {
    ratio ?? clip ?? penalty ?? band ?? shared ?? zeros ?? role ?? single
  }

  private var names: String {
    let names = wrong.map { tensors[$0].block.name }
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The gradient of every tensor is the same multiple of the right one.
  private var ratio: String? {
    guard wrong.count > 1, let ratio = Ratio(tensors.flatMap(\.findings)) else { return nil }
    if ratio.isSign { return "the sign of the whole gradient is wrong" }
    guard let (amount, reason) = ratio.size else { return nil }
    guard reason.contains("norm") else {
      return "the whole gradient is \(amount) the estimate\(reason)"
    }
    let norm = subject.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return "the whole gradient is \(amount) the estimate: clipped by its global norm before the "
      + "check? (its norm now is \(String(format: "%.6g", norm)))"
  }

  private var clip: String? {
    guard let found = TensorPattern.clip(tensors, subject) else { return nil }
    return "the gradient is \(found)"
  }

  /// The same penalty in every tensor that is wrong.
  private var penalty: String? {
    guard wrong.count > 1,
      let found = TensorPattern.penalty(wrong.flatMap { tensors[$0].findings })
    else { return nil }
    return "in \(names), \(found)"
  }

  /// The same pattern in every tensor that is wrong.
  private var shared: String? {
    guard wrong.count > 1, let first = sentences[wrong[0]], first != Diagnosis.unknown,
      wrong.allSatisfy({ sentences[$0] == first })
    else { return nil }
    return "in \(names): \(first)"
  }

  /// Entries here and there that the gradient leaves at zero.
  private var zeros: String? {
    let entries = tensors.flatMap(\.entries)
    let failed = entries.filter { $0.judgement.verdict.isFailure }
    guard wrong.count > 1, tensors.allSatisfy(\.isWhole),
      failed.allSatisfy({ $0.judgement.verdict == .missing }),
      wrong.allSatisfy({ place in
        tensors[place].entries.contains { $0.judgement.verdict == .pass }
      })
    else { return nil }
    return "\(failed.count) entries are zero that should not be, in \(names); the rest is right"
  }

  /// Only the rows of one band are wrong, in several tensors.
  private var band: String? {
    guard wrong.count > 1 else { return nil }
    let bands = Set(wrong.map { tensors[$0].onlyWrongBand })
    guard bands.count == 1, let band = bands.first ?? nil else { return nil }
    let there = wrong.compactMap {
      sentences[$0]?.components(separatedBy: "; there, ").dropFirst().last
    }
    let isSame = there.count == wrong.count && Set(there).count == 1
    return "only the rows of the \(band) are wrong, in \(names)" + (isSame ? ": " + there[0] : "")
  }

  /// Which of the tensors of a recurrent network are wrong, where the caller told their roles.
  private var role: String? {
    let roles = wrong.map { tensors[$0].block.role }
    guard roles.allSatisfy({ $0 != nil }), wrong.allSatisfy({ tensors[$0].isMostlyWrong }) else {
      return nil
    }
    let right = tensors.filter { !$0.hasFailed }
    func isRight(_ role: NamedTensor.Role) -> Bool {
      right.contains { $0.block.role == role }
        && !roles.contains(role)
    }
    if Set(roles) == [.recurrent], isRight(.input), single == nil {
      return "only \(names) is wrong, while input weights"
        + (isRight(.bias) ? ", biases" : "") + (isRight(.head) ? ", head" : "")
        + " are right: look at the state it is multiplied with (h_(t-1), not h_t), and for a step "
        + "left out"
    }
    let recurrent: Set<NamedTensor.Role> = [.input, .recurrent, .bias]
    let rest = right.compactMap(\.block.role)
    if isRight(.head), Set(roles).isSubset(of: recurrent), roles.contains(.recurrent),
      roles.contains(.input), !rest.contains(where: recurrent.contains)
    {
      return "everything recurrent is wrong and the head is right: look at what is carried from "
        + "step t to step t-1, and at the derivatives inside the cell"
    }
    return nil
  }

  /// The one tensor that is wrong, with what it shows on its own.
  private var single: String? {
    guard wrong.count == 1, let found = sentences[wrong[0]], found != Diagnosis.unknown else {
      return nil
    }
    return "in \(names): \(found)"
  }
}
