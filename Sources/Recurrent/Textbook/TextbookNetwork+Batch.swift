extension TextbookNetwork {
  /// A run for each sequence of a batch, over its valid steps and from zero states.
  public func run(_ batch: SequenceBatch<Double>) -> [TextbookRun<Number>] {
    run(batch, from: .zero(for: spec, batch: batch.batch))
  }

  /// A run for each sequence of a batch, over its valid steps and from given states.
  public func run(
    _ batch: SequenceBatch<Double>, from initial: TextbookState<Number>
  ) -> [TextbookRun<Number>] {
    run(batch, inputs: batch.inputs.map { Number($0) }, from: initial)
  }

  /// The same with other input vectors, [T, B, D], in place of the batch's: so that there are
  /// derivatives by them.
  public func run(
    _ batch: SequenceBatch<Double>, inputs: [Number], from initial: TextbookState<Number>
  ) -> [TextbookRun<Number>] {
    (0..<batch.batch).map { row in
      run(sequence(row, of: batch, inputs: inputs), from: initial.row(row, of: batch.batch))
    }
  }

  /// x_1 ... x_T of one sequence of a batch, its valid steps alone.
  package func sequence(
    _ row: Int, of batch: SequenceBatch<Double>, inputs: [Number]
  ) -> [[Number]] {
    (0..<batch.length(of: row)).map { step in
      let position = step * batch.batch + row
      guard batch.tokens.isEmpty else { return vector(ofToken: batch.tokens[position]) }
      return Array(inputs[position * batch.inputSize..<(position + 1) * batch.inputSize])
    }
  }

  /// The outputs of the runs side by side, [S, B, O], with 0 beyond the end of a sequence.
  public func outputs(of runs: [TextbookRun<Number>], steps: Int) -> [Number] {
    let nothing = [Number](repeating: Number(0), count: spec.outputSize)
    return (0..<spec.outputSteps(of: steps)).flatMap { step in
      runs.flatMap { step < $0.outputs.count ? $0.outputs[step] : nothing }
    }
  }

  /// The loss of a batch, from zero states.
  public func loss(_ batch: SequenceBatch<Double>) -> Number { loss(of: run(batch), on: batch) }

  /// The loss of a batch, from given states.
  public func loss(
    _ batch: SequenceBatch<Double>, from initial: TextbookState<Number>
  ) -> Number {
    loss(of: run(batch, from: initial), on: batch)
  }

  /// sum(w l) / sum(w) over all valid positions, where w is 1 if the batch has no weights.
  public func loss(of runs: [TextbookRun<Number>], on batch: SequenceBatch<Double>) -> Number {
    loss(ofOutputs: runs.map(\.outputs), on: batch)
  }

  /// The same from y_1 ... y_T of each sequence.
  package func loss(
    ofOutputs outputs: [[[Number]]], on batch: SequenceBatch<Double>
  ) -> Number {
    var mean = TextbookMean<Number>()
    for (row, outputs) in outputs.enumerated() {
      for (step, y) in outputs.enumerated() {
        let position = step * batch.batch + row
        mean.add(
          TextbookLoss.value(spec.loss, of: y, for: batch.targets, at: position),
          weight: batch.weights?[position] ?? 1)
      }
    }
    return mean.value
  }
}
