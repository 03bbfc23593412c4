import Museum
import Recurrent

/// A random network with a random batch and random initial states; D, H of each layer, B, T and O
/// all differ.
struct RandomCase: CustomStringConvertible {
  let seed: UInt64
  var network: Network<Double>
  let batch: SequenceBatch<Double>
  let initial: NetworkState<Double>

  var spec: NetworkSpec { network.spec }
  var parameters: [Double] { network.parameters.values }

  /// How large the sizes are.
  enum Scale {
    /// 1 to 4, for derivatives that take a pass for each parameter.
    case tiny
    /// 1 to 9: the loops' products.
    case small
    /// Up to 80 hidden units: the library's products.
    case large
  }

  /// What is not drawn; nil means that it is.
  struct Fixed {
    var cell: Cell?
    var layers: Int?
    var isBidirectional: Bool?
    var loss: Loss?
    var isDense: Bool?
    var place: NetworkSpec.Head.Place?
    var hasLengths: Bool?
    var hasWeights: Bool?
    var isEmbedding: Bool?
    var dropout = 0.0
    var scale = Scale.small
    /// The standard deviation of the parameters.
    var deviation = 0.5
  }

  static let cells: [Cell] =
    Activation.allCases.map { .elman($0) } + [.lstm, .lstm, .gru(.before), .gru(.after)]

  init(seed: UInt64, _ fixed: Fixed = Fixed()) {
    var g = SeededGenerator(seed: seed)
    let sizes = Sizes(fixed.scale, layers: fixed.layers, using: &g)
    func draw(_ given: Bool?) -> Bool {
      let drawn = Bool.random(using: &g)
      return given ?? drawn
    }
    let cell = fixed.cell ?? Self.cells.randomElement(using: &g)!
    let vocabulary = sizes.inputs + 4
    let spec = NetworkSpec(
      input: draw(fixed.isEmbedding)
        ? .embedding(vocabulary: vocabulary, size: sizes.inputs) : .vectors(size: sizes.inputs),
      cell: cell, hiddenSizes: sizes.hidden, isBidirectional: draw(fixed.isBidirectional),
      dropout: fixed.dropout,
      head: .init(
        draw(fixed.isDense) ? .dense(outputs: sizes.outputs) : .identity,
        at: fixed.place ?? [.eachStep, .last].randomElement(using: &g)!),
      loss: fixed.loss ?? Loss.allCases.randomElement(using: &g)!)
    var parameters = Parameters<Double>(spec.layout)
    // Wide rows would saturate every unit.
    let deviation = fixed.scale == .large ? fixed.deviation / 4 : fixed.deviation
    parameters.values = g.normals(parameters.values.count, deviation: deviation)
    self.seed = seed
    network = Network(spec, parameters: parameters)
    let (hasLengths, hasWeights) = (draw(fixed.hasLengths), draw(fixed.hasWeights))
    batch = g.batch(
      for: spec, steps: sizes.steps, batch: sizes.batch, hasLengths: hasLengths,
      hasWeights: hasWeights)
    initial = g.state(for: spec, batch: sizes.batch)
  }

  var description: String {
    "seed \(seed): \(spec.cell), \(spec.input), H \(spec.hiddenSizes), O \(spec.outputSize), "
      + "T \(batch.steps), B \(batch.batch), lengths \(batch.lengths ?? []), "
      + "\(spec.directions.count) directions, \(spec.loss) at \(spec.head.place)"
  }

  /// Whether every product of a pass is small enough for the loops, whose sums are the same to the
  /// bit whatever else is in the batch.
  var usesLoopsAlone: Bool {
    let rows = batch.steps * batch.batch
    let layers = spec.hiddenSizes.indices.map { layer in
      spec.cell.bands * spec.hiddenSizes[layer]
        * max(spec.inputSize(ofLayer: layer), spec.hiddenSizes[layer])
    }
    let head = spec.outputSize * spec.layerOutputSize(spec.hiddenSizes.count - 1)
    return rows * max(layers.max()!, head) < 16_384
  }

  private struct Sizes {
    let batch: Int
    let steps: Int
    let outputs: Int
    let inputs: Int
    let hidden: [Int]

    /// At least two sequences and two outputs: a batch of one cannot be split, and a softmax of one
    /// class has no gradient. One of the other sizes is 1.
    init(_ scale: Scale, layers: Int?, using g: inout SeededGenerator) {
      let drawn = Int.random(in: 1...3, using: &g)
      let layers = layers ?? drawn
      var pool: [Int]
      switch scale {
      case .tiny: pool = [2, 3, 4].shuffled(using: &g) + [1, 5, 6].shuffled(using: &g)
      case .small: pool = (2...9).shuffled(using: &g)
      case .large: pool = (2...9).shuffled(using: &g) + (20...80).shuffled(using: &g)
      }
      let taken = Array(pool.prefix(3))
      pool.removeFirst(3)
      if scale == .small { pool = ([1] + pool.prefix(4)).shuffled(using: &g) }
      switch scale {
      case .tiny:
        (batch, steps) = (taken[0], taken[1])
        (outputs, inputs) = (pool[0] > 1 ? pool[0] : 7, pool[1])
        hidden = Array([pool[2], 1].prefix(layers - 1)) + [taken[2]]
      case .small:
        (batch, outputs, steps, inputs) = (taken[0], taken[1], pool[0], pool[1])
        hidden = Array(pool[2..<1 + layers]) + [taken[2]]
      case .large:
        (outputs, steps, batch) = (taken[0], taken[1], taken[2] + 10)
        let wide = pool.filter { $0 >= 20 }
        inputs = wide[0]
        hidden = Array(wide[1...layers])
      }
    }
  }
}

extension SeededGenerator {
  /// Random inputs or tokens, and random targets that fit the network. Lengths come in any order,
  /// with 1 among them often; one weight in four is 0.
  mutating func batch(
    for spec: NetworkSpec, steps: Int, batch: Int, hasLengths: Bool = false,
    hasWeights: Bool = false
  ) -> SequenceBatch<Double> {
    let positions = spec.outputSteps(of: steps) * batch
    let targets = targets(for: spec, positions: positions)
    var weights = (0..<positions).map { _ in nextUnit() < 0.25 ? 0 : nextUnit() + 0.1 }
    weights[0] = 0.5
    let lengths = (0..<batch).map { _ in
      nextUnit() < 0.2 ? 1 : Int.random(in: 1...steps, using: &self)
    }
    if case .embedding(let vocabulary, _) = spec.input {
      let tokens = lengths.map { length in
        (0..<(hasLengths ? length : steps)).map { _ in Int.random(in: 0..<vocabulary, using: &self)
        }
      }
      return SequenceBatch(
        tokens: tokens, steps: steps, targets: targets, weights: hasWeights ? weights : nil)
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: spec.inputSize,
      inputs: normals(steps * batch * spec.inputSize), targets: targets,
      lengths: hasLengths ? lengths : nil, weights: hasWeights ? weights : nil)
  }
}
