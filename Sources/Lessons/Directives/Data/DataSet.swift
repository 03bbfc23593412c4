import Recurrent

/// Data of a lesson: inputs, what is wanted, and how a reader calls the steps.
struct DataSet: Sendable {
  enum Targets: Sendable {
    case none
    /// Numbers for each sequence, as written.
    case values([[Double]])
    /// Class indices for each sequence, one for each output step.
    case classes([[Int]], count: Int)
  }

  let steps: Int
  let inputSize: Int
  /// [B][T][D]
  let inputs: [[[Double]]]
  let targets: Targets
  /// The characters or symbols of the inputs and of the targets; empty where inputs are numbers.
  let alphabet: [String]
  let targetAlphabet: [String]
  /// The symbol at each step of each sequence, [B][T]; empty where inputs are numbers.
  let symbols: [[String]]
  /// The valid steps of each sequence; nil where all have T.
  var lengths: [Int]?
  /// What the sentences of the kind 'memory' are drawn from.
  var task: MemoryTask?
  /// What the sequences of the kind 'pictures' show and spell.
  var pictures: PictureTask?
  /// What each output step of each sequence counts for in the loss, [B][S]; nil where all count 1.
  var weights: [[Double]]?

  var sequences: Int { inputs.count }

  struct Misfit: Error, CustomStringConvertible {
    var description: String
  }

  /// The data as the network wants it.
  ///
  /// - Throws: What does not fit, with both sizes.
  func batch(
    for spec: NetworkSpec, modelID: String, needsTargets: Bool
  ) throws(Misfit) -> SequenceBatch<Double> {
    let outputSteps = spec.outputSteps(of: steps)
    if case .embedding(let vocabulary, _) = spec.input {
      return SequenceBatch(
        tokens: try tokens(of: vocabulary), steps: steps,
        targets: try targets(for: spec, outputSteps: outputSteps, needed: needsTargets),
        weights: weights(outputSteps: outputSteps))
    }
    guard inputSize == spec.inputSize else {
      throw Misfit(
        description: "its inputs have \(inputSize) numbers a step, the model takes "
          + "\(spec.inputSize) ('input')")
    }
    var flat: [Double] = []
    flat.reserveCapacity(steps * sequences * inputSize)
    for step in 0..<steps {
      for sequence in inputs { flat.append(contentsOf: sequence[step]) }
    }
    return SequenceBatch(
      steps: steps, batch: sequences, inputSize: inputSize, inputs: flat,
      targets: try targets(for: spec, outputSteps: outputSteps, needed: needsTargets),
      lengths: lengths, weights: weights(outputSteps: outputSteps))
  }

  /// [S, B]; a data set with step weights has targets, which were seen to be S for each sequence.
  private func weights(outputSteps: Int) -> [Double]? {
    weights.map { rows in (0..<outputSteps).flatMap { step in rows.map { $0[step] } } }
  }

  /// The symbols as places in the alphabet.
  private func tokens(of vocabulary: Int) throws(Misfit) -> [[Int]] {
    guard !symbols.isEmpty else {
      throw Misfit(
        description: "its inputs are numbers; an embedding reads symbols, such as those of the "
          + "kind 'characters' or 'recall'")
    }
    guard alphabet.count <= vocabulary else {
      throw Misfit(
        description: "it has \(alphabet.count) symbols, the model's embedding \(vocabulary) "
          + "('vocabulary')")
    }
    let places = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })
    return symbols.enumerated().map { index, row in
      row.prefix(lengths?[index] ?? steps).map { places[$0]! }
    }
  }

  private func targets(
    for spec: NetworkSpec, outputSteps: Int, needed: Bool
  ) throws(Misfit) -> SequenceBatch<Double>.Targets {
    switch targets {
    case .none:
      guard needed else { return .none }
      throw Misfit(description: "it has no targets, and this step needs a loss")
    case .classes(let rows, let count):
      guard spec.loss == .softmaxCrossEntropy else {
        throw Misfit(description: "its targets are classes; they need the loss cross_entropy")
      }
      guard count <= spec.outputSize else {
        throw Misfit(
          description: "it has \(count) classes, the model has \(spec.outputSize) outputs")
      }
      guard rows.allSatisfy({ $0.count == outputSteps }) else {
        throw Misfit(
          description: "it has \(rows[0].count) targets a sequence, the model's head has an "
            + "output at \(place(outputSteps))")
      }
      return .classes((0..<outputSteps).flatMap { step in rows.map { $0[step] } })
    case .values(let rows):
      guard spec.loss != .softmaxCrossEntropy else {
        throw Misfit(
          description: "its targets are numbers; they need the loss half_squared_error or "
            + "binary_cross_entropy")
      }
      let size = spec.outputSize
      guard rows.allSatisfy({ $0.count == outputSteps * size }) else {
        throw Misfit(
          description: "a target has \(rows.map(\.count).first { $0 != outputSteps * size }!) "
            + "numbers; \(size) output\(size == 1 ? "" : "s") at \(place(outputSteps)) make "
            + "\(outputSteps * size)")
      }
      let outside = rows.joined().first { !(0...1).contains($0) }
      if spec.loss == .binaryCrossEntropy, let outside {
        throw Misfit(
          description: "a target is \(significant(outside)); binary_cross_entropy wants 0 ... 1")
      }
      return .values(
        (0..<outputSteps).flatMap { step in rows.flatMap { $0[step * size..<(step + 1) * size] } },
        size: size)
    }
  }

  private func place(_ outputSteps: Int) -> String {
    outputSteps == steps && steps > 1 ? "each of \(steps) steps" : "the last step"
  }

  /// How a reader calls a class of the targets.
  func targetName(_ index: Int) -> String {
    targetAlphabet.indices.contains(index) ? targetAlphabet[index] : String(index)
  }
}
