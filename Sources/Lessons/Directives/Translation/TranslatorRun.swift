import Recurrent

/// How an encoder-decoder that translates is made and trained.
struct TranslatorOptions: Sendable {
  var cell: Cell
  var embedding: Int
  var hidden: Int
  var updates: Int
  var batch: Int
  var optimizer: OptimizerSpec
  var clip: Clip?
  /// Float in the place of Double.
  var isSingle: Bool

  func spec(hasAttention: Bool) -> EncoderDecoderSpec {
    EncoderDecoderSpec(
      source: .embedding(vocabulary: SentenceSplit.sourceVocabulary, size: embedding),
      target: .embedding(vocabulary: SentenceSplit.targetVocabulary, size: embedding),
      cell: cell, hiddenSizes: [hidden], outputSize: SentenceSplit.targetVocabulary,
      hasAttention: hasAttention)
  }
}

/// A trained encoder-decoder, how it was trained, and what it makes of sentences that it never saw.
struct TranslatorRun: Sendable {
  let network: EncoderDecoder<Double>
  private(set) var losses: [Double] = []
  private(set) var divergence: Divergence?
  private(set) var test: TranslatorScore
  private(set) var longer: TranslatorScore

  /// - Parameter seed: Decides the first weights and the batches; with attention and without it the
  ///   batches are the same.
  init(
    _ split: SentenceSplit, _ options: TranslatorOptions, hasAttention: Bool, seed: UInt64,
    progress: (Double) -> Void
  ) {
    if options.isSingle {
      self.init(
        as: Float.self, split, options, hasAttention: hasAttention, seed: seed, progress: progress)
    } else {
      self.init(
        as: Double.self, split, options, hasAttention: hasAttention, seed: seed,
        progress: progress)
    }
  }

  private init<Scalar: NetworkScalar>(
    as scalar: Scalar.Type, _ split: SentenceSplit, _ options: TranslatorOptions,
    hasAttention: Bool, seed: UInt64, progress: (Double) -> Void
  ) {
    var weights = SeededGenerator(seed: derivedSeed(seed, "weights"))
    var batches = SeededGenerator(seed: derivedSeed(seed, "batches"))
    // Embeddings as large as the states that they feed learn sooner than the usual small ones.
    let first = EncoderDecoder<Scalar>(
      options.spec(hasAttention: hasAttention), embedding: .uniform(bound: 1), using: &weights)
    var trainer = EncoderDecoderTrainer(first, optimizer: options.optimizer, clip: options.clip)
    let data = SentenceSplit.batch(split.train, as: Scalar.self)
    for _ in 0..<options.updates {
      let rows = (0..<options.batch).map { _ in
        Int.random(in: 0..<data.batch, using: &batches)
      }
      do {
        let loss = Double(try trainer.step(data.selecting(rows)).loss)
        losses.append(loss)
        progress(loss)
      } catch {
        divergence = error
        break
      }
    }
    let trained = trainer.network
    test = TranslatorScore(trained, on: split.test)
    longer = TranslatorScore(trained, on: split.longer)
    var parameters = Parameters<Double>(trained.spec.layout)
    parameters.values = trained.parameters.values.map { Double($0) }
    network = EncoderDecoder(trained.spec, parameters: parameters)
  }
}

/// What an encoder-decoder says of sentences, held against their translations.
struct TranslatorScore: Sendable {
  /// By the number of English words: how many sentences are right to the last word, of how many.
  private(set) var byLength: [Int: (right: Int, of: Int)] = [:]
  /// By the same: how many Korean words, the end among them, stand where they should, of how many.
  private(set) var wordsByLength: [Int: (right: Int, of: Int)] = [:]
  /// Of the sentences that are right: Korean words, and those that looked most at a word of theirs.
  private(set) var words = (own: 0, all: 0)
  /// Pairs of Korean words whose English ones stand in the other order, and those of them whose
  /// largest weights do.
  private(set) var crossings = (seen: 0, all: 0)
  /// Sentences, and those in which the verb looked further left than what it acts on.
  private(set) var verbs = (left: 0, all: 0)

  static let generatedAtMost = 30

  init<Scalar: NetworkScalar>(_ network: EncoderDecoder<Scalar>, on pairs: [SentencePair]) {
    guard !pairs.isEmpty else { return }
    let said = network.generate(
      from: pairs.map { SentenceSplit.sourceTokens($0.english) }, start: SentenceSplit.start,
      end: SentenceSplit.end, limit: Self.generatedAtMost)
    for (pair, said) in zip(pairs, said) {
      let wanted = SentenceSplit.targetTokens(pair.korean) + [SentenceSplit.end]
      let tokens = said.tokens + (said.hasEnded ? [SentenceSplit.end] : [])
      let isRight = tokens == wanted
      let words = wordsByLength[pair.english.count] ?? (0, 0)
      wordsByLength[pair.english.count] = (
        words.right + zip(tokens, wanted).count { $0 == $1 }, words.of + wanted.count
      )
      let before = byLength[pair.english.count] ?? (0, 0)
      byLength[pair.english.count] = (before.right + (isRight ? 1 : 0), before.of + 1)
      if isRight, network.spec.hasAttention {
        look(pair, said.attentionWeights.prefix(pair.korean.count).map { $0.placeOfMost })
      }
    }
  }

  /// - Parameter places: For each Korean word the English one with the largest weight.
  private mutating func look(_ pair: SentencePair, _ places: [Int]) {
    words.all += places.count
    words.own += places.indices.count { pair.sources[$0].contains(places[$0]) }
    crossings.all += pair.crossings.count
    crossings.seen += pair.crossings.count { places[$0.first] > places[$0.second] }
    verbs.all += 1
    verbs.left += places[places.count - 1] < places[pair.object] ? 1 : 0
  }

  /// The share of all sentences that is right.
  var exact: Double { exact(in: 0...Int.max) }

  /// The share of those of so many words.
  func exact(in lengths: ClosedRange<Int>) -> Double { Self.share(of: byLength, in: lengths) }

  /// The share of the words of sentences of so many words that stand where they should.
  func words(in lengths: ClosedRange<Int>) -> Double {
    Self.share(of: wordsByLength, in: lengths)
  }

  private static func share(
    of counts: [Int: (right: Int, of: Int)], in lengths: ClosedRange<Int>
  ) -> Double {
    let found = counts.filter { lengths.contains($0.key) }.values
    let all = found.reduce(0) { $0 + $1.of }
    return all == 0 ? .nan : Double(found.reduce(0) { $0 + $1.right }) / Double(all)
  }
}

extension Collection where Element: Comparable, Index == Int {
  /// The place of the first of the largest elements, counted from the collection's start.
  var placeOfMost: Int {
    indices.reduce(startIndex) { self[$1] > self[$0] ? $1 : $0 } - startIndex
  }
}
