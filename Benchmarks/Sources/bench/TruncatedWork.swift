import Recurrent

/// Truncated backpropagation through time along a sequence too long to keep: windows of a few
/// steps, the state carried from one to the next, its gradient cut, a step of SGD after each.
final class TruncatedWork: Work {
  private let work: WorkDescription
  private let threads: Int
  private let network: Network<Float>
  private let stream: (inputs: [Float], targets: [Float])
  private let windows: [SequenceBatch<Float>]
  private var trainer: Trainer<Float>
  private var losses: [Float] = []
  let operations: Double

  init(_ work: WorkDescription, threads: Int) {
    self.work = work
    self.threads = threads
    var generator = SeededGenerator(seed: 1)
    let outputs = work.outputs!
    let spec = NetworkSpec(
      input: .vectors(size: work.input), cell: work.recurrentCell, hiddenSizes: [work.hidden],
      head: .init(.dense(outputs: outputs), at: .eachStep), loss: .halfSquaredError)
    network = Network<Float>(spec, using: &generator)
    // The stream repeats itself after `period` steps.
    let positions = work.period! * work.batch
    stream = (
      uniform(positions * work.input, scale: 1, using: &generator),
      uniform(positions * outputs, scale: 1, using: &generator)
    )
    let period = SequenceBatch(
      steps: work.period!, batch: work.batch, inputSize: work.input, inputs: stream.inputs,
      targets: .values(stream.targets, size: outputs))
    windows = stride(from: 0, to: work.period!, by: work.window!).map { start in
      period.window(start..<start + work.window!)
    }
    trainer = Trainer(network, optimizer: .sgd(rate: 0))
    operations = work.spec.operations(rows: work.steps * work.batch)
  }

  var tensors: [Tensor] {
    let sizes = [work.period!, work.batch]
    return network.tensors(of: network.parameters) + [
      Tensor("x", sizes + [work.input], stream.inputs),
      Tensor("targets", sizes + [work.outputs!], stream.targets),
    ]
  }

  func setUp() {
    trainer = Trainer(network, optimizer: .sgd(rate: work.rate!), threads: threads)
    losses.removeAll(keepingCapacity: true)
  }

  func run() throws { try train(steps: 0..<work.steps) }

  /// Trains on from one step of the stream to another, whole windows.
  func train(steps: Range<Int>) throws {
    for step in stride(from: steps.lowerBound, to: steps.upperBound, by: work.window!) {
      let window = windows[step / work.window! % windows.count]
      let state = step == 0 ? nil : trainer.finalState
      losses.append(try trainer.step(window, from: state).loss)
    }
  }

  var results: [Tensor] { [Tensor("losses", [losses.count], losses)] }
}
