import Recurrent

/// Forward and full backward of one batch: the gradients of all parameters and all inputs, given
/// the gradients of the outputs.
final class PassWork<Scalar: NetworkScalar>: Work {
  private let network: Network<Scalar>
  private let batch: SequenceBatch<Scalar>
  private let outputGradients: [Scalar]
  private let threads: Int
  private var trace: Trace<Scalar>
  private var backward: BackwardTrace<Scalar>
  private var inputGradients: [Scalar] = []
  let operations: Double

  init(_ work: WorkDescription, threads: Int) {
    var generator = SeededGenerator(seed: 1)
    let spec = NetworkSpec(
      input: .vectors(size: work.input), cell: work.recurrentCell,
      hiddenSizes: Array(repeating: work.hidden, count: work.layers ?? 1),
      isBidirectional: work.directions == 2, head: .init(.identity, at: .eachStep),
      loss: .halfSquaredError)
    var network = Network<Scalar>(spec, using: &generator)
    // Biases that are not zero, so that a wrong one shows.
    for block in spec.layout.blocks where block.shape.count == 1 {
      network.parameters[block.name] = uniform(block.count, scale: 0.1, using: &generator)
    }
    self.network = network
    let lengths = work.drawnLengths(work.batch, using: &generator)
    func values(width: Int, scale: Double) -> [Scalar] {
      var values: [Scalar] = uniform(
        work.steps * work.batch * width, scale: scale, using: &generator)
      // Zeros beyond each length.
      for (sequence, length) in (lengths ?? []).enumerated() {
        for step in length..<work.steps {
          let start = (step * work.batch + sequence) * width
          for index in start..<start + width { values[index] = 0 }
        }
      }
      return values
    }
    batch = SequenceBatch(
      steps: work.steps, batch: work.batch, inputSize: work.input,
      inputs: values(width: work.input, scale: 1), lengths: lengths)
    outputGradients = values(width: spec.outputSize, scale: 0.01)
    self.threads = threads
    trace = Trace(spec)
    backward = BackwardTrace(spec, keeping: .inputs)
    operations = work.spec.operations(rows: lengths?.reduce(0, +) ?? work.steps * work.batch)
  }

  var tensors: [Tensor] {
    let sizes = [batch.steps, batch.batch]
    var result = [
      Tensor("x", sizes + [batch.inputSize], batch.inputs),
      Tensor("output_gradients", sizes + [network.spec.outputSize], outputGradients),
    ]
    if let lengths = batch.lengths {
      result.append(Tensor("lengths", [batch.batch], .int32(lengths.map { Int32($0) })))
    }
    return result + network.tensors(of: network.parameters)
  }

  func setUp() {}

  func run() {
    network.forward(batch, threads: threads, into: &trace)
    network.pullback(trace, outputGradients: outputGradients, into: &backward)
    // The peers hand them back in the order of the batch; so do we, within the time.
    inputGradients = backward.inputGradients
  }

  var results: [Tensor] {
    let loss = zip(trace.outputs, outputGradients).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    return [
      Tensor("loss", [1], [loss]),
      Tensor("d x", [batch.steps, batch.batch, batch.inputSize], inputGradients),
    ] + network.tensors(of: backward.gradients, prefix: "d ")
  }
}
