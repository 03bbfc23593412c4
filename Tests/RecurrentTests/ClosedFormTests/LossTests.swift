import Recurrent
import Testing

/// Losses where the answer is known without a network: the head's bias alone is the output.
@Suite struct LossTests {
  /// A network whose outputs are `y`, whatever it reads.
  private func saying<Scalar: NetworkScalar>(
    _ y: [Scalar], _ loss: Loss, _ targets: SequenceBatch<Scalar>.Targets
  ) -> (trace: Trace<Scalar>, dy: [Scalar]) {
    let spec = NetworkSpec(
      inputSize: 1, hiddenSizes: [2], head: .init(.dense(outputs: y.count), at: .last), loss: loss)
    var parameters = Parameters<Scalar>(spec.layout)
    parameters["b_y"] = y
    let network = Network(spec, parameters: parameters)
    let trace = network.forward(
      SequenceBatch(steps: 3, batch: 1, inputSize: 1, inputs: [1, 2, 3], targets: targets))
    return (trace, network.backward(trace).outputGradients)
  }

  @Test func softmaxOfAThousandIsOneAndOfMinusAThousandZero() {
    let (trace, dy) = saying([1000, -1000, 0] as [Double], .softmaxCrossEntropy, .classes([0]))
    #expect(trace.probabilities == [1, 0, 0])
    #expect(trace.loss == 0)
    #expect(dy == [0, 0, 0])
    let wrong = saying([1000, -1000, 0] as [Double], .softmaxCrossEntropy, .classes([1]))
    #expect(wrong.trace.loss == 2000)
    #expect(wrong.dy == [1, -1, 0])
    let narrow = saying([1000, -1000] as [Float], .softmaxCrossEntropy, .classes([1]))
    #expect(narrow.trace.loss == 2000)
    #expect(narrow.trace.probabilities == [1, 0])
  }

  /// Where the target is nearly certain, p - 1 is a rounding error, and 1 - p is not.
  @Test func theGradientOfACertainTargetKeepsItsDigits() {
    for y in [1.0, 20, 36, 40, 300] {
      // 1 - p = e^-y / (1 + e^-y)
      let exact = -Double.exp(-y) / (1 + Double.exp(-y))
      let soft = saying([y, 0], .softmaxCrossEntropy, .classes([0])).dy
      let binary = saying([y], .binaryCrossEntropy, .values([1], size: 1)).dy
      for dy in [soft[0], -soft[1], binary[0]] {
        #expect((dy / exact - 1).magnitude < 1e-15, "y = \(y): \(dy), not \(exact)")
      }
      // Nor does a target of 0 lose any where p is nearly 0.
      let low = saying([-y], .binaryCrossEntropy, .values([0], size: 1)).dy[0]
      #expect((low / exact + 1).magnitude < 1e-15)
    }
  }

  @Test func equalLogitsAreEquallyLikelyAtAnySize() {
    for logit in [-1000.0, 0, 1000] {
      let (trace, dy) = saying([logit, logit, logit, logit], .softmaxCrossEntropy, .classes([2]))
      #expect(trace.probabilities == [0.25, 0.25, 0.25, 0.25])
      #expect(abs(trace.loss - Double.log(4)) <= 1e-12)
      #expect(dy == [0.25, 0.25, -0.75, 0.25])
    }
  }

  @Test func theCrossEntropyOfOneClassIsZero() {
    for logit in [-1000.0, 0.3, 1000] {
      let (trace, dy) = saying([logit], .softmaxCrossEntropy, .classes([0]))
      #expect(trace.loss == 0)
      #expect(trace.probabilities == [1])
      #expect(dy == [0])
    }
  }

  @Test func binaryCrossEntropyStaysFiniteAtAThousand() {
    func loss(_ y: Double, target: Double) -> (Double, Double, Double) {
      let (trace, dy) = saying([y], .binaryCrossEntropy, .values([target], size: 1))
      return (trace.loss, trace.probabilities[0], dy[0])
    }
    #expect(loss(1000, target: 1) == (0, 1, 0))
    #expect(loss(1000, target: 0) == (1000, 1, 1))
    #expect(loss(-1000, target: 0) == (0, 0, 0))
    #expect(loss(-1000, target: 1) == (1000, 0, -1))
    #expect(loss(1000, target: 0.25) == (750, 1, 0.75))
    #expect(loss(0, target: 1) == (Double.log(2), 0.5, -0.5))
    // Not 0, as log(1 + e^-40) in plain arithmetic would be.
    let small = loss(-40, target: 0).0
    #expect(abs(small / Double.exp(-40) - 1) <= 1e-15)
  }

  @Test func binaryCrossEntropyAddsItsOutputsUp() {
    let (trace, dy) = saying(
      [0, 1000, -1000] as [Double], .binaryCrossEntropy, .values([0.5, 1, 1], size: 3))
    #expect(trace.loss == Double.log(2) + 1000)
    #expect(dy == [0, 0, -1])
  }

  @Test func halfSquaredErrorIsHalfTheSquare() {
    let (trace, dy) = saying([3, -1] as [Double], .halfSquaredError, .values([1, 1], size: 2))
    #expect(trace.loss == 4)
    #expect(dy == [2, -2])
    #expect(trace.probabilities.isEmpty)
  }

  @Test func theLossIsTheMeanOverStepsAndSequences() {
    let spec = NetworkSpec(
      inputSize: 1, hiddenSizes: [1], activation: .identity, head: .init(.identity, at: .eachStep),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = [1]
    let network = Network(spec, parameters: parameters)
    let trace = network.forward(
      SequenceBatch(
        steps: 2, batch: 3, inputSize: 1, inputs: [1, 2, 3, 4, 5, 6],
        targets: .values([0, 0, 0, 0, 0, 0], size: 1)))
    #expect(trace.positionLosses == [0.5, 2, 4.5, 8, 12.5, 18])
    #expect(trace.loss == 45.5 / 6)
    let sixths = [1.0, 2, 3, 4, 5, 6].map { $0 * (1.0 / 6) }
    #expect(network.backward(trace).outputGradients == sixths)
  }

  @Test func withoutTargetsThereIsNoLossAndNoGradient() {
    for loss in Loss.allCases {
      let (trace, dy) = saying([3, -1] as [Double], loss, .none)
      #expect(trace.loss == 0)
      #expect(dy == [0, 0])
    }
  }

  /// NaN among the outputs must reach the loss, wherever it stands.
  @Test(arguments: Loss.allCases) func aNaNOutputMakesTheLossNaN(loss: Loss) {
    for place in 0..<3 {
      var y: [Double] = [1, -2, 3]
      y[place] = .nan
      let targets: SequenceBatch<Double>.Targets =
        loss == .softmaxCrossEntropy ? .classes([1]) : .values([0, 1, 0.5], size: 3)
      #expect(saying(y, loss, targets).trace.loss.isNaN)
    }
  }

  /// sum(w l) / sum(w), and a gradient of w (p - onehot) / sum(w); a weight of 0 takes a position
  /// out altogether.
  @Test func stepWeightsWeighTheirPositions() {
    let targets = SequenceBatch<Double>.Targets.classes([0, 1, 1])
    let (loss, gradients) = Loss.softmaxCrossEntropy.value(
      outputs: [0, 0, 0, 0, 1000, -1000], size: 2, targets: targets, weights: [1, 3, 0])
    #expect(deviation([loss], from: [Double.log(2)]) <= 1e-15)
    #expect(gradients == [-0.125, 0.125, 0.375, -0.375, 0, 0])
  }

  /// The loss alone is what a network whose outputs are the same numbers has.
  @Test func aLossWithoutANetworkIsTheNetworks() {
    let y: [Double] = [0.5, -2, 3]
    for loss in Loss.allCases {
      let targets: SequenceBatch<Double>.Targets =
        loss == .softmaxCrossEntropy ? .classes([1]) : .values([0, 1, 0.5], size: 3)
      let (trace, dy) = saying(y, loss, targets)
      let alone = loss.value(outputs: y, size: 3, targets: targets)
      #expect(alone.loss == trace.loss)
      #expect(alone.outputGradients == dy)
    }
  }

  /// Two sequences of 1 and 2 steps: three positions count, whatever stands in the fourth.
  @Test func theMeanLeavesPaddingOut() {
    let spec = NetworkSpec(
      inputSize: 1, hiddenSizes: [1], activation: .identity, head: .init(.identity, at: .eachStep),
      loss: .halfSquaredError)
    var parameters = Parameters<Double>(spec.layout)
    parameters["W_xh"] = [1]
    let network = Network(spec, parameters: parameters)
    func trace(_ weights: [Double]?) -> Trace<Double> {
      network.forward(
        SequenceBatch(
          steps: 2, batch: 2, inputSize: 1, inputs: [2, 4, 50, 6],
          targets: .values([0, 0, 0, 0], size: 1), lengths: [1, 2], weights: weights))
    }
    #expect(trace(nil).loss == 28.0 / 3)
    let thirds = [2.0, 4, 0, 6].map { $0 * (1.0 / 3) }
    #expect(network.backward(trace(nil)).outputGradients == thirds)
    #expect(trace([1, 2, 100, 1]).loss == 9)
    #expect(network.backward(trace([1, 2, 100, 1])).outputGradients == [0.5, 2, 0, 1.5])
  }
}
