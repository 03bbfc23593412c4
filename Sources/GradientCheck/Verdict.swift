extension GradientCheck {
  /// What the check concludes about a tensor or the whole gradient.
  public enum Verdict: Sendable, Equatable {
    /// Every entry looked at agrees, and a bug of the demanded size would have been seen.
    case pass
    /// At least one entry is wrong, or a tensor takes no part in the loss.
    case fail
    /// Nothing is known to be wrong, but some entries could not be judged.
    case inconclusive
    /// The closures break a rule that every estimate relies on.
    case invalid(InvalidReason)
  }

  /// The rule that the closures break.
  public struct InvalidReason: Error, Sendable, Codable, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable, Codable, CaseIterable {
      /// Nothing to check: no parameter was given.
      case noParameters
      /// The loss at the same parameters came out different.
      case changingLoss
      /// The gradient at the same parameters came out different.
      case changingGradient
      /// The second gradient is exactly twice the first.
      case accumulatedGradient
      /// The loss after a gradient, or after the check, is not the loss before it.
      case changedState
      /// A name or a size of the gradient is not that of the parameters.
      case wrongShape
      /// The loss, the gradient or a parameter is NaN or infinite.
      case notFinite
      /// The loss that comes with the gradient is another loss.
      case differentLoss
    }

    public let kind: Kind
    /// One sentence with what was found and what was expected.
    public let message: String
    public var description: String { message }

    init(_ kind: Kind, _ message: String) {
      self.kind = kind
      self.message = message
    }
  }

  /// What the check concludes about one entry or one block direction.
  public enum EntryVerdict: String, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
    /// Gradient and estimate agree within the error of the estimate.
    case pass
    /// Both are zero at this point, though the entry can move the loss elsewhere.
    case zeroHere
    /// Both are zero, and no probe near or far moved the loss by a bit.
    case unused
    /// Gradient and estimate disagree.
    case mismatch
    /// The gradient is exactly zero, and the loss does change.
    case missing
    /// The gradient is not zero, and the loss does not change.
    case phantom
    /// The loss has a kink here, and the gradient lies outside its one-sided slopes.
    case outsideKink
    /// The loss has a kink here, and the gradient lies between its one-sided slopes.
    case kink
    /// They agree, but the noise would hide a bug of the demanded size.
    case noise
    /// The difference quotients never settled at any step size.
    case unsettled

    public var isFailure: Bool {
      switch self {
      case .mismatch, .missing, .phantom, .outsideKink: true
      case .pass, .zeroHere, .unused, .kink, .noise, .unsettled: false
      }
    }

    public var isInconclusive: Bool {
      switch self {
      case .kink, .noise, .unsettled: true
      case .pass, .zeroHere, .unused, .mismatch, .missing, .phantom, .outsideKink: false
      }
    }

    /// Whether the entry says nothing about the code that computes its gradient.
    public var isZero: Bool { self == .zeroHere || self == .unused }
  }
}
