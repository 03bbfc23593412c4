import Recurrent
import Testing

/// What a network says when it reads its own tokens.
@Suite struct GenerationTests {
  private static func network(
    _ cell: Cell, embedding: Bool, seed: UInt64
  ) -> Network<Double> {
    let spec = NetworkSpec(
      input: embedding ? .embedding(vocabulary: 7, size: 3) : .vectors(size: 7), cell: cell,
      hiddenSizes: [5], head: .init(.dense(outputs: 7), at: .eachStep),
      loss: .softmaxCrossEntropy)
    var generator = SeededGenerator(seed: seed)
    return Network(
      spec, weights: .normal(deviation: 1), embedding: .normal(deviation: 1), using: &generator)
  }

  private static func batch(_ tokens: [Int], embedding: Bool) -> SequenceBatch<Double> {
    embedding ? SequenceBatch(tokens: [tokens]) : SequenceBatch(oneHot: [tokens], classes: 7)
  }

  /// The state is carried: each token is what the whole text before it makes the likeliest.
  @Test(arguments: [Cell.elman(.tanh), .lstm, .gru(.after), .gru(.before)], [false, true])
  func everyTokenIsTheLikeliestAfterTheWholeText(_ cell: Cell, embedding: Bool) {
    var generator = SeededGenerator(seed: 0)
    for seed in 1...20 as ClosedRange<UInt64> {
      let network = Self.network(cell, embedding: embedding, seed: seed)
      let prompt = [Int(seed) % 7, 3]
      let said = network.generate(after: prompt, count: 9, using: &generator)
      #expect(said.count == 9)
      for length in 0..<9 {
        let text = prompt + said.prefix(length)
        let y = network.forward(Self.batch(text, embedding: embedding)).outputs.suffix(7)
        #expect(y.firstIndex(of: y.max()!)! - y.startIndex == said[length])
      }
    }
  }

  @Test func drawsFollowTheSoftmax() {
    let network = Self.network(.gru(.after), embedding: true, seed: 5)
    let p = network.forward(Self.batch([2, 4], embedding: true)).probabilities.suffix(7)
    var generator = SeededGenerator(seed: 6)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<20_000 {
      counts[
        network.generate(
          after: [2, 4], count: 1, sampling: .temperature(1), using: &generator)[0]] += 1
    }
    for (count, p) in zip(counts, p) {
      // Six standard deviations of a count.
      #expect(abs(Double(count) - 20_000 * p) <= 6 * (20_000 * p * (1 - p)).squareRoot() + 1)
    }
  }

  @Test func aLowTemperatureIsGreedyAndASeedIsRepeatable() {
    let network = Self.network(.lstm, embedding: false, seed: 8)
    var generator = SeededGenerator(seed: 1)
    let greedy = network.generate(after: [1], count: 12, using: &generator)
    let cold = network.generate(
      after: [1], count: 12, sampling: .temperature(1e-6), using: &generator)
    #expect(cold == greedy)
    var (a, b) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    #expect(
      network.generate(after: [1], count: 30, sampling: .temperature(2), using: &a)
        == network.generate(after: [1], count: 30, sampling: .temperature(2), using: &b))
  }
}
