import Figures
import GradientCheck
import NetworkCheck
import Recurrent

/// The gradient of each step's own copy of the weights, against the loss: whether backpropagation
/// through time is right at every step, and how exactly that is known.
struct GradCheckTime: Sendable {
  /// Directions times evaluations, and the tensors of a step: W_xh, W_hh, b_h, h and c.
  private static let passesOfStep = 4.0 * 10 * 5
  /// What is affordable, in multiplications of the textbook's forward pass.
  private static let mostWork = 1e7

  let report: NetworkCheck.TimeReport

  /// Nil where the untied network would take too long, or is a loss with draws.
  init?(_ run: GradCheckRun, seed: UInt64) {
    let (network, batch) = (run.network, run.batch)
    let count = Double(network.parameters.values.count)
    let (steps, rows) = (Double(batch.steps), Double(batch.batch))
    guard run.mask == nil, batch.steps > 1,
      Self.passesOfStep * steps * count * steps * rows <= Self.mostWork
    else { return nil }
    report = NetworkCheck(GradientCheck(mode: .quick, seed: seed)).throughTime(network, on: batch)
    if report.steps.isEmpty { return nil }
  }

  /// The difference of gradient and estimate at each step, and the smallest that would have been
  /// seen, along four random directions through each of its tensors.
  func plot(title: Label, subtitle: Label?) -> LinePlot {
    func points(_ value: (NetworkCheck.TimeReport.Step) -> Double) -> [Point] {
      report.steps.map { Point(Double($0.step), max(value($0), 0x1p-60)) }
    }
    return LinePlot(
      title: title, subtitle: subtitle,
      curves: [
        LinePlot.Curve(
          label: "smallest bug seen", points: points { GradientCheck.agreement * $0.error },
          role: .parameter, dash: .dashed, showsPoints: true),
        LinePlot.Curve(
          label: "largest difference", points: points(\.difference), role: .hiddenState,
          showsPoints: true),
      ],
      markers: report.steps.filter { $0.verdict == .fail }.map {
        LinePlot.Marker("wrong", at: Point(Double($0.step), max($0.difference, 0x1p-60)))
      },
      xTitle: "time step $t$", yTitle: "relative to the step's largest slope",
      yScale: .logarithmic)
  }
}
