import Recurrent
import Testing

/// A character task trained by another framework: every loss, the first gradients, the end.
struct TrainingOracle: Decodable {
  var cell: String
  var nonlinearity: String?
  var reset: String?
  var layers: Int?
  var directions: Int?
  var head: String
  var inputText: String
  var targetText: String
  var inputAlphabet: String
  var targetAlphabet: String
  var hiddenSize: Int
  var optimizer: Optimizer
  var epochs: Int
  var initialParameters: [String: OracleTensor]
  var gradientsEpoch1: [String: OracleTensor]
  var losses: [Double]
  var finalParameters: [String: OracleTensor]
  var probabilities: OracleTensor
  var decoded: String

  struct Optimizer: Decodable {
    var name: String
    var learningRate: Double
    var rho: Double?
    var beta1: Double?
    var beta2: Double?
    var epsilon: Double?
  }

  func spec() throws -> NetworkSpec {
    NetworkSpec(
      input: .vectors(size: inputAlphabet.count),
      cell: try #require(Cell(oracle: cell, nonlinearity: nonlinearity, reset: reset)),
      hiddenSizes: Array(repeating: hiddenSize, count: layers ?? 1),
      isBidirectional: directions == 2,
      head: .init(
        head == "dense" ? .dense(outputs: targetAlphabet.count) : .identity, at: .eachStep),
      loss: .softmaxCrossEntropy)
  }

  func rule() throws -> OptimizerSpec {
    switch optimizer.name {
    case "sgd": .sgd(rate: optimizer.learningRate)
    case "rmsprop":
      .rmsprop(
        rate: optimizer.learningRate, rho: try #require(optimizer.rho),
        epsilon: try #require(optimizer.epsilon))
    case "adam":
      .adam(
        rate: optimizer.learningRate, beta1: try #require(optimizer.beta1),
        beta2: try #require(optimizer.beta2), epsilon: try #require(optimizer.epsilon))
    default: try #require(nil as OptimizerSpec?, "no optimizer \(optimizer.name)")
    }
  }

  func batch() throws -> SequenceBatch<Double> {
    func tokens(_ text: String, _ alphabet: String) throws -> [Int] {
      let letters = Array(alphabet)
      return try text.map { try #require(letters.firstIndex(of: $0)) }
    }
    return SequenceBatch(
      oneHot: [try tokens(inputText, inputAlphabet)], classes: inputAlphabet.count,
      targets: .classes(try tokens(targetText, targetAlphabet)))
  }

  /// The likeliest letter of each step.
  func decode(_ trace: Trace<Double>) -> String {
    let letters = Array(targetAlphabet)
    let probabilities = trace.probabilities
    return String(
      (0..<trace.steps).map { step in
        let row = probabilities[(step * letters.count)...].prefix(letters.count)
        return letters[row.indices.max { row[$0] < row[$1] }! - row.startIndex]
      })
  }
}

extension TrainingOracle {
  /// First gradients, and probabilities and text at the oracle's final parameters, to 1e-12 of the
  /// largest entry.
  func checkEnds(_ name: String) throws {
    let spec = try spec()
    let batch = try batch()
    let first = try Network(spec, oracle: initialParameters)
    var worst = Worst()
    let trace = first.forward(batch)
    worst.record(deviation([trace.loss], from: [losses[0]]), at: "first loss")
    let got = TorchParameters(spec: spec, tensors: initialParameters)
      .gradients(from: first.backward(trace).gradients.values)
    #expect(Set(got.keys) == Set(gradientsEpoch1.keys))
    for (tensor, wanted) in gradientsEpoch1 {
      worst.record(
        deviation(got[tensor] ?? [], from: wanted.data), at: "first gradient of \(tensor)")
    }
    let last = try Network(spec, oracle: finalParameters)
    let end = last.forward(batch)
    worst.record(deviation(end.probabilities, from: probabilities.data), at: "probabilities")
    worst.expect(
      within: 1e-12, ofAtLeast: gradientsEpoch1.count + 2, "oracle \(name), first and last")
    #expect(Set(gradientsEpoch1.keys) == Set(initialParameters.keys))
    #expect(decode(end) == decoded)
  }

  /// Training drives small differences apart: two programs that round differently agree only as
  /// far as one program agrees with itself when a parameter begins one unit in the last place
  /// away. That is measured here, in eight ways, and sets what agreement is asked for.
  ///
  /// - Parameter determined: How many epochs must come before the runs of this program first
  ///   differ by 1e-12.
  func checkLosses(_ name: String, determined: Int) throws {
    let spec = try spec()
    let initial = try Network(spec, oracle: initialParameters).parameters
    let ours = try train(spec, from: initial)
    #expect(ours.losses.count == losses.count)
    #expect(losses.count == epochs)
    let envelope = try envelope(spec, around: ours.losses, from: initial)

    var early = Worst()
    var all = Worst()
    var share = Worst()
    let chaos = envelope.firstIndex { $0 > 1e-12 } ?? epochs
    for epoch in losses.indices {
      let off = deviation([ours.losses[epoch]], from: [losses[epoch]])
      if epoch < chaos { early.record(off, at: "epoch \(epoch + 1)") }
      all.record(off, at: "epoch \(epoch + 1)")
      share.record(off / max(1e-9, 20 * envelope[epoch]), at: "epoch \(epoch + 1)")
    }
    print("oracle \(name): one ulp of a parameter moves a loss by 1e-12 from epoch \(chaos + 1) on")
    #expect(chaos >= determined)
    early.expect(within: 1e-9, "oracle \(name), losses before that")
    share.expect(within: 1, "oracle \(name), losses as shares of what is determined")
    all.expect(within: 1e-4, "oracle \(name), all losses")
    #expect(decode(ours.network.forward(try batch())) == decoded)
  }

  /// For each epoch, how far eight runs from slightly other parameters have come away from ours.
  private func envelope(
    _ spec: NetworkSpec, around ours: [Double], from initial: Parameters<Double>
  ) throws -> [Double] {
    // An ulp of zero is no step at all.
    let movable = initial.values.indices.filter { initial.values[$0] != 0 }
    var envelope = [Double](repeating: 0, count: ours.count)
    for way in 0..<8 {
      var moved = initial
      let index = movable[(2 * way + 1) * movable.count / 16]
      moved.values[index] = way % 2 == 0 ? moved.values[index].nextUp : moved.values[index].nextDown
      var reached = 0.0
      for (epoch, loss) in try train(spec, from: moved).losses.enumerated() {
        reached = max(reached, deviation([loss], from: [ours[epoch]]))
        envelope[epoch] = max(envelope[epoch], reached)
      }
    }
    return envelope
  }

  private func train(
    _ spec: NetworkSpec, from initial: Parameters<Double>
  ) throws -> (losses: [Double], network: Network<Double>) {
    var trainer = Trainer(Network(spec, parameters: initial), optimizer: try rule())
    let batch = try batch()
    let losses = try (0..<epochs).map { _ in try trainer.step(batch).loss }
    return (losses, trainer.network)
  }
}
