import Recurrent

/// A random network of any kind, a random batch and random initial states; D, H of each layer, O,
/// T and B all differ.
struct TextbookCase: CustomStringConvertible {
  let seed: UInt64
  let spec: NetworkSpec
  let parameters: [Double]
  let batch: SequenceBatch<Double>
  let initial: NetworkState<Double>

  static let cells: [Cell] =
    Activation.allCases.map { .elman($0) } + [.lstm, .gru(.before), .gru(.after)]

  /// - Parameter cell: The cell; any where it is not said.
  init(seed: UInt64, cell: Cell? = nil) {
    var g = SeededGenerator(seed: seed)
    let cell = cell ?? Self.cells.randomElement(using: &g)!
    func normals(_ count: Int) -> [Double] { (0..<count).map { _ in g.nextNormal() } }
    let sizes = [2, 3, 4, 5].shuffled(using: &g) + [1, 6].shuffled(using: &g)
    let (steps, batch, outputs, inputs) = (sizes[0], sizes[1], sizes[2], sizes[3])
    let hidden = Bool.random(using: &g) ? [sizes[4]] : [sizes[4], sizes[5]]
    let isEmbedding = Bool.random(using: &g)
    let loss = Loss.allCases.randomElement(using: &g)!
    let spec = NetworkSpec(
      input: isEmbedding ? .embedding(vocabulary: 7, size: inputs) : .vectors(size: inputs),
      cell: cell, hiddenSizes: hidden, isBidirectional: Bool.random(using: &g),
      head: .init(
        Bool.random(using: &g) ? .dense(outputs: outputs) : .identity,
        at: Bool.random(using: &g) ? .eachStep : .last),
      loss: loss)
    self.seed = seed
    self.spec = spec
    parameters = normals(spec.layout.count).map { $0 * 0.5 }
    var state = NetworkState<Double>.zero(for: spec, batch: batch)
    for place in state.hidden.indices { state.hidden[place] = normals(state.hidden[place].count) }
    for place in state.cell.indices { state.cell[place] = normals(state.cell[place].count) }
    initial = state

    let positions = spec.outputSteps(of: steps) * batch
    let targets: SequenceBatch<Double>.Targets =
      switch loss {
      case .softmaxCrossEntropy:
        .classes((0..<positions).map { _ in Int.random(in: 0..<spec.outputSize, using: &g) })
      case .binaryCrossEntropy:
        .values((0..<positions * spec.outputSize).map { _ in g.nextUnit() }, size: spec.outputSize)
      case .halfSquaredError:
        .values(normals(positions * spec.outputSize), size: spec.outputSize)
      }
    let lengths = (0..<batch).map { _ in Int.random(in: 1...steps, using: &g) }
    let weights = Bool.random(using: &g) ? (0..<positions).map { _ in g.nextUnit() + 0.1 } : nil
    if isEmbedding {
      self.batch = SequenceBatch(
        tokens: lengths.map { (0..<$0).map { _ in Int.random(in: 0..<7, using: &g) } },
        steps: steps, targets: targets, weights: weights)
    } else {
      self.batch = SequenceBatch(
        steps: steps, batch: batch, inputSize: inputs, inputs: normals(steps * batch * inputs),
        targets: targets, lengths: lengths, weights: weights)
    }
  }

  var description: String {
    "seed \(seed): \(spec.cell), \(spec.input), H \(spec.hiddenSizes), O \(spec.outputSize), "
      + "T \(batch.steps), B \(batch.batch), lengths \(batch.lengths ?? []), "
      + "\(spec.directions.count) directions, \(spec.loss) at \(spec.head.place)"
  }
}
