import Recurrent
import Testing

/// A caller's shape errors stop the program instead of reading beyond a buffer. In a release build
/// they say nothing: the text is for debug builds.
@Suite struct PreconditionTests {
  @Test func aWrongInputSizeStops() async {
    await #expect(processExitsWith: .failure) {
      let network = Network<Double>.example
      _ = network.forward(
        SequenceBatch(steps: 2, batch: 1, inputSize: 4, inputs: [1, 2, 3, 4, 5, 6, 7, 8]))
    }
  }

  @Test func aTargetBeyondTheClassesStops() async {
    await #expect(processExitsWith: .failure) {
      let network = Network<Double>.example
      _ = network.forward(
        SequenceBatch(steps: 1, batch: 1, inputSize: 3, inputs: [1, 2, 3], targets: .classes([2])))
    }
  }

  @Test func aTokenBeyondTheVocabularyStops() async {
    await #expect(processExitsWith: .failure) {
      let spec = NetworkSpec(
        input: .embedding(vocabulary: 3, size: 2), hiddenSizes: [2],
        head: .init(.identity, at: .last), loss: .halfSquaredError)
      let network = Network(spec, parameters: Parameters<Double>(spec.layout))
      _ = network.forward(SequenceBatch(tokens: [[0, 3]]))
    }
  }

  @Test func aLengthBeyondTheStepsStops() async {
    await #expect(processExitsWith: .failure) {
      _ = SequenceBatch<Double>(
        steps: 2, batch: 1, inputSize: 1, inputs: [1, 2], lengths: [3])
    }
  }

  @Test func statesOfAnotherBatchStop() async {
    await #expect(processExitsWith: .failure) {
      let network = Network<Double>.example
      _ = network.forward(
        SequenceBatch(steps: 1, batch: 1, inputSize: 3, inputs: [1, 2, 3]),
        from: .zero(for: network.spec, batch: 2))
    }
  }

  @Test func aTraceThatNothingWentThroughStops() async {
    await #expect(processExitsWith: .failure) {
      let network = Network<Double>.example
      _ = network.backward(Trace(network.spec))
    }
  }

  @Test func numbersThatWereNotKeptStop() async {
    await #expect(processExitsWith: .failure) {
      let network = Network<Double>.example
      let trace = network.forward(
        SequenceBatch(steps: 1, batch: 1, inputSize: 3, inputs: [1, 2, 3]))
      var backward = BackwardTrace<Double>(network.spec, keeping: .parameters)
      network.backward(trace, into: &backward)
      _ = backward.deltas(layer: 0)
    }
  }
}

extension Network<Double> {
  /// Three inputs, two hidden units and two classes.
  fileprivate static var example: Network {
    let spec = NetworkSpec(
      inputSize: 3, hiddenSizes: [2], head: .init(.identity, at: .eachStep),
      loss: .softmaxCrossEntropy)
    return Network(spec, parameters: Parameters(spec.layout))
  }
}
