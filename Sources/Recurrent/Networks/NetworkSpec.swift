/// What a network is made of: everything but its numbers.
public struct NetworkSpec: Sendable, Hashable, Codable {
  public var input: Input
  public var cell: Cell
  /// H of each layer, the lowest first.
  public var hiddenSizes: [Int]
  /// Whether a second set of cells reads each sequence from its end; the layer's output is then
  /// [h forward; h reverse], 2H numbers.
  public var isBidirectional: Bool
  /// The share of each layer's inputs that are set to 0 in training (the rest divided by 1 minus
  /// it): the x_t of the lowest layer, the outputs of the layer below for others. The recurrent
  /// state is never dropped.
  public var dropout: Double
  public var head: Head
  public var loss: Loss

  /// What a step's input is.
  public enum Input: Sendable, Hashable, Codable {
    /// D numbers; a one-hot vector is one of these.
    case vectors(size: Int)
    /// A token of 0 ..< vocabulary, looked up in a trained table of D = size columns.
    case embedding(vocabulary: Int, size: Int)
  }

  /// What is made of the highest layer's output.
  public struct Head: Sendable, Hashable, Codable {
    public enum Kind: Sendable, Hashable, Codable {
      /// y = W_hy h + b_y, with O outputs.
      case dense(outputs: Int)
      /// y = h
      case identity
    }

    public enum Place: String, Sendable, Hashable, Codable {
      /// An output at each step.
      case eachStep
      /// One output, from the final states: h of the last valid step, and in the reverse
      /// direction h of the first.
      case last
    }

    public var kind: Kind
    public var place: Place

    public init(_ kind: Kind, at place: Place) {
      self.kind = kind
      self.place = place
    }
  }

  /// One of the two ways through a sequence.
  public enum Direction: Int, Sendable, Hashable, Codable, CaseIterable {
    case forward, reverse
  }

  public init(
    input: Input, cell: Cell = .elman(.tanh), hiddenSizes: [Int], isBidirectional: Bool = false,
    dropout: Double = 0, head: Head, loss: Loss
  ) {
    precondition(
      !hiddenSizes.isEmpty && hiddenSizes.allSatisfy { $0 >= 1 },
      "a network with hidden sizes \(hiddenSizes); each is at least 1")
    switch input {
    case .vectors(let size):
      precondition(size >= 1, "a network with \(size) inputs; at least 1 is needed")
    case .embedding(let vocabulary, let size):
      precondition(
        vocabulary >= 1 && size >= 1,
        "an embedding of \(vocabulary) tokens in \(size) numbers; each is at least 1")
    }
    if case .dense(let outputs) = head.kind {
      precondition(outputs >= 1, "a dense head with \(outputs) outputs; at least 1 is needed")
    }
    precondition(dropout >= 0 && dropout < 1, "dropout \(dropout); it is at least 0 and below 1")
    self.input = input
    self.cell = cell
    self.hiddenSizes = hiddenSizes
    self.isBidirectional = isBidirectional
    self.dropout = dropout
    self.head = head
    self.loss = loss
  }

  /// A network of simple recurrent cells that read vectors in one direction.
  public init(
    inputSize: Int, hiddenSizes: [Int], activation: Activation = .tanh, head: Head, loss: Loss
  ) {
    self.init(
      input: .vectors(size: inputSize), cell: .elman(activation), hiddenSizes: hiddenSizes,
      head: head, loss: loss)
  }

  /// D, the size of what the lowest layer reads.
  public var inputSize: Int {
    switch input {
    case .vectors(let size), .embedding(_, let size): size
    }
  }

  /// The directions in which each layer runs.
  public var directions: [Direction] { isBidirectional ? [.forward, .reverse] : [.forward] }

  /// The size of a layer's output: H, or 2H in two directions.
  public func layerOutputSize(_ layer: Int) -> Int {
    hiddenSizes[layer] * (isBidirectional ? 2 : 1)
  }

  /// The size of the highest layer's output.
  var topSize: Int { layerOutputSize(hiddenSizes.count - 1) }

  /// O, the size of an output vector.
  public var outputSize: Int {
    switch head.kind {
    case .dense(let outputs): outputs
    case .identity: topSize
    }
  }

  /// S, the number of steps that have an output.
  public func outputSteps(of steps: Int) -> Int { head.place == .eachStep ? steps : 1 }

  /// D of a layer: the network's inputs for the lowest, the output of the layer below for others.
  public func inputSize(ofLayer layer: Int) -> Int {
    layer == 0 ? inputSize : layerOutputSize(layer - 1)
  }

  /// `W_xh` in a network of one layer, `lstm.2.W_xh` in the second layer of several,
  /// `lstm.2.reverse.W_xh` in its reverse direction.
  public func blockName(
    _ name: String, layer: Int, direction: Direction = .forward
  ) -> String {
    let place = hiddenSizes.count == 1 ? "" : "\(cell.name).\(layer + 1)."
    return place + (direction == .reverse ? "reverse." : "") + name
  }

  /// The parameters in order: `embedding` [V, D]; for each layer and direction W_xh [GH, D],
  /// W_hh [GH, H], b_h [GH] and, for a GRU that resets after the product, b_hn [H]; then
  /// W_hy [O, H] and b_y [O] of a dense head. G is the number of gates, 1 without any.
  public var layout: ParameterLayout {
    var layout = ParameterLayout()
    if case .embedding(let vocabulary, let size) = input {
      layout.append("embedding", shape: vocabulary, size)
    }
    for layer in hiddenSizes.indices {
      for direction in directions { append(layer, direction, to: &layout) }
    }
    if case .dense(let outputs) = head.kind {
      layout.append("W_hy", shape: outputs, topSize)
      layout.append("b_y", shape: outputs)
    }
    return layout
  }

  private func append(_ layer: Int, _ direction: Direction, to layout: inout ParameterLayout) {
    let hidden = hiddenSizes[layer]
    let rows = cell.bands * hidden
    let bands = cell.gates.enumerated().map { index, gate in
      ParameterLayout.Band(gate, rows: index * hidden..<(index + 1) * hidden)
    }
    func name(_ block: String) -> String { blockName(block, layer: layer, direction: direction) }
    layout.append(name("W_xh"), shape: rows, inputSize(ofLayer: layer), bands: bands)
    layout.append(name("W_hh"), shape: rows, hidden, bands: bands)
    layout.append(name("b_h"), shape: rows, bands: bands)
    if cell == .gru(.after) { layout.append(name("b_hn"), shape: hidden) }
  }
}
