import Recurrent

/// One epoch of a network for the sentiment of reviews: embedding, LSTM, a sigmoid unit on the
/// state of the last valid step, binary cross-entropy, Adam. Token ids are drawn.
final class SentimentWork: Work {
  private let work: WorkDescription
  private let threads: Int
  private let network: Network<Float>
  private let reviews: [[Int]]
  private let labels: [Float]
  private let batches: [SequenceBatch<Float>]
  private var trainer: Trainer<Float>
  private var losses: [Float] = []
  let operations: Double

  init(_ work: WorkDescription, threads: Int) {
    self.work = work
    self.threads = threads
    var generator = SeededGenerator(seed: 1)
    let spec = NetworkSpec(
      input: .embedding(vocabulary: work.vocabulary!, size: work.input), cell: work.recurrentCell,
      hiddenSizes: [work.hidden], head: .init(.dense(outputs: 1), at: .last),
      loss: .binaryCrossEntropy)
    let network = Network<Float>(spec, using: &generator)
    let lengths = work.drawnLengths(work.reviews!, using: &generator)!
    // 0 is padding.
    let reviews = lengths.map { length in
      (0..<length).map { _ in Int.random(in: 1..<work.vocabulary!, using: &generator) }
    }
    let labels = lengths.map { _ in Float(Int.random(in: 0...1, using: &generator)) }
    batches = stride(from: 0, to: reviews.count, by: work.batch).map { start in
      let rows = start..<start + work.batch
      return SequenceBatch(
        tokens: Array(reviews[rows]), steps: work.steps,
        targets: .values(Array(labels[rows]), size: 1))
    }
    self.network = network
    self.reviews = reviews
    self.labels = labels
    trainer = Trainer(network, optimizer: .sgd(rate: 0))
    operations = work.spec.operations(rows: lengths.reduce(0, +))
  }

  var tensors: [Tensor] {
    let padded = reviews.flatMap { review in
      review.map { Int32($0) } + Array(repeating: 0, count: work.steps - review.count)
    }
    return network.tensors(of: network.parameters) + [
      Tensor("tokens", [reviews.count, work.steps], .int32(padded)),
      Tensor("lengths", [reviews.count], .int32(reviews.map { Int32($0.count) })),
      Tensor("labels", [reviews.count], labels),
    ]
  }

  func setUp() {
    trainer = Trainer(
      network,
      optimizer: .adam(
        rate: work.rate!, beta1: work.beta1!, beta2: work.beta2!, epsilon: work.epsilon!),
      threads: threads)
    losses.removeAll(keepingCapacity: true)
  }

  func run() throws {
    for batch in batches { losses.append(try trainer.step(batch).loss) }
  }

  var results: [Tensor] { [Tensor("losses", [losses.count], losses)] }
}
