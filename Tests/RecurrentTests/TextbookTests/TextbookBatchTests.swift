import Recurrent
import Testing

/// Lengths, weights, embeddings and heads of the textbook.
@Suite struct TextbookBatchTests {
  static let cases = (1...80).map { TextbookCase(seed: UInt64($0)) }

  @Test func nothingBeyondALengthIsReadOrCounted() {
    var shorter = 0
    for c in Self.cases where c.batch.tokens.isEmpty {
      guard let lengths = c.batch.lengths else { continue }
      var inputs = c.batch.inputs
      var weights = c.batch.weights
      for (row, length) in lengths.enumerated() {
        for step in length..<c.batch.steps {
          shorter += 1
          let position = step * c.batch.batch + row
          for index in 0..<c.batch.inputSize { inputs[position * c.batch.inputSize + index] = .nan }
          if c.spec.head.place == .eachStep { weights?[position] = .infinity }
        }
      }
      let other = SequenceBatch(
        steps: c.batch.steps, batch: c.batch.batch, inputSize: c.batch.inputSize, inputs: inputs,
        targets: c.batch.targets, lengths: lengths, weights: weights)
      let network = TextbookNetwork(c.spec, parameters: c.parameters)
      #expect(network.loss(other) == network.loss(c.batch), "\(c)")
      #expect(network.loss(other).isFinite, "\(c)")
    }
    #expect(shorter > 50)
  }

  @Test func outputsBeyondALengthAreZero() {
    for c in Self.cases where c.spec.head.place == .eachStep {
      let network = TextbookNetwork(c.spec, parameters: c.parameters)
      let outputs = network.outputs(of: network.run(c.batch), steps: c.batch.steps)
      #expect(outputs.count == c.batch.steps * c.batch.batch * c.spec.outputSize)
      for (row, length) in (c.batch.lengths ?? []).enumerated() {
        for step in length..<c.batch.steps {
          let start = (step * c.batch.batch + row) * c.spec.outputSize
          #expect(outputs[start..<start + c.spec.outputSize].allSatisfy { $0 == 0 })
        }
      }
    }
  }

  /// sum(w l) / sum(w), put together again from batches of one sequence.
  @Test func theLossOfABatchIsTheWeightedMeanOfItsSequences() {
    var worst = Worst()
    for c in Self.cases {
      let network = TextbookNetwork(c.spec, parameters: c.parameters)
      var total = 0.0
      var weights = 0.0
      for row in 0..<c.batch.batch {
        let positions = c.spec.head.place == .last ? 1 : c.batch.length(of: row)
        let weight = (0..<positions).reduce(0.0) {
          $0 + (c.batch.weights?[$1 * c.batch.batch + row] ?? 1)
        }
        total += weight * network.loss(c.batch.selecting([row]))
        weights += weight
      }
      worst.record(deviation([network.loss(c.batch)], from: [total / weights]), at: "\(c)")
    }
    worst.expect(within: 1e-14, ofAtLeast: 80, "textbook, batches and sequences")
  }

  /// An embedding is a matrix whose rows are looked up.
  @Test func aTokenIsItsRowOfTheEmbedding() throws {
    var checked = 0
    for c in Self.cases {
      guard case .embedding(_, let size) = c.spec.input else { continue }
      let network = TextbookNetwork(c.spec, parameters: c.parameters)
      let table = Array(c.parameters.prefix(7 * size))
      for (row, run) in network.run(c.batch).enumerated() {
        for (step, x) in run.inputs.enumerated() {
          let token = c.batch.tokens[step * c.batch.batch + row]
          #expect(x == Array(table[token * size..<(token + 1) * size]))
        }
        checked += run.inputs.count
      }
    }
    #expect(checked > 100)
  }

  /// A head at the last step sees each direction's last state, and none of the padding.
  @Test func aHeadAtTheLastStepReadsTheFinalStates() {
    for c in Self.cases where c.spec.head.place == .last {
      let network = TextbookNetwork(c.spec, parameters: c.parameters)
      for run in network.run(c.batch, from: TextbookState(c.initial)) {
        let top = run.layers[run.layers.count - 1]
        let states = top.forward.last!.state + (top.reverse.first?.state ?? [])
        #expect(run.outputs == [network.output(states)])
        #expect(run.finalState.hidden.suffix(c.spec.directions.count).flatMap { $0 } == states)
      }
    }
  }
}
