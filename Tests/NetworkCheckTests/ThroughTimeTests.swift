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
      #expect(report.sentence == "right at every step")
      #expect(report.steps.map(\.step) == [1, 2, 3, 4])
      #expect(report.steps.allSatisfy { $0.difference < 1e-9 && $0.error > 0 })
      // The two states of the sequences and, in the first layer, all weights of every step.
      #expect(report.report.entries.count { $0.verdict == .pass } >= 4 * (2 * 2 + 2 * 3 + 2 * 2))
    }
  }

  /// Steps whose terms are all wrong by a thousandth.
  @Test(arguments: [
    ([1, 2], "right for t >= 3, wrong below"), ([3, 4], "right for t < 3, wrong from there on"),
    ([2, 3], "wrong for t = 2 to 3"), ([3], "wrong at t = 3"), ([1, 3], "wrong at t = 1, 3"),
    ([1, 2, 3, 4], "wrong at every step"),
  ])
  func theReportSaysWhereTheMistakeBegins(wrong: [Int], sentence: String) {
    let one = Case(.lstm, seed: 6)
    let report = NetworkCheck().throughTime(
      one.network, on: one.batch, from: one.state,
      terms: { untied in
        let (loss, tensors) = untied.lossAndTerms()
        return LossAndGradient(
          loss: loss,
          values: tensors.flatMap { tensor in
            let isWrong = wrong.contains { tensor.name.hasSuffix("t = \($0)") }
            return tensor.values.map { isWrong ? 1.001 * $0 : $0 }
          })
      })
    #expect(!report.passed && report.sentence == sentence, "\(report)")
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
