import Recurrent

/// A random network with a random batch; D, H of each layer, B, T and O all differ.
struct RandomCase: CustomStringConvertible {
  let seed: UInt64
  var network: Network<Double>
  let batch: SequenceBatch<Double>

  var spec: NetworkSpec { network.spec }
  var parameters: [Double] { network.parameters.values }

  /// - Parameters:
  ///   - layers: How many layers; any of 1 ... 3 where it is not said.
  ///   - short: Few steps and sequences, for derivatives that take a pass for each parameter.
  init(
    seed: UInt64, layers: Int? = nil, activation: Activation? = nil, loss: Loss? = nil,
    dense: Bool? = nil, place: NetworkSpec.Head.Place? = nil, short: Bool = false
  ) {
    var g = SeededGenerator(seed: seed)
    let layers = layers ?? Int.random(in: 1...3, using: &g)
    let activation = activation ?? Activation.allCases.randomElement(using: &g)!
    let loss = loss ?? Loss.allCases.randomElement(using: &g)!
    let dense = dense ?? Bool.random(using: &g)
    let place = place ?? [.eachStep, .last].randomElement(using: &g)!
    // Two outputs at least, sequences and steps too: a softmax of one class has no gradient, and a
    // batch of one cannot be split. A size of 1 is left for D and the lower layers.
    let large =
      short
      ? [2, 3].shuffled(using: &g) + (4...7).shuffled(using: &g) : (2...8).shuffled(using: &g)
    let (batch, steps, outputs, top) = (large[0], large[1], large[2], large[3])
    let small = ([1] + large[4...]).shuffled(using: &g)
    let (inputs, hidden) = (small[0], small[1..<layers] + [top])

    let spec = NetworkSpec(
      inputSize: inputs, hiddenSizes: Array(hidden), activation: activation,
      head: .init(dense ? .dense(outputs: outputs) : .identity, at: place), loss: loss)
    var parameters = Parameters<Double>(spec.layout)
    parameters.values = g.normals(parameters.values.count, deviation: 0.5)
    self.seed = seed
    network = Network(spec, parameters: parameters)
    self.batch = g.batch(for: spec, steps: steps, batch: batch)
  }

  var description: String {
    "seed \(seed): D \(spec.inputSize), H \(spec.hiddenSizes), O \(spec.outputSize), "
      + "T \(batch.steps), B \(batch.batch), \(spec.activation), \(spec.loss), \(spec.head.place)"
  }
}

extension SeededGenerator {
  mutating func normals(_ count: Int, deviation: Double = 1) -> [Double] {
    (0..<count).map { _ in nextNormal() * deviation }
  }

  /// Random inputs, and random targets that fit the network.
  mutating func batch(for spec: NetworkSpec, steps: Int, batch: Int) -> SequenceBatch<Double> {
    let positions = spec.outputSteps(of: steps) * batch
    let targets: SequenceBatch<Double>.Targets
    switch spec.loss {
    case .softmaxCrossEntropy:
      let classes = 0..<spec.outputSize
      targets = .classes((0..<positions).map { _ in Int.random(in: classes, using: &self) })
    case .binaryCrossEntropy:
      targets = .values(
        (0..<positions * spec.outputSize).map { _ in nextUnit() }, size: spec.outputSize)
    case .halfSquaredError:
      targets = .values(normals(positions * spec.outputSize), size: spec.outputSize)
    }
    return SequenceBatch(
      steps: steps, batch: batch, inputSize: spec.inputSize,
      inputs: normals(steps * batch * spec.inputSize), targets: targets)
  }

  /// Initial or final states for each layer, [B, H].
  mutating func states(for spec: NetworkSpec, batch: Int) -> [[Double]] {
    spec.hiddenSizes.map { normals(batch * $0) }
  }
}
