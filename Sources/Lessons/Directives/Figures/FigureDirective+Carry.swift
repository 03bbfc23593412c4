import Figures
import Recurrent

extension FigureKind {
  static let carry = FigureKind(
    "carry", help: "gradients carried back", needs: ["carry"], make: { try $0.carry($1) })

  static let activations = FigureKind(
    "activations", help: "functions and their slopes", needs: ["activations"],
    make: { try $0.activations($1) })
}

extension FigureDirective {
  /// The norm of a gradient on its way back, and what every radius alone would make of it.
  func carry(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let results = try context.found(from[0], [CarryResult].self)
    let curves = results.map { item in
      let back = item.median.indices.map(Double.init)
      var curve = LinePlot.Curve(
        label: Label(
          "\(item.of.words), $\\rho = \(significant(item.of.radius))$"), x: back, y: item.median)
      if item.runs.count > 1 {
        curve.runs = item.runs.map { run in zip(back, run).map { Point($0, $1) } }
      }
      return curve
    }
    let radii = Set(results.map(\.of.radius)).filter { $0 > 0 }.sorted()
    return LinePlot.gradientNorm(
      title: heading("What is left of a gradient"), subtitle: subheading, cells: curves,
      ratios: Array(radii.prefix(4)), start: 1)
  }

  /// Functions beside their derivatives.
  func activations(_ context: RunContext) throws(StepFailure) -> LinePlot {
    guard let directive = context.plan.directive(from[0], ActivationsDirective.self) else {
      throw StepFailure("needs '\(from[0])', which failed")
    }
    return LinePlot.activations(
      title: heading("Activation functions and their derivatives"), subtitle: subheading,
      directive.functions.map { f in
        switch f {
        case .tanh: .tanh
        case .sigmoid: .sigmoid
        case .relu: .relu
        case .identity:
          LinePlot.Activation(
            title: "identity", label: "$a$", derivativeLabel: "$1$", value: { $0 },
            derivative: { _ in 1 })
        }
      })
  }
}
