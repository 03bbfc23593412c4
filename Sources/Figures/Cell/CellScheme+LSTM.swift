import Drawing

// The cell state along the top, the hidden state along the bottom, as in
//
//   c_t = f_t * c_{t-1} + i_t * g_t
//   h_t = o_t * tanh(c_t)

extension CellScheme {
  mutating func layOutLSTM() {
    let (f, i, g, o) = (202.0, 286.0, 370.0, 454.0)
    // The column of tanh(c_t), and the one of h_t's way up.
    let (m, up) = (606.0, 658.0)
    let r = CellGrid.radius
    let (state, mix, gates) = (grid.state, grid.mix, grid.gates)
    let (boxTop, boxBottom) = (
      gates - CellGrid.boxSize.height / 2, gates + CellGrid.boxSize.height / 2
    )
    let layers: Equations = [.inputGate, .forgetGate, .candidate, .outputGate]

    // h_{t-1} and x_t into the four layers.
    let columns: [(x: Double, equation: CellDiagram.Equation)] = [
      (f, .forgetGate), (i, .inputGate), (g, .candidate),
    ]
    let previous = tag(.previousHidden, at: Point(CellGrid.before, grid.hiddenRail), layers)
    let left = o - CellGrid.inlet
    let right = o + CellGrid.inlet
    rail(
      .hiddenState, from: [Point(previous.right, grid.hiddenRail)], along: grid.hiddenRail,
      into: columns.map { ($0.x - CellGrid.inlet, $0.equation) }, top: boxBottom,
      to: [Point(left, grid.hiddenRail), Point(left, boxBottom)], for: .outputGate)
    rail(
      .input, from: [inputTag(layers), Point(inputX, grid.inputRail)], along: grid.inputRail,
      into: columns.map { ($0.x + CellGrid.inlet, $0.equation) }, top: boxBottom,
      to: [Point(right, grid.inputRail), Point(right, boxBottom)], for: .outputGate,
      bridging: grid.hiddenRail)
    for (x, equation) in columns + [(o, .outputGate)] {
      box(equation == .candidate ? "$\\tanh$" : "$\\sigma$", at: Point(x, gates), [equation])
    }

    // From the layers to what they multiply.
    let middle = grid.tags
    for (x, name, equation) in [
      (f, CellDiagram.Wire.forgetGate, CellDiagram.Equation.forgetGate),
      (i, .inputGate, .inputGate), (g, .candidate, .candidate),
    ] {
      let rect = tag(name, at: Point(x, middle), [equation, .cellState])
      wire([Point(x, boxTop), Point(x, rect.bottom)], nil, [equation], arrow: false)
    }
    wire([Point(f, top(.forgetGate)), Point(f, state + r)], nil, [.cellState])
    wire([Point(i, top(.inputGate)), Point(i, mix), Point(g - r, mix)], nil, [.cellState])
    wire([Point(g, top(.candidate)), Point(g, mix + r)], nil, [.cellState])
    wire([Point(g, mix - r), Point(g, state + r)], .cellState, [.cellState])
    let gate = tag(.outputGate, at: Point((o + m) / 2 + 4, gates), [.outputGate, .hiddenState])
    wire(
      [Point(o + CellGrid.boxSize.width / 2, gates), Point(gate.left, gates)], nil,
      [.outputGate], arrow: false)
    wire([Point(gate.right, gates), Point(m - r, gates)], nil, [.hiddenState])

    // h_t leaves to the right and upward, below the cell state's line.
    wire(
      [Point(m, gates + r), Point(m, grid.hiddenRail), Point(up, grid.hiddenRail)], .hiddenState,
      [.hiddenState], arrow: false)
    let next = tag(.hiddenState, at: Point(CellGrid.after, grid.hiddenRail), [.hiddenState])
    wire(
      [Point(up, grid.hiddenRail), Point(next.left, grid.hiddenRail)], .hiddenState,
      [.hiddenState])
    upTag(at: up, from: grid.hiddenRail, [.hiddenState])
    dot(Point(up, grid.hiddenRail), .hiddenState, [.hiddenState])

    // The cell state.
    let both: Equations = [.cellState, .hiddenState]
    let old = tag(.previousCell, at: Point(CellGrid.before, state), [.cellState])
    wire([Point(old.right, state), Point(f - r, state)], .cellState, [.cellState])
    wire([Point(f + r, state), Point(g - r, state)], .cellState, [.cellState])
    wire([Point(g + r, state), Point(m, state)], .cellState, both, arrow: false)
    let new = tag(.cellState, at: Point(CellGrid.after, state), both)
    wire(
      [Point(m, state), Point(new.left, state)], .cellState, both, bridges: [Point(up, state)])
    operation(.times, at: Point(f, state), .cellState, [.cellState])
    operation(.times, at: Point(g, mix), .cellState, [.cellState])
    operation(.plus, at: Point(g, state), .cellState, [.cellState])

    // tanh(c_t) down to the output gate.
    let squashed = tag(.cellTanh, at: Point(m, middle), [.hiddenState])
    wire([Point(m, state), Point(m, mix - r)], .cellState, [.hiddenState])
    wire(
      [Point(m, mix + r), Point(m, squashed.top)], .cellState, [.hiddenState], arrow: false)
    wire([Point(m, squashed.bottom), Point(m, gates - r)], .cellState, [.hiddenState])
    operation(
      .named("$\\tanh$", width: 42), at: Point(m, mix), .cellState, [.hiddenState])
    operation(.times, at: Point(m, gates), .hiddenState, [.hiddenState])
    dot(Point(m, state), .cellState, both)
  }
}
