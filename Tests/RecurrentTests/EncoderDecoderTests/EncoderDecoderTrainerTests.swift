import Recurrent
import Testing

@Suite struct EncoderDecoderTrainerTests {
  /// Clip and step as in the books, over batches of different sizes.
  @Test func aTrainersStepsAreThoseOfFreshTraces() throws {
    var worst = Worst()
    for seed: UInt64 in 1...100 {
      let c = EncoderDecoderCase(seed: seed)
      var trainer = EncoderDecoderTrainer(
        c.network, optimizer: .sgd(rate: 0.1), clip: .globalNorm(0.5))
      var network = c.network
      for rows in [[0], [1, 0], Array(0..<c.batch.batch)] {
        let batch = c.batch.selecting(rows)
        if let weights = batch.target.weights, weights.allSatisfy({ $0 == 0 }) { continue }
        guard hasWeight(batch.target) else { continue }
        let update = try trainer.step(batch)
        let trace = network.forward(batch)
        let gradient = network.backward(trace).gradients
        worst.record(update.loss == trace.loss ? 0 : 1, at: "loss, \(c)")
        worst.record(
          deviation([update.gradientNorm], from: [gradient.globalNorm]), at: "norm, \(c)")
        #expect(update.wasClipped == (gradient.globalNorm > 0.5))
        let factor = min(1, 0.5 / gradient.globalNorm)
        for (index, slope) in gradient.values.enumerated() {
          network.parameters.values[index] -= 0.1 * factor * slope
        }
        worst.record(
          deviation(trainer.network.parameters.values, from: network.parameters.values),
          at: "parameters, \(c)")
        // The last bits of clipping are not the test's.
        network = trainer.network
      }
    }
    worst.expect(within: 1e-14, ofAtLeast: 600, "encoder-decoder, a trainer's steps")
  }

  private func hasWeight(_ target: SequenceBatch<Double>) -> Bool {
    (0..<target.steps * target.batch).contains {
      !target.isPadding($0) && target.weights?[$0] != 0
    }
  }

  @Test func divergenceKeepsTheParameters() throws {
    var c = EncoderDecoderCase(seed: 2, .init(cell: .lstm, layers: 1))
    let block = c.spec.layout["W_hy"]!
    c.network.parameters.values[block.offset] = .nan
    var trainer = EncoderDecoderTrainer(c.network, optimizer: .adam())
    let error = #expect(throws: Divergence.self) { try trainer.step(c.batch) }
    #expect(error?.description == "the loss is nan")
    let kept = trainer.network.parameters.values.map(\.bitPattern)
    #expect(kept == c.parameters.map(\.bitPattern))
  }

  @Test func theSeedDecidesDropoutAndThreadsDoNot() throws {
    let c = EncoderDecoderCase(seed: 6, .init(dropout: 0.4))
    func losses(seed: UInt64, threads: Int) throws -> [Double] {
      var trainer = EncoderDecoderTrainer(
        c.network, optimizer: .adam(rate: 0.01), threads: threads, seed: seed)
      return try (0..<5).map { _ in try trainer.step(c.batch).loss }
    }
    let one = try losses(seed: 1, threads: 1)
    #expect(try losses(seed: 1, threads: 1) == one)
    #expect(try losses(seed: 2, threads: 1) != one)
    #expect(deviation(try losses(seed: 1, threads: 2), from: one) < 1e-10)
  }
}
