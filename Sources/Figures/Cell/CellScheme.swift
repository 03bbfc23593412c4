import Drawing

/// A cell as wires, boxes and tags at their places; what the painter draws in this order.
package struct CellScheme {
  package typealias Equations = Set<CellDiagram.Equation>

  /// A line along the grid with rounded corners.
  package struct Path {
    package var points: [Point]
    /// nil for gates and candidates.
    package var role: Theme.Role?
    package var equations: Equations
    package var hasArrow: Bool
    /// Where another wire passes below and is interrupted.
    package var bridges: [Point]
  }

  /// A layer with parameters.
  package struct Box {
    package var rect: Rect
    package var label: Label
    package var equations: Equations
  }

  /// What acts entry by entry.
  package struct Operation {
    package enum Kind {
      case times, plus
      case named(Label, width: Double)
    }

    package var kind: Kind
    package var center: Point
    package var role: Theme.Role?
    package var equations: Equations

    package var rect: Rect {
      let r = CellGrid.radius
      let width = if case .named(_, let width) = kind { width } else { 2 * r }
      return Rect(x: center.x - width / 2, y: center.y - r, width: width, height: 2 * r)
    }
  }

  /// A place where a wire is copied.
  package struct Dot {
    package var center: Point
    package var role: Theme.Role?
    package var equations: Equations
  }

  /// A wire's symbol with its values.
  package struct Tag {
    package var wire: CellDiagram.Wire
    package var rect: Rect
    package var equations: Equations
    /// Only the symbol, where the values already stand elsewhere.
    package var isBare: Bool
  }

  /// A parameter that is added by itself.
  package struct Parameter {
    package var label: Label
    package var center: Point
    package var equations: Equations

    package var rect: Rect { Rect(x: center.x - 17, y: center.y - 12, width: 34, height: 24) }
  }

  let grid: CellGrid
  package internal(set) var paths: [Path] = []
  package internal(set) var boxes: [Box] = []
  package internal(set) var operations: [Operation] = []
  package internal(set) var dots: [Dot] = []
  package internal(set) var tags: [Tag] = []
  package internal(set) var parameters: [Parameter] = []
  /// Where the input comes in.
  var inputX = 152.0

  package init(_ figure: CellDiagram) {
    grid = CellGrid(figure)
    switch figure.cell {
    case .rnn(let activation): layOutRNN(activation)
    case .lstm: layOutLSTM()
    case .gru(let reset): layOutGRU(reset)
    }
  }

  // MARK: - Pieces

  mutating func wire(
    _ points: [Point], _ role: Theme.Role? = nil, _ equations: Equations, arrow: Bool = true,
    bridges: [Point] = []
  ) {
    paths.append(
      Path(points: points, role: role, equations: equations, hasArrow: arrow, bridges: bridges))
  }

  mutating func box(
    _ label: Label, at center: Point, _ equations: Equations, width: Double? = nil
  ) {
    let (width, height) = (width ?? CellGrid.boxSize.width, CellGrid.boxSize.height)
    boxes.append(
      Box(
        rect: Rect(
          x: center.x - width / 2, y: center.y - height / 2, width: width, height: height),
        label: label, equations: equations))
  }

  mutating func operation(
    _ kind: Operation.Kind, at center: Point, _ role: Theme.Role?, _ equations: Equations
  ) {
    operations.append(Operation(kind: kind, center: center, role: role, equations: equations))
  }

  mutating func dot(_ center: Point, _ role: Theme.Role?, _ equations: Equations) {
    dots.append(Dot(center: center, role: role, equations: equations))
  }

  @discardableResult
  mutating func tag(
    _ wire: CellDiagram.Wire, at center: Point, _ equations: Equations, isBare: Bool = false
  ) -> Rect {
    let rect = grid.tag(wire, at: center, isBare: isBare)
    tags.append(Tag(wire: wire, rect: rect, equations: equations, isBare: isBare))
    return rect
  }

  /// A wire that runs under several boxes and sends a copy up into each, and then goes on to
  /// `end`, into what the last equation needs.
  mutating func rail(
    _ role: Theme.Role, from start: [Point], along y: Double,
    into inlets: [(x: Double, equation: CellDiagram.Equation)], top: Double, to end: [Point],
    for last: CellDiagram.Equation, bridging other: Double? = nil
  ) {
    var points = start
    for (index, inlet) in inlets.enumerated() {
      let rest = Equations(inlets[index...].map(\.equation) + [last])
      let joint = Point(inlet.x, y)
      wire(points + [joint], role, rest, arrow: false)
      wire(
        [joint, Point(inlet.x, top)], role, [inlet.equation],
        bridges: other.map { [Point(inlet.x, $0)] } ?? [])
      dot(joint, role, rest)
      points = [joint]
    }
    wire(points + end, role, [last])
  }

  /// The upper end of a tag; tags without values are lower than the others.
  func top(_ wire: CellDiagram.Wire) -> Double {
    tags.first { $0.wire == wire }?.rect.top ?? grid.tags
  }

  /// The input's tag below the cell; returns where its wire begins.
  mutating func inputTag(_ equations: Equations) -> Point {
    let rect = tag(
      .input, at: Point(inputX, grid.inputTop + grid.inputHeight / 2), equations)
    return Point(inputX, rect.top)
  }

  /// h_t's way up out of the cell.
  mutating func upTag(at x: Double, from y: Double, _ equations: Equations) {
    let rect = tag(.hiddenState, at: Point(x, grid.upTag), equations, isBare: true)
    wire([Point(x, y), Point(x, rect.bottom)], .hiddenState, equations)
  }
}
