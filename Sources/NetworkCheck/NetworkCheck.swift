import GradientCheck
import Recurrent

/// The gradient of a network held against its loss, in one call.
///
///     let report = NetworkCheck().run(network, on: batch)
///     #expect(report.passed, "\(report)")
///
/// Every entry that `check` looks at is compared with differences of the loss, and every parameter
/// with forward tangents, which are exact to rounding and share no line with the backward pass.
public struct NetworkCheck: Sendable {
  public var check: GradientCheck
  /// Among how many threads the moved copies of the network are split.
  public var threads: Int

  public init(_ check: GradientCheck = GradientCheck(), threads: Int = 1) {
    self.check = check
    self.threads = threads
  }
}
