import Recurrent
import Testing

/// What lies beyond a length changes nothing, to the bit, on either side. 400 random networks each,
/// every tenth of them with products of the library's size.
@Suite struct EncoderDecoderPaddingTests {
  static let cases = (UInt64(1)...400).map {
    EncoderDecoderCase(seed: $0, .init(hasLengths: true, isLarge: $0 % 10 == 0))
  }

  /// NaN inputs, targets that are no class, weights of 1e300.
  @Test func paddingIsNeverRead() {
    var worst = Worst()
    for c in Self.cases {
      let (source, target) = (c.batch.source, c.batch.target)
      func spoiled(_ batch: SequenceBatch<Double>) -> [Double] {
        batch.inputs.enumerated().map {
          batch.isPadding($0.offset / batch.inputSize) ? .nan : $0.element
        }
      }
      guard case .classes(let classes) = target.targets else { continue }
      let wanted = classes.enumerated().map { target.isPadding($0.offset) ? -7 : $0.element }
      let other = EncoderDecoderBatch(
        source: source.with(inputs: spoiled(source), targets: .none),
        target: target.with(
          inputs: spoiled(target),
          targets: .classes(wanted),
          weights: target.weights?.enumerated().map {
            target.isPadding($0.offset) ? 1e300 : $0.element
          }))
      let (one, two) = (c.network.forward(c.batch), c.network.forward(other))
      worst.record(two.tensors, equals: one.tensors, at: "\(c)")
      worst.record(
        c.network.backward(two).tensors, equals: c.network.backward(one).tensors, at: "\(c)")
    }
    worst.expect(within: 0, ofAtLeast: 800, "encoder-decoder, spoiled padding")
  }

  /// Two more source steps and three more target steps, beyond every length.
  @Test func morePaddingChangesNoBitOfLossOrGradient() {
    var worst = Worst()
    for c in Self.cases {
      let (source, target) = (c.batch.source, c.batch.target)
      func longer(
        _ batch: SequenceBatch<Double>, by count: Int,
        targets: SequenceBatch<Double>.Targets = .none, weights: [Double]? = nil
      ) -> SequenceBatch<Double> {
        let steps = batch.steps + count
        guard batch.tokens.isEmpty else {
          return SequenceBatch(
            tokens: batch.tokenRows, steps: steps, targets: targets, weights: weights)
        }
        return SequenceBatch(
          steps: steps, batch: batch.batch, inputSize: batch.inputSize,
          inputs: batch.inputs
            + Array(repeating: 7, count: count * batch.batch * batch.inputSize),
          targets: targets, lengths: batch.lengths ?? batch.tokenRows.map(\.count),
          weights: weights)
      }
      guard case .classes(let classes) = target.targets, source.lengths != nil,
        target.lengths != nil
      else { continue }
      let more = 3 * target.batch
      let other = EncoderDecoderBatch(
        source: longer(source, by: 2),
        target: longer(
          target, by: 3, targets: .classes(classes + Array(repeating: 0, count: more)),
          weights: target.weights.map { $0 + Array(repeating: 2, count: more) }))
      let (one, two) = (c.network.forward(c.batch), c.network.forward(other))
      worst.record(
        two.loss == one.loss && two.outputs.starts(with: one.outputs)
          && (0..<c.batch.batch).allSatisfy {
            two.attentionWeights(ofPair: $0) == one.attentionWeights(ofPair: $0)
          } ? 0 : 1, at: "forward, \(c)")
      worst.record(
        c.network.backward(two).gradients == c.network.backward(one).gradients ? 0 : 1,
        at: "backward, \(c)")
    }
    worst.expect(within: 0, ofAtLeast: 700, "encoder-decoder, more padding")
  }

  /// What a head or an attention would say there reads as 0.
  @Test func everythingBeyondALengthReadsAsZero() {
    var wrong = Worst()
    for c in Self.cases {
      let trace = c.network.forward(c.batch)
      let backward = c.network.backward(trace)
      let (size, hidden) = (c.spec.outputSize, c.spec.stateSize)
      for (values, width, what) in [
        (trace.outputs, size, "y"), (trace.probabilities, size, "p"),
        (trace.positionLosses, 1, "losses"), (trace.headInputs, c.spec.headInputSize, "u"),
        (trace.attention?.context ?? [], hidden, "context"),
        (trace.attention?.weights ?? [], c.batch.source.steps, "alpha"),
        (backward.outputGradients, size, "dL/dy"),
        (backward.contextGradients, hidden, "dL/dcontext"),
      ] {
        let count = values.indices.count {
          c.batch.target.isPadding($0 / width) && values[$0] != 0
        }
        wrong.record(Double(count), at: "\(what), \(c)")
      }
    }
    wrong.expect(within: 0, ofAtLeast: 3200, "encoder-decoder, numbers in padding")
  }
}
