import RealModule
import Recurrent

/// How a network is trained on a corpus.
struct FitOptions: Sendable {
  var optimizer: OptimizerSpec
  var clip: Clip?
  var epochs: Int
  var batchSize: Int
  /// Epochs without a lower validation loss before it ends, once one was lower than guessing's; nil
  /// runs all of them.
  var patience: Int?
  var threads: Int
  var isMasked: Bool
}

/// A training on a corpus in Float32: every epoch sees each training text once, in an order of its
/// own, and is then held against the validation texts.
struct FitRun: Sendable {
  struct Epoch: Sendable {
    /// The means over the epoch's updates, each before its update and with dropout.
    var loss: Double
    var accuracy: Double
    var validationLoss = Double.nan
    var validationCorrect = 0
    /// False where it was interrupted.
    var isWhole: Bool
  }

  enum End: Sendable {
    case lastEpoch
    case patience
    case interrupted
    case diverged(Divergence)
  }

  /// Where a run stands, for whoever watches.
  struct Progress {
    var epoch: Int
    var update: Int
    /// Means over the epoch so far.
    var loss: Double
    var accuracy: Double
  }

  /// The network of the kept epoch.
  private(set) var network: Network<Float>
  let vocabulary: Corpus.Vocabulary
  let validation: [Int]
  private(set) var epochs: [Epoch] = []
  /// The place of the kept epoch: the one with the lowest validation loss where training waits for
  /// it, the last one otherwise.
  private(set) var kept = 0
  private(set) var end = End.lastEpoch

  /// The share of the validation texts that the kept network gets right.
  var accuracy: Double {
    epochs.isEmpty
      ? .nan : Double(epochs[kept].validationCorrect) / Double(validation.count)
  }

  /// Rows in one evaluation.
  private static let evaluated = 256

  static func updatesInEpoch(_ count: Int, batch: Int) -> Int { (count + batch - 1) / batch }

  init(
    _ first: Network<Float>, on corpus: Corpus, training: [Int], validation: [Int],
    vocabulary: Corpus.Vocabulary, options: FitOptions, seed: UInt64,
    progress: (Progress) -> Void = { _ in }, epochDone: (Int, Epoch) -> Void = { _, _ in },
    isInterrupted: () -> Bool = { false }
  ) {
    self.vocabulary = vocabulary
    self.validation = validation
    network = first
    var trainer = Trainer(
      first, optimizer: options.optimizer, clip: options.clip, threads: options.threads,
      seed: derivedSeed(seed, "dropout"))
    var generator = SeededGenerator(seed: seed)
    let learnedFrom = Self.better * Self.lossOfGuessing(corpus, training, validation)
    var order = training
    var update = 0
    for number in 1...options.epochs {
      order.shuffle(using: &generator)
      var (lossSum, correct, seen) = (0.0, 0, 0)
      var stop: End?
      for start in stride(from: 0, to: order.count, by: options.batchSize) {
        let rows = order[start..<min(start + options.batchSize, order.count)]
        let batch = corpus.batch(rows, vocabulary, isMasked: options.isMasked, as: Float.self)
        do {
          lossSum += Double(try trainer.step(batch).loss) * Double(rows.count)
        } catch {
          stop = .diverged(error)
          break
        }
        correct += Self.correct(trainer.outputs, rows, corpus)
        seen += rows.count
        update += 1
        progress(
          Progress(
            epoch: number, update: update, loss: lossSum / Double(seen),
            accuracy: Double(correct) / Double(seen)))
        if isInterrupted() {
          stop = .interrupted
          break
        }
      }
      guard seen > 0 else {
        end = stop ?? .lastEpoch
        return
      }
      var epoch = Epoch(
        loss: lossSum / Double(seen), accuracy: Double(correct) / Double(seen),
        isWhole: seen == order.count)
      (epoch.validationLoss, epoch.validationCorrect) = Self.evaluate(
        trainer.network, on: corpus, validation, vocabulary, options)
      epochs.append(epoch)
      let isBest = epoch.validationLoss < epochs[kept].validationLoss || number == 1
      if options.patience == nil || isBest {
        kept = epochs.count - 1
        network = trainer.network
      }
      epochDone(number, epoch)
      if let stop {
        end = stop
        return
      }
      // At first an LSTM may see nothing in its texts for many epochs: patience waits for a start.
      if let patience = options.patience, epochs.count - 1 - kept >= patience,
        epochs[kept].validationLoss < learnedFrom
      {
        end = .patience
        return
      }
    }
  }

  /// A loss below this share of guessing's is the beginning of learning.
  private static let better = 0.98

  /// The validation loss of whoever says the training texts' share of label 1 to every text.
  private static func lossOfGuessing(
    _ corpus: Corpus, _ training: [Int], _ validation: [Int]
  ) -> Double {
    func share(_ rows: [Int]) -> Double {
      Double(rows.count { corpus.labels[$0] == 1 }) / Double(rows.count)
    }
    let (p, q) = (share(training), share(validation))
    return -(q * Double.log(p) + (1 - q) * Double.log(1 - p))
  }

  /// How many outputs lie on the side of their label.
  private static func correct(
    _ outputs: [Float], _ rows: some Collection<Int>, _ corpus: Corpus
  ) -> Int {
    zip(outputs, rows).count { ($0 > 0) == (corpus.labels[$1] == 1) }
  }

  private static func evaluate(
    _ network: Network<Float>, on corpus: Corpus, _ rows: [Int], _ vocabulary: Corpus.Vocabulary,
    _ options: FitOptions
  ) -> (loss: Double, correct: Int) {
    var trace = Trace<Float>(network.spec)
    var (loss, right) = (0.0, 0)
    for start in stride(from: 0, to: rows.count, by: evaluated) {
      let part = rows[start..<min(start + evaluated, rows.count)]
      network.forward(
        corpus.batch(part, vocabulary, isMasked: options.isMasked, as: Float.self),
        threads: options.threads, into: &trace)
      loss += Double(trace.loss) * Double(part.count)
      right += correct(trace.outputs, part, corpus)
    }
    return (loss / Double(rows.count), right)
  }
}
