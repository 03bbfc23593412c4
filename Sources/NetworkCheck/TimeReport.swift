import GradientCheck

extension NetworkCheck {
  /// What was found at each time step.
  public struct TimeReport: Sendable, Codable, Equatable {
    /// Everything that reaches one step.
    public struct Step: Sendable, Codable, Equatable {
      /// t, from 1.
      public let step: Int
      public let verdict: GradientCheck.Verdict
      /// The largest |gradient - estimate| of its entries, relative to the largest |estimate| of
      /// the step.
      public let difference: Double
      /// The largest error of an estimate, likewise relative: no smaller difference can be seen.
      public let error: Double
    }

    /// Tensor by tensor; their names say the step.
    public let report: GradientCheck.Report
    /// From the first to the last.
    public let steps: [Step]

    init(_ report: GradientCheck.Report, _ untied: UntiedNetwork) {
      self.report = report
      let tensors = Dictionary(grouping: zip(untied.pieces, report.tensors)) { $0.0.step }
      steps = tensors.keys.sorted().map { step in
        let tensors = tensors[step]!.map(\.1)
        let entries = tensors.flatMap(\.entries)
        let largest = entries.reduce(0) { max($0, $1.estimate.magnitude) }
        let scale = largest > 0 ? largest : 1
        func worst(_ size: (GradientCheck.EntryReport) -> Double) -> Double {
          entries.reduce(0) { max($0, size($1)) } / scale
        }
        return Step(
          step: step + 1, verdict: .combining(tensors.map(\.verdict)),
          difference: worst { ($0.analytic - $0.estimate).magnitude }, error: worst { $0.error })
      }
    }

    public var passed: Bool { report.passed }

    /// Where the mistake begins, in one sentence: `right for t >= 7, wrong below`.
    public var sentence: String {
      let wrong = steps.filter { $0.verdict == .fail }.map(\.step)
      guard let first = wrong.first, let last = wrong.last else {
        return passed ? "right at every step" : "no step is known to be wrong"
      }
      if wrong.count == steps.count { return "wrong at every step" }
      if wrong.count < last - first + 1 {
        return "wrong at t = \(wrong.map(String.init).joined(separator: ", "))"
      }
      if first == 1 { return "right for t >= \(last + 1), wrong below" }
      if last == steps.count { return "right for t < \(first), wrong from there on" }
      return first == last ? "wrong at t = \(first)" : "wrong for t = \(first) to \(last)"
    }
  }
}

extension NetworkCheck.TimeReport: CustomStringConvertible {
  public var description: String { "\(report)\n  through time: \(sentence)" }
}
