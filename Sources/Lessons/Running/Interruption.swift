import Synchronization

/// How whoever watches a run asks a long step to end early and to report what it has.
///
/// A step that can do so allows it while it works; only then does an interrupt ask, and otherwise
/// it ends the program.
public final class Interruption: Sendable {
  private enum Phase {
    static let forbidden = 0
    static let allowed = 1
    static let asked = 2
  }
  private let phase = Atomic(Phase.forbidden)

  public init() {}

  /// Asks the step that is running. False where it cannot end early, or has been asked already.
  public func ask() -> Bool {
    phase.compareExchange(
      expected: Phase.allowed, desired: Phase.asked, ordering: .acquiringAndReleasing
    ).exchanged
  }

  /// Whether a step was asked to end; once true, always true.
  public var isAsked: Bool { phase.load(ordering: .acquiring) == Phase.asked }

  /// Runs a piece of work that looks at `isAsked`.
  func allowing<Result>(_ work: () -> Result) -> Result {
    _ = phase.compareExchange(
      expected: Phase.forbidden, desired: Phase.allowed, ordering: .acquiringAndReleasing)
    defer {
      _ = phase.compareExchange(
        expected: Phase.allowed, desired: Phase.forbidden, ordering: .acquiringAndReleasing)
    }
    return work()
  }
}
