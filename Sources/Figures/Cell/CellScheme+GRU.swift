import Drawing

// The hidden state along the top, as in h_t = (1 - z_t) * n_t + z_t * h_{t-1}. The reset gate comes
// down on the way from h_{t-1} to the candidate: before the box of W_hn or after it.

extension CellScheme {
  mutating func layOutGRU(_ reset: CellDiagram.Reset) {
    let (z, r, n) = (210.0, 300.0, 590.0)
    // Where h_{t-1} turns down, where the reset gate multiplies, and the column of h_t's way up.
    let (down, m, up) = (142.0, 442.0, 646.0)
    let radius = CellGrid.radius
    let (state, mix, gates, middle) = (grid.state, grid.mix, grid.gates, grid.tags)
    let half = CellGrid.boxSize.height / 2
    let layers: Equations = [.reset, .update, .candidate]
    let all: Equations = [.reset, .update, .candidate, .hiddenState]
    inputX = 166

    // h_{t-1} down to the layers, and through the reset gate into the candidate.
    let previous = tag(.previousHidden, at: Point(CellGrid.before, state), all)
    wire([Point(previous.right, state), Point(down, state)], .hiddenState, all, arrow: false)
    let side = CellGrid.boxSize.width / 2
    let inlets: [(x: Double, equation: CellDiagram.Equation)] = [
      (z - CellGrid.inlet, .update), (r - CellGrid.inlet, .reset),
    ]
    let start = [Point(down, state), Point(down, grid.hiddenRail)]
    switch reset {
    case .before:
      rail(
        .hiddenState, from: start, along: grid.hiddenRail, into: inlets, top: gates + half,
        to: [Point(m, grid.hiddenRail), Point(m, gates + radius)], for: .candidate)
      let product = Point(516, gates)
      box("$W_{hn}$", at: product, [.candidate])
      wire(
        [Point(m + radius, gates), Point(product.x - side, gates)], .hiddenState, [.candidate])
      wire([Point(product.x + side, gates), Point(n - side, gates)], nil, [.candidate])
    case .after:
      let product = Point(374, grid.hiddenRail)
      rail(
        .hiddenState, from: start, along: grid.hiddenRail, into: inlets, top: gates + half,
        to: [Point(product.x - 38, grid.hiddenRail)], for: .candidate)
      box("$W_{hn},\\, b_{hn}$", at: product, [.candidate], width: 76)
      wire(
        [
          Point(product.x + 38, grid.hiddenRail), Point(m, grid.hiddenRail),
          Point(m, gates + radius),
        ], nil, [.candidate])
      wire([Point(m + radius, gates), Point(n - side, gates)], nil, [.candidate])
    }

    let columns: [(x: Double, equation: CellDiagram.Equation)] = [
      (z + CellGrid.inlet, .update), (r + CellGrid.inlet, .reset),
    ]
    rail(
      .input, from: [inputTag(layers), Point(inputX, grid.inputRail)], along: grid.inputRail,
      into: columns, top: gates + half,
      to: [Point(n, grid.inputRail), Point(n, gates + half)], for: .candidate,
      bridging: grid.hiddenRail)

    // The three layers and their tags.
    for (x, name, equation, later) in [
      (z, CellDiagram.Wire.update, CellDiagram.Equation.update, CellDiagram.Equation.hiddenState),
      (r, .reset, .reset, .candidate), (n, .candidate, .candidate, .hiddenState),
    ] {
      box(name == .candidate ? "$\\tanh$" : "$\\sigma$", at: Point(x, gates), [equation])
      let rect = tag(name, at: Point(x, middle), [equation, later])
      wire([Point(x, gates - half), Point(x, rect.bottom)], nil, [equation], arrow: false)
    }
    wire(
      [
        Point(r, top(.reset)), Point(r, grid.turn), Point(m, grid.turn), Point(m, gates - radius),
      ], nil, [.candidate])
    operation(.times, at: Point(m, gates), nil, [.candidate])

    // z_t keeps the old state, 1 - z_t lets the candidate in.
    let last: Equations = [.hiddenState]
    let minus = Point((z + n) / 2 + 120, mix)
    wire([Point(z, top(.update)), Point(z, mix)], nil, last, arrow: false)
    wire([Point(z, mix), Point(z, state + radius)], nil, last)
    wire([Point(z, mix), Point(minus.x - 19, mix)], nil, last)
    wire([Point(minus.x + 19, mix), Point(n - radius, mix)], nil, last)
    wire([Point(n, top(.candidate)), Point(n, mix + radius)], nil, last)
    wire([Point(n, mix - radius), Point(n, state + radius)], .hiddenState, last)
    dot(Point(z, mix), nil, last)
    operation(.named("$1{-}$", width: 38), at: minus, nil, last)
    operation(.times, at: Point(n, mix), .hiddenState, last)

    // The state's line.
    wire([Point(down, state), Point(z - radius, state)], .hiddenState, last)
    wire([Point(z + radius, state), Point(n - radius, state)], .hiddenState, last)
    wire([Point(n + radius, state), Point(up, state)], .hiddenState, last, arrow: false)
    let next = tag(.hiddenState, at: Point(CellGrid.after, state), last)
    wire([Point(up, state), Point(next.left, state)], .hiddenState, last)
    upTag(at: up, from: state, last)
    operation(.times, at: Point(z, state), .hiddenState, last)
    operation(.plus, at: Point(n, state), .hiddenState, last)
    dot(Point(down, state), .hiddenState, all)
    dot(Point(up, state), .hiddenState, last)
  }
}
