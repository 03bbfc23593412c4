/// What a network is made of: everything but its numbers.
public struct NetworkSpec: Sendable, Hashable, Codable {
  /// D, the size of an input vector.
  public var inputSize: Int
  /// H of each layer, the lowest first.
  public var hiddenSizes: [Int]
  public var activation: Activation
  public var head: Head
  public var loss: Loss

  /// What is made of the highest hidden state.
  public struct Head: Sendable, Hashable, Codable {
    public enum Kind: Sendable, Hashable, Codable {
      /// y = W_hy h + b_y, with O outputs.
      case dense(outputs: Int)
      /// y = h
      case identity
    }

    public enum Place: String, Sendable, Hashable, Codable {
      case eachStep, last
    }

    public var kind: Kind
    public var place: Place

    public init(_ kind: Kind, at place: Place) {
      self.kind = kind
      self.place = place
    }
  }

  public init(
    inputSize: Int, hiddenSizes: [Int], activation: Activation = .tanh, head: Head, loss: Loss
  ) {
    precondition(
      inputSize >= 1 && !hiddenSizes.isEmpty && hiddenSizes.allSatisfy { $0 >= 1 },
      "a network with \(inputSize) inputs and hidden sizes \(hiddenSizes); each is at least 1")
    if case .dense(let outputs) = head.kind {
      precondition(outputs >= 1, "a dense head with \(outputs) outputs; at least 1 is needed")
    }
    self.inputSize = inputSize
    self.hiddenSizes = hiddenSizes
    self.activation = activation
    self.head = head
    self.loss = loss
  }

  /// O, the size of an output vector.
  public var outputSize: Int {
    switch head.kind {
    case .dense(let outputs): outputs
    case .identity: hiddenSizes[hiddenSizes.count - 1]
    }
  }

  /// S, the number of steps that have an output.
  public func outputSteps(of steps: Int) -> Int { head.place == .eachStep ? steps : 1 }

  /// D of a layer: the network's inputs for the lowest, the states of the layer below for others.
  public func inputSize(ofLayer layer: Int) -> Int {
    layer == 0 ? inputSize : hiddenSizes[layer - 1]
  }

  /// `W_xh` in a network of one layer, `rnn.2.W_xh` in the second layer of several.
  public func blockName(_ name: String, layer: Int) -> String {
    hiddenSizes.count == 1 ? name : "rnn.\(layer + 1).\(name)"
  }

  /// The parameters in order: for each layer W_xh [H, D], W_hh [H, H] and b_h [H], then
  /// W_hy [O, H] and b_y [O] of a dense head.
  public var layout: ParameterLayout {
    var layout = ParameterLayout()
    for (layer, hidden) in hiddenSizes.enumerated() {
      layout.append(
        blockName("W_xh", layer: layer), shape: hidden, inputSize(ofLayer: layer))
      layout.append(blockName("W_hh", layer: layer), shape: hidden, hidden)
      layout.append(blockName("b_h", layer: layer), shape: hidden)
    }
    if case .dense(let outputs) = head.kind {
      layout.append("W_hy", shape: outputs, hiddenSizes[hiddenSizes.count - 1])
      layout.append("b_y", shape: outputs)
    }
    return layout
  }
}
