import Recurrent
import Testing

/// The fast forward pass against the textbook's equations, and Float against Double.
@Suite struct TextbookTests {
  @Test func everyNumberOfAForwardPassIsTheTextbooks() {
    var worst = Worst()
    var losses = Worst()
    for seed: UInt64 in 1...240 {
      let c = RandomCase(seed: seed)
      let trace = c.network.forward(c.batch)
      let textbook = TextbookRNN(c.spec, parameters: c.parameters)
      compare(trace, with: textbook, on: c.batch, at: "\(c)", into: &worst)
      losses.record(deviation([trace.loss], from: [textbook.loss(c.batch)]), at: "\(c)")
    }
    worst.expect(within: 1e-14, ofAtLeast: 200, "textbook, pre-activations, states and outputs")
    losses.expect(within: 1e-13, ofAtLeast: 200, "textbook, loss")
  }

  /// Float has 24 bits: 6e-8 a rounding, and a few hundred roundings an entry, of sums that may
  /// nearly cancel.
  @Test func floatAgreesWithDoubleToItsPrecision() {
    var losses = Worst()
    var gradients = Worst()
    for seed: UInt64 in 1...240 {
      let c = RandomCase(seed: seed)
      // Both begin at numbers that Float can hold.
      var narrow = Parameters<Float>(c.spec.layout)
      narrow.values = c.parameters.map { Float($0) }
      var wide = Parameters<Double>(c.spec.layout)
      wide.values = narrow.values.map { Double($0) }
      let batch = narrowed(c.batch)
      let float = Network(c.spec, parameters: narrow)
      let double = Network(c.spec, parameters: wide)
      let floatTrace = float.forward(batch)
      let doubleTrace = double.forward(widened(batch))
      losses.record(deviation([Double(floatTrace.loss)], from: [doubleTrace.loss]), at: "\(c)")
      gradients.record(
        deviation(
          float.backward(floatTrace).gradients.values.map { Double($0) },
          from: double.backward(doubleTrace).gradients.values), at: "\(c)")
    }
    losses.expect(within: 1e-6, ofAtLeast: 200, "Float against Double, loss")
    gradients.expect(within: 3e-5, ofAtLeast: 200, "Float against Double, gradient")
  }

  private func narrowed(_ batch: SequenceBatch<Double>) -> SequenceBatch<Float> {
    let targets: SequenceBatch<Float>.Targets =
      switch batch.targets {
      case .none: .none
      case .classes(let classes): .classes(classes)
      case .values(let values, let size): .values(values.map { Float($0) }, size: size)
      }
    return SequenceBatch(
      steps: batch.steps, batch: batch.batch, inputSize: batch.inputSize,
      inputs: batch.inputs.map { Float($0) }, targets: targets)
  }

  private func widened(_ batch: SequenceBatch<Float>) -> SequenceBatch<Double> {
    let targets: SequenceBatch<Double>.Targets =
      switch batch.targets {
      case .none: .none
      case .classes(let classes): .classes(classes)
      case .values(let values, let size): .values(values.map { Double($0) }, size: size)
      }
    return SequenceBatch(
      steps: batch.steps, batch: batch.batch, inputSize: batch.inputSize,
      inputs: batch.inputs.map { Double($0) }, targets: targets)
  }
}

/// Records how far a trace from zero states is from the textbook's run, tensor by tensor.
func compare(
  _ trace: Trace<Double>, with textbook: TextbookRNN<Double>, on batch: SequenceBatch<Double>,
  at place: String, into worst: inout Worst
) {
  let runs = (0..<batch.batch).map { row in
    textbook.run(
      (0..<batch.steps).map { step in
        let start = (step * batch.batch + row) * batch.inputSize
        return Array(batch.inputs[start..<start + batch.inputSize])
      })
  }
  for layer in trace.layers.indices {
    let steps = (0..<batch.steps).flatMap { step in runs.map { $0.layers[layer][step] } }
    worst.record(
      deviation(trace.layers[layer].preactivations, from: steps.flatMap(\.preactivation)),
      at: "\(place), a of layer \(layer + 1)")
    let states = trace.layers[layer].states.dropFirst(batch.batch * trace.layers[layer].hiddenSize)
    worst.record(
      deviation(states, from: steps.flatMap(\.state)), at: "\(place), h of layer \(layer + 1)")
  }
  let outputs = (0..<trace.outputSteps).flatMap { step in runs.flatMap { $0.outputs[step] } }
  worst.record(deviation(trace.outputs, from: outputs), at: "\(place), y")
}
