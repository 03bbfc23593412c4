import Figures
import Recurrent

extension FigureKind {
  static let activation = FigureKind(
    "activation", help: "f with the pass's points", needs: ["forward"],
    problem: { figure, plan in
      guard let cell = figure.spec(in: plan)?.cell, cell.bands > 1 else { return nil }
      return "a figure of the kind 'activation' is drawn for the cell 'rnn'; the model's is "
        + "'\(cell.name)'"
    }, make: { try $0.activation($1) })
}

extension FigureDirective {
  /// The activation function and its derivative, with the pre-activations of the run marked.
  func activation(_ context: RunContext) throws(StepFailure) -> LinePlot {
    let run = try context.found(from[0], ForwardRun.self)
    guard case .elman(let f) = run.network.spec.cell else {
      throw StepFailure("'\(from[0])' is a pass of gates; the cell 'rnn' has an activation")
    }
    let preactivations = run.rows(
      of: run.trace.gates(layer: run.layer, direction: run.direction), size: run.size)
    let points = preactivations.enumerated().flatMap { step, row in
      row.enumerated().map { (label: "$a_\(step + 1)[\($0.offset)]$", a: $0.element) }
    }
    let reach = max(3, points.reduce(0) { max($0, $1.a.magnitude) } * 1.1)
    let grid = (0...200).map { -reach + 2 * reach * Double($0) / 200 }
    return LinePlot(
      title: heading("\(f.rawValue) and its derivative"), subtitle: subheading,
      curves: [
        LinePlot.Curve(
          label: formula(f), x: grid, y: grid.map { f.value($0) }, role: .hiddenState
        ),
        LinePlot.Curve(
          label: "$f'(a)$", x: grid, y: grid.map { f.derivative(atValue: f.value($0)) },
          role: .gradient, dash: .dashed),
      ],
      markers: points.map {
        LinePlot.Marker(Label($0.label), at: Point($0.a, f.value($0.a)), role: .hiddenState)
      }, xTitle: "pre-activation $a$", yTitle: nil)
  }

  private func formula(_ f: Activation) -> Label {
    switch f {
    case .tanh: "$f(a) = \\tanh(a)$"
    case .relu: "$f(a) = \\mathrm{max}(0, a)$"
    case .sigmoid: "$f(a) = \\sigma(a)$"
    case .identity: "$f(a) = a$"
    }
  }
}
