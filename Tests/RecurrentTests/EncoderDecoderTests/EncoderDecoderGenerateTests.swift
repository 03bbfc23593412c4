import Recurrent
import Testing

/// Greedy generation against the textbook's and against teacher forcing.
@Suite struct EncoderDecoderGenerateTests {
  static let cases = (UInt64(1)...200).map {
    EncoderDecoderCase(seed: $0, .init(readsTokens: (true, true)))
  }

  @Test func whatIsGeneratedIsTheTextbooks() {
    var count = 0
    var ended = 0
    for c in Self.cases {
      let textbook = TextbookEncoderDecoder(c.spec, parameters: c.parameters)
      let sources = c.batch.source.tokenRows
      for (end, limit) in [(nil, 5), (0, 6), (1, 6), (0, 0)] as [(Int?, Int)] {
        let all = c.network.generate(from: sources, start: 1, end: end, limit: limit)
        for (source, said) in zip(sources, all) {
          #expect(
            said.tokens == textbook.generate(from: source, start: 1, end: end, limit: limit))
          #expect(said.hasEnded == (said.tokens.count < limit))
          #expect(
            c.network.generate(from: source, start: 1, end: end, limit: limit).tokens
              == said.tokens)
          count += 1
          ended += said.hasEnded ? 1 : 0
        }
      }
    }
    print("generated sequences: \(count), \(ended) of them with an end")
    #expect(count >= 2000 && ended >= 200)
  }

  /// Teacher forcing with the very tokens that were said looks where generation looked.
  @Test func theAttentionOfEachStepIsReturned() {
    var worst = Worst()
    for c in Self.cases {
      let sources = c.batch.source.tokenRows
      let all = c.network.generate(from: sources, start: 0, end: 2, limit: 5)
      for (source, said) in zip(sources, all) {
        let steps = said.tokens + (said.hasEnded ? [2] : [])
        let forced = c.network.forward(
          EncoderDecoderBatch(sources: [source], targets: [steps], start: 0))
        let wanted = forced.attentionWeights(ofPair: 0)
        #expect(said.attentionWeights.map(\.count) == wanted.map(\.count))
        #expect(said.attentionWeights.count == (c.spec.hasAttention ? steps.count : 0))
        worst.record(
          deviation(said.attentionWeights.flatMap { $0 }, from: wanted.flatMap { $0 }), at: "\(c)")
      }
    }
    worst.expect(within: 1e-13, ofAtLeast: 500, "encoder-decoder, attention while generating")
  }

  @Test func generationWithoutTokensStops() async {
    await #expect(processExitsWith: .failure) {
      let c = EncoderDecoderCase(seed: 1, .init(readsTokens: (true, false)))
      _ = c.network.generate(from: [0], start: 0, end: nil, limit: 3)
    }
  }

  @Test func aTargetThatIsNoClassStops() async {
    await #expect(processExitsWith: .failure) {
      let c = EncoderDecoderCase(seed: 1, .init(readsTokens: (true, true)))
      _ = c.network.forward(
        EncoderDecoderBatch(sources: [[0]], targets: [[c.spec.outputSize]], start: 0))
    }
  }

  @Test func aTraceThatNothingWentThroughStops() async {
    await #expect(processExitsWith: .failure) {
      let c = EncoderDecoderCase(seed: 1)
      _ = c.network.backward(EncoderDecoderTrace(c.spec))
    }
  }
}
