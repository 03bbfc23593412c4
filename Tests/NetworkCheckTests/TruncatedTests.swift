import GradientCheck
import NetworkCheck
import Recurrent
import Testing

/// Truncated backpropagation is the exact gradient of a loss whose states at the windows' entries
/// are held fixed, and not of the loss itself.
@Suite struct TruncatedTests {
  @Test(arguments: Case.cells) func everyTruncationIsTheGradientOfItsSurrogate(cell: Cell) {
    for (every, back) in [(2, 2), (2, 3), (3, 5), (1, 4), (7, 7), (5, 9)] {
      let one = Case(cell, layers: 2, steps: 7, seed: 11)
      let report = NetworkCheck().truncated(
        one.network, on: one.batch, truncation: Truncation(every: every, back: back),
        from: one.state)
      #expect(report.passed, "every \(every), back \(back): \(report)")
    }
  }

  @Test func theTruncatedGradientIsNotThatOfTheWholeLoss() {
    let one = Case(.lstm, steps: 6, seed: 12)
    let whole = NetworkCheck().check.run(
      parameters: one.network.parameters.namedTensors,
      loss: { tensors in
        var network = one.network
        network.parameters.values = tensors.values
        // The windows' losses are means over two steps of six.
        return 3 * network.forward(one.batch, from: one.state).loss
      },
      gradient: {
        TruncatedGradient.of(one, truncation: Truncation(every: 2), at: $0.values)
      })
    #expect(whole.verdict == .fail)
    // What the last step alone reads is right: the head's gradient is not cut.
    #expect(whole.tensors.first { $0.name == "b_y" }?.verdict == .pass)
    #expect(whole.tensors.first { $0.name == "W_hh" }?.verdict == .fail)
  }
}

/// The sum of the windows' gradients, by the trainer's own walk over them.
enum TruncatedGradient {
  static func of(
    _ one: Case, truncation: Truncation, at values: [Double]
  ) -> LossAndGradient {
    var network = one.network
    network.parameters.values = values
    var sum = [Double](repeating: 0, count: values.count)
    var loss = 0.0
    var state = one.state
    for start in stride(from: 0, to: one.batch.steps, by: truncation.every) {
      let window = one.batch.window(start..<min(start + truncation.every, one.batch.steps))
      let trace = network.forward(window, from: state)
      loss += trace.loss
      for (index, value) in network.backward(trace).gradients.values.enumerated() {
        sum[index] += value
      }
      state = trace.finalState
    }
    return LossAndGradient(loss: loss, values: sum)
  }
}
