extension TextbookNetwork where Number == DualNumber {
  /// dL/d(parameter) from zero states, each by one forward pass that carries the derivative: exact
  /// to rounding, and independent of every line of the backward pass.
  ///
  /// - Parameter entries: The parameters whose derivatives are wanted; nil means all of them.
  /// - Complexity: one textbook forward pass an entry.
  public static func gradient(
    _ spec: NetworkSpec, at parameters: [Double], of batch: SequenceBatch<Double>,
    entries: [Int]? = nil
  ) -> [Double] {
    gradient(
      spec, at: parameters, of: batch, from: .zero(for: spec, batch: batch.batch),
      entries: entries)
  }

  /// dL/d(parameter) from given states.
  public static func gradient(
    _ spec: NetworkSpec, at parameters: [Double], of batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>, entries: [Int]? = nil
  ) -> [Double] {
    let initial = TextbookState<DualNumber>(initial)
    return DualNumber.gradient(at: parameters, entries: entries) {
      TextbookNetwork(spec, parameters: $0).loss(batch, from: initial)
    }
  }

  /// dL/dx, [T, B, D]; empty for tokens.
  public static func inputGradient(
    _ spec: NetworkSpec, at parameters: [Double], of batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>, entries: [Int]? = nil
  ) -> [Double] {
    let network = TextbookNetwork(spec, parameters: parameters.map { DualNumber($0) })
    let initial = TextbookState<DualNumber>(initial)
    return DualNumber.gradient(at: batch.inputs, entries: entries) {
      network.loss(of: network.run(batch, inputs: $0, from: initial), on: batch)
    }
  }

  /// dL/dh_0 and dL/dc_0.
  public static func initialStateGradient(
    _ spec: NetworkSpec, at parameters: [Double], of batch: SequenceBatch<Double>,
    from initial: NetworkState<Double>
  ) -> NetworkState<Double> {
    let network = TextbookNetwork(spec, parameters: parameters.map { DualNumber($0) })
    var gradient = initial
    for place in initial.hidden.indices {
      gradient.hidden[place] = DualNumber.gradient(at: initial.hidden[place]) {
        var state = TextbookState<DualNumber>(initial)
        state.hidden[place] = $0
        return network.loss(batch, from: state)
      }
    }
    for place in initial.cell.indices {
      gradient.cell[place] = DualNumber.gradient(at: initial.cell[place]) {
        var state = TextbookState<DualNumber>(initial)
        state.cell[place] = $0
        return network.loss(batch, from: state)
      }
    }
    return gradient
  }
}
