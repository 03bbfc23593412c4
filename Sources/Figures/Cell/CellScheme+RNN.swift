import Drawing

// One line from left to right: a_t = W_xh x_t + W_hh h_{t-1} + b_h, h_t = f(a_t).

extension CellScheme {
  mutating func layOutRNN(_ activation: CellDiagram.Activation) {
    let (product, sum, before, function, up) = (206.0, 318.0, 420.0, 532.0, 626.0)
    let (line, below) = (grid.rnnLine, grid.rnnProduct)
    let (radius, half) = (CellGrid.radius, CellGrid.boxSize.height / 2)
    let side = CellGrid.boxSize.width / 2
    let (first, last): (Equations, Equations) = ([.preActivation], [.hiddenState])
    inputX = sum

    let previous = tag(.previousHidden, at: Point(CellGrid.before, line), first)
    wire([Point(previous.right, line), Point(product - side, line)], .hiddenState, first)
    box("$W_{hh}$", at: Point(product, line), first)
    wire([Point(product + side, line), Point(sum - radius, line)], nil, first)

    let input = inputTag(first)
    wire([input, Point(sum, below + half)], .input, first)
    box("$W_{xh}$", at: Point(sum, below), first)
    wire([Point(sum, below - half), Point(sum, line + radius)], nil, first)

    let bias = Point(sum, line - 62)
    wire([Point(sum, bias.y + 12), Point(sum, line - radius)], .parameter, first)
    parameters.append(Parameter(label: "$b_h$", center: bias, equations: first))
    operation(.plus, at: Point(sum, line), nil, first)

    let both: Equations = [.preActivation, .hiddenState]
    let rect = tag(.preActivation, at: Point(before, line), both)
    wire([Point(sum + radius, line), Point(rect.left, line)], nil, first, arrow: false)
    wire([Point(rect.right, line), Point(function - 27, line)], nil, last)
    operation(
      .named(Label("$\(activation.symbol)$"), width: 54), at: Point(function, line), .hiddenState,
      last)
    wire([Point(function + 27, line), Point(up, line)], .hiddenState, last, arrow: false)
    let next = tag(.hiddenState, at: Point(CellGrid.after, line), last)
    wire([Point(up, line), Point(next.left, line)], .hiddenState, last)
    upTag(at: up, from: line, last)
    dot(Point(up, line), .hiddenState, last)
  }
}
