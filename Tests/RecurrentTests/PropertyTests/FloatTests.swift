import Recurrent
import Testing

/// Float against Double: 1000 random networks, from 1 to 80 hidden units, so that both the loops'
/// products and the library's are among them.
@Suite struct FloatTests {
  /// Float has 24 bits: 6e-8 a rounding, and a few hundred roundings an entry, of sums that may
  /// nearly cancel.
  @Test func floatAgreesWithDoubleToItsPrecision() {
    var losses = Worst()
    var outputs = Worst()
    var gradients = Worst()
    var (loops, library) = (0, 0)
    for seed: UInt64 in 1...1000 {
      let c = RandomCase(seed: seed, .init(scale: seed % 6 == 0 ? .large : .small))
      if c.usesLoopsAlone { loops += 1 } else { library += 1 }
      // Both begin at numbers that Float can hold.
      var narrow = Parameters<Float>(c.spec.layout)
      narrow.values = c.parameters.map { Float($0) }
      var wide = Parameters<Double>(c.spec.layout)
      wide.values = narrow.values.map { Double($0) }
      let batch = c.batch.converted(to: Float.self)
      let initial = c.initial.converted(to: Float.self)
      let float = Network(c.spec, parameters: narrow)
      let double = Network(c.spec, parameters: wide)
      let floatTrace = float.forward(batch, from: initial)
      let doubleTrace = double.forward(
        batch.converted(to: Double.self), from: initial.converted(to: Double.self))
      losses.record(deviation([Double(floatTrace.loss)], from: [doubleTrace.loss]), at: "\(c)")
      outputs.record(
        deviation(floatTrace.outputs.map { Double($0) }, from: doubleTrace.outputs), at: "\(c)")
      gradients.record(
        deviation(
          float.backward(floatTrace).gradients.values.map { Double($0) },
          from: double.backward(doubleTrace).gradients.values), at: "\(c)")
    }
    print("Float against Double: \(loops) networks of small products, \(library) with large ones")
    #expect(loops >= 500 && library >= 150)
    losses.expect(within: 1e-5, ofAtLeast: 1000, "Float against Double, loss")
    outputs.expect(within: 1e-5, ofAtLeast: 1000, "Float against Double, outputs")
    gradients.expect(within: 1e-4, ofAtLeast: 1000, "Float against Double, gradient")
  }
}
