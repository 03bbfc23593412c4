import Recurrent
import Testing

/// Long sequences, whose steps are gone through in several blocks, against each sequence alone,
/// which fits into one.
@Suite struct BlockTests {
  @Test func sequencesOfSeveralBlocksAreThoseOfOneBlockEach() {
    let cells: [Cell] = [.elman(.tanh), .elman(.relu), .lstm, .gru(.before), .gru(.after)]
    var forward = Worst()
    var gradients = Worst()
    for seed: UInt64 in 1...30 {
      var g = SeededGenerator(seed: seed)
      let cell = cells[Int(seed) % cells.count]
      let hidden = [Int.random(in: 60...80, using: &g), Int.random(in: 50...59, using: &g)]
      let spec = NetworkSpec(
        input: .vectors(size: Int.random(in: 3...40, using: &g)), cell: cell,
        hiddenSizes: seed % 3 == 0 ? hidden : [hidden[0]], isBidirectional: seed % 2 == 0,
        head: .init(.dense(outputs: 2), at: seed % 5 == 1 ? .last : .eachStep),
        loss: .halfSquaredError)
      let network = Network<Double>(spec, using: &g)
      let batch = g.batch(for: spec, steps: 150, batch: 9, hasLengths: seed % 4 != 0)
      let initial = g.state(for: spec, batch: 9)

      let place = "seed \(seed): \(cell), H \(spec.hiddenSizes), lengths \(batch.lengths ?? [])"
      let trace = network.forward(batch, from: initial)
      let backward = network.backward(trace)
      let (outputs, inputGradients) = (trace.outputs, backward.inputGradients)
      let total = batch.totalWeight(of: spec)
      var sum = [Double](repeating: 0, count: network.parameters.values.count)
      for row in 0..<batch.batch {
        let single = batch.selecting([row])
        let alone = network.forward(single, from: initial.selecting([row], of: batch.batch))
        let gradient = network.backward(alone)
        let share = single.totalWeight(of: spec) / total
        for index in sum.indices { sum[index] += share * gradient.gradients.values[index] }
        forward.record(
          deviation(batch.column(row, of: outputs, width: spec.outputSize), from: alone.outputs),
          at: place)
        gradients.record(
          deviation(
            batch.column(row, of: inputGradients, width: spec.inputSize),
            from: gradient.inputGradients.map { share * $0 }), at: "dL/dx, \(place)")
      }
      gradients.record(
        deviationByBlock(backward.gradients.values, from: sum, in: spec.layout), at: place)
    }
    forward.expect(within: 1e-12, ofAtLeast: 270, "several blocks, outputs")
    gradients.expect(within: 1e-10, ofAtLeast: 300, "several blocks, gradients")
  }
}
