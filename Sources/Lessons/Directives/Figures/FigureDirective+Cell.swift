import Figures
import Recurrent

extension FigureKind {
  static let cell = FigureKind(
    "cell", help: "one step of a cell with its numbers", needs: ["forward"], takes: ["backward"],
    make: { try $0.cell($1) })
}

extension FigureDirective {
  /// The keys of the kind `cell` alone.
  static let cellKeys = [
    KeyDeclaration(
      "step", .integer(1...1_000_000), help: "cell: the time step; without it, the last"),
    KeyDeclaration(
      "focus", .choice(focuses.map(\.name)),
      help: "cell: the equation that stands out, with its numbers; without it, all are listed"),
  ]

  /// Equations by the name of what stands on their left side.
  private static let focuses: [(name: String, equation: CellDiagram.Equation)] = [
    ("preactivation", .preActivation), ("input_gate", .inputGate), ("forget_gate", .forgetGate),
    ("candidate", .candidate), ("output_gate", .outputGate), ("cell_state", .cellState),
    ("reset_gate", .reset), ("update_gate", .update), ("state", .hiddenState),
  ]

  /// Why a cell cannot be drawn as these keys say, and at which key; nil where it can.
  static func problemWithCell(
    _ fields: CheckedMapping, kind: String, from: [String], in plan: LessonPlan
  ) -> (key: String, message: String)? {
    guard kind == "cell" else {
      let key = cellKeys.map(\.name).first(where: fields.isGiven)
      return key.map {
        ($0, "'\($0)' is for figures of the kind 'cell'; this one is of the kind '\(kind)'")
      }
    }
    guard let forward = from.compactMap({ plan.directive($0, ForwardDirective.self) }).first else {
      return nil
    }
    if let other = from.first(where: { id in
      plan.directive(id, BackwardDirective.self).map { !from.contains($0.forwardID) }
        ?? false
    }) {
      return ("from", "'\(other)' goes back over another pass than the one that is drawn")
    }
    if forward.spec.isBidirectional {
      return (
        "from", "a figure of the kind 'cell' is drawn for one direction; the model has two"
      )
    }
    if let step = fields.integerIfGiven("step"), step > forward.batch.steps {
      return ("step", "step \(step); the pass has \(counted(forward.batch.steps, "step"))")
    }
    if let focus = fields.textIfGiven("focus") {
      let all = kindOfCell(forward.spec.cell).equations
      let names = focuses.filter { all.contains($0.equation) }.map(\.name)
      if !names.contains(focus) {
        return (
          "focus",
          "the cell '\(forward.spec.cell.name)' has no equation '\(focus)' (it has "
            + "\(quotedList(names)))"
        )
      }
    }
    return nil
  }

  /// What a wire is called among the figure's values, as in the tables of the passes.
  private static let wireNames: [CellDiagram.Wire: String] = [
    .input: "input", .previousHidden: "previous_state", .preActivation: "preactivation",
    .hiddenState: "state", .previousCell: "previous_cell_state", .inputGate: "input_gate",
    .forgetGate: "forget_gate", .candidate: "candidate", .outputGate: "output_gate",
    .cellState: "cell_state", .cellTanh: "cell_tanh", .reset: "reset_gate",
    .update: "update_gate",
  ]

  /// The names of the numbers that a figure of the kind `cell` draws.
  static func cellValueNames(from: [String], in plan: LessonPlan) -> [String] {
    guard let forward = from.compactMap({ plan.directive($0, ForwardDirective.self) }).first else {
      return []
    }
    let wires = kindOfCell(forward.spec.cell).wires
    let isBackward = from.contains { plan.directive($0, BackwardDirective.self) != nil }
    return wires.map { wireNames[$0]! }
      + (isBackward ? wires : []).filter { $0 != .input || forward.layer == 0 }
      .map { "\(wireNames[$0]!)_gradient" }
  }

  /// The numbers on the wires at full length; the picture rounds them.
  func cellValues(_ context: RunContext) throws(StepFailure) -> [(name: String, value: Value)] {
    let wires = try wires(context)
    let all = CellDiagram.Wire.allCases
    return all.compactMap { wire in
      wires.values[wire].map { (Self.wireNames[wire]!, .numbers($0, from: 0)) }
    }
      + all.compactMap { wire in
        wires.gradients[wire].map { ("\(Self.wireNames[wire]!)_gradient", .numbers($0, from: 0)) }
      }
  }

  /// One step of a cell with its numbers, and their gradients where a backward step gives them.
  func cell(_ context: RunContext) throws(StepFailure) -> CellDiagram {
    let wires = try wires(context)
    return CellDiagram(
      title: heading("Step \(wires.step) of the \(wires.cell.title)"), subtitle: subheading,
      cell: Self.kindOfCell(wires.cell), values: wires.values, gradients: wires.gradients,
      focus: focus.flatMap { name in Self.focuses.first { $0.name == name }?.equation })
  }

  private func wires(_ context: RunContext) throws(StepFailure) -> CellWires {
    var forward: ForwardRun?
    var backward: BackwardRun?
    for id in from {
      forward = context.result(id, ForwardRun.self) ?? forward
      backward = context.result(id, BackwardRun.self) ?? backward
    }
    let run = try context.found(forward, from[0])
    let step = self.step ?? run.steps
    guard step <= run.steps else {
      throw StepFailure("step \(step); the shown sequence has \(counted(run.steps, "step"))")
    }
    return CellWires(run, backward, step: step)
  }

  private static func kindOfCell(_ cell: Cell) -> CellDiagram.Kind {
    switch cell {
    case .elman(let activation): .rnn(CellDiagram.Activation(rawValue: activation.rawValue)!)
    case .lstm: .lstm
    case .gru(let reset): .gru(reset: CellDiagram.Reset(rawValue: reset.rawValue)!)
    }
  }
}
