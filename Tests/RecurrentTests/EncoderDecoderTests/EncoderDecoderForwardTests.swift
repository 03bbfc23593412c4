import Recurrent
import Testing

/// The fast forward pass against the textbook's.
@Suite struct EncoderDecoderForwardTests {
  /// 112 kinds and 400 random networks, some of them with products of the library's size.
  static let cases =
    EncoderDecoderCase.kinds
    + (UInt64(1000)..<1400).map { EncoderDecoderCase(seed: $0, .init(isLarge: $0 % 40 == 0)) }

  @Test func everyForwardPassIsTheTextbooks() {
    var outputs = Worst()
    var attention = Worst()
    var losses = Worst()
    for c in Self.cases {
      let trace = c.network.forward(c.batch)
      let textbook = TextbookEncoderDecoder(c.spec, parameters: c.parameters)
      let runs = textbook.run(c.batch)
      func tensor(width: Int, _ value: (Int, Int) -> [Double]) -> [Double] {
        (0..<c.batch.target.steps).flatMap { step in
          (0..<c.batch.batch).flatMap { pair in
            step < c.batch.target.length(of: pair)
              ? value(pair, step) : [Double](repeating: 0, count: width)
          }
        }
      }
      let size = c.spec.outputSize
      outputs.record(
        deviation(trace.outputs, from: tensor(width: size) { runs[$0].outputs[$1] }), at: "\(c)")
      losses.record(
        deviation([trace.loss], from: [textbook.loss(of: runs, on: c.batch)]), at: "\(c)")
      #expect((trace.attention == nil) == !c.spec.hasAttention)
      guard let looked = trace.attention else { continue }
      attention.record(
        deviation(
          looked.context, from: tensor(width: c.spec.stateSize) { runs[$0].attention[$1].context }),
        at: "context, \(c)")
      for (pair, run) in runs.enumerated() {
        let rows = trace.attentionWeights(ofPair: pair)
        #expect(rows.map(\.count) == run.attention.map(\.weights.count))
        attention.record(
          deviation(rows.flatMap { $0 }, from: run.attention.flatMap(\.weights)),
          at: "alpha, \(c)")
      }
    }
    outputs.expect(within: 1e-13, ofAtLeast: 500, "encoder-decoder, outputs")
    losses.expect(within: 1e-13, ofAtLeast: 500, "encoder-decoder, loss")
    attention.expect(within: 1e-13, ofAtLeast: 500, "encoder-decoder, attention")
  }

  /// p, l and u follow from y, h and the context.
  @Test func theTracesPartsBelongTogether() {
    var worst = Worst()
    for c in Self.cases {
      let trace = c.network.forward(c.batch)
      let target = c.batch.target
      let (size, hidden) = (c.spec.outputSize, c.spec.stateSize)
      guard case .classes(let classes) = target.targets else { continue }
      var probabilities: [Double] = []
      var losses: [Double] = []
      for place in 0..<target.steps * target.batch {
        let e = trace.outputs[place * size..<(place + 1) * size].map { Double.exp($0) }
        let p = target.isPadding(place) ? e.map { _ in 0 } : e.map { $0 / e.reduce(0, +) }
        probabilities += p
        losses.append(target.isPadding(place) ? 0 : -Double.log(p[classes[place]]))
      }
      worst.record(deviation(trace.probabilities, from: probabilities), at: "p, \(c)")
      worst.record(deviation(trace.positionLosses, from: losses), at: "losses, \(c)")
      let weighted = losses.indices.reduce(0) { $0 + losses[$1] * (target.weights?[$1] ?? 1) }
      let total = losses.indices.reduce(0) {
        $0 + (target.isPadding($1) ? 0 : target.weights?[$1] ?? 1)
      }
      worst.record(deviation([trace.loss], from: [weighted / total]), at: "loss, \(c)")
      let h = trace.decoder.outputs
      let u = (0..<target.steps * target.batch).flatMap { place in
        let range = place * hidden..<(place + 1) * hidden
        return Array(h[range]) + (trace.attention.map { Array($0.context[range]) } ?? [])
      }
      worst.record(trace.headInputs == u ? 0 : 1, at: "u, \(c)")
    }
    worst.expect(within: 1e-13, ofAtLeast: 2000, "encoder-decoder, parts of a trace")
  }

  @Test func aBatchWithoutTargetsHasNoLossAndNoGradient() {
    let c = EncoderDecoderCase(seed: 3)
    let bare = EncoderDecoderBatch(
      source: c.batch.source, target: c.batch.target.with(targets: .none))
    let trace = c.network.forward(bare)
    #expect(trace.loss == 0)
    #expect(trace.outputs == c.network.forward(c.batch).outputs)
    #expect(c.network.backward(trace).gradients.globalNorm == 0)
  }
}
