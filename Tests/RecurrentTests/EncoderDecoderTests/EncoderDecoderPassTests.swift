import Recurrent
import Testing

/// What must not change an encoder-decoder's numbers: threads, the number type, memory used again,
/// the other pairs of a batch. Random networks, some with products of the library's size.
@Suite struct EncoderDecoderPassTests {
  private func draw(_ seed: UInt64, dropout: Double = 0) -> EncoderDecoderCase {
    EncoderDecoderCase(seed: seed, .init(dropout: dropout, isLarge: seed % 10 == 0))
  }

  @Test func threadsChangeNothingButRounding() {
    var forward = Worst()
    var backward = Worst()
    for seed: UInt64 in 1...300 {
      let c = draw(seed, dropout: seed % 3 == 0 ? 0.3 : 0)
      let passes = [1, 2, 3].map { threads in
        var trace = EncoderDecoderTrace<Double>(c.spec)
        c.network.forward(c.batch, dropoutSeed: seed, threads: threads, into: &trace)
        return (trace.tensors, c.network.backward(trace).tensors)
      }
      for pass in passes.dropFirst() {
        forward.record(deviation(pass.0, from: passes[0].0), at: "\(c)")
        backward.record(deviation(pass.1, from: passes[0].1), at: "\(c)")
      }
    }
    forward.expect(within: 1e-12, ofAtLeast: 600, "encoder-decoder, threads, forward")
    backward.expect(within: 1e-12, ofAtLeast: 600, "encoder-decoder, threads, backward")
  }

  @Test func floatAgreesWithDoubleToItsPrecision() {
    var losses = Worst()
    var gradients = Worst()
    for seed: UInt64 in 1...300 {
      let c = draw(seed)
      // Both begin at numbers that Float can hold.
      var narrow = Parameters<Float>(c.spec.layout)
      narrow.values = c.parameters.map { Float($0) }
      var wide = Parameters<Double>(c.spec.layout)
      wide.values = narrow.values.map { Double($0) }
      let batch = EncoderDecoderBatch(
        source: c.batch.source.converted(to: Float.self),
        target: c.batch.target.converted(to: Float.self))
      let back = EncoderDecoderBatch(
        source: batch.source.converted(to: Double.self),
        target: batch.target.converted(to: Double.self))
      let float = EncoderDecoder(c.spec, parameters: narrow)
      let double = EncoderDecoder(c.spec, parameters: wide)
      let (floatTrace, doubleTrace) = (float.forward(batch), double.forward(back))
      losses.record(deviation([Double(floatTrace.loss)], from: [doubleTrace.loss]), at: "\(c)")
      gradients.record(
        deviation(
          float.backward(floatTrace).gradients.values.map { Double($0) },
          from: double.backward(doubleTrace).gradients.values), at: "\(c)")
    }
    losses.expect(within: 1e-5, ofAtLeast: 300, "encoder-decoder, Float, loss")
    gradients.expect(within: 1e-4, ofAtLeast: 300, "encoder-decoder, Float, gradient")
  }

  /// What batches of other shapes left behind must not show, and a copy keeps its numbers.
  @Test func tracesUsedAgainHoldTheBitsOfFreshOnes() {
    var worst = Worst()
    for seed: UInt64 in 1...200 {
      let c = draw(seed)
      var trace = EncoderDecoderTrace<Double>(c.spec)
      var backward = EncoderDecoderBackwardTrace<Double>(c.spec)
      for rows in [[0], Array(0..<c.batch.batch).reversed(), [0, 0, 1], Array(0..<c.batch.batch)] {
        let batch = c.batch.selecting(rows)
        let (copy, kept) = (trace, trace.data == nil ? [] : trace.tensors)
        c.network.forward(batch, into: &trace)
        c.network.backward(trace, into: &backward)
        if copy.data != nil { worst.record(copy.tensors, equals: kept, at: "copy, \(c)") }
        let fresh = c.network.forward(batch)
        worst.record(trace.tensors, equals: fresh.tensors, at: "\(c), \(rows)")
        worst.record(
          backward.tensors, equals: c.network.backward(fresh).tensors, at: "\(c), \(rows)")
      }
    }
    worst.expect(within: 0, ofAtLeast: 2200, "encoder-decoder, traces used again")
  }

  @Test func aPairAloneIsReadAsAmongOthers() {
    var worst = Worst()
    for seed: UInt64 in 1...200 {
      let c = draw(seed)
      let all = c.network.forward(c.batch)
      for pair in 0..<c.batch.batch where c.batch.target.weights == nil {
        let one = c.network.forward(c.batch.selecting([pair]))
        let wanted = c.batch.target.column(pair, of: all.outputs, width: c.spec.outputSize)
        worst.record(deviation(one.outputs, from: wanted), at: "pair \(pair), \(c)")
      }
    }
    worst.expect(within: 1e-12, ofAtLeast: 300, "encoder-decoder, a pair alone")
  }

  /// Dropout drops other numbers in the decoder than in the encoder, and the same for a seed.
  @Test func dropoutIsDecidedByItsSeed() {
    var spec = EncoderDecoderCase(seed: 1, .init(cell: .lstm, readsTokens: (true, true))).spec
    spec.target = spec.source
    spec.dropout = 0.5
    var g = SeededGenerator(seed: 1)
    let network = EncoderDecoder<Double>(spec, embedding: .uniform(bound: 1), using: &g)
    let batch = EncoderDecoderBatch<Double>(
      source: SequenceBatch(tokens: [[0, 1, 2, 0], [1, 2, 0, 1]]),
      target: SequenceBatch(tokens: [[0, 1, 2, 0], [1, 2, 0, 1]]))
    func pass(_ seed: UInt64?) -> EncoderDecoderTrace<Double> {
      var trace = EncoderDecoderTrace<Double>(spec)
      network.forward(batch, dropoutSeed: seed, into: &trace)
      return trace
    }
    #expect(pass(1).tensors == pass(1).tensors)
    #expect(pass(1).outputs != pass(2).outputs)
    #expect(pass(nil).tensors == network.forward(batch).tensors)
    let dropped = pass(3)
    #expect(
      dropped.encoder.layerInputs.map { $0 == 0 } != dropped.decoder.layerInputs.map { $0 == 0 })
  }

  /// What is set reaches both networks.
  @Test func encoderAndDecoderShareTheParameters() {
    var c = draw(7)
    let zeros = Parameters<Double>(c.spec.layout)
    c.network.parameters = zeros
    #expect(c.network.forward(c.batch).outputs.allSatisfy { $0 == 0 })
    let count = c.parameters.count
    for index in 0..<count { c.network.parameters.values[index] = Double(index) }
    #expect(
      c.network.encoder.parameters.values + c.network.decoder.parameters.values
        == (0..<c.spec.decoderRange.upperBound).map { Double($0) })
    #expect(zeros.globalNorm == 0)
  }

  @Test func initialValuesAreThoseOfTheNetworks() {
    for cell in EncoderDecoderCase.cells {
      let spec = EncoderDecoderCase(seed: 5, .init(cell: cell)).spec
      var (one, two) = (SeededGenerator(seed: 4), SeededGenerator(seed: 4))
      let network = EncoderDecoder<Double>(spec, forgetBias: 2, using: &one)
      let encoder = Network<Double>(spec.encoder, forgetBias: 2, using: &two)
      let decoder = Network<Double>(spec.decoder, forgetBias: 2, using: &two)
      #expect(network.encoder.parameters == encoder.parameters)
      #expect(network.decoder.parameters == decoder.parameters)
      let bound = (6 / Double(spec.outputSize + spec.headInputSize)).squareRoot()
      #expect(network.parameters["W_hy"].allSatisfy { $0 != 0 && $0.magnitude <= bound })
      #expect(network.parameters["b_y"].allSatisfy { $0 == 0 })
    }
  }
}
