import Figures
import GradientCheck
import RealModule
import Recurrent

extension GradCheckRun {
  /// The parameters by verdict, a panel for each tensor, the worst entry ringed.
  func verdictMap(title: Label, subtitle: Label?) -> VerdictMap {
    let worst = report.worst.flatMap { $0.direction == nil ? $0 : nil }
    return VerdictMap(
      title: title, subtitle: subtitle,
      panels: zip(report.tensors, network.spec.layout.blocks).map {
        panel(of: $0, in: $1, worst: worst)
      },
      markedLabel: worst.map { Label.plain("worst: \($0.label)") })
  }

  private func panel(
    of tensor: GradientCheck.TensorReport, in block: ParameterLayout.Block,
    worst: GradientCheck.EntryReport?
  ) -> VerdictMap.Panel {
    func place(of entry: GradientCheck.EntryReport) -> Int? {
      network.spec.layout.index(of: entry).map { $0 - block.offset }
    }
    var verdicts = [VerdictMap.Verdict](repeating: .unchecked, count: block.count)
    for entry in tensor.entries {
      if let place = place(of: entry) { verdicts[place] = Self.kind(of: entry.verdict) }
    }
    // Through a direction every entry was looked at, though none by itself: what is wrong or unsure
    // there could be any of them.
    let directions = tensor.entries.filter { $0.direction != nil }
      .map { Self.kind(of: $0.verdict) }
    if let worst = directions.max(by: { $0.rawValue < $1.rawValue }) {
      let rest: VerdictMap.Verdict =
        switch worst {
        case .wrong, .undecided: .undecided
        case .zero: .zero
        case .right, .rightTogether, .unchecked: .rightTogether
        }
      for index in verdicts.indices where verdicts[index] == .unchecked { verdicts[index] = rest }
    }
    return VerdictMap.Panel(
      title: Self.title(of: block.name), columns: block.columns, verdicts: verdicts,
      bands: block.bands.map {
        VerdictMap.Band(Label.plain($0.label.replacing(" gate", with: "")), rows: $0.rows)
      },
      marked: worst.flatMap { $0.tensor == block.name ? place(of: $0) : nil })
  }

  private static func kind(of verdict: GradientCheck.EntryVerdict) -> VerdictMap.Verdict {
    if verdict.isFailure { return .wrong }
    if verdict.isInconclusive { return .undecided }
    return verdict.isZero ? .zero : .right
  }

  /// `lstm.2.W_xh` with its matrix as a symbol.
  private static func title(of name: String) -> Label {
    let parts = name.split(separator: ".")
    guard let symbol = parts.last?.split(separator: "_"), symbol.count == 2 else {
      return .plain(name)
    }
    let place = parts.dropLast().joined(separator: " ")
    return Label((place.isEmpty ? "" : place + " ") + "$\(symbol[0])_{\(symbol[1])}$")
  }
}

extension DifferenceSweep {
  /// The V on two logarithmic axes, with what was predicted and what the check settled on.
  func plot(title: Label, subtitle: Label?) -> LinePlot {
    // An error of 0 is one of less than half a unit in the last place.
    let least = 0x1p-54
    func points(_ curve: Curve) -> [Point] {
      zip(curve.steps, curve.errors).map { Point($0, max($1, least)) }
    }
    let top = (points(double) + points(single)).reduce(1) { max($0, $1.y) }
    // A straight line on these axes, cut off where it leaves the plot.
    func line(from steps: [Double], _ value: (Double) -> Double) -> [Point] {
      steps.map { Point($0, value($0)) }.filter { $0.y >= 1e-16 && $0.y <= top }
    }
    var curves = [
      LinePlot.Curve(
        label: "float32", points: points(single), role: .gradient, showsPoints: true),
      LinePlot.Curve(
        label: "float64", points: points(double), role: .hiddenState, showsPoints: true),
    ]
    for (label, points, dash) in [
      (
        Label("$h^2 f'''/6$"), line(from: double.steps) { predictedTruncation(at: $0) },
        LinePlot.Dash.dashed
      ),
      (
        Label("float64 noise"), line(from: double.steps) { predictedNoise(double, at: $0) }, .dotted
      ),
      (
        Label("float32 noise"), line(from: single.steps) { predictedNoise(single, at: $0) }, .dotted
      ),
    ] where !points.isEmpty {
      curves.append(
        LinePlot.Curve(label: label, points: points, role: .parameter, dash: dash))
    }
    let markers =
      settled.step.isFinite
      ? [
        LinePlot.Marker(
          "this check", at: Point(settled.step, max(settled.error, least)), role: .cellState)
      ] : []
    return LinePlot(
      title: title, subtitle: subtitle, curves: curves, markers: markers,
      xTitle: "step $h$ of the differences", yTitle: "relative error", xScale: .logarithmic,
      yScale: .logarithmic)
  }
}

extension FigureKind {
  static let gradcheck = FigureKind(
    "gradcheck", help: "parameters by verdict", needs: ["gradcheck"],
    make: { try $0.verdicts($1) })

  static let differences = FigureKind(
    "differences", help: "the error of differences over their step", needs: ["differences"],
    make: { try $0.differences($1) })
}

extension FigureDirective {
  /// The parameters of a checked model by verdict.
  func verdicts(_ context: RunContext) throws(StepFailure) -> VerdictMap {
    let run = try context.found(from[0], GradCheckRun.self)
    guard !run.report.tensors.isEmpty else {
      throw StepFailure("the check '\(from[0])' is invalid and looked at nothing")
    }
    return run.verdictMap(
      title: heading("Every parameter by the verdict on its gradient"), subtitle: subheading)
  }

  /// The error of differences over their step.
  func differences(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let sweep = try context.found(from[0], DifferenceSweep.self)
    return sweep.plot(
      title: heading("The error of a difference, against its step: \(sweep.name)"),
      subtitle: subheading)
  }
}
