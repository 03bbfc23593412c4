import Recurrent

/// How a network is trained: the keys that `train` has and that `compare` varies.
struct TrainingOptions: Sendable {
  private(set) var optimizerKeys: OptimizerKeys
  var clip: Clip?
  /// Updates in all.
  var updates: Int
  /// Sequences in an update; nil takes all of them, in their order.
  var batchSize: Int?
  /// The windows of truncated backpropagation, an update each; nil where sequences stay whole.
  var truncation: TruncationKeys?
  /// Blocks that are not trained.
  var frozen: [String]

  static let keys =
    OptimizerKeys.keys + [
      KeyDeclaration(
        "epochs", .integer(1...10_000_000), default: "100",
        help: "updates; each sees all sequences, or 'batch' of them drawn by the seed, or with "
          + "'truncate' the next window of all"),
      KeyDeclaration(
        "batch", .integer(1...100_000), help: "sequences in an update; without it, all of them"),
      KeyDeclaration("clip", .mapping(ClipKeys.keys), help: "what to do with a large gradient"),
      TruncationKeys.key,
      KeyDeclaration(
        "freeze", .list(.text(maximumLength: 100), count: 1...100),
        help: "tensors that keep their first values"),
    ]

  /// - Parameters:
  ///   - shared: What holds where the fields say nothing, for fields without defaults.
  ///   - isShared: Whether several optimizers may share the fields, each with its own keys.
  /// - Returns: Nil where a problem was reported.
  init?(
    _ fields: CheckedMapping, over shared: TrainingOptions? = nil, isShared: Bool = false,
    sequences: Int, in plan: inout LessonPlan
  ) {
    optimizerKeys = OptimizerKeys(fields, over: shared?.optimizerKeys)
    guard isShared || OptimizerKeys.accept(fields, for: [optimizerKeys], in: &plan) else {
      return nil
    }
    updates = fields.integerIfGiven("epochs") ?? shared!.updates
    batchSize = fields.integerIfGiven("batch") ?? shared?.batchSize
    if let batchSize, batchSize > sequences {
      plan.error(
        at: fields.location(of: "batch"),
        "a batch of \(batchSize) from \(sequences) sequence\(sequences == 1 ? "" : "s")")
      return nil
    }
    guard case .some(let clip) = ClipKeys.clip(fields.mappingIfGiven("clip"), in: &plan) else {
      return nil
    }
    self.clip = clip ?? shared?.clip
    frozen = fields.textsIfGiven("freeze") ?? shared?.frozen ?? []
    truncation = shared?.truncation
    if let given = fields.mappingIfGiven("truncate") {
      guard let keys = TruncationKeys(given, in: &plan) else { return nil }
      truncation = keys
    }
  }

  var optimizer: OptimizerSpec { optimizerKeys.spec }
}

/// What a training leaves.
struct TrainingRun: Sendable {
  var network: Network<Double>
  var losses: [Double] = []
  /// |g| before clipping.
  var norms: [Double] = []
  /// Which updates were clipped.
  var clipped: [Bool] = []
  /// cosine(raw, clipped) of the updates that were clipped.
  var clippedCosines: [Double] = []
  /// Why it ended before its last epoch.
  var divergence: Divergence?
  var options: TrainingOptions

  /// Trains from a network's parameters. Ends early where numbers are no longer finite, and keeps
  /// what there is.
  init(
    _ network: Network<Double>, on data: SequenceBatch<Double>, options: TrainingOptions,
    seed: UInt64, progress: (Int, Double) -> Void = { _, _ in }
  ) {
    var trainer = Trainer(
      network, optimizer: options.optimizer, clip: options.clip, frozen: options.frozen,
      seed: derivedSeed(seed, "dropout"))
    var generator = SeededGenerator(seed: seed)
    self.network = network
    self.options = options
    losses.reserveCapacity(options.updates)
    norms.reserveCapacity(options.updates)
    if let truncation = options.truncation {
      do {
        try truncation.train(&trainer, on: data, updates: options.updates) { result in
          record(result)
          progress(losses.count, result.loss)
        }
      } catch {
        divergence = error
      }
      self.network = trainer.network
      return
    }
    for update in 0..<options.updates {
      do {
        let batch =
          options.batchSize.map { size in
            data.selecting(
              (0..<size).map { _ in Int.random(in: 0..<data.batch, using: &generator) })
          } ?? data
        let result = try trainer.step(batch)
        record(result)
        progress(update + 1, result.loss)
      } catch {
        divergence = error
        break
      }
    }
    self.network = trainer.network
  }

  private mutating func record(_ update: Trainer<Double>.Update) {
    losses.append(update.loss)
    norms.append(update.gradientNorm)
    clipped.append(update.wasClipped)
    if update.wasClipped { clippedCosines.append(update.cosine) }
  }

  /// The mean of the last losses: how a training ended, beyond the noise of its batches.
  func finalLoss(over count: Int) -> Double {
    let last = losses.suffix(count)
    return last.isEmpty ? .nan : last.reduce(0, +) / Double(last.count)
  }

  /// The epochs that a table shows: 1, 2, 5, 10, 20, 50, ... and the last.
  var shownEpochs: [Int] {
    var shown: [Int] = []
    var scale = 1
    while scale <= losses.count {
      shown += [1, 2, 5].map { $0 * scale }.filter { $0 < losses.count }
      scale *= 10
    }
    return losses.isEmpty ? [] : shown + [losses.count]
  }
}
