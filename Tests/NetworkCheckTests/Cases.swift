import Recurrent

/// A small network with numbers that leave no term at zero, and what it reads.
///
/// D 3, H 2 (and 4), B 2, T 4, O 3.
struct Case {
  let network: Network<Double>
  let batch: SequenceBatch<Double>
  let state: NetworkState<Double>

  init(
    _ cell: Cell, layers: Int = 1, isBidirectional: Bool = false, steps: Int = 4,
    lengths: [Int]? = nil, seed: UInt64
  ) {
    var g = SeededGenerator(seed: seed)
    let spec = NetworkSpec(
      input: .vectors(size: 3), cell: cell, hiddenSizes: Array([2, 4].prefix(layers)),
      isBidirectional: isBidirectional, head: .init(.dense(outputs: 3), at: .eachStep),
      loss: .softmaxCrossEntropy)
    func normals(_ count: Int) -> [Double] { (0..<count).map { _ in 0.6 * g.nextNormal() } }
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = normals(parameters.values.count)
    network = Network(spec, parameters: parameters)
    batch = SequenceBatch(
      steps: steps, batch: 2, inputSize: 3, inputs: normals(steps * 6),
      targets: .classes((0..<steps * 2).map { _ in Int(3 * g.nextUnit()) }), lengths: lengths)
    var state = NetworkState<Double>.zero(for: spec, batch: 2)
    state.hidden = state.hidden.map { normals($0.count) }
    state.cell = state.cell.map { normals($0.count) }
    self.state = state
  }

  static let cells: [Cell] = [.elman(.tanh), .lstm, .gru(.after), .gru(.before)]
}
