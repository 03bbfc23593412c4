import Recurrent

/// One network, trained on sentences of one gap and asked about sentences that it never saw.
struct GapRun: Sendable {
  /// The share of right answers.
  let accuracy: Double
  let updates: Int
  /// The mean of the last losses.
  let loss: Double
  let hasDiverged: Bool

  struct Rules: Sendable {
    var options: TrainingOptions
    var batch: Int
    /// Training ends where the mean of the last `stopOver` losses is below.
    var stopBelow: Double
    var tested: Int

    static let stopOver = 10
  }

  /// Sentences are drawn as it goes; training ends early where the loss is low.
  init(
    _ first: Network<Double>, on task: MemoryTask, gap: Int, rules: Rules, seed: UInt64
  ) {
    var trainer = Trainer(
      first, optimizer: rules.options.optimizer, clip: rules.options.clip,
      seed: derivedSeed(seed, "dropout"))
    var generator = SeededGenerator(seed: derivedSeed(seed, "sentences"))
    var losses: [Double] = []
    var hasDiverged = false
    func recent() -> Double {
      let last = losses.suffix(Rules.stopOver)
      return last.isEmpty ? .nan : last.reduce(0, +) / Double(last.count)
    }
    while losses.count < rules.options.updates {
      let sentences = task.sentences(
        rules.batch, gap: gap, isHeldOut: false, using: &generator)
      do {
        losses.append(
          try trainer.step(Self.batch(of: sentences, task, for: first.spec)).loss)
      } catch {
        hasDiverged = true
        break
      }
      if losses.count >= Rules.stopOver, recent() < rules.stopBelow { break }
    }
    updates = losses.count
    loss = recent()
    self.hasDiverged = hasDiverged
    accuracy = Self.accuracy(
      of: trainer.network, on: task, gap: gap, count: rules.tested,
      seed: derivedSeed(seed, "test"))
  }

  private static func batch(
    of sentences: [(words: [Int], answer: Int)], _ task: MemoryTask, for spec: NetworkSpec
  ) -> SequenceBatch<Double> {
    let words = sentences.map(\.words)
    let answers = SequenceBatch<Double>.Targets.classes(sentences.map(\.answer))
    if case .embedding = spec.input { return SequenceBatch(tokens: words, targets: answers) }
    return SequenceBatch(oneHot: words, classes: task.alphabet.count, targets: answers)
  }

  private static func accuracy(
    of network: Network<Double>, on task: MemoryTask, gap: Int, count: Int, seed: UInt64
  ) -> Double {
    var generator = SeededGenerator(seed: seed)
    let sentences = task.sentences(count, gap: gap, isHeldOut: true, using: &generator)
    let outputs = network.forward(batch(of: sentences, task, for: network.spec)).outputs
    let size = network.spec.outputSize
    let right = sentences.indices.filter { row in
      let y = outputs[row * size..<(row + 1) * size]
      // Without a largest, as after a divergence, no answer is right.
      return y.allSatisfy(\.isFinite)
        && y.indices.max { y[$0] < y[$1] }! - row * size == sentences[row].answer
    }
    return Double(right.count) / Double(count)
  }
}
