import Recurrent
import Testing

/// A task that needs every token: say the source backwards.
@Suite struct ReversalTests {
  static let letters = 8
  /// The decoder's first token, and its last: behind the letters.
  static let (start, end) = (letters, letters + 1)

  static func sources(_ count: Int, using g: inout SeededGenerator) -> [[Int]] {
    (0..<count).map { _ in
      (0..<Int.random(in: 4...8, using: &g)).map { _ in Int.random(in: 0..<letters, using: &g) }
    }
  }

  /// The share of sources that none was trained on and that are said backwards without an error.
  static func exactShare(hasAttention: Bool, updates: Int) throws -> Double {
    var g = SeededGenerator(seed: 1)
    let input = NetworkSpec.Input.embedding(vocabulary: letters + 2, size: 16)
    let spec = EncoderDecoderSpec(
      source: input, target: input, cell: .gru(.after), hiddenSizes: [32],
      outputSize: letters + 2, hasAttention: hasAttention)
    var trainer = EncoderDecoderTrainer(
      EncoderDecoder<Float>(spec, embedding: .uniform(bound: 0.5), using: &g),
      optimizer: .adam(rate: 0.01), clip: .globalNorm(1))
    for update in 1...updates {
      let sources = sources(64, using: &g)
      let loss = try trainer.step(
        EncoderDecoderBatch(
          sources: sources, targets: sources.map { $0.reversed() + [end] }, start: start)
      ).loss
      if update % 250 == 0 { print("  update \(update): loss \(loss)") }
    }
    let fresh = sources(500, using: &g)
    let said = trainer.network.generate(from: fresh, start: start, end: end, limit: 12)
    return Double(zip(fresh, said).count { $0.reversed() == $1.tokens }) / Double(fresh.count)
  }

  @Test func reversalIsLearnedWithAttention() throws {
    let clock = ContinuousClock()
    let begun = clock.now
    let with = try Self.exactShare(hasAttention: true, updates: 1000)
    let middle = clock.now
    let without = try Self.exactShare(hasAttention: false, updates: 1000)
    print(
      "reversal: \(with * 100) % exact with attention in \(middle - begun), \(without * 100) % "
        + "without in \(clock.now - middle)")
    #expect(with > 0.95)
  }
}
