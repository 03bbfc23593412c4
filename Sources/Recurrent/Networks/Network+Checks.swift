extension Network {
  /// Whether the batch fits the network's inputs, head and loss.
  func check(_ batch: SequenceBatch<Scalar>) {
    switch spec.input {
    case .vectors(let size):
      precondition(
        batch.inputSize == size && batch.tokens.isEmpty,
        batch.tokens.isEmpty
          ? "inputs of \(batch.inputSize) numbers for a network that takes \(size)"
          : "tokens for a network that takes vectors of \(size) numbers")
    case .embedding(let vocabulary, _):
      precondition(
        !batch.tokens.isEmpty, "vectors for a network that takes tokens of 0 ..< \(vocabulary)")
      for token in batch.tokens {
        precondition(
          token >= 0 && token < vocabulary, "token \(token) is outside 0 ..< \(vocabulary)")
      }
    }
    let positions = spec.outputSteps(of: batch.steps) * batch.batch
    if let weights = batch.weights {
      precondition(
        weights.count == positions,
        "\(weights.count) step weights; \(positions) are needed")
    }
    switch batch.targets {
    case .none: break
    case .classes(let classes):
      let size = spec.outputSize
      var isGood = spec.loss == .softmaxCrossEntropy && classes.count == positions
      for target in classes where target < 0 || target >= size { isGood = false }
      precondition(
        isGood,
        "\(classes.count) class targets; \(positions) of 0 ..< \(size) are needed, with softmax "
          + "cross-entropy")
    case .values(let values, let size):
      precondition(
        spec.loss != .softmaxCrossEntropy && size == spec.outputSize
          && values.count == positions * size,
        "\(values.count) target values of size \(size); \(positions) x \(spec.outputSize) are "
          + "needed, with half squared error or binary cross-entropy")
    }
  }

  /// Whether states, or their gradients, fit the layers.
  func check(_ state: NetworkState<Scalar>, batch: Int) {
    let cells = spec.cell.hasCellState ? state.hidden.count : 0
    var index = 0
    var isGood =
      state.cell.count == cells
      && state.hidden.count == spec.hiddenSizes.count * spec.directions.count
    if isGood {
      for size in spec.hiddenSizes {
        for _ in spec.directions {
          if state.hidden[index].count != size * batch { isGood = false }
          if cells > 0, state.cell[index].count != size * batch { isGood = false }
          index += 1
        }
      }
    }
    precondition(
      isGood,
      "states of \(state.hidden.map(\.count)) numbers and cell states of "
        + "\(state.cell.map(\.count)); \(batch) x \(spec.hiddenSizes) in each direction are needed"
        + (cells > 0 ? ", with cell states" : ", without cell states"))
  }
}
