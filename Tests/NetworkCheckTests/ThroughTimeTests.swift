import GradientCheck
import NetworkCheck
import Recurrent
import Testing

/// What the backward pass says of every step, against the loss with untied weights.
@Suite struct ThroughTimeTests {
  @Test(arguments: Case.cells) func everyStepOfEveryCellIsRight(cell: Cell) {
    for (layers, isBidirectional, lengths) in [
      (1, true, nil), (2, false, [4, 2]),
    ] {
      let one = Case(
        cell, layers: layers, isBidirectional: isBidirectional, lengths: lengths, seed: 3)
      let report = NetworkCheck().throughTime(one.network, on: one.batch, from: one.state)
      #expect(report.passed, "\(cell), \(layers) layers: \(report)")
      // The two states of the sequences and, in the first layer, all weights of every step.
      #expect(report.entries.count { $0.verdict == .pass } >= 4 * (2 * 2 + 2 * 3 + 2 * 2))
    }
  }

  @Test(arguments: Case.cells) func theStepsAddUpToTheTiedGradient(cell: Cell) {
    let one = Case(cell, layers: 2, isBidirectional: true, lengths: [4, 3], seed: 4)
    let untied = UntiedNetwork(one.network, on: one.batch, from: one.state)
    let backward = one.network.backward(one.network.forward(one.batch, from: one.state))
    let steps = Dictionary(
      uniqueKeysWithValues: untied.lossAndTerms().tensors.map { ($0.name, $0.values) })
    for block in one.network.spec.layout.blocks where !block.name.hasSuffix("y") {
      var sum = [Double](repeating: 0, count: block.range.count)
      for step in 1...4 {
        for (index, value) in steps["\(block.name), t = \(step)"]!.enumerated() {
          sum[index] += value
        }
      }
      for (a, b) in zip(sum, backward.gradients[block.name]) {
        #expect((a - b).magnitude < 1e-14, "\(cell), \(block.name)")
      }
    }
  }
}
