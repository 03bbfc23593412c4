import ComplexModule
import Recurrent
import Testing

/// Backpropagation through head, attention, decoder and encoder against derivatives that know
/// nothing of it.
@Suite struct EncoderDecoderGradientTests {
  /// Up to eight entries of each block, drawn at random, each by a pass of its own.
  @Test func everyGradientMatchesTheTextbookOverDualNumbers() {
    var worst = Worst()
    for c in EncoderDecoderCase.kinds {
      let gradient = c.network.backward(c.network.forward(c.batch)).gradients
      var g = SeededGenerator(seed: c.seed)
      for block in c.spec.layout.blocks {
        let entries = Array(block.range.shuffled(using: &g).prefix(8))
        let exact = TextbookEncoderDecoder.gradient(
          c.spec, at: c.parameters, of: c.batch, entries: entries)
        let largest = gradient[block.name].reduce(0) { max($0, $1.magnitude) }
        for (entry, exact) in zip(entries, exact) {
          let difference = abs(gradient.values[entry] - exact)
          worst.record(difference == 0 ? 0 : difference / largest, at: "\(block.name), \(c)")
        }
      }
    }
    worst.expect(within: 1e-12, ofAtLeast: 5000, "encoder-decoder gradient, dual numbers")
  }

  /// All parameters at once along a random direction, in networks whose products are the library's.
  @Test func theGradientsOfLargeNetworksMatchTheComplexStep() {
    var worst = Worst()
    for seed: UInt64 in 1...24 {
      let c = EncoderDecoderCase(
        seed: seed, .init(cell: EncoderDecoderCase.cells[Int(seed) % 7], isLarge: true))
      let gradient = c.network.backward(c.network.forward(c.batch)).gradients.values
      var g = SeededGenerator(seed: seed)
      let direction = g.normals(gradient.count)
      let moved = zip(c.parameters, direction).map { Complex($0, 1e-150 * $1) }
      let complex = TextbookEncoderDecoder(c.spec, parameters: moved).loss(c.batch)
      let product = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      let scale = euclideanNorm(gradient) * euclideanNorm(direction)
      worst.record(abs(product - complex.imaginary / 1e-150) / scale, at: "\(c)")
    }
    worst.expect(within: 1e-14, ofAtLeast: 24, "encoder-decoder gradient, complex step")
  }

  /// A block whose gradient is always zero has not been checked.
  @Test func everyKindOfBlockHasAGradientThatIsNotZero() {
    var largest: [String: Double] = [:]
    var kinds: Set<String> = []
    for c in EncoderDecoderCase.kinds {
      let gradient = c.network.backward(c.network.forward(c.batch)).gradients
      for block in c.spec.layout.blocks {
        let name = "\(c.spec.cell), attention \(c.spec.hasAttention), \(block.name)"
        kinds.insert(block.name)
        let magnitude = gradient[block.name].reduce(0) { max($0, $1.magnitude) }
        largest[name] = max(largest[name] ?? 0, magnitude)
      }
    }
    for part in ["encoder", "decoder"] {
      for block in ["embedding", "W_xh", "W_hh", "b_h", "b_hn", "lstm.2.W_xh", "gru.2.b_hn"] {
        #expect(kinds.contains("\(part).\(block)"))
      }
    }
    #expect(largest.count >= 300)
    for (name, magnitude) in largest { #expect(magnitude > 1e-6, "\(name)") }
  }

  /// sum(y * r): the gradient of any function of the outputs.
  @Test func thePullbackIsTheGradientOfAProjection() {
    var worst = Worst()
    for c in EncoderDecoderCase.kinds {
      var g = SeededGenerator(seed: c.seed)
      let target = c.batch.target
      var factors = g.normals(target.steps * target.batch * c.spec.outputSize)
      // What is said beyond a length does not count.
      for index in factors.indices where target.isPadding(index / c.spec.outputSize) {
        factors[index] = .nan
      }
      let gradient = c.network.pullback(
        c.network.forward(c.batch), outputGradients: factors
      ).gradients
      var entries: [Int] = []
      for block in c.spec.layout.blocks {
        entries += block.range.shuffled(using: &g).prefix(3)
      }
      let exact = DualNumber.gradient(at: c.parameters, entries: entries) { parameters in
        var sum = DualNumber(0)
        let runs = TextbookEncoderDecoder(c.spec, parameters: parameters).run(c.batch)
        for (pair, run) in runs.enumerated() {
          for (step, y) in run.outputs.enumerated() {
            let start = (step * target.batch + pair) * c.spec.outputSize
            for (index, y) in y.enumerated() { sum = sum + y * DualNumber(factors[start + index]) }
          }
        }
        return sum
      }
      for (entry, exact) in zip(entries, exact) {
        let block = c.spec.layout.blocks.first { $0.range.contains(entry) }!
        let largest = gradient[block.name].reduce(0) { max($0, $1.magnitude) }
        let difference = abs(gradient.values[entry] - exact)
        worst.record(difference == 0 ? 0 : difference / largest, at: "\(block.name), \(c)")
      }
    }
    worst.expect(within: 1e-12, ofAtLeast: 2000, "encoder-decoder, pullback")
  }

  /// dL/dy pulled back is the backward pass, to the bit, and each part's gradient is its share.
  @Test func theBackwardPassIsThePullbackOfItsOwnOutputGradients() {
    var worst = Worst()
    for c in EncoderDecoderCase.kinds {
      let trace = c.network.forward(c.batch)
      let backward = c.network.backward(trace)
      let pulled = c.network.pullback(trace, outputGradients: backward.outputGradients)
      worst.record(pulled.tensors, equals: backward.tensors, at: "\(c)")
      let all = backward.gradients.values
      worst.record(
        Array(all[c.spec.encoderRange]) == backward.encoder.gradients.values
          && Array(all[c.spec.decoderRange]) == backward.decoder.gradients.values ? 0 : 1,
        at: "parts, \(c)")
    }
    worst.expect(within: 0, ofAtLeast: 224, "encoder-decoder, backward against pullback")
  }
}
