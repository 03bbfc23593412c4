import Recurrent
import Testing

/// The example of lesson 7: two units, three steps, one target at the end.
@Suite struct WorkedExampleTests {
  static let network: Network<Double> = {
    let spec = NetworkSpec(
      inputSize: 1, hiddenSizes: [2], head: .init(.dense(outputs: 1), at: .last),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = [0.5, -0.3]
    parameters["W_hh"] = [0.4, -0.2, 0.1, 0.3]
    parameters["b_h"] = [0, 0.1]
    parameters["W_hy"] = [1, -1]
    return Network(spec, parameters: parameters)
  }()
  static let batch = SequenceBatch<Double>(
    steps: 3, batch: 1, inputSize: 1, inputs: [1, 0.5, -1], targets: .values([0.5], size: 1))

  @Test func theLossAndTheOldestGradientAreTheLessons() {
    let trace = Self.network.forward(Self.batch)
    let norms = Self.network.backward(trace).stateGradientNorms(layer: 0)
    print("worked example: loss \(trace.loss), |dL/dh_1| \(norms[0])")
    #expect(abs(trace.loss - 0.722994) <= 1e-6)
    #expect(abs(norms[0] - 0.217398) <= 1e-6)
    // dL/dh_3 = dy W_hy' = (y - 0.5) (1, -1)
    let dy = trace.outputs[0] - 0.5
    #expect(abs(norms[2] - dy.magnitude * 2.0.squareRoot()) <= 1e-15)
    #expect(abs(trace.loss - dy * dy / 2) <= 1e-15)
  }

  /// The same by hand, in the order of the equations.
  @Test func everyStateIsTheEquationsByHand() {
    var (p, q) = (0.0, 0.0)
    let trace = Self.network.forward(Self.batch)
    for (step, x) in [1, 0.5, -1].enumerated() {
      (p, q) = (
        Double.tanh(0.5 * x + 0.4 * p - 0.2 * q), Double.tanh(-0.3 * x + 0.1 * p + 0.3 * q + 0.1)
      )
      #expect(deviation(trace.state(layer: 0, step: step + 1, sequence: 0), from: [p, q]) <= 1e-15)
    }
    #expect(deviation(trace.outputs, from: [p - q]) <= 1e-15)
    #expect(trace.finalState.hidden == [trace.state(layer: 0, step: 3, sequence: 0)])
  }

  /// L(w + h) - L(w - h) over 2h, at every parameter.
  @Test func everyGradientIsTheSlopeOfTheLoss() {
    let gradient = Self.network.backward(Self.network.forward(Self.batch)).gradients.values
    let h = 1e-5
    let slopes = gradient.indices.map { index in
      func loss(_ step: Double) -> Double {
        var moved = Self.network
        moved.parameters.values[index] += step
        return moved.forward(Self.batch).loss
      }
      return (loss(h) - loss(-h)) / (2 * h)
    }
    var worst = Worst()
    worst.record(deviation(gradient, from: slopes), at: "worked example")
    worst.expect(within: 1e-9, "worked example, central differences")
  }
}
