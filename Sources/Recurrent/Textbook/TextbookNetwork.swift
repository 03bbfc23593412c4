// Goals, in this order: that a reader sees the equations of the lessons, that any number type can
// run through them, nothing else. This is where to begin reading, the oracle that the fast code
// is held against, and an exact derivative (with dual or complex numbers). No network trains on
// it. The equations of a step stand in `TextbookCell.swift`.

import ComplexModule

/// The forward pass of a network, one sequence at a time, one line an equation.
///
///     h_t = cell(x_t, h_{t-1})     y_t = W_hy h_t + b_y
///
/// There is no dropout here: this is the network as it is used, not as it is trained.
public struct TextbookNetwork<Number: TextbookNumber>: Sendable {
  public let spec: NetworkSpec
  /// Entries in the order of `spec.layout`.
  public let parameters: [Number]
  /// [layer][direction]
  private let cells: [[TextbookCell<Number>]]
  private let embedding: TextbookMatrix<Number>?
  private let head: (weights: TextbookMatrix<Number>, bias: TextbookVector<Number>)?

  /// - Precondition: As many parameters as the layout has.
  public init(_ spec: NetworkSpec, parameters: [Number]) {
    let layout = spec.layout
    precondition(
      parameters.count == layout.count,
      "\(parameters.count) parameters; the network has \(layout.count)")
    func matrix(_ name: String) -> TextbookMatrix<Number>? {
      layout[name].map {
        TextbookMatrix(
          parameters: parameters, offset: $0.offset, rows: $0.rows, columns: $0.columns)
      }
    }
    func vector(_ name: String) -> TextbookVector<Number>? {
      layout[name].map { TextbookVector(parameters[$0.range]) }
    }
    self.spec = spec
    self.parameters = parameters
    cells = spec.hiddenSizes.indices.map { layer in
      spec.directions.map { direction in
        func name(_ block: String) -> String {
          spec.blockName(block, layer: layer, direction: direction)
        }
        return TextbookCell(
          kind: spec.cell, hidden: spec.hiddenSizes[layer], inputWeights: matrix(name("W_xh"))!,
          recurrentWeights: matrix(name("W_hh"))!, bias: vector(name("b_h"))!,
          candidateBias: vector(name("b_hn")) ?? TextbookVector([]))
      }
    }
    embedding = matrix("embedding")
    head = matrix("W_hy").map { ($0, vector("b_y")!) }
  }

  /// One step of a layer, from x_t, h_{t-1} and, for an LSTM, c_{t-1}.
  // Specialised, so that callers in other modules, tests above all, run it as fast as in here.
  @specialized(where Number == Double)
  @specialized(where Number == DualNumber)
  @specialized(where Number == Complex<Double>)
  public func step(
    layer: Int, direction: NetworkSpec.Direction = .forward, input x: [Number],
    previousState h: [Number], previousCellState c: [Number] = []
  ) -> TextbookStep<Number> {
    cells[layer][direction.rawValue].step(
      TextbookVector(x), TextbookVector(h), TextbookVector(c))
  }

  /// W_xh x of a layer, for all gates in the order of their rows, [GH].
  public func inputProduct(
    layer: Int, direction: NetworkSpec.Direction = .forward, of x: [Number]
  ) -> [Number] {
    (cells[layer][direction.rawValue].inputWeights * TextbookVector(x)).entries
  }

  /// W_hh h of a layer, for all gates in the order of their rows, [GH].
  public func recurrentProduct(
    layer: Int, direction: NetworkSpec.Direction = .forward, of h: [Number]
  ) -> [Number] {
    (cells[layer][direction.rawValue].recurrentWeights * TextbookVector(h)).entries
  }

  /// y = W_hy h + b_y, or h itself, from the highest layer's output.
  @specialized(where Number == Double)
  @specialized(where Number == DualNumber)
  @specialized(where Number == Complex<Double>)
  public func output(_ h: [Number]) -> [Number] {
    guard let head else { return h }
    return (head.weights * TextbookVector(h) + head.bias).entries
  }

  /// x_t of a token: its row of the embedding.
  ///
  /// - Precondition: The network has an embedding, and the token is in 0 ..< vocabulary.
  public func vector(ofToken token: Int) -> [Number] {
    guard let embedding else { preconditionFailure("tokens for a network without an embedding") }
    precondition(
      (0..<embedding.rows).contains(token), "token \(token) is outside 0 ..< \(embedding.rows)")
    return embedding.row(token)
  }

  /// Every number of the pass over one sequence x_1 ... x_T from zero states.
  public func run(_ sequence: [[Number]]) -> TextbookRun<Number> {
    run(sequence, from: .zero(for: spec))
  }

  /// Every number of the pass over one sequence x_1 ... x_T from given states.
  ///
  /// - Precondition: At least one step; a state for each layer and direction.
  @specialized(where Number == Double)
  @specialized(where Number == DualNumber)
  @specialized(where Number == Complex<Double>)
  public func run(
    _ sequence: [[Number]], from initial: TextbookState<Number>
  ) -> TextbookRun<Number> {
    precondition(!sequence.isEmpty, "a sequence without a step")
    let places = cells.count * spec.directions.count
    precondition(
      initial.hidden.count == places
        && initial.cell.count == (spec.cell.hasCellState ? places : 0),
      "\(initial.hidden.count) initial states and \(initial.cell.count) cell states; "
        + "\(places) are needed, cell states for an LSTM alone")
    var layers: [TextbookRun<Number>.Layer] = []
    var final = TextbookState<Number>(hidden: [])
    var x = sequence
    for layer in cells.indices {
      let forward = read(x, layer, .forward, from: initial)
      // The reverse cell reads x_T first; its h_t is put back to the place of x_t.
      let reverse =
        spec.isBidirectional
        ? Array(read(x.reversed(), layer, .reverse, from: initial).reversed()) : []
      layers.append(.init(forward: forward, reverse: reverse))
      // The next layer reads h_t, in two directions [h_t forward; h_t reverse].
      x = x.indices.map { t in
        forward[t].state + (spec.isBidirectional ? reverse[t].state : [])
      }
      for last in [forward[forward.count - 1]] + reverse.prefix(1) {
        final.hidden.append(last.state)
        if spec.cell.hasCellState { final.cell.append(last.cellState) }
      }
    }
    let highest = final.hidden.suffix(spec.directions.count).flatMap { $0 }
    return TextbookRun(
      inputs: sequence, layers: layers, finalState: final,
      outputs: spec.head.place == .eachStep ? x.map(output) : [output(highest)])
  }

  /// One direction of one layer: the steps in the order in which they are taken.
  private func read(
    _ x: [[Number]], _ layer: Int, _ direction: NetworkSpec.Direction,
    from initial: TextbookState<Number>
  ) -> [TextbookStep<Number>] {
    let place = layer * spec.directions.count + direction.rawValue
    var h = initial.hidden[place]
    var c = spec.cell.hasCellState ? initial.cell[place] : []
    return x.map { x in
      let step = step(
        layer: layer, direction: direction, input: x, previousState: h, previousCellState: c)
      h = step.state
      c = step.cellState
      return step
    }
  }
}
