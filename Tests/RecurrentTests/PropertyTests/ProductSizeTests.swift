import Recurrent
import Testing

/// Products large enough for the platform's library against products small enough for loops. The
/// border lies at 16,384 multiplications.
@Suite struct ProductSizeTests {
  /// T x B x D x H and B x H x H of the products, one multiplication below, at and above the
  /// border.
  @Test(arguments: [
    (steps: 1, batch: 3, inputs: 127, hidden: 43),
    (steps: 3, batch: 1, inputs: 127, hidden: 43),
    (steps: 1, batch: 16, inputs: 32, hidden: 32),
    (steps: 2, batch: 16, inputs: 16, hidden: 32),
    (steps: 1, batch: 5, inputs: 113, hidden: 29),
    (steps: 5, batch: 1, inputs: 29, hidden: 113),
    (steps: 2, batch: 17, inputs: 3, hidden: 31),
  ])
  func theTextbookHoldsAtTheBorder(steps: Int, batch: Int, inputs: Int, hidden: Int) {
    var g = SeededGenerator(seed: UInt64(steps * batch * inputs * hidden))
    let spec = NetworkSpec(
      inputSize: inputs, hiddenSizes: [hidden], head: .init(.dense(outputs: 7), at: .eachStep),
      loss: .softmaxCrossEntropy)
    let network = Network<Double>(spec, using: &g)
    let data = g.batch(for: spec, steps: steps, batch: batch)
    var worst = Worst()
    let place = "T \(steps), B \(batch), D \(inputs), H \(hidden)"
    let textbook = TextbookNetwork(spec, parameters: network.parameters.values)
    compare(
      network.forward(data), with: textbook.run(data), of: textbook, at: place, into: &worst)
    worst.expect(within: 1e-13, "products of \(steps * batch * inputs * hidden)")
  }

  /// A large batch goes through the library; its sequences one at a time, in few steps, do not.
  /// Loss, every gradient and every output must agree.
  @Test func libraryProductsEqualLoopsInEveryCell() {
    var forward = Worst()
    var gradients = Worst()
    var inputs = Worst()
    var (large, small) = (0, 0)
    for seed: UInt64 in 1...200 {
      var g = SeededGenerator(seed: seed)
      let sizes = Array((9...32).shuffled(using: &g).prefix(5))
      let steps = Int.random(in: 2...4, using: &g)
      let hidden = seed % 2 == 0 ? [sizes[0]] : [sizes[0], sizes[4]]
      let cells: [Cell] = [.elman(.tanh), .lstm, .gru(.before), .gru(.after)]
      let spec = NetworkSpec(
        input: .vectors(size: sizes[1]), cell: cells[Int(seed) % 4], hiddenSizes: hidden,
        isBidirectional: seed % 5 == 0,
        head: .init(.dense(outputs: sizes[2]), at: seed % 3 == 0 ? .last : .eachStep),
        loss: .softmaxCrossEntropy)
      let network = Network<Double>(spec, using: &g)
      let batch = g.batch(for: spec, steps: steps, batch: sizes[3])
      let count = steps * sizes[3] * sizes[1] * sizes[0] * spec.cell.bands
      if count < 16_384 { small += 1 } else { large += 1 }

      let place = "seed \(seed): D \(sizes[1]), H \(hidden), T \(steps), B \(sizes[3])"
      let trace = network.forward(batch)
      let whole = network.backward(trace)
      let (outputs, inputGradients) = (trace.outputs, whole.inputGradients)
      var sum = [Double](repeating: 0, count: network.parameters.values.count)
      var loss = 0.0
      for row in 0..<batch.batch {
        let alone = network.forward(batch.selecting([row]))
        let backward = network.backward(alone)
        loss += alone.loss / Double(batch.batch)
        for index in sum.indices {
          sum[index] += backward.gradients.values[index] / Double(batch.batch)
        }
        forward.record(
          deviation(
            batch.column(row, of: outputs, width: spec.outputSize),
            from: alone.outputs), at: place)
        inputs.record(
          deviation(
            batch.column(row, of: inputGradients, width: spec.inputSize)
              .map { $0 * Double(batch.batch) }, from: backward.inputGradients), at: place)
      }
      forward.record(deviation([trace.loss], from: [loss]), at: place)
      gradients.record(
        deviationByBlock(whole.gradients.values, from: sum, in: spec.layout), at: place)
    }
    print("library and loops: \(large) input products at or above the border, \(small) below")
    #expect(large >= 50 && small >= 10)
    forward.expect(within: 1e-13, ofAtLeast: 200, "library and loops, outputs and loss")
    gradients.expect(within: 1e-12, ofAtLeast: 200, "library and loops, gradient")
    inputs.expect(within: 1e-12, ofAtLeast: 200, "library and loops, input gradient")
  }
}
