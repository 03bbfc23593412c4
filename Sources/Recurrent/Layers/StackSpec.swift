/// The recurrent layers of a network, without what stands before and behind them.
struct StackSpec: Sendable, Hashable {
  var inputSize: Int
  var cell: Cell
  var hiddenSizes: [Int]
  var isBidirectional = false
  var dropout = 0.0

  var directions: [NetworkSpec.Direction] { isBidirectional ? [.forward, .reverse] : [.forward] }

  /// The size of the highest layer's output.
  var outputSize: Int { hiddenSizes[hiddenSizes.count - 1] * directions.count }

  func inputSize(ofLayer layer: Int) -> Int {
    layer == 0 ? inputSize : hiddenSizes[layer - 1] * directions.count
  }
}

extension NetworkSpec {
  var stack: StackSpec {
    StackSpec(
      inputSize: inputSize, cell: cell, hiddenSizes: hiddenSizes,
      isBidirectional: isBidirectional, dropout: dropout)
  }
}
